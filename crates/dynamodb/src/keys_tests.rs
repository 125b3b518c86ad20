//! Tests of the key layout.

use proptest::prelude::*;

use super::*;

const NOON: &str = "2026-11-21T12:00:00.000Z";

#[test]
fn keys_are_those_of_the_table() {
    let text = |key: Result<String, FormatError>| key.expect("a key");
    assert_eq!(text(partition_key("ACCOUNT", "ACCOUNT-1001")), "ACCOUNT#ACCOUNT-1001");
    assert_eq!(text(event_sort_key(3)), "EVENT#000003");
    assert_eq!(text(outbox_sort_key(3, 0)), "OUTBOX#000003#00");
    assert_eq!(
        text(index_partition_key("ACCOUNT", "byEmail", "ada@example.com")),
        "ACCOUNT#INDEX#byEmail#ada@example.com"
    );
    assert_eq!(
        text(reservation_partition_key("ACCOUNT", "email", "ada@example.com")),
        "ACCOUNT#UNIQUE#email#ada@example.com"
    );
    assert_eq!(text(gsi1_partition_key("MoneyWithdrawn")), "EVENT#MoneyWithdrawn");
    assert_eq!(
        text(gsi1_sort_key("2026-11-21T10:00:00.000Z", "ACCOUNT", "ACCOUNT-1001", 3)),
        "2026-11-21T10:00:00.000Z#ACCOUNT#ACCOUNT-1001#000003"
    );
}

#[test]
fn versions_sort_as_text_and_end_at_six_digits() {
    let sorted = [1, 2, 10, 99_999, 100_000, MAX_VERSION].map(|version| event_sort_key(version).expect("a key"));
    assert!(sorted.is_sorted());
    for version in [0, MAX_VERSION + 1, u64::MAX] {
        let error = Err(FormatError::Version { version });
        assert_eq!(event_sort_key(version), error);
        assert_eq!(outbox_sort_key(version, 0), error);
        assert_eq!(gsi1_sort_key(NOON, "A", "1", version), error);
    }
    assert_eq!(outbox_sort_key(1, 100), Err(FormatError::OutboxIndex { index: 100 }));
}

#[test]
fn a_part_can_not_break_out_of_its_key() {
    for bad in ["", "#", "INDEX#byEmail#ada@example.com", "1001#", "#1001"] {
        assert!(partition_key("ACCOUNT", bad).is_err(), "{bad}");
        assert!(partition_key(bad, "1001").is_err(), "{bad}");
        assert!(index_partition_key("ACCOUNT", bad, "x").is_err(), "{bad}");
        assert!(index_partition_key(bad, "byEmail", "x").is_err(), "{bad}");
        assert!(reservation_partition_key("ACCOUNT", bad, "x").is_err(), "{bad}");
        assert!(gsi1_partition_key(bad).is_err(), "{bad}");
        assert!(gsi1_sort_key(NOON, "ACCOUNT", bad, 1).is_err(), "{bad}");
    }
    assert!(index_partition_key("ACCOUNT", "byEmail", "").is_err());
    // Legal in an e-mail address, and harmless in the last part.
    assert_eq!(
        index_partition_key("ACCOUNT", "byEmail", "a#b@example.com").as_deref(),
        Ok("ACCOUNT#INDEX#byEmail#a#b@example.com")
    );
}

#[test]
fn keys_too_long_name_the_limit() {
    let limit = |limit, bytes, key| Err(FormatError::KeyTooLong { key, bytes, limit });
    let id = |bytes: usize| "i".repeat(bytes);
    assert!(partition_key("A", &id(2046)).is_ok());
    assert_eq!(partition_key("A", &id(2047)), limit(2048, 2049, PK));
    assert_eq!(index_partition_key("A", "b", &id(2048)), limit(2048, 2058, PK));
    assert_eq!(gsi1_sort_key(NOON, "A", &id(1024), 1), limit(1024, 1058, GSI1SK));
    assert_eq!(gsi1_partition_key(&id(2048)), limit(2048, 2054, GSI1PK));
    let entry = RecordKey::IndexEntry { entity: "A", index: "b", value: "c", id: &id(1025) };
    assert_eq!(entry.sort_key(), limit(1024, 1025, SK));
}

#[test]
fn times_are_utc_with_milliseconds() {
    assert_eq!(check_time(NOON), Ok(()));
    for text in [
        "",
        "2026-11-21T12:00:00Z",
        "2026-11-21T12:00:00.000+00:00",
        "2026-11-21 12:00:00.000Z",
        "2026-13-21T12:00:00.000Z",
        "2026-00-21T12:00:00.000Z",
        "2026-11-32T12:00:00.000Z",
        "2026-11-21T24:00:00.000Z",
        "2026-11-21T12:60:00.000Z",
        "2026-11-21T12:00:00.00éZ",
        "+026-11-21T12:00:00.000Z",
    ] {
        assert!(check_time(text).is_err(), "{text}");
    }
}

#[test]
fn other_keys_are_of_no_known_kind() {
    for (pk, sk) in [
        ("", ""),
        ("ACCOUNT", "EVENT#000001"),
        ("ACCOUNT#", "EVENT#000001"),
        ("#1001", "EVENT#000001"),
        ("ACCOUNT#1001", ""),
        ("ACCOUNT#1001", "STATE"),
        ("ACCOUNT#1001", "EVENT#3"),
        ("ACCOUNT#1001", "EVENT#+00003"),
        ("ACCOUNT#1001", "EVENT#000000"),
        ("ACCOUNT#1001", "EVENT#1000000"),
        ("ACCOUNT#1001", "OUTBOX#000003"),
        ("ACCOUNT#1001", "OUTBOX#000003#0"),
        ("ACCOUNT#1001#x", "EVENT#000001"),
        ("ACCOUNT#INDEX#byEmail", "1001"),
        ("ACCOUNT#INDEX#byEmail#ada", ""),
        ("ACCOUNT#INDEX#byEmail#ada", "10#01"),
        ("ACCOUNT#UNIQUE#email#ada", "OTHER"),
    ] {
        assert_eq!(RecordKey::parse(pk, sk), None, "{pk} {sk}");
    }
}

proptest! {
    #[test]
    fn keys_that_can_be_written_are_read_back_and_never_shared(
        parts in prop::collection::vec("[A-Z#:é]{0,3}|INDEX|UNIQUE|EVENT|CLAIM|SNAPSHOT", 8),
        version in 1..=MAX_VERSION,
        place in 0u8..100,
    ) {
        let records = [
            RecordKey::Event { entity: &parts[0], id: &parts[1], version },
            RecordKey::Snapshot { entity: &parts[0], id: &parts[1] },
            RecordKey::Outbox { entity: &parts[0], id: &parts[1], version, index: place },
            RecordKey::IndexEntry { entity: &parts[2], index: &parts[3], value: &parts[4], id: &parts[5] },
            RecordKey::Reservation { entity: &parts[2], name: &parts[6], value: &parts[7] },
        ];
        for record in records {
            if let (Ok(pk), Ok(sk)) = (record.partition_key(), record.sort_key()) {
                // One reading for each pair of keys: no other record can have them.
                prop_assert_eq!(RecordKey::parse(&pk, &sk), Some(record));
            }
        }
    }

    #[test]
    fn no_text_makes_parsing_panic(pk in ".*", sk in ".*") {
        let _ = RecordKey::parse(&pk, &sk);
        let _ = check_time(&sk);
    }
}
