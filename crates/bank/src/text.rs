use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fold_case;

// Each text is a thin pointer: a log holds two in every event, and most events have no reason.

/// The name of an account's owner: 1 to 100 characters, no control characters, no space around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Owner(Arc<Box<str>>);

/// An e-mail address: something before one `@`, a domain with a point after it, at most 254 characters (RFC 5321).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Email(Arc<Box<str>>);

/// Why somebody asked for something: 1 to 200 characters, no control characters, no space around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Reason(Arc<Box<str>>);

/// The longest owner's name, in characters.
const MAX_OWNER: usize = 100;
/// The longest address that can be used in a mail envelope, in bytes (RFC 5321, 4.5.3.1.3, less its two brackets).
const MAX_EMAIL: usize = 254;
/// The longest reason, in characters.
const MAX_REASON: usize = 200;

impl Owner {
    /// The name that a person typed. Space around it is passed over.
    ///
    /// # Errors
    /// [`TextError::EmptyOwner`], [`TextError::TooLong`] or [`TextError::ControlCharacter`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        one_line(text, MAX_OWNER)?.map(Self).ok_or(TextError::EmptyOwner)
    }
}

impl Reason {
    /// The reason that a person typed. Nothing but space is no reason.
    ///
    /// # Errors
    /// [`TextError::TooLong`] or [`TextError::ControlCharacter`].
    pub fn parse(text: &str) -> Result<Option<Self>, TextError> {
        Ok(one_line(text, MAX_REASON)?.map(Self))
    }
}

impl Email {
    /// The address that a person typed. Nothing but space is no address.
    ///
    /// # Errors
    /// [`TextError::NotAnEmail`] or [`TextError::TooLong`].
    pub fn parse(text: &str) -> Result<Option<Self>, TextError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.len() > MAX_EMAIL {
            return Err(TextError::TooLong { limit: MAX_EMAIL, length: text.len() });
        }
        let well_formed = text.split_once('@').is_some_and(|(local, domain)| {
            let labels = || domain.split('.');
            !local.is_empty()
                && !text.contains(|c: char| c.is_whitespace() || is_control(c) || "<>()[]\\,;:\"".contains(c))
                && !local.starts_with('.')
                && !local.ends_with('.')
                && !local.contains("..")
                && !domain.contains('@')
                && labels().count() >= 2
                && labels().all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
        });
        if well_formed { Ok(Some(Self(Arc::new(text.into())))) } else { Err(TextError::NotAnEmail) }
    }

    /// The address in lower case, by which it is found.
    #[must_use]
    pub fn key(&self) -> String {
        let mut key = self.as_str().to_owned();
        fold_case(&mut key);
        key
    }
}

/// The text without space around it, or `None` when nothing is left.
fn one_line(text: &str, limit: usize) -> Result<Option<Arc<Box<str>>>, TextError> {
    let text = text.trim();
    let length = text.chars().count();
    if length > limit {
        return Err(TextError::TooLong { limit, length });
    }
    if text.contains(is_control) {
        return Err(TextError::ControlCharacter);
    }
    Ok(text.contains(|c| !is_unseen(c)).then(|| Arc::new(text.into())))
}

/// Line breaks and the like, and the characters that turn the direction of all text after them around (UAX #9).
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that are never seen on their own don't make a name (Unicode's Default_Ignorable_Code_Point).
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Why a text can't be used. Its display says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
    /// No name was typed.
    EmptyOwner,
    /// It isn't an address.
    NotAnEmail,
    /// It is longer than the limit.
    TooLong {
        /// How long it may be.
        limit: usize,
        /// How long it is.
        length: usize,
    },
    /// It holds a line break, a tab, or another control character, such as one that turns text around.
    ControlCharacter,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyOwner => f.write_str("Enter the owner\u{2019}s name."),
            Self::NotAnEmail => f.write_str("Enter an address such as ada@example.com, or leave this empty."),
            Self::TooLong { limit, length } => write!(f, "Use at most {limit} characters. This has {length}."),
            Self::ControlCharacter => f.write_str("Leave out line breaks, tabs and other control characters."),
        }
    }
}

impl std::error::Error for TextError {}

macro_rules! text {
    ($type:ty, $parse:expr) => {
        impl $type {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$type> for String {
            fn from(text: $type) -> Self {
                text.as_str().to_owned()
            }
        }

        impl TryFrom<String> for $type {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                let parse: fn(&str) -> Result<Option<$type>, TextError> = $parse;
                match parse(&text) {
                    Ok(Some(parsed)) => Ok(parsed),
                    Ok(None) => Err("it is empty".to_owned()),
                    Err(error) => Err(error.to_string()),
                }
            }
        }
    };
}

text!(Owner, |text| Owner::parse(text).map(Some));
text!(Email, Email::parse);
text!(Reason, Reason::parse);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_as_it_was_typed() {
        for name in ["Ada", "<img src=x onerror=alert(1)>", "עדה", "Ada\u{301}\u{302}\u{303}", "李 明"] {
            assert_eq!(Owner::parse(&format!("  {name} ")).unwrap().as_str(), name);
        }
    }

    #[test]
    fn a_name_needs_something_to_see() {
        for name in ["", "   ", "\u{200b}\u{feff}", "\u{3164} \u{ad}"] {
            assert_eq!(Owner::parse(name), Err(TextError::EmptyOwner), "{name:?}");
        }
        assert_eq!(Owner::parse(&"a".repeat(10_000)), Err(TextError::TooLong { limit: 100, length: 10_000 }));
        for name in ["Ada\nLovelace", "Ada\u{202e}", "\u{2066}Ada", "Ada\u{2028}Lovelace"] {
            assert_eq!(Owner::parse(name), Err(TextError::ControlCharacter), "{name:?}");
        }
    }

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        for email in ["ada@example.com", "a.b+c@d-e.example.org", "Ada@Example.COM", "δ@π.gr"] {
            assert_eq!(Email::parse(email).unwrap().unwrap().as_str(), email);
        }
        for email in [
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "a@b@c.de",
            "a b@c.de",
            "a@.de",
            "a@c..de",
            "a@-c.de",
            ".a@c.de",
            "<a>@c.de",
        ] {
            assert_eq!(Email::parse(email), Err(TextError::NotAnEmail), "{email}");
        }
        assert_eq!(Email::parse(" "), Ok(None));
    }

    #[test]
    fn what_was_stored_is_checked_when_it_is_read() {
        assert!(serde_json::from_str::<Owner>("\"\"").is_err());
        assert!(serde_json::from_str::<Email>("\"ada\"").is_err());
        assert!(serde_json::from_str::<Reason>("\"\\u0000\"").is_err());
        assert_eq!(serde_json::from_str::<Reason>("\"rent\"").unwrap().as_str(), "rent");
    }
}
