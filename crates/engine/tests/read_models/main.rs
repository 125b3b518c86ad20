//! A read model lags, pauses, rebuilds while it is read, and survives poison events.

mod catch_up;
mod law;
mod poison_events;
mod rebuild;
mod resume;

use engine::conformance::{Calls, Counting, Tally, TallyEvent, new_event, recorded, tally};
use engine::{
    Aggregate, EventStore, OnPoison, Poison, PoisonEvent, Position, Progress, Projection, ReadModel, Recorded, ready,
};
use serde::{Deserialize, Serialize};
use stores::MemoryStore;

/// The added amounts in order. It accepts none above its limit, and none before it is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Amounts {
    limit: i64,
    is_open: bool,
    amounts: Vec<i64>,
}

impl Amounts {
    fn up_to(limit: i64) -> Self {
        Self { limit, is_open: true, amounts: Vec::new() }
    }

    fn not_open() -> Self {
        Self { is_open: false, ..Self::up_to(i64::MAX) }
    }
}

impl Projection<TallyEvent> for Amounts {
    fn apply(&mut self, event: &Recorded<TallyEvent>) {
        match event.data {
            TallyEvent::Added(amount) => self.amounts.push(amount),
            TallyEvent::Labelled(_) => self.is_open = true,
            TallyEvent::Noted(_) => {}
        }
    }

    fn accepts(&self, event: &Recorded<TallyEvent>) -> Result<(), Poison> {
        match event.data {
            TallyEvent::Added(amount) if amount > self.limit => {
                Err(Poison(format!("{amount} is above {}", self.limit)))
            }
            TallyEvent::Added(_) if !self.is_open => Err(Poison("it is not open".to_owned())),
            _ => Ok(()),
        }
    }
}

fn log(amounts: impl IntoIterator<Item = i64>) -> Vec<Recorded<TallyEvent>> {
    recorded::<Tally>(amounts.into_iter().map(TallyEvent::Added))
}

fn model(limit: i64, on_poison: OnPoison) -> ReadModel<Amounts> {
    ReadModel::new(Amounts::up_to(limit), on_poison)
}

fn poison(position: u64, amount: i64) -> PoisonEvent {
    PoisonEvent { position: Position(position), event_type: "Added".to_owned(), reason: format!("{amount} is above 9") }
}

/// Everything that a reader can see.
fn seen(model: &ReadModel<Amounts>) -> (&[i64], &Progress) {
    (&model.value().amounts, model.progress())
}

fn store(amounts: impl IntoIterator<Item = i64>) -> MemoryStore<Tally> {
    let store = MemoryStore::default();
    let events = amounts.into_iter().map(|amount| new_event(1, TallyEvent::Added(amount))).collect();
    ready(Aggregate::new(tally(), &store).append(&"tally-1".into(), events)).unwrap();
    store
}
