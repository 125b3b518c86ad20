use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use super::words::{is_payment, push_deed, push_signed_amount, reason, reason_lead};
use bank::unicode::caseless;
use bank::{BankEvent, Email, Family, Money, Owner};
use engine::{Event, Metadata, Recorded, Version};

/// The versions of the events of these families that contain every word of the text: in their type, their command, their
/// sentence, their payload or their outcome (accepted or rejected). A word of eight or more hexadecimal digits is also looked for
/// in the ids. Texts are compared as [`caseless`] says. `None` when everything is asked for.
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

/// Some families of events, to look at no others. The default is all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Families(u32);

impl Families {
    /// The families in the order in which they are offered.
    pub const EACH: [Family; 5] = [Family::Opened, Family::MoneyIn, Family::MoneyOut, Family::State, Family::Rejected];

    /// Whether none was chosen, or each: then all are shown.
    #[must_use]
    pub const fn are_all(self) -> bool {
        matches!(self.0, 0 | 0b1_1111)
    }

    /// Whether this one was chosen.
    #[must_use]
    pub const fn has(self, family: Family) -> bool {
        self.0 & bit(family) != 0
    }

    /// With this one if it was not chosen, without it if it was.
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

struct Word {
    text: String,
    may_be_id: bool,
}

impl Word {
    fn of(text: &str) -> Self {
        // The minus sign of an amount is none that a keyboard has.
        let text = match text.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            Some(amount) => format!("\u{2212}{amount}"),
            None => text.to_owned(),
        };
        let may_be_id = text.len() >= 8 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        Self { text, may_be_id }
    }
}

/// Looks for words, fast enough to search at every key press: what events of one kind have in common is searched once, and the
/// details of all events are written to one buffer.
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
    /// The words, by their places, that not all of these events have.
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
            let outcome = if event.data.family() == Family::Rejected { " rejected " } else { " accepted " };
            let mut common = [event.data.event_type(), " ", command, outcome].concat();
            push_deed(&mut common, &event.data, self.owner);
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

/// What an event says beyond what its kind says, [`caseless`]: what is in its payload. It is written for every event, so it spares
/// the formatter and its allocations.
#[derive(Default)]
struct Details {
    text: String,
    /// Words that are not ASCII. They recur, and to ask a browser about one takes some microseconds.
    known: HashMap<String, String>,
}

impl Details {
    /// The most words that are remembered: a few hundred kilobytes.
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
        if let Some(amount) = event.amount() {
            push_signed_amount(&mut self.text, event);
            self.text.push_str(". ");
            self.push_ungrouped(amount);
            self.text.push_str(amount.currency.code());
        }
        // Capital letters that are not ASCII are gone already.
        self.text.make_ascii_lowercase();
    }

    fn push_money(&mut self, money: Money) {
        money.push_figure(&mut self.text);
        self.text.push(' ');
        self.push_ungrouped(money);
    }

    /// Adds a figure as it is typed without separators, if it is shown with some.
    fn push_ungrouped(&mut self, money: Money) {
        if money.minor.abs() >= 100_000 {
            money.push_number(&mut self.text);
            self.text.push(' ');
        }
    }

    /// Adds a text that may still have capital letters of ASCII.
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

/// Whether a text contains a word. The search of the standard library prepares itself for long texts, and these are short.
fn has(text: &str, word: &str) -> bool {
    let word = word.as_bytes();
    text.as_bytes().windows(word.len()).any(|window| window[0] == word[0] && window == word)
}
