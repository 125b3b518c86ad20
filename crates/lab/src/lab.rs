mod commands;
mod fill;
mod fork;
mod mirror;
mod publish;
mod questions;
mod replaying;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::ids::Ids;
use super::sparkline::Balances;
use super::{AccountId, Act, Action, Attempt, Scenario};
use bank::projections::AccountView;
use bank::{Bank, Command, CommandKind, indexes, processor};
use engine::{Aggregate, EventStore, Inbox, Relay, Replayed, SnapshotPolicy, StreamId};
use fill::Filling;
use stores::MemoryStore;

pub use commands::PendingCommand;
pub(super) use fork::COPIES_PER_COMMIT;
pub use replaying::{ReplayProgress, Replaying};

/// The number of events between two snapshots of an account.
pub const SNAPSHOT_EVERY: u64 = 100;

/// Runs commands against a bank in memory. Keeps the log and the scenario.
pub struct Lab {
    scenario: Scenario,
    /// The number of leading actions that came with the scenario.
    given: usize,
    undone: Vec<Action>,
    bank: Aggregate<Bank, Arc<MemoryStore<Bank>>>,
    accounts: Vec<OpenAccount>,
    ids: Ids,
    /// When the newest event was recorded. Times never decrease in a log.
    clock: DateTime<Utc>,
    /// One shared copy of each command's name for the metadata of all events.
    command_names: [Arc<str>; CommandKind::ALL.len()],
    last_attempt: Option<Attempt>,
    /// Sends the messages of the outbox to the receiver.
    relay: Relay,
    /// The receiver, which counts its messages.
    inbox: Inbox<usize>,
    /// Whether this log mirrors that of another store.
    is_mirror: bool,
}

struct OpenAccount {
    stream: StreamId,
    view: Replayed<AccountView>,
    balances: Balances,
}

/// The bank over a store, with the snapshots and indexes of the lab.
pub fn bank_over<S: EventStore<Bank>>(store: S) -> Aggregate<Bank, S> {
    let bank = Aggregate::new(processor(), store).with_snapshots(SnapshotPolicy::Every(SNAPSHOT_EVERY));
    indexes().into_iter().fold(bank, Aggregate::with_index)
}

impl Lab {
    /// A lab without events.
    #[must_use]
    pub fn new(seed: u64, started_at: DateTime<Utc>) -> Self {
        Self::play(Scenario::new(seed, started_at))
    }

    /// Plays a scenario: the lab after all of its actions.
    #[must_use]
    pub fn play(scenario: Scenario) -> Self {
        Replaying::new(scenario).finish()
    }

    /// The lab of a scenario before its first action.
    fn before(scenario: Scenario) -> Self {
        Self {
            bank: bank_over(Arc::default()),
            ids: Ids::new(scenario.seed),
            clock: DateTime::<Utc>::MIN_UTC,
            given: scenario.actions.len(),
            scenario,
            undone: Vec::new(),
            accounts: Vec::new(),
            command_names: CommandKind::ALL.map(|kind| kind.name().into()),
            last_attempt: None,
            relay: Relay::default(),
            inbox: Inbox::default(),
            is_mirror: false,
        }
    }

    /// Performs an act now and adds it to the scenario. Undone actions can then no longer be redone.
    pub fn act(&mut self, now: DateTime<Utc>, act: Act) {
        self.act_before_publish(now, act);
        self.publish();
    }

    /// Sends a command now. `CreateAccount` opens the next account, whatever `account` is.
    pub fn send(&mut self, now: DateTime<Utc>, account: AccountId, command: Command) -> &Attempt {
        self.append(now, account, command);
        self.publish();
        self.last_attempt.as_ref().expect("a command that was sent is an attempt")
    }

    /// Like [`Lab::send`], but the messages of the command stay queued until [`Lab::publish`].
    pub fn append(&mut self, now: DateTime<Utc>, account: AccountId, command: Command) -> &Attempt {
        let account = self.receiver(account, &command);
        self.act_before_publish(now, Act::Send { account, command });
        self.last_attempt.as_ref().expect("a command that was sent is an attempt")
    }

    fn act_before_publish(&mut self, now: DateTime<Utc>, act: Act) {
        self.undone.clear();
        let action = self.scenario.action(now, act);
        self.scenario.actions.push(action);
        self.perform(self.scenario.actions.len() - 1);
    }

    /// Undoes the last action by playing the scenario again without it. No event is deleted: the lab gets another log.
    /// Returns whether there was an action to undo.
    pub fn undo(&mut self) -> bool {
        let mut scenario = self.scenario.clone();
        let Some(action) = scenario.actions.pop() else { return false };
        let mut undone = std::mem::take(&mut self.undone);
        undone.push(action);
        let given = self.given.min(scenario.actions.len());
        *self = Self { undone, given, ..Self::play(scenario) };
        true
    }

    /// Redoes the action that was undone last. Returns whether there was one.
    pub fn redo(&mut self) -> bool {
        let Some(action) = self.undone.pop() else { return false };
        self.scenario.actions.push(action);
        self.perform(self.scenario.actions.len() - 1);
        self.publish();
        true
    }

    /// Whether there is an action to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.is_mirror && !self.scenario.actions.is_empty()
    }

    /// Whether there is an action to redo.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Whether the learner did something that is lost with this lab: an action that did not come with its scenario.
    #[must_use]
    pub fn has_own_work(&self) -> bool {
        !self.is_mirror && self.scenario.actions.len() > self.given
    }

    /// The actions so far.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The stream of an account. The events of an open account share one copy of the name.
    fn stream(&self, account: AccountId) -> StreamId {
        self.account(account).map_or_else(|| account.stream(), |open| open.stream.clone())
    }

    fn account(&self, account: AccountId) -> Option<&OpenAccount> {
        self.accounts.get(account.0 as usize)
    }

    /// Performs an action of the scenario.
    fn perform(&mut self, number: usize) {
        if let Some(mut filling) = self.begin(number) {
            self.fill(&mut filling, u32::MAX);
        }
    }

    /// Performs an action of the scenario, except the events of a fill, which are still to be added.
    fn begin(&mut self, number: usize) -> Option<Filling> {
        let action = &self.scenario.actions[number];
        self.clock = self.scenario.time_of(action).max(self.clock);
        let at = self.clock;
        match action.act.clone().within_limits() {
            Act::Send { account, command } => {
                // Accounts are numbered in the order of opening. A scenario from elsewhere may skip a number.
                let account = if account > self.next_account() { self.receiver(account, &command) } else { account };
                let attempt = self.run(at, account, command);
                self.catch_up(attempt.account);
                self.last_attempt = Some(attempt);
            }
            Act::Fill { account, events } => return self.begin_fill(at, account, events),
            Act::Fork { account, at: version } => self.perform_fork(at, account, version),
        }
        None
    }

    fn catch_up(&mut self, account: AccountId) {
        let stream = self.stream(account);
        let log = self.bank.store().log();
        let events = log.stream(&stream);
        if account.0 as usize == self.accounts.len() && !events.is_empty() {
            let (view, balances) = (Replayed::new(AccountView::default()), Balances::new());
            self.accounts.push(OpenAccount { stream: stream.clone(), view, balances });
        }
        if let Some(open) = self.accounts.get_mut(account.0 as usize) {
            for end in open.view.version().0 as usize + 1..=events.len() {
                open.view.catch_up(&events[..end]);
                open.balances.push(open.view.head().account.balance.minor);
            }
        }
    }
}
