use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use super::words::{WAS_REVERSED, is_payment, push_deed, push_signed_amount, reason, reason_lead};
use bank::unicode::caseless;
use bank::{BankEvent, Email, Family, Money, Owner};
use engine::{Event, Metadata, Recorded, Version};

/// The versions of the events of these families that contain every word of the text: in their type, command, sentence,
/// payload or outcome (accepted or rejected). A word of eight or more hexadecimal digits is also searched in the ids.
/// Texts are compared as in [`caseless`]. `None` if the search has no restriction.
#[must_use]
pub fn search(
    events: &[Recorded<BankEvent>],
    owner: Option<&Owner>,
    text: &str,
    families: Families,
) -> Option<Vec<Version>> {
    let words: Vec<Word> = caseless(text).split_whitespace().map(Word::of).collect();
    if words.is_empty() && families.are_all() {
        return None;
    }
    let mut finder = Finder { owner, words, kinds: Vec::new(), details: Details::default() };
    let found = events.iter().filter(|event| families.show(event.data.family()) && finder.finds(event));
    Some(found.map(|event| event.version).collect())
}

/// The selected families of events. The default is all families.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Families(u32);

impl Families {
    /// The families in display order.
    pub const EACH: [Family; 6] =
        [Family::Opened, Family::MoneyIn, Family::MoneyOut, Family::Reversed, Family::State, Family::Rejected];

    /// Whether no family is selected, or every family: both show all events.
    #[must_use]
    pub const fn are_all(self) -> bool {
        matches!(self.0, 0 | 0b11_1111)
    }

    /// Whether this family is selected.
    #[must_use]
    pub const fn has(self, family: Family) -> bool {
        self.0 & bit(family) != 0
    }

    /// Selects this family, or deselects it if it is selected.
    #[must_use]
    pub const fn toggled(self, family: Family) -> Self {
        Self(self.0 ^ bit(family))
    }

    /// Whether events of this family are shown.
    #[must_use]
    pub const fn show(self, family: Family) -> bool {
        self.are_all() || self.has(family)
    }
}

const fn bit(family: Family) -> u32 {
    1 << family as u8
}

/// What an event of a rejection says besides its sentence.
const REJECTED: &str = " rejected balance unchanged ";

struct Word {
    text: String,
    may_be_id: bool,
}

impl Word {
    fn of(text: &str) -> Self {
        // Amounts are written with U+2212, but a keyboard types a hyphen.
        let text = match text.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            Some(amount) => format!("\u{2212}{amount}"),
            None => text.to_owned(),
        };
        let may_be_id = text.len() >= 8 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        Self { text, may_be_id }
    }
}

/// Searches for words, fast enough for every key press: the text that events of one kind share is searched once, and
/// the details of all events are written to one buffer.
struct Finder<'a> {
    owner: Option<&'a Owner>,
    words: Vec<Word>,
    kinds: Vec<Kind<'a>>,
    details: Details,
}

/// Events of one type and command, all with a reason or all without.
struct Kind<'a> {
    event_type: Discriminant<BankEvent>,
    command: &'a str,
    has_reason: bool,
    /// The indexes of the words that these events do not all contain.
    missing: Vec<usize>,
}

impl<'a> Finder<'a> {
    fn finds(&mut self, event: &'a Recorded<BankEvent>) -> bool {
        let kind = self.kind_of(event);
        let missing = &self.kinds[kind].missing;
        if missing.is_empty() {
            return true;
        }
        self.details.write(&event.data, self.owner);
        let mut id = [0; uuid::fmt::Hyphenated::LENGTH];
        missing.iter().map(|&word| &self.words[word]).all(|word| {
            let Metadata { event_id, correlation_id, causation_id, .. } = &event.metadata;
            has(&self.details.text, &word.text)
                || word.may_be_id
                    && [correlation_id, event_id, causation_id]
                        .iter()
                        .any(|uuid| has(uuid.hyphenated().encode_lower(&mut id), &word.text))
        })
    }

    fn kind_of(&mut self, event: &'a Recorded<BankEvent>) -> usize {
        let (event_type, command) = (discriminant(&event.data), &*event.metadata.command);
        let has_reason = reason(&event.data).is_some();
        let is_of =
            |kind: &Kind| kind.event_type == event_type && kind.has_reason == has_reason && kind.command == command;
        self.kinds.iter().position(is_of).unwrap_or_else(|| {
            let outcome = if event.data.family() == Family::Rejected { REJECTED } else { " accepted " };
            let mut common = [event.data.event_type(), " ", command, outcome].concat();
            push_deed(&mut common, &event.data, self.owner);
            if event.data.family() == Family::Reversed {
                common.push_str(WAS_REVERSED);
            }
            match has_reason {
                true => common.push_str(reason_lead(&event.data)),
                false if is_payment(&event.data) => {}
                false => common.push('.'),
            }
            let common = caseless(&common);
            let missing = (0..self.words.len()).filter(|word| !has(&common, &self.words[*word].text)).collect();
            self.kinds.push(Kind { event_type, command, has_reason, missing });
            self.kinds.len() - 1
        })
    }
}

/// The text of an event beyond that of its kind, folded by [`caseless`]: its payload. It is written for every event, so
/// it avoids `fmt` and its allocations.
#[derive(Default)]
struct Details {
    text: String,
    /// Folded words that are not ASCII. Words recur, and a call to the browser takes some microseconds.
    known: HashMap<String, String>,
}

impl Details {
    /// The maximum number of folded words in the cache: a few hundred kilobytes.
    const MAX_KNOWN: usize = 4_096;

    fn write(&mut self, event: &BankEvent, owner: Option<&Owner>) {
        self.text.clear();
        if let Some(refusal) = event.refusal() {
            self.push(&refusal.sentence(owner));
            self.text.push(' ');
            self.text.push_str(refusal.reason_code.name());
            self.text.push(' ');
            self.push_money(refusal.balance);
        }
        if let BankEvent::AccountCreated { email, currency, owner } = event {
            let email = email.as_ref().map_or("", Email::as_str);
            [owner.as_str(), " ", email, " ", currency.code()].into_iter().for_each(|part| self.push(part));
        }
        if let Some(reason) = reason(event) {
            self.push(reason.as_str());
        }
        self.text.push_str(". ");
        if let Some(version) = event.reverses() {
            self.text.push_str(&format!("({version}) "));
        }
        if let Some(amount) = event.amount() {
            push_signed_amount(&mut self.text, event);
            self.text.push_str(". ");
            self.push_ungrouped(amount);
            self.text.push_str(amount.currency.code());
        }
        // `caseless` has already folded capital letters that are not ASCII.
        self.text.make_ascii_lowercase();
    }

    fn push_money(&mut self, money: Money) {
        money.push_figure(&mut self.text);
        self.text.push(' ');
        self.push_ungrouped(money);
    }

    /// Adds a figure without separators, as a person types it, if it is shown with separators.
    fn push_ungrouped(&mut self, money: Money) {
        if money.minor.abs() >= 1_000_00 {
            money.push_number(&mut self.text);
            self.text.push(' ');
        }
    }

    /// Adds a text. ASCII letters keep their case.
    fn push(&mut self, text: &str) {
        if text.is_ascii() {
            return self.text.push_str(text);
        }
        for word in text.split_inclusive(' ') {
            if word.is_ascii() {
                self.push(word);
            } else if let Some(known) = self.known.get(word) {
                self.text.push_str(known);
            } else {
                if self.known.len() == Self::MAX_KNOWN {
                    self.known.clear();
                }
                let folded = caseless(word);
                self.text.push_str(&folded);
                self.known.insert(word.to_owned(), folded);
            }
        }
    }
}

/// Whether a text contains a word. The standard library's search has a setup cost that does not pay for such short
/// texts.
fn has(text: &str, word: &str) -> bool {
    let word = word.as_bytes();
    text.as_bytes().windows(word.len()).any(|window| window[0] == word[0] && window == word)
}
