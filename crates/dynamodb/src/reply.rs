//! What a refused transaction answers.

use serde::{Deserialize, Deserializer};

use super::attribute::Item;
use super::error::FormatError;

/// The error body of a DynamoDB request, such as a transaction that lost a race.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorReply {
    /// The error's name without namespace and address, such as `TransactionCanceledException`. `None` if the body
    /// does not name it: then the HTTP header `x-amzn-errortype` may.
    pub name: Option<String>,
    /// DynamoDB's message; may be empty.
    pub message: String,
    /// For a cancelled transaction, one reason for each action, in the order of the actions; else empty.
    pub reasons: Vec<CancellationReason>,
}

impl ErrorReply {
    /// Reads the body of an error reply.
    ///
    /// # Errors
    /// [`FormatError::Reply`] if it is not a JSON object, or has neither an error name nor a message.
    pub fn parse(body: &str) -> Result<Self, FormatError> {
        let error = |reason: String| FormatError::Reply { reason };
        let body: ErrorBody = serde_json::from_str(body).map_err(|cause| error(cause.to_string()))?;
        let name = body.type_name.as_deref().and_then(short_name).or(body.code.as_deref().and_then(short_name));
        let message = body.message.or(body.lowercase_message).unwrap_or_default();
        if name.is_none() && message.is_empty() {
            return Err(error("it has neither an error name nor a message".to_owned()));
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

    /// The places of the actions whose condition failed, counted from 0: the ones that lost the race.
    pub fn failed_conditions(&self) -> impl Iterator<Item = usize> {
        let failed = |reason: &CancellationReason| reason.code == "ConditionalCheckFailed";
        self.reasons.iter().enumerate().filter(move |(_, reason)| failed(reason)).map(|(at, _)| at)
    }
}

/// Why one action kept its transaction from being written.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CancellationReason {
    /// `None` for an action without an error, else `ConditionalCheckFailed`, `TransactionConflict`,
    /// `ItemCollectionSizeLimitExceeded`, `ProvisionedThroughputExceeded`, `ThrottlingError` or `ValidationError`.
    #[serde(default = "no_error", deserialize_with = "code")]
    pub code: String,
    /// DynamoDB's message for this action.
    #[serde(default)]
    pub message: Option<String>,
    /// The stored item, for an action that asked for it (the puts of events do).
    #[serde(default)]
    pub item: Option<Item>,
}

/// The members of an error body. Which of them are there depends on the service and the error: `Message` for a cancelled
/// transaction, `message` for most others; `code` in place of `__type` (Smithy, "AWS JSON 1.0 protocol", Operation errors).
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

/// The name in `namespace#Name:address`, by the rule of the AWS JSON protocol: what stands before the first `:`, then
/// after the first `#`. `None` if nothing is left.
fn short_name(text: &str) -> Option<&str> {
    let name = text.split(':').next()?;
    let name = name.split_once('#').map_or(name, |(_, name)| name);
    (!name.is_empty()).then_some(name)
}

/// The codes that a cancelled transaction's message ends with, such as `[None, ConditionalCheckFailed]`.
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
    fn a_lost_race_names_the_action_that_lost() {
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
        let message = |body: &str| ErrorReply::parse(body).map(|reply| reply.message);
        assert_eq!(message(r#"{"message":"Internal failure"}"#), Ok("Internal failure".to_owned()));
        assert_eq!(message(r#"{"Message":"one","message":"two"}"#), Ok("one".to_owned()));
        assert_eq!(message(r#"{"Message":null,"message":"two"}"#), Ok("two".to_owned()));
        assert_eq!(message(r#"{"__type":"X","Message":null,"CancellationReasons":null}"#), Ok(String::new()));
        for body in ["{}", r#"{"__type":null}"#, r#"{"message":""}"#, "[]", "null", "gateway timeout", ""] {
            assert!(ErrorReply::parse(body).is_err(), "{body}");
        }
    }

    #[test]
    fn cancellation_reasons_are_read_from_the_message_if_they_stand_nowhere_else() {
        let codes = |body: &str| -> Vec<String> {
            ErrorReply::parse(body).expect(body).reasons.into_iter().map(|reason| reason.code).collect()
        };
        let cancelled = |rest: &str| format!(r#"{{"__type":"a.b#TransactionCanceledException",{rest}}}"#);
        let words = "Transaction cancelled, please refer cancellation reasons for specific reasons";
        let body = cancelled(&format!(r#""Message":"{words} [None, ConditionalCheckFailed]""#));
        assert_eq!(codes(&body), ["None", "ConditionalCheckFailed"]);
        assert_eq!(ErrorReply::parse(&body).expect("a reply").failed_conditions().collect::<Vec<_>>(), [1]);
        assert_eq!(codes(&format!(r#"{{"message":"{words} [TransactionConflict]"}}"#)), ["TransactionConflict"]);
        // The list has more than the message, such as the item of the winner.
        assert_eq!(codes(&cancelled(r#""Message":"[None, None]","CancellationReasons":[{"Code":"X"}]"#)), ["X"]);
        // An action without an error may come without a code.
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
