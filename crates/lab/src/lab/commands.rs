#![allow(clippy::result_large_err, reason = "a failed attempt is rare and is moved once")]

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Lab;
use crate::journey::{Cause, Ruling, Trace, snapshot_before};
use crate::{AccountId, Attempt, Outcome};
use bank::{Amount, Bank, BankEvent, Command, CommandKind};
use engine::{
    AggregateError, Commit, Committed, Decide, Executed, Idempotency, IdempotencyKey, NewEvent, Pending, StoreError,
    Submitted, Version, ready,
};

/// A sent command with the ids that it keeps however often it is decided.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sent {
    account: AccountId,
    command: Command,
    /// The command's id: the causation id of its events, and its idempotency key.
    id: Uuid,
    correlation_id: Uuid,
    /// When it was decided.
    at: DateTime<Utc>,
}

/// A command that is decided and not written yet.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingCommand {
    sent: Sent,
    pending: Pending<Bank>,
}

impl PendingCommand {
    /// The id of the command. It stays the same if the command is decided again.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.sent.id
    }

    /// The commit for the store. `None` if there is nothing to write: a refusal that is not recorded.
    #[must_use]
    pub fn commit(&self) -> Option<&Commit<Bank>> {
        self.pending.commit()
    }
}

/// Every command takes the same steps, whichever store keeps its events: load and decide ([`Lab::decide_command`]), commit,
/// and conclude ([`Lab::conclude`]).
impl Lab {
    /// Takes all steps of a command whose events this lab keeps.
    pub(super) fn run(&mut self, at: DateTime<Utc>, account: AccountId, command: Command) -> Attempt {
        let sent = self.sent(at, account, command);
        let pending_command = match self.decide_on(sent) {
            Ok(pending_command) => pending_command,
            Err(attempt) => return attempt,
        };
        let PendingCommand { sent, pending } = pending_command;
        let (commit, submitted) = pending.submit();
        let answer = ready(self.bank.commit(commit));
        concluded(sent, submitted, answer)
    }

    /// Loads the account and decides a command that is sent now. Writes nothing yet.
    ///
    /// # Errors
    /// The failed attempt, if a rule fails on the stored events.
    pub fn decide_command(
        &mut self,
        now: DateTime<Utc>,
        account: AccountId,
        command: Command,
    ) -> Result<PendingCommand, Attempt> {
        let account = self.receiver(account, &command);
        self.clock = now.max(self.clock);
        let sent = self.sent(self.clock, account, command);
        self.decide_on(sent)
    }

    fn sent(&mut self, at: DateTime<Utc>, account: AccountId, command: Command) -> Sent {
        let (id, correlation_id) = (self.ids.uuid(at), self.ids.uuid(at));
        Sent { account, command, id, correlation_id, at }
    }

    /// Decides a command again after a conflict and [`Lab::mirror`]: the same command with the same idempotency key,
    /// on the newest state.
    ///
    /// # Errors
    /// The failed attempt, if a rule fails on the stored events.
    pub fn decide_again(
        &mut self,
        now: DateTime<Utc>,
        pending_command: PendingCommand,
    ) -> Result<PendingCommand, Attempt> {
        self.clock = now.max(self.clock);
        let PendingCommand { sent, .. } = pending_command;
        // Another account may have taken the number of the new one.
        let account = self.receiver(sent.account, &sent.command);
        self.decide_on(Sent { account, at: self.clock, ..sent })
    }

    fn decide_on(&mut self, sent: Sent) -> Result<PendingCommand, Attempt> {
        // The attempt says what was reversed.
        let sent = Sent { command: self.resolved(sent.account, self.head(sent.account), &sent.command), ..sent };
        let name = self.command_name(sent.command.kind());
        let mut ids = self.ids.clone();
        let stamp = |event| sent.stamp(ids.uuid(sent.at), name.clone(), event);
        let pending = self.pending(sent.account, &sent.command, stamp);
        self.ids = ids;
        match pending {
            Ok(pending) => Ok(PendingCommand { pending: pending.with_idempotency(Some(sent.idempotency())), sent }),
            Err(error) => {
                let outcome = Outcome::Failed(error.into());
                Err(Attempt { id: sent.id, ..Attempt::not_decided(sent.account, sent.command, outcome) })
            }
        }
    }

    /// The first two steps: load and decide.
    fn pending(
        &self,
        account: AccountId,
        command: &Command,
        stamp: impl FnMut(BankEvent) -> NewEvent<BankEvent>,
    ) -> Result<Pending<Bank>, AggregateError> {
        let stream = self.stream(account);
        ready(async {
            let loaded = self.bank.load(&stream).await?;
            self.bank.decide(&stream, loaded, command, stamp).await
        })
    }

    /// The last step: turns the store's answer into the outcome of the command.
    pub fn conclude(
        &mut self,
        pending_command: PendingCommand,
        answer: Result<Option<Committed>, StoreError>,
    ) -> Attempt {
        let PendingCommand { sent, pending } = pending_command;
        let (_, submitted) = pending.submit();
        let attempt = concluded(sent, submitted, answer);
        self.last_attempt = Some(attempt.clone());
        attempt
    }

    /// The decision on a command if it were sent now, and the account that would receive it. Writes nothing, so the
    /// events have no ids. `None` if nothing would be recorded.
    pub(crate) fn decide(&self, account: AccountId, command: &Command) -> Option<(AccountId, Pending<Bank>)> {
        let account = self.receiver(account, command);
        let at = self.scenario.started_at;
        let sent = Sent { account, command: command.clone(), id: Uuid::nil(), correlation_id: Uuid::nil(), at };
        let stamp = |event| sent.stamp(Uuid::nil(), command.kind().name().into(), event);
        let pending = self.pending(account, command, stamp).ok()?;
        (!pending.prepared.commit.events.is_empty()).then_some((account, pending))
    }

    /// The trace of a command if it were sent now, and the account that would receive it. Writes nothing. `None` if
    /// nothing would be recorded.
    #[must_use]
    pub fn plan(&self, account: AccountId, command: &Command) -> Option<(AccountId, Trace)> {
        let (account, pending) = self.decide(account, command)?;
        let trace = self.trace_of(account, command, &pending)?;
        Some((account, trace))
    }

    pub(crate) fn trace_of(&self, account: AccountId, command: &Command, pending: &Pending<Bank>) -> Option<Trace> {
        let Pending { loaded, decision, prepared } = pending;
        let version = loaded.version;
        // Derived as in `Trace::of`: the copy of another store's log may have other snapshots.
        let snapshot = self.with_events(account, |events| snapshot_before(events, version.0 as usize));
        Some(Trace {
            cause: Cause::Command(command.kind()),
            amount: self.resolved(account, version, command).amount().map(Amount::money),
            reverses: command.reverses(),
            expected: version,
            snapshot,
            replayed: version.0.saturating_sub(snapshot.map_or(0, |snapshot| snapshot.0)),
            ruling: Ruling::new(decision.outcome.is_ok(), &decision.checks),
            checks: decision.checks.clone(),
            first: version.next(),
            last: version.plus(prepared.commit.events.len()),
            messages: prepared.outbound.len(),
            balance: prepared.state.balance,
        })
    }

    /// The command with the event of this account that it refers to, if any. Only the events up to `expected`, the version
    /// that the command was decided on, count: a later one may have the version that a refused reversal named.
    pub(crate) fn resolved(&self, account: AccountId, expected: Version, command: &Command) -> Command {
        match Bank::refers_to(command) {
            Some(version) => {
                let event = if version <= expected { self.event(account, version) } else { None };
                Bank::resolve(command, event.map(|event| event.data).as_ref())
            }
            None => command.clone(),
        }
    }

    /// The account that receives a command: for `CreateAccount` the next one, whatever `account` is.
    pub(super) fn receiver(&self, account: AccountId, command: &Command) -> AccountId {
        if command.kind() == CommandKind::CreateAccount { self.next_account() } else { account }
    }

    /// The name of a command. All events share one copy of it.
    pub(super) fn command_name(&self, kind: CommandKind) -> Arc<str> {
        self.command_names[kind as usize].clone()
    }
}

/// The outcome of a command with this answer of the store.
fn concluded(sent: Sent, mut submitted: Submitted<Bank>, answer: Result<Option<Committed>, StoreError>) -> Attempt {
    let Sent { id, account, command, .. } = sent;
    let first = submitted.loaded_version.next();
    let mut checks = std::mem::take(&mut submitted.decision.checks);
    let outcome = match submitted.conclude(answer) {
        Ok(Executed::Accepted { appended, .. }) => Outcome::Accepted { first, last: appended.version },
        Ok(Executed::Refused { refusal, recorded, .. }) => {
            Outcome::Rejected { refusal, recorded: recorded.map(|appended| appended.version) }
        }
        Ok(Executed::Repeated { answer }) => {
            // The first answer counts. These checks had no effect.
            checks.clear();
            Outcome::Duplicate { version: answer.version }
        }
        Err(StoreError::Conflict { conflict, .. }) => Outcome::Conflict(conflict),
        Err(error) => Outcome::Failed(error.into()),
    };
    Attempt { id, account, command, checks, outcome }
}

impl Sent {
    fn stamp(&self, event_id: Uuid, name: Arc<str>, event: BankEvent) -> NewEvent<BankEvent> {
        let NewEvent { data, metadata } = NewEvent::new(event_id, self.at, event);
        NewEvent { data, metadata: metadata.caused_by(name, self.id).in_conversation(self.correlation_id) }
    }

    /// A repeat of the command has the same id.
    fn idempotency(&self) -> Idempotency {
        let content = serde_json::to_string(&self.command).expect("a command can be written as JSON");
        Idempotency { key: IdempotencyKey(self.id.to_string().into()), content }
    }
}
