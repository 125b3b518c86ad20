//! Stored events of older schema versions are upcast when they are read. The stored events never change.

use serde_json::Value;

use crate::{Event, Metadata, PayloadError, Version};

/// Turns the payload of one event type from one schema version into the next.
///
/// ```
/// use engine::Upcaster;
/// use serde_json::{Value, json};
///
/// /// Version 2 of `CustomerRenamed` has one name instead of two.
/// const ONE_NAME: Upcaster = Upcaster {
///     event_type: "CustomerRenamed",
///     from: 1,
///     upcast: |payload| match (&payload["first"], &payload["last"]) {
///         (Value::String(first), Value::String(last)) => Ok(json!({ "name": format!("{first} {last}") })),
///         _ => Err("`first` and `last` must be text".to_owned()),
///     },
/// };
///
/// let old = json!({ "first": "Ada", "last": "Lovelace" });
/// assert_eq!((ONE_NAME.upcast)(old)?, json!({ "name": "Ada Lovelace" }));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Upcaster {
    /// The event type.
    pub event_type: &'static str,
    /// The schema version before this step, from 1. The step leads to the next version.
    pub from: u32,
    /// Returns the payload in the next schema version, or the reason why it can't be read.
    pub upcast: fn(Value) -> Result<Value, String>,
}

/// An event as a store holds it, before it is read as an event of its domain.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    /// The event type.
    pub event_type: String,
    /// The schema version of the payload, from 1.
    pub schema_version: u32,
    /// The payload as JSON.
    pub payload: Value,
    /// The metadata as stored.
    pub metadata: Metadata,
}

impl StoredEvent {
    /// Upcasts the payload and the metadata, and reads the event. `version` is its version in its stream. Every store
    /// calls this for every event that it reads.
    ///
    /// The [upcasters](Event::upcasters) of the event type run in sequence, up to the newest schema version.
    ///
    /// # Errors
    /// [`PayloadError`] with the stored schema version when an upcaster refuses the payload, the event type or schema
    /// version is unknown, or the payload does not match them.
    pub fn read<E: Event>(self, version: Version) -> Result<(E, Metadata), PayloadError> {
        let Self { event_type, schema_version: stored, mut payload, metadata } = self;
        let mut schema_version = stored;
        let next = |from| E::upcasters().iter().find(|step| step.event_type == event_type && step.from == from);
        while let Some(upcaster) = next(schema_version) {
            payload = (upcaster.upcast)(payload).map_err(|reason| PayloadError::new(&event_type, stored, reason))?;
            schema_version += 1;
        }
        let event = E::from_payload(&event_type, schema_version, payload)
            .map_err(|error| PayloadError { schema_version: stored, ..error })?;
        Ok((event, E::upcast_metadata(metadata, version)))
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::conformance::TallyEvent;

    fn stored(event_type: &str, schema_version: u32, payload: Value) -> StoredEvent {
        let metadata = Metadata::new(Uuid::nil(), DateTime::UNIX_EPOCH);
        StoredEvent { event_type: event_type.to_owned(), schema_version, payload, metadata }
    }

    fn read(event_type: &str, schema_version: u32, payload: Value) -> Result<TallyEvent, String> {
        let read = stored(event_type, schema_version, payload).read(Version(1));
        read.map(|(event, _)| event).map_err(|error| error.to_string())
    }

    #[test]
    fn older_payload_is_upcast_to_the_newest_schema_version() {
        let labelled = TallyEvent::Labelled(Some("a".to_owned()));
        assert_eq!(read("Labelled", 1, json!({ "name": "a" })), Ok(labelled.clone()));
        assert_eq!(read("Labelled", 2, json!({ "label": "a" })), Ok(labelled));
    }

    #[test]
    fn payload_that_an_upcaster_refuses_is_an_error_with_the_stored_schema_version() {
        let error = read("Labelled", 1, json!({ "label": 3 })).unwrap_err();
        assert_eq!(error, "the payload of a stored Labelled (schema version 1) can't be read: `name` is missing");
    }

    #[test]
    fn schema_version_above_the_newest_is_an_error() {
        let error = read("Labelled", 3, json!({ "label": "a" })).unwrap_err();
        assert!(error.contains("schema version 3"), "{error}");
    }
}
