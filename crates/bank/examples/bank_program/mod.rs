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

/// Runs the bank from its opening to the evening, and tells about it.
///
/// # Errors
/// When the store fails, or read models that should be equal are not.
pub fn run(store: impl EventStore<Bank>) -> Outcome {
    let bank = Office::new(store);
    commands(&bank)?;
    summaries(&bank)?;
    messages(&bank)
}

fn commands<S: EventStore<Bank>>(bank: &Office<S>) -> Outcome {
    println!("Commands");
    bank.tell("open-ada", "ACCOUNT-1", open("Ada Lovelace", "100")?)?;
    bank.tell("open-grace", "ACCOUNT-2", open("Grace Hopper", "2500")?)?;
    bank.tell("rent", "ACCOUNT-1", withdraw("30")?)?;
    // The teller heard no answer and sends the same intention again.
    bank.tell("rent", "ACCOUNT-1", withdraw("30")?)?;
    bank.tell("car", "ACCOUNT-1", withdraw("500")?)?;
    bank.tell("boat", "ACCOUNT-2", withdraw("2000")?)?;
    bank.tell("freeze", "ACCOUNT-2", Command::Freeze { reason: None })?;

    // Another office is faster: the state that this one decided on is not the newest any more, so it decides again.
    let decided = Cell::new(0);
    bank.tell_meanwhile("tea", "ACCOUNT-1", withdraw("60")?, || {
        decided.update(|times| times + 1);
        if decided.get() == 1 { bank.tell("coffee", "ACCOUNT-1", withdraw("20")?) } else { Ok(()) }
    })?;
    println!("  That was decided {} times: another office was faster.", decided.get());
    Ok(())
}

/// Whether the summaries that were kept up to date, a rebuild of them, and the states that commands are decided on agree.
fn summaries<S: EventStore<Bank>>(bank: &Office<S>) -> Outcome {
    let store = bank.accounts.store();
    let mut model = ReadModel::new(Summaries::default(), OnPoison::Stop);
    while ready(model.catch_up_from(store, 3))? > 0 {}
    println!("\nAccounts, from {} events", model.progress().checkpoint.0);
    for (id, account) in &model.value().0 {
        let owner = account.account.owner.as_ref().map_or("nobody", Owner::as_str);
        println!("  {id}  {owner:<14}{:>12}  {}", account.account.balance.to_string(), account.account.status.label());
        let state = ready(bank.accounts.state_at(id, account.version))?;
        if (state.balance, state.status) != (account.account.balance, account.account.status) {
            return Err(format!("{id}: the read model shows {account:?}, but the rules say {state:?}").into());
        }
    }

    let kept = model.value().clone();
    model.start_rebuild(Summaries::default());
    while model.rebuild_progress().is_some() {
        ready(model.rebuild_from(store, 4))?;
    }
    if *model.value() != kept {
        return Err(format!("the rebuild gives {:?}, but it was {kept:?}", model.value()).into());
    }
    println!("  Rebuilt from the first event: the same.");
    Ok(())
}

/// Relays what the rules published to a consumer that does not listen at first.
fn messages<S: EventStore<Bank>>(bank: &Office<S>) -> Outcome {
    println!("\nMessages");
    let mut inbox = Inbox::new(0_u32);
    let (mut relay, mut is_away, mut next_at) = (Relay::default(), true, Some(bank.now()));
    while let Some(now) = next_at {
        let send = async |record: &OutboxRecord<Outbound>| {
            if std::mem::take(&mut is_away) {
                println!("  {}  nobody answers; it is tried again", record.message_id());
                return Err("nobody answers".to_owned());
            }
            let received = inbox.receive(record, |count, record| {
                *count += 1;
                println!("  {}  {}", record.message_id(), sentence(&record.message));
                Ok(())
            })?;
            if received == Received::Duplicate {
                println!("  {}  was told before", record.message_id());
            }
            Ok(())
        };
        next_at = ready(relay.pass(bank.accounts.store(), now, send))?.next_at;
    }
    println!("  Told {} messages, each once.", inbox.state());
    Ok(())
}

/// An office of the bank. The engine makes up neither ids nor times, so the office brings them along.
struct Office<S> {
    accounts: Aggregate<Bank, S>,
    ids: Cell<u128>,
}

impl<S: EventStore<Bank>> Office<S> {
    fn new(store: S) -> Self {
        let accounts = Aggregate::new(processor(), store).with_index(unique_email());
        Self { accounts: indexes().into_iter().fold(accounts, Aggregate::with_index), ids: Cell::new(0) }
    }

    fn tell(&self, key: &str, account: &str, command: Command) -> Outcome {
        self.tell_meanwhile(key, account, command, || Ok(()))
    }

    /// Executes a command under a key. `meanwhile` happens after it was decided and before it is written.
    fn tell_meanwhile(&self, key: &str, account: &str, command: Command, meanwhile: impl Fn() -> Outcome) -> Outcome {
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
        let told = match executed {
            Executed::Accepted { appended, .. } => format!("accepted, {} now", appended.state.balance),
            Executed::Refused { refusal, .. } => format!("refused: {refusal}"),
            Executed::Repeated { answer, .. } => format!("done before: the answer is still {}", answer.version),
        };
        println!("  {account}  {:<11}{told}", key.0);
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

    /// A second for each id, from the first of January 2026 on.
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_454) + TimeDelta::seconds(self.ids.get() as i64)
    }
}

/// The accounts of the whole log.
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
        Outbound::LargeWithdrawal { amount } => format!("a large sum was taken out: {amount}"),
    }
}
