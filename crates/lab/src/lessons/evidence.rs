use std::ops::Range;

use super::{LessonRecord, Question};
use crate::views::{ViewKind, Views};
use crate::{AccountId, Lab, Stop};
use bank::BankEvent;
use bank::projections::AccountView;
use engine::{Event, Position, Projection, Version};

/// The longest stream that the goals look at event by event. Goals of longer streams look at their first events.
pub(super) const LOOKED_AT: usize = 1_000;

/// What the goals of a lesson are checked against: the log, the views, and what the learner has tried and answered.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The lab with its log.
    pub lab: &'a Lab,
    /// The open account.
    pub account: AccountId,
    /// The version at the cursor.
    pub version: Version,
    /// The view that is shown.
    pub shown: ViewKind,
    /// The views that are running, and how far they are.
    pub projected: &'a [Projected],
    /// Whether the corrected version of the view by type is built, and whether it is shown.
    pub corrected: (bool, bool),
    /// The stop at which a command waits that is stepped through.
    pub waits_at: Option<Stop>,
    /// The questions of the lesson.
    pub questions: &'a [Question],
    /// What was tried and answered since the lesson began.
    pub record: &'a LessonRecord,
}

/// How far a view that is running is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Projected {
    /// The view.
    pub view: ViewKind,
    /// The last position that it has handled.
    pub checkpoint: Position,
    /// Its lag, in whole seconds.
    pub lag: u8,
}

impl Projected {
    /// How far each of the views is. None of them before they are started.
    #[must_use]
    pub fn all(views: Option<&Views>) -> Vec<Self> {
        let running = views.into_iter().flat_map(|views| ViewKind::ALL.map(|view| (view, views)));
        running
            .filter(|(view, views)| views.follows(*view))
            .map(|(view, views)| {
                let standing = views.standing(view, Position::default());
                Self {
                    view,
                    checkpoint: standing.checkpoint,
                    lag: standing.lag.as_secs().try_into().unwrap_or(u8::MAX),
                }
            })
            .collect()
    }
}

impl Evidence<'_> {
    /// The number of events of this type in an account.
    #[must_use]
    pub fn count(&self, account: AccountId, event_type: &str) -> usize {
        self.lab.with_events(account, |events| {
            events.iter().take(LOOKED_AT).filter(|event| event.data.event_type() == event_type).count()
        })
    }

    /// The account at its newest version.
    #[must_use]
    pub fn now(&self, account: AccountId) -> AccountView {
        self.lab.now(account)
    }

    /// Whether the account was ever in such a state.
    #[must_use]
    pub fn ever(&self, account: AccountId, is_such: impl Fn(&AccountView) -> bool) -> bool {
        self.first_state(account, is_such).is_some()
    }

    /// The first state of an account that fulfils a condition.
    #[must_use]
    pub fn first_state(&self, account: AccountId, is_such: impl Fn(&AccountView) -> bool) -> Option<AccountView> {
        self.lab.with_events(account, |events| {
            let mut view = AccountView::default();
            let is_found = events.iter().take(LOOKED_AT).any(|event| {
                view.apply(event);
                is_such(&view)
            });
            is_found.then_some(view)
        })
    }

    /// Whether an event of an account fulfils a condition. Its version is passed too.
    #[must_use]
    pub fn any_event(&self, account: AccountId, is_such: impl Fn(Version, &BankEvent) -> bool) -> bool {
        self.lab.with_events(account, |events| {
            events.iter().take(LOOKED_AT).any(|event| is_such(event.version, &event.data))
        })
    }

    /// The version of the first event of an account that fulfils a condition.
    #[must_use]
    pub fn first_event(&self, account: AccountId, is_such: impl Fn(&BankEvent) -> bool) -> Option<Version> {
        self.lab.with_events(account, |events| {
            let found = events.iter().take(LOOKED_AT).find(|event| is_such(&event.data));
            found.map(|event| event.version)
        })
    }

    /// How far a view is. `None` if it is not running.
    #[must_use]
    pub fn projected(&self, view: ViewKind) -> Option<Projected> {
        self.projected.iter().copied().find(|projected| projected.view == view)
    }

    /// The number of questions that are answered rightly, among those with these numbers.
    #[must_use]
    pub fn right_answers(&self, among: Range<usize>) -> usize {
        let answers = self.record.answers.range(among);
        let is_right = |(number, answer): &(&usize, &String)| {
            self.questions.get(**number).is_some_and(|question| question.is_right(self.lab, answer))
        };
        answers.filter(is_right).count()
    }
}
