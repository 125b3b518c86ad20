use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{Domain, EventStore, MessageId, OutboxRecord, StoreError, StreamId};

/// Sends the messages of an outbox to the outside world: each at least once, and those of one stream in the order of
/// publication.
///
/// Only a commit adds a message to the outbox, so a replay or a rebuild sends nothing. The relay keeps no state except
/// its failures, so a new relay can replace it at any time. A message that was sent but not marked is sent again with
/// the same [`MessageId`], and an [`Inbox`](crate::Inbox) drops the duplicate.
#[derive(Clone, Debug, Default)]
pub struct Relay {
    backoff: Backoff,
    /// The streams whose next message could not be sent.
    failing: HashMap<StreamId, Wait>,
    /// Set while the store can't mark messages as sent, because they would all be sent again.
    marking: Option<Wait>,
}

impl Relay {
    /// The maximum number of messages of each stream that one pass sends.
    pub const MAX_PER_STREAM: usize = 100;

    /// A relay with this backoff after failures.
    #[must_use]
    pub fn new(backoff: Backoff) -> Self {
        Self { backoff, ..Self::default() }
    }

    /// Sends the messages that are due at the time `at` one by one, then marks them as sent.
    ///
    /// `send` sends one message, or returns why it can't. A later pass retries a failed message after its backoff.
    /// Until then it holds back the later messages of its stream, but not of other streams. While the store can't mark
    /// messages as sent, all messages wait for the backoff, and are then sent again.
    ///
    /// # Errors
    /// [`StoreError`] when the outbox can't be read. Nothing was sent then.
    pub async fn pass<D: Domain>(
        &mut self,
        store: &impl EventStore<D>,
        at: DateTime<Utc>,
        mut send: impl AsyncFnMut(&OutboxRecord<D::Outbound>) -> Result<(), String>,
    ) -> Result<Relayed, StoreError> {
        let unsent = store.unsent(Self::MAX_PER_STREAM).await?;
        if !self.failing.is_empty() {
            // Another relay may have sent a message that failed here.
            let waiting: HashSet<_> = unsent.records.iter().map(|record| &record.stream).collect();
            self.failing.retain(|stream, _| waiting.contains(stream));
        }
        let not_marked = self.marking.take_if(|wait| unsent.records.is_empty() || !wait.holds(at));

        let mut relayed = Relayed { unreadable: unsent.unreadable, ..Relayed::default() };
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
            // Every message waits for that, failed or not.
            Some(wait) => Some(wait.until()),
            None if relayed.has_full_stream() => Some(at),
            None => self.failing.values().map(Wait::until).min(),
        };
        Ok(relayed)
    }
}

/// The result of one pass of a relay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relayed {
    /// The messages that were sent, in that order.
    pub sent: Vec<MessageId>,
    /// The messages that could not be sent, at most one of each stream.
    pub failed: Vec<FailedSend>,
    /// The number of messages that were not tried: an earlier message of their stream failed, or the store can't mark
    /// messages as sent.
    pub held_back: usize,
    /// The number of outbox records that were skipped because they can't be read.
    pub unreadable: usize,
    /// Why the sent messages could not be marked as sent. They will be sent again.
    pub not_marked: Option<StoreError>,
    /// When the next pass is due if nothing is published until then. At once if more messages wait than one pass sends.
    /// `None` if no message waits.
    pub next_at: Option<DateTime<Utc>>,
}

impl Relayed {
    /// Whether the pass sent as many messages of one stream as it may, so that more may wait.
    fn has_full_stream(&self) -> bool {
        if self.sent.len() < Relay::MAX_PER_STREAM {
            return false;
        }
        let mut sent: HashMap<&StreamId, usize> = HashMap::new();
        self.sent.iter().for_each(|message| *sent.entry(&message.stream).or_default() += 1);
        sent.into_values().any(|sent| sent == Relay::MAX_PER_STREAM)
    }
}

/// A message that could not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedSend {
    /// The message.
    pub message: MessageId,
    /// The reason that `send` returned.
    pub reason: String,
    /// The number of consecutive failures of this relay on the message, from 1.
    pub tries: u32,
    /// When the message is due again.
    pub next_at: DateTime<Utc>,
}

/// The wait after consecutive failures: twice as long each time, without jitter. The default starts at one second and
/// ends at five minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The wait after the first failure, in milliseconds (0 counts as 1).
    pub first_ms: u32,
    /// The longest wait, in milliseconds (0 counts as 1).
    pub longest_ms: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first_ms: 1_000, longest_ms: 300_000 }
    }
}

impl Backoff {
    /// Returns the wait after this many consecutive failures, in milliseconds.
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

/// The wait after a failure, during which nothing is tried.
#[derive(Clone, Debug)]
struct Wait {
    tries: u32,
    since: DateTime<Utc>,
    ms: u32,
}

impl Wait {
    /// A clock that is set back ends the wait, which could otherwise last for hours.
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
    fn wait_doubles_up_to_the_longest() {
        let backoff = Backoff { first_ms: 100, longest_ms: 1_000 };
        let waits: Vec<_> = (1..=6).map(|failures| backoff.wait_ms(failures)).collect();
        assert_eq!(waits, [100, 200, 400, 800, 1_000, 1_000]);
    }

    #[test]
    fn wait_never_overflows_and_is_never_zero() {
        let longest = Backoff { first_ms: u32::MAX, longest_ms: u32::MAX };
        assert_eq!(longest.wait_ms(u32::MAX), u32::MAX);
        assert_eq!(Backoff { first_ms: 0, longest_ms: 0 }.wait_ms(0), 1);
    }
}
