use chrono::{DateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    Decide, Decision, Domain, Event, EventContext, IndexDefinition, Metadata, NewEvent, PayloadError, Position,
    Processor, Recorded, RuleError, StreamId, Upcaster, Version,
};

/// The domain of the suite: a sum of amounts. It covers order, indexes, messages and payloads of any shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally;

impl Domain for Tally {
    type State = TallyState;
    type Event = TallyEvent;
    type Outbound = Below;

    fn evolve(state: &mut TallyState, event: &TallyEvent, _: &EventContext<'_, Self>) -> Result<(), RuleError> {
        match event {
            TallyEvent::Added(amount) => {
                state.sum = state.sum.saturating_add(*amount);
                state.latest.push(*amount);
                if state.latest.len() > 8 {
                    state.latest.remove(0);
                }
            }
            TallyEvent::Labelled(label) => state.label.clone_from(label),
            TallyEvent::Noted(_) => {}
        }
        Ok(())
    }

    fn react(state: &TallyState, event: &TallyEvent) -> Vec<Below> {
        match event {
            TallyEvent::Added(_) if state.sum < 0 => vec![Below { sum: state.sum }],
            TallyEvent::Added(_) | TallyEvent::Labelled(_) | TallyEvent::Noted(_) => Vec::new(),
        }
    }
}

/// The state of a tally.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TallyState {
    /// The sum of the amounts.
    pub sum: i64,
    /// The last eight amounts, newest last. They depend on the order of the events.
    pub latest: Vec<i64>,
    /// The value by which the index finds the aggregate.
    pub label: Option<String>,
}

/// An event of a tally.
#[derive(Clone, Debug, PartialEq)]
pub enum TallyEvent {
    /// An amount was added.
    Added(i64),
    /// The label was set or removed. The payload has schema version 2; in version 1 the field was called `name`.
    Labelled(Option<String>),
    /// Something was noted that changes nothing. The fields are the payload.
    Noted(Map<String, Value>),
}

/// The message that the sum fell below zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Below {
    /// The sum after the event.
    pub sum: i64,
}

/// A command to a tally.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TallyCommand {
    /// Add this amount.
    Add(i64),
    /// Subtract this amount, unless the sum is lower. The refusal is recorded.
    Take(i64),
    /// Do nothing.
    Nothing,
    /// Subtract this amount, unless the sum is lower. The refusal is not recorded.
    TakeQuietly(i64),
}

/// The refusal: the sum is lower than the amount to subtract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLow {
    /// The sum before the command.
    pub sum: i64,
}

/// The check that the sum is at least the amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enough {
    /// The sum.
    pub sum: i64,
    /// The amount to subtract.
    pub amount: i64,
}

impl Decide for Tally {
    type Command = TallyCommand;
    type Check = Enough;
    type Refusal = TooLow;

    fn decide(state: &TallyState, command: &TallyCommand) -> Decision<Self> {
        match *command {
            TallyCommand::Add(amount) => Decision::accept(Vec::new(), vec![TallyEvent::Added(amount)]),
            TallyCommand::Take(amount) | TallyCommand::TakeQuietly(amount) => {
                let checks = vec![Enough { sum: state.sum, amount }];
                if amount > state.sum {
                    Decision::refuse(checks, TooLow { sum: state.sum })
                } else {
                    Decision::accept(checks, vec![TallyEvent::Added(-amount)])
                }
            }
            TallyCommand::Nothing => Decision::accept(Vec::new(), Vec::new()),
        }
    }

    fn rejection(refusal: &TooLow, command: &TallyCommand) -> Option<TallyEvent> {
        let is_recorded = !matches!(command, TallyCommand::TakeQuietly(_));
        is_recorded.then(|| TallyEvent::Noted(Map::from_iter([("sum".to_owned(), json!(refusal.sum))])))
    }
}

impl Event for TallyEvent {
    fn event_type(&self) -> &str {
        match self {
            Self::Added(_) => "Added",
            Self::Labelled(_) => "Labelled",
            Self::Noted(_) => "Noted",
        }
    }

    fn schema_version(&self) -> u32 {
        match self {
            Self::Labelled(_) => 2,
            Self::Added(_) | Self::Noted(_) => 1,
        }
    }

    fn payload(&self) -> Value {
        match self {
            Self::Added(amount) => json!({ "amount": amount }),
            Self::Labelled(label) => json!({ "label": label }),
            Self::Noted(fields) => Value::Object(fields.clone()),
        }
    }

    fn from_payload(event_type: &str, schema_version: u32, mut payload: Value) -> Result<Self, PayloadError> {
        let refused = |reason| PayloadError::new(event_type, schema_version, reason);
        match (event_type, schema_version) {
            ("Added", 1) => {
                payload["amount"].as_i64().map(Self::Added).ok_or_else(|| refused("`amount` is not an integer"))
            }
            ("Labelled", 2) => match payload.get_mut("label").map(Value::take) {
                Some(Value::Null) => Ok(Self::Labelled(None)),
                Some(Value::String(label)) => Ok(Self::Labelled(Some(label))),
                _ => Err(refused("`label` is not a string")),
            },
            ("Noted", 1) => match payload {
                Value::Object(fields) => Ok(Self::Noted(fields)),
                _ => Err(refused("the payload is not an object")),
            },
            _ => Err(refused("the event type or schema version is unknown")),
        }
    }

    fn upcasters() -> &'static [Upcaster] {
        &[Upcaster {
            event_type: "Labelled",
            from: 1,
            upcast: |mut payload| match payload.get_mut("name").map(Value::take) {
                Some(name) => Ok(json!({ "label": name })),
                None => Err("`name` is missing".to_owned()),
            },
        }]
    }
}

/// The processor of the tally.
#[must_use]
pub fn tally() -> Processor<Tally> {
    Processor::new()
}

pub(super) fn by_label() -> IndexDefinition<TallyState> {
    IndexDefinition::new("byLabel", |state: &TallyState| state.label.clone())
}

/// A new event whose ids and time derive from `number`.
#[must_use]
pub fn new_event<E>(number: u64, data: E) -> NewEvent<E> {
    let id = |kind: u128| Uuid::from_u128(kind << 64 | u128::from(number));
    let recorded_at = DateTime::UNIX_EPOCH + TimeDelta::milliseconds(number as i64 % 1_000_000_000_000);
    let metadata = Metadata::new(id(1), recorded_at).caused_by("Tally", id(2)).in_conversation(id(3));
    NewEvent { data, metadata }
}

/// These events as the stream `tally-1`, the only one of its log.
pub fn recorded<D: Domain>(events: impl IntoIterator<Item = D::Event>) -> Vec<Recorded<D::Event>> {
    let stream = StreamId::from("tally-1");
    (1..)
        .zip(events)
        .map(|(number, data)| {
            let NewEvent { data, metadata } = new_event(number, data);
            Recorded { stream: stream.clone(), version: Version(number), position: Position(number), data, metadata }
        })
        .collect()
}

pub(super) fn added(amounts: impl IntoIterator<Item = i64>) -> Vec<NewEvent<TallyEvent>> {
    (1..).zip(amounts).map(|(number, amount)| new_event(number, TallyEvent::Added(amount))).collect()
}

pub(super) fn labelled(label: Option<&str>) -> Vec<NewEvent<TallyEvent>> {
    vec![new_event(1, TallyEvent::Labelled(label.map(str::to_owned)))]
}
