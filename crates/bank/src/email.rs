use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::single_line::{self, Line, delete_invisible, is_control, single_line};
use super::unicode;

/// An e-mail address: a local part of at most 64 bytes, `@`, and a domain of two labels or more; 254 bytes in all (RFC 5321).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Email(Line);

/// The maximum address length in bytes: the 256 of a mail path less its two angle brackets (RFC 5321, 4.5.3.1.3).
const MAX_ADDRESS: usize = 254;
/// The maximum length of the part before the `@`, in bytes (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL_PART: usize = 64;
/// The maximum length of a domain label in bytes (RFC 1035, 2.3.4). Characters are counted, because the DNS encodes a label that
/// is not ASCII with at least one byte per character (RFC 3492).
const MAX_LABEL: usize = 63;

impl Email {
    /// Parses a typed address into Normalization Form KC, as domain names are compared (UTS #46): full-width letters become plain
    /// ones. Returns `None` for blank text.
    ///
    /// # Errors
    /// An [`EmailError`] whose message says what to do.
    pub fn parse(text: &str) -> Result<Option<Self>, EmailError> {
        let text = text.trim();
        if unicode::is_blank(text) {
            return Ok(None);
        }
        if let Some(invisible) = unicode::first_invisible_or_joiner(text) {
            return Err(EmailError::Invisible(invisible));
        }
        // An ideographic full stop separates labels, as "." does (UTS #46, 4.5).
        let text = unicode::nfkc(text).replace('\u{3002}', ".");
        if let Some(character) = text.chars().find(|&c| is_never_in_address(c)) {
            return Err(EmailError::Forbidden(character));
        }
        let (local_part, domain) = parts(&text).ok_or(EmailError::Incomplete)?;
        if std::iter::once(local_part).chain(domain.split('.')).any(|part| unicode::lone_mark(part).is_some()) {
            return Err(EmailError::Incomplete);
        }
        if local_part.len() > MAX_LOCAL_PART {
            return Err(EmailError::LocalPartTooLong { length: local_part.len() });
        }
        if text.len() > MAX_ADDRESS {
            return Err(EmailError::TooLong { length: text.len() });
        }
        if let Some(length) = domain.split('.').map(|label| label.chars().count()).find(|&length| length > MAX_LABEL) {
            return Err(EmailError::LabelTooLong { length });
        }
        // RFC 3696, 2.
        if domain.rsplit('.').next().is_some_and(|top| top.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(EmailError::NumericTopLevel);
        }
        Ok(Some(Self(Arc::new(text.into()))))
    }

    /// The case-folded address: the key under which it is found and reserved.
    #[must_use]
    pub fn key(&self) -> String {
        unicode::caseless(self.as_str())
    }
}

/// Splits an address at its `@`. Returns `None` unless it has exactly one `@`, a domain of two or more labels, and no "." at the
/// start, at the end or next to another.
fn parts(address: &str) -> Option<(&str, &str)> {
    address.split_once('@').filter(|(local_part, domain)| {
        let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
        local_part.split('.').all(|atom| !atom.is_empty())
            && !domain.contains('@')
            && domain.contains('.')
            && domain.split('.').all(is_label)
    })
}

/// Characters that an address may contain only in a quoted local part, if at all.
fn is_never_in_address(c: char) -> bool {
    c.is_whitespace() || is_control(c) || "<>()[]\\,;:\"".contains(c)
}

/// Reads an address that this version or an earlier one stored.
fn stored(text: String) -> Result<Line, String> {
    match parts(&text).is_none() || text.contains(is_never_in_address) {
        true => Err(EmailError::Incomplete.to_string()),
        false => single_line::stored(text),
    }
}

single_line!(Email, stored);

/// Why a text is not an e-mail address. The message says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EmailError {
    /// The part before the `@` or the domain is missing or malformed.
    #[error("Enter an address such as ada@example.com, or leave this empty.")]
    Incomplete,
    /// It contains a character that can't be seen, such as a zero-width space.
    #[error("{}", delete_invisible(*.0))]
    Invisible(char),
    /// It contains a character that is not allowed in an address.
    #[error("Delete the {}. Enter an address such as ada@example.com.", named(*.0))]
    Forbidden(char),
    /// It is longer than 254 bytes.
    #[error("Use at most {MAX_ADDRESS} characters. This has {length}. An accented letter counts as two or more.")]
    TooLong {
        /// Its number of UTF-8 bytes.
        length: usize,
    },
    /// The part before the `@` is longer than 64 bytes.
    #[error(
        "Use at most {MAX_LOCAL_PART} characters before the @. This has {length}. An accented letter counts as two or more."
    )]
    LocalPartTooLong {
        /// Its number of UTF-8 bytes.
        length: usize,
    },
    /// A label of the domain is longer than 63 characters.
    #[error("Use at most {MAX_LABEL} characters between two points of the domain. One part has {length}.")]
    LabelTooLong {
        /// Its number of characters.
        length: usize,
    },
    /// The last label of the domain has digits only.
    #[error("Use a domain such as example.com. Its last part can\u{2019}t be digits alone.")]
    NumericTopLevel,
}

fn named(character: char) -> String {
    if character.is_whitespace() { "space".to_owned() } else { format!("\u{201c}{character}\u{201d}") }
}
