use std::ops::Range;

use chrono::DateTime;
use uuid::Uuid;

use crate::journey::commit_around;
use crate::{AccountId, Lab};
use bank::{Account, Bank, BankEvent, Command, Refusal, is_copy, processor};
use engine::{Decide, Failure, NewEvent, Recorded, Version};

/// The maximum number of given events in one [`Specification`]. More are not left out: a decision is about the whole past,
/// and a test without a part of it would be a test of another decision.
pub const MAX_GIVEN: usize = 200;

/// A decision of the bank as an example: given these events, when this command, then these events or this refusal. It
/// holds by the rules of this bank, so a test that is written from it passes.
#[derive(Clone, Debug, PartialEq)]
pub struct Specification {
    /// Where the decision was made, e.g. `ACCOUNT-1001 at v3`. For comments: it has no text that a user typed.
    pub origin: String,
    /// The events before the command, oldest first: at most [`MAX_GIVEN`].
    pub given: Vec<BankEvent>,
    /// The command, [resolved](Decide::resolve). The command of a recorded rejection has no reason, because a rejection does
    /// not store it.
    pub when: Command,
    /// The events that it writes, or the refusal.
    pub then: Result<Vec<BankEvent>, Refusal>,
}

impl Specification {
    /// The decision that wrote the event at this version. For a copy in a fork, it is the decision that wrote the
    /// original, because a fork decides nothing.
    ///
    /// # Errors
    /// [`Failure`] when there is no such event, when more than [`MAX_GIVEN`] events came before the command, or when
    /// other rules than those of this bank wrote the events.
    pub fn at(lab: &Lab, account: AccountId, version: Version) -> Result<Self, Failure> {
        lab.with_events(account, |events| {
            let index = version.0.checked_sub(1).and_then(|index| usize::try_from(index).ok());
            let index = index.filter(|index| *index < events.len()).ok_or_else(|| no_event(account, version))?;
            let written = written_with(events, index);
            let first = Version(written.start as u64).next();
            if written.start > MAX_GIVEN {
                return Err(too_many(first, written.start));
            }
            let (past, written) = (&events[..written.start], &events[written]);
            let facts: Vec<_> = written.iter().map(|event| event.data.clone()).collect();
            let before = fold(past, first)?;
            let command = Command::from_events(&facts, &before).ok_or_else(|| by_other_rules(first))?;
            let specification = Self::decide(format!("{account} at {version}"), past, before, command)?;
            let decided = match &specification.then {
                Ok(events) => events.clone(),
                Err(refusal) => Bank::rejection(refusal, &specification.when).into_iter().collect(),
            };
            if decided == facts { Ok(specification) } else { Err(by_other_rules(first)) }
        })
    }

    /// The decision on a command after these events. They need not be in a lab.
    ///
    /// # Errors
    /// [`Failure`] when there are more than [`MAX_GIVEN`] events, or when the rules can't apply one of them.
    pub fn of(origin: &str, past: &[Recorded<BankEvent>], command: Command) -> Result<Self, Failure> {
        let next = Version(past.len() as u64).next();
        if past.len() > MAX_GIVEN {
            return Err(too_many(next, past.len()));
        }
        Self::decide(origin.to_owned(), past, fold(past, next)?, command)
    }

    fn decide(
        origin: String,
        past: &[Recorded<BankEvent>],
        before: Account,
        command: Command,
    ) -> Result<Self, Failure> {
        let command = resolved(past, command);
        let then = Bank::decide(&before, &command).outcome;
        let next = Version(past.len() as u64).next();
        let new = |data: &BankEvent| NewEvent::new(Uuid::nil(), DateTime::UNIX_EPOCH, data.clone());
        let new: Vec<_> = then.iter().flatten().map(new).collect();
        processor().process(None, past, &new).map_err(|failed| not_foldable(next, &failed))?;
        Ok(Self { origin, given: past.iter().map(|event| event.data.clone()).collect(), when: command, then })
    }

    /// The name of the decision in a test, e.g. `Withdraw is refused: InsufficientFunds`.
    #[must_use]
    pub fn title(&self) -> String {
        let command = self.when.kind().name();
        match &self.then {
            Ok(_) => format!("{command} is accepted"),
            Err(refusal) => format!("{command} is refused: {}", refusal.reason_code.name()),
        }
    }
}

/// The command with the event that it refers to. The log may go on after the decision: only the past counts.
fn resolved(past: &[Recorded<BankEvent>], command: Command) -> Command {
    match Bank::refers_to(&command) {
        Some(version) => {
            let event = past.iter().find(|event| event.version == version);
            Bank::resolve(&command, event.map(|event| &event.data))
        }
        None => command,
    }
}

fn fold(past: &[Recorded<BankEvent>], next: Version) -> Result<Account, Failure> {
    let folded = processor().fold(None, past);
    folded.map(|(account, _)| account).map_err(|failed| not_foldable(next, &failed))
}

/// The range of the events that one command wrote. All copies of a fork have the same cause; those of one original
/// command still share its conversation.
fn written_with(events: &[Recorded<BankEvent>], index: usize) -> Range<usize> {
    let commit = commit_around(events, index);
    if !is_copy(&events[index].metadata) {
        return commit;
    }
    let same = |event: &&Recorded<BankEvent>| {
        let (one, other) = (&event.metadata, &events[index].metadata);
        one.correlation_id == other.correlation_id && one.command == other.command
    };
    // At most 89 events before, and as many after, whatever the log holds.
    let (from, to) = (index.saturating_sub(89), events.len().min(index + 90));
    let before = events[from..index].iter().rev().take_while(same).count();
    let after = events[index + 1..to].iter().take_while(same).count();
    index - before..index + 1 + after
}

fn no_event(account: AccountId, version: Version) -> Failure {
    match version {
        Version::EMPTY => Failure::new("No command was sent before the first event.", "Go to an event of the account."),
        _ => Failure::new(format!("{account} has no event {version}."), "Go to an event of the account."),
    }
}

fn too_many(first: Version, before: usize) -> Failure {
    Failure::new(
        format!("{before} events came before {first}, and a test can have {MAX_GIVEN} at most."),
        format!("Go to {} or an earlier version.", Version(MAX_GIVEN as u64).next()),
    )
}

fn not_foldable(next: Version, failed: &impl std::fmt::Display) -> Failure {
    Failure::new(
        format!("The state before {next} can\u{2019}t be calculated: {failed}."),
        "Go to a version before that event.",
    )
}

fn by_other_rules(first: Version) -> Failure {
    Failure::new(
        format!("Other rules wrote {first}: this bank decides such a command differently."),
        "Go to another version.",
    )
}
