//! Reading events, page by page.

use idb::{CursorDirection, ObjectStore};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use super::chain::{Chain, LOG, Last, StreamHead, check_newest};
use super::database::{BY_STREAM, EVENTS, HEAD, INDEX};
use super::record::{event_of, field, missing, position_at, stored, unreadable, version_at};
use super::request::{self, Asked, ask};
use super::sealed::{self, Sealed, stream_of};
use super::{Inner, PAGE, key};
use crate::StorageFault;
use crate::chain::Hash;
use crate::json_codec::{self, JsonDomain};
use engine::{Direction, LogRange, OutboxRecord, Position, Recorded, StreamId, StreamRange, Version};

impl Inner {
    /// The events of one stream in the order of the range.
    pub(super) async fn read<D: JsonDomain>(
        &self,
        stream: &StreamId,
        range: StreamRange,
    ) -> Result<Vec<Recorded<D::Event>>, StorageFault> {
        let (first, mut events) = (range.from.0.max(1), Vec::new());
        if first > range.to.0 || range.limit == 0 {
            return Ok(events);
        }
        if range.direction == Direction::Backwards {
            let versions = key::versions(stream, first, range.to.0)?;
            let transaction = self.database.read_all(&[EVENTS, HEAD])?;
            let by_stream = transaction.store(EVENTS)?.index(BY_STREAM).map_err(request::refused)?;
            let newest = ask(by_stream.open_key_cursor(Some(versions.into()), Some(CursorDirection::Prev)))?;
            let head = ask(transaction.store(HEAD)?.get(StreamHead::key(stream)))?;
            let newest = version_at(newest.answer().await?)?;
            StreamHead::check(StreamHead::of(stream, &head.answer().await?)?, stream, newest, first, range.to.0)?;
            let mut to = newest.0;
            // `getAll` only reads forwards, so each page is read forwards and then reversed.
            while to >= first && events.len() < range.limit {
                let page = PAGE.min(range.limit - events.len()) as u64;
                let from = (to + 1).saturating_sub(page).max(first);
                let (mut older, _) = self.versions::<D>(stream, from, to, usize::MAX).await?;
                if older.len() as u64 != to + 1 - from {
                    return Err(missing(&format!("{stream}/{to}")));
                }
                older.reverse();
                events.append(&mut older);
                to = from - 1;
            }
            return Ok(events);
        }
        let mut from = first;
        loop {
            let page = PAGE.min(range.limit - events.len());
            let (mut newer, head) = self.versions::<D>(stream, from, range.to.0, page).await?;
            let is_whole = newer.len() == page;
            from += newer.len() as u64;
            events.append(&mut newer);
            if !is_whole {
                StreamHead::check(head, stream, Version(from - 1), from, range.to.0)?;
            }
            if !is_whole || events.len() == range.limit || from > range.to.0 {
                return Ok(events);
            }
        }
    }

    /// At most `limit` events of a stream from one version to another, oldest first, and the stream's head record. A gap is an error.
    async fn versions<D: JsonDomain>(
        &self,
        stream: &StreamId,
        from: u64,
        to: u64,
        limit: usize,
    ) -> Result<(Vec<Recorded<D::Event>>, Option<StreamHead>), StorageFault> {
        let transaction = self.database.read_all(&[EVENTS, HEAD])?;
        let by_stream = transaction.store(EVENTS)?.index(BY_STREAM).map_err(request::refused)?;
        let limit = u32::try_from(limit).ok();
        let records = ask(by_stream.get_all(Some(key::versions(stream, from, to)?.into()), limit))?;
        let head = ask(transaction.store(HEAD)?.get(StreamHead::key(stream)))?;
        let records: Array = records.answer().await?.unchecked_into();
        let head = StreamHead::of(stream, &head.answer().await?)?;
        let event = |(record, version): (JsValue, u64)| {
            let event = event_of::<D>(&record, &stored(&record)?)?;
            if event.version == Version(version) {
                Ok(event)
            } else {
                Err(missing(&format!("before {}", event.position.0)))
            }
        };
        let events = records.iter().zip(from..).map(event).collect::<Result<_, _>>()?;
        Ok((events, head))
    }

    /// The events of all streams in the order of the range. Checks their hash chain, and at the end of the log that the head record
    /// names the last event.
    pub(super) async fn read_all<D: JsonDomain>(
        &self,
        range: LogRange,
    ) -> Result<Vec<Recorded<D::Event>>, StorageFault> {
        let (first, mut events) = (range.from.0.max(1), Vec::new());
        if first > range.to.0 || range.limit == 0 {
            return Ok(events);
        }
        if range.direction == Direction::Backwards {
            let transaction = self.database.read_all(&[EVENTS, HEAD])?;
            let positions = key::positions(first, range.to.0)?;
            let events_store = transaction.store(EVENTS)?;
            let newest = ask(events_store.open_key_cursor(Some(positions.into()), Some(CursorDirection::Prev)))?;
            let head = ask(transaction.store(HEAD)?.get(key::text(LOG)))?;
            let newest = position_at(newest.answer().await?)?;
            check_newest(newest, range, Last::of(&head.answer().await?)?)?;
            let mut to = newest.0;
            while to >= first && events.len() < range.limit {
                let page = PAGE.min(range.limit - events.len()) as u64;
                let from = (to + 1).saturating_sub(page).max(first);
                let (records, _) = self.positions(from, to, usize::MAX)?;
                let (mut chain, mut older) = (Chain::from(Position(from - 1)), Vec::new());
                chain.read::<D>(&records.answer().await?, &mut older)?;
                if older.len() as u64 != to + 1 - from {
                    return Err(missing(&to.to_string()));
                }
                older.reverse();
                events.append(&mut older);
                to = from - 1;
            }
            return Ok(events);
        }
        let mut chain = Chain::from(Position(first - 1));
        let mut page = PAGE.min(range.limit);
        let mut asked = self.positions(first, range.to.0, page)?;
        loop {
            let (records, head) = asked;
            let records: Array = records.answer().await?.unchecked_into();
            let (found, have) = (records.length() as usize, events.len() + records.length() as usize);
            // Requests the next page before reading this one.
            let mut next = None;
            if found == page && have < range.limit {
                let last = key::number_of(&field(&records.get(records.length() - 1), "position")?);
                if last < range.to.0 {
                    page = PAGE.min(range.limit - have);
                    next = Some(self.positions(last + 1, range.to.0, page)?);
                }
            }
            chain.read::<D>(&records, &mut events)?;
            match next {
                Some(next) => asked = next,
                None => {
                    if found < page {
                        chain.check_end(range.to, Last::of(&head.answer().await?)?)?;
                    }
                    return Ok(events);
                }
            }
        }
    }

    /// Requests at most `limit` events from one position to another, and the head record.
    fn positions(&self, from: u64, to: u64, limit: usize) -> Result<(Asked, Asked), StorageFault> {
        let transaction = self.database.read_all(&[EVENTS, HEAD])?;
        let positions = key::positions(from, to)?;
        let limit = u32::try_from(limit).ok();
        let records = ask(transaction.store(EVENTS)?.get_all(Some(positions.into()), limit))?;
        Ok((records, ask(transaction.store(HEAD)?.get(key::text(LOG)))?))
    }
}

impl Chain {
    /// Reads the next records of the chain.
    fn read<D: JsonDomain>(
        &mut self,
        records: &JsValue,
        events: &mut Vec<Recorded<D::Event>>,
    ) -> Result<(), StorageFault> {
        let records: &Array = records.unchecked_ref();
        events.reserve(records.length() as usize);
        for record in records.iter() {
            let stored = stored(&record)?;
            let event = event_of::<D>(&record, &stored)?;
            self.follow(&stored)?;
            events.push(event);
        }
        Ok(())
    }
}

/// The requested index entries.
pub(super) struct AskedStreams {
    keys: Asked,
    streams: Asked,
}

impl AskedStreams {
    /// Requests the index entries in a range of keys.
    pub(super) fn in_range(
        index: &ObjectStore,
        range: &dyn Fn() -> Result<idb::Query, StorageFault>,
    ) -> Result<Self, StorageFault> {
        let keys = ask(index.get_all_keys(Some(range()?), None))?;
        Ok(Self { keys, streams: ask(index.get_all(Some(range()?), None))? })
    }

    /// The value and stream of each index entry. Checks their hashes.
    pub(super) async fn answer(self) -> Result<Vec<(String, StreamId)>, StorageFault> {
        let keys: Array = self.keys.answer().await?.unchecked_into();
        let streams: Array = self.streams.answer().await?.unchecked_into();
        let entry = |(key, stream): (JsValue, JsValue)| {
            let (stream, _) = stream_of(&key, &stream)?;
            let value = key::part(&key, 1).as_string();
            let value =
                value.ok_or_else(|| unreadable(format!("{INDEX}/{}", key::name_of(&key)), "it has no value"))?;
            Ok((value, stream))
        };
        keys.iter().zip(streams.iter()).map(entry).collect()
    }
}

/// Reads a message of this stream, and the hash of the event that it names.
pub(super) fn message_at<D: JsonDomain>(
    store: &str,
    stream: &StreamId,
    key: &JsValue,
    record: &JsValue,
) -> Result<(OutboxRecord<D::Outbound>, Option<Hash>), StorageFault> {
    let name = key::name_of(key);
    let Sealed { value, after } = sealed::open(store, &name, record)?;
    let message = json_codec::message_of(stream, value);
    Ok((message.map_err(|reason| unreadable(format!("{store}/{name}"), reason))?, after))
}
