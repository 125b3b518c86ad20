use std::sync::Arc;

use thiserror::Error;

use super::unicode;

/// A text is a thin pointer: a log holds two in every event, and most events have no reason.
pub(crate) type Line = Arc<Box<str>>;

/// The most bytes that a text may take for each character of its limit: enough for a line of Devanagari, and for no line of
/// a thousand accents on one letter.
const MAX_BYTES_PER_CHARACTER: usize = 10;

/// The line that a person typed, in Normalization Form C, with single spaces between its words and none around it. `None` if there
/// is nothing to see. `limit` is counted in characters as a person counts them (grapheme clusters, UAX #29).
pub(crate) fn parse(text: &str, limit: usize) -> Result<Option<Line>, TextError> {
    let text = text.trim();
    if unicode::is_blank(text) {
        return Ok(None);
    }
    if let Some(mark) = unicode::lone_mark(text) {
        return Err(TextError::LoneMark(mark));
    }
    if let Some(invisible) = unicode::first_invisible(text) {
        return Err(TextError::Invisible(invisible));
    }
    let text = unicode::nfc(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let max_bytes = limit * MAX_BYTES_PER_CHARACTER;
    if text.len() > max_bytes && !text.is_ascii() {
        return Err(TextError::TooManyBytes { limit: max_bytes, length: text.len() });
    }
    match unicode::graphemes(&text) {
        length if length > limit => Err(TextError::TooLong { limit, length }),
        _ => Ok(Some(Arc::new(text.into()))),
    }
}

/// A line that was stored. Only what no version of these rules ever stores is refused: an empty text, a line break or another
/// control, and characters that turn the direction of text around. A stored event is a fact: a rule that came later, or another
/// version of Unicode, must not make it unreadable.
pub(crate) fn stored(text: String) -> Result<Line, String> {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    match text.chars().find(|&c| is_control(c)) {
        Some(control) => Err(TextError::Invisible(control).to_string()),
        None => Ok(Arc::new(text.into())),
    }
}

/// Control characters, line and paragraph separators, and bidirectional controls (UAX #9). Unicode will add none to them.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Why a text can't be used. Its display says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// No name was typed.
    #[error("Enter the owner\u{2019}s name.")]
    EmptyOwner,
    /// It contains a character that can't be seen, such as a zero-width space or a line break.
    #[error("{}", delete_invisible(*.0))]
    Invisible(char),
    /// It begins with a combining mark, which has no letter to stand on.
    #[error("Enter a letter before the accent U+{:04X}.", u32::from(*.0))]
    LoneMark(char),
    /// It has more characters than the limit.
    #[error("Use at most {limit} characters. This has {length}.")]
    TooLong {
        /// How many characters it may have, counted as a person counts them.
        limit: usize,
        /// How many it has.
        length: usize,
    },
    /// It takes more bytes than the limit, since its characters are made of many parts.
    #[error("Use fewer accents and symbols. This takes {length} bytes; {limit} can be stored.")]
    TooManyBytes {
        /// How many bytes of UTF-8 it may take.
        limit: usize,
        /// How many it takes.
        length: usize,
    },
}

/// Says which character can't be seen. It is hard to find, so the way out is to type the text again.
pub(crate) fn delete_invisible(c: char) -> String {
    format!("Delete the invisible character U+{:04X}, or type this again.", u32::from(c))
}

/// What a line of text has in common with every other: it is read, shown and stored as its text.
macro_rules! single_line {
    ($type:ty, $stored:path) => {
        impl $type {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$type> for String {
            fn from(text: $type) -> Self {
                text.as_str().to_owned()
            }
        }

        /// Reads a stored text.
        impl TryFrom<String> for $type {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                $stored(text).map(Self)
            }
        }
    };
}

pub(crate) use single_line;
