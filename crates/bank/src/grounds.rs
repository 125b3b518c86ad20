use super::{BankEvent, Currency, Money, ReasonCode};

/// What a decision rested on: the comparison that an account's rule made last. The event that came of it tells which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grounds {
    /// Whether the balance is as high as the sum that was asked for.
    Funds(Money),
    /// Whether the account has room for the sum: it holds at most [`MAX_BALANCE`](super::MAX_BALANCE).
    Room(Money),
    /// Whether the balance is zero.
    Empty,
    /// Whether the account has this currency.
    Currency(Currency),
    /// Whether the account is new.
    New,
    /// Whether the account's status allows it.
    Status,
}

impl Grounds {
    /// What the decision rested on that gave this event.
    #[must_use]
    pub fn of(event: &BankEvent) -> Self {
        let amount = event.amount().unwrap_or_default();
        match (event, event.rejection().map(|rejection| rejection.reason_code)) {
            (BankEvent::MoneyWithdrawn { .. }, _) | (_, Some(ReasonCode::InsufficientFunds)) => Self::Funds(amount),
            (BankEvent::MoneyDeposited { .. }, _) | (_, Some(ReasonCode::BalanceLimit)) => Self::Room(amount),
            (BankEvent::AccountClosed { .. }, _) | (_, Some(ReasonCode::BalanceNotZero)) => Self::Empty,
            (BankEvent::AccountCreated { .. }, _) | (_, Some(ReasonCode::AccountExists)) => Self::New,
            (_, Some(ReasonCode::CurrencyMismatch)) => Self::Currency(amount.currency),
            _ => Self::Status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Account, Amount, Bank, Command, MAX_BALANCE, Owner, Status};
    use engine::Decide;

    /// Whether the comparison comes out well for an account.
    fn holds(grounds: Grounds, account: &Account) -> bool {
        let balance = account.balance;
        match grounds {
            Grounds::Funds(asked) => balance.minor >= asked.minor,
            Grounds::Room(paid) => balance.minor + paid.minor <= MAX_BALANCE,
            Grounds::Empty => balance.minor == 0,
            Grounds::Currency(currency) => balance.currency == currency,
            Grounds::New => account.owner.is_none(),
            Grounds::Status => false,
        }
    }

    #[test]
    fn what_is_compared_is_what_was_decided() {
        let amounts = [1, 50, 51, 100].map(|cents| Amount::new(cents, Currency::Usd).unwrap());
        let amounts = amounts.into_iter().chain([Amount::new(50, Currency::Eur).unwrap()]);
        let of_amount = |amount| {
            [
                Command::Deposit { amount, reason: None },
                Command::Withdraw { amount, reason: None },
                Command::CloseAccount { reason: None },
                Command::CreateAccount {
                    owner: Owner::parse("Ada").unwrap(),
                    email: None,
                    opening_deposit: Some(amount),
                },
                Command::Freeze { reason: None },
                Command::Unfreeze { reason: None },
            ]
        };
        let commands: Vec<_> = amounts.flat_map(of_amount).collect();
        let statuses = [Status::NotOpened, Status::Active, Status::Frozen, Status::Closed];
        for (minor, status) in [0, 50, MAX_BALANCE - 50, MAX_BALANCE].into_iter().flat_map(|b| statuses.map(|s| (b, s)))
        {
            let owner = (status != Status::NotOpened).then(|| Owner::parse("Ada").unwrap());
            let account = Account { owner, email: None, status, balance: Money { minor, currency: Currency::Usd } };
            for command in &commands {
                let (event, allowed) = match Bank::decide(&account, command) {
                    Ok(events) => (events.into_iter().next(), true),
                    Err(refusal) => (refusal.event(command), false),
                };
                let Some(event) = event else { continue };
                let grounds = Grounds::of(&event);
                let reason = event.rejection().map(|rejection| rejection.reason_code);
                // Where no figures are compared, it is the status that decides, and nothing else.
                let is_of_status = match reason {
                    Some(reason) => matches!(
                        reason,
                        ReasonCode::AccountNotFound
                            | ReasonCode::AccountFrozen
                            | ReasonCode::AccountNotFrozen
                            | ReasonCode::AccountClosed
                    ),
                    None => matches!(command, Command::Freeze { .. } | Command::Unfreeze { .. }),
                };
                assert_eq!(grounds == Grounds::Status, is_of_status, "{account:?} {command:?} {grounds:?}");
                if !is_of_status {
                    assert_eq!(holds(grounds, &account), allowed, "{account:?} {command:?} {grounds:?}");
                }
            }
        }
    }
}
