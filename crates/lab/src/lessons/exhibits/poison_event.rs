use std::collections::BTreeMap;

use crate::{Lab, counted, words};
use bank::projections::Sums;
use bank::{BankEvent, Reason, is_copy};
use engine::{OnPoison, Poison, Position, Projection, ReadModel, Recorded};
use uuid::Uuid;

/// A view of what was spent in each shop. It reads the shop from the reason of a withdrawal, such as `Market: bread`,
/// and can't read one without a colon. What it does then is the learner's choice.
#[derive(Clone, Debug)]
pub struct PoisonEvent {
    option: u8,
    model: ReadModel<SpendingByShop>,
    /// The position of the newest event, and its id.
    head: Position,
    newest: Option<Uuid>,
}

impl PoisonEvent {
    /// What can be chosen, in the order of the options.
    pub const OPTIONS: [&str; 3] = ["Stop", "Park", "Skip"];

    /// The option that stops the view before the event.
    pub const STOP: u8 = 0;

    /// The option that puts the event aside.
    pub const PARK: u8 = 1;

    /// The option that leaves the event out.
    pub const SKIP: u8 = 2;

    /// The most lines of a list that are drawn.
    pub const MAX_LINES: usize = 6;

    /// The view with this option, after it has read as much of the log as it can. An option that does not exist stops.
    #[must_use]
    pub fn of(lab: &Lab, option: u8) -> Self {
        let mut view = Self::new(option);
        view.catch_up(lab);
        view
    }

    fn new(option: u8) -> Self {
        let on_poison = match option {
            Self::PARK => OnPoison::Park,
            Self::SKIP => OnPoison::Skip,
            _ => OnPoison::Stop,
        };
        let model = ReadModel::new(SpendingByShop::default(), on_poison);
        Self { option, model, head: Position::default(), newest: None }
    }

    /// Reads the events that were recorded since. Starts again if the log is another one.
    pub fn catch_up(&mut self, lab: &Lab) {
        lab.with_log(|log| {
            let id_at = |position: Position| {
                let mut events = log.all(Position(position.0.checked_sub(1)?));
                events.next().map(|event| event.metadata.event_id)
            };
            if id_at(self.head) != self.newest {
                *self = Self::new(self.option);
            }
            self.model.catch_up(log.all(self.checkpoint()));
            (self.head, self.newest) = (log.head(), id_at(log.head()));
        });
    }

    /// The last position that it has handled.
    #[must_use]
    pub fn checkpoint(&self) -> Position {
        self.model.progress().checkpoint
    }

    /// How far it is, e.g. `as of position 4 of 6`.
    #[must_use]
    pub fn as_of(&self) -> String {
        format!("as of position {} of {}", self.checkpoint().0, self.head.0)
    }

    /// The shops and what was spent in each, e.g. `Market` and `30.00`, at most [`PoisonEvent::MAX_LINES`].
    #[must_use]
    pub fn shops(&self) -> Vec<(String, String)> {
        let shops = &self.model.value().0;
        let mut lines: Vec<_> =
            shops.iter().take(Self::MAX_LINES).map(|(shop, sum)| (shop.clone(), sum.figure())).collect();
        if let Some(more) = more(shops.len()) {
            lines.truncate(Self::MAX_LINES - 1);
            lines.push((more, String::new()));
        }
        lines
    }

    /// The event before which it stopped, and why. `None` if it did not stop.
    #[must_use]
    pub fn stopped_at(&self) -> Option<String> {
        self.model.progress().stopped_at.as_ref().map(line)
    }

    /// The parked events and why, oldest first, at most [`PoisonEvent::MAX_LINES`] lines.
    #[must_use]
    pub fn parked(&self) -> Vec<String> {
        let parked = &self.model.progress().parked;
        let mut lines: Vec<_> = parked.iter().take(Self::MAX_LINES).map(line).collect();
        if let Some(more) = more(parked.len()) {
            lines.truncate(Self::MAX_LINES - 1);
            lines.push(more);
        }
        lines
    }

    /// How many events it skipped.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.model.progress().skipped
    }

    /// What the choice has led to, in a sentence or two.
    #[must_use]
    pub fn sentence(&self) -> String {
        let progress = self.model.progress();
        if progress.stopped_at.is_some() {
            let unread = counted(self.head.0 - progress.checkpoint.0, "event waits", "events wait");
            return format!("Nothing is lost, but the view stands still: {unread}.");
        }
        match progress.parked.len() {
            0 => {}
            1 => return "The view reads on. 1 event waits in sight until the view can read it.".to_owned(),
            parked => return format!("The view reads on. {parked} events wait in sight until the view can read them."),
        }
        match progress.skipped {
            0 => "The view can read every event so far.".to_owned(),
            skipped => {
                let missing = counted(skipped as u64, "event is", "events are");
                format!("The view reads on. {missing} missing from its sums, and it can\u{2019}t say which.")
            }
        }
    }
}

/// The last line of a list that is too long to be drawn whole.
fn more(count: usize) -> Option<String> {
    (count > PoisonEvent::MAX_LINES).then(|| format!("and {} more", count - PoisonEvent::MAX_LINES + 1))
}

fn line(event: &engine::PoisonEvent) -> String {
    format!("Position {}, {}: {}", event.position.0, event.event_type, event.reason)
}

/// What was spent in each shop. Withdrawals without a reason are cash. A fork's copies are left out.
#[derive(Clone, Debug, Default)]
struct SpendingByShop(BTreeMap<String, Sums>);

impl Projection<BankEvent> for SpendingByShop {
    fn accepts(&self, event: &Recorded<BankEvent>) -> Result<(), Poison> {
        match spending(event) {
            Some(reason) if shop(reason).is_none() => Err(Poison(unreadable(reason))),
            _ => Ok(()),
        }
    }

    fn apply(&mut self, event: &Recorded<BankEvent>) {
        let shop = spending(event).and_then(shop);
        if let (Some(shop), Some(amount)) = (shop, event.data.amount()) {
            self.0.entry(shop.to_owned()).or_default().add(amount);
        }
    }
}

/// The reason of a withdrawal that has one and is not a copy.
fn spending(event: &Recorded<BankEvent>) -> Option<&str> {
    let BankEvent::MoneyWithdrawn { reason, .. } = &event.data else { return None };
    reason.as_ref().filter(|_| !is_copy(&event.metadata)).map(Reason::as_str)
}

/// The text before the first colon.
fn shop(reason: &str) -> Option<&str> {
    let (shop, _) = reason.split_once(':')?;
    Some(shop.trim()).filter(|shop| !shop.is_empty())
}

/// Why a reason can't be read. Of a long one, its beginning.
fn unreadable(reason: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown: String = reason.chars().take(SHOWN).collect();
    if shown.len() < reason.len() {
        shown.push('\u{2026}');
    }
    format!("\u{201c}{}\u{201d} has no shop before a colon.", words::isolated(&shown))
}

#[cfg(test)]
mod tests;
