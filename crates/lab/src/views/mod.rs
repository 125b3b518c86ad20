//! The read models of the page: answers built from the one log, each with a checkpoint of its own.

mod arrivals;
mod csv;
mod view;
mod words;

use std::time::Duration;

use crate::Lab;
use bank::projections::{AllAccounts, Audit, ByType, LargestPayments, Spending, Statements};
use engine::Position;

use arrivals::Arrivals;
pub use csv::statement_csv;
pub use view::{Reader, Rebuilt, Standing, View};

/// The views by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewKind {
    /// One account at the cursor.
    Account,
    /// What moved on one account.
    Statement,
    /// All accounts with their balances.
    AllAccounts,
    /// How often which event happened.
    ByType,
    /// What was refused.
    Audit,
    /// The largest payments: a view that is not there before somebody adds it.
    LargestPayments,
}

impl ViewKind {
    /// All of them, in the order of their tabs. The last one is not there from the start.
    pub const ALL: [Self; 6] =
        [Self::Account, Self::Statement, Self::AllAccounts, Self::ByType, Self::Audit, Self::LargestPayments];

    /// The view's name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Statement => "Statement",
            Self::AllAccounts => "All accounts",
            Self::ByType => "By type",
            Self::Audit => "Audit",
            Self::LargestPayments => "Largest payments",
        }
    }
}

/// All read models over the log of a lab, and who reads how far.
///
/// Nobody runs them but their owner, who hands in the time: [`Views::note`] tells that the log has grown, [`Views::step`] reads a
/// little, and [`Views::next_due`] says when there will be more to read. A view that was never asked for reads nothing; from
/// when it is asked for it reads from position 1, and then each event once.
#[derive(Clone, Debug)]
pub struct Views {
    /// Each account by itself. The page replays what it shows of one from the account's own stream, for any moment of the past; of this
    /// it takes how far that may go.
    pub account: View<AllAccounts>,
    /// What moved on each account.
    pub statement: View<Statements>,
    /// All accounts.
    pub all_accounts: View<AllAccounts>,
    /// How often which event happened. This version counts refused requests as spent.
    pub by_type: View<ByType>,
    /// The same, corrected, beside it; `None` before somebody corrects it.
    pub corrected: Option<View<ByType>>,
    /// What was refused.
    pub audit: View<Audit>,
    /// The largest payments.
    pub largest: View<LargestPayments>,
    is_switched: bool,
    arrivals: Arrivals,
}

impl Default for Views {
    fn default() -> Self {
        Self {
            account: View::new(AllAccounts::default()),
            statement: View::new(Statements::default()),
            all_accounts: View::new(AllAccounts::default()),
            by_type: View::new(ByType::new(Spending::WithRefused)),
            corrected: None,
            audit: View::new(Audit::default()),
            largest: View::new(LargestPayments::default()),
            is_switched: false,
            arrivals: Arrivals::default(),
        }
    }
}

impl Views {
    /// Another lab has taken the place of the one that was read: every view begins anew with it, once [`Views::note`] says that it
    /// is there. What was set stays: the lags, the pauses, and which version of a view is shown. A paused view comes as far
    /// as it was, or to the end of the other log if that is shorter.
    pub fn start_over(&mut self) {
        self.arrivals = Arrivals::default();
        for reader in self.readers() {
            reader.start_over();
        }
    }

    /// The log has come to `head` by now. The events that are there when the views begin are old ones: no lag holds them back.
    /// Nothing is read before; of a log that comes in pieces nothing is noted until all of it is there.
    pub fn note(&mut self, head: Position, now: Duration) {
        if self.arrivals.note(head, now) {
            self.readers().for_each(|reader| reader.begin(head));
        }
    }

    /// Somebody looks at a view: from now on it follows the log.
    pub fn ask_for(&mut self, kind: ViewKind) {
        self.set(kind, |reader| reader.ask_for());
    }

    /// Lets every view that was asked for read on, at most `limit` events each, and none from after `hold`. Gives whether
    /// there is more to read at once.
    pub fn step(&mut self, lab: &Lab, hold: Position, now: Duration, limit: usize) -> bool {
        let arrivals = std::mem::take(&mut self.arrivals);
        let mut is_more = false;
        for reader in self.readers() {
            let due = arrivals.due(now, reader.lag()).min(hold);
            is_more |= reader.step(lab, due, now, limit);
        }
        self.arrivals = arrivals;
        is_more
    }

    /// When the next event that a lag holds back can be read, by the clock of [`Views::note`].
    pub fn next_due(&mut self, now: Duration) -> Option<Duration> {
        let arrivals = std::mem::take(&mut self.arrivals);
        let waiting = self.readers().filter(|reader| reader.is_live() && !reader.is_stopped());
        let next = waiting.filter_map(|reader| arrivals.next_due(now, reader.lag())).min();
        self.arrivals = arrivals;
        next
    }

    /// How far a view is. Of a view with two versions it is the one that is shown.
    #[must_use]
    pub fn standing(&self, kind: ViewKind, head: Position) -> Standing {
        match kind {
            ViewKind::Account => self.account.standing(head),
            ViewKind::Statement => self.statement.standing(head),
            ViewKind::AllAccounts => self.all_accounts.standing(head),
            ViewKind::ByType => self.shown_by_type().standing(head),
            ViewKind::Audit => self.audit.standing(head),
            ViewKind::LargestPayments => self.largest.standing(head),
        }
    }

    /// Events show in the view that long after they were appended; at most [`Views::MOST_LAG`].
    pub fn set_lag(&mut self, kind: ViewKind, lag: Duration) {
        self.set(kind, |reader| reader.set_lag(lag.min(Self::MOST_LAG)));
    }

    /// The longest lag.
    pub const MOST_LAG: Duration = Duration::from_secs(10);

    /// The view stays where it is, or goes on. Of two versions the one that is behind still comes as far as the other.
    pub fn set_paused(&mut self, kind: ViewKind, is_paused: bool) {
        let furthest = self.of(kind).map(|reader| reader.checkpoint()).max();
        self.set(kind, |reader| reader.pause_at(furthest.filter(|_| is_paused)));
    }

    /// Begins to build the view anew from position 1, beside the one that is read.
    pub fn rebuild(&mut self, kind: ViewKind, now: Duration) {
        self.set(kind, |reader| reader.start_rebuild(now));
    }

    /// Begins to build version 2 of the view by type, beside version 1. It has the same lag, and waits where version 1 is paused.
    pub fn correct(&mut self) {
        self.corrected.get_or_insert_with(|| self.by_type.beside(ByType::new(Spending::PaidOut)));
    }

    /// Shows the other version of the view by type, if there is one and it has come as far as the one that is shown.
    /// Gives whether it did.
    pub fn switch(&mut self) -> bool {
        let can = self.corrected.is_some() && self.why_no_switch().is_none();
        self.is_switched ^= can;
        can
    }

    /// Why the version that is not shown can't take the place of the one that is; `None` when it can, or there is none.
    #[must_use]
    pub fn why_no_switch(&self) -> Option<&'static str> {
        let (one, two) = (self.by_type.checkpoint(), self.corrected.as_ref()?.checkpoint());
        match self.is_switched {
            false if two < one => Some("Version 2 has not come as far as version 1 yet. Once it has, you can switch."),
            true if one < two => Some("Version 1 has not come as far as version 2 yet. Once it has, you can switch."),
            _ => None,
        }
    }

    /// Whether version 2 of the view by type is the one that is shown.
    #[must_use]
    pub const fn is_switched(&self) -> bool {
        self.is_switched
    }

    /// The view by type in the version that is shown.
    #[must_use]
    pub fn by_type(&self) -> &ByType {
        self.shown_by_type().value()
    }

    fn shown_by_type(&self) -> &View<ByType> {
        self.corrected.as_ref().filter(|_| self.is_switched).unwrap_or(&self.by_type)
    }

    /// Takes the view that was added away again. Nothing of it is kept.
    pub fn remove_added(&mut self) {
        self.largest = View::new(LargestPayments::default());
    }

    fn set(&mut self, kind: ViewKind, set: impl Fn(&mut dyn Reader)) {
        self.of(kind).for_each(set);
    }

    /// The readers of a view: the first version of it, then the second.
    fn of(&mut self, kind: ViewKind) -> impl Iterator<Item = &mut dyn Reader> {
        let (first, second): (Option<&mut dyn Reader>, Option<&mut dyn Reader>) = match kind {
            ViewKind::Account => (Some(&mut self.account), None),
            ViewKind::Statement => (Some(&mut self.statement), None),
            ViewKind::AllAccounts => (Some(&mut self.all_accounts), None),
            ViewKind::ByType => {
                (Some(&mut self.by_type), self.corrected.as_mut().map(|view| -> &mut dyn Reader { view }))
            }
            ViewKind::Audit => (Some(&mut self.audit), None),
            ViewKind::LargestPayments => (Some(&mut self.largest), None),
        };
        first.into_iter().chain(second)
    }

    fn readers(&mut self) -> impl Iterator<Item = &mut dyn Reader> {
        let always: [&mut dyn Reader; 6] = [
            &mut self.account,
            &mut self.statement,
            &mut self.all_accounts,
            &mut self.by_type,
            &mut self.audit,
            &mut self.largest,
        ];
        always.into_iter().chain(self.corrected.as_mut().map(|view| -> &mut dyn Reader { view }))
    }
}
