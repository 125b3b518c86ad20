//! A learner without a page: performs the steps of a lesson, and says which goals are met.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{Evidence, Lesson, LessonRecord, Projected, Step};
use crate::views::{ViewKind, Views};
use crate::{AccountId, Advance, Cursor, Lab, Stepping, Stop};
use bank::Command;
use engine::Position;

/// A lesson that is being taken.
pub struct Classroom {
    /// The lesson.
    pub lesson: &'static Lesson,
    /// The lab.
    pub lab: Lab,
    account: AccountId,
    cursor: Cursor,
    shown: ViewKind,
    views: Views,
    stepping: Option<Stepping>,
    record: LessonRecord,
    began: DateTime<Utc>,
    /// The time since the lesson began.
    clock: Duration,
}

impl Classroom {
    /// The lesson after its set-up.
    pub fn enter(lesson: &'static Lesson, now: DateTime<Utc>) -> Self {
        let mut classroom = Self {
            lesson,
            lab: Lab::play(lesson.scenario(1, now)),
            began: now,
            account: AccountId(0),
            cursor: Cursor::LIVE,
            shown: ViewKind::Account,
            views: Views::default(),
            stepping: None,
            record: LessonRecord::default(),
            clock: Duration::ZERO,
        };
        classroom.show(ViewKind::Account);
        classroom
    }

    /// Which goals are met.
    pub fn goals_met(&self) -> Vec<bool> {
        self.with_evidence(|evidence| self.lesson.goals_met(evidence))
    }

    /// Calls a function with what the goals are checked against.
    pub fn with_evidence<T>(&self, look: impl FnOnce(&Evidence) -> T) -> T {
        let projected = Projected::all(Some(&self.views));
        look(&Evidence {
            lab: &self.lab,
            account: self.account,
            version: self.cursor.version(self.lab.head(self.account)),
            shown: self.shown,
            projected: &projected,
            corrected: (self.views.corrected.is_some(), self.views.is_switched()),
            waits_at: self.stepping.as_ref().map(|stepping| stepping.stop),
            questions: self.lesson.questions,
            record: &self.record,
        })
    }

    /// Performs a step, a second after the last one.
    pub fn perform(&mut self, step: &Step) {
        self.clock += Duration::from_secs(1);
        match step {
            Step::Send(account, command) => self.send(*account, command.clone()),
            Step::StepTo(account, command, stop) => {
                let mut stepping = Stepping::begin(&self.lab, *account, command.clone()).expect("it writes something");
                while stepping.stop < *stop {
                    if stepping.advance(&self.lab) == Advance::Send {
                        let attempt = self.lab.append(self.now(), *account, command.clone()).clone();
                        stepping.sent_as(attempt.id);
                        stepping.answered(&self.lab, &attempt);
                    }
                    self.record.note(*account, self.lab.head(*account), Some(stepping.stop));
                }
                self.stepping = Some(stepping);
            }
            Step::Finish => {
                let stepping = self.stepping.take().expect("a command is stepped through");
                match stepping.stop {
                    Stop::Command | Stop::Load | Stop::Decide => self.send(stepping.account, stepping.command),
                    Stop::Append | Stop::Publish | Stop::Project => self.lab.publish(),
                }
            }
            Step::Open(account) => self.open(*account),
            Step::GoTo(version) => self.cursor = Cursor::at(*version, self.lab.head(self.account)),
            Step::Fork(version) => {
                let fork = self.lab.fork(self.now(), self.account, *version).expect("the account can be forked");
                self.open(fork);
            }
            Step::Show(view) => self.show(*view),
            Step::SetLag(view, seconds) => self.views.set_lag(*view, Duration::from_secs((*seconds).into())),
            Step::CorrectView => self.views.correct(),
            Step::SwitchView => {
                self.read_views();
                assert!(self.views.switch(), "the view can be switched");
            }
            Step::Rebuild(view) => self.views.rebuild(*view, self.clock),
            Step::Wait(seconds) => self.clock += Duration::from_secs((*seconds).into()),
            Step::Predict(text) => self.record.prediction = Some((*text).to_owned()),
            Step::Answer(number, text) => drop(self.record.answers.insert(*number, (*text).to_owned())),
            Step::Choose(option) => self.record.choose(*option),
            Step::Undo => {
                assert!(self.lab.undo(), "there is an action to undo");
                self.views.start_over();
            }
        }
        self.read_views();
        let version = self.cursor.version(self.lab.head(self.account));
        self.record.note(self.account, version, self.stepping.as_ref().map(|stepping| stepping.stop));
    }

    fn send(&mut self, account: AccountId, command: Command) {
        let attempt = self.lab.send(self.now(), account, command);
        self.account = attempt.account;
        self.cursor = Cursor::LIVE;
    }

    fn open(&mut self, account: AccountId) {
        self.account = account;
        self.cursor = Cursor::LIVE;
    }

    fn show(&mut self, view: ViewKind) {
        self.shown = view;
        self.views.ask_for(view);
        self.read_views();
    }

    fn read_views(&mut self) {
        self.views.note(self.lab.position(), self.clock);
        while self.views.step(&self.lab, Position(u64::MAX), self.clock, usize::MAX) {}
    }

    fn now(&self) -> DateTime<Utc> {
        self.began + self.clock
    }
}
