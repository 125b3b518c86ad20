use super::{Account, Amount, Bank, BankEvent, Command, MAX_BALANCE, Money, Owner, ReasonCode, Refusal, Status};
use crate::engine::Decide;

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
                must_be_active(account, Some(format!("asked to pay in {}", amount.money().figure())))?;
                must_have_room(account, amount)?;
                BankEvent::MoneyDeposited { amount, reason }
            }
            Command::Withdraw { amount, reason } => {
                let owner = must_be_active(account, Some(format!("asked for {}", amount.money().figure())))?;
                must_have_funds(account, owner, amount)?;
                BankEvent::MoneyWithdrawn { amount, reason }
            }
            Command::Freeze { reason } => {
                must_be_active(account, None)?;
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
}

fn must_be_new(account: &Account) -> Result<(), Refusal> {
    match &account.owner {
        None => Ok(()),
        Some(owner) => {
            refuse(account, ReasonCode::AccountExists, format!("The account already exists. It is {owner}\u{2019}s."))
        }
    }
}

/// The account exists and is not closed. `asked` is what the owner asked for, if it was the owner who asked.
fn must_be_open(account: &Account, asked: Option<String>) -> Result<&Owner, Refusal> {
    match &account.owner {
        None => refuse(account, ReasonCode::AccountNotFound, "There is no such account.".to_owned()),
        Some(owner) if account.status == Status::Closed => {
            refuse(account, ReasonCode::AccountClosed, stands_in_the_way(owner, asked, "closed"))
        }
        Some(owner) => Ok(owner),
    }
}

fn must_be_active(account: &Account, asked: Option<String>) -> Result<&Owner, Refusal> {
    let owner = must_be_open(account, asked.clone())?;
    if account.status != Status::Frozen {
        return Ok(owner);
    }
    refuse(account, ReasonCode::AccountFrozen, stands_in_the_way(owner, asked, "frozen"))
}

fn must_be_frozen(account: &Account) -> Result<(), Refusal> {
    let owner = must_be_open(account, None)?;
    if account.status == Status::Frozen {
        return Ok(());
    }
    refuse(account, ReasonCode::AccountNotFrozen, format!("{owner}\u{2019}s account is not frozen."))
}

fn stands_in_the_way(owner: &Owner, asked: Option<String>, state: &str) -> String {
    match asked {
        Some(asked) => format!("{owner} {asked}, but the account is {state}."),
        None => format!("{owner}\u{2019}s account is already {state}."),
    }
}

fn must_have_funds(account: &Account, owner: &Owner, amount: Amount) -> Result<(), Refusal> {
    let asked = must_be_same_currency(account, amount)?;
    if asked.minor <= account.balance.minor {
        return Ok(());
    }
    let message = format!("{owner} asked for {} but had {}.", asked.figure(), account.balance.figure());
    refuse(account, ReasonCode::InsufficientFunds, message)
}

fn must_have_room(account: &Account, amount: Amount) -> Result<(), Refusal> {
    let asked = must_be_same_currency(account, amount)?;
    match account.balance.checked_add(asked) {
        Some(balance) if balance.minor <= MAX_BALANCE => Ok(()),
        _ => {
            let limit = Money { minor: MAX_BALANCE, ..account.balance }.figure();
            let message = format!("With {} more the balance would go over {limit}.", asked.figure());
            refuse(account, ReasonCode::BalanceLimit, message)
        }
    }
}

fn must_be_same_currency(account: &Account, amount: Amount) -> Result<Money, Refusal> {
    let (asked, kept) = (amount.money(), account.balance.currency);
    if asked.currency == kept {
        return Ok(asked);
    }
    refuse(account, ReasonCode::CurrencyMismatch, format!("{asked} was asked of an account in {}.", kept.code()))
}

fn must_be_empty(account: &Account) -> Result<(), Refusal> {
    let owner = must_be_open(account, None)?;
    if account.balance.minor == 0 {
        return Ok(());
    }
    let message = format!("{owner} still has {}. Only an account at 0.00 can be closed.", account.balance.figure());
    refuse(account, ReasonCode::BalanceNotZero, message)
}

fn refuse<T>(account: &Account, code: ReasonCode, message: String) -> Result<T, Refusal> {
    Err(Refusal { code, balance: account.balance, message })
}
