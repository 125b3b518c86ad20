//! What a refused transaction answers.

use serde::Deserialize;

use super::attribute::Item;
use super::error::FormatError;

/// The error body of a DynamoDB request, such as a transaction that lost a race.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ErrorReply {
    #[serde(rename = "__type")]
    type_name: String,
    /// What DynamoDB says, in its words; empty if it says nothing.
    #[serde(rename = "Message", alias = "message", default)]
    pub message: String,
    /// For a cancelled transaction, one reason for each action, in the order of the actions; else empty.
    #[serde(rename = "CancellationReasons", default)]
    pub reasons: Vec<CancellationReason>,
}

impl ErrorReply {
    /// Reads the reply's body.
    ///
    /// # Errors
    /// [`FormatError::Reply`] with the parser's words.
    pub fn parse(body: &str) -> Result<Self, FormatError> {
        serde_json::from_str(body).map_err(|error| FormatError::Reply { reason: error.to_string() })
    }

    /// The error's name without its namespace, such as `TransactionCanceledException`.
    pub fn name(&self) -> &str {
        self.type_name.rsplit('#').next().unwrap_or_default()
    }

    /// The places of the actions whose condition was not met, counted from 0: the ones that lost the race.
    pub fn failed_conditions(&self) -> impl Iterator<Item = usize> {
        let failed = |reason: &CancellationReason| reason.code == "ConditionalCheckFailed";
        self.reasons.iter().enumerate().filter(move |(_, reason)| failed(reason)).map(|(at, _)| at)
    }
}

/// Why one action kept its transaction from being written.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CancellationReason {
    /// `None` for an action that was fine, else `ConditionalCheckFailed`, `TransactionConflict`,
    /// `ItemCollectionSizeLimitExceeded`, `ProvisionedThroughputExceeded`, `ThrottlingError` or `ValidationError`.
    pub code: String,
    /// What DynamoDB says of it.
    #[serde(default)]
    pub message: Option<String>,
    /// The item that is stored there, for an action that asked for it (the puts of events do).
    #[serde(default)]
    pub item: Option<Item>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_race_names_the_action_that_lost() {
        let reply = ErrorReply::parse(concat!(
            r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","#,
            r#""Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]","#,
            r#""CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Item":{"SK":{"S":"EVENT#000004"}},"#,
            r#""Message":"The conditional request failed"}]}"#
        ))
        .expect("a reply");
        assert_eq!(reply.name(), "TransactionCanceledException");
        assert_eq!(reply.failed_conditions().collect::<Vec<_>>(), [1]);
        assert_eq!(reply.reasons[1].item.as_ref().and_then(|item| item.text("SK")), Some("EVENT#000004"));
    }

    #[test]
    fn other_errors_have_no_reasons() {
        let reply =
            ErrorReply::parse(r#"{"__type":"X#ResourceNotFoundException","message":"no table"}"#).expect("a reply");
        assert_eq!((reply.name(), reply.message.as_str()), ("ResourceNotFoundException", "no table"));
        assert_eq!(reply.failed_conditions().count(), 0);
        assert!(ErrorReply::parse("gateway timeout").is_err());
    }
}
