//! Commands and steps, as lessons write them.

use super::Step;
use crate::{AccountId, Act};
use bank::{Amount, Command, Currency, Email, Owner, Reason};

/// The first account of a lesson.
pub const ADA: AccountId = AccountId(0);

/// The second account of a lesson.
pub const GRACE: AccountId = AccountId(1);

/// Opens the next account.
pub fn create(owner: &str) -> Command {
    let email = format!("{}@example.com", owner.to_ascii_lowercase());
    Command::CreateAccount {
        owner: Owner::parse(owner).expect("a name"),
        email: Email::parse(&email).expect("an e-mail address"),
        opening_deposit: None,
    }
}

/// Pays in this many whole units.
pub fn deposit(units: i64) -> Command {
    Command::Deposit { amount: amount(units), reason: None }
}

/// Takes out this many whole units.
pub fn withdraw(units: i64) -> Command {
    Command::Withdraw { amount: amount(units), reason: None }
}

/// Takes out this many whole units for a reason.
pub fn withdraw_for(units: i64, reason: &str) -> Command {
    Command::Withdraw { amount: amount(units), reason: Reason::parse(reason).expect("a reason") }
}

fn amount(units: i64) -> Amount {
    Amount::new(units * 100, Currency::Usd).expect("above zero")
}

/// The acts that send these commands to an account.
pub fn acts(account: AccountId, commands: impl IntoIterator<Item = Command>) -> Vec<Act> {
    commands.into_iter().map(|command| Act::Send { account, command }).collect()
}

/// Sends a command to Ada's account.
pub fn send(command: Command) -> Step {
    Step::Send(ADA, command)
}
