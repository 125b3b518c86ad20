//! The script of a talk: what to say and what to send, one step a line.

use super::{Field, Form};
use bank::{Command, CommandKind, Currency};

/// A step of a script: one line of text, which may begin with a command, e.g. `withdraw 500 for a car: She asks for too much`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    line: String,
}

/// The steps of a text, one for each line that is not blank.
#[must_use]
pub fn steps(text: &str) -> Vec<Step> {
    text.lines().filter_map(Step::new).collect()
}

/// The steps as a text, from which [`steps`] makes the same steps.
#[must_use]
pub fn script_text(steps: &[Step]) -> String {
    steps.iter().map(Step::line).collect::<Vec<_>>().join("\n")
}

impl Step {
    /// The step of a line, without the white space around it; `None` if nothing is left. Only the first line of a longer text counts.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let line = text.trim().lines().next()?.trim_end();
        Some(Self { line: line.to_owned() })
    }

    /// The line as it was written.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The command that the step sends, in the currency of its account. `None` for a plain note, and so for a line whose command is
    /// incomplete or wrong.
    ///
    /// The command is what stands before the first colon: its name as in the form, in any case, then what it needs: the owner, the amount, or the
    /// version of the event to reverse.
    /// `for` begins the reason.
    #[must_use]
    pub fn command(&self, currency: Currency) -> Option<Command> {
        let (order, _) = self.line.split_once(':').unwrap_or((&self.line, ""));
        let (kind, rest) =
            CommandKind::ALL.into_iter().find_map(|kind| Some((kind, after_name(order, kind.label())?)))?;
        form(kind, rest)?.command(kind, currency).ok()
    }
}

/// What follows the name of a command.
fn after_name<'a>(order: &'a str, name: &str) -> Option<&'a str> {
    let (start, rest) = order.split_at_checked(name.len())?;
    let is_whole_word = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (is_whole_word && start.eq_ignore_ascii_case(name)).then(|| rest.trim())
}

/// The fields of a command, filled in; `None` if the words are not those of its fields.
fn form(kind: CommandKind, words: &str) -> Option<Form> {
    let fields = Field::of(kind);
    if fields.contains(&Field::Owner) {
        return Some(Form { owner: words.to_owned(), ..Form::default() });
    }
    let padded = format!(" {words}");
    let (object, reason) = padded.split_once(" for ").unwrap_or((&padded, ""));
    let (object, reason) = (object.trim().to_owned(), reason.trim().to_owned());
    if fields.contains(&Field::Version) {
        return Some(Form { version: object, reason, ..Form::default() });
    }
    // `Freeze the account` is a sentence.
    (fields.contains(&Field::Amount) || object.is_empty()).then(|| Form { amount: object, reason, ..Form::default() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sent(line: &str) -> Option<String> {
        let command = Step::new(line)?.command(Currency::Usd)?;
        let said = match &command {
            Command::CreateAccount { owner, .. } => Some(owner.to_string()),
            Command::Deposit { reason, .. }
            | Command::Withdraw { reason, .. }
            | Command::Reverse { reason, .. }
            | Command::Freeze { reason }
            | Command::Unfreeze { reason }
            | Command::CloseAccount { reason } => reason.as_ref().map(ToString::to_string),
        };
        let amount = command.amount().map(|amount| amount.money().figure());
        Some(
            [Some(command.kind().label().to_owned()), amount, said].into_iter().flatten().collect::<Vec<_>>().join("|"),
        )
    }

    #[test]
    fn line_that_begins_with_a_command_sends_it() {
        for (line, expected) in [
            ("withdraw 500", "Withdraw|500.00"),
            ("withdraw 500: She asks for too much", "Withdraw|500.00"),
            ("reverse v2 for a wrong amount: a compensating event", "Reverse|a wrong amount"),
            ("  Deposit  1,250.5 ", "Deposit|1,250.50"),
            ("WITHDRAW 30 for rent: the balance falls", "Withdraw|30.00|rent"),
            ("withdraw 30 for a trip for two", "Withdraw|30.00|a trip for two"),
            ("create account Ada", "Create account|Ada"),
            ("freeze", "Freeze"),
            ("freeze: nothing can be paid now", "Freeze"),
            ("freeze for a lost card", "Freeze|a lost card"),
            ("unfreeze", "Unfreeze"),
            ("close account", "Close account"),
        ] {
            assert_eq!(sent(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn any_other_line_is_a_plain_note() {
        for line in [
            "Say hello",
            "withdraw",
            "withdraw lots",
            "withdraw -5",
            "withdraw 0",
            "withdraw 1.234",
            "withdraw 99999999999999999999",
            "withdrawals are commands",
            "withdraw 30 and 40",
            "Note: withdraw 500",
            "freeze the account",
            "create account",
            "close",
            ": withdraw 5",
            "\u{202e}withdraw 5",
            "<script>alert(1)</script>",
            "einzahlen 5 €",
            "é",
        ] {
            let step = Step::new(line).expect("it has text");
            assert_eq!((sent(line), step.line()), (None, line));
        }
    }

    #[test]
    fn blank_lines_are_no_steps() {
        let steps = steps("\n  one \r\n\t\n\ntwo\n");
        assert_eq!(steps.iter().map(Step::line).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(Step::new(" \n "), None);
        assert_eq!(Step::new("one\ntwo").expect("it has text").line(), "one");
    }

    proptest! {
        #[test]
        fn script_survives_being_written_and_read(text in any::<String>()) {
            let script = steps(&text);
            prop_assert_eq!(steps(&script_text(&script)), script);
        }

        #[test]
        fn no_line_panics(start in "(?i)(withdraw|freeze|create account|)", rest in any::<String>()) {
            if let Some(step) = Step::new(&format!("{start}{rest}")) {
                let _ = step.command(Currency::Usd);
            }
        }
    }
}
