//! The read models of the page. Each is built from the whole log and has its own checkpoint.

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

/// The kinds of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewKind {
    /// One account at the cursor.
    Account,
    /// The payments of one account.
    Statement,
    /// All accounts with their balances.
    AllAccounts,
    /// The number of events of each type.
    ByType,
    /// The refused commands.
    Audit,
    /// The largest payments. The user adds this view.
    LargestPayments,
}

impl ViewKind {
    /// All kinds in the order of their tabs. The last one is shown only after the user has added it.
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

/// All read models over the log of a lab.
///
/// They run only when their owner calls them with the time: [`Views::note`] reports that the log has grown,
/// [`Views::step`] reads some events, and [`Views::next_due`] returns when there will be more to read. A view reads
/// nothing before [`Views::ask_for`]. Then it reads each event once, from position 1.
#[derive(Clone, Debug)]
pub struct Views {
    /// Each account. The page replays an account from its stream, for any version; this view only limits how far that
    /// may go.
    pub account: View<AllAccounts>,
    /// The payments of each account.
    pub statement: View<Statements>,
    /// All accounts.
    pub all_accounts: View<AllAccounts>,
    /// The number of events of each type. This version counts refused requests as spent.
    pub by_type: View<ByType>,
    /// The corrected version of the view by type. `None` before [`Views::correct`].
    pub corrected: Option<View<ByType>>,
    /// The refused commands.
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
    /// Starts over with another log, which [`Views::note`] must report first. The lags, the pauses and the shown
    /// version stay as they are. A paused view reads up to the position of its pause, or to the end of the new log if
    /// that is shorter.
    pub fn start_over(&mut self) {
        self.arrivals = Arrivals::default();
        for reader in self.readers() {
            reader.start_over();
        }
    }

    /// Reports that the newest event of the log is at `head`. The events of the first report are old: no lag holds them
    /// back. Views read nothing before the first report, so report a log that loads in parts once it is complete.
    pub fn note(&mut self, head: Position, now: Duration) {
        if self.arrivals.note(head, now) {
            self.readers().for_each(|reader| reader.begin(head));
        }
    }

    /// Makes this view follow the log from now on.
    pub fn ask_for(&mut self, kind: ViewKind) {
        self.set(kind, |reader| reader.ask_for());
    }

    /// Whether a view follows the log.
    #[must_use]
    pub fn follows(&self, kind: ViewKind) -> bool {
        match kind {
            ViewKind::Account => self.account.is_live(),
            ViewKind::Statement => self.statement.is_live(),
            ViewKind::AllAccounts => self.all_accounts.is_live(),
            ViewKind::ByType => self.by_type.is_live(),
            ViewKind::Audit => self.audit.is_live(),
            ViewKind::LargestPayments => self.largest.is_live(),
        }
    }

    /// Lets every view that follows the log read at most `limit` events, up to position `hold`. Returns whether there
    /// is more to read now.
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

    /// When the next event held back by a lag can be read, on the clock of [`Views::note`]. `None` if no event is held
    /// back.
    pub fn next_due(&mut self, now: Duration) -> Option<Duration> {
        let arrivals = std::mem::take(&mut self.arrivals);
        let waiting = self.readers().filter(|reader| reader.is_live() && !reader.is_stopped());
        let next = waiting.filter_map(|reader| arrivals.next_due(now, reader.lag())).min();
        self.arrivals = arrivals;
        next
    }

    /// The progress and settings of a view. If it has two versions, those of the shown one.
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

    /// Sets the time after which an appended event shows in a view: at most [`Views::MAX_LAG`].
    pub fn set_lag(&mut self, kind: ViewKind, lag: Duration) {
        self.set(kind, |reader| reader.set_lag(lag.min(Self::MAX_LAG)));
    }

    /// The longest lag: 10 seconds.
    pub const MAX_LAG: Duration = Duration::from_secs(10);

    /// Pauses a view, or lets it continue. If it has two versions, the one behind still catches up with the other.
    pub fn set_paused(&mut self, kind: ViewKind, is_paused: bool) {
        let furthest = self.of(kind).map(|reader| reader.checkpoint()).max();
        self.set(kind, |reader| reader.pause_at(furthest.filter(|_| is_paused)));
    }

    /// Starts to rebuild a view from position 1. The old value stays readable until the rebuild is done.
    pub fn rebuild(&mut self, kind: ViewKind, now: Duration) {
        self.set(kind, |reader| reader.start_rebuild(now));
    }

    /// Starts to build version 2 of the view by type beside version 1. It has the same lag, and pauses at the position
    /// of version 1 if that is paused.
    pub fn correct(&mut self) {
        self.corrected.get_or_insert_with(|| self.by_type.beside(ByType::new(Spending::PaidOut)));
    }

    /// Shows the other version of the view by type, if it exists and has caught up with the shown one. Returns whether
    /// it did.
    pub fn switch(&mut self) -> bool {
        let can = self.corrected.is_some() && self.why_no_switch().is_none();
        self.is_switched ^= can;
        can
    }

    /// Why the page can't switch to the other version of the view by type yet. `None` if it can, or if there is only
    /// one version.
    #[must_use]
    pub fn why_no_switch(&self) -> Option<&'static str> {
        let (one, two) = (self.by_type.checkpoint(), self.corrected.as_ref()?.checkpoint());
        match self.is_switched {
            false if two < one => {
                Some("The new formula has read less of the log than the old one. You can switch when it has caught up.")
            }
            true if one < two => Some(
                "The old formula has read less of the log than the new one. You can switch back when it has caught up.",
            ),
            _ => None,
        }
    }

    /// Whether version 2 of the view by type is shown.
    #[must_use]
    pub const fn is_switched(&self) -> bool {
        self.is_switched
    }

    /// The shown version of the view by type.
    #[must_use]
    pub fn by_type(&self) -> &ByType {
        self.shown_by_type().value()
    }

    fn shown_by_type(&self) -> &View<ByType> {
        self.corrected.as_ref().filter(|_| self.is_switched).unwrap_or(&self.by_type)
    }

    /// Removes the view of the largest payments and its state.
    pub fn remove_added(&mut self) {
        self.largest = View::new(LargestPayments::default());
    }

    fn set(&mut self, kind: ViewKind, set: impl Fn(&mut dyn Reader)) {
        self.of(kind).for_each(set);
    }

    /// The readers of a view: those of version 1 and, if it exists, version 2.
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
        let first: [&mut dyn Reader; 6] = [
            &mut self.account,
            &mut self.statement,
            &mut self.all_accounts,
            &mut self.by_type,
            &mut self.audit,
            &mut self.largest,
        ];
        first.into_iter().chain(self.corrected.as_mut().map(|view| -> &mut dyn Reader { view }))
    }
}
