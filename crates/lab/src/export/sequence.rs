use super::shortened::shortened;
use crate::words::reason;
use crate::{AccountId, Attempt, Cause, Journey, Lab, Outcome, Trace, outcome_words};
use bank::{Amount, BankEvent, Money, Owner, Reason};
use engine::{Event, Version};

/// The maximum number of commits in a sequence diagram. Earlier ones are left out, and the diagram says so.
pub const MAX_COMMITS: usize = 20;

/// The maximum length of a message, in columns. Mermaid sets the participants as far apart as their longest message is wide.
const MAX_MESSAGE: usize = 100;

/// The maximum length of a note, in columns: the checks of a reversal with the highest amounts. The last decides.
const MAX_NOTE: usize = 180;

/// The maximum length of a text that a user typed, in columns.
const MAX_TYPED: usize = 40;

/// The maximum number of events or messages of one commit that are named one by one.
const MAX_NAMED: usize = 3;

/// The run of an account up to a version as a sequence diagram in the language of Mermaid: a block a command, the last
/// [`MAX_COMMITS`] of them. At the newest version it ends with the last command, if that one wrote nothing.
///
/// A conflict or a refusal that was not recorded is no event, so of those only the last is known.
#[must_use]
pub fn sequence_diagram(lab: &Lab, account: AccountId, version: Version) -> String {
    let head = lab.head(account);
    let mut first = version.min(head);
    let mut journeys = Vec::new();
    while journeys.len() < MAX_COMMITS
        && let Some(journey) = Journey::of(lab, account, first)
    {
        first = journey.trace.expected;
        journeys.push(journey);
    }
    let unwritten = lab
        .last_attempt()
        .filter(|attempt| version >= head && attempt.account == account && attempt.outcome.written().is_none());
    let owner = lab.at(account, version).account.owner;
    let mut diagram = Diagram { text: HEAD.to_owned(), lab, account };
    match first {
        Version::EMPTY if journeys.is_empty() && unwritten.is_none() => {
            diagram.note("L,V", "Nothing has happened yet.")
        }
        Version::EMPTY => {}
        last => diagram.note("L,V", &format!("v1 to {last} came before and are left out.")),
    }
    journeys.iter().rev().for_each(|journey| diagram.journey(journey, owner.as_ref()));
    unwritten.into_iter().for_each(|attempt| diagram.unwritten(attempt, head, owner.as_ref()));
    diagram.text
}

const HEAD: &str = "\
sequenceDiagram
    participant L as Learner
    participant B as Bank (decide)
    participant S as Event store
    participant O as Outbox and receiver
    participant V as Views
";

/// The tints of the page behind a command that a rule or the store refused.
const REJECTED: &str = "rgb(251, 240, 218)";
const CONFLICT: &str = "rgb(251, 231, 227)";

struct Diagram<'a> {
    text: String,
    lab: &'a Lab,
    account: AccountId,
}

impl Diagram<'_> {
    fn journey(&mut self, journey: &Journey, owner: Option<&Owner>) {
        let trace = &journey.trace;
        let is_fork = trace.cause == Cause::Fork;
        let refused = journey.event.rejection().is_some() && !is_fork;
        if refused {
            self.line(&format!("rect {REJECTED}"));
        }
        let command = match trace.cause {
            Cause::Fork => "Fork".to_owned(),
            Cause::Command(_) => in_words(trace, &journey.event),
        };
        self.asked(&command, trace.expected, journey.loaded.account.balance);
        let ruling = if is_fork { "Copies are not decided again.".to_owned() } else { checks(journey) };
        self.note("B", &ruling);
        let written = if is_fork { format!("{} copies", journey.writes.events) } else { self.types(journey) };
        let expected = trace.expected;
        self.message("B->>S", &format!("Append {written}, expected {expected}"));
        self.message("S-->>B", &span(trace.first, trace.last));
        self.messages(journey);
        if !journey.views.is_empty() {
            let views: Vec<_> = journey.views.iter().map(|changes| changes.view).collect();
            self.message("S->>V", &format!("{} for {}", span(trace.first, trace.last), views.join(", ")));
        }
        match journey.event.refusal().filter(|_| refused) {
            Some(refusal) => {
                self.message("B--xL", &format!("Rejected: {}", refusal.sentence(owner)));
                self.line("end");
            }
            None => self.message("B-->>L", "Accepted"),
        }
    }

    /// A command that wrote nothing.
    fn unwritten(&mut self, attempt: &Attempt, head: Version, owner: Option<&Owner>) {
        let (word, sentence) = outcome_words(attempt, owner);
        let (tint, expected) = match &attempt.outcome {
            Outcome::Conflict(conflict) => (CONFLICT, conflict.expected),
            Outcome::Failed(_) => (CONFLICT, head),
            Outcome::Rejected { .. } | Outcome::Duplicate { .. } | Outcome::Accepted { .. } => (REJECTED, head),
        };
        self.line(&format!("rect {tint}"));
        let Attempt { command, .. } = attempt;
        let figure = figure(command.reverses(), command.amount().map(Amount::money));
        self.message("L->>B", &format!("{}{figure}", command.kind().name()));
        let account = self.account;
        self.message("B->>S", &format!("Load {account}"));
        self.message("S-->>B", &loaded(expected));
        if matches!(attempt.outcome, Outcome::Conflict(_) | Outcome::Failed(_) | Outcome::Duplicate { .. }) {
            self.message("B->>S", &format!("Append, expected {expected}"));
            self.message("S--xB", word);
        }
        self.message("B--xL", &format!("{word}: {sentence}"));
        self.line("end");
    }

    fn asked(&mut self, command: &str, expected: Version, balance: Money) {
        let account = self.account;
        self.message("L->>B", command);
        self.message("B->>S", &format!("Load {account}"));
        let state = match expected {
            Version::EMPTY => loaded(expected),
            _ => format!("{}, balance {}", loaded(expected), balance.figure()),
        };
        self.message("S-->>B", &state);
    }

    fn messages(&mut self, journey: &Journey) {
        let all = &journey.messages;
        for (message, _) in all.iter().take(MAX_NAMED) {
            self.message("S->>O", message);
        }
        if let Some(more) = all.len().checked_sub(MAX_NAMED).filter(|more| *more > 0) {
            self.message("S->>O", &format!("and {more} more"));
        }
        if journey.queued > 0 {
            self.note("O", &format!("{} not sent yet", journey.queued));
        }
    }

    /// The types of the events of a commit.
    fn types(&self, journey: &Journey) -> String {
        let from = journey.trace.expected.0 as usize;
        let mut types: Vec<_> = self.lab.with_events(self.account, |events| {
            let events = events[from..].iter().take(journey.writes.events.min(MAX_NAMED));
            events.map(|event| event.data.event_type().to_owned()).collect()
        });
        if let Some(more) = journey.writes.events.checked_sub(MAX_NAMED).filter(|more| *more > 0) {
            types.push(format!("{more} more"));
        }
        types.join(", ")
    }

    fn message(&mut self, arrow: &str, text: &str) {
        self.line(&format!("{arrow}: {}", escaped(&shortened(text, MAX_MESSAGE))));
    }

    fn note(&mut self, over: &str, text: &str) {
        self.line(&format!("Note over {over}: {}", escaped(&shortened(text, MAX_NOTE))));
    }

    fn line(&mut self, line: &str) {
        self.text.push_str("    ");
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// A command with its figure and the text that was typed, e.g. `Withdraw 30.00: rent`.
fn in_words(trace: &Trace, event: &BankEvent) -> String {
    let (name, figure) = (trace.cause.name(), figure(trace.reverses, trace.amount));
    let owner = if let BankEvent::AccountCreated { owner, .. } = event { Some(owner.as_str()) } else { None };
    let typed = owner.or(reason(event).map(Reason::as_str));
    format!("{name}{figure}{}", typed.map(|typed| format!(": {}", shortened(typed, MAX_TYPED))).unwrap_or_default())
}

/// What a command was sent with, e.g. ` 30.00`, or ` v2` for a reversal, which names no amount.
fn figure(reverses: Option<Version>, amount: Option<Money>) -> String {
    let version = reverses.map(|version| format!(" {version}"));
    version.or(amount.map(|amount| format!(" {}", amount.figure()))).unwrap_or_default()
}

fn checks(journey: &Journey) -> String {
    let checks: Vec<_> = journey.trace.checks.iter().map(ToString::to_string).collect();
    if checks.is_empty() { "By other rules".to_owned() } else { checks.join(", ") }
}

fn loaded(version: Version) -> String {
    match version {
        Version::EMPTY => "no events".to_owned(),
        _ => version.to_string(),
    }
}

fn span(first: Version, last: Version) -> String {
    if first == last { last.to_string() } else { format!("{first} to {last}") }
}

/// The text so that Mermaid shows it and reads nothing else in it: letters, digits, spaces and harmless marks stay, and
/// every other ASCII character is its code. So is the first letter of `end`, which closes blocks.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for (number, word) in text.split(' ').enumerate() {
        if number > 0 {
            escaped.push(' ');
        }
        let ends_a_block = word.eq_ignore_ascii_case("end");
        for (place, letter) in word.chars().enumerate() {
            match letter {
                _ if ends_a_block && place == 0 => push_code(&mut escaped, letter),
                _ if letter.is_ascii_alphanumeric() || ".,:()+-/'!?=@".contains(letter) => escaped.push(letter),
                _ if letter.is_control() => escaped.push(' '),
                _ if letter.is_ascii() => push_code(&mut escaped, letter),
                _ => escaped.push(letter),
            }
        }
    }
    escaped
}

fn push_code(text: &mut String, letter: char) {
    text.push_str(&format!("#{};", u32::from(letter)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_has_no_mark_of_the_language() {
        assert_eq!(escaped("a;b #c \"d\" %%e"), "a#59;b #35;c #34;d#34; #37;#37;e");
        assert_eq!(escaped("end END ending"), "#101;nd #69;ND ending");
        assert_eq!(escaped("a\nb"), "a b");
        assert_eq!(escaped("70.00 \u{2265} 30.00, \u{e9}"), "70.00 \u{2265} 30.00, \u{e9}");
        assert_eq!(escaped("<br/>: x->>y"), "#60;br/#62;: x-#62;#62;y");
    }
}
