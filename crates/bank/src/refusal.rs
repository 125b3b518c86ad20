use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Amount, BankEvent, CommandKind, MAX_BALANCE, Money, Owner, Rejection};
use engine::Version;

/// Why a command was refused: the request, the balance, and the rule that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}", self.sentence(None))]
pub struct Refusal {
    /// The command that was refused.
    pub command: CommandKind,
    /// The version of the event to reverse, if the command is a reversal.
    pub reverses: Option<Version>,
    /// The requested amount, if any.
    pub amount: Option<Amount>,
    /// The balance when the command was refused.
    pub balance: Money,
    /// The rule that refused it.
    pub reason_code: ReasonCode,
}

/// The rule that refused a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReasonCode {
    /// There is no such account.
    AccountNotFound,
    /// There already is such an account.
    AccountExists,
    /// The account is frozen.
    AccountFrozen,
    /// The account is not frozen.
    AccountNotFrozen,
    /// The account is closed.
    AccountClosed,
    /// The account has no event at this version.
    EventNotFound,
    /// The event is neither a deposit nor a withdrawal.
    NotAPayment,
    /// The event is reversed already.
    AlreadyReversed,
    /// The account has as many reversed events as it can have.
    ReversalLimit,
    /// The balance is lower than the amount.
    InsufficientFunds,
    /// The balance would be higher than an account can hold.
    BalanceLimit,
    /// The balance is not zero.
    BalanceNotZero,
    /// The amount is in another currency than the account.
    CurrencyMismatch,
}

impl ReasonCode {
    /// The code as it is stored, e.g. `InsufficientFunds`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccountNotFound => "AccountNotFound",
            Self::AccountExists => "AccountExists",
            Self::AccountFrozen => "AccountFrozen",
            Self::AccountNotFrozen => "AccountNotFrozen",
            Self::AccountClosed => "AccountClosed",
            Self::EventNotFound => "EventNotFound",
            Self::NotAPayment => "NotAPayment",
            Self::AlreadyReversed => "AlreadyReversed",
            Self::ReversalLimit => "ReversalLimit",
            Self::InsufficientFunds => "InsufficientFunds",
            Self::BalanceLimit => "BalanceLimit",
            Self::BalanceNotZero => "BalanceNotZero",
            Self::CurrencyMismatch => "CurrencyMismatch",
        }
    }

    /// The state of the account that refused the command, e.g. `not frozen`. Returns `None` for a rule about anything
    /// else.
    #[must_use]
    pub const fn state(self) -> Option<&'static str> {
        match self {
            Self::AccountFrozen => Some("frozen"),
            Self::AccountNotFrozen => Some("not frozen"),
            Self::AccountClosed => Some("closed"),
            Self::AccountNotFound
            | Self::AccountExists
            | Self::EventNotFound
            | Self::NotAPayment
            | Self::AlreadyReversed
            | Self::ReversalLimit
            | Self::InsufficientFunds
            | Self::BalanceLimit
            | Self::BalanceNotZero
            | Self::CurrencyMismatch => None,
        }
    }
}

impl Refusal {
    /// The event that records the refusal. Returns `None` if the account does not exist, because it has no stream.
    #[must_use]
    pub fn event(&self) -> Option<BankEvent> {
        let Self { command, reverses, amount, balance, reason_code } = *self;
        (reason_code != ReasonCode::AccountNotFound)
            .then(|| BankEvent::rejected(command, Rejection { reverses, amount, balance, reason_code }))
    }

    /// The refusal as a sentence about the account's owner, e.g. `Ada asked for 500.00 but had 70.00.`
    #[must_use]
    pub fn sentence(&self, owner: Option<&Owner>) -> String {
        let owner = owner.map_or("The owner", Owner::as_str);
        let balance = self.balance.figure();
        let event = self.event_name();
        match self.reason_code {
            ReasonCode::AccountNotFound => "There is no such account.".to_owned(),
            ReasonCode::AccountExists => format!("The account already exists. It is {owner}\u{2019}s."),
            ReasonCode::AccountFrozen | ReasonCode::AccountNotFrozen | ReasonCode::AccountClosed => self.blocked(owner),
            ReasonCode::EventNotFound => format!("{owner}\u{2019}s account has no event {event}."),
            ReasonCode::NotAPayment => {
                format!("Only a deposit or a withdrawal can be reversed, and {event} is neither.")
            }
            ReasonCode::AlreadyReversed => {
                format!("{owner} {}, but it was reversed before.", self.asked(Money::figure))
            }
            ReasonCode::ReversalLimit => {
                format!("{owner} asked to reverse {event}, but the account has 1,000 reversals, which is the limit.")
            }
            ReasonCode::InsufficientFunds => format!("{owner} {} but had {balance}.", self.asked(Money::figure)),
            ReasonCode::BalanceLimit => {
                let limit = Money { minor: MAX_BALANCE, ..self.balance }.figure();
                format!("{owner} {}, but the account can hold at most {limit}.", self.asked(Money::figure))
            }
            ReasonCode::BalanceNotZero => {
                format!("{owner} still has {balance}. Only an account at 0.00 can be closed.")
            }
            ReasonCode::CurrencyMismatch => {
                let currency = self.balance.currency.code();
                format!("{owner} {}, but the account is in {currency}.", self.asked(|amount| amount.to_string()))
            }
        }
    }

    /// The sentence for a command that the state of the account does not allow.
    fn blocked(&self, owner: &str) -> String {
        let state = self.reason_code.state().unwrap_or_default();
        let already = match (self.command, self.reason_code) {
            (CommandKind::Freeze, ReasonCode::AccountFrozen)
            | (CommandKind::CloseAccount, ReasonCode::AccountClosed) => "already ",
            _ => "",
        };
        match self.amount {
            Some(_) => format!("{owner} {}, but the account is {state}.", self.asked(Money::figure)),
            None => format!("{owner}\u{2019}s account is {already}{state}."),
        }
    }

    /// The event to reverse, e.g. `v2`. A stored rejection may lack its version.
    fn event_name(&self) -> String {
        self.reverses.map_or_else(|| "an event".to_owned(), |version| version.to_string())
    }

    fn asked(&self, figure: fn(Money) -> String) -> String {
        let amount = self.amount.map(|amount| figure(amount.money())).unwrap_or_default();
        match self.command {
            CommandKind::Withdraw => format!("asked for {amount}"),
            CommandKind::Deposit | CommandKind::CreateAccount => format!("asked to pay in {amount}"),
            CommandKind::Reverse => format!("asked to reverse {} ({amount})", self.event_name()),
            CommandKind::Freeze => "asked to freeze the account".to_owned(),
            CommandKind::Unfreeze => "asked to unfreeze the account".to_owned(),
            CommandKind::CloseAccount => "asked to close the account".to_owned(),
        }
    }
}
