use super::{commit_around, snapshot_before};
use crate::{AccountId, Lab};
use bank::{Account, Bank, BankEvent, Check, Command, CommandKind, Money, ReasonCode, is_copy};
use engine::{Decide, Version};

/// A summary of a command's journey: each stop in a word or two. [`Journey`](super::Journey) is the full form.
///
/// It is derived from the log, so every event has one, however old it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The cause of the events.
    pub cause: Cause,
    /// The requested amount. `None` for copies and for commands without an amount.
    pub amount: Option<Money>,
    /// The version of the event that a reversal names. `None` for copies and for other commands.
    pub reverses: Option<Version>,
    /// The expected version: the commit was accepted only if the stream was still at the version that was read.
    pub expected: Version,
    /// The version of the snapshot that the load started from. `None` if it read the stream from its first event.
    pub snapshot: Option<Version>,
    /// The number of events that were replayed after the snapshot.
    pub replayed: u64,
    /// The checks of the decision. Empty for copies, because they are not decided again.
    pub checks: Vec<Check>,
    /// A summary of the decision.
    pub ruling: Ruling,
    /// The version of the first event that was written.
    pub first: Version,
    /// The version of the last event that was written.
    pub last: Version,
    /// The number of messages in the outbox.
    pub messages: usize,
    /// The balance after the last event.
    pub balance: Money,
}

/// The cause of a commit's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A command.
    Command(CommandKind),
    /// A fork: the events are copies.
    Fork,
}

impl Cause {
    /// The name, e.g. `Withdraw`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Command(kind) => kind.name(),
            Self::Fork => "Fork",
        }
    }
}

/// A summary of a decision: the check that decided it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    /// Whether the command was accepted.
    pub allowed: bool,
    /// The subject of the check, e.g. `balance`. Empty if the figures say everything.
    pub about: &'static str,
    /// The comparison, e.g. `100 ≥ 30`.
    pub figures: String,
}

impl Trace {
    /// The trace of the command that wrote the event at this version. `None` if there is no such event.
    #[must_use]
    pub fn of(lab: &Lab, account: AccountId, version: Version) -> Option<Self> {
        let (first, events, is_fork, snapshot) = lab.with_events(account, |events| {
            let index = usize::try_from(version.0.checked_sub(1)?).ok().filter(|index| *index < events.len())?;
            let commit = commit_around(events, index);
            let is_fork = is_copy(&events[index].metadata);
            let snapshot = snapshot_before(events, commit.start);
            let facts: Vec<_> = events[commit.clone()].iter().map(|event| event.data.clone()).collect();
            Some((commit.start, facts, is_fork, snapshot))
        })?;
        let expected = Version(first as u64);
        let (first, last) = (expected.next(), expected.plus(events.len()));
        let before = lab.at(account, expected).account;
        let mut after = before.clone();
        for event in &events {
            // An event that the rules can't fold leaves the account unchanged, as in every view.
            let _ = after.evolve(event);
        }
        let messages = lab.with_log(|log| {
            let outbox = log.outbox(&account.stream());
            outbox.partition_point(|record| record.version <= last)
                - outbox.partition_point(|record| record.version < first)
        });
        let checks = if is_fork { Vec::new() } else { checks(lab, account, expected, &before, &events) };
        let allowed = events[0].rejection().is_none();
        Some(Self {
            cause: if is_fork { Cause::Fork } else { Cause::Command(events[0].command()) },
            amount: events.iter().find_map(BankEvent::amount).filter(|_| !is_fork),
            reverses: events.iter().find_map(BankEvent::reverses).filter(|_| !is_fork),
            expected,
            snapshot,
            replayed: expected.0.saturating_sub(snapshot.map_or(0, |version| version.0)),
            ruling: if is_fork { Ruling::on_copies() } else { Ruling::new(allowed, &checks) },
            checks,
            first,
            last,
            messages,
            balance: after.balance,
        })
    }
}

impl Lab {
    /// The checks of the decision that wrote the event at this version. They are not stored: the same command in the
    /// same state makes the same checks. Empty for copies and if there is no such event.
    #[must_use]
    pub fn checks(&self, account: AccountId, version: Version) -> Vec<Check> {
        Trace::of(self, account, version).map_or_else(Vec::new, |trace| trace.checks)
    }
}

/// The checks of the command that wrote these events in one commit, decided again on the state before them, at `expected`.
fn checks(lab: &Lab, account: AccountId, expected: Version, before: &Account, events: &[BankEvent]) -> Vec<Check> {
    let command = Command::from_events(events, before);
    command.map_or_else(Vec::new, |command| Bank::decide(before, &lab.resolved(account, expected, &command)).checks)
}

/// The check that explains a decision best: the failed one, or else the one of the balance. `None` if the checks lead to
/// another decision: other rules than those of this bank wrote the events.
pub(crate) fn deciding(allowed: bool, checks: &[Check]) -> Option<&Check> {
    if checks.iter().all(Check::passed) != allowed {
        return None;
    }
    let of_balance = |check: &&Check| matches!(check, Check::Funds { .. } | Check::Empty { .. });
    if allowed { checks.iter().find(of_balance).or(checks.first()) } else { checks.last() }
}

impl Ruling {
    fn on_copies() -> Self {
        Self { allowed: true, about: "", figures: "copied".to_owned() }
    }

    /// The summary of a decision with these checks.
    pub(crate) fn new(allowed: bool, checks: &[Check]) -> Self {
        let (about, figures) = match deciding(allowed, checks) {
            Some(check) => in_short(check),
            None if checks.is_empty() => ("", String::new()),
            None => ("", "by other rules".to_owned()),
        };
        Self { allowed, about, figures }
    }
}

/// A check in short, for the narrow flow strip: its subject, and its comparison without decimals.
fn in_short(check: &Check) -> (&'static str, String) {
    let code = check.failure();
    if let Some(state) = code.and_then(ReasonCode::state) {
        return ("account is", state.to_owned());
    }
    match check {
        _ if code == Some(ReasonCode::AccountNotFound) => ("", "no such account".to_owned()),
        Check::New { .. } if code.is_some() => ("", "account exists".to_owned()),
        Check::New { .. } => ("account is", "new".to_owned()),
        Check::Open { status } | Check::Active { status } | Check::Frozen { status } => {
            ("account is", status.label().to_ascii_lowercase())
        }
        Check::Currency { .. } if code.is_some() => ("", "other currency".to_owned()),
        Check::Room { .. } if code.is_some() => ("", "balance limit".to_owned()),
        Check::NotReversed { version, .. } if code.is_some() => ("", format!("{version} reversed before")),
        Check::Reversals { .. } if code.is_some() => ("", "reversal limit".to_owned()),
        Check::Empty { balance } if code.is_none() => ("balance", short(*balance)),
        Check::Funds { .. } | Check::Empty { .. } => ("balance", check.comparison(short).unwrap_or_default()),
        Check::Payment { .. }
        | Check::NotReversed { .. }
        | Check::Reversals { .. }
        | Check::Currency { .. }
        | Check::Room { .. } => ("", check.to_string()),
    }
}

/// A figure for the narrow flow strip, without its decimals if they are zero.
fn short(money: Money) -> String {
    let figure = money.figure();
    figure.strip_suffix(".00").map(str::to_owned).unwrap_or(figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filled;
    use crate::fixtures::{ADA, six};
    use common::at;

    fn trace(version: u64) -> Trace {
        Trace::of(&six(), ADA, Version(version)).unwrap()
    }

    #[test]
    fn trace_has_the_cause_the_load_and_the_ruling_of_an_event() {
        let trace = trace(3);
        assert_eq!((trace.cause.name(), trace.expected, trace.last), ("Withdraw", Version(2), Version(3)));
        assert_eq!((trace.snapshot, trace.replayed, trace.messages), (None, 2, 1));
        assert_eq!(trace.ruling, Ruling { allowed: true, about: "balance", figures: "100 \u{2265} 30".to_owned() });
        assert_eq!(trace.balance.figure(), "70.00");
    }

    #[test]
    fn refusal_has_the_figures_that_decided_it() {
        let trace = trace(4);
        assert_eq!(trace.ruling, Ruling { allowed: false, about: "balance", figures: "70 < 500".to_owned() });
        assert_eq!(trace.messages, 0);
    }

    #[test]
    fn long_stream_is_loaded_from_its_snapshot() {
        let lab = Lab::play(filled(1, at(0), 250));
        let trace = Trace::of(&lab, ADA, Version(230)).unwrap();
        assert_eq!((trace.snapshot, trace.replayed), (Some(Version(200)), 29));
    }

    #[test]
    fn decision_that_the_rules_contradict_is_one_of_other_rules() {
        let empty = Check::Funds { balance: Money::default(), amount: Money { minor: 5_00, ..Money::default() } };
        let ruling = Ruling::new(true, std::slice::from_ref(&empty));
        assert_eq!(ruling, Ruling { allowed: true, about: "", figures: "by other rules".to_owned() });
        assert_eq!(Ruling::new(false, &[empty]).figures, "0 < 5");
    }
}
