use std::error::Error;
use std::sync::Arc;

use crate::{AggregateError, CopyError, StoreError};

/// Why a request failed, and what to do about it, as text to show to a user.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What happened, as one sentence with its full stop.
    pub problem: String,
    /// What was left unchanged and what to do, as sentences. Empty when nothing helps but another request.
    pub help: String,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl Failure {
    /// A failure with this problem and this help, which are sentences.
    #[must_use]
    pub fn new(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self { problem: problem.into(), help: help.into(), source: None }
    }

    /// The same failure with the error that caused it, which [`source`](Error::source) returns.
    #[must_use]
    pub fn caused_by(self, source: impl Error + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(source)), ..self }
    }

    /// A failure without help. Its problem is the message of this error, which by convention begins with a small letter and has no
    /// full stop.
    fn from_message(error: &impl Error) -> Self {
        let message = error.to_string();
        let mut letters = message.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        Self::new(first.into_iter().chain(letters).chain(['.']).collect::<String>(), "")
    }
}

/// The problem, then the help.
impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.problem)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, " {}", self.help) }
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

/// Two failures are equal when their texts are, whatever caused them.
impl PartialEq for Failure {
    fn eq(&self, other: &Self) -> bool {
        (&self.problem, &self.help) == (&other.problem, &other.help)
    }
}

impl Eq for Failure {}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unreadable(failure) | StoreError::Unusable(failure) | StoreError::Unavailable(failure) => {
                failure
            }
            refusal => Self::from_message(&refusal),
        }
    }
}

impl From<AggregateError> for Failure {
    fn from(error: AggregateError) -> Self {
        match error {
            AggregateError::Store(error) => error.into(),
            AggregateError::Rule(failed) => Self::from_message(&failed),
        }
    }
}

impl From<CopyError> for Failure {
    fn from(error: CopyError) -> Self {
        match error {
            CopyError::Failed(error) => error.into(),
            differs => Self::from_message(&differs),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::IdempotencyKey;

    #[test]
    fn store_error_with_a_failure_keeps_its_sentences_and_its_source() {
        let source = StoreError::Invalid { reason: "the cause".to_owned() };
        let failure = Failure::new("It is full (No.).", "Save it.").caused_by(source.clone());
        let error = StoreError::Unavailable(failure.clone());
        assert_eq!(error.to_string(), "It is full (No.). Save it.");
        assert_eq!(error.source().and_then(<dyn Error>::downcast_ref), Some(&source));
        assert_eq!(Failure::from(AggregateError::Store(error)), failure);
    }

    #[test]
    fn message_of_a_refusal_becomes_a_sentence() {
        let error = StoreError::KeyReused { key: IdempotencyKey("k1".into()) };
        let problem = "The idempotency key k1 was used before for another request; nothing was written.";
        assert_eq!(Failure::from(error), Failure::new(problem, ""));
    }
}
