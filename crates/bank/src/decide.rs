use super::{Account, Amount, Bank, BankEvent, Command, MAX_BALANCE, Money, Owner, ReasonCode, Refusal, Status};
use engine::Decide;

impl Decide for Bank {
    type Command = Command;
    type Refusal = Refusal;

    fn decide(account: &Account, command: &Command) -> Result<Vec<BankEvent>, Refusal> {
        let event = match command.clone() {
            Command::CreateAccount { owner, email, opening_deposit } => {
                must_be_new(account)?;
                let currency = opening_deposit.map_or(account.balance.currency, |amount| amount.money().currency);
                let mut events = vec![BankEvent::AccountCreated { owner, email, currency }];
                events.extend(opening_deposit.map(|amount| BankEvent::MoneyDeposited { amount, reason: None }));
                return Ok(events);
            }
            Command::Deposit { amount, reason } => {
                let owner = must_be_active(account, Request::PayIn(amount))?;
                must_have_room(account, owner, amount)?;
                BankEvent::MoneyDeposited { amount, reason }
            }
            Command::Withdraw { amount, reason } => {
                let owner = must_be_active(account, Request::TakeOut(amount))?;
                must_have_funds(account, owner, amount)?;
                BankEvent::MoneyWithdrawn { amount, reason }
            }
            Command::Freeze { reason } => {
                must_be_active(account, Request::Freeze)?;
                BankEvent::AccountFrozen { reason }
            }
            Command::Unfreeze { reason } => {
                must_be_frozen(account)?;
                BankEvent::AccountUnfrozen { reason }
            }
            Command::CloseAccount { reason } => {
                must_be_empty(account)?;
                BankEvent::AccountClosed { reason }
            }
        };
        Ok(vec![event])
    }

    fn rejection(refusal: &Refusal, command: &Command) -> Option<BankEvent> {
        refusal.event(command)
    }
}

/// What was asked, for the sentence that refuses it.
#[derive(Clone, Copy)]
enum Request {
    PayIn(Amount),
    TakeOut(Amount),
    Freeze,
    Unfreeze,
    Close,
}

impl Request {
    /// The sentence that refuses it because of the account's state, e.g. `frozen`.
    fn refused(self, owner: &Owner, state: &str) -> String {
        match self {
            Self::PayIn(amount) => {
                format!("{owner} asked to pay in {}, but the account is {state}.", amount.money().figure())
            }
            Self::TakeOut(amount) => {
                format!("{owner} asked for {}, but the account is {state}.", amount.money().figure())
            }
            Self::Freeze | Self::Unfreeze | Self::Close => format!("{owner}\u{2019}s account is {state}."),
        }
    }
}

fn must_be_new(account: &Account) -> Result<(), Refusal> {
    match &account.owner {
        None => Ok(()),
        Some(owner) => {
            refuse(account, ReasonCode::AccountExists, format!("The account already exists. It is {owner}\u{2019}s."))
        }
    }
}

/// The account exists and is not closed.
fn must_be_open(account: &Account, request: Request) -> Result<&Owner, Refusal> {
    let Some(owner) = &account.owner else {
        return refuse(account, ReasonCode::AccountNotFound, "There is no such account.".to_owned());
    };
    if account.status != Status::Closed {
        return Ok(owner);
    }
    let state = if matches!(request, Request::Close) { "already closed" } else { "closed" };
    refuse(account, ReasonCode::AccountClosed, request.refused(owner, state))
}

fn must_be_active(account: &Account, request: Request) -> Result<&Owner, Refusal> {
    let owner = must_be_open(account, request)?;
    if account.status != Status::Frozen {
        return Ok(owner);
    }
    let state = if matches!(request, Request::Freeze) { "already frozen" } else { "frozen" };
    refuse(account, ReasonCode::AccountFrozen, request.refused(owner, state))
}

fn must_be_frozen(account: &Account) -> Result<(), Refusal> {
    let owner = must_be_open(account, Request::Unfreeze)?;
    if account.status == Status::Frozen {
        return Ok(());
    }
    refuse(account, ReasonCode::AccountNotFrozen, Request::Unfreeze.refused(owner, "not frozen"))
}

fn must_have_funds(account: &Account, owner: &Owner, amount: Amount) -> Result<(), Refusal> {
    let asked = amount.money();
    if asked.currency != account.balance.currency {
        return other_currency(account, format!("{owner} asked for {asked}"));
    }
    if asked.minor <= account.balance.minor {
        return Ok(());
    }
    let message = format!("{owner} asked for {} but had {}.", asked.figure(), account.balance.figure());
    refuse(account, ReasonCode::InsufficientFunds, message)
}

fn must_have_room(account: &Account, owner: &Owner, amount: Amount) -> Result<(), Refusal> {
    let asked = amount.money();
    if asked.currency != account.balance.currency {
        return other_currency(account, format!("{owner} asked to pay in {asked}"));
    }
    match account.balance.checked_add(asked) {
        Some(balance) if balance.minor <= MAX_BALANCE => Ok(()),
        _ => {
            let limit = Money { minor: MAX_BALANCE, ..account.balance }.figure();
            let message =
                format!("{owner} asked to pay in {}, but the account can hold at most {limit}.", asked.figure());
            refuse(account, ReasonCode::BalanceLimit, message)
        }
    }
}

fn other_currency(account: &Account, asked: String) -> Result<(), Refusal> {
    let message = format!("{asked}, but the account is in {}.", account.balance.currency.code());
    refuse(account, ReasonCode::CurrencyMismatch, message)
}

fn must_be_empty(account: &Account) -> Result<(), Refusal> {
    let owner = must_be_open(account, Request::Close)?;
    if account.balance.minor == 0 {
        return Ok(());
    }
    let message = format!("{owner} still has {}. Only an account at 0.00 can be closed.", account.balance.figure());
    refuse(account, ReasonCode::BalanceNotZero, message)
}

fn refuse<T>(account: &Account, code: ReasonCode, message: String) -> Result<T, Refusal> {
    Err(Refusal { code, balance: account.balance, message })
}
