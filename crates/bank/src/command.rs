use serde::{Deserialize, Serialize};

use super::{Account, Amount, BankEvent, Email, Owner, Reason, Target};
use engine::Version;

/// A request to change an account. It may be refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Command {
    /// Open the account.
    CreateAccount {
        /// The owner of the account.
        owner: Owner,
        /// The owner's e-mail address.
        email: Option<Email>,
        /// The first deposit, recorded in the same commit.
        opening_deposit: Option<Amount>,
    },
    /// Pay in.
    Deposit {
        /// The amount.
        amount: Amount,
        /// The reason, if any.
        reason: Option<Reason>,
    },
    /// Take out.
    Withdraw {
        /// The amount.
        amount: Amount,
        /// The reason, if any.
        reason: Option<Reason>,
    },
    /// Take back a deposit or a withdrawal of this account. The event itself stays; a compensating event undoes its effect.
    Reverse {
        /// The version of the deposit or withdrawal.
        version: Version,
        /// What the log has at this version; `None` if there is no such event. It is a fact, not a request: it is filled in by
        /// [`Bank::resolve`](engine::Decide::resolve) and never stored with the command.
        #[serde(skip)]
        target: Option<Target>,
        /// The reason, if any.
        reason: Option<Reason>,
    },
    /// Block deposits and withdrawals.
    Freeze {
        /// The reason, if any.
        reason: Option<Reason>,
    },
    /// Allow deposits and withdrawals again.
    Unfreeze {
        /// The reason, if any.
        reason: Option<Reason>,
    },
    /// Close the account for good.
    CloseAccount {
        /// The reason, if any.
        reason: Option<Reason>,
    },
}

/// The kind of a [`Command`], without its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommandKind {
    /// [`Command::Deposit`]
    Deposit,
    /// [`Command::Withdraw`]
    Withdraw,
    /// [`Command::Reverse`]
    Reverse,
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
    /// All kinds in the order of their declaration.
    pub const ALL: [Self; 7] = [
        Self::Deposit,
        Self::Withdraw,
        Self::Reverse,
        Self::CreateAccount,
        Self::Freeze,
        Self::Unfreeze,
        Self::CloseAccount,
    ];

    /// The command's name in code and in an event's metadata, e.g. `CreateAccount`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deposit => "Deposit",
            Self::Withdraw => "Withdraw",
            Self::Reverse => "Reverse",
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
            Self::Deposit | Self::Withdraw | Self::Reverse | Self::Freeze | Self::Unfreeze => self.name(),
        }
    }
}

impl Command {
    /// Reconstructs the command that produced the events of one commit. `account` is the state before them.
    ///
    /// The reason of a rejected command is missing, because rejections don't store it. A rejected reversal must still be
    /// [resolved](engine::Decide::resolve). Returns `None` if no command of the bank
    /// produces these events.
    #[must_use]
    pub fn from_events(events: &[BankEvent], account: &Account) -> Option<Self> {
        let (first, others) = events.split_first()?;
        Some(match first.clone() {
            BankEvent::AccountCreated { owner, email, .. } => {
                let opening_deposit = match others.first() {
                    Some(BankEvent::MoneyDeposited { amount, .. }) => Some(*amount),
                    _ => None,
                };
                Self::CreateAccount { owner, email, opening_deposit }
            }
            BankEvent::MoneyDeposited { amount, reason } => Self::Deposit { amount, reason },
            BankEvent::MoneyWithdrawn { amount, reason } => Self::Withdraw { amount, reason },
            BankEvent::DepositReversed { reverses, amount, reason } => {
                Self::Reverse { version: reverses, target: Some(Target::Deposit(amount)), reason }
            }
            BankEvent::WithdrawalReversed { reverses, amount, reason } => {
                Self::Reverse { version: reverses, target: Some(Target::Withdrawal(amount)), reason }
            }
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
            BankEvent::ReversalRejected(rejection) => {
                Self::Reverse { version: rejection.reverses?, target: None, reason: None }
            }
            BankEvent::FreezeRejected(_) => Self::Freeze { reason: None },
            BankEvent::UnfreezeRejected(_) => Self::Unfreeze { reason: None },
            BankEvent::ClosureRejected(_) => Self::CloseAccount { reason: None },
        })
    }

    /// The kind of this command.
    #[must_use]
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::CreateAccount { .. } => CommandKind::CreateAccount,
            Self::Deposit { .. } => CommandKind::Deposit,
            Self::Withdraw { .. } => CommandKind::Withdraw,
            Self::Reverse { .. } => CommandKind::Reverse,
            Self::Freeze { .. } => CommandKind::Freeze,
            Self::Unfreeze { .. } => CommandKind::Unfreeze,
            Self::CloseAccount { .. } => CommandKind::CloseAccount,
        }
    }

    /// The version of the event to reverse, if any.
    #[must_use]
    pub const fn reverses(&self) -> Option<Version> {
        match self {
            Self::Reverse { version, .. } => Some(*version),
            Self::CreateAccount { .. }
            | Self::Deposit { .. }
            | Self::Withdraw { .. }
            | Self::Freeze { .. }
            | Self::Unfreeze { .. }
            | Self::CloseAccount { .. } => None,
        }
    }

    /// The amount to deposit, withdraw or move back, if any. That of a reversal is known once it is resolved.
    #[must_use]
    pub const fn amount(&self) -> Option<Amount> {
        match self {
            Self::Reverse { target: Some(target), .. } => target.amount(),
            Self::Reverse { target: None, .. } => None,
            Self::Deposit { amount, .. } | Self::Withdraw { amount, .. } => Some(*amount),
            Self::CreateAccount { opening_deposit, .. } => *opening_deposit,
            Self::Freeze { .. } | Self::Unfreeze { .. } | Self::CloseAccount { .. } => None,
        }
    }
}
