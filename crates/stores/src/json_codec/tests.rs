use chrono::TimeDelta;
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use engine::CopyOf;
use engine::conformance::{Below, Tally, TallyEvent, TallyState};

/// Text with the delimiters of JSON and keys, and names that the stored JSON uses itself.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[\"\\\\{}\\[\\]:,#/\u{0}\u{7f}\u{2028}\u{202e}א😀a]{0,8}",
        proptest::sample::select(vec![
            "stream",
            "version",
            "position",
            "type",
            "shape",
            "payload",
            "eventId",
            "recordedAt",
            "message",
            "number",
            "_pk",
            "_sk",
            "_seq",
            "PK",
            "__proto__",
            "$serde_json::private::Number",
            "",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Any JSON.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![vec(inner.clone(), 0..5).prop_map(Value::from), fields(inner).prop_map(Value::Object)]
    })
}

fn fields(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    vec((text(), value), 0..5).prop_map(Map::from_iter)
}

fn data() -> impl Strategy<Value = TallyEvent> {
    prop_oneof![
        1 => any::<i64>().prop_map(TallyEvent::Added),
        1 => proptest::option::of(text()).prop_map(TallyEvent::Labelled),
        3 => fields(json()).prop_map(TallyEvent::Noted),
    ]
}

/// A time in whole milliseconds, far before or after that of any real log.
fn time() -> impl Strategy<Value = DateTime<chrono::Utc>> {
    let thousands_of_years = 250_000_000_000_000_i64;
    (-thousands_of_years..thousands_of_years).prop_map(|ms| DateTime::UNIX_EPOCH + TimeDelta::milliseconds(ms))
}

prop_compose! {
    fn metadata()(
        ids in any::<[u128; 3]>(), command in text(), recorded_at in time(),
        original in proptest::option::of((proptest::option::of(text()), any::<u64>())),
    ) -> Metadata {
        let [event_id, causation_id, correlation_id] = ids.map(Uuid::from_u128);
        let copy_of = original.map(|(stream, version)| {
            Box::new(CopyOf { stream: stream.map(StreamId::from), version: Version(version) })
        });
        Metadata { event_id, command: command.into(), causation_id, correlation_id, recorded_at, copy_of }
    }
}

prop_compose! {
    fn event()(
        stream in text(), version in any::<u64>(), position in any::<u64>(), data in data(), metadata in metadata(),
    ) -> Recorded<TallyEvent> {
        Recorded { stream: stream.into(), version: Version(version), position: Position(position), data, metadata }
    }
}

/// Writes a value as text and reads it back.
fn through_text(value: &Value) -> Value {
    serde_json::from_str(&value.to_string()).unwrap()
}

/// Features of `serde_json` decide whether such payloads survive: `arbitrary_precision` gives the name a meaning, and without
/// `float_roundtrip` the fraction loses its last bit.
#[test]
fn payload_at_the_limits_of_serde_json_reads_back_as_written() {
    for payload in [json!({ "$serde_json::private::Number": null }), json!({ "": [6.895_023_723_109_817e-175] })] {
        let Value::Object(fields) = payload else { unreachable!("it is an object") };
        let event = engine::conformance::new_event(1, TallyEvent::Noted(fields));
        let event = Recorded {
            stream: "tally-1".into(),
            version: Version(1),
            position: Position(1),
            data: event.data,
            metadata: event.metadata,
        };
        assert_eq!(event_of(through_text(&event_value(&event))), Ok(event));
    }
}

proptest! {
    #[test]
    fn event_reads_back_as_written(event in event()) {
        prop_assert_eq!(event_of(through_text(&event_value(&event))), Ok(event));
    }

    #[test]
    fn snapshot_reads_back_as_written(
        shape in any::<u32>(), version in any::<u64>(), recorded_at in time(),
        sum in any::<i64>(), latest in vec(any::<i64>(), 0..9), label in proptest::option::of(text()),
    ) {
        let state = TallyState { sum, latest, label };
        let snapshot = Snapshot { shape, version: Version(version), recorded_at, state };
        let written = snapshot_value(&snapshot).unwrap();
        prop_assert_eq!(snapshot_of::<Tally>(through_text(&written)), Some(snapshot));
    }

    #[test]
    fn index_entry_reads_back_as_written(index in text(), value in text(), reserved in any::<bool>()) {
        let entry = IndexEntry { index: index.into(), value, reserved };
        prop_assert_eq!(entry_of(&through_text(&entry_value(&entry))), Ok(entry));
    }

    #[test]
    fn message_reads_back_as_written(
        stream in text(), version in any::<u64>(), number in any::<u32>(), sum in any::<i64>(),
    ) {
        let stream = StreamId::from(stream);
        let record = OutboxRecord { stream: stream.clone(), version: Version(version), number, message: Below { sum } };
        let written = message_value(&record).unwrap();
        prop_assert_eq!(message_of(&stream, through_text(&written)), Ok(record));
    }

    /// A missing field or one of another type is an error, not a panic.
    #[test]
    fn damaged_event_is_an_error(
        event in event(),
        place in any::<prop::sample::Index>(),
        damage in prop_oneof![Just(Value::Null), Just(json!(true)), Just(json!([]))],
    ) {
        let written = event_value(&event);
        let names: Vec<_> = written.as_object().unwrap().keys().cloned().collect();
        let name = place.get(&names);
        let mut without = written.clone();
        without.as_object_mut().unwrap().remove(name);
        // `copyOf` is optional.
        let expected = if name == "copyOf" {
            let metadata = Metadata { copy_of: None, ..event.metadata.clone() };
            Ok(Recorded { metadata, ..event.clone() })
        } else {
            Err(format!("`{name}` is missing"))
        };
        prop_assert_eq!(event_of::<TallyEvent>(without), expected);
        let mut damaged = written;
        damaged[name] = damage;
        prop_assert!(event_of::<TallyEvent>(damaged).is_err());
    }
}
