//! Reads what a commit is based on, and checks the commit.

use idb::CursorDirection;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdbCursorWithValue;

use crate::StorageFault;
use crate::chain::Hash;
use crate::indexed_db::chain::{Chain, LOG, Last, StreamHead, walk};
use crate::indexed_db::database::{ANSWERS, BY_STREAM, ENTRIES, EVENTS, HEAD, INDEX};
use crate::indexed_db::heads::Known;
use crate::indexed_db::key;
use crate::indexed_db::read::AskedStreams;
use crate::indexed_db::record::{answer_of, event_of, stored, unreadable, version_at};
use crate::indexed_db::request::{self, ask};
use crate::indexed_db::sealed::entries_of;
use crate::indexed_db::transaction::Transaction;
use crate::json_codec::JsonDomain;
use engine::{Commit, CommitLimits, Committed, IndexEntry, Lookup, Position, StoreError, StreamId};

/// The result of [`look`].
pub(super) enum Looked {
    /// The commit can be written.
    Free(Known),
    /// The commit is a repeat.
    Answered(Committed),
}

/// Reads what a commit is based on, and checks the commit. All requests are sent before the first answer is awaited.
pub(super) async fn look<D: JsonDomain>(
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
            let reservation = key::entry(&IndexEntry { reserved: true, ..entry.clone() }, &JsValue::NULL);
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

/// Requests the head record.
pub(super) fn head(transaction: &Transaction) -> Result<request::Asked, StorageFault> {
    get(transaction, HEAD, LOG)
}

/// Requests the newest event of the log.
pub(super) fn newest(transaction: &Transaction) -> Result<request::Asked, StorageFault> {
    let positions = key::positions_after(0)?;
    ask(transaction.store(EVENTS)?.open_cursor(Some(positions.into()), Some(CursorDirection::Prev)))
}

/// Checks the last event and the head record. Returns the last event, or `None` if the log has no head record, because it is empty or
/// written by older code.
pub(super) async fn check_end<D: JsonDomain>(
    head: request::Asked,
    newest: request::Asked,
) -> Result<Option<Last>, StorageFault> {
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

fn get(transaction: &Transaction, store: &str, key: &str) -> Result<request::Asked, StorageFault> {
    ask(transaction.store(store)?.get(key::text(key)))
}
