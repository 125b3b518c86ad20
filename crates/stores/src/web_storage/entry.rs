use serde_json::{Map, Value, json};

use crate::Log;
use crate::json_codec::{
    Fields, JsonDomain, Unreadable, entry_of, entry_value, event_of, event_value, message_of, message_value,
    snapshot_of, snapshot_value,
};
use engine::{
    Commit, CommitLimits, ExpectedVersion, Idempotency, IdempotencyKey, MessageId, NewEvent, Position, Recorded,
    StreamId, Version,
};

/// One entry of the journal: one text under one key, so it is written atomically.
pub(super) enum Entry<D: JsonDomain> {
    /// A commit without its unreadable messages, and why those can't be read.
    Commit(Commit<D>, Vec<Unreadable>),
    /// Marks these messages as sent.
    Sent(Vec<MessageId>),
}

impl<D: JsonDomain> Entry<D> {
    /// Reads an entry. Returns an error if the log does not accept its commit.
    pub(super) fn of(mut fields: Fields, log: &Log<D>) -> Result<Self, Unreadable> {
        match fields.optional("sent") {
            Some(sent) => Ok(Self::Sent(list(sent, "sent")?.into_iter().map(sent_of).collect::<Result<_, _>>()?)),
            None => commit_of(fields, log).map(|(commit, unreadable)| Self::Commit(commit, unreadable)),
        }
    }
}

/// Writes a commit that the log has checked, e.g. `{"stream":"ACCOUNT-1001","version":3,"events":[...],"outbox":[...]}`.
pub(super) fn commit_fields<D: JsonDomain>(commit: &Commit<D>, log: &Log<D>) -> Result<Map<String, Value>, Unreadable> {
    let Commit { stream, expected: _, events, snapshot, index, outbox, idempotency } = commit;
    let before = log.version(stream);
    let events: Vec<_> = (1..)
        .zip(events)
        .map(|(place, NewEvent { data, metadata })| {
            event_value(&Recorded {
                stream: stream.clone(),
                version: before.plus(place),
                position: Position(log.head().0 + place as u64),
                data: data.clone(),
                metadata: metadata.clone(),
            })
        })
        .collect();
    let mut value = Map::new();
    value.insert("stream".to_owned(), stream.as_str().into());
    value.insert("version".to_owned(), before.plus(events.len()).0.into());
    value.insert("events".to_owned(), events.into());
    // Missing parts are left out to save room.
    if let Some(snapshot) = snapshot {
        value.insert("snapshot".to_owned(), snapshot_value(snapshot)?);
    }
    if let Some(index) = index {
        value.insert("index".to_owned(), index.iter().map(entry_value).collect());
    }
    if !outbox.is_empty() {
        let messages: Vec<_> = outbox.iter().map(message_value).collect::<Result<_, _>>()?;
        value.insert("outbox".to_owned(), messages.into());
    }
    if let Some(Idempotency { key, content }) = idempotency {
        value.insert("key".to_owned(), (*key.0).into());
        value.insert("content".to_owned(), content.as_str().into());
    }
    Ok(value)
}

/// Writes an entry that marks messages as sent, e.g. `{"sent":[["ACCOUNT-1001",3,0]]}`.
pub(super) fn sent_fields(messages: &[&MessageId]) -> Map<String, Value> {
    let sent: Vec<_> =
        messages.iter().map(|message| json!([message.stream.as_str(), message.version.0, message.number])).collect();
    Map::from_iter([("sent".to_owned(), sent.into())])
}

fn commit_of<D: JsonDomain>(mut fields: Fields, log: &Log<D>) -> Result<(Commit<D>, Vec<Unreadable>), Unreadable> {
    let stream = StreamId::from(fields.text("stream")?);
    let before = log.version(&stream);
    let mut events = Vec::new();
    for value in list(fields.take("events")?, "events")? {
        let event: Recorded<D::Event> = event_of(value)?;
        let place = events.len() + 1;
        if event.stream != stream || event.version != before.plus(place) {
            let next = before.plus(place);
            return Err(format!("{stream} {next} was expected, but it has {} {}", event.stream, event.version));
        }
        let position = log.head().0 + place as u64;
        if event.position.0 != position {
            return Err(format!("position {position} was expected, but it has {}", event.position.0));
        }
        events.push(NewEvent { data: event.data, metadata: event.metadata });
    }
    let version = Version(fields.number("version")?);
    if version != before.plus(events.len()) {
        return Err(format!("it ends {stream} at {version}, which does not follow {before}"));
    }
    let index = fields.optional("index").map(|value| list(value, "index")).transpose()?;
    let (mut outbox, mut unreadable) = (Vec::new(), Vec::new());
    // One unreadable message must not make the events unreadable.
    for message in fields.optional("outbox").map_or(Ok(Vec::new()), |value| list(value, "outbox"))? {
        match message_of(&stream, message) {
            Ok(message) => outbox.push(message),
            Err(reason) => unreadable.push(reason),
        }
    }
    let idempotency = match fields.optional("key") {
        Some(Value::String(key)) => {
            Some(Idempotency { key: IdempotencyKey(key.into()), content: fields.text("content")? })
        }
        Some(_) => return Err("`key` is not text".to_owned()),
        None => None,
    };
    let commit = Commit {
        expected: ExpectedVersion::Exactly(before),
        events,
        snapshot: fields.optional("snapshot").and_then(snapshot_of::<D>),
        index: index.map(|index| index.iter().map(entry_of).collect()).transpose()?,
        outbox,
        idempotency,
        stream,
    };
    match log.check(&commit, CommitLimits::NONE) {
        Ok(answer) if !answer.repeated => Ok((commit, unreadable)),
        Ok(_) => Err("it repeats an earlier entry".to_owned()),
        Err(error) => Err(format!("it does not follow the entries before it ({error})")),
    }
}

fn sent_of(value: Value) -> Result<MessageId, Unreadable> {
    let malformed = || "a sent message is not a list of stream, version and number".to_owned();
    match value.as_array().map(Vec::as_slice) {
        Some([Value::String(stream), version, number]) => Ok(MessageId {
            stream: stream.as_str().into(),
            version: Version(version.as_u64().ok_or_else(malformed)?),
            number: number.as_u64().and_then(|number| u32::try_from(number).ok()).ok_or_else(malformed)?,
        }),
        _ => Err(malformed()),
    }
}

fn list(value: Value, name: &str) -> Result<Vec<Value>, Unreadable> {
    match value {
        Value::Array(values) => Ok(values),
        _ => Err(format!("`{name}` is not a list")),
    }
}
