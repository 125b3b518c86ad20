//! A commit is one transaction.

use idb::{CursorDirection, ObjectStore};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdbCursorWithValue;

use super::chain::{Chain, LOG, Last, StreamHead, walk};
use super::database::{ANSWERS, BY_STREAM, ENTRIES, EVENTS, HEAD, INDEX, OUTBOX, SNAPSHOTS, UNSENT};
use super::heads::Known;
use super::read::AskedStreams;
use super::record::{
    answer_of, answer_value, event_of, not_readable, not_text, record, stored, unreadable, version_at,
};
use super::request::{self, ask};
use super::sealed::{self, entries_of};
use super::transaction::Transaction;
use super::{Inner, key};
use crate::StorageFault;
use crate::chain::Hash;
use crate::json_codec::{self, JsonDomain};
use engine::{Commit, CommitLimits, Committed, IndexEntry, Lookup, Position, Recorded, StoreError, StreamId, Version};

impl Inner {
    pub(super) async fn commit<D: JsonDomain>(
        &self,
        commit: Commit<D>,
        limits: CommitLimits,
    ) -> Result<Committed, StoreError> {
        // The cached state may be out of date. Then the head record differs, and the commit is checked again without the cache.
        let known = self.heads.borrow().of(&commit, limits, self.tabs.changes().count());
        if let Some(known) = known
            && let Ok(committed) = self.attempt(&commit, limits, Some(known)).await
        {
            return Ok(committed);
        }
        self.attempt(&commit, limits, None).await
    }

    async fn attempt<D: JsonDomain>(
        &self,
        commit: &Commit<D>,
        limits: CommitLimits,
        known: Option<Known>,
    ) -> Result<Committed, StoreError> {
        let transaction = self.database.write(&stores_of(commit), self.durability)?;
        let end = transaction.end();
        let written = async {
            let Some(known) = known else {
                return match look(&transaction, commit, limits).await? {
                    Looked::Free(known) => {
                        write(&transaction, commit, known).map(|(answer, known)| (answer, Some(known)))
                    }
                    Looked::Answered(answer) => Ok((answer, None)),
                };
            };
            // The head is requested before it is overwritten, and compared while the other requests are sent.
            let last = known.last;
            let (head, newest) = (head(&transaction)?, newest(&transaction)?);
            let (answer, known) = write(&transaction, commit, known)?;
            match check_end::<D>(head, newest).await? {
                Some(found) if found == last => Ok((answer, Some(known))),
                _ => Err(StorageFault::Replaced.into()),
            }
        };
        let (committed, known) = match written.await {
            Ok(written) => written,
            Err(error) => {
                transaction.abort();
                return Err(error);
            }
        };
        transaction.done(end).await?;
        if let Some(known) = known {
            self.tabs.notify();
            self.heads.borrow_mut().remember(commit.stream.clone(), known, self.tabs.changes().count());
        }
        Ok(committed)
    }
}

/// Requests the head record.
fn head(transaction: &Transaction) -> Result<request::Asked, StorageFault> {
    get(transaction, HEAD, LOG)
}

/// Requests the newest event of the log.
fn newest(transaction: &Transaction) -> Result<request::Asked, StorageFault> {
    let positions = key::positions_after(0)?;
    ask(transaction.store(EVENTS)?.open_cursor(Some(positions.into()), Some(CursorDirection::Prev)))
}

/// Checks the last event and the head record. Returns the last event, or `None` if the log has no head record, because it is empty or
/// written by older code.
async fn check_end<D: JsonDomain>(head: request::Asked, newest: request::Asked) -> Result<Option<Last>, StorageFault> {
    let head = Last::of(&head.answer().await?)?;
    let newest = newest.answer().await?;
    let mut chain = Chain::from(Position(0));
    if !newest.is_null() {
        let record = newest.unchecked_into::<IdbCursorWithValue>().value().map_err(|error| request::thrown(&error))?;
        let stored = stored(&record)?;
        event_of::<D>(&record, &stored)?;
        chain = Chain::from(Position(stored.position.0.saturating_sub(1)));
        chain.follow(&stored)?;
    }
    chain.check_end(Position(u64::MAX), head)?;
    Ok(head)
}

/// The object stores that a commit needs. Fewer are faster, and readers of the others don't have to wait.
fn stores_of<D: JsonDomain>(commit: &Commit<D>) -> Vec<&'static str> {
    let needed = [
        (EVENTS, true),
        (HEAD, true),
        (SNAPSHOTS, commit.snapshot.is_some()),
        (INDEX, commit.index.is_some()),
        (ENTRIES, commit.index.is_some()),
        (OUTBOX, !commit.outbox.is_empty()),
        (UNSENT, !commit.outbox.is_empty()),
        (ANSWERS, commit.idempotency.is_some()),
    ];
    needed.into_iter().filter(|(_, needed)| *needed).map(|(store, _)| store).collect()
}

enum Looked {
    /// The commit can be written.
    Free(Known),
    /// The commit is a repeat.
    Answered(Committed),
}

/// Reads what a commit is based on, and checks the commit. All requests are sent before the first answer is awaited.
async fn look<D: JsonDomain>(
    transaction: &Transaction,
    commit: &Commit<D>,
    limits: CommitLimits,
) -> Result<Looked, StoreError> {
    let events = transaction.store(EVENTS)?;
    let by_stream = events.index(BY_STREAM).map_err(request::refused)?;
    let versions = key::beginning_with(commit.stream.as_str())?;
    let (head, newest) = (head(transaction)?, newest(transaction)?);
    let stream_newest = ask(by_stream.open_cursor(Some(versions.into()), Some(CursorDirection::Prev)))?;
    let stream_head = ask(transaction.store(HEAD)?.get(StreamHead::key(&commit.stream)))?;
    let known = match &commit.idempotency {
        Some(idempotency) => Some((idempotency, get(transaction, ANSWERS, &idempotency.key.0)?)),
        None => None,
    };
    let entries = match &commit.index {
        Some(_) => Some(get(transaction, ENTRIES, commit.stream.as_str())?),
        None => None,
    };
    let mut claims = Vec::new();
    for entry in commit.index.iter().flatten() {
        // A reservation collides with every other holder of the value, and an entry without one only with a reservation.
        let holders = || {
            if entry.reserved {
                return key::found_by(&entry.index, Lookup::Is(&entry.value));
            }
            let reservation = entry_key(&IndexEntry { reserved: true, ..entry.clone() }, &JsValue::NULL);
            key::between(&reservation, &reservation)
        };
        claims.push((entry, AskedStreams::in_range(&transaction.store(INDEX)?, &|| Ok(holders()?.into()))?));
    }

    let last = check_end::<D>(head, newest).await?;
    let stream = stream_end(&commit.stream, stream_newest.answer().await?, &stream_head.answer().await?)?;
    if let Some((idempotency, known)) = known
        && let Some(answer) = answer_of(&known.answer().await?, &commit.stream, idempotency)?
    {
        return Ok(Looked::Answered(answer));
    }
    let entries = match entries {
        Some(entries) => Some(entries_of(&commit.stream, &entries.answer().await?)?.0),
        None => None,
    };
    commit.check_size(limits, entries.as_deref().unwrap_or_default())?;
    commit.check(stream.version)?;
    for (entry, holders) in claims {
        let holders = holders.answer().await?;
        if let Some((_, holder)) = holders.into_iter().find(|(_, holder)| *holder != commit.stream) {
            return Err(StoreError::Reserved { entry: entry.clone(), holder });
        }
    }
    let last = match last {
        Some(last) => last,
        // The first hash covers all events that older code wrote.
        None => {
            let walk = walk::<D>(transaction, drop).await?;
            match walk.fault {
                Some(fault) => return Err(fault.into()),
                None => walk.sound,
            }
        }
    };
    Ok(Looked::Free(Known { last, stream, entries }))
}

/// Checks the newest event of a stream and the stream's head record. Returns the newest event.
fn stream_end(stream: &StreamId, newest: JsValue, head: &JsValue) -> Result<StreamHead, StorageFault> {
    let head = StreamHead::of(stream, head)?;
    let version = version_at(newest.clone())?;
    StreamHead::check(head, stream, version, 1, u64::MAX)?;
    if newest.is_null() {
        return Ok(StreamHead::NONE);
    }
    let record = newest.unchecked_into::<IdbCursorWithValue>().value().map_err(|error| request::thrown(&error))?;
    let stored = stored(&record)?;
    let found = StreamHead { version, hash: stored.link.map_or(Hash::START, |link| link.hash) };
    match head {
        Some(head) if head.version < version => {
            Err(unreadable(format!("{HEAD}/{stream}"), "there are later events than the one it names"))
        }
        Some(head) if head != found => Err(StorageFault::Altered { key: format!("{EVENTS}/{}", stored.position.0) }),
        _ => Ok(found),
    }
}

fn get(transaction: &Transaction, store: &str, key: &str) -> Result<request::Asked, StorageFault> {
    ask(transaction.store(store)?.get(key::text(key)))
}

/// Sends all writes of a commit. Returns the state of the log after it.
fn write<D: JsonDomain>(
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
        (record, hash) = self::record(&event, hash)?;
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
            index.delete(entry_key(entry, &stream_key)).map_err(request::refused)?;
        }
        for entry in current {
            let key = entry_key(entry, &stream_key);
            put(&index, &sealed::seal_stream(&key, &commit.stream, stream.hash), &key)?;
        }
        let entries = sealed::seal_entries(&commit.stream, current, stream.hash);
        put(&transaction.store(ENTRIES)?, &entries, &stream_key)?;
        after.entries = Some(current.clone());
    }
    Ok((committed, after))
}

/// The key of a reservation has no stream, so the database allows only one for each value.
pub(super) fn entry_key(entry: &IndexEntry, stream: &JsValue) -> JsValue {
    let (index, value) = (key::text(&entry.index), key::text(&entry.value));
    if entry.reserved { key::list([index, value]) } else { key::list([index, value, stream.clone()]) }
}

fn put(store: &ObjectStore, value: &JsValue, key: &JsValue) -> Result<(), StorageFault> {
    store.put(value, Some(key)).map_err(request::refused).map(drop)
}
