use super::words::{push_deed, push_details};
use bank::{BankEvent, Family, Owner, fold_case};
use engine::{Event, Metadata, Recorded, Version};

/// The versions of the events of these families that contain every word of the text: in their type, their command, their
/// sentence, their payload or their outcome (accepted or rejected). A word of eight or more hexadecimal digits is also looked for
/// in the ids. Upper and lower case are the same. `None` when everything is asked for.
#[must_use]
pub fn search(
    events: &[Recorded<BankEvent>],
    owner: Option<&Owner>,
    text: &str,
    families: Families,
) -> Option<Vec<Version>> {
    let mut text = text.to_owned();
    fold_case(&mut text);
    let words: Vec<Word> = text.split_whitespace().map(Word::of).collect();
    if words.is_empty() && families.are_all() {
        return None;
    }
    let mut finder = Finder { owner, words, kinds: Vec::new(), buffer: String::new() };
    let found = events.iter().filter(|event| families.show(event.data.family()) && finder.finds(event));
    Some(found.map(|event| event.version).collect())
}

/// Some families of events, to look at no others. The default is all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Families(u32);

impl Families {
    /// The families in the order in which they are offered.
    pub const EACH: [Family; 5] = [Family::Opened, Family::MoneyIn, Family::MoneyOut, Family::State, Family::Rejected];

    /// One bit for each that was chosen.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// What has these bits. Those that stand for no family are passed over.
    #[must_use]
    pub const fn of_bits(bits: u32) -> Self {
        Self(bits & 0b1_1111)
    }

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

/// Looks for words, as fast as it takes to search at every key that is pressed: what events of one type and command have in common is
/// searched once, and there is one buffer for all others.
struct Finder<'a> {
    owner: Option<&'a Owner>,
    words: Vec<Word>,
    kinds: Vec<Kind<'a>>,
    buffer: String,
}

/// Events of one type and command.
struct Kind<'a> {
    event_type: &'a str,
    command: &'a str,
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
        self.buffer.clear();
        push_details(&mut self.buffer, &event.data, self.owner);
        let mut id = [0; uuid::fmt::Hyphenated::LENGTH];
        missing.iter().map(|&word| &self.words[word]).all(|word| {
            let Metadata { event_id, correlation_id, causation_id, .. } = &event.metadata;
            has(&self.buffer, &word.text)
                || word.may_be_id
                    && [correlation_id, event_id, causation_id]
                        .iter()
                        .any(|uuid| has(uuid.hyphenated().encode_lower(&mut id), &word.text))
        })
    }

    fn kind_of(&mut self, event: &'a Recorded<BankEvent>) -> usize {
        let (event_type, command) = (event.data.event_type(), &*event.metadata.command);
        let known = self.kinds.iter().position(|kind| kind.event_type == event_type && kind.command == command);
        known.unwrap_or_else(|| {
            let outcome = if event.data.family() == Family::Rejected { " rejected " } else { " accepted " };
            let mut common = [event_type, " ", command, outcome].concat();
            push_deed(&mut common, &event.data, self.owner);
            fold_case(&mut common);
            let missing = (0..self.words.len()).filter(|word| !has(&common, &self.words[*word].text)).collect();
            self.kinds.push(Kind { event_type, command, missing });
            self.kinds.len() - 1
        })
    }
}

/// Whether a text contains a word. The search of the standard library prepares itself for long texts, and these are short.
fn has(text: &str, word: &str) -> bool {
    let word = word.as_bytes();
    text.as_bytes().windows(word.len()).any(|window| window[0] == word[0] && window == word)
}
