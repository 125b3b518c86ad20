use crate::{Event, Poison, Recorded, Version};

/// An answer built from events, which can be rebuilt at any time.
pub trait Projection<E: Event>: Clone {
    /// Folds the next event. An event that does not concern the answer changes nothing.
    fn apply(&mut self, event: &Recorded<E>);

    /// Checks whether the event can be applied. A [`ReadModel`](crate::ReadModel) checks each event first, so that no
    /// event is applied halfway. By default every event is accepted.
    ///
    /// # Errors
    /// [`Poison`] when the event can't be applied.
    fn accepts(&self, _event: &Recorded<E>) -> Result<(), Poison> {
        Ok(())
    }
}

/// A projection of one stream that returns its value at any version by a bounded replay.
///
/// It keeps a copy of the value every [`Replayed::STRIDE`] events, and replays from the nearest copy below a version. A
/// look back thus costs the same in a stream of a hundred thousand events as in a stream of a hundred. The value should
/// not grow with the stream, because each copy is complete.
#[derive(Clone, Debug)]
pub struct Replayed<P> {
    /// `copies[n]` is the value at version `n * STRIDE`.
    copies: Vec<P>,
    head: P,
    version: Version,
}

impl<P> Replayed<P> {
    /// The distance between two copies, in events. A look back replays fewer events than this.
    pub const STRIDE: usize = 256;

    /// The projection before the first event.
    pub fn new(empty: P) -> Self
    where
        P: Clone,
    {
        Self { copies: vec![empty.clone()], head: empty, version: Version::EMPTY }
    }

    /// The value at the newest version.
    #[must_use]
    pub fn head(&self) -> &P {
        &self.head
    }

    /// The newest version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// Folds the events of the stream after [`Replayed::version`]. If the stream is shorter, the value goes back to its
    /// last event. Replaced events are not detected: start with [`Replayed::new`] in that case.
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

    /// Returns the value at a version, by a replay of fewer than [`Replayed::STRIDE`] events of the stream. A version above
    /// [`Replayed::version`] returns the newest value.
    ///
    /// # Panics
    /// When the stream is shorter than the version.
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

    /// Returns the value after the first `end` events, from the nearest copy.
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

    /// The sum of all amounts, and the last amount, so that order matters.
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
    fn shorter_stream_takes_the_value_back_to_its_last_event() {
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
