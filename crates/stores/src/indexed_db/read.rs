//! Reading events, page by page.

use idb::CursorDirection;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use super::chain::{Chain, LOG, Last, check_newest};
use super::database::{BY_STREAM, EVENTS, HEAD};
use super::record::{event_of, field, missing, position_at, version_at};
use super::request::{self, Asked, ask};
use super::{Inner, PAGE, key};
use crate::StorageFault;
use crate::json_codec::JsonDomain;
use engine::{Direction, LogRange, Position, Recorded, StreamId, StreamRange, Version};

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
            let by_stream = self.database.read(EVENTS)?.index(BY_STREAM).map_err(request::refused)?;
            let newest = ask(by_stream.open_key_cursor(Some(versions.into()), Some(CursorDirection::Prev)))?;
            let mut to = version_at(newest.answer().await?)?.0;
            // `getAll` reads forwards only, so each page is read forwards and then reversed.
            while to >= first && events.len() < range.limit {
                let page = PAGE.min(range.limit - events.len()) as u64;
                let from = (to + 1).saturating_sub(page).max(first);
                let mut older = self.versions::<D>(stream, from, to, usize::MAX).await?;
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
            let mut newer = self.versions::<D>(stream, from, range.to.0, page).await?;
            let is_whole = newer.len() == page;
            from += newer.len() as u64;
            events.append(&mut newer);
            if !is_whole || events.len() == range.limit || from > range.to.0 {
                return Ok(events);
            }
        }
    }

    /// At most `limit` events of a stream from one version to another, oldest first. A gap is an error.
    async fn versions<D: JsonDomain>(
        &self,
        stream: &StreamId,
        from: u64,
        to: u64,
        limit: usize,
    ) -> Result<Vec<Recorded<D::Event>>, StorageFault> {
        let by_stream = self.database.read(EVENTS)?.index(BY_STREAM).map_err(request::refused)?;
        let limit = u32::try_from(limit).ok();
        let records = ask(by_stream.get_all(Some(key::versions(stream, from, to)?.into()), limit))?.answer().await?;
        let records: Array = records.unchecked_into();
        let event = |(record, version): (JsValue, u64)| {
            let event = event_of::<D>(&record)?.event;
            if event.version == Version(version) {
                Ok(event)
            } else {
                Err(missing(&format!("before {}", event.position.0)))
            }
        };
        records.iter().zip(from..).map(event).collect()
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
            let stored = event_of::<D>(&record)?;
            self.follow(&stored)?;
            events.push(stored.event);
        }
        Ok(())
    }
}
