use super::{Cause, Journey, Stop, Trace, Writes};
use crate::SNAPSHOT_EVERY;
use crate::words::counted;
use bank::{Account, Check, Owner};
use engine::{Event, Version};

/// A fact about a stop of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name, e.g. `Checks`.
    pub name: String,
    /// Its value, e.g. `status Active`.
    pub value: String,
}

impl Journey {
    /// The facts about a stop that the command has reached. The changes in the views are in [`Journey::views`].
    #[must_use]
    pub fn facts(&self, stop: Stop) -> Vec<Fact> {
        match stop {
            Stop::Command => self.command_facts(),
            Stop::Load => self.load_facts(),
            Stop::Decide => self.decide_facts(),
            Stop::Append => self.append_facts(),
            Stop::Publish => self.publish_facts(),
            Stop::Project => Vec::new(),
        }
    }

    fn is_fork(&self) -> bool {
        self.trace.cause == Cause::Fork
    }

    fn command_facts(&self) -> Vec<Fact> {
        let mut facts = vec![fact("Command", self.trace.cause.name()), fact("Sent to", self.account)];
        facts.extend(self.trace.reverses.map(|version| fact("Event to reverse", version)));
        facts.extend(self.trace.amount.map(|amount| fact("Amount", amount)));
        match &self.metadata {
            Some(metadata) => {
                facts.push(fact("Causation", metadata.causation_id));
                facts.push(fact("Correlation", metadata.correlation_id));
            }
            None => facts.push(fact("So far", "A request. Nothing has been read or written.")),
        }
        facts
    }

    fn load_facts(&self) -> Vec<Fact> {
        let Trace { expected, snapshot, replayed, .. } = self.trace;
        let from = snapshot.map_or(Version(1), Version::next);
        let tail = match replayed {
            0 => "no events".to_owned(),
            1 => format!("1 event, {from}"),
            events => format!("{events} events, {from} to {expected}"),
        };
        let snapshot = match snapshot {
            Some(version) => format!("state of {version}"),
            None => format!("none before v{SNAPSHOT_EVERY}"),
        };
        let Account { owner, status, balance, .. } = &self.loaded.account;
        let owner = owner.as_ref().map_or_else(|| "none yet".to_owned(), Owner::to_string);
        vec![
            fact("Snapshot", snapshot),
            fact("Tail", tail),
            fact("Stream read at", expected),
            fact("State: owner", owner),
            fact("status", status.label()),
            fact("balance", balance),
        ]
    }

    fn decide_facts(&self) -> Vec<Fact> {
        let mut facts = vec![fact("Rule", self.rules()), fact("Checks", self.checks())];
        match self.event.refusal() {
            Some(_) if self.is_fork() => {}
            Some(refusal) => {
                facts.push(fact("Rejected", refusal.sentence(self.loaded.account.owner.as_ref())));
                facts.push(fact(
                    "Recorded",
                    format!("The rejection is an event too: {}. The balance is unchanged.", self.event.event_type()),
                ));
            }
            None => facts.push(fact("Allowed", self.event_types())),
        }
        facts
    }

    /// The type of the first event, and the number of further events.
    fn event_types(&self) -> String {
        let event_type = self.event.event_type();
        match self.writes.events {
            1 => event_type.to_owned(),
            events => format!("{event_type} and {} more", events - 1),
        }
    }

    /// The rules that were checked, in order.
    fn rules(&self) -> String {
        if self.is_fork() {
            return "None. The events are copies: they were decided before.".to_owned();
        }
        self.trace.checks.iter().map(Check::rule).collect::<Vec<_>>().join(" ")
    }

    /// The checks of the decision with their figures.
    fn checks(&self) -> String {
        if self.is_fork() {
            return format!("{} events, decided before", self.writes.events);
        }
        self.trace.checks.iter().map(Check::to_string).collect::<Vec<_>>().join(", ")
    }

    fn append_facts(&self) -> Vec<Fact> {
        let Trace { expected, first, last, .. } = self.trace;
        let Writes { events, snapshots, messages, entries, stale } = self.writes;
        let puts = counted(self.writes.puts() as u64, "put", "puts");
        let parts = [
            (events, "event", "events"),
            (snapshots, "snapshot", "snapshots"),
            (messages, "message queued", "messages queued"),
            (entries, "index entry", "index entries"),
        ];
        let parts = parts.into_iter().filter(|(number, ..)| *number > 0);
        let parts: Vec<_> = parts.map(|(number, one, many)| counted(number as u64, one, many)).collect();
        let gone = match stale {
            0 => String::new(),
            stale => format!("; {} deleted", counted(stale as u64, "index entry", "index entries")),
        };
        let condition = match expected {
            Version::EMPTY => "Write only if the stream does not exist yet".to_owned(),
            expected => format!("Write only if {expected} is still the newest event"),
        };
        let wrote = if first == last { last.to_string() } else { format!("{first} to {last}") };
        let mut facts = vec![
            fact("Expected version", condition),
            fact("One transaction", format!("{puts}: {}{gone}", parts.join(", "))),
            fact("Wrote", format!("{wrote}, {}", self.event_types())),
        ];
        if self.event.rejection().is_some() && !self.is_fork() {
            facts.push(fact("Why record it", "So that you can see later who asked for what, and why it was refused."));
        }
        facts
    }

    fn publish_facts(&self) -> Vec<Fact> {
        if !self.messages.is_empty() {
            let relay = match self.queued {
                0 => "Sent by the relay. The inbox of the receiver handles each id once.",
                _ => "Queued in the outbox, until the relay sends it.",
            };
            let messages = self.messages.iter().map(|(name, id)| fact(name, id));
            return messages.chain([fact("Relay", relay)]).collect();
        }
        let why = if self.is_fork() {
            "No message. Those of the originals are not sent again."
        } else if self.event.rejection().is_some() {
            "None. A rejection changes nothing that others need to know."
        } else {
            "No message. This event publishes nothing."
        };
        vec![fact("Outbox", why)]
    }
}

pub(super) fn fact(name: impl ToString, value: impl ToString) -> Fact {
    Fact { name: name.to_string(), value: value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ADA, six};
    use crate::{Lab, filled};
    use common::{at, close, deposit, freeze, reverse, withdraw};

    fn journey(version: u64) -> Journey {
        Journey::of(&six(), ADA, Version(version)).unwrap()
    }

    fn value_of(journey: &Journey, stop: Stop, name: &str) -> String {
        let facts = journey.facts(stop);
        let fact = facts.iter().find(|fact| fact.name == name);
        fact.unwrap_or_else(|| panic!("{stop:?} has no {name}: {facts:?}")).value.clone()
    }

    #[test]
    fn each_stop_of_a_withdrawal_has_its_facts() {
        let journey = journey(3);
        assert_eq!(value_of(&journey, Stop::Command, "Amount"), "30.00 USD");
        assert_eq!(value_of(&journey, Stop::Load, "Snapshot"), "none before v100");
        assert_eq!(value_of(&journey, Stop::Load, "Tail"), "2 events, v1 to v2");
        assert_eq!(value_of(&journey, Stop::Load, "balance"), "100.00 USD");
        assert_eq!(
            value_of(&journey, Stop::Decide, "Checks"),
            "status Active, currency USD, balance 100.00 \u{2265} 30.00"
        );
        assert_eq!(
            value_of(&journey, Stop::Decide, "Rule"),
            "The account must be active. The amount must be in the currency of the account. The balance must be at least the amount."
        );
        assert_eq!(value_of(&journey, Stop::Decide, "Allowed"), "MoneyWithdrawn");
        assert_eq!(value_of(&journey, Stop::Append, "Expected version"), "Write only if v2 is still the newest event");
        assert_eq!(value_of(&journey, Stop::Append, "One transaction"), "2 puts: 1 event, 1 message queued");
        assert_eq!(value_of(&journey, Stop::Publish, "BalanceChanged to 70.00"), "ACCOUNT-1001#000003#00");
        let changed: Vec<_> = journey.views[0].changes.iter().map(|change| change.field).collect();
        assert_eq!((journey.views[0].view, changed), ("Account", vec!["balance", "withdrawals", "version"]));
    }

    #[test]
    fn rejection_has_its_rule_figures_and_event() {
        let journey = journey(4);
        assert_eq!(value_of(&journey, Stop::Decide, "Checks"), "status Active, currency USD, balance 70.00 < 500.00");
        assert_eq!(value_of(&journey, Stop::Decide, "Rejected"), "Ada asked for 500.00 but had 70.00.");
        assert!(value_of(&journey, Stop::Decide, "Recorded").contains("WithdrawalRejected"));
        assert_eq!(value_of(&journey, Stop::Append, "Wrote"), "v4, WithdrawalRejected");
        assert!(value_of(&journey, Stop::Publish, "Outbox").starts_with("None."));
    }

    #[test]
    fn reversal_names_its_event_and_its_checks() {
        let mut lab = six();
        lab.send(at(0), ADA, reverse(2));
        let journey = Journey::of(&lab, ADA, Version(7)).unwrap();
        assert_eq!(value_of(&journey, Stop::Command, "Command"), "Reverse");
        assert_eq!(value_of(&journey, Stop::Command, "Event to reverse"), "v2");
        assert_eq!(value_of(&journey, Stop::Command, "Amount"), "100.00 USD");
        assert_eq!(
            value_of(&journey, Stop::Decide, "Checks"),
            "status Active, v2 is a deposit, v2 is not reversed yet, 0 reversals < 1,000, currency USD, balance 100.00 \u{2265} 100.00"
        );
        assert_eq!(value_of(&journey, Stop::Decide, "Allowed"), "DepositReversed");
        assert_eq!(value_of(&journey, Stop::Publish, "BalanceChanged to 0.00"), "ACCOUNT-1001#000007#00");
    }

    #[test]
    fn index_entries_are_written_only_when_they_change() {
        let opened = journey(1);
        assert_eq!(value_of(&opened, Stop::Append, "Expected version"), "Write only if the stream does not exist yet");
        assert_eq!(value_of(&opened, Stop::Append, "One transaction"), "4 puts: 1 event, 3 index entries");
        let mut lab = six();
        lab.send(at(0), ADA, freeze());
        let frozen = Journey::of(&lab, ADA, Version(7)).unwrap();
        let writes = "3 puts: 1 event, 1 message queued, 1 index entry; 1 index entry deleted";
        assert_eq!(value_of(&frozen, Stop::Append, "One transaction"), writes);
    }

    #[test]
    fn long_stream_is_loaded_from_its_snapshot_and_saves_one_when_due() {
        let lab = Lab::play(filled(1, at(0), 250));
        let journey = Journey::of(&lab, ADA, Version(230)).unwrap();
        assert_eq!(value_of(&journey, Stop::Load, "Snapshot"), "state of v200");
        assert_eq!(value_of(&journey, Stop::Load, "Tail"), "29 events, v201 to v229");
        assert_eq!(journey.writes.snapshots, 0);
        assert_eq!(Journey::of(&lab, ADA, Version(200)).unwrap().writes.snapshots, 1);
    }

    /// The plan is derived before the command is written, the journey after it. They differ only in ids.
    #[test]
    fn plan_of_a_command_equals_its_journey() {
        let mut lab = Lab::play(filled(1, at(0), 98));
        for number in 0..8 {
            let command = match number {
                0 | 3 => deposit(5_000_00),
                1 => withdraw(2_000_00),
                2 => withdraw(9_000_000_00),
                // The second one is refused.
                4 | 5 => reverse(99),
                6 => freeze(),
                _ => close(),
            };
            let planned = Journey::planned(&lab, ADA, &command).unwrap();
            let version = lab.send(at(0), ADA, command).outcome.written().unwrap();
            let journey = Journey::of(&lab, ADA, version).unwrap();
            assert_eq!(journey.queued, 0, "what was queued is sent");
            assert_eq!(Journey { metadata: None, queued: planned.queued, ..journey }, planned);
        }
    }

    #[test]
    fn facts_of_a_fork_are_about_copies() {
        let mut lab = six();
        let fork = lab.fork(at(0), ADA, Version(4)).unwrap();
        let journey = Journey::of(&lab, fork, Version(3)).unwrap();
        assert_eq!(value_of(&journey, Stop::Command, "Command"), "Fork");
        assert_eq!(value_of(&journey, Stop::Load, "Tail"), "no events");
        assert_eq!(value_of(&journey, Stop::Decide, "Rule"), "None. The events are copies: they were decided before.");
        assert_eq!(value_of(&journey, Stop::Append, "One transaction"), "7 puts: 4 events, 3 index entries");
        assert_eq!(value_of(&journey, Stop::Append, "Wrote"), "v1 to v4, AccountCreated and 3 more");
        assert_eq!(
            value_of(&journey, Stop::Publish, "Outbox"),
            "No message. Those of the originals are not sent again."
        );
    }
}
