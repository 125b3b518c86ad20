use serde::{Deserialize, Deserializer};

use crate::attribute::Item;
use crate::error::ReplyError;

/// The error reply of a DynamoDB request, such as that of a transaction that lost a race.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorReply {
    /// The error's name without namespace and address, such as `TransactionCanceledException`. `None` if the body has
    /// none: then the HTTP header `x-amzn-errortype` may have it.
    pub name: Option<String>,
    /// DynamoDB's message; may be empty.
    pub message: String,
    /// For a cancelled transaction, one reason for each action, in the order of the actions; else empty.
    pub reasons: Vec<CancellationReason>,
}

impl ErrorReply {
    /// Parses the body of an error reply.
    ///
    /// # Errors
    /// [`ReplyError::Json`] for a body that is not an error of the API, [`ReplyError::NoError`] for one that has
    /// neither a name nor a message.
    pub fn parse(body: &str) -> Result<Self, ReplyError> {
        let body: ErrorBody = serde_json::from_str(body)?;
        let name = body.type_name.as_deref().and_then(short_name).or(body.code.as_deref().and_then(short_name));
        let message = body.message.or(body.lowercase_message).unwrap_or_default();
        if name.is_none() && message.is_empty() {
            return Err(ReplyError::NoError);
        }
        let mut reasons = body.cancellation_reasons.unwrap_or_default();
        let is_cancelled = match name {
            Some(name) => name == "TransactionCanceledException",
            None => message.starts_with("Transaction cancelled"),
        };
        if reasons.is_empty() && is_cancelled {
            reasons = reasons_in(&message).unwrap_or_default();
        }
        Ok(Self { name: name.map(str::to_owned), message, reasons })
    }

    /// The indexes, from 0, of the actions whose condition failed: those that lost the race.
    pub fn failed_conditions(&self) -> impl Iterator<Item = usize> {
        let failed = |reason: &CancellationReason| reason.code == "ConditionalCheckFailed";
        self.reasons.iter().enumerate().filter(move |(_, reason)| failed(reason)).map(|(at, _)| at)
    }
}

/// Why an action cancelled its transaction, or `None` as its code if it did not.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CancellationReason {
    /// `None` for an action without an error (also if the reply has null), else `ConditionalCheckFailed`,
    /// `TransactionConflict`, `ItemCollectionSizeLimitExceeded`, `ProvisionedThroughputExceeded`, `ThrottlingError` or
    /// `ValidationError`.
    #[serde(default = "no_error", deserialize_with = "code")]
    pub code: String,
    /// DynamoDB's message for this action.
    #[serde(default)]
    pub message: Option<String>,
    /// The stored item, if the action asks for it, as the put of an event does.
    #[serde(default)]
    pub item: Option<Item>,
}

/// The members of an error body. The name is in `__type` or `code` (Smithy, "AWS JSON 1.0 protocol", operation errors),
/// and the message in `Message` for a cancelled transaction, in `message` for most other errors.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ErrorBody {
    #[serde(rename = "__type")]
    type_name: Option<String>,
    #[serde(rename = "code")]
    code: Option<String>,
    message: Option<String>,
    #[serde(rename = "message")]
    lowercase_message: Option<String>,
    cancellation_reasons: Option<Vec<CancellationReason>>,
}

/// The name in `namespace#Name:address`, by the rule of the AWS JSON protocol: the text before the first `:`, and of
/// that the text after the first `#`. `None` if it is empty.
fn short_name(text: &str) -> Option<&str> {
    let name = text.split(':').next()?;
    let name = name.split_once('#').map_or(name, |(_, name)| name);
    (!name.is_empty()).then_some(name)
}

/// The codes at the end of a cancelled transaction's message, such as `[None, ConditionalCheckFailed]`.
fn reasons_in(message: &str) -> Option<Vec<CancellationReason>> {
    let (_, codes) = message.strip_suffix(']')?.rsplit_once('[')?;
    let is_code = |code: &str| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let reason = |code: &str| CancellationReason { code: code.to_owned(), message: None, item: None };
    codes.split(", ").map(|code| is_code(code).then(|| reason(code))).collect()
}

fn no_error() -> String {
    "None".to_owned()
}

fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(no_error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_race_names_the_failed_action() {
        let reply = ErrorReply::parse(concat!(
            r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","#,
            r#""Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]","#,
            r#""CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Item":{"SK":{"S":"EVENT#000004"}},"#,
            r#""Message":"The conditional request failed"}]}"#
        ))
        .expect("a reply");
        assert_eq!(reply.name.as_deref(), Some("TransactionCanceledException"));
        assert_eq!(reply.failed_conditions().collect::<Vec<_>>(), [1]);
        assert_eq!(reply.reasons[1].item.as_ref().and_then(|item| item.text("SK")), Some("EVENT#000004"));
    }

    #[test]
    fn error_name_has_neither_namespace_nor_address() {
        for (body, name) in [
            (r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#, "ResourceNotFoundException"),
            (r#"{"__type":"TransactionCanceledException:http://internal/"}"#, "TransactionCanceledException"),
            (r#"{"__type":"a.b#ThrottlingException:http://internal/#x"}"#, "ThrottlingException"),
            (r#"{"__type":"ValidationException"}"#, "ValidationException"),
            (r#"{"code":"a.b#InternalServerError:http://internal/"}"#, "InternalServerError"),
            (r#"{"__type":"","code":"InternalServerError"}"#, "InternalServerError"),
            (r#"{"__type":"a.b#ValidationException","code":"Other"}"#, "ValidationException"),
        ] {
            assert_eq!(ErrorReply::parse(body).expect(body).name.as_deref(), Some(name), "{body}");
        }
    }

    #[test]
    fn error_body_needs_a_name_or_a_message() {
        let message = |body: &str| ErrorReply::parse(body).expect(body).message;
        assert_eq!(message(r#"{"message":"Internal failure"}"#), "Internal failure");
        assert_eq!(message(r#"{"Message":"one","message":"two"}"#), "one");
        assert_eq!(message(r#"{"Message":null,"message":"two"}"#), "two");
        assert_eq!(message(r#"{"__type":"X","Message":null,"CancellationReasons":null}"#), "");
        for body in ["{}", r#"{"__type":null}"#, r#"{"message":""}"#, "[]", "null", "gateway timeout", ""] {
            assert!(ErrorReply::parse(body).is_err(), "{body}");
        }
    }

    #[test]
    fn cancellation_reasons_fall_back_to_the_message() {
        let codes = |body: &str| -> Vec<String> {
            ErrorReply::parse(body).expect(body).reasons.into_iter().map(|reason| reason.code).collect()
        };
        let cancelled = |rest: &str| format!(r#"{{"__type":"a.b#TransactionCanceledException",{rest}}}"#);
        let words = "Transaction cancelled, please refer cancellation reasons for specific reasons";
        let body = cancelled(&format!(r#""Message":"{words} [None, ConditionalCheckFailed]""#));
        assert_eq!(codes(&body), ["None", "ConditionalCheckFailed"]);
        assert_eq!(ErrorReply::parse(&body).expect("a reply").failed_conditions().collect::<Vec<_>>(), [1]);
        assert_eq!(codes(&format!(r#"{{"message":"{words} [TransactionConflict]"}}"#)), ["TransactionConflict"]);
        // The list comes first: it may hold the winner's item.
        assert_eq!(codes(&cancelled(r#""Message":"[None, None]","CancellationReasons":[{"Code":"X"}]"#)), ["X"]);
        // API reference, CancellationReason: an action without an error has a null code.
        assert_eq!(codes(&cancelled(r#""CancellationReasons":[{},{"Code":null,"Message":null}]"#)), ["None", "None"]);
        for message in ["", "[", "]", "][", "[]", "[None", "None]", "[None, ]", "[a b]", "[é]", "x [None] y"] {
            assert_eq!(codes(&cancelled(&format!(r#""Message":"{message}""#))), [""; 0], "{message}");
        }
        let other = r#"{"__type":"a.b#ValidationException","Message":"Member must satisfy enum value set: [None]"}"#;
        assert_eq!(codes(other), [""; 0]);
    }

    #[test]
    fn other_errors_have_no_reasons() {
        let reply =
            ErrorReply::parse(r#"{"__type":"X#ResourceNotFoundException","message":"no table"}"#).expect("a reply");
        assert_eq!((reply.name.as_deref(), reply.message.as_str()), (Some("ResourceNotFoundException"), "no table"));
        assert_eq!(reply.failed_conditions().count(), 0);
        assert!(ErrorReply::parse("gateway timeout").is_err());
    }
}
