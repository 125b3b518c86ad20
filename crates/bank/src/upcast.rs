//! Converts events that earlier versions of the bank stored.

use serde_json::Value;

use engine::{CopyOf, Metadata, Upcaster, Version};

/// The schema version of every rejection. Version 1 also stored the refusal's sentence as `message`.
pub(crate) const REJECTION: u32 = 2;

pub(crate) static UPCASTERS: [Upcaster; 6] = [
    without_sentence("AccountCreationRejected"),
    without_sentence("DepositRejected"),
    without_sentence("WithdrawalRejected"),
    without_sentence("FreezeRejected"),
    without_sentence("UnfreezeRejected"),
    without_sentence("ClosureRejected"),
];

const fn without_sentence(event_type: &'static str) -> Upcaster {
    let upcast = |mut payload: Value| match payload.as_object_mut() {
        Some(fields) => {
            fields.remove("message");
            Ok(payload)
        }
        None => Err("it is not an object".to_owned()),
    };
    Upcaster { event_type, from: 1, upcast }
}

/// The command name with which earlier versions marked the events that a fork copied.
const FORK: &str = "Fork";

/// A fork kept the version of each event that it copied. Earlier versions did not store the original stream.
pub(crate) fn metadata(metadata: Metadata, version: Version) -> Metadata {
    if metadata.copy_of.is_some() || &*metadata.command != FORK {
        return metadata;
    }
    Metadata { copy_of: Some(Box::new(CopyOf { stream: None, version })), ..metadata }
}
