use super::{Rebuilt, Standing, ViewKind, Views};
use engine::Position;

impl Views {
    /// How a view treats the copies of forks, as a sentence. `None` if there are no copies, or if the view treats them
    /// like any event.
    #[must_use]
    pub fn about_copies(&self, kind: ViewKind) -> Option<String> {
        let count = match kind {
            ViewKind::Account | ViewKind::Statement => 0,
            ViewKind::AllAccounts => self.all_accounts.value().forks(),
            ViewKind::ByType => self.by_type().copies(),
            ViewKind::Audit => self.audit.value().copies(),
            ViewKind::LargestPayments => self.largest.value().copies(),
        };
        let copies = match count {
            0 => return None,
            1 => "1 event copied by a fork is".to_owned(),
            count => format!("{count} events copied by forks are"),
        };
        Some(match kind {
            ViewKind::AllAccounts if count == 1 => {
                "1 account is a fork. It counts in full, including the past that it shares.".to_owned()
            }
            ViewKind::AllAccounts => {
                format!("{count} accounts are forks. They count in full, including the past that they share.")
            }
            ViewKind::Audit => format!("{copies} left out: each refusal is listed once."),
            ViewKind::LargestPayments => format!("{copies} left out: each payment is listed once."),
            ViewKind::Account | ViewKind::Statement | ViewKind::ByType => {
                format!("{copies} counted too: each copy is an event in the log.")
            }
        })
    }
}

impl Standing {
    /// The number of events that it does not show yet.
    #[must_use]
    pub fn behind(&self) -> u64 {
        self.head.0.saturating_sub(self.checkpoint.0)
    }

    /// Whether it is paused or has a lag.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.is_paused || !self.lag.is_zero()
    }

    /// The checkpoint and the head, e.g. `as of position 12 of 14`.
    #[must_use]
    pub fn as_of(&self) -> String {
        format!("as of position {} of {}", self.checkpoint.0, self.head.0)
    }

    /// `2 events behind`, `Paused`, or both. `None` if neither applies.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let behind = match self.behind() {
            0 => None,
            1 => Some("1 event behind".to_owned()),
            events => Some(format!("{events} events behind")),
        };
        match (self.is_paused, behind) {
            (false, behind) => behind,
            (true, None) => Some("Paused".to_owned()),
            (true, Some(behind)) => Some(format!("Paused, {behind}")),
        }
    }
}

impl Rebuilt {
    /// The result of the rebuild in a few sentences.
    #[must_use]
    pub fn words(self) -> String {
        let Self::Done { up_to: Position(events), took } = self else {
            return "The rebuild stopped because the log was replaced. The view was built from the new log.".to_owned();
        };
        let took = match took.as_millis() {
            0 => "less than 1 ms".to_owned(),
            milliseconds => format!("{milliseconds} ms"),
        };
        format!(
            "Rebuilt from {events} event{} in {took}. It read the log from position 1. A read model has no outbox, so nothing was published.",
            if events == 1 { "" } else { "s" },
        )
    }
}
