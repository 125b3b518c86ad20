use super::{Event, Poison, Recorded, Version};

/// An answer that is built from events and can always be built again.
pub trait Projection<E: Event>: Clone {
    /// Takes one more event in. An event that does not concern the answer changes nothing.
    fn apply(&mut self, event: &Recorded<E>);

    /// Whether it can take this event in. A [`ReadModel`](super::ReadModel) asks before it hands over an event, so one that
    /// is not accepted is not half taken in either. By default every event is accepted.
    ///
    /// # Errors
    /// Why not.
    fn accepts(&self, _event: &Recorded<E>) -> Result<(), Poison> {
        Ok(())
    }
}

/// A projection of one stream that can be asked for its value at any version at a bounded cost.
///
/// Every [`Replayed::STRIDE`] events it keeps a copy of the value. A question about a version starts at the nearest copy
/// below it, so it costs the same in a stream of a hundred thousand events as in a stream of a hundred. It suits values
/// whose size does not grow with the stream: each copy is a whole one.
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

    /// Takes in the events of the stream that are newer than [`Replayed::version`]. A stream is only ever appended to;
    /// should this one be shorter nevertheless, the value goes back to its end. Other events in the place of those that
    /// were taken in go unnoticed: then begin with [`Replayed::new`].
    pub fn catch_up<E: Event>(&mut self, stream: &[Recorded<E>])
    where
        P: Projection<E>,
    {
        if stream.len() < self.version.0 as usize {
            self.version = Version(stream.len() as u64);
            self.copies.truncate(stream.len() / Self::STRIDE + 1);
            self.head = self.replay(stream.len(), stream);
        }
        for event in &stream[self.version.0 as usize..] {
            self.head.apply(event);
            self.version = event.version;
            if (self.version.0 as usize).is_multiple_of(Self::STRIDE) {
                self.copies.push(self.head.clone());
            }
        }
    }

    /// The value at a version, obtained by replay of fewer than [`Replayed::STRIDE`] events of the stream.
    /// A version that was not taken in yet gives the newest one that was.
    ///
    /// # Panics
    /// When the stream is shorter than that version.
    #[must_use]
    pub fn at<E: Event>(&self, version: Version, stream: &[Recorded<E>]) -> P
    where
        P: Projection<E>,
    {
        if version >= self.version {
            return self.head.clone();
        }
        self.replay(version.0 as usize, stream)
    }

    /// The value after the first `end` events, from the nearest copy on.
    fn replay<E: Event>(&self, end: usize, stream: &[Recorded<E>]) -> P
    where
        P: Projection<E>,
    {
        let copy = end / Self::STRIDE;
        let mut value = self.copies[copy].clone();
        for event in &stream[copy * Self::STRIDE..end] {
            value.apply(event);
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{Tally, TallyEvent, recorded};

    /// Sums all amounts, and remembers the last one so that the order counts.
    #[derive(Clone, Debug, Default, PartialEq)]
    struct Sum(i64, i64);

    impl Projection<TallyEvent> for Sum {
        fn apply(&mut self, event: &Recorded<TallyEvent>) {
            if let TallyEvent::Added(amount) = event.data {
                *self = Self(self.0 + amount, amount);
            }
        }
    }

    #[test]
    fn a_stream_that_shrank_takes_the_value_back_to_its_end() {
        let stream = recorded::<Tally>((0..600).map(TallyEvent::Added));
        for end in [0, 1, 255, 256, 257, 511, 512, 513, 599] {
            let mut sum = Replayed::new(Sum::default());
            sum.catch_up(&stream);
            sum.catch_up(&stream[..end]);
            assert_eq!(sum.version(), Version(end as u64));
            let mut fresh = Replayed::new(Sum::default());
            fresh.catch_up(&stream[..end]);
            assert_eq!(sum.head(), fresh.head(), "at {end}");
            sum.catch_up(&stream);
            assert_eq!(sum.at(Version(512), &stream), Sum(511 * 512 / 2, 511), "grown again from {end}");
        }
    }
}
