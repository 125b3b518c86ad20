//! The stops of a command in the bank: command, load, decide, append, publish, project.

mod commit;
mod facts;
mod overtaken;
mod stepping;
mod stop;
mod trace;
mod view_changes;

use crate::request::entries;
use crate::{AccountId, Lab, SNAPSHOT_EVERY};
use bank::projections::AccountView;
use bank::{BankEvent, Command, Outbound, is_copy};
use engine::{
    Event, Metadata, NewEvent, OutboxRecord, Pending, Position, Projection, Recorded, SnapshotPolicy, Version,
};
use view_changes::Step;

pub(crate) use commit::{MAX_COMMIT_EVENTS, commit_around, snapshot_before};
pub use facts::Fact;
pub use stepping::{Advance, Answered, Stepping};
pub use stop::Stop;
pub(crate) use trace::deciding;
pub use trace::{Cause, Ruling, Trace};
pub use view_changes::ViewChanges;

/// The journey of a command in full: what was loaded, decided, written, published and changed in the views. [`Trace`]
/// is a summary.
///
/// It is derived from the log, so the command of every event has one, and so has a command that is not sent yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// The summary.
    pub trace: Trace,
    /// The account that the command was sent to.
    pub account: AccountId,
    /// The metadata of the first event, with the ids of its cause and its conversation. `None` before the event is
    /// written.
    pub metadata: Option<Metadata>,
    /// The account as loaded.
    pub loaded: AccountView,
    /// The first event that was decided.
    pub event: BankEvent,
    /// The contents of the transaction.
    pub writes: Writes,
    /// The published messages: name with figures, and id.
    pub messages: Vec<(String, String)>,
    /// The number of messages that are queued in the outbox and not sent yet.
    pub queued: usize,
    /// The changes in each view.
    pub views: Vec<ViewChanges>,
}

/// The contents of a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Writes {
    /// The number of events.
    pub events: usize,
    /// The number of snapshots, 0 or 1.
    pub snapshots: usize,
    /// The number of messages in the outbox.
    pub messages: usize,
    /// The number of new index entries.
    pub entries: usize,
    /// The number of deleted index entries, which this commit makes stale.
    pub stale: usize,
}

impl Writes {
    /// The number of puts in the transaction.
    #[must_use]
    pub fn puts(&self) -> usize {
        self.events + self.snapshots + self.messages + self.entries
    }
}

impl Journey {
    /// The journey of the command that wrote the event at this version. `None` if there is no such event.
    #[must_use]
    pub fn of(lab: &Lab, account: AccountId, version: Version) -> Option<Self> {
        let trace = Trace::of(lab, account, version)?;
        let first = lab.event(account, trace.first)?;
        let (loaded, after) = (lab.at(account, trace.expected), lab.at(account, trace.last));
        let is_fork = is_copy(&first.metadata);
        let events = (!is_fork).then(|| {
            let (from, to) = (trace.expected.0 as usize, trace.last.0 as usize);
            lab.with_events(account, |events| events[from..to].to_vec())
        });
        let step = Step::new(lab, account, [loaded, after], events, Some(first.position));
        let messages = lab.with_log(|log| {
            let all = log.outbox(&account.stream());
            let from = all.partition_point(|record| record.version < trace.first);
            all[from..].iter().take_while(|record| record.version <= trace.last).map(message_and_id).collect()
        });
        let queued = lab.queued(account, trace.first, trace.last);
        Some(Self { queued, ..Self::new(trace, account, Some(first.metadata), first.data, messages, step) })
    }

    /// The journey that this command would have if it were sent now. Writes nothing. `None` if nothing would be
    /// recorded.
    #[must_use]
    pub fn planned(lab: &Lab, account: AccountId, command: &Command) -> Option<Self> {
        let (account, pending) = lab.decide(account, command)?;
        let (stream, trace) = (account.stream(), lab.trace_of(account, command, &pending)?);
        let Pending { prepared: engine::Prepared { commit, .. }, .. } = pending;
        let loaded = lab.now(account);
        let mut after = loaded.clone();
        let first = commit.events.first()?.data.clone();
        let recorded = |(number, NewEvent { data, metadata }): (usize, NewEvent<BankEvent>)| {
            let version = trace.expected.plus(number + 1);
            Recorded { stream: stream.clone(), version, position: Position(0), data, metadata }
        };
        let events: Vec<_> = commit.events.into_iter().enumerate().map(recorded).collect();
        events.iter().for_each(|event| after.apply(event));
        let messages = commit.outbox.iter().map(message_and_id).collect();
        let step = Step::new(lab, account, [loaded, after], Some(events), None);
        Some(Self::new(trace, account, None, first, messages, step))
    }

    fn new(
        trace: Trace,
        account: AccountId,
        metadata: Option<Metadata>,
        event: BankEvent,
        messages: Vec<(String, String)>,
        step: Step,
    ) -> Self {
        let (old, new) = (entries(&step.before.account), entries(&step.after.account));
        let closes = event.closes();
        let writes = Writes {
            events: usize::try_from(trace.last.0 - trace.expected.0).unwrap_or(usize::MAX),
            snapshots: SnapshotPolicy::Every(SNAPSHOT_EVERY).applies(trace.expected, trace.last, closes).into(),
            messages: messages.len(),
            entries: new.iter().filter(|entry| !old.contains(entry)).count(),
            stale: old.iter().filter(|entry| !new.contains(entry)).count(),
        };
        let views = step.changes();
        let queued = messages.len();
        Self { trace, account, metadata, loaded: step.before, event, writes, messages, queued, views }
    }
}

/// The name of a message with its figures, and its id.
fn message_and_id(record: &OutboxRecord<Outbound>) -> (String, String) {
    let name = record.message.name();
    let message = match record.message {
        Outbound::BalanceChanged { balance } => format!("{name} to {}", balance.figure()),
        Outbound::AccountFrozen => name.to_owned(),
        Outbound::LargeWithdrawal { amount } => format!("{name} of {}", amount.figure()),
    };
    (message, record.message_id().to_string())
}
