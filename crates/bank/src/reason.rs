use serde::{Deserialize, Serialize};

use super::single_line::{self, Line, TextError, single_line};

/// Why something is asked for: 1 to 200 characters as a person counts them, nothing invisible, no space around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Reason(Line);

impl Reason {
    /// The longest reason, in characters as a person counts them.
    pub const MAX_CHARACTERS: usize = 200;

    /// The reason that a person typed, in Normalization Form C. `None` if there is nothing to see.
    ///
    /// # Errors
    /// A [`TextError`] whose text says what to do.
    pub fn parse(text: &str) -> Result<Option<Self>, TextError> {
        Ok(single_line::parse(text, Self::MAX_CHARACTERS)?.map(Self))
    }
}

single_line!(Reason, single_line::stored);
