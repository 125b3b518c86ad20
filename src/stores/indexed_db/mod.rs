//! A store in a browser's own database.

mod care;
mod database;
mod key;
mod request;

use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use idb::{CursorDirection, ObjectStore};
use js_sys::{Array, Object, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdbCursor;

pub use self::care::Size;
use self::database::{ANSWERS, BY_STREAM, Database, ENTRIES, EVENTS, INDEX, OUTBOX, SNAPSHOTS, Transaction, UNSENT};
use self::request::{ask, thrown, to_the_end};
use super::fault::StorageFault;
use super::tabs::Tabs;
use super::text::{self, AsText};
use crate::engine::{
    Commit, Committed, Direction, EventStore, Idempotency, IndexEntry, Lookup, MessageId, OutboxRecord, Position,
    Recorded, Snapshot, StoreError, StreamId, StreamRange, Unsent, Version,
};

/// How many records are fetched at a time: enough that asking costs little, few enough that they fit beside the page.
const PAGE: usize = 2_000;

/// An event store in IndexedDB: it outlives the page, and all tabs of one origin share it.
///
/// A commit is one transaction of the database, so it is there whole or not at all, whenever the tab is closed, and the
/// database itself lets writers of all tabs through one by one. A commit that was begun goes on when its future is dropped.
/// Nothing is held in memory but what was asked for.
pub struct IndexedDbStore<D> {
    inner: Rc<Inner>,
    domain: PhantomData<fn() -> D>,
}

struct Inner {
    database: Database,
    tabs: Rc<Tabs>,
    durability: Durability,
    heads: RefCell<Heads>,
}

/// What an answered commit survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Also a loss of power: the browser has told the disk to write before it answers.
    #[default]
    Strict,
    /// A crash of the tab or the browser, but not one of the system: the disk may write later. Commits are faster.
    Relaxed,
}

impl<D: AsText + 'static> IndexedDbStore<D> {
    /// Opens the database of this name, and creates it when there is none. Commits are [`Durability::Strict`].
    ///
    /// # Errors
    /// [`StorageFault::Blocked`] when the browser keeps no data; [`StorageFault::Newer`] when newer code wrote it;
    /// [`StorageFault::InUse`] when it must be upgraded and another tab does not let go; [`StorageFault::Full`] when there
    /// is no room for it.
    pub async fn open(name: &str) -> Result<Self, StorageFault> {
        Self::open_with(name, Durability::default()).await
    }

    /// Opens the database of this name, with commits of this durability.
    ///
    /// # Errors
    /// Like [`open`](Self::open).
    pub async fn open_with(name: &str, durability: Durability) -> Result<Self, StorageFault> {
        let tabs = Rc::new(Tabs::join(name));
        let database = database::open(name, &tabs).await?;
        Ok(Self {
            inner: Rc::new(Inner { database, tabs, durability, heads: RefCell::default() }),
            domain: PhantomData,
        })
    }
}

impl<D: AsText + 'static> EventStore<D> for IndexedDbStore<D> {
    async fn commit(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        let inner = self.inner.clone();
        to_the_end(async move { inner.commit(commit).await }).await
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        let mut events = Vec::new();
        if range.from > range.to || range.limit == 0 {
            return Ok(events);
        }
        match range.direction {
            Direction::Forwards => {
                let mut from = range.from.0;
                loop {
                    let page = PAGE.min(range.limit - events.len());
                    let keys = key::versions(stream, from, range.to.0)?;
                    let by_stream = self.inner.database.read(EVENTS)?.index(BY_STREAM).map_err(request::refused)?;
                    let records = ask(by_stream.get_all(Some(keys.into()), Some(page as u32)))?.answer().await?;
                    let read = read_events::<D>(&records, &mut events)?;
                    match events.last() {
                        Some(last) if read == page && events.len() < range.limit => from = last.version.next().0,
                        _ => return Ok(events),
                    }
                }
            }
            Direction::Backwards => {
                let by_stream = self.inner.database.read(EVENTS)?.index(BY_STREAM).map_err(request::refused)?;
                let keys = key::versions(stream, range.from.0, range.to.0)?;
                let newest = ask(by_stream.open_key_cursor(Some(keys.into()), Some(CursorDirection::Prev)))?;
                let mut to = version_at(newest.answer().await?)?.0;
                // The database gives many records at once in one direction only.
                while to >= range.from.0.max(1) && events.len() < range.limit {
                    let page = PAGE.min(range.limit - events.len()) as u64;
                    let from = (to + 1).saturating_sub(page).max(range.from.0);
                    let keys = key::versions(stream, from, to)?;
                    let by_stream = self.inner.database.read(EVENTS)?.index(BY_STREAM).map_err(request::refused)?;
                    let records = ask(by_stream.get_all(Some(keys.into()), None))?.answer().await?;
                    let before = events.len();
                    read_events::<D>(&records, &mut events)?;
                    events[before..].reverse();
                    to = from.saturating_sub(1);
                }
                Ok(events)
            }
        }
    }

    async fn read_all(&self, after: Position, limit: usize) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        let mut events = Vec::new();
        if limit == 0 {
            return Ok(events);
        }
        let next = |after: u64, have: usize| {
            let page = PAGE.min(limit - have);
            let keys = key::positions_after(after)?;
            let records = ask(self.inner.database.read(EVENTS)?.get_all(Some(keys.into()), Some(page as u32)))?;
            Ok::<_, StorageFault>((page, records))
        };
        let (mut page, mut asked) = next(after.0, 0)?;
        loop {
            let records: Array = asked.answer().await?.unchecked_into();
            let have = events.len() + records.length() as usize;
            // The next page is on its way while this one is read.
            let more = if records.length() as usize == page && have < limit {
                let last = field(&records.get(records.length() - 1), "position")?;
                Some(next(key::number_of(&last), have)?)
            } else {
                None
            };
            read_events::<D>(&records, &mut events)?;
            match more {
                Some(more) => (page, asked) = more,
                None => return Ok(events),
            }
        }
    }

    async fn snapshot(&self, stream: &StreamId) -> Result<Option<Snapshot<D::State>>, StoreError> {
        let snapshots = self.inner.database.read(SNAPSHOTS)?;
        let found = ask(snapshots.get(key::text(stream.as_str())))?.answer().await?;
        Ok(parsed(&found).ok().and_then(text::snapshot_of::<D>))
    }

    async fn find(&self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
        let entries = self.inner.database.read(INDEX)?;
        let range = || key::found_by(index, lookup).map(Into::into).map(Some);
        let keys = ask(entries.get_all_keys(range()?, None))?;
        let streams = ask(entries.get_all(range()?, None))?;
        let keys: Array = keys.answer().await?.unchecked_into();
        let streams: Array = streams.answer().await?.unchecked_into();
        let mut found = Vec::with_capacity(keys.length() as usize);
        for (entry, stream) in keys.iter().zip(streams.iter()) {
            let value = key::part(&entry, 1).as_string();
            let (Some(value), Some(stream)) = (value, stream.as_string()) else {
                return Err(unreadable(format!("{INDEX}/{index}"), "it names no stream").into());
            };
            found.push((value, StreamId::from(stream)));
        }
        // The database sorts texts by their UTF-16 units.
        found.sort_unstable();
        Ok(found.into_iter().map(|(_, stream)| stream).collect())
    }

    async fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRecord<D::Outbound>>, StoreError> {
        let outbox = self.inner.database.read(OUTBOX)?;
        let keys = key::beginning_with(stream.as_str())?;
        let records: Array = ask(outbox.get_all(Some(keys.into()), None))?.answer().await?.unchecked_into();
        let records = records.iter().enumerate().map(|(place, record)| {
            let message = parsed(&record).and_then(|value| text::message_of(stream, value));
            message.map_err(|reason| unreadable(format!("{OUTBOX}/{stream}/{}", place + 1), reason).into())
        });
        records.collect()
    }

    async fn unsent(&self, of_each_stream: usize) -> Result<Unsent<D::Outbound>, StoreError> {
        let mut unsent = Unsent { records: Vec::new(), unreadable: 0 };
        let (mut of_stream, mut given) = (None, 0);
        let mut after = None;
        loop {
            let store = self.inner.database.read(UNSENT)?;
            let range = || key::messages_after(after.as_ref()).map(Into::into).map(Some);
            let keys = ask(store.get_all_keys(range()?, Some(PAGE as u32)))?;
            let messages = ask(store.get_all(range()?, Some(PAGE as u32)))?;
            let keys: Array = keys.answer().await?.unchecked_into();
            let messages: Array = messages.answer().await?.unchecked_into();
            for (key, message) in keys.iter().zip(messages.iter()) {
                let stream = key::part(&key, 0).as_string().map(StreamId::from);
                if stream != of_stream {
                    (of_stream, given) = (stream, 0);
                }
                let Some(stream) = &of_stream else {
                    unsent.unreadable += 1;
                    continue;
                };
                if given < of_each_stream {
                    match parsed(&message).and_then(|value| text::message_of(stream, value)) {
                        Ok(record) => {
                            unsent.records.push(record);
                            given += 1;
                        }
                        Err(_) => unsent.unreadable += 1,
                    }
                }
            }
            if (keys.length() as usize) < PAGE {
                return Ok(unsent);
            }
            // The rest of a stream that has given enough is passed over.
            after = match &of_stream {
                Some(stream) if given == of_each_stream => Some(key::after_stream(stream)),
                _ => Some(keys.get(keys.length() - 1)),
            };
        }
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        let inner = self.inner.clone();
        let keys: Vec<_> = messages.iter().map(key::message).collect();
        let marked = to_the_end(async move {
            let transaction = inner.database.write(&[UNSENT], inner.durability)?;
            let end = transaction.end();
            let unsent = transaction.store(UNSENT)?;
            for key in keys {
                unsent.delete(key).map_err(request::refused)?;
            }
            transaction.done(end).await
        });
        Ok(marked.await?)
    }

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        let bell = self.inner.tabs.bell();
        let strokes = bell.strokes();
        let events = self.inner.database.read(EVENTS)?;
        if head(&events)?.answer().await.and_then(position_at)? <= after {
            bell.rung_after(strokes).await;
        }
        Ok(())
    }

    async fn answered(&self, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
        let answers = self.inner.database.read(ANSWERS)?;
        let known = ask(answers.get(key::text(&idempotency.key.0)))?.answer().await?;
        answer_of(&known, idempotency)
    }
}

impl Inner {
    async fn commit<D: AsText>(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        // What is remembered may be old by now: then the database refuses a second event in the same place, or a second answer
        // to the same key, and the commit is looked into from the beginning.
        let known = self.heads.borrow().of(&commit, self.tabs.bell().strokes());
        if let Some(known) = known
            && let Ok(committed) = self.attempt(&commit, Some(known)).await
        {
            return Ok(committed);
        }
        self.attempt(&commit, None).await
    }

    async fn attempt<D: AsText>(&self, commit: &Commit<D>, known: Option<Head>) -> Result<Committed, StoreError> {
        let transaction = self.database.write(&stores_of(commit), self.durability)?;
        let end = transaction.end();
        let written = async {
            let head = match known {
                Some(head) => head,
                None => match look(&transaction, commit).await? {
                    Looked::Free(head) => head,
                    Looked::Answered(answer) => return Ok((answer, None)),
                },
            };
            write(&transaction, commit, head).map(|(committed, head)| (committed, Some(head)))
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
            self.tabs.ring();
            self.heads.borrow_mut().remember(commit.stream.clone(), head, self.tabs.bell().strokes());
        }
        Ok(committed)
    }
}

/// The object stores that a commit needs: fewer are faster, and leave the others to those who read.
fn stores_of<D: AsText>(commit: &Commit<D>) -> Vec<&'static str> {
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
struct Heads {
    strokes: u64,
    log: Position,
    streams: Vec<(StreamId, Head)>,
}

impl Heads {
    /// How many are remembered.
    const MOST: usize = 200;

    /// What is known for this commit, when it is enough to write it without asking.
    fn of<D: AsText>(&self, commit: &Commit<D>, strokes: u64) -> Option<Head> {
        let (_, head) = self.streams.iter().find(|(stream, _)| *stream == commit.stream)?;
        // A commit without events would not meet those of others.
        let enough = self.strokes == strokes
            && !commit.events.is_empty()
            && commit.check(head.stream).is_ok()
            && (commit.index.is_none() || commit.index == head.entries);
        enough.then(|| Head { log: self.log, ..head.clone() })
    }

    /// Takes in what this store has just written, as the last stroke but its own told of.
    fn remember(&mut self, stream: StreamId, head: Head, strokes: u64) {
        if self.strokes + 1 != strokes || self.streams.len() == Self::MOST {
            self.streams.clear();
        }
        (self.strokes, self.log) = (strokes, head.log);
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
async fn look<D: AsText>(transaction: &Transaction, commit: &Commit<D>) -> Result<Looked, StoreError> {
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
    for entry in commit.index.iter().flatten().filter(|entry| entry.reserved) {
        let holders = key::found_by(&entry.index, Lookup::Is(&entry.value))?;
        claims.push((entry, ask(transaction.store(INDEX)?.get_all(Some(holders.into()), None))?));
    }

    let log = position_at(log.answer().await?)?;
    let stream = version_at(stream.answer().await?)?;
    if let Some((idempotency, known)) = known
        && let Some(answer) = answer_of(&known.answer().await?, idempotency)?
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
fn write<D: AsText>(
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
        let answer = answer_value(idempotency, &committed).to_string();
        let key = key::text(&idempotency.key.0);
        transaction.store(ANSWERS)?.add(&answer.into(), Some(&key)).map_err(request::refused)?;
    }
    if let Some(snapshot) = &commit.snapshot {
        let value = text::snapshot_value(snapshot).map_err(|reason| not_text("the snapshot", &reason))?;
        put(&transaction.store(SNAPSHOTS)?, &value, &stream_key)?;
    }
    for message in &commit.outbox {
        let value = text::message_value(message).map_err(|reason| not_text("a message", &reason))?;
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
        put(&transaction.store(ENTRIES)?, &current.iter().map(text::entry_value).collect(), &stream_key)?;
        after.entries = Some(current.clone());
    }
    Ok((committed, after))
}

/// The position of the newest event.
fn head(events: &ObjectStore) -> Result<request::Asked, StorageFault> {
    ask(events.open_key_cursor(Some(key::positions_after(0)?.into()), Some(CursorDirection::Prev)))
}

fn position_at(cursor: JsValue) -> Result<Position, StorageFault> {
    if cursor.is_null() {
        return Ok(Position(0));
    }
    let key = cursor.unchecked_into::<IdbCursor>().primary_key().map_err(|error| thrown(&error))?;
    Ok(Position(key::number_of(&key)))
}

fn version_at(cursor: JsValue) -> Result<Version, StorageFault> {
    if cursor.is_null() {
        return Ok(Version::EMPTY);
    }
    let key = cursor.unchecked_into::<IdbCursor>().key().map_err(|error| thrown(&error))?;
    Ok(Version(key::number_of(&key::part(&key, 1))))
}

/// A reservation is kept under the value alone: the database itself holds one of them.
fn entry_key(entry: &IndexEntry, stream: &JsValue) -> JsValue {
    let (index, value) = (key::text(&entry.index), key::text(&entry.value));
    if entry.reserved { key::list([index, value]) } else { key::list([index, value, stream.clone()]) }
}

fn put(store: &ObjectStore, value: &Value, key: &JsValue) -> Result<(), StorageFault> {
    store.put(&value.to_string().into(), Some(key)).map_err(request::refused).map(drop)
}

/// An event as the database keeps it: what it is searched by, and a text.
fn record<E: crate::engine::Event>(event: &Recorded<E>) -> Result<JsValue, StorageFault> {
    let record = Object::new();
    let fields = [
        ("position", key::number(event.position.0)),
        ("stream", key::text(event.stream.as_str())),
        ("version", key::number(event.version.0)),
        ("event", text::event_value(event).to_string().into()),
    ];
    for (name, value) in fields {
        Reflect::set(&record, &name.into(), &value).map_err(|error| thrown(&error))?;
    }
    Ok(record.into())
}

/// Adds the events of these records, and says how many they are.
fn read_events<D: AsText>(records: &JsValue, events: &mut Vec<Recorded<D::Event>>) -> Result<usize, StorageFault> {
    let records: &Array = records.unchecked_ref();
    events.reserve(records.length() as usize);
    for record in records.iter() {
        events.push(event_of::<D>(&record)?);
    }
    Ok(records.length() as usize)
}

fn event_of<D: AsText>(record: &JsValue) -> Result<Recorded<D::Event>, StorageFault> {
    let position = key::number_of(&field(record, "position").unwrap_or_default());
    let event = field(record, "event").map_err(|fault| fault.to_string());
    let event = event.and_then(|event| parsed(&event)).and_then(text::event_of::<D::Event>);
    let event = event.and_then(|event| {
        let version = field(record, "version").map_or(0, |version| key::number_of(&version));
        let stream = field(record, "stream").ok().and_then(|stream| stream.as_string());
        if event.position.0 != position {
            return Err(format!("it says that it is event {}", event.position.0));
        }
        if event.version.0 != version || stream.as_deref() != Some(event.stream.as_str()) {
            return Err(format!("it says that it is {} of {}", event.version, event.stream));
        }
        Ok(event)
    });
    event.map_err(|reason| unreadable(format!("{EVENTS}/{position}"), reason))
}

fn field(record: &JsValue, name: &str) -> Result<JsValue, StorageFault> {
    Reflect::get(record, &name.into()).map_err(|error| thrown(&error))
}

/// What a stored text says.
fn parsed(text: &JsValue) -> Result<Value, String> {
    let text = text.as_string().ok_or_else(|| "it is no text".to_owned())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn entries_of(entries: &JsValue, stream: &StreamId) -> Result<Vec<IndexEntry>, StorageFault> {
    if entries.is_undefined() {
        return Ok(Vec::new());
    }
    let entries = parsed(entries).and_then(|value| match value {
        Value::Array(entries) => entries.iter().map(text::entry_of).collect(),
        _ => Err("it is no list".to_owned()),
    });
    entries.map_err(|reason| unreadable(format!("{ENTRIES}/{stream}"), reason))
}

/// The answer to an idempotency key, e.g. `{"content":"...","version":3,"events":1,"position":7}`; the key stands beside it.
fn answer_value(idempotency: &Idempotency, answer: &Committed) -> Value {
    json!({
        "content": idempotency.content,
        "version": answer.version.0,
        "events": answer.events,
        "position": answer.position.0,
    })
}

/// The content and the answer that were written like this. Whoever asks for it repeats.
fn answer_in(value: Value) -> Result<(String, Committed), String> {
    let mut fields = text::Fields::of(value)?;
    let answer = Committed {
        version: Version(fields.number("version")?),
        events: usize::try_from(fields.number("events")?).map_err(|_| "`events` is too large".to_owned())?,
        position: Position(fields.number("position")?),
        repeated: true,
    };
    Ok((fields.text("content")?, answer))
}

fn answer_of(answer: &JsValue, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
    if answer.is_undefined() {
        return Ok(None);
    }
    let answer = parsed(answer).and_then(answer_in);
    let (content, answer) = answer.map_err(|reason| unreadable(format!("{ANSWERS}/{}", idempotency.key), reason))?;
    if content == idempotency.content {
        Ok(Some(answer))
    } else {
        Err(StoreError::KeyReused { key: idempotency.key.clone() })
    }
}

fn unreadable(key: String, reason: impl Into<String>) -> StorageFault {
    StorageFault::Unreadable { key, reason: reason.into() }
}

fn not_text(what: &str, reason: &str) -> StoreError {
    StoreError::Invalid { reason: format!("{what} can't be written as text: {reason}; nothing was written") }
}
