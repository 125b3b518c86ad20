use super::{Event, Recorded, Version};

/// An answer that is built from events and can always be built again.
pub trait Projection<E: Event>: Clone {
    /// Takes one more event in. An event that does not concern the answer changes nothing.
    fn apply(&mut self, event: &Recorded<E>);
}

/// A projection of one stream that can be asked for its value at any version at a bounded cost.
///
/// Every [`Replayed::STRIDE`] events it keeps a copy of the value. A question about a version starts at the nearest copy
/// below it, so it costs the same in a stream of a hundred thousand events as in a stream of a hundred.
#[derive(Clone, Debug)]
pub struct Replayed<P> {
    /// `copies[n]` is the value at version `n * STRIDE`.
    copies: Vec<P>,
    head: P,
    version: Version,
}

impl<P> Replayed<P> {
    /// How many events a question about a version replays at the most.
    pub const STRIDE: usize = 256;

    /// The projection before the first event.
    pub fn new(empty: P) -> Self
    where
        P: Clone,
    {
        Self { copies: vec![empty.clone()], head: empty, version: Version::EMPTY }
    }

    /// The value at the newest version that was taken in.
    #[must_use]
    pub fn head(&self) -> &P {
        &self.head
    }

    /// The newest version that was taken in.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// Takes in the events of the stream that are newer than [`Replayed::version`].
    pub fn catch_up<E: Event>(&mut self, stream: &[Recorded<E>])
    where
        P: Projection<E>,
    {
        for event in &stream[self.version.0 as usize..] {
            self.head.apply(event);
            self.version = event.version;
            if self.version.0 as usize % Self::STRIDE == 0 {
                self.copies.push(self.head.clone());
            }
        }
    }

    /// The value at a version, obtained by replay of at most [`Replayed::STRIDE`] events of the stream.
    /// A version that was not taken in yet gives the newest one.
    #[must_use]
    pub fn at<E: Event>(&self, version: Version, stream: &[Recorded<E>]) -> P
    where
        P: Projection<E>,
    {
        if version >= self.version {
            return self.head.clone();
        }
        let end = version.0 as usize;
        let copy = end / Self::STRIDE;
        let mut value = self.copies[copy].clone();
        for event in &stream[copy * Self::STRIDE..end] {
            value.apply(event);
        }
        value
    }
}
