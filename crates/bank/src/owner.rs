use serde::{Deserialize, Serialize};

use super::single_line::{self, Line, TextError, single_line};

/// The name of an account's owner: 1 to 100 characters (grapheme clusters), none invisible, trimmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Owner(Line);

impl Owner {
    /// The maximum length in grapheme clusters.
    pub const MAX_CHARACTERS: usize = 100;

    /// Parses typed text: trims it and converts it to Normalization Form C, in which a composed and a decomposed "é" are equal.
    ///
    /// # Errors
    /// A [`TextError`] whose message says what to do; [`TextError::EmptyOwner`] for blank text.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        single_line::parse(text, Self::MAX_CHARACTERS)?.map(Self).ok_or(TextError::EmptyOwner)
    }
}

single_line!(Owner, single_line::stored);
