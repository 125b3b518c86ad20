mod commands;
mod fill;
mod fork;
mod mirror;
mod publish;

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ids::Ids;
use super::sparkline::Balances;
use super::{Act, Action, Attempt, Scenario};
use bank::projections::AccountView;
use bank::{Bank, BankEvent, Command, CommandKind, Currency, indexes, processor};
use engine::{Aggregate, EventStore, Inbox, Position, Recorded, Relay, Replayed, SnapshotPolicy, StreamId, Version};
use stores::{Log, MemoryStore};

pub use commands::Undertaking;
pub(super) use fork::COPIES_PER_COMMIT;

/// How many events there are between two snapshots of an account.
pub const SNAPSHOT_EVERY: u64 = 100;

/// Which account of the lab: 0 is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub u32);

impl AccountId {
    /// The stream of the account's events, e.g. `ACCOUNT-1001`.
    #[must_use]
    pub fn stream(self) -> StreamId {
        self.to_string().into()
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ACCOUNT-{}", 1001 + u64::from(self.0))
    }
}

/// Runs commands against a bank in memory, and remembers what was done.
pub struct Lab {
    scenario: Scenario,
    undone: Vec<Action>,
    bank: Aggregate<Bank, Arc<MemoryStore<Bank>>>,
    accounts: Vec<OpenAccount>,
    ids: Ids,
    /// When the newest event was recorded. No event is recorded before one that it follows.
    clock: DateTime<Utc>,
    /// One copy of each command's name, shared by the metadata of all events.
    command_names: [Arc<str>; CommandKind::ALL.len()],
    last_attempt: Option<Attempt>,
    /// Hands what is in the outbox to the listener.
    relay: Relay,
    /// What the listener has handled: how many messages.
    inbox: Inbox<usize>,
    /// Whether another store keeps the events, and this log is a copy.
    is_kept: bool,
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
    /// A lab in which nothing has happened.
    #[must_use]
    pub fn new(seed: u64, started_at: DateTime<Utc>) -> Self {
        Self::play(Scenario::new(seed, started_at))
    }

    /// The lab in which all of this was done.
    #[must_use]
    pub fn play(scenario: Scenario) -> Self {
        let mut lab = Self {
            bank: bank_over(Arc::default()),
            ids: Ids::new(scenario.seed),
            clock: DateTime::<Utc>::MIN_UTC,
            scenario,
            undone: Vec::new(),
            accounts: Vec::new(),
            command_names: CommandKind::ALL.map(|kind| kind.name().into()),
            last_attempt: None,
            relay: Relay::default(),
            inbox: Inbox::default(),
            is_kept: false,
        };
        for number in 0..lab.scenario.actions.len() {
            lab.perform(number);
            lab.publish();
        }
        lab
    }

    /// Does something now, and remembers that it was done. What was undone before can't be redone any more.
    pub fn act(&mut self, now: DateTime<Utc>, act: Act) {
        self.act_before_publish(now, act);
        self.publish();
    }

    /// Sends a command now. A new account is opened whichever account it was sent to.
    pub fn send(&mut self, now: DateTime<Utc>, account: AccountId, command: Command) -> &Attempt {
        self.append(now, account, command);
        self.publish();
        self.last_attempt.as_ref().expect("a command that was sent is an attempt")
    }

    /// The same up to Append: what the command publishes is queued until [`Lab::publish`].
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

    /// Rewinds the lab to before the last action: it is played again without it. No event is deleted from a log; this is
    /// another log. Gives whether there was an action to undo.
    pub fn undo(&mut self) -> bool {
        let mut scenario = self.scenario.clone();
        let Some(action) = scenario.actions.pop() else { return false };
        let mut undone = std::mem::take(&mut self.undone);
        undone.push(action);
        *self = Self { undone, ..Self::play(scenario) };
        true
    }

    /// Does the action again that was undone last. Gives whether there was one.
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
        !self.is_kept && !self.scenario.actions.is_empty()
    }

    /// Whether there is an action to redo.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// What was done so far.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The accounts, in the order in which they were opened.
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = AccountId> + use<> {
        (0..u32::try_from(self.accounts.len()).unwrap_or(u32::MAX)).map(AccountId)
    }

    /// The account that the next "create account" opens.
    #[must_use]
    pub fn next_account(&self) -> AccountId {
        AccountId(u32::try_from(self.accounts.len()).unwrap_or(u32::MAX))
    }

    /// The version of an account's stream; 0 when there is no such account.
    #[must_use]
    pub fn head(&self, account: AccountId) -> Version {
        self.account(account).map_or(Version::EMPTY, |open| open.view.version())
    }

    /// The account at its newest version. The default when there is no such account.
    #[must_use]
    pub fn now(&self, account: AccountId) -> AccountView {
        self.account(account).map(|open| open.view.head().clone()).unwrap_or_default()
    }

    /// The account as it was right after the event of this version, obtained by replay.
    #[must_use]
    pub fn at(&self, account: AccountId, version: Version) -> AccountView {
        self.with_events(account, |events| {
            self.account(account).map(|open| open.view.at(version, events)).unwrap_or_default()
        })
    }

    /// The version of an account after the event at this position of the log.
    #[must_use]
    pub fn version_at(&self, account: AccountId, position: Position) -> Version {
        self.with_events(account, |events| Version(events.partition_point(|event| event.position <= position) as u64))
    }

    /// The balance of an account over its versions; `None` when there is no such account.
    pub(super) fn balances(&self, account: AccountId) -> Option<&Balances> {
        self.account(account).map(|open| &open.balances)
    }

    /// Looks at the events of an account, oldest first, without copying them.
    pub fn with_events<T>(&self, account: AccountId, look: impl FnOnce(&[Recorded<BankEvent>]) -> T) -> T {
        match self.account(account) {
            Some(open) => look(self.bank.store().log().stream(&open.stream)),
            None => look(&[]),
        }
    }

    /// The event of this version, if there is one.
    #[must_use]
    pub fn event(&self, account: AccountId, version: Version) -> Option<Recorded<BankEvent>> {
        self.with_events(account, |events| events.get(usize::try_from(version.0.checked_sub(1)?).ok()?).cloned())
    }

    /// Looks at the whole log without copying it.
    pub fn with_log<T>(&self, look: impl FnOnce(&Log<Bank>) -> T) -> T {
        look(&self.bank.store().log())
    }

    /// The store that holds the lab's log, to read from. Whoever writes to it tells the lab nothing of it.
    #[must_use]
    pub fn store(&self) -> Arc<MemoryStore<Bank>> {
        self.bank.store().clone()
    }

    /// The position of the newest event of all accounts.
    #[must_use]
    pub fn position(&self) -> Position {
        self.with_log(Log::head)
    }

    /// The currency in which amounts are typed for an account.
    #[must_use]
    pub fn currency(&self, account: AccountId) -> Currency {
        self.account(account).map_or_else(Currency::default, |open| open.view.head().account.balance.currency)
    }

    /// The last command that was sent, and what became of it.
    #[must_use]
    pub fn last_attempt(&self) -> Option<&Attempt> {
        self.last_attempt.as_ref()
    }

    /// The stream of an account; that of an open one is shared by its events.
    fn stream(&self, account: AccountId) -> StreamId {
        self.account(account).map_or_else(|| account.stream(), |open| open.stream.clone())
    }

    fn account(&self, account: AccountId) -> Option<&OpenAccount> {
        self.accounts.get(account.0 as usize)
    }

    /// Performs an action of the scenario.
    fn perform(&mut self, number: usize) {
        let action = &self.scenario.actions[number];
        self.clock = self.scenario.time_of(action).max(self.clock);
        let at = self.clock;
        match action.act.clone() {
            Act::Send { account, command } => {
                // Accounts are numbered as they are opened; a scenario from elsewhere may leave a number out.
                let account = if account > self.next_account() { self.receiver(account, &command) } else { account };
                let attempt = self.run(at, account, command);
                self.catch_up(attempt.account);
                self.last_attempt = Some(attempt);
            }
            Act::Fill { account, events } => {
                self.fill(at, &self.stream(account), events);
                self.catch_up(account);
            }
            Act::Fork { account, at: version } => self.perform_fork(at, account, version),
        }
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
