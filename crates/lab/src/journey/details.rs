use super::view_changes::Step;
use super::{Cause, Stop, Trace, ViewChanges};
use crate::request::entries;
use crate::words::counted;
use crate::{AccountId, Lab, SNAPSHOT_EVERY};
use bank::projections::AccountView;
use bank::{Account, BankEvent, Check, Command, CommandKind, Outbound, Owner, is_copy};
use engine::{
    Event, Metadata, NewEvent, OutboxRecord, Pending, Position, Projection, Recorded, SnapshotPolicy, Version,
};

/// A command's way in full: what was read, ruled, written, told and changed. [`Trace`] is the same in a word for each stop.
///
/// It is worked out from the log, so there is one for every event, and for a command that is not sent yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// The same in short.
    pub trace: Trace,
    /// The account that the command was sent to.
    pub account: AccountId,
    /// The ids of the command, once it is written: where the event's causation and correlation lead.
    pub metadata: Option<Metadata>,
    /// The account as it was loaded.
    pub loaded: AccountView,
    /// The first event that the rules gave.
    pub event: BankEvent,
    /// What the transaction writes.
    pub writes: Writes,
    /// What is told to others: the message's name with its figures, and its id.
    pub messages: Vec<(String, String)>,
    /// How many of the messages are queued in the outbox and not sent yet.
    pub queued: usize,
    /// What changes in each view.
    pub views: Vec<ViewChanges>,
}

/// What one transaction writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Writes {
    /// How many events.
    pub events: usize,
    /// How many snapshots: one or none.
    pub snapshots: usize,
    /// How many messages into the outbox.
    pub messages: usize,
    /// How many index entries that were not there before.
    pub entries: usize,
    /// How many index entries it deletes, since they are out of date.
    pub stale: usize,
}

/// One thing that is true at a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub name: String,
    /// What is true.
    pub value: String,
}

impl Writes {
    /// How many puts the transaction has.
    #[must_use]
    pub fn puts(&self) -> usize {
        self.events + self.snapshots + self.messages + self.entries
    }
}

impl Journey {
    /// How the event of this version came to be. `None` when there is no such event.
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
            all[from..].iter().take_while(|record| record.version <= trace.last).map(message).collect()
        });
        let queued = lab.queued(account, trace.first, trace.last);
        Some(Self { queued, ..Self::new(trace, account, Some(first.metadata), first.data, messages, step) })
    }

    /// What would happen at each stop if this command were sent now. `None` when nothing would be recorded.
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
        let messages = commit.outbox.iter().map(message).collect();
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

    /// What is true at a stop, once the command has come there. What changes in the views is in [`Journey::views`].
    #[must_use]
    pub fn facts(&self, stop: Stop) -> Vec<Fact> {
        match stop {
            Stop::Command => self.asked(),
            Stop::Load => self.read(),
            Stop::Decide => self.decided(),
            Stop::Append => self.written(),
            Stop::Publish => self.told(),
            Stop::Project => Vec::new(),
        }
    }

    fn is_fork(&self) -> bool {
        self.trace.cause == Cause::Fork
    }

    fn asked(&self) -> Vec<Fact> {
        let mut facts = vec![fact("Command", self.trace.cause.name()), fact("Sent to", self.account)];
        facts.extend(self.trace.amount.map(|amount| fact("Amount", amount)));
        match &self.metadata {
            Some(metadata) => {
                facts.push(fact("Causation", metadata.causation_id));
                facts.push(fact("Correlation", metadata.correlation_id));
            }
            None => facts.push(fact("So far", "A request. Nothing was read and nothing is written.")),
        }
        facts
    }

    fn read(&self) -> Vec<Fact> {
        let Trace { expected, snapshot, replayed, .. } = self.trace;
        let from = snapshot.map_or(Version(1), Version::next);
        let tail = match replayed {
            0 => "no event".to_owned(),
            1 => format!("1 event, {from}"),
            events => format!("{events} events, {from} to {expected}"),
        };
        let snapshot = match snapshot {
            Some(version) => format!("state of {version}"),
            None => format!("none before v{SNAPSHOT_EVERY}"),
        };
        let Account { owner, status, balance, .. } = &self.loaded.account;
        let owner = owner.as_ref().map_or_else(|| "nobody yet".to_owned(), Owner::to_string);
        vec![
            fact("Snapshot", snapshot),
            fact("Tail", tail),
            fact("Stream read at", expected),
            fact("State: owner", owner),
            fact("status", status.label()),
            fact("balance", balance),
        ]
    }

    fn decided(&self) -> Vec<Fact> {
        let mut facts = vec![fact("Rule", rule(self.trace.cause)), fact("Checks", self.figures())];
        match self.event.refusal() {
            Some(_) if self.is_fork() => {}
            Some(refusal) => {
                facts.push(fact("Rejected", refusal.sentence(self.loaded.account.owner.as_ref())));
                facts.push(fact(
                    "Recorded",
                    format!("The rejection is an event too: {}. It changes nothing else.", self.event.event_type()),
                ));
            }
            None => facts.push(fact("Allowed", self.event_types())),
        }
        facts
    }

    /// The events' types as far as there are one or two.
    fn event_types(&self) -> String {
        let event_type = self.event.event_type();
        match self.writes.events {
            1 => event_type.to_owned(),
            events => format!("{event_type} and {} more", events - 1),
        }
    }

    /// The checks of the decision, with their figures.
    fn figures(&self) -> String {
        if self.is_fork() {
            return format!("{} events, decided before", self.writes.events);
        }
        self.trace.checks.iter().map(Check::to_string).collect::<Vec<_>>().join(", ")
    }

    fn written(&self) -> Vec<Fact> {
        let Trace { expected, first, last, .. } = self.trace;
        let Writes { events, snapshots, messages, entries, stale } = self.writes;
        let puts = counted(self.writes.puts() as u64, "put", "puts");
        let parts = [
            counted(events as u64, "event", "events"),
            counted(snapshots as u64, "snapshot", "snapshots"),
            counted(messages as u64, "outbox message", "outbox messages"),
            counted(entries as u64, "index entry", "index entries"),
        ];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.starts_with("0 ")).collect();
        let gone = match stale {
            0 => String::new(),
            stale => format!("; {} deleted", counted(stale as u64, "index entry", "index entries")),
        };
        let condition = match expected {
            Version::EMPTY => "v0: no event may be there".to_owned(),
            expected => format!("{expected}: no later event may be there"),
        };
        let wrote = if first == last { last.to_string() } else { format!("{first} to {last}") };
        let mut facts = vec![
            fact("Expected version", condition),
            fact("One transaction", format!("{puts}: {}{gone}", parts.join(", "))),
            fact("Wrote", format!("{wrote}, {}", self.event_types())),
        ];
        if self.event.rejection().is_some() && !self.is_fork() {
            facts.push(fact("Why write it", "A rejection that is recorded can be asked about later."));
        }
        facts
    }

    fn told(&self) -> Vec<Fact> {
        if !self.messages.is_empty() {
            let relay = match self.queued {
                0 => "Sent by the relay. The inbox of the receiver handles each id once.",
                _ => "Queued in the outbox, until the relay sends it.",
            };
            let messages = self.messages.iter().map(|(name, id)| fact(name, id));
            return messages.chain([fact("Relay", relay)]).collect();
        }
        let why = match self.event {
            _ if self.is_fork() => "None. What the originals told is not told twice.",
            _ if self.event.rejection().is_some() => "None. A rejection changes nothing that others need to know.",
            _ => "None. This event tells others nothing.",
        };
        vec![fact("Outbox", why)]
    }
}

fn fact(name: impl ToString, value: impl ToString) -> Fact {
    Fact { name: name.to_string(), value: value.to_string() }
}

fn message(record: &OutboxRecord<Outbound>) -> (String, String) {
    let told = match &record.message {
        Outbound::BalanceChanged { balance } => format!("BalanceChanged to {}", balance.figure()),
        Outbound::AccountFrozen => "AccountFrozen".to_owned(),
        Outbound::LargeWithdrawal { amount } => format!("LargeWithdrawal of {}", amount.figure()),
    };
    (told, record.message_id().to_string())
}

/// The rules that a command is put to, in words.
fn rule(cause: Cause) -> &'static str {
    match cause {
        Cause::Command(CommandKind::CreateAccount) => "The account must be new.",
        Cause::Command(CommandKind::Deposit) => "The account must be active and have room for the amount.",
        Cause::Command(CommandKind::Withdraw) => "The account must be active and hold at least the amount.",
        Cause::Command(CommandKind::Freeze) => "The account must be active.",
        Cause::Command(CommandKind::Unfreeze) => "The account must be frozen.",
        Cause::Command(CommandKind::CloseAccount) => "The account must be open and empty.",
        Cause::Fork => "None is asked again: the events are copies.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filled;
    use crate::fixtures::{ADA, six};
    use common::{at, close, deposit, freeze, withdraw};

    fn of(version: u64) -> Journey {
        Journey::of(&six(), ADA, Version(version)).unwrap()
    }

    fn said(journey: &Journey, stop: Stop, name: &str) -> String {
        let facts = journey.facts(stop);
        let fact = facts.iter().find(|fact| fact.name == name);
        fact.unwrap_or_else(|| panic!("{stop:?} has no {name}: {facts:?}")).value.clone()
    }

    #[test]
    fn each_stop_of_a_withdrawal_says_what_was_true_there() {
        let journey = of(3);
        assert_eq!(said(&journey, Stop::Command, "Amount"), "30.00 USD");
        assert_eq!(said(&journey, Stop::Load, "Snapshot"), "none before v100");
        assert_eq!(said(&journey, Stop::Load, "Tail"), "2 events, v1 to v2");
        assert_eq!(said(&journey, Stop::Load, "balance"), "100.00 USD");
        assert_eq!(
            said(&journey, Stop::Decide, "Checks"),
            "status Active, currency USD, balance 100.00 \u{2265} 30.00"
        );
        assert_eq!(said(&journey, Stop::Decide, "Allowed"), "MoneyWithdrawn");
        assert_eq!(said(&journey, Stop::Append, "Expected version"), "v2: no later event may be there");
        assert_eq!(said(&journey, Stop::Append, "One transaction"), "2 puts: 1 event, 1 outbox message");
        assert_eq!(said(&journey, Stop::Publish, "BalanceChanged to 70.00"), "ACCOUNT-1001#000003#00");
        let changed: Vec<_> = journey.views[0].changes.iter().map(|change| change.field).collect();
        assert_eq!((journey.views[0].view, changed), ("Account", vec!["balance", "paid out", "version"]));
    }

    #[test]
    fn a_rejection_says_its_rule_its_numbers_and_that_it_was_recorded() {
        let journey = of(4);
        assert_eq!(said(&journey, Stop::Decide, "Checks"), "status Active, currency USD, balance 70.00 < 500.00");
        assert_eq!(said(&journey, Stop::Decide, "Rejected"), "Ada asked for 500.00 but had 70.00.");
        assert!(said(&journey, Stop::Decide, "Recorded").contains("WithdrawalRejected"));
        assert_eq!(said(&journey, Stop::Append, "Wrote"), "v4, WithdrawalRejected");
        assert!(said(&journey, Stop::Publish, "Outbox").starts_with("None."));
    }

    #[test]
    fn what_is_looked_up_is_put_and_deleted_only_when_it_changes() {
        let opened = of(1);
        assert_eq!(said(&opened, Stop::Append, "Expected version"), "v0: no event may be there");
        assert_eq!(said(&opened, Stop::Append, "One transaction"), "4 puts: 1 event, 3 index entries");
        let mut lab = six();
        lab.send(at(0), ADA, freeze());
        let frozen = Journey::of(&lab, ADA, Version(7)).unwrap();
        let writes = "3 puts: 1 event, 1 outbox message, 1 index entry; 1 index entry deleted";
        assert_eq!(said(&frozen, Stop::Append, "One transaction"), writes);
    }

    #[test]
    fn a_long_stream_is_read_from_its_snapshot_and_writes_one_when_it_is_due() {
        let lab = Lab::play(filled(1, at(0), 250));
        let journey = Journey::of(&lab, ADA, Version(230)).unwrap();
        assert_eq!(said(&journey, Stop::Load, "Snapshot"), "state of v200");
        assert_eq!(said(&journey, Stop::Load, "Tail"), "29 events, v201 to v229");
        assert_eq!(journey.writes.snapshots, 0);
        assert_eq!(Journey::of(&lab, ADA, Version(200)).unwrap().writes.snapshots, 1);
    }

    /// The plan is worked out before the command is written, the journey after it. Only the ids come with the writing.
    #[test]
    fn what_was_planned_is_what_came_of_it() {
        let mut lab = Lab::play(filled(1, at(0), 98));
        for number in 0..6 {
            let command = match number {
                0 | 3 => deposit(5_000_00),
                1 => withdraw(2_000_00),
                2 => withdraw(9_000_000_00),
                4 => freeze(),
                _ => close(),
            };
            let planned = Journey::planned(&lab, ADA, &command).unwrap();
            let version = lab.send(at(0), ADA, command).outcome.written().unwrap();
            let became = Journey::of(&lab, ADA, version).unwrap();
            assert_eq!(became.queued, 0, "what was queued is sent");
            assert_eq!(Journey { metadata: None, queued: planned.queued, ..became }, planned);
        }
    }

    #[test]
    fn a_fork_says_that_its_events_are_copies() {
        let mut lab = six();
        let fork = lab.fork(at(0), ADA, Version(4)).unwrap();
        let journey = Journey::of(&lab, fork, Version(3)).unwrap();
        assert_eq!(said(&journey, Stop::Command, "Command"), "Fork");
        assert_eq!(said(&journey, Stop::Load, "Tail"), "no event");
        assert_eq!(said(&journey, Stop::Decide, "Rule"), "None is asked again: the events are copies.");
        assert_eq!(said(&journey, Stop::Append, "One transaction"), "7 puts: 4 events, 3 index entries");
        assert_eq!(said(&journey, Stop::Append, "Wrote"), "v1 to v4, AccountCreated and 3 more");
        assert_eq!(said(&journey, Stop::Publish, "Outbox"), "None. What the originals told is not told twice.");
    }
}
