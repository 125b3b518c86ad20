use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Amount, CommandKind, Currency, Email, Money, Owner, Reason, ReasonCode, Refusal, upcast};
use engine::{Event, Metadata, PayloadError, Upcaster, Version};

/// What happened to an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "payload", rename_all_fields = "camelCase")]
pub enum BankEvent {
    /// The account was opened.
    AccountCreated {
        /// Whose account it is.
        owner: Owner,
        /// Where the owner can be reached.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<Email>,
        /// The currency of every amount of this account.
        currency: Currency,
    },
    /// Money was paid in.
    MoneyDeposited {
        /// How much.
        amount: Amount,
        /// What for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// Money was taken out.
    MoneyWithdrawn {
        /// How much.
        amount: Amount,
        /// What for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// Payments were stopped.
    AccountFrozen {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// Payments were allowed again.
    AccountUnfrozen {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// The account was closed for good.
    AccountClosed {
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// An account that exists was asked to be created again.
    AccountCreationRejected(Box<Rejection>),
    /// A deposit was refused.
    DepositRejected(Box<Rejection>),
    /// A withdrawal was refused.
    WithdrawalRejected(Box<Rejection>),
    /// A freeze was refused.
    FreezeRejected(Box<Rejection>),
    /// An unfreeze was refused.
    UnfreezeRejected(Box<Rejection>),
    /// The closing of the account was refused.
    ClosureRejected(Box<Rejection>),
}

/// Whether an event with this metadata is a copy that a fork begins with. Its original is in the log before it.
#[must_use]
pub fn is_copy(metadata: &Metadata) -> bool {
    metadata.copy_of.is_some()
}

/// The facts of a refusal. A rejection changes nothing but the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rejection {
    /// The amount that was asked for, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// The balance at that moment.
    pub balance: Money,
    /// The rule that refused the command.
    pub reason_code: ReasonCode,
}

/// What kind of fact an event is. It decides on the event's colour and icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// An account was opened.
    Opened,
    /// Money came in.
    MoneyIn,
    /// Money went out.
    MoneyOut,
    /// The account was frozen, unfrozen or closed.
    State,
    /// A rule said no.
    Rejected,
}

impl BankEvent {
    /// The event that records the refusal of such a command.
    #[must_use]
    pub fn rejected(kind: CommandKind, rejection: Rejection) -> Self {
        let rejection = Box::new(rejection);
        match kind {
            CommandKind::CreateAccount => Self::AccountCreationRejected(rejection),
            CommandKind::Deposit => Self::DepositRejected(rejection),
            CommandKind::Withdraw => Self::WithdrawalRejected(rejection),
            CommandKind::Freeze => Self::FreezeRejected(rejection),
            CommandKind::Unfreeze => Self::UnfreezeRejected(rejection),
            CommandKind::CloseAccount => Self::ClosureRejected(rejection),
        }
    }

    /// The kind of command that leads to such an event, in a commit that begins with it.
    #[must_use]
    pub const fn command(&self) -> CommandKind {
        match self {
            Self::AccountCreated { .. } | Self::AccountCreationRejected(_) => CommandKind::CreateAccount,
            Self::MoneyDeposited { .. } | Self::DepositRejected(_) => CommandKind::Deposit,
            Self::MoneyWithdrawn { .. } | Self::WithdrawalRejected(_) => CommandKind::Withdraw,
            Self::AccountFrozen { .. } | Self::FreezeRejected(_) => CommandKind::Freeze,
            Self::AccountUnfrozen { .. } | Self::UnfreezeRejected(_) => CommandKind::Unfreeze,
            Self::AccountClosed { .. } | Self::ClosureRejected(_) => CommandKind::CloseAccount,
        }
    }

    /// What kind of fact it is.
    #[must_use]
    pub const fn family(&self) -> Family {
        match self {
            Self::AccountCreated { .. } => Family::Opened,
            Self::MoneyDeposited { .. } => Family::MoneyIn,
            Self::MoneyWithdrawn { .. } => Family::MoneyOut,
            Self::AccountFrozen { .. } | Self::AccountUnfrozen { .. } | Self::AccountClosed { .. } => Family::State,
            _ => Family::Rejected,
        }
    }

    /// The rejection that it records, if it is one.
    #[must_use]
    pub const fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::AccountCreationRejected(rejection)
            | Self::DepositRejected(rejection)
            | Self::WithdrawalRejected(rejection)
            | Self::FreezeRejected(rejection)
            | Self::UnfreezeRejected(rejection)
            | Self::ClosureRejected(rejection) => Some(rejection),
            _ => None,
        }
    }

    /// The refusal that it records, if it is a rejection.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        let Rejection { amount, balance, reason_code } = *self.rejection()?;
        Some(Refusal { command: self.command(), amount, balance, reason_code })
    }

    /// The money that it speaks of, if any; in a rejection the money that did not move.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        match self {
            Self::MoneyDeposited { amount, .. } | Self::MoneyWithdrawn { amount, .. } => Some(amount.money()),
            other => other.rejection()?.amount.map(Amount::money),
        }
    }
}

impl Event for BankEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::AccountCreated { .. } => "AccountCreated",
            Self::MoneyDeposited { .. } => "MoneyDeposited",
            Self::MoneyWithdrawn { .. } => "MoneyWithdrawn",
            Self::AccountFrozen { .. } => "AccountFrozen",
            Self::AccountUnfrozen { .. } => "AccountUnfrozen",
            Self::AccountClosed { .. } => "AccountClosed",
            Self::AccountCreationRejected(_) => "AccountCreationRejected",
            Self::DepositRejected(_) => "DepositRejected",
            Self::WithdrawalRejected(_) => "WithdrawalRejected",
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
        // Nothing in an event can fail to be JSON: its maps have text for keys.
        match serde_json::to_value(self) {
            Ok(Value::Object(mut event)) => event.remove("payload").unwrap_or_default(),
            _ => Value::Null,
        }
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
