//! The lessons: what is to be done in the lab, how it is checked, and what is said about it. Nothing here draws.
//!
//! A lesson is a file of this folder: data, and small predicates over [`Evidence`]. To add one, write the file and name
//! it in [`LESSONS`]. The tests in `tests.rs` run over all of them.

mod classroom;
mod course;
mod evidence;
pub mod exhibits;
mod question;
mod record;
mod steps;
#[cfg(test)]
mod tests;

mod ask_decide_record;
mod facts_not_state;
mod no_eraser;
mod one_log_many_views;
mod replay_by_hand;
mod the_view_is_late;
mod the_view_lied;
mod time_travel;

use std::ops::Range;

use chrono::{DateTime, Duration, Utc};

use crate::views::ViewKind;
use crate::{AccountId, Act, Action, Scenario, Stop, Term};
use bank::Command;
use engine::Version;

use classroom::Classroom;
pub use course::{ACTS, COURSE, CourseAct, Entry};
pub use evidence::{Evidence, Projected};
pub use question::{Answer, Question};
pub use record::{LessonRecord, PredictionResult};

/// The lessons that are built, in the order of their numbers.
pub const LESSONS: [&Lesson; 8] = [
    &facts_not_state::LESSON,
    &ask_decide_record::LESSON,
    &replay_by_hand::LESSON,
    &time_travel::LESSON,
    &no_eraser::LESSON,
    &one_log_many_views::LESSON,
    &the_view_lied::LESSON,
    &the_view_is_late::LESSON,
];

/// The lesson with this number, from 1. `None` if there is none or it is not built yet.
#[must_use]
pub fn lesson(number: u8) -> Option<&'static Lesson> {
    LESSONS.into_iter().find(|lesson| lesson.number == number)
}

/// One idea, something to do, and how the lab checks that it is done.
#[derive(Debug)]
pub struct Lesson {
    /// Its number in the course, from 1 to 22.
    pub number: u8,
    /// What is said before the first action: at most 40 words.
    pub intro: &'static str,
    /// The terms of the field that its texts use. Help explains them.
    pub terms: &'static [Term],
    /// The acts that prepare the lab, a minute apart, the last one now.
    pub set_up: fn() -> Vec<Act>,
    /// What is to be done, in the suggested order.
    pub goals: &'static [Goal],
    /// What the learner says before it happens.
    pub prediction: Prediction,
    /// What the rail shows beside the goals.
    pub exhibit: Option<Exhibit>,
    /// The questions that are answered in the rail. A goal or the challenge says which, and how many must be right.
    pub questions: &'static [Question],
    /// What is said when all goals are met.
    pub insight: &'static str,
    /// The steps that meet the goals, in order. Each goal takes one step or more.
    pub solution: fn() -> Vec<Step>,
    /// What can be tried after that.
    pub challenge: Challenge,
    /// What is asked at the end, and again at a later start.
    pub recall: [Question; 2],
}

/// Something to achieve. It is checked from the log, the views and the attempts, whichever way the learner came there.
#[derive(Debug)]
pub struct Goal {
    /// What is to be achieved, as a request.
    pub words: &'static str,
    /// How, for learners who ask for it.
    pub hint: &'static str,
    /// The control that is needed next.
    pub control: Control,
    /// Whether it is achieved.
    pub is_met: fn(&Evidence) -> bool,
}

/// What is asked before it happens, and shown beside what happened.
#[derive(Debug)]
pub struct Prediction {
    /// The question. Its answer is an amount.
    pub question: &'static str,
    /// The goal before which it is asked, from 0.
    pub before_goal: usize,
    /// The amount, once it has happened.
    pub outcome: fn(&Evidence) -> Option<bank::Money>,
    /// What is said beside the amount that was predicted and the one that came out, whether or not they agree.
    pub because: &'static str,
}

/// A task for learners who want more, without a solution.
#[derive(Debug)]
pub struct Challenge {
    /// The task.
    pub words: &'static str,
    /// The numbers of the lesson's questions that belong to it, from 0. The goals ask for the others.
    pub questions: Range<usize>,
    /// What is said when it is done.
    pub insight: &'static str,
    /// Whether it is done.
    pub is_met: fn(&Evidence) -> bool,
}

/// Something that the rail shows and that works on the lab's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exhibit {
    /// A table row that is overwritten by the same commands.
    OverwrittenRow,
    /// A view that can't read one of the events: stop, park or skip.
    PoisonEvent,
    /// A view that is late, and what can be done about it.
    Remedies,
}

/// The control of the page that a goal needs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// The choice of this command, then its button.
    Command(bank::CommandKind),
    /// The prediction.
    Prediction,
    /// The questions.
    Questions,
    /// What the rail shows.
    Exhibit,
    /// The switch "Step through", then Next.
    StepThrough,
    /// The slider of the versions.
    Version,
    /// The tab of a view.
    View(ViewKind),
    /// The controls of the view that is shown.
    ViewControls,
}

/// What the learner can do, as "Do this step" does it.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Send a command to an account. `CreateAccount` opens the next account.
    Send(AccountId, Command),
    /// Send a command one stop at a time, up to this stop.
    StepTo(AccountId, Command, Stop),
    /// Finish the command that is stepped through.
    Finish,
    /// Open an account.
    Open(AccountId),
    /// Go to a version of the open account.
    GoTo(Version),
    /// Fork the open account at a version.
    Fork(Version),
    /// Show a view. A view that is not there yet is added.
    Show(ViewKind),
    /// Set the lag of a view, in whole seconds.
    SetLag(ViewKind, u8),
    /// Build the corrected version of the view by type beside the old one.
    CorrectView,
    /// Switch to the corrected version.
    SwitchView,
    /// Rebuild a view.
    Rebuild(ViewKind),
    /// Let this many seconds pass.
    Wait(u8),
    /// Predict an amount, as it is typed.
    Predict(&'static str),
    /// Answer the question with this number, from 0, as it is typed or chosen.
    Answer(usize, &'static str),
    /// Choose an option of what the rail shows, from 0.
    Choose(u8),
    /// Undo the last command.
    Undo,
}

impl Lesson {
    /// Its line in the course: title, idea and minutes.
    ///
    /// # Panics
    /// If its number is not in the course, which a test excludes.
    #[must_use]
    pub fn entry(&self) -> &'static Entry {
        COURSE.iter().find(|entry| entry.number == self.number).expect("a lesson is in the course")
    }

    /// The scenario that prepares the lab: its last act is at `now`, the others a minute apart before it.
    #[must_use]
    pub fn scenario(&self, seed: u64, now: DateTime<Utc>) -> Scenario {
        let acts = (self.set_up)();
        let minutes = acts.len().saturating_sub(1) as i64;
        let actions = (0..).zip(acts).map(|(minute, act)| Action { after_ms: minute * 60_000, act });
        Scenario { seed, started_at: now - Duration::minutes(minutes), actions: actions.collect() }
    }

    /// Which goals are met.
    #[must_use]
    pub fn goals_met(&self, evidence: &Evidence) -> Vec<bool> {
        self.goals.iter().map(|goal| (goal.is_met)(evidence)).collect()
    }

    /// The steps of the solution that lead from the goal before to this one, from 0. Empty if there is no such goal.
    #[must_use]
    pub fn steps_to(&'static self, goal: usize) -> Vec<Step> {
        let mut classroom = Classroom::enter(self, DateTime::UNIX_EPOCH);
        let mut met = 0;
        let mut is_of_goal = |step: &Step| {
            let is_next = met == goal;
            classroom.perform(step);
            met = classroom.goals_met().iter().take_while(|is_met| **is_met).count();
            is_next
        };
        (self.solution)().into_iter().filter(|step| is_of_goal(step)).collect()
    }
}
