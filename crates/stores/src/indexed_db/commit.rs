//! A commit is one transaction.

use idb::{CursorDirection, ObjectStore};
use js_sys::Array;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};

use super::database::{ANSWERS, BY_STREAM, ENTRIES, EVENTS, INDEX, OUTBOX, SNAPSHOTS, Transaction, UNSENT};
use super::record::{
    answer_of, answer_value, entries_of, head, missing, not_readable, not_text, position_at, record, version_at,
};
use super::request::{self, ask};
use super::{Inner, key};
use crate::StorageFault;
use crate::json_codec::{self, JsonDomain};
use engine::{Commit, Committed, IndexEntry, Lookup, Position, Recorded, StoreError, StreamId, Version};

impl Inner {
    pub(super) async fn commit<D: JsonDomain>(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        // What is remembered may be old by now: then the database refuses a second event in the same place, or a second answer
        // to the same key, and the commit is looked into from the beginning.
        let known = self.heads.borrow().of(&commit, self.tabs.changes().count());
        if let Some(known) = known
            && let Ok(committed) = self.attempt(&commit, Some(known)).await
        {
            return Ok(committed);
        }
        self.attempt(&commit, None).await
    }

    async fn attempt<D: JsonDomain>(&self, commit: &Commit<D>, known: Option<Head>) -> Result<Committed, StoreError> {
        let transaction = self.database.write(&stores_of(commit), self.durability)?;
        let end = transaction.end();
        let written = async {
            let mut newest = None;
            let head = match known {
                Some(head) => {
                    // A repair elsewhere may have moved it away, and nothing would be in the way of an event behind the hole.
                    let key = key::number(head.log.0);
                    newest = Some(ask(transaction.store(EVENTS)?.get_all_keys(Some(key.into()), Some(1)))?);
                    head
                }
                None => match look(&transaction, commit).await? {
                    Looked::Free(head) => head,
                    Looked::Answered(answer) => return Ok((answer, None)),
                },
            };
            let (committed, head) = write(&transaction, commit, head)?;
            if let Some(newest) = newest
                && newest.answer().await?.unchecked_into::<Array>().length() == 0
            {
                return Err(missing(&head.log.0.to_string()).into());
            }
            Ok((committed, Some(head)))
        };
        let (committed, head) = match written.await {
            Ok(written) => written,
            Err(error) => {
                transaction.abort();
                return Err(error);
            }
        };
        transaction.done(end).await?;
        if let Some(head) = head {
            self.tabs.notify();
            self.heads.borrow_mut().remember(commit.stream.clone(), head, self.tabs.changes().count());
        }
        Ok(committed)
    }
}

/// The object stores that a commit needs: fewer are faster, and leave the others to those who read.
fn stores_of<D: JsonDomain>(commit: &Commit<D>) -> Vec<&'static str> {
    let needed = [
        (EVENTS, true),
        (SNAPSHOTS, commit.snapshot.is_some()),
        (INDEX, commit.index.is_some()),
        (ENTRIES, commit.index.is_some()),
        (OUTBOX, !commit.outbox.is_empty()),
        (UNSENT, !commit.outbox.is_empty()),
        (ANSWERS, commit.idempotency.is_some()),
    ];
    needed.into_iter().filter(|(_, needed)| *needed).map(|(store, _)| store).collect()
}

/// What a commit must know of the log.
#[derive(Clone)]
struct Head {
    /// The newest event of the whole log.
    log: Position,
    /// The newest event of the commit's stream.
    stream: Version,
    /// The index entries that the stream has; `None` when nobody has looked.
    entries: Option<Vec<IndexEntry>>,
}

/// The heads of the streams that were written last, as they were when nobody had rung since. With them a commit need not ask
/// before it writes, which halves its time.
#[derive(Default)]
pub(super) struct Heads {
    count: u64,
    log: Position,
    streams: Vec<(StreamId, Head)>,
}

impl Heads {
    /// How many are remembered.
    const MOST: usize = 200;

    /// What is known for this commit, when it is enough to write it without asking.
    fn of<D: JsonDomain>(&self, commit: &Commit<D>, count: u64) -> Option<Head> {
        let (_, head) = self.streams.iter().find(|(stream, _)| *stream == commit.stream)?;
        // A commit without events would not meet those of others.
        let enough = self.count == count
            && !commit.events.is_empty()
            && commit.check(head.stream).is_ok()
            && (commit.index.is_none() || commit.index == head.entries);
        enough.then(|| Head { log: self.log, ..head.clone() })
    }

    /// Takes in what this store has just written, as the last stroke but its own told of.
    fn remember(&mut self, stream: StreamId, head: Head, count: u64) {
        if self.count + 1 != count || self.streams.len() == Self::MOST {
            self.streams.clear();
        }
        (self.count, self.log) = (count, head.log);
        match self.streams.iter_mut().find(|(known, _)| *known == stream) {
            Some((_, known)) => *known = head,
            None => self.streams.push((stream, head)),
        }
    }
}

enum Looked {
    /// Nothing is in the way of the commit.
    Free(Head),
    /// It was done before.
    Answered(Committed),
}

/// Whether anything refuses a commit. All that is asked is asked at once.
async fn look<D: JsonDomain>(transaction: &Transaction, commit: &Commit<D>) -> Result<Looked, StoreError> {
    let events = transaction.store(EVENTS)?;
    let by_stream = events.index(BY_STREAM).map_err(request::refused)?;
    let versions = key::beginning_with(commit.stream.as_str())?;
    let log = head(&events)?;
    let stream = ask(by_stream.open_key_cursor(Some(versions.into()), Some(CursorDirection::Prev)))?;
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
        // A reservation collides with every other holder of the value; an entry without one, with a reservation alone.
        let holders = if entry.reserved {
            key::found_by(&entry.index, Lookup::Is(&entry.value))?
        } else {
            let reservation = entry_key(&IndexEntry { reserved: true, ..entry.clone() }, &JsValue::NULL);
            key::between(&reservation, &reservation)?
        };
        claims.push((entry, ask(transaction.store(INDEX)?.get_all(Some(holders.into()), None))?));
    }

    let log = position_at(log.answer().await?)?;
    let stream = version_at(stream.answer().await?)?;
    if let Some((idempotency, known)) = known
        && let Some(answer) = answer_of(&known.answer().await?, &commit.stream, idempotency)?
    {
        return Ok(Looked::Answered(answer));
    }
    commit.check(stream)?;
    let entries = match entries {
        Some(entries) => Some(entries_of(&entries.answer().await?, &commit.stream)?),
        None => None,
    };
    for (entry, holders) in claims {
        let holders: Array = holders.answer().await?.unchecked_into();
        let mut others = holders.iter().filter_map(|holder| holder.as_string());
        if let Some(holder) = others.find(|holder| holder != commit.stream.as_str()) {
            return Err(StoreError::Reserved { entry: entry.clone(), holder: holder.into() });
        }
    }
    Ok(Looked::Free(Head { log, stream, entries }))
}

fn get(transaction: &Transaction, store: &str, key: &str) -> Result<request::Asked, StorageFault> {
    ask(transaction.store(store)?.get(key::text(key)))
}

/// Sends all that a commit writes, and gives the head that it leads to.
fn write<D: JsonDomain>(
    transaction: &Transaction,
    commit: &Commit<D>,
    before: Head,
) -> Result<(Committed, Head), StoreError> {
    let stream_key = key::text(commit.stream.as_str());
    let committed = Committed {
        version: before.stream.plus(commit.events.len()),
        events: commit.events.len(),
        position: Position(before.log.0 + commit.events.len() as u64),
        repeated: false,
    };
    // `add` and not `put`: what is there is never replaced.
    let events = transaction.store(EVENTS)?;
    for (event, place) in commit.events.iter().zip(1..) {
        let event = Recorded {
            stream: commit.stream.clone(),
            version: Version(before.stream.0 + place),
            position: Position(before.log.0 + place),
            data: event.data.clone(),
            metadata: event.metadata.clone(),
        };
        events.add(&record(&event)?, None).map_err(request::refused)?;
    }
    if let Some(idempotency) = &commit.idempotency {
        let answer = answer_value(&commit.stream, idempotency, &committed).to_string();
        let key = key::text(&idempotency.key.0);
        transaction.store(ANSWERS)?.add(&answer.into(), Some(&key)).map_err(request::refused)?;
    }
    if let Some(snapshot) = &commit.snapshot {
        let value = json_codec::snapshot_value(snapshot).map_err(|reason| not_text("the snapshot", &reason))?;
        put(&transaction.store(SNAPSHOTS)?, &value, &stream_key)?;
    }
    for message in &commit.outbox {
        let value = json_codec::message_value(message).map_err(|reason| not_text("a message", &reason))?;
        let read = serde_json::from_str(&value.to_string()).map_err(|error| error.to_string());
        let read = read.and_then(|value| json_codec::message_of::<D::Outbound>(&commit.stream, value));
        read.map_err(|reason| not_readable("a message", &reason))?;
        let key = key::message(&message.message_id());
        put(&transaction.store(OUTBOX)?, &value, &key)?;
        put(&transaction.store(UNSENT)?, &value, &key)?;
    }
    let mut after = Head { log: committed.position, stream: committed.version, entries: before.entries };
    // Most commits leave the entries as they are.
    if let Some(current) = commit.index.as_ref().filter(|current| Some(*current) != after.entries.as_ref()) {
        let index = transaction.store(INDEX)?;
        for entry in after.entries.iter().flatten() {
            index.delete(entry_key(entry, &stream_key)).map_err(request::refused)?;
        }
        for entry in current {
            index.put(&stream_key, Some(&entry_key(entry, &stream_key))).map_err(request::refused)?;
        }
        put(&transaction.store(ENTRIES)?, &current.iter().map(json_codec::entry_value).collect(), &stream_key)?;
        after.entries = Some(current.clone());
    }
    Ok((committed, after))
}

/// A reservation is kept under the value alone: the database itself holds one of them.
fn entry_key(entry: &IndexEntry, stream: &JsValue) -> JsValue {
    let (index, value) = (key::text(&entry.index), key::text(&entry.value));
    if entry.reserved { key::list([index, value]) } else { key::list([index, value, stream.clone()]) }
}

fn put(store: &ObjectStore, value: &Value, key: &JsValue) -> Result<(), StorageFault> {
    store.put(&value.to_string().into(), Some(key)).map_err(request::refused).map(drop)
}
