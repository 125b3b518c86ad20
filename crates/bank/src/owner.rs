use serde::{Deserialize, Serialize};

use super::single_line::{self, Line, TextError, single_line};

/// The name of an account's owner: 1 to 100 characters as a person counts them, nothing invisible, no space around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Owner(Line);

impl Owner {
    /// The longest name, in characters as a person counts them.
    pub const MAX_CHARACTERS: usize = 100;

    /// The name that a person typed, in Normalization Form C: "é" is one name, typed as one character or as two. Space around it
    /// is left out.
    ///
    /// # Errors
    /// A [`TextError`] whose text says what to do; [`TextError::EmptyOwner`] if there is nothing to see.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        single_line::parse(text, Self::MAX_CHARACTERS)?.map(Self).ok_or(TextError::EmptyOwner)
    }
}

single_line!(Owner, single_line::stored);
