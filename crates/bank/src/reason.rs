use serde::{Deserialize, Serialize};

use super::single_line::{self, Line, TextError, single_line};

/// The reason of a command: 1 to 200 characters (grapheme clusters), none invisible, trimmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Reason(Line);

impl Reason {
    /// The maximum length in grapheme clusters.
    pub const MAX_CHARACTERS: usize = 200;

    /// Parses typed text into Normalization Form C. Returns `None` for blank text.
    ///
    /// # Errors
    /// A [`TextError`] whose message says what to do.
    pub fn parse(text: &str) -> Result<Option<Self>, TextError> {
        Ok(single_line::parse(text, Self::MAX_CHARACTERS)?.map(Self))
    }
}

single_line!(Reason, single_line::stored);
