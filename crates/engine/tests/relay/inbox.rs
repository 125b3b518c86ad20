//! What an inbox handles.

use engine::{Inbox, Received};

use super::*;

/// A message from this version of `tally-1`.
fn message(version: u64) -> OutboxRecord<Below> {
    OutboxRecord { stream: "tally-1".into(), version: Version(version), number: 0, message: Below { sum: -1 } }
}

#[expect(clippy::unnecessary_wraps, reason = "every handler may fail")]
fn note(versions: &mut Vec<u64>, record: &OutboxRecord<Below>) -> Result<(), String> {
    versions.push(record.version.0);
    Ok(())
}

#[test]
fn message_is_handled_once_in_any_order() {
    let mut inbox = Inbox::new(Vec::new());
    let received = [3, 1, 3, 2, 1, 2, 3].map(|version| inbox.receive(&message(version), note).unwrap());
    assert_eq!(*inbox.state(), [3, 1, 2]);
    assert_eq!(received.iter().filter(|received| **received == Received::Duplicate).count(), 4);
    assert_eq!(inbox.handled().cloned().collect::<Vec<_>>(), [1, 2, 3].map(|version| id("tally-1", version)));
}

#[test]
fn failing_handler_changes_nothing_and_can_be_retried() {
    let mut inbox = Inbox::new(Vec::new());
    inbox.receive(&message(1), note).unwrap();
    for _ in 0..2 {
        let before = inbox.clone();
        let half_way = |versions: &mut Vec<u64>, _: &OutboxRecord<Below>| {
            versions.push(999);
            Err("the disk is full".to_owned())
        };
        assert_eq!(inbox.receive(&message(2), half_way), Err("the disk is full".to_owned()));
        assert_eq!(inbox, before);
    }
    assert_eq!(inbox.receive(&message(2), note), Ok(Received::Handled));
    assert_eq!(*inbox.state(), [1, 2]);
}

#[test]
fn inbox_survives_serialization() {
    let mut inbox = Inbox::new(Vec::new());
    inbox.receive(&message(1), note).unwrap();
    let stored = serde_json::to_string(&inbox).unwrap();
    let mut resumed: Inbox<Vec<u64>> = serde_json::from_str(&stored).unwrap();
    assert_eq!(resumed, inbox);
    assert_eq!(resumed.receive(&message(1), note), Ok(Received::Duplicate));
    assert_eq!(resumed.receive(&message(2), note), Ok(Received::Handled));
}
