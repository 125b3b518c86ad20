use serde::Serialize;
use serde_json::Value;

use bank::BankEvent;
use engine::{Event, Metadata, Recorded};

/// Events as JSON for the clipboard: an object for one event, else an array. The payload is separate from the metadata.
#[must_use]
pub fn events_json(events: &[Recorded<BankEvent>]) -> String {
    let copied: Vec<_> = events.iter().map(Copied::of).collect();
    match copied.as_slice() {
        [one] => serde_json::to_string_pretty(one),
        all => serde_json::to_string_pretty(all),
    }
    .unwrap_or_default()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Copied<'a> {
    stream: &'a str,
    version: u64,
    position: u64,
    r#type: &'a str,
    schema_version: u32,
    payload: Value,
    metadata: &'a Metadata,
}

impl<'a> Copied<'a> {
    fn of(event: &'a Recorded<BankEvent>) -> Self {
        Self {
            stream: event.stream.as_str(),
            version: event.version.0,
            position: event.position.0,
            r#type: event.data.event_type(),
            schema_version: event.data.schema_version(),
            payload: event.data.payload(),
            metadata: &event.metadata,
        }
    }
}
