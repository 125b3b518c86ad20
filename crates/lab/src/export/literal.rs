//! Commands, events and refusals as names with fields, which each language writes in its own way. A new command or event
//! has its arms here, and nowhere else in Rust.

use bank::{BankEvent, Command, CommandKind, Currency, Money, ReasonCode, Refusal, Rejection, Target};
use engine::{Event, Version};

/// A value of the bank: its name and its fields, in the order of their declaration.
pub(super) struct Literal {
    pub name: String,
    pub fields: Vec<Field>,
    /// The type of the fields, if they stand in a struct of their own.
    pub boxed: Option<&'static str>,
}

/// A field. Its name has underscores, e.g. `reason_code`.
pub(super) struct Field {
    pub name: &'static str,
    pub value: Value,
}

/// The value of a field.
pub(super) enum Value {
    Owner(String),
    Email(String),
    Reason(String),
    Amount(Money),
    Money(Money),
    Currency(Currency),
    Command(CommandKind),
    ReasonCode(ReasonCode),
    Version(Version),
    /// The event that a reversal names, as the log has it. `None` if it has none.
    Target(Option<Target>),
    /// A field that can be missing.
    Optional(Option<Box<Value>>),
}

impl Literal {
    pub(super) fn command(command: &Command) -> Self {
        let fields = match command {
            Command::CreateAccount { owner, email, opening_deposit } => vec![
                Field { name: "owner", value: Value::Owner(owner.to_string()) },
                optional("email", email.as_ref().map(|email| Value::Email(email.to_string()))),
                optional("opening_deposit", opening_deposit.map(|amount| Value::Amount(amount.money()))),
            ],
            Command::Deposit { amount, reason } | Command::Withdraw { amount, reason } => {
                vec![Field { name: "amount", value: Value::Amount(amount.money()) }, of_reason(reason.as_ref())]
            }
            Command::Reverse { version, target, reason } => vec![
                Field { name: "version", value: Value::Version(*version) },
                Field { name: "target", value: Value::Target(*target) },
                of_reason(reason.as_ref()),
            ],
            Command::Freeze { reason } | Command::Unfreeze { reason } | Command::CloseAccount { reason } => {
                vec![of_reason(reason.as_ref())]
            }
        };
        Self { name: command.kind().name().to_owned(), fields, boxed: None }
    }

    pub(super) fn event(event: &BankEvent) -> Self {
        let (fields, boxed) = match event {
            BankEvent::AccountCreated { owner, email, currency } => {
                let fields = vec![
                    Field { name: "owner", value: Value::Owner(owner.to_string()) },
                    optional("email", email.as_ref().map(|email| Value::Email(email.to_string()))),
                    Field { name: "currency", value: Value::Currency(*currency) },
                ];
                (fields, None)
            }
            BankEvent::MoneyDeposited { amount, reason } | BankEvent::MoneyWithdrawn { amount, reason } => {
                let amount = Field { name: "amount", value: Value::Amount(amount.money()) };
                (vec![amount, of_reason(reason.as_ref())], None)
            }
            BankEvent::DepositReversed { reverses, amount, reason }
            | BankEvent::WithdrawalReversed { reverses, amount, reason } => {
                let reverses = Field { name: "reverses", value: Value::Version(*reverses) };
                let amount = Field { name: "amount", value: Value::Amount(amount.money()) };
                (vec![reverses, amount, of_reason(reason.as_ref())], None)
            }
            BankEvent::AccountFrozen { reason }
            | BankEvent::AccountUnfrozen { reason }
            | BankEvent::AccountClosed { reason } => (vec![of_reason(reason.as_ref())], None),
            BankEvent::AccountCreationRejected(rejection)
            | BankEvent::DepositRejected(rejection)
            | BankEvent::WithdrawalRejected(rejection)
            | BankEvent::ReversalRejected(rejection)
            | BankEvent::FreezeRejected(rejection)
            | BankEvent::UnfreezeRejected(rejection)
            | BankEvent::ClosureRejected(rejection) => (of_rejection(rejection), Some("Rejection")),
        };
        Self { name: event.event_type().to_owned(), fields, boxed }
    }

    pub(super) fn refusal(refusal: &Refusal) -> Self {
        let Refusal { command, reverses, amount, balance, reason_code } = *refusal;
        let command = Field { name: "command", value: Value::Command(command) };
        let facts = of_rejection(&Rejection { reverses, amount, balance, reason_code });
        Self { name: "Refusal".to_owned(), fields: [command].into_iter().chain(facts).collect(), boxed: None }
    }
}

fn of_rejection(rejection: &Rejection) -> Vec<Field> {
    let Rejection { reverses, amount, balance, reason_code } = *rejection;
    vec![
        optional("reverses", reverses.map(Value::Version)),
        optional("amount", amount.map(|amount| Value::Amount(amount.money()))),
        Field { name: "balance", value: Value::Money(balance) },
        Field { name: "reason_code", value: Value::ReasonCode(reason_code) },
    ]
}

fn of_reason(reason: Option<&bank::Reason>) -> Field {
    optional("reason", reason.map(|reason| Value::Reason(reason.to_string())))
}

fn optional(name: &'static str, value: Option<Value>) -> Field {
    Field { name, value: Value::Optional(value.map(Box::new)) }
}
