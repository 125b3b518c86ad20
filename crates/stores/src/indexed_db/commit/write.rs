//! Writes a checked commit.

use idb::ObjectStore;
use wasm_bindgen::JsValue;

use crate::StorageFault;
use crate::indexed_db::chain::{LOG, Last, StreamHead};
use crate::indexed_db::database::{ANSWERS, ENTRIES, EVENTS, HEAD, INDEX, OUTBOX, SNAPSHOTS, UNSENT};
use crate::indexed_db::heads::Known;
use crate::indexed_db::record::{self, answer_value, not_readable, not_text};
use crate::indexed_db::transaction::Transaction;
use crate::indexed_db::{key, request, sealed};
use crate::json_codec::{self, JsonDomain};
use engine::{Commit, Committed, Position, Recorded, StoreError, Version};

/// Sends all writes of a commit. Returns the state of the log after it.
pub(super) fn write<D: JsonDomain>(
    transaction: &Transaction,
    commit: &Commit<D>,
    before: Known,
) -> Result<(Committed, Known), StoreError> {
    let stream_key = key::text(commit.stream.as_str());
    let committed = Committed {
        version: before.stream.version.plus(commit.events.len()),
        events: commit.events.len(),
        position: Position(before.last.position.0 + commit.events.len() as u64),
        repeated: false,
    };
    // `add` instead of `put`, because an event is never replaced.
    let events = transaction.store(EVENTS)?;
    let mut hash = before.last.hash;
    for (event, place) in commit.events.iter().zip(1..) {
        let event = Recorded {
            stream: commit.stream.clone(),
            version: Version(before.stream.version.0 + place),
            position: Position(before.last.position.0 + place),
            data: event.data.clone(),
            metadata: event.metadata.clone(),
        };
        let record;
        (record, hash) = record::record(&event, hash)?;
        events.add(&record, None).map_err(request::refused)?;
    }
    let last = Last { position: committed.position, hash };
    let mut stream = before.stream;
    if !commit.events.is_empty() {
        stream = StreamHead { version: committed.version, hash };
        let heads = transaction.store(HEAD)?;
        heads.put(&last.record(), Some(&key::text(LOG))).map_err(request::refused)?;
        heads.put(&stream.record(), Some(&StreamHead::key(&commit.stream))).map_err(request::refused)?;
    }
    if let Some(idempotency) = &commit.idempotency {
        let answer = answer_value(&commit.stream, idempotency, &committed);
        let (answer, key) = (sealed::seal(&idempotency.key.0, answer, stream.hash), key::text(&idempotency.key.0));
        transaction.store(ANSWERS)?.add(&answer, Some(&key)).map_err(request::refused)?;
    }
    if let Some(snapshot) = &commit.snapshot {
        let value = json_codec::snapshot_value(snapshot).map_err(|reason| not_text("the snapshot", &reason))?;
        let snapshot = sealed::seal(commit.stream.as_str(), value, stream.hash);
        put(&transaction.store(SNAPSHOTS)?, &snapshot, &stream_key)?;
    }
    for message in &commit.outbox {
        let value = json_codec::message_value(message).map_err(|reason| not_text("a message", &reason))?;
        let read = serde_json::from_str(&value.to_string()).map_err(|error| error.to_string());
        let read = read.and_then(|value| json_codec::message_of::<D::Outbound>(&commit.stream, value));
        read.map_err(|reason| not_readable("a message", &reason))?;
        let key = key::message(&message.message_id());
        let message = sealed::seal(&key::name_of(&key), value, stream.hash);
        put(&transaction.store(OUTBOX)?, &message, &key)?;
        put(&transaction.store(UNSENT)?, &message, &key)?;
    }
    let mut after = Known { last, stream, entries: before.entries };
    // Most commits leave the entries unchanged.
    if let Some(current) = commit.index.as_ref().filter(|current| Some(*current) != after.entries.as_ref()) {
        let index = transaction.store(INDEX)?;
        for entry in after.entries.iter().flatten() {
            index.delete(key::entry(entry, &stream_key)).map_err(request::refused)?;
        }
        for entry in current {
            let key = key::entry(entry, &stream_key);
            put(&index, &sealed::seal_stream(&key, &commit.stream, stream.hash), &key)?;
        }
        let entries = sealed::seal_entries(&commit.stream, current, stream.hash);
        put(&transaction.store(ENTRIES)?, &entries, &stream_key)?;
        after.entries = Some(current.clone());
    }
    Ok((committed, after))
}

fn put(store: &ObjectStore, value: &JsValue, key: &JsValue) -> Result<(), StorageFault> {
    store.put(value, Some(key)).map_err(request::refused).map(drop)
}
