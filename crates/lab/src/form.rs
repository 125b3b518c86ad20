use bank::unicode::caseless;
use bank::{Amount, AmountError, Command, CommandKind, Currency, Email, Owner, Reason};
use engine::Version;

/// The texts in the fields of a command.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// The text of the field "Owner".
    pub owner: String,
    /// The text of the field "E-mail".
    pub email: String,
    /// The text of the field "Opening deposit".
    pub opening_deposit: String,
    /// The text of the field "Amount".
    pub amount: String,
    /// The text of the field "Event to reverse".
    pub version: String,
    /// The text of the field "Reason".
    pub reason: String,
}

/// A field of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The owner's name.
    Owner,
    /// The owner's e-mail address.
    Email,
    /// The opening deposit.
    OpeningDeposit,
    /// The amount to deposit or withdraw.
    Amount,
    /// The version of the event to reverse.
    Version,
    /// The reason.
    Reason,
}

/// What is wrong with a field, and what to type instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: Field,
    /// What to do, as a sentence.
    pub message: String,
}

impl Field {
    /// The field's name in the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Email => "E-mail",
            Self::OpeningDeposit => "Opening deposit",
            Self::Amount => "Amount",
            Self::Version => "Event to reverse",
            Self::Reason => "Reason",
        }
    }

    /// Whether the field may be empty.
    #[must_use]
    pub const fn is_optional(self) -> bool {
        !matches!(self, Self::Owner | Self::Amount | Self::Version)
    }

    /// The fields of a command, in display order.
    #[must_use]
    pub const fn of(kind: CommandKind) -> &'static [Self] {
        match kind {
            CommandKind::CreateAccount => &[Self::Owner, Self::Email, Self::OpeningDeposit],
            CommandKind::Deposit | CommandKind::Withdraw => &[Self::Amount, Self::Reason],
            CommandKind::Reverse => &[Self::Version, Self::Reason],
            CommandKind::Freeze | CommandKind::Unfreeze | CommandKind::CloseAccount => &[Self::Reason],
        }
    }
}

impl Form {
    /// Parses the fields into a command.
    ///
    /// # Errors
    /// One [`FieldError`] for each wrong field, in display order.
    pub fn command(&self, kind: CommandKind, currency: Currency) -> Result<Command, Vec<FieldError>> {
        let mut errors = Vec::new();
        let command =
            match kind {
                CommandKind::CreateAccount => {
                    let owner = checked(&mut errors, Field::Owner, Owner::parse(&self.owner));
                    let email = checked(&mut errors, Field::Email, Email::parse(&self.email));
                    let opening_deposit = checked(&mut errors, Field::OpeningDeposit, self.opening_deposit(currency));
                    owner.zip(email).zip(opening_deposit).map(|((owner, email), opening_deposit)| {
                        Command::CreateAccount { owner, email, opening_deposit }
                    })
                }
                CommandKind::Deposit => {
                    self.payment(&mut errors, currency).map(|(amount, reason)| Command::Deposit { amount, reason })
                }
                CommandKind::Withdraw => {
                    self.payment(&mut errors, currency).map(|(amount, reason)| Command::Withdraw { amount, reason })
                }
                CommandKind::Reverse => {
                    let version = checked(&mut errors, Field::Version, parse_version(&self.version));
                    let reversal = version.zip(self.reason(&mut errors));
                    reversal.map(|(version, reason)| Command::Reverse { version, target: None, reason })
                }
                CommandKind::Freeze => self.reason(&mut errors).map(|reason| Command::Freeze { reason }),
                CommandKind::Unfreeze => self.reason(&mut errors).map(|reason| Command::Unfreeze { reason }),
                CommandKind::CloseAccount => self.reason(&mut errors).map(|reason| Command::CloseAccount { reason }),
            };
        command.filter(|_| errors.is_empty()).ok_or(errors)
    }

    fn payment(&self, errors: &mut Vec<FieldError>, currency: Currency) -> Option<(Amount, Option<Reason>)> {
        let amount = checked(errors, Field::Amount, Amount::parse(&self.amount, currency));
        amount.zip(self.reason(errors))
    }

    fn reason(&self, errors: &mut Vec<FieldError>) -> Option<Option<Reason>> {
        checked(errors, Field::Reason, Reason::parse(&self.reason))
    }

    /// An opening deposit of zero counts as none.
    fn opening_deposit(&self, currency: Currency) -> Result<Option<Amount>, AmountError> {
        match Amount::parse(&self.opening_deposit, currency) {
            Err(AmountError::Empty | AmountError::Zero) => Ok(None),
            parsed => parsed.map(Some),
        }
    }

    /// The text of a field.
    #[must_use]
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Owner => &self.owner,
            Field::Email => &self.email,
            Field::OpeningDeposit => &self.opening_deposit,
            Field::Amount => &self.amount,
            Field::Version => &self.version,
            Field::Reason => &self.reason,
        }
    }

    /// The text of a field, for writing.
    pub fn text_mut(&mut self, field: Field) -> &mut String {
        match field {
            Field::Owner => &mut self.owner,
            Field::Email => &mut self.email,
            Field::OpeningDeposit => &mut self.opening_deposit,
            Field::Amount => &mut self.amount,
            Field::Version => &mut self.version,
            Field::Reason => &mut self.reason,
        }
    }
}

/// Parses the typed version of an event, from 1: `v2` or `2`, as in [`caseless`].
fn parse_version(text: &str) -> Result<Version, &'static str> {
    let text = caseless(text);
    let text = text.trim();
    if text.is_empty() {
        return Err("Enter the version of the deposit or withdrawal, such as v2.");
    }
    let digits = text.strip_prefix('v').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("Use the letter v and digits only, such as v2.");
    }
    match digits.parse() {
        Ok(0) => Err("Enter a version from v1 on: the first event is v1."),
        Ok(version) => Ok(Version(version)),
        Err(_) => Err("Enter a lower version: no account has so many events."),
    }
}

fn checked<T, E: ToString>(errors: &mut Vec<FieldError>, field: Field, parsed: Result<T, E>) -> Option<T> {
    parsed.map_err(|error| errors.push(FieldError { field, message: error.to_string() })).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_has_an_error() {
        let form = Form { email: "ada".into(), opening_deposit: "-5".into(), ..Form::default() };
        let errors = form.command(CommandKind::CreateAccount, Currency::Usd).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(fields, [Field::Owner, Field::Email, Field::OpeningDeposit]);
        assert_eq!(errors[2].message, "Enter an amount above zero.");
    }

    #[test]
    fn opening_deposit_is_optional() {
        for text in ["", " ", "0", "00", " 0.00 ", ".0", "0."] {
            let form = Form { owner: "Ada".into(), opening_deposit: text.into(), ..Form::default() };
            let command = form.command(CommandKind::CreateAccount, Currency::Usd).unwrap();
            assert_eq!(command.amount(), None, "{text:?}");
        }
    }

    #[test]
    fn reason_is_optional() {
        let form = Form { amount: "30".into(), ..Form::default() };
        let command = form.command(CommandKind::Withdraw, Currency::Usd).unwrap();
        assert_eq!(command.amount().unwrap().money().figure(), "30.00");
    }
}
