//! Decide: a command and the account's state produce events or a refusal.

use crate::{Account, Amount, Bank, BankEvent, Check, Command, Refusal, Target};
use engine::{Decide, Decision, Version};

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
                let (reverses, amount, balance) = (command.reverses(), command.amount(), account.balance);
                Decision::refuse(checks, Refusal { command: command.kind(), reverses, amount, balance, reason_code })
            }
        }
    }

    fn refers_to(command: &Command) -> Option<Version> {
        command.reverses()
    }

    fn resolve(command: &Command, event: Option<&BankEvent>) -> Command {
        let mut resolved = command.clone();
        if let Command::Reverse { target, .. } = &mut resolved {
            *target = event.map(Target::of);
        }
        resolved
    }

    fn rejection(refusal: &Refusal, _command: &Command) -> Option<BankEvent> {
        refusal.event()
    }
}

/// The business rules that a command must pass.
fn checks(account: &Account, command: &Command) -> Vec<Check> {
    let (status, balance) = (account.status, account.balance);
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
        // A frozen account keeps its balance: a correction waits until it is unfrozen, as a payment does.
        Command::Reverse { version, target, .. } => {
            let (version, is_reversed) = (*version, account.reversed.contains(*version));
            let mut checks = vec![
                Check::Active { status },
                Check::Payment { version, target: *target },
                Check::NotReversed { version, is_reversed },
                Check::Reversals { made: account.reversed.count() },
            ];
            if let Some(amount) = command.amount().map(Amount::money) {
                checks.push(Check::Currency { account: balance.currency, amount: amount.currency });
            }
            match target {
                Some(Target::Deposit(amount)) => checks.push(Check::Funds { balance, amount: amount.money() }),
                Some(Target::Withdrawal(amount)) => checks.push(Check::Room { balance, amount: amount.money() }),
                Some(Target::Other) | None => {}
            }
            checks
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
        Command::Reverse { version: reverses, target, reason } => match target {
            Some(Target::Deposit(amount)) => vec![BankEvent::DepositReversed { reverses, amount, reason }],
            Some(Target::Withdrawal(amount)) => vec![BankEvent::WithdrawalReversed { reverses, amount, reason }],
            // The check of the payment has refused it.
            Some(Target::Other) | None => Vec::new(),
        },
        Command::Freeze { reason } => vec![BankEvent::AccountFrozen { reason }],
        Command::Unfreeze { reason } => vec![BankEvent::AccountUnfrozen { reason }],
        Command::CloseAccount { reason } => vec![BankEvent::AccountClosed { reason }],
    }
}
