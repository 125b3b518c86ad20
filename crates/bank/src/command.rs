use serde::{Deserialize, Serialize};

use super::{Account, Amount, BankEvent, Email, Owner, Reason};

/// What can be asked of an account. It may be refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum Command {
    /// Open the account.
    CreateAccount {
        /// Whose account it is.
        owner: Owner,
        /// Where the owner can be reached.
        email: Option<Email>,
        /// What is paid in at once.
        opening_deposit: Option<Amount>,
    },
    /// Pay in.
    Deposit {
        /// How much.
        amount: Amount,
        /// What for.
        reason: Option<Reason>,
    },
    /// Take out.
    Withdraw {
        /// How much.
        amount: Amount,
        /// What for.
        reason: Option<Reason>,
    },
    /// Stop payments in and out.
    Freeze {
        /// Why.
        reason: Option<Reason>,
    },
    /// Allow payments again.
    Unfreeze {
        /// Why.
        reason: Option<Reason>,
    },
    /// Close the account for good.
    CloseAccount {
        /// Why.
        reason: Option<Reason>,
    },
}

/// Which command it is, without its details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommandKind {
    /// [`Command::Deposit`]
    Deposit,
    /// [`Command::Withdraw`]
    Withdraw,
    /// [`Command::CreateAccount`]
    CreateAccount,
    /// [`Command::Freeze`]
    Freeze,
    /// [`Command::Unfreeze`]
    Unfreeze,
    /// [`Command::CloseAccount`]
    CloseAccount,
}

impl CommandKind {
    /// All of them, in the order of their declaration: money first.
    pub const ALL: [Self; 6] =
        [Self::Deposit, Self::Withdraw, Self::CreateAccount, Self::Freeze, Self::Unfreeze, Self::CloseAccount];

    /// The command's name in code and in an event's metadata, e.g. `CreateAccount`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deposit => "Deposit",
            Self::Withdraw => "Withdraw",
            Self::CreateAccount => "CreateAccount",
            Self::Freeze => "Freeze",
            Self::Unfreeze => "Unfreeze",
            Self::CloseAccount => "CloseAccount",
        }
    }

    /// The command's name for people, e.g. `Create account`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::CreateAccount => "Create account",
            Self::CloseAccount => "Close account",
            other => other.name(),
        }
    }
}

impl Command {
    /// The command that led to these events of one commit, as far as they tell: a rejection does not store the reason that
    /// was typed in. `account` is the account before them. `None` for events that no command of the bank leads to.
    #[must_use]
    pub fn that_led_to(events: &[BankEvent], account: &Account) -> Option<Self> {
        let (first, others) = events.split_first()?;
        Some(match first.clone() {
            BankEvent::AccountCreated { owner, email, .. } => {
                let opening_deposit = others.first().and_then(|event| match event {
                    BankEvent::MoneyDeposited { amount, .. } => Some(*amount),
                    _ => None,
                });
                Self::CreateAccount { owner, email, opening_deposit }
            }
            BankEvent::MoneyDeposited { amount, reason } => Self::Deposit { amount, reason },
            BankEvent::MoneyWithdrawn { amount, reason } => Self::Withdraw { amount, reason },
            BankEvent::AccountFrozen { reason } => Self::Freeze { reason },
            BankEvent::AccountUnfrozen { reason } => Self::Unfreeze { reason },
            BankEvent::AccountClosed { reason } => Self::CloseAccount { reason },
            BankEvent::AccountCreationRejected(rejection) => Self::CreateAccount {
                owner: account.owner.clone()?,
                email: account.email.clone(),
                opening_deposit: rejection.amount,
            },
            BankEvent::DepositRejected(rejection) => Self::Deposit { amount: rejection.amount?, reason: None },
            BankEvent::WithdrawalRejected(rejection) => Self::Withdraw { amount: rejection.amount?, reason: None },
            BankEvent::FreezeRejected(_) => Self::Freeze { reason: None },
            BankEvent::UnfreezeRejected(_) => Self::Unfreeze { reason: None },
            BankEvent::ClosureRejected(_) => Self::CloseAccount { reason: None },
        })
    }

    /// Which command it is.
    #[must_use]
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::CreateAccount { .. } => CommandKind::CreateAccount,
            Self::Deposit { .. } => CommandKind::Deposit,
            Self::Withdraw { .. } => CommandKind::Withdraw,
            Self::Freeze { .. } => CommandKind::Freeze,
            Self::Unfreeze { .. } => CommandKind::Unfreeze,
            Self::CloseAccount { .. } => CommandKind::CloseAccount,
        }
    }

    /// The money that it asks for, if any.
    #[must_use]
    pub const fn amount(&self) -> Option<Amount> {
        match self {
            Self::Deposit { amount, .. } | Self::Withdraw { amount, .. } => Some(*amount),
            Self::CreateAccount { opening_deposit, .. } => *opening_deposit,
            _ => None,
        }
    }
}
