use std::time::Duration;

use crate::{Backoff, StoreError};

/// The step after a conflict: whether the command is decided again, on the state that the other writer left, and after
/// what pause. No other error is retried.
///
/// [`Aggregate::execute`](crate::Aggregate::execute) retries at once. Writers on other machines or in other tabs that met
/// once would meet again, so they [pause](Self::pause) for a random time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    most: u32,
    within: Duration,
    backoff: Backoff,
    conflicts: u32,
}

impl Retry {
    /// At most this many retries.
    #[must_use]
    pub fn at_most(retries: u32) -> Self {
        Self { most: retries, within: Duration::MAX, backoff: Backoff::default(), conflicts: 0 }
    }

    /// Any number of retries in this time after the first attempt.
    #[must_use]
    pub fn within(time: Duration) -> Self {
        Self { within: time, ..Self::at_most(u32::MAX) }
    }

    /// Sets the longest pause after each conflict.
    #[must_use]
    pub fn with_backoff(self, backoff: Backoff) -> Self {
        Self { backoff, ..self }
    }

    /// Whether to decide again after this error.
    pub fn again(&mut self, error: &StoreError) -> bool {
        self.pause(error, Duration::ZERO, 0).is_some()
    }

    /// Returns the pause before the command is decided again: a random part of the backoff ("full jitter"). `None` when the
    /// error is no conflict, or the retries are used up. `elapsed` is the time since the first attempt, `random` any random
    /// number: the engine has neither a clock nor chance.
    pub fn pause(&mut self, error: &StoreError, elapsed: Duration, random: u64) -> Option<Duration> {
        let is_conflict = matches!(error, StoreError::Conflict { .. });
        if !is_conflict || self.conflicts >= self.most || elapsed > self.within {
            return None;
        }
        self.conflicts += 1;
        let longest = u64::from(self.backoff.wait_ms(self.conflicts));
        Some(Duration::from_millis(random % (longest + 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Conflict, Failure, Version};

    fn conflict() -> StoreError {
        let conflict = Conflict { expected: Version(1), actual: Version(2) };
        StoreError::Conflict { stream: "one".into(), conflict }
    }

    #[test]
    fn retries_are_bounded_in_number() {
        let mut retry = Retry::at_most(2);
        assert_eq!([(); 3].map(|()| retry.again(&conflict())), [true, true, false]);
        assert!(!Retry::at_most(0).again(&conflict()));
    }

    #[test]
    fn retries_are_bounded_in_time() {
        let mut retry = Retry::within(Duration::from_secs(5));
        assert!(retry.pause(&conflict(), Duration::from_secs(5), 0).is_some());
        assert_eq!(retry.pause(&conflict(), Duration::from_millis(5_001), 0), None);
    }

    #[test]
    fn only_a_conflict_is_retried() {
        let unavailable = StoreError::Unavailable(Failure::new("The store is busy.", "Try again."));
        assert!(!Retry::at_most(3).again(&unavailable));
    }

    #[test]
    fn pause_is_a_random_part_of_the_backoff() {
        let mut retry = Retry::at_most(9).with_backoff(Backoff { first_ms: 10, longest_ms: 40 });
        let pauses = [(); 4].map(|()| retry.pause(&conflict(), Duration::ZERO, 10_000_019).unwrap().as_millis());
        assert_eq!(pauses, [10_000_019 % 11, 10_000_019 % 21, 10_000_019 % 41, 10_000_019 % 41]);
    }
}
