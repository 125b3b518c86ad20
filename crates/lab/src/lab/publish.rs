use super::Lab;
use crate::AccountId;
use bank::Outbound;
use engine::{MessageId, OutboxRecord, Received, Version, ready};

/// The messages of a commit are queued in the outbox until a relay sends them to their receivers. The lab is both the
/// relay and the only receiver, whose inbox handles each message once.
impl Lab {
    /// Sends the queued messages. If another store keeps the events, relay its outbox to [`Lab::receive`] instead, and
    /// then call [`Lab::mark_all_sent`].
    pub fn publish(&mut self) {
        let (store, at) = (self.bank.store().clone(), self.clock);
        let (relay, inbox) = (&mut self.relay, &mut self.inbox);
        loop {
            let pass = relay.pass(&store, at, async |record| handle(inbox, record).map(drop));
            // The outbox of a memory store can always be read, and the receiver accepts every message.
            let Ok(relayed) = ready(pass) else { return };
            if relayed.next_at.is_none() || relayed.sent.is_empty() {
                return;
            }
        }
    }

    /// Passes a message to the receiver. A repeated message changes nothing.
    ///
    /// # Errors
    /// If the receiver can't handle the message. The lab's receiver always can.
    pub fn receive(&mut self, record: &OutboxRecord<Outbound>) -> Result<Received, String> {
        handle(&mut self.inbox, record)
    }

    /// Marks the messages of all events so far as sent.
    pub fn mark_all_sent(&mut self) {
        for account in self.accounts() {
            self.bank.store().mark_all_sent(&account.stream());
        }
    }

    /// The number of queued messages of the events from `first` to `last`, both included.
    #[must_use]
    pub fn queued(&self, account: AccountId, first: Version, last: Version) -> usize {
        self.with_log(|log| {
            let outbox = log.outbox(&account.stream());
            let messages = outbox.iter().skip(outbox.partition_point(|record| record.version < first));
            let messages = messages.take_while(|record| record.version <= last);
            messages.filter(|record| log.is_unsent(&record.message_id())).count()
        })
    }

    /// The ids of the messages that the receiver has handled.
    pub fn received(&self) -> impl ExactSizeIterator<Item = &MessageId> {
        self.inbox.handled()
    }
}

/// The receiver counts its messages.
fn handle(inbox: &mut engine::Inbox<usize>, record: &OutboxRecord<Outbound>) -> Result<Received, String> {
    inbox.receive(record, |count, _| {
        *count += 1;
        Ok(())
    })
}
