use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Domain, EventStore, MessageId, OutboxRecord, StoreError, StreamId};

/// Hands the messages that wait in an outbox to the outside world: each at least once, and those of one stream in the order
/// in which they were published.
///
/// An outbox is its only source, and only a commit puts a message there: a replay or a rebuild has nothing to relay. It
/// remembers nothing but what it failed at. A new one can take its place at any time; what was handed over and not marked
/// is handed over again, under the same [`MessageId`], by which an [`Inbox`](super::Inbox) knows it.
#[derive(Clone, Debug, Default)]
pub struct Relay {
    backoff: Backoff,
    /// The streams whose first message could not be sent.
    failing: BTreeMap<StreamId, Wait>,
    /// Set while the store can't mark what was sent. Whatever is sent then is sent again.
    marking: Option<Wait>,
}

impl Relay {
    /// How many messages of each stream one pass sends at the most.
    pub const OF_EACH_STREAM: usize = 100;

    /// A relay that waits like this after a failure. The default waits for one second, then twice as long each time, at the
    /// most five minutes.
    #[must_use]
    pub fn new(backoff: Backoff) -> Self {
        Self { backoff, ..Self::default() }
    }

    /// Sends what is due, one message after the other, and then marks what was sent.
    ///
    /// `send` hands a message over, or says why it can't. A message that fails is tried again by a later pass, when its
    /// backoff is over; until then it holds back the later ones of its stream, and nobody else's. When the messages can't be
    /// marked, all wait for as long, and are sent again.
    ///
    /// # Errors
    /// When the outbox can't be read. Nothing was sent then.
    pub async fn pass<D: Domain>(
        &mut self,
        store: &impl EventStore<D>,
        at: DateTime<Utc>,
        mut send: impl AsyncFnMut(&OutboxRecord<D::Outbound>) -> Result<(), String>,
    ) -> Result<Relayed, StoreError> {
        let unsent = store.unsent(Self::OF_EACH_STREAM).await?;
        let streams: BTreeSet<_> = unsent.records.iter().map(|record| &record.stream).collect();
        // Another relay may have sent what this one failed at.
        self.failing.retain(|stream, _| streams.contains(stream));
        let not_marked = self.marking.take_if(|wait| streams.is_empty() || !wait.holds(at));

        let mut relayed = Relayed { unreadable: unsent.unreadable, ..Relayed::default() };
        let mut sent_of = BTreeMap::<_, usize>::new();
        for record in &unsent.records {
            let failed = self.failing.get(&record.stream);
            if self.marking.is_some() || failed.is_some_and(|wait| wait.holds(at)) {
                relayed.held_back += 1;
                continue;
            }
            match send(record).await {
                Ok(()) => {
                    self.failing.remove(&record.stream);
                    relayed.sent.push(record.message_id());
                    *sent_of.entry(&record.stream).or_default() += 1;
                }
                Err(reason) => {
                    let wait = self.backoff.after(self.failing.get(&record.stream), at);
                    let message = record.message_id();
                    relayed.failed.push(FailedSend { message, reason, tries: wait.tries, next_at: wait.until() });
                    self.failing.insert(record.stream.clone(), wait);
                }
            }
        }
        if !relayed.sent.is_empty()
            && let Err(error) = store.mark_sent(&relayed.sent).await
        {
            self.marking = Some(self.backoff.after(not_marked.as_ref(), at));
            relayed.not_marked = Some(error);
        }
        relayed.next_at = match &self.marking {
            // Nothing is due before that, whatever failed at sending.
            Some(wait) => Some(wait.until()),
            None if sent_of.values().any(|&sent| sent == Self::OF_EACH_STREAM) => Some(at),
            None => self.failing.values().map(Wait::until).min(),
        };
        Ok(relayed)
    }
}

/// What one pass of a relay led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relayed {
    /// The messages that were handed over, in that order.
    pub sent: Vec<MessageId>,
    /// The messages that could not be handed over, one of each stream at the most.
    pub failed: Vec<FailedSend>,
    /// How many messages were not tried: one before them in their stream failed, or the store can't mark any.
    pub held_back: usize,
    /// How many records of the outbox were passed over because they can't be read.
    pub unreadable: usize,
    /// Why the messages that were handed over could not be marked. They will be handed over again.
    pub not_marked: Option<StoreError>,
    /// When the next pass has something to do, if nothing is published until then: at once when there was more than one
    /// pass sends. `None` when nothing waits.
    pub next_at: Option<DateTime<Utc>>,
}

/// A message that could not be handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedSend {
    /// Which message it is.
    pub message: MessageId,
    /// Why, as whoever was to send it says.
    pub reason: String,
    /// How often in a row this stream's next message was tried by this relay.
    pub tries: u32,
    /// When it is due again.
    pub next_at: DateTime<Utc>,
}

/// How long to wait after failures in a row: twice as long each time. Nothing about it is random.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The wait after the first failure, in milliseconds (at least 1).
    pub first_ms: u32,
    /// The longest wait, in milliseconds (at least 1).
    pub longest_ms: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first_ms: 1_000, longest_ms: 300_000 }
    }
}

impl Backoff {
    /// The wait after this many failures in a row, in milliseconds.
    #[must_use]
    pub fn wait_ms(self, failures: u32) -> u32 {
        let doublings = failures.saturating_sub(1).min(32);
        let wait = u64::from(self.first_ms.max(1)) << doublings;
        u32::try_from(wait).unwrap_or(u32::MAX).min(self.longest_ms.max(1))
    }

    fn after(self, last: Option<&Wait>, at: DateTime<Utc>) -> Wait {
        let tries = last.map_or(0, |wait| wait.tries).saturating_add(1);
        Wait { tries, since: at, ms: self.wait_ms(tries) }
    }
}

/// What failed is not tried again before its time.
#[derive(Clone, Debug)]
struct Wait {
    tries: u32,
    since: DateTime<Utc>,
    ms: u32,
}

impl Wait {
    /// A clock that was turned back ends the wait: it could last for hours otherwise.
    fn holds(&self, at: DateTime<Utc>) -> bool {
        (0..i64::from(self.ms)).contains(&(at - self.since).num_milliseconds())
    }

    fn until(&self) -> DateTime<Utc> {
        self.since.checked_add_signed(TimeDelta::milliseconds(self.ms.into())).unwrap_or(self.since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_twice_the_last_up_to_the_longest() {
        let backoff = Backoff { first_ms: 100, longest_ms: 1_000 };
        let waits: Vec<_> = (1..=6).map(|failures| backoff.wait_ms(failures)).collect();
        assert_eq!(waits, [100, 200, 400, 800, 1_000, 1_000]);
    }

    #[test]
    fn no_wait_overflows_or_is_zero() {
        let longest = Backoff { first_ms: u32::MAX, longest_ms: u32::MAX };
        assert_eq!(longest.wait_ms(u32::MAX), u32::MAX);
        assert_eq!(Backoff { first_ms: 0, longest_ms: 0 }.wait_ms(0), 1);
    }
}
