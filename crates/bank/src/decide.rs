//! Decide: a command and the account's state produce events or a refusal.

use crate::{Account, Bank, BankEvent, Check, Command, Refusal};
use engine::{Decide, Decision};

impl Decide for Bank {
    type Command = Command;
    type Check = Check;
    type Refusal = Refusal;

    /// Runs the checks of the command in order. The first that fails refuses the command.
    fn decide(account: &Account, command: &Command) -> Decision<Self> {
        let mut checks = checks(account, command);
        let failed = checks.iter().enumerate().find_map(|(place, check)| Some((place, check.failure()?)));
        match failed {
            None => Decision::accept(checks, events(account, command)),
            Some((place, reason_code)) => {
                checks.truncate(place + 1);
                let (command, amount) = (command.kind(), command.amount());
                Decision::refuse(checks, Refusal { command, amount, balance: account.balance, reason_code })
            }
        }
    }

    fn rejection(refusal: &Refusal, _command: &Command) -> Option<BankEvent> {
        refusal.event()
    }
}

/// The business rules that a command must pass.
fn checks(account: &Account, command: &Command) -> Vec<Check> {
    let Account { status, balance, .. } = *account;
    match command {
        Command::CreateAccount { .. } => vec![Check::New { status }],
        Command::Deposit { amount, .. } => {
            let amount = amount.money();
            let currency = Check::Currency { account: balance.currency, amount: amount.currency };
            vec![Check::Active { status }, currency, Check::Room { balance, amount }]
        }
        Command::Withdraw { amount, .. } => {
            let amount = amount.money();
            let currency = Check::Currency { account: balance.currency, amount: amount.currency };
            vec![Check::Active { status }, currency, Check::Funds { balance, amount }]
        }
        Command::Freeze { .. } => vec![Check::Active { status }],
        Command::Unfreeze { .. } => vec![Check::Frozen { status }],
        Command::CloseAccount { .. } => vec![Check::Open { status }, Check::Empty { balance }],
    }
}

/// The events of a command that passed all checks.
fn events(account: &Account, command: &Command) -> Vec<BankEvent> {
    match command.clone() {
        Command::CreateAccount { owner, email, opening_deposit } => {
            let currency = opening_deposit.map_or(account.balance.currency, |amount| amount.money().currency);
            let deposited = opening_deposit.map(|amount| BankEvent::MoneyDeposited { amount, reason: None });
            [BankEvent::AccountCreated { owner, email, currency }].into_iter().chain(deposited).collect()
        }
        Command::Deposit { amount, reason } => vec![BankEvent::MoneyDeposited { amount, reason }],
        Command::Withdraw { amount, reason } => vec![BankEvent::MoneyWithdrawn { amount, reason }],
        Command::Freeze { reason } => vec![BankEvent::AccountFrozen { reason }],
        Command::Unfreeze { reason } => vec![BankEvent::AccountUnfrozen { reason }],
        Command::CloseAccount { reason } => vec![BankEvent::AccountClosed { reason }],
    }
}
