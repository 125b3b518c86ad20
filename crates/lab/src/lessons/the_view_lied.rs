//! Lesson 7.

use super::exhibits::PoisonEvent;
use super::steps::{ADA, acts, create, deposit, withdraw, withdraw_for};
use super::{Answer, Challenge, Control, Evidence, Exhibit, Goal, Lesson, Prediction, Question, Step};
use crate::Term;
use crate::views::ViewKind;
use bank::Money;
use bank::projections::{ByType, Spending};
use engine::{Position, Projection};

/// The view lied, the log didn't.
pub const LESSON: Lesson = Lesson {
    number: 7,
    intro: "Ada took out money three times and was refused once. One view says that she spent 560.00. The events are \
            right, so the view must be wrong. Build it again, beside the old one.",
    terms: &[Term::Replay, Term::Event, Term::Projection, Term::Outbox, Term::PoisonEvent],
    set_up: || {
        acts(
            ADA,
            [
                create("Ada"),
                deposit(200),
                withdraw_for(30, "Market: bread"),
                withdraw(500),
                withdraw_for(20, "lunch with Grace"),
                withdraw_for(10, "Bakery: rolls"),
            ],
        )
    },
    goals: &[
        Goal {
            words: "Find the number that can\u{2019}t be right",
            hint: "Choose the tab By type. Compare what was spent with the events in the log.",
            control: Control::View(ViewKind::ByType),
            is_met: |evidence| evidence.shown == ViewKind::ByType || evidence.corrected.0,
        },
        Goal {
            words: "Predict what was really spent",
            hint: "Add up the amounts of the MoneyWithdrawn events. Type the sum below, and press Check.",
            control: Control::Prediction,
            is_met: |evidence| evidence.record.prediction.is_some(),
        },
        Goal {
            words: "Build a corrected version beside the old one",
            hint: "In By type, press Fix the view and replay. Both versions stay in sight.",
            control: Control::View(ViewKind::ByType),
            is_met: |evidence| evidence.corrected.0,
        },
        Goal {
            words: "Switch to version 2",
            hint: "In By type, press Switch to version 2.",
            control: Control::View(ViewKind::ByType),
            is_met: |evidence| evidence.corrected.1,
        },
        Goal {
            words: "Find out what the rebuild sent to the outside world",
            hint: "Choose Table under Storage, and compare the messages in the outbox with the events. Then choose an answer below.",
            control: Control::Questions,
            is_met: |evidence| evidence.right_answers(0..1) == 1,
        },
    ],
    prediction: Prediction {
        question: "How much has Ada really spent?",
        before_goal: 1,
        outcome: |evidence| evidence.corrected.0.then(|| spent(evidence)).flatten(),
        because: "Refused money never moved. The old formula added the refused 500.00 to what was spent.",
    },
    exhibit: Some(Exhibit::PoisonEvent),
    questions: &[Question {
        words: "What did the rebuild add to the outbox?",
        answer: Answer::Choice {
            options: &["A message for each event", "Nothing", "A message for each withdrawal"],
            right: 1,
        },
        because: "Only a commit adds messages. A view reads events, so it can be rebuilt as often as you like.",
    }],
    insight: "560.00 became 60.00, and no event changed. A view is an answer: a wrong one is built again. The outbox \
              holds the same messages as before, because reading never sends.",
    solution: || {
        vec![
            Step::Show(ViewKind::ByType),
            Step::Predict("60"),
            Step::CorrectView,
            Step::SwitchView,
            Step::Answer(0, "Nothing"),
        ]
    },
    challenge: Challenge {
        questions: 0..0,
        words: "The view below adds up spending by shop. \u{201c}lunch with Grace\u{201d} names no shop: a poison \
                event. Try Stop, Park and Skip. Leave the view on the one that reads on and loses nothing.",
        insight: "Skip loses the event: a count is left, and nothing says which event is missing. Stop loses nothing, \
                  but the view stands still. Park reads on, and the event stays in sight.",
        is_met: |evidence| {
            let tried = &evidence.record.options_tried;
            tried.contains(&PoisonEvent::SKIP) && evidence.record.option == PoisonEvent::PARK
        },
    },
    recall: [
        Question {
            words: "A view shows a wrong sum, and the events are right. What do you change?",
            answer: Answer::Choice {
                options: &["The events", "The sum in the view", "The formula, and build the view again"],
                right: 2,
            },
            because: "Events are facts and stay as they are. A view is built from them, so it can be built again.",
        },
        Question {
            words: "A view can\u{2019}t read an event. Which choice hides that something is missing?",
            answer: Answer::Choice { options: &["Stop", "Park", "Skip"], right: 2 },
            because: "After a skip, the view looks complete and is not. A stop shows, and so does a parked event.",
        },
    ],
};

/// The longest log that is added up for the prediction.
const ADDED_UP: usize = 10_000;

/// What the corrected version of the view says. `None` if the log is too long, or holds several currencies.
fn spent(evidence: &Evidence) -> Option<Money> {
    evidence.lab.with_log(|log| {
        let mut view = ByType::new(Spending::PaidOut);
        log.all(Position::default()).take(ADDED_UP).for_each(|event| view.apply(event));
        match view.spent().each() {
            _ if log.head().0 > ADDED_UP as u64 => None,
            [] => Some(Money::default()),
            [one] => Some(*one),
            _ => None,
        }
    })
}

#[cfg(test)]
pub(super) fn routes() -> super::tests::Routes {
    use super::steps::send;
    use Step::{Answer, Choose, CorrectView, Predict, Rebuild, Show, SwitchView};
    super::tests::Routes {
        lesson: &LESSON,
        other: vec![
            Answer(0, "Nothing"),
            send(withdraw(15)),
            Show(ViewKind::ByType),
            CorrectView,
            Predict("560.00"),
            Rebuild(ViewKind::ByType),
            SwitchView,
            Show(ViewKind::Statement),
        ],
        wrong: [
            vec![Show(ViewKind::ByType), Predict("60"), CorrectView, Answer(0, "Nothing")],
            vec![
                Show(ViewKind::ByType),
                Predict("60"),
                CorrectView,
                SwitchView,
                Answer(0, "A message for each withdrawal"),
            ],
            vec![Show(ViewKind::ByType), Predict("60"), Rebuild(ViewKind::ByType), Answer(0, "Nothing")],
        ],
        challenge: vec![Choose(PoisonEvent::PARK), Choose(PoisonEvent::SKIP), Choose(PoisonEvent::PARK)],
    }
}

#[cfg(test)]
mod tests {
    use super::super::classroom::Classroom;
    use super::*;

    #[test]
    fn corrected_view_says_sixty_and_nothing_was_sent() {
        let mut classroom = Classroom::enter(&LESSON, common::at(0));
        let messages = |classroom: &Classroom| -> Vec<_> { classroom.lab.received().cloned().collect() };
        let before = messages(&classroom);
        assert_eq!(before.len(), 4, "one for each payment");
        for step in (LESSON.solution)() {
            classroom.perform(&step);
        }
        let outcome = classroom.with_evidence(LESSON.prediction.outcome).unwrap();
        assert_eq!(outcome.figure(), "60.00");
        assert_eq!(messages(&classroom), before);
        assert_eq!(classroom.lab.queued(ADA, engine::Version(1), classroom.lab.head(ADA)), 0);
    }

    #[test]
    fn one_event_of_the_set_up_is_poison() {
        let lab = Classroom::enter(&LESSON, common::at(0)).lab;
        let view = PoisonEvent::of(&lab, PoisonEvent::PARK);
        assert_eq!(view.parked().len(), 1);
        assert!(view.parked()[0].contains("lunch with Grace"));
        assert_eq!(PoisonEvent::of(&lab, PoisonEvent::STOP).as_of(), "as of position 4 of 6");
    }

    #[test]
    fn challenge_is_not_done_before_skip_was_seen_or_on_another_choice() {
        for choices in [vec![1], vec![1, 2], vec![2, 0], vec![0, 1]] {
            let mut classroom = Classroom::enter(&LESSON, common::at(0));
            for option in &choices {
                classroom.perform(&Step::Choose(*option));
            }
            assert!(!classroom.with_evidence(LESSON.challenge.is_met), "{choices:?}");
        }
    }
}
