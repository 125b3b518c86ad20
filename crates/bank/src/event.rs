use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Amount, CommandKind, Currency, Email, Family, Money, Owner, Reason, ReasonCode, Refusal, upcast};
use engine::{Event, Metadata, PayloadError, Upcaster, Version};

/// What happened to an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload", rename_all_fields = "camelCase")]
pub enum BankEvent {
    /// The account was opened.
    AccountCreated {
        /// The owner of the account.
        owner: Owner,
        /// The owner's e-mail address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<Email>,
        /// The currency of every amount of this account.
        currency: Currency,
    },
    /// Money was paid in.
    MoneyDeposited {
        /// The amount.
        amount: Amount,
        /// The reason, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// Money was taken out.
    MoneyWithdrawn {
        /// The amount.
        amount: Amount,
        /// The reason, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// A deposit of this account was reversed. The deposit itself stays in the log: this compensating event undoes its effect.
    DepositReversed {
        /// The version of the deposit. A version, not an event id: in a fork it names the copy of the deposit.
        reverses: Version,
        /// The amount of the deposit.
        amount: Amount,
        /// The reason, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// A withdrawal of this account was reversed.
    WithdrawalReversed {
        /// The version of the withdrawal.
        reverses: Version,
        /// The amount of the withdrawal.
        amount: Amount,
        /// The reason, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// Deposits and withdrawals were blocked.
    AccountFrozen {
        /// The reason, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// Deposits and withdrawals were allowed again.
    AccountUnfrozen {
        /// The reason, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// The account was closed for good.
    AccountClosed {
        /// The reason, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// A request to create an account that already exists was refused.
    AccountCreationRejected(Box<Rejection>),
    /// A deposit was refused.
    DepositRejected(Box<Rejection>),
    /// A withdrawal was refused.
    WithdrawalRejected(Box<Rejection>),
    /// A reversal was refused.
    ReversalRejected(Box<Rejection>),
    /// A freeze was refused.
    FreezeRejected(Box<Rejection>),
    /// An unfreeze was refused.
    UnfreezeRejected(Box<Rejection>),
    /// The closing of the account was refused.
    ClosureRejected(Box<Rejection>),
}

/// Whether an event with this metadata was copied into a fork. Its original is earlier in the log.
#[must_use]
pub fn is_copy(metadata: &Metadata) -> bool {
    metadata.copy_of.is_some()
}

/// The facts of a refusal. A rejection changes only the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rejection {
    /// The version of the event to reverse, if a reversal was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<Version>,
    /// The requested amount, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// The balance when the command was refused.
    pub balance: Money,
    /// The rule that refused the command.
    pub reason_code: ReasonCode,
}

impl BankEvent {
    /// The event that records the refusal of a command of this kind.
    #[must_use]
    pub fn rejected(kind: CommandKind, rejection: Rejection) -> Self {
        let rejection = Box::new(rejection);
        match kind {
            CommandKind::CreateAccount => Self::AccountCreationRejected(rejection),
            CommandKind::Deposit => Self::DepositRejected(rejection),
            CommandKind::Withdraw => Self::WithdrawalRejected(rejection),
            CommandKind::Reverse => Self::ReversalRejected(rejection),
            CommandKind::Freeze => Self::FreezeRejected(rejection),
            CommandKind::Unfreeze => Self::UnfreezeRejected(rejection),
            CommandKind::CloseAccount => Self::ClosureRejected(rejection),
        }
    }

    /// The kind of command whose commit begins with this event.
    #[must_use]
    pub const fn command(&self) -> CommandKind {
        match self {
            Self::AccountCreated { .. } | Self::AccountCreationRejected(_) => CommandKind::CreateAccount,
            Self::MoneyDeposited { .. } | Self::DepositRejected(_) => CommandKind::Deposit,
            Self::MoneyWithdrawn { .. } | Self::WithdrawalRejected(_) => CommandKind::Withdraw,
            Self::DepositReversed { .. } | Self::WithdrawalReversed { .. } | Self::ReversalRejected(_) => {
                CommandKind::Reverse
            }
            Self::AccountFrozen { .. } | Self::FreezeRejected(_) => CommandKind::Freeze,
            Self::AccountUnfrozen { .. } | Self::UnfreezeRejected(_) => CommandKind::Unfreeze,
            Self::AccountClosed { .. } | Self::ClosureRejected(_) => CommandKind::CloseAccount,
        }
    }

    /// The kind of fact that it records.
    #[must_use]
    pub const fn family(&self) -> Family {
        match self {
            Self::AccountCreated { .. } => Family::Opened,
            Self::MoneyDeposited { .. } => Family::MoneyIn,
            Self::MoneyWithdrawn { .. } => Family::MoneyOut,
            Self::DepositReversed { .. } | Self::WithdrawalReversed { .. } => Family::Reversed,
            Self::AccountFrozen { .. } | Self::AccountUnfrozen { .. } | Self::AccountClosed { .. } => Family::State,
            Self::AccountCreationRejected(_)
            | Self::DepositRejected(_)
            | Self::WithdrawalRejected(_)
            | Self::ReversalRejected(_)
            | Self::FreezeRejected(_)
            | Self::UnfreezeRejected(_)
            | Self::ClosureRejected(_) => Family::Rejected,
        }
    }

    /// The facts of the refusal, if this is a rejection.
    #[must_use]
    pub const fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::AccountCreationRejected(rejection)
            | Self::DepositRejected(rejection)
            | Self::WithdrawalRejected(rejection)
            | Self::ReversalRejected(rejection)
            | Self::FreezeRejected(rejection)
            | Self::UnfreezeRejected(rejection)
            | Self::ClosureRejected(rejection) => Some(rejection),
            Self::AccountCreated { .. }
            | Self::MoneyDeposited { .. }
            | Self::MoneyWithdrawn { .. }
            | Self::DepositReversed { .. }
            | Self::WithdrawalReversed { .. }
            | Self::AccountFrozen { .. }
            | Self::AccountUnfrozen { .. }
            | Self::AccountClosed { .. } => None,
        }
    }

    /// The refusal, if this is a rejection.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        let Rejection { reverses, amount, balance, reason_code } = *self.rejection()?;
        Some(Refusal { command: self.command(), reverses, amount, balance, reason_code })
    }

    /// The version of the event that it reverses, or that a rejected reversal named.
    #[must_use]
    pub fn reverses(&self) -> Option<Version> {
        match self {
            Self::DepositReversed { reverses, .. } | Self::WithdrawalReversed { reverses, .. } => Some(*reverses),
            Self::AccountCreated { .. }
            | Self::MoneyDeposited { .. }
            | Self::MoneyWithdrawn { .. }
            | Self::AccountFrozen { .. }
            | Self::AccountUnfrozen { .. }
            | Self::AccountClosed { .. }
            | Self::AccountCreationRejected(_)
            | Self::DepositRejected(_)
            | Self::WithdrawalRejected(_)
            | Self::ReversalRejected(_)
            | Self::FreezeRejected(_)
            | Self::UnfreezeRejected(_)
            | Self::ClosureRejected(_) => self.rejection()?.reverses,
        }
    }

    /// The amount in the event, if any. In a rejection, the amount that was not moved.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        match self {
            Self::MoneyDeposited { amount, .. }
            | Self::MoneyWithdrawn { amount, .. }
            | Self::DepositReversed { amount, .. }
            | Self::WithdrawalReversed { amount, .. } => Some(amount.money()),
            Self::AccountCreated { .. }
            | Self::AccountFrozen { .. }
            | Self::AccountUnfrozen { .. }
            | Self::AccountClosed { .. } => None,
            Self::AccountCreationRejected(rejection)
            | Self::DepositRejected(rejection)
            | Self::WithdrawalRejected(rejection)
            | Self::ReversalRejected(rejection)
            | Self::FreezeRejected(rejection)
            | Self::UnfreezeRejected(rejection)
            | Self::ClosureRejected(rejection) => rejection.amount.map(Amount::money),
        }
    }
}

impl Event for BankEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::AccountCreated { .. } => "AccountCreated",
            Self::MoneyDeposited { .. } => "MoneyDeposited",
            Self::MoneyWithdrawn { .. } => "MoneyWithdrawn",
            Self::DepositReversed { .. } => "DepositReversed",
            Self::WithdrawalReversed { .. } => "WithdrawalReversed",
            Self::AccountFrozen { .. } => "AccountFrozen",
            Self::AccountUnfrozen { .. } => "AccountUnfrozen",
            Self::AccountClosed { .. } => "AccountClosed",
            Self::AccountCreationRejected(_) => "AccountCreationRejected",
            Self::DepositRejected(_) => "DepositRejected",
            Self::WithdrawalRejected(_) => "WithdrawalRejected",
            Self::ReversalRejected(_) => "ReversalRejected",
            Self::FreezeRejected(_) => "FreezeRejected",
            Self::UnfreezeRejected(_) => "UnfreezeRejected",
            Self::ClosureRejected(_) => "ClosureRejected",
        }
    }

    fn schema_version(&self) -> u32 {
        if self.rejection().is_some() { upcast::REJECTION } else { 1 }
    }

    fn closes(&self) -> bool {
        matches!(self, Self::AccountClosed { .. })
    }

    fn payload(&self) -> Value {
        // An event always serializes: none of its types has a fallible `Serialize`, and it has no maps.
        let mut event = serde_json::to_value(self).unwrap_or_default();
        event.get_mut("payload").map(Value::take).unwrap_or_default()
    }

    fn from_payload(event_type: &str, schema_version: u32, payload: Value) -> Result<Self, PayloadError> {
        let wrong = |reason| PayloadError { event_type: event_type.to_owned(), schema_version, reason };
        let event: Self = serde_json::from_value(json!({ "type": event_type, "payload": payload }))
            .map_err(|error| wrong(error.to_string()))?;
        match event.schema_version() {
            newest if newest == schema_version => Ok(event),
            newest => Err(wrong(format!("this version of the lab reads schema versions up to {newest}"))),
        }
    }

    fn upcasters() -> &'static [Upcaster] {
        &upcast::UPCASTERS
    }

    fn upcast_metadata(metadata: Metadata, version: Version) -> Metadata {
        upcast::metadata(metadata, version)
    }
}
