use super::Lab;
use crate::AccountId;
use bank::Outbound;
use engine::{MessageId, OutboxRecord, Received, Version, ready};

/// What a commit publishes waits in the outbox ("queued") until a relay hands it to those who listen ("sent"). The lab plays
/// both parts: the relay, and one listener, whose inbox handles each message once.
impl Lab {
    /// Sends what is queued. In a lab whose events another store keeps, that store's outbox is relayed to [`Lab::receive`]
    /// instead, and [`Lab::mark_all_sent`] follows.
    pub fn publish(&mut self) {
        let (store, at) = (self.bank.store().clone(), self.clock);
        let (relay, inbox) = (&mut self.relay, &mut self.inbox);
        loop {
            let pass = relay.pass(&store, at, async |record| handle(inbox, record).map(drop));
            // A memory store's outbox can always be read, and the listener takes every message.
            let Ok(relayed) = ready(pass) else { return };
            if relayed.next_at.is_none() || relayed.sent.is_empty() {
                return;
            }
        }
    }

    /// Hands a message to the listener. A message that comes again changes nothing.
    ///
    /// # Errors
    /// When the listener can't handle it. It never is so here.
    pub fn receive(&mut self, record: &OutboxRecord<Outbound>) -> Result<Received, String> {
        handle(&mut self.inbox, record)
    }

    /// Takes the messages of all events so far as sent: the store that keeps them says so.
    pub fn mark_all_sent(&mut self) {
        for account in self.accounts() {
            self.bank.store().mark_all_sent(&account.stream());
        }
    }

    /// How many messages of the events between these versions, both included, are queued and not sent yet.
    #[must_use]
    pub fn queued(&self, account: AccountId, first: Version, last: Version) -> usize {
        self.with_log(|log| {
            let outbox = log.outbox(&account.stream());
            let messages = outbox.iter().skip(outbox.partition_point(|record| record.version < first));
            let messages = messages.take_while(|record| record.version <= last);
            messages.filter(|record| log.is_unsent(&record.message_id())).count()
        })
    }

    /// The messages that the listener has handled.
    pub fn received(&self) -> impl ExactSizeIterator<Item = &MessageId> {
        self.inbox.handled()
    }
}

/// What the listener does with a message: it counts it.
fn handle(inbox: &mut engine::Inbox<usize>, record: &OutboxRecord<Outbound>) -> Result<Received, String> {
    inbox.receive(record, |count, _| {
        *count += 1;
        Ok(())
    })
}
