use std::sync::Arc;

use thiserror::Error;

use super::unicode;

/// The text of a line. A thin pointer, because an event holds up to two and most are `None`.
pub(crate) type Line = Arc<Box<str>>;

/// The maximum bytes per character of the limit: enough for a line of Devanagari, too few for a letter with a thousand accents.
const MAX_BYTES_PER_CHARACTER: usize = 10;

/// Parses a typed line: Normalization Form C, trimmed, single spaces between words. Returns `None` for blank text. `limit` counts
/// grapheme clusters (UAX #29).
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

/// Reads a stored line. A stored event is a fact: neither a later rule nor another version of Unicode may make it unreadable. Only
/// text that no version ever accepted is refused: empty text, control characters, and bidirectional controls.
pub(crate) fn stored(text: String) -> Result<Line, String> {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    match text.chars().find(|&c| is_control(c)) {
        Some(control) => Err(TextError::Invisible(control).to_string()),
        None => Ok(Arc::new(text.into())),
    }
}

/// Control characters, line and paragraph separators, and bidirectional controls (UAX #9).
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Why a text can't be used. The message says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextError {
    /// No name was typed.
    #[error("Enter the owner\u{2019}s name.")]
    EmptyOwner,
    /// It contains an invisible character, such as a zero-width space or a line break.
    #[error("{}", delete_invisible(*.0))]
    Invisible(char),
    /// It begins with a combining mark that has no base letter.
    #[error("Enter a letter before the accent U+{:04X}.", u32::from(*.0))]
    LoneMark(char),
    /// It has more characters (grapheme clusters) than the limit.
    #[error("Use at most {limit} characters. This has {length}.")]
    TooLong {
        /// The maximum number of characters.
        limit: usize,
        /// Its number of characters.
        length: usize,
    },
    /// It takes more bytes than the limit, because its characters consist of many code points.
    #[error("Use fewer accents and symbols. This takes {length} bytes; {limit} can be stored.")]
    TooManyBytes {
        /// The maximum number of UTF-8 bytes.
        limit: usize,
        /// Its number of UTF-8 bytes.
        length: usize,
    },
}

/// Names an invisible character. It is hard to find, so the message also suggests typing the text again.
pub(crate) fn delete_invisible(c: char) -> String {
    format!("Delete the invisible character U+{:04X}, or type this again.", u32::from(c))
}

/// Implements what every line type shares: conversion from and to its text.
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
