use super::session::COPIES;
use super::{AccountId, Lab, SNAPSHOT_EVERY};
use bank::{BankEvent, FORK, Grounds, Money, ReasonCode, is_copy};
use engine::{Recorded, Version};

/// What happened at each stop on a command's way: command, load, decide, append, publish, project.
///
/// It is worked out from the log, so there is one for every event, however long ago it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The command's name, e.g. `Withdraw`.
    pub command: String,
    /// The money that it asked for.
    pub amount: Option<Money>,
    /// The version that the stream was read at, and written at: the expected version.
    pub expected: Version,
    /// The version of the snapshot that the load started from.
    pub snapshot: Option<Version>,
    /// How many events were replayed on top of that.
    pub replayed: u64,
    /// What the rules said.
    pub ruling: Ruling,
    /// The version of the first event that was written.
    pub first: Version,
    /// The version of the last event that was written.
    pub last: Version,
    /// How many messages went into the outbox.
    pub messages: usize,
    /// The balance after it.
    pub balance: Money,
}

/// What the rules said about a command.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    /// Whether they allowed it.
    pub allowed: bool,
    /// What was looked at, e.g. `balance`.
    pub about: &'static str,
    /// The comparison that decided it, e.g. `100 ≥ 30`.
    pub figures: String,
}

impl Trace {
    /// How the event of this version came to be. `None` when there is no such event.
    #[must_use]
    pub fn of(lab: &Lab, account: AccountId, version: Version) -> Option<Self> {
        let (first, last, event, command, amount, snapshot) = lab.with_events(account, |events| {
            let index = usize::try_from(version.0.checked_sub(1)?).ok()?;
            let (first, last) = commit_around(events, index.min(events.len().checked_sub(1)?));
            let command = events.get(index)?.metadata.command.to_string();
            let amount = events[first..=last].iter().find_map(|event| event.data.amount());
            Some((first, last, events[first].data.clone(), command, amount, snapshot_before(events, first)))
        })?;
        let expected = Version(first as u64);
        let (before, after) = (lab.at(account, expected), lab.at(account, Version(last as u64 + 1)));
        let (first, last) = (expected.next(), Version(last as u64 + 1));
        let messages = lab.with_log(|log| {
            let outbox = log.outbox(&account.stream());
            outbox.partition_point(|record| record.version <= last)
                - outbox.partition_point(|record| record.version < first)
        });
        let is_fork = command == FORK;
        Some(Self {
            command,
            amount: amount.filter(|_| !is_fork),
            expected,
            snapshot,
            replayed: expected.0 - snapshot.map_or(0, |version| version.0),
            ruling: if is_fork { Ruling::on_copies() } else { Ruling::on(&event, before.balance) },
            first,
            last,
            messages,
            balance: after.balance,
        })
    }
}

impl Ruling {
    /// What the rules said to the copies that a fork begins with: they were not asked again.
    fn on_copies() -> Self {
        Self { allowed: true, about: "", figures: "copied".to_owned() }
    }

    /// What the rules said when they gave this event, with this balance before it.
    #[must_use]
    pub fn on(event: &BankEvent, balance: Money) -> Self {
        let refused = event.rejection().map(|rejection| rejection.reason_code);
        let (about, figures) = match (Grounds::of(event), refused) {
            (Grounds::Funds(asked), None) => ("balance", format!("{} \u{2265} {}", short(balance), short(asked))),
            (Grounds::Funds(asked), _) => ("balance", format!("{} < {}", short(balance), short(asked))),
            (Grounds::Empty, None) => ("balance", "0".to_owned()),
            (Grounds::Empty, _) => ("balance", format!("{} \u{2260} 0", short(balance))),
            (_, Some(code)) => ("", said(code).to_owned()),
            (Grounds::New, _) => ("account is", "new".to_owned()),
            _ if matches!(event, BankEvent::AccountUnfrozen { .. }) => ("account is", "frozen".to_owned()),
            _ => ("account is", "active".to_owned()),
        };
        let allowed = refused.is_none();
        Self { allowed, about, figures }
    }
}

/// The first and the last place of the events that were written in one commit with this one.
pub(super) fn commit_around(events: &[Recorded<BankEvent>], index: usize) -> (usize, usize) {
    let cause = events[index].metadata.causation_id;
    let same = |event: &&Recorded<BankEvent>| event.metadata.causation_id == cause;
    // All copies of a fork have one cause, and are written in several commits.
    if is_copy(&events[index].metadata) {
        let first = index - index % COPIES;
        let copies = &events[first..events.len().min(first + COPIES)];
        return (first, first + copies.partition_point(|event| same(&event)) - 1);
    }
    let before = events[..index].iter().rev().take_while(same).count();
    let after = events[index + 1..].iter().take_while(same).count();
    (index - before, index + after)
}

/// The version of the newest snapshot when a stream of `length` events was read: it came with the commit that crossed
/// the last multiple of [`SNAPSHOT_EVERY`].
pub(super) fn snapshot_before(events: &[Recorded<BankEvent>], length: usize) -> Option<Version> {
    let multiple = length - length % SNAPSHOT_EVERY as usize;
    let (_, last) = commit_around(events, multiple.checked_sub(1)?);
    Some(Version(last as u64 + 1))
}

fn said(code: ReasonCode) -> &'static str {
    match code {
        ReasonCode::AccountNotFound => "no such account",
        ReasonCode::AccountExists => "account exists",
        ReasonCode::AccountFrozen => "account is frozen",
        ReasonCode::AccountNotFrozen => "not frozen",
        ReasonCode::AccountClosed => "account is closed",
        ReasonCode::InsufficientFunds => "too little money",
        ReasonCode::BalanceLimit => "balance limit",
        ReasonCode::BalanceNotZero => "balance is not 0",
        ReasonCode::CurrencyMismatch => "other currency",
    }
}

/// A figure without decimals that are zero, for the narrow flow strip.
fn short(money: Money) -> String {
    let figure = money.figure();
    figure.strip_suffix(".00").map(str::to_owned).unwrap_or(figure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::six_events;
    use chrono::DateTime;

    fn of(version: u64) -> Trace {
        Trace::of(&Lab::play(six_events(1, DateTime::UNIX_EPOCH)), AccountId(0), Version(version)).unwrap()
    }

    #[test]
    fn every_event_says_how_it_came_to_be() {
        let trace = of(3);
        assert_eq!((trace.command.as_str(), trace.expected, trace.last), ("Withdraw", Version(2), Version(3)));
        assert_eq!((trace.snapshot, trace.replayed, trace.messages), (None, 2, 1));
        assert_eq!(trace.ruling, Ruling { allowed: true, about: "balance", figures: "100 \u{2265} 30".to_owned() });
        assert_eq!(trace.balance.figure(), "70.00");
    }

    #[test]
    fn a_refusal_says_which_figures_decided_it() {
        let trace = of(4);
        assert_eq!(trace.ruling, Ruling { allowed: false, about: "balance", figures: "70 < 500".to_owned() });
        assert_eq!(trace.messages, 0);
    }

    #[test]
    fn a_long_stream_is_loaded_from_its_snapshot() {
        let lab = Lab::play(crate::filled(1, DateTime::UNIX_EPOCH, 250));
        let trace = Trace::of(&lab, AccountId(0), Version(230)).unwrap();
        assert_eq!((trace.snapshot, trace.replayed), (Some(Version(200)), 29));
    }

    #[test]
    fn a_commit_across_the_border_carries_the_snapshot_at_its_end() {
        let lab = Lab::play(crate::filled(1, DateTime::UNIX_EPOCH, 150));
        let mut events = lab.with_events(AccountId(0), <[_]>::to_vec);
        assert_eq!(snapshot_before(&events, 149), Some(Version(100)));
        events[100].metadata.causation_id = events[99].metadata.causation_id;
        assert_eq!(snapshot_before(&events, 149), Some(Version(101)));
        assert_eq!(commit_around(&events, 99), (99, 100));
        assert_eq!(commit_around(&events, 100), (99, 100));
        assert_eq!(snapshot_before(&events, 99), None);
    }
}
