//! A bank that runs on any event store: accounts, commands, read models, messages.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::error::Error;

use bank::projections::AccountView;
use bank::{Amount, Bank, BankEvent, Command, Currency, Outbound, Owner, indexes, processor, unique_email};
use chrono::{DateTime, TimeDelta, Utc};
use engine::{
    Aggregate, EventStore, ExecuteOptions, Executed, Idempotency, IdempotencyKey, Inbox, NewEvent, OnPoison,
    OutboxRecord, Projection, ReadModel, Received, Recorded, Relay, StreamId, ready,
};
use uuid::Uuid;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Executes commands, checks the read models, relays the messages, and prints each result.
///
/// # Errors
/// When the store fails, or two read models that should be equal differ.
pub fn run(store: impl EventStore<Bank>) -> Outcome {
    let bank = Office::new(store);
    commands(&bank)?;
    summaries(&bank)?;
    messages(&bank)
}

fn commands<S: EventStore<Bank>>(bank: &Office<S>) -> Outcome {
    println!("Commands");
    bank.execute("open-ada", "ACCOUNT-1", open("Ada Lovelace", "100")?)?;
    bank.execute("open-grace", "ACCOUNT-2", open("Grace Hopper", "2500")?)?;
    bank.execute("rent", "ACCOUNT-1", withdraw("30")?)?;
    // The teller got no answer and sends the same command again, under the same key.
    bank.execute("rent", "ACCOUNT-1", withdraw("30")?)?;
    bank.execute("car", "ACCOUNT-1", withdraw("500")?)?;
    bank.execute("boat", "ACCOUNT-2", withdraw("2000")?)?;
    bank.execute("freeze", "ACCOUNT-2", Command::Freeze { reason: None })?;

    // Another office commits first. This office's decision rests on an outdated state, so it decides again.
    let decided = Cell::new(0);
    bank.execute_meanwhile("tea", "ACCOUNT-1", withdraw("60")?, || {
        decided.update(|times| times + 1);
        if decided.get() == 1 { bank.execute("coffee", "ACCOUNT-1", withdraw("20")?) } else { Ok(()) }
    })?;
    println!("  Decided {} times: another office committed first.", decided.get());
    Ok(())
}

/// Checks that the read model, its rebuild, and the states that the rules fold agree.
fn summaries<S: EventStore<Bank>>(bank: &Office<S>) -> Outcome {
    let store = bank.accounts.store();
    let mut model = ReadModel::new(Summaries::default(), OnPoison::Stop);
    while ready(model.catch_up_from(store, 3))? > 0 {}
    println!("\nAccounts, from {} events", model.progress().checkpoint.0);
    for (id, account) in &model.value().0 {
        let owner = account.account.owner.as_ref().map_or("no owner", Owner::as_str);
        println!("  {id}  {owner:<14}{:>12}  {}", account.account.balance.to_string(), account.account.status.label());
        let state = ready(bank.accounts.state_at(id, account.version))?;
        if (state.balance, state.status) != (account.account.balance, account.account.status) {
            return Err(format!("{id}: the read model has {account:?}, but the rules fold {state:?}").into());
        }
    }

    let before = model.value().clone();
    model.start_rebuild(Summaries::default());
    while model.rebuild_progress().is_some() {
        ready(model.rebuild_from(store, 4))?;
    }
    if *model.value() != before {
        return Err(format!("the rebuild returned {:?} instead of {before:?}", model.value()).into());
    }
    println!("  Rebuilt from the first event: no difference.");
    Ok(())
}

/// Relays the published messages to a consumer that can't be reached at first.
fn messages<S: EventStore<Bank>>(bank: &Office<S>) -> Outcome {
    println!("\nMessages");
    let mut inbox = Inbox::new(0_u32);
    let (mut relay, mut is_away, mut next_at) = (Relay::default(), true, Some(bank.now()));
    while let Some(now) = next_at {
        let send = async |record: &OutboxRecord<Outbound>| {
            if std::mem::take(&mut is_away) {
                println!("  {}  not sent: the consumer can't be reached", record.message_id());
                return Err("the consumer can't be reached".to_owned());
            }
            let received = inbox.receive(record, |count, record| {
                *count += 1;
                println!("  {}  {}", record.message_id(), sentence(&record.message));
                Ok(())
            })?;
            if received == Received::Duplicate {
                println!("  {}  duplicate", record.message_id());
            }
            Ok(())
        };
        next_at = ready(relay.pass(bank.accounts.store(), now, send))?.next_at;
    }
    println!("  Handled {} messages, each once.", inbox.state());
    Ok(())
}

/// An office of the bank. The engine makes no ids and has no clock, so the office passes both.
struct Office<S> {
    accounts: Aggregate<Bank, S>,
    ids: Cell<u128>,
}

impl<S: EventStore<Bank>> Office<S> {
    fn new(store: S) -> Self {
        let accounts = Aggregate::new(processor(), store).with_index(unique_email());
        Self { accounts: indexes().into_iter().fold(accounts, Aggregate::with_index), ids: Cell::new(0) }
    }

    fn execute(&self, key: &str, account: &str, command: Command) -> Outcome {
        self.execute_meanwhile(key, account, command, || Ok(()))
    }

    /// Executes a command under an idempotency key. `meanwhile` runs between the decision and the commit.
    fn execute_meanwhile(
        &self,
        key: &str,
        account: &str,
        command: Command,
        meanwhile: impl Fn() -> Outcome,
    ) -> Outcome {
        let key = IdempotencyKey(key.into());
        let content = serde_json::to_string(&(account, &command))?;
        let execution = ExecuteOptions {
            idempotency: Some(Idempotency { key: key.clone(), content }),
            ..ExecuteOptions::default()
        };
        let mut failed = None;
        let stamp = |data| {
            failed = failed.take().or(meanwhile().err());
            self.stamped(&command, data)
        };
        let executed = ready(self.accounts.execute(&StreamId::from(account), &command, execution, stamp))?;
        if let Some(error) = failed {
            return Err(error);
        }
        let result = match executed {
            Executed::Accepted { appended, .. } => format!("accepted: the balance is {}", appended.state.balance),
            Executed::Refused { refusal, .. } => format!("refused: {refusal}"),
            Executed::Repeated { answer, .. } => format!("repeated: the first answer was {}", answer.version),
        };
        println!("  {account}  {:<11}{result}", key.0);
        Ok(())
    }

    fn stamped(&self, command: &Command, data: BankEvent) -> NewEvent<BankEvent> {
        let NewEvent { data, metadata } = NewEvent::new(self.id(), self.now(), data);
        NewEvent { data, metadata: metadata.caused_by(command.kind().name(), self.id()) }
    }

    fn id(&self) -> Uuid {
        self.ids.update(|id| id + 1);
        Uuid::from_u128(self.ids.get())
    }

    /// One second for each id, from 1 January 2026.
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_454) + TimeDelta::seconds(self.ids.get() as i64)
    }
}

/// All accounts of the log.
#[derive(Clone, Debug, Default, PartialEq)]
struct Summaries(BTreeMap<StreamId, AccountView>);

impl Projection<BankEvent> for Summaries {
    fn apply(&mut self, event: &Recorded<BankEvent>) {
        self.0.entry(event.stream.clone()).or_default().apply(event);
    }
}

fn open(owner: &str, deposit: &str) -> Outcome<Command> {
    let opening_deposit = Some(Amount::parse(deposit, Currency::Usd)?);
    Ok(Command::CreateAccount { owner: Owner::parse(owner)?, email: None, opening_deposit })
}

fn withdraw(amount: &str) -> Outcome<Command> {
    Ok(Command::Withdraw { amount: Amount::parse(amount, Currency::Usd)?, reason: None })
}

fn sentence(message: &Outbound) -> String {
    match message {
        Outbound::BalanceChanged { balance } => format!("the balance is {balance}"),
        Outbound::AccountFrozen => "the account is frozen".to_owned(),
        Outbound::LargeWithdrawal { amount } => format!("a large amount was withdrawn: {amount}"),
    }
}
