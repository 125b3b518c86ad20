use std::fmt;

use crate::{Currency, MAX_BALANCE, Money, ReasonCode, Reversed, Status, Target};
use engine::Version;

/// One business rule of the bank, with the figures that it compares. A decision lists the checks that it made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The account must not exist yet.
    New {
        /// The status of the account.
        status: Status,
    },
    /// The account must exist and not be closed.
    Open {
        /// The status of the account.
        status: Status,
    },
    /// The account must exist and be neither frozen nor closed.
    Active {
        /// The status of the account.
        status: Status,
    },
    /// The account must be frozen.
    Frozen {
        /// The status of the account.
        status: Status,
    },
    /// The event to reverse must be a deposit or a withdrawal of the account.
    Payment {
        /// The version of the event.
        version: Version,
        /// The event. `None` if the account has none at this version.
        target: Option<Target>,
    },
    /// The event must not be reversed yet.
    NotReversed {
        /// The version of the event.
        version: Version,
        /// Whether it was reversed.
        is_reversed: bool,
    },
    /// The account must have fewer than [`Reversed::MAX`] reversed events.
    Reversals {
        /// The number of reversed events.
        made: usize,
    },
    /// The amount must be in the account's currency.
    Currency {
        /// The currency of the account.
        account: Currency,
        /// The currency of the amount.
        amount: Currency,
    },
    /// The balance must be at least the amount.
    Funds {
        /// The balance of the account.
        balance: Money,
        /// The amount to take out.
        amount: Money,
    },
    /// The balance and the amount together must be at most [`MAX_BALANCE`].
    Room {
        /// The balance of the account.
        balance: Money,
        /// The amount to pay in.
        amount: Money,
    },
    /// The balance must be 0.00.
    Empty {
        /// The balance of the account.
        balance: Money,
    },
}

impl Check {
    /// The rule as a sentence, e.g. `The account must be active.`
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::New { .. } => "The account must be new.",
            Self::Open { .. } => "The account must be open.",
            Self::Active { .. } => "The account must be active.",
            Self::Frozen { .. } => "The account must be frozen.",
            Self::Payment { .. } => "The event must be a deposit or a withdrawal.",
            Self::NotReversed { .. } => "The event must not be reversed yet.",
            Self::Reversals { .. } => "The account must have room for a reversal.",
            Self::Currency { .. } => "The amount must be in the currency of the account.",
            Self::Funds { .. } => "The balance must be at least the amount.",
            Self::Room { .. } => "The account must have room for the amount.",
            Self::Empty { .. } => "The balance must be 0.00.",
        }
    }

    /// Whether the command passes this check.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failure().is_none()
    }

    /// Why this check refuses the command. `None` if it passed.
    #[must_use]
    pub fn failure(&self) -> Option<ReasonCode> {
        match *self {
            Self::New { status } => (status != Status::NotOpened).then_some(ReasonCode::AccountExists),
            Self::Open { status } => match status {
                Status::NotOpened => Some(ReasonCode::AccountNotFound),
                Status::Active | Status::Frozen => None,
                Status::Closed => Some(ReasonCode::AccountClosed),
            },
            Self::Active { status } => match status {
                Status::NotOpened => Some(ReasonCode::AccountNotFound),
                Status::Active => None,
                Status::Frozen => Some(ReasonCode::AccountFrozen),
                Status::Closed => Some(ReasonCode::AccountClosed),
            },
            Self::Frozen { status } => match status {
                Status::NotOpened => Some(ReasonCode::AccountNotFound),
                Status::Active => Some(ReasonCode::AccountNotFrozen),
                Status::Frozen => None,
                Status::Closed => Some(ReasonCode::AccountClosed),
            },
            Self::Payment { target, .. } => match target {
                None => Some(ReasonCode::EventNotFound),
                Some(Target::Deposit(_) | Target::Withdrawal(_)) => None,
                Some(Target::Other) => Some(ReasonCode::NotAPayment),
            },
            Self::NotReversed { is_reversed, .. } => is_reversed.then_some(ReasonCode::AlreadyReversed),
            Self::Reversals { made } => (made >= Reversed::MAX).then_some(ReasonCode::ReversalLimit),
            Self::Currency { account, amount } => (account != amount).then_some(ReasonCode::CurrencyMismatch),
            Self::Funds { balance, amount } => (balance.minor < amount.minor).then_some(ReasonCode::InsufficientFunds),
            Self::Room { balance, amount } => {
                let has_room = balance.checked_add(amount).is_some_and(|sum| sum.minor <= MAX_BALANCE);
                (!has_room).then_some(ReasonCode::BalanceLimit)
            }
            Self::Empty { balance } => (balance.minor != 0).then_some(ReasonCode::BalanceNotZero),
        }
    }

    /// The comparison of the balance with its sign, e.g. `70.00 < 500.00`. `figure` formats the money. Returns `None` if
    /// this check does not concern the balance.
    #[must_use]
    pub fn comparison(&self, figure: fn(Money) -> String) -> Option<String> {
        let sign = |passed, failed| if self.passed() { passed } else { failed };
        match *self {
            Self::Funds { balance, amount } => {
                Some(format!("{} {} {}", figure(balance), sign("\u{2265}", "<"), figure(amount)))
            }
            Self::Room { balance, amount } => {
                let limit = Money { minor: MAX_BALANCE, ..balance };
                Some(format!("{} + {} {} {}", figure(balance), figure(amount), sign("\u{2264}", ">"), figure(limit)))
            }
            Self::Empty { balance } => {
                let zero = Money::zero(balance.currency);
                Some(format!("{} {} {}", figure(balance), sign("=", "\u{2260}"), figure(zero)))
            }
            Self::New { .. }
            | Self::Open { .. }
            | Self::Active { .. }
            | Self::Frozen { .. }
            | Self::Payment { .. }
            | Self::NotReversed { .. }
            | Self::Reversals { .. }
            | Self::Currency { .. } => None,
        }
    }
}

/// The comparison with its figures, e.g. `balance 70.00 < 500.00`.
impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New { .. } => f.write_str(if self.passed() { "no account yet" } else { "the account exists" }),
            Self::Open { status } | Self::Active { status } | Self::Frozen { status } => {
                write!(f, "status {}", status.label())
            }
            Self::Payment { version, target } => match target {
                None => write!(f, "no event {version}"),
                Some(Target::Deposit(_)) => write!(f, "{version} is a deposit"),
                Some(Target::Withdrawal(_)) => write!(f, "{version} is a withdrawal"),
                Some(Target::Other) => write!(f, "{version} is no payment"),
            },
            Self::NotReversed { version, is_reversed: false } => write!(f, "{version} is not reversed yet"),
            Self::NotReversed { version, is_reversed: true } => write!(f, "{version} is reversed already"),
            Self::Reversals { made: 1 } => f.write_str("1 reversal < 1,000"),
            Self::Reversals { made } if self.passed() => write!(f, "{made} reversals < 1,000"),
            Self::Reversals { .. } => f.write_str("1,000 reversals = 1,000"),
            Self::Currency { account, amount } if account == amount => write!(f, "currency {}", amount.code()),
            Self::Currency { account, amount } => write!(f, "currency {} \u{2260} {}", amount.code(), account.code()),
            Self::Funds { .. } | Self::Room { .. } | Self::Empty { .. } => {
                write!(f, "balance {}", self.comparison(Money::figure).unwrap_or_default())
            }
        }
    }
}
