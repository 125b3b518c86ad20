use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use bank::{self, Bank, BankEvent, Command};
use engine::{
    Aggregate, Decide, Executed, ExecuteOptions, Metadata, NewEvent, Position, SnapshotPolicy, StreamId, Version, ready,
};
use stores::MemoryStore;
use uuid::Uuid;

/// How the store is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup {
    /// Every load replays the whole stream, as the peers do.
    NoSnapshots,
    /// A snapshot in every commit, as an aggregate has it when nothing else is said.
    EveryCommit,
    /// A snapshot every 100 events.
    Every100,
    /// A snapshot every 100 events, and the bank's three indexes: as the lab has it.
    Lab,
}

impl Setup {
    /// All of them, by their names.
    pub const ALL: [(&str, Self); 4] = [
        ("everyCommit", Self::EveryCommit),
        ("every100", Self::Every100),
        ("lab", Self::Lab),
        ("noSnapshots", Self::NoSnapshots),
    ];
}

/// Accounts in a memory store.
pub struct Accounts {
    aggregate: Aggregate<Bank, MemoryStore<Bank>>,
    streams: Vec<StreamId>,
    names: [Arc<str>; 3],
    events: u32,
}

impl Accounts {
    /// No account yet, and the names of this many.
    pub fn new(setup: Setup, streams: u32) -> Self {
        let aggregate = Aggregate::new(bank::processor(), MemoryStore::default());
        let aggregate = match setup {
            Setup::NoSnapshots => aggregate.with_snapshots(SnapshotPolicy::Never),
            Setup::EveryCommit => aggregate,
            Setup::Every100 | Setup::Lab => aggregate.with_snapshots(SnapshotPolicy::Every(100)),
        };
        let indexes = if setup == Setup::Lab { bank::indexes() } else { Vec::new() };
        let aggregate = indexes.into_iter().fold(aggregate, Aggregate::with_index);
        let streams = (0..streams).map(|number| StreamId::from(format!("ACCOUNT-{}", 1001 + number))).collect();
        Self { aggregate, streams, names: ["CreateAccount", "Deposit", "Withdraw"].map(Arc::from), events: 0 }
    }

    /// Sends commands, each by load, decision and append at the version that was loaded: command `n` goes to stream
    /// `n % streams`.
    pub fn run(&mut self, from: u32, to: u32) {
        let streams = self.streams.len() as u32;
        (from..to).for_each(|number| self.send(number % streams, number / streams));
    }

    /// Brings a stream that has no event to this many, without a load for each.
    pub fn fill(&mut self, stream: u32, events: u32) {
        let id = self.streams[stream as usize].clone();
        let mut account = bank::Account::default();
        let mut first = 0;
        while first < events {
            let end = events.min(first + 100);
            let new = (first..end).map(|number| self.decided(stream, number)).collect();
            let appended = ready(self.aggregate.append_to(&id, account, Version(first.into()), new));
            account = appended.expect("nothing is refused").state;
            first = end;
        }
    }

    /// Sends commands to one stream, from this place in it on.
    pub fn more(&mut self, stream: u32, from: u32, commands: u32) {
        (from..from + commands).for_each(|number| self.send(stream, number));
    }

    /// The balance by replay of a stream's events from the first on, as the store hands them out.
    pub fn replay(&self, stream: u32) -> i64 {
        let id = &self.streams[stream as usize];
        ready(self.aggregate.state_at(id, Version(u64::MAX))).expect("it can be read").balance.minor
    }

    /// The same, of the events where they are.
    pub fn fold(&self, stream: u32) -> i64 {
        let log = self.aggregate.store().log();
        let events = log.stream(&self.streams[stream as usize]);
        self.aggregate.processor().process(None, events, &[]).expect("no rule fails").state.balance.minor
    }

    /// How many events there are.
    pub fn events(&self) -> u64 {
        let Position(head) = self.aggregate.store().log().head();
        head
    }

    /// What is on all accounts together, in minor units.
    pub fn balance(&self) -> i64 {
        let balance = |id| ready(self.aggregate.get(id)).expect("it can be read").map_or(0, |a| a.state.balance.minor);
        self.streams.iter().map(balance).sum()
    }

    fn send(&mut self, stream: u32, number: u32) {
        let command = crate::command(stream, number);
        let stamped = self.events;
        self.events += 1;
        let name = self.name(&command);
        let done =
            ready(self.aggregate.execute(&self.streams[stream as usize], &command, ExecuteOptions::default(), |data| {
                stamp(stamped, &name, data)
            }));
        assert!(matches!(done, Ok(Executed::Accepted { .. })), "a command of the bench was not accepted");
    }

    fn decided(&mut self, stream: u32, number: u32) -> NewEvent<BankEvent> {
        self.events += 1;
        decided(self.events, stream, number)
    }

    fn name(&self, command: &Command) -> Arc<str> {
        self.names[match command {
            Command::Deposit { .. } => 1,
            Command::Withdraw { .. } => 2,
            _ => 0,
        }]
        .clone()
    }
}

/// The event of a command that is known to be accepted, with the metadata of the `stamped`-th event.
pub fn decided(stamped: u32, stream: u32, number: u32) -> NewEvent<BankEvent> {
    let command = crate::command(stream, number);
    let name = Arc::from(command.kind().name());
    let data = match command {
        Command::Deposit { amount, reason } => BankEvent::MoneyDeposited { amount, reason },
        Command::Withdraw { amount, reason } => BankEvent::MoneyWithdrawn { amount, reason },
        first => {
            Bank::decide(&bank::Account::default(), &first).outcome.expect("a new account").swap_remove(0)
        },
    };
    stamp(stamped, &name, data)
}

fn stamp(number: u32, command: &Arc<str>, data: BankEvent) -> NewEvent<BankEvent> {
    let id = Uuid::from_u128(number.into());
    let recorded_at = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(number.into());
    NewEvent { data, metadata: Metadata::new(id, recorded_at).caused_by(command.clone(), id) }
}
