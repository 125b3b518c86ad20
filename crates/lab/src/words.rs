use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Attempt, Outcome};
use bank::{BankEvent, Command, CommandKind, Family, Owner, Reason, Target};

/// An event as a sentence about the account's owner.
#[must_use]
pub fn sentence(event: &BankEvent, owner: Option<&Owner>) -> String {
    let mut text = String::new();
    push_sentence(&mut text, event, owner);
    text
}

fn push_sentence(text: &mut String, event: &BankEvent, owner: Option<&Owner>) {
    if let Some(refusal) = event.refusal() {
        return text.push_str(&refusal.sentence(owner));
    }
    push_deed(text, event, owner);
    if let Some(amount) = event.amount() {
        text.push(' ');
        amount.push_figure(text);
    }
    if let Some(version) = event.reverses() {
        text.push_str(&format!(" ({version})"));
        text.push_str(WAS_REVERSED);
    }
    if let Some(reason) = reason(event) {
        text.push_str(reason_lead(event));
        text.push_str(&isolated(reason.as_str().trim_end_matches('.')));
    }
    text.push('.');
}

/// Follows the payment in the sentence about its reversal.
pub(super) const WAS_REVERSED: &str = " was reversed";

/// Appends the beginning of the sentence, e.g. `Ada paid in`. Appends nothing for a rejection.
pub(super) fn push_deed(text: &mut String, event: &BankEvent, owner: Option<&Owner>) {
    let (by_the_owner, deed) = match event {
        BankEvent::AccountCreated { .. } => (true, " opened the account"),
        BankEvent::MoneyDeposited { .. } => (true, " paid in"),
        BankEvent::MoneyWithdrawn { .. } => (true, " took out"),
        BankEvent::DepositReversed { .. } => (true, "\u{2019}s deposit of"),
        BankEvent::WithdrawalReversed { .. } => (true, "\u{2019}s withdrawal of"),
        BankEvent::AccountFrozen { .. } => (false, " froze the account"),
        BankEvent::AccountUnfrozen { .. } => (false, " unfroze the account"),
        BankEvent::AccountClosed { .. } => (true, " closed the account"),
        BankEvent::AccountCreationRejected(_)
        | BankEvent::DepositRejected(_)
        | BankEvent::WithdrawalRejected(_)
        | BankEvent::ReversalRejected(_)
        | BankEvent::FreezeRejected(_)
        | BankEvent::UnfreezeRejected(_)
        | BankEvent::ClosureRejected(_) => return,
    };
    // An opening names its own owner: a log of another program may open an account twice.
    let owner = if let BankEvent::AccountCreated { owner, .. } = event { Some(owner) } else { owner };
    match owner {
        _ if !by_the_owner => text.push_str("The bank"),
        Some(owner) => text.push_str(&isolated(owner.as_str())),
        None => text.push_str("The owner"),
    }
    text.push_str(deed);
}

/// The reason in an event, if any.
pub(super) fn reason(event: &BankEvent) -> Option<&Reason> {
    match event {
        BankEvent::MoneyDeposited { reason, .. }
        | BankEvent::MoneyWithdrawn { reason, .. }
        | BankEvent::DepositReversed { reason, .. }
        | BankEvent::WithdrawalReversed { reason, .. }
        | BankEvent::AccountFrozen { reason }
        | BankEvent::AccountUnfrozen { reason }
        | BankEvent::AccountClosed { reason } => reason.as_ref(),
        BankEvent::AccountCreated { .. }
        | BankEvent::AccountCreationRejected(_)
        | BankEvent::DepositRejected(_)
        | BankEvent::WithdrawalRejected(_)
        | BankEvent::ReversalRejected(_)
        | BankEvent::FreezeRejected(_)
        | BankEvent::UnfreezeRejected(_)
        | BankEvent::ClosureRejected(_) => None,
    }
}

/// The text before the reason in a sentence: `for rent`, `: a lost card`.
pub(super) const fn reason_lead(event: &BankEvent) -> &'static str {
    if is_payment(event) { " for " } else { ": " }
}

/// Whether the event is a deposit or a withdrawal.
pub(super) const fn is_payment(event: &BankEvent) -> bool {
    matches!(event, BankEvent::MoneyDeposited { .. } | BankEvent::MoneyWithdrawn { .. })
}

/// The amount in an event with its sign, e.g. `+100.00`. The amount of a rejection was not moved, so it has no sign.
#[must_use]
pub fn signed_amount(event: &BankEvent) -> Option<String> {
    let mut text = String::new();
    push_signed_amount(&mut text, event);
    (!text.is_empty()).then_some(text)
}

/// Appends [`signed_amount`] to a text, if there is one.
pub(super) fn push_signed_amount(text: &mut String, event: &BankEvent) {
    let Some(amount) = event.amount() else { return };
    match (event.family(), event) {
        (Family::MoneyIn, _) | (Family::Reversed, BankEvent::WithdrawalReversed { .. }) => text.push('+'),
        (Family::MoneyOut | Family::Reversed, _) => text.push('\u{2212}'),
        (Family::Opened | Family::State | Family::Rejected, _) => {}
    }
    amount.push_figure(text);
}

/// An outcome as a word and a sentence, e.g. `Accepted` and `Took out 30.00 and wrote MoneyWithdrawn.`
#[must_use]
pub fn outcome_words(attempt: &Attempt, owner: Option<&Owner>) -> (&'static str, String) {
    match &attempt.outcome {
        Outcome::Accepted { .. } => ("Accepted", done(&attempt.command)),
        Outcome::Rejected { refusal, recorded: Some(_) } => {
            ("Rejected", format!("{} The rejection was recorded.", isolated(&refusal.sentence(owner))))
        }
        Outcome::Rejected { refusal, recorded: None } => {
            ("Rejected", format!("{} Nothing was recorded.", isolated(&refusal.sentence(owner))))
        }
        Outcome::Conflict(conflict) => ("Conflict", format!("You {conflict}. Nothing was recorded.")),
        Outcome::Duplicate { version } => (
            "Already done",
            format!("This key was used before, so nothing new was written. The first answer was {version}."),
        ),
        Outcome::Failed(failure) => ("Failed", format!("Nothing was recorded. {}", failure.problem)),
    }
}

/// A command with its amount or its event, e.g. `Withdraw 30.00`, `Create account with 25.00` or `Reverse v2`.
#[must_use]
pub fn command_words(command: &Command) -> String {
    let label = command.kind().label();
    match (command.reverses(), command.amount().map(|amount| amount.money().figure())) {
        (Some(version), _) => format!("{label} {version}"),
        (None, Some(amount)) if command.kind() == CommandKind::CreateAccount => format!("{label} with {amount}"),
        (None, Some(amount)) => format!("{label} {amount}"),
        (None, None) => label.to_owned(),
    }
}

fn done(command: &Command) -> String {
    match command {
        Command::CreateAccount { opening_deposit: None, .. } => {
            "Opened the account and wrote AccountCreated.".to_owned()
        }
        Command::CreateAccount { opening_deposit: Some(amount), .. } => {
            format!("Opened the account with {} and wrote AccountCreated and MoneyDeposited.", amount.money().figure())
        }
        Command::Deposit { amount, .. } => format!("Paid in {} and wrote MoneyDeposited.", amount.money().figure()),
        Command::Withdraw { amount, .. } => format!("Took out {} and wrote MoneyWithdrawn.", amount.money().figure()),
        Command::Reverse { version, target, .. } => match target {
            Some(Target::Deposit(amount)) => {
                format!("Took back the deposit of {} ({version}) and wrote DepositReversed.", amount.money().figure())
            }
            Some(Target::Withdrawal(amount)) => {
                format!(
                    "Took back the withdrawal of {} ({version}) and wrote WithdrawalReversed.",
                    amount.money().figure()
                )
            }
            // Such a command is refused.
            Some(Target::Other) | None => format!("Reversed {version}."),
        },
        Command::Freeze { .. } => "Froze the account and wrote AccountFrozen.".to_owned(),
        Command::Unfreeze { .. } => "Unfroze the account and wrote AccountUnfrozen.".to_owned(),
        Command::CloseAccount { .. } => "Closed the account and wrote AccountClosed.".to_owned(),
    }
}

/// The time since `then` in a few words: `now`, `6 min ago`, `2 h ago`, or the date after a day.
#[must_use]
pub fn ago(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (now - then).num_seconds() {
        ..10 => "now".to_owned(),
        seconds @ 10..60 => format!("{seconds} s ago"),
        seconds @ 60..3_600 => format!("{} min ago", seconds / 60),
        seconds @ 3_600..86_400 => format!("{} h ago", seconds / 3_600),
        _ => then.date_naive().to_string(),
    }
}

/// A moment to the millisecond: `2026-03-02 09:14:07.412 UTC`.
#[must_use]
pub fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true).replace('T', " ").replace('Z', " UTC")
}

/// Sets typed text apart in a sentence by Unicode's isolates (UAX #9) if it has letters of a right-to-left script,
/// which would otherwise reorder the words around it.
pub(super) fn isolated(text: &str) -> Cow<'_, str> {
    let is_right_to_left = |c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    if text.contains(is_right_to_left) { Cow::Owned(format!("\u{2068}{text}\u{2069}")) } else { Cow::Borrowed(text) }
}

/// A number with its noun, e.g. `1 event` or `7 events`.
#[must_use]
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A number with a comma before each group of three digits, e.g. `10,000`.
#[must_use]
pub fn grouped(number: impl ToString) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// The words of a type's name, e.g. `Money` and `Withdrawn`. The third has the rest of the name; those that it does not
/// have are empty.
#[must_use]
pub fn words_of_name(name: &str) -> [&str; 3] {
    let starts = name.char_indices().skip(1).filter(|(_, letter)| letter.is_ascii_uppercase());
    let mut starts = starts.map(|(place, _)| place).chain([name.len(); 2]);
    let (second, third) = (starts.next().unwrap_or(name.len()), starts.next().unwrap_or(name.len()));
    [&name[..second], &name[second..third], &name[third..]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use bank::{Amount, Currency, Reason};
    use engine::Failure;

    #[test]
    fn opening_names_its_own_owner() {
        let (ada, eve) = (Owner::parse("Ada").unwrap(), Owner::parse("Eve").unwrap());
        let opened = BankEvent::AccountCreated { owner: ada, email: None, currency: Currency::Usd };
        assert_eq!(sentence(&opened, Some(&eve)), "Ada opened the account.");
    }

    #[test]
    fn sentence_says_who_did_what() {
        let (ada, amount) = (Owner::parse("Ada").unwrap(), Amount::new(30_00, Currency::Usd).unwrap());
        let withdrawn = BankEvent::MoneyWithdrawn { amount, reason: Reason::parse("rent.").unwrap() };
        assert_eq!(sentence(&withdrawn, Some(&ada)), "Ada took out 30.00 for rent.");
        assert_eq!(signed_amount(&withdrawn).unwrap(), "\u{2212}30.00");
        let frozen = BankEvent::AccountFrozen { reason: None };
        assert_eq!(sentence(&frozen, Some(&ada)), "The bank froze the account.");
        assert_eq!(signed_amount(&frozen), None);
    }

    #[test]
    fn failed_outcome_names_the_problem_without_the_help() {
        let outcome = Outcome::Failed(Failure::new("It is full (No. 7). Really.", "Save an export."));
        let attempt = Attempt::not_decided(crate::AccountId(0), Command::Unfreeze { reason: None }, outcome);
        let words = "Nothing was recorded. It is full (No. 7). Really.";
        assert_eq!(outcome_words(&attempt, None), ("Failed", words.to_owned()));
    }

    #[test]
    fn right_to_left_name_does_not_reorder_its_sentence() {
        let owner = Owner::parse("עדה").unwrap();
        let closed = BankEvent::AccountClosed { reason: None };
        assert_eq!(sentence(&closed, Some(&owner)), "\u{2068}עדה\u{2069} closed the account.");
    }

    #[test]
    fn names_of_types_are_split_before_their_capital_letters() {
        assert_eq!(words_of_name("MoneyWithdrawn"), ["Money", "Withdrawn", ""]);
        assert_eq!(words_of_name("AccountCreationRejected"), ["Account", "Creation", "Rejected"]);
        assert_eq!(words_of_name("BalanceWasChangedAgain").concat(), "BalanceWasChangedAgain");
        assert_eq!(words_of_name(""), ["", "", ""]);
        assert_eq!(words_of_name("\u{c4}nderung"), ["\u{c4}nderung", "", ""]);
    }

    #[test]
    fn elapsed_time_is_rounded() {
        let now = DateTime::from_timestamp(1_000_000, 0).unwrap();
        let before = |seconds| ago(now - chrono::Duration::seconds(seconds), now);
        assert_eq!(before(-5), "now");
        assert_eq!(before(59), "59 s ago");
        assert_eq!(before(360), "6 min ago");
        assert_eq!(before(7_200), "2 h ago");
        assert_eq!(before(200_000), "1970-01-10");
    }
}
