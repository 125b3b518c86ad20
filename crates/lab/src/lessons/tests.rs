//! What holds for every lesson.

use super::classroom::Classroom;
use super::{
    COURSE, LESSONS, Lesson, Question, Step, ask_decide_record, facts_not_state, no_eraser, one_log_many_views,
    replay_by_hand, the_view_is_late, the_view_lied, time_travel,
};
use crate::Term;

/// Ways through a lesson besides its solution.
pub struct Routes {
    /// The lesson.
    pub lesson: &'static Lesson,
    /// A second way that meets all goals.
    pub other: Vec<Step>,
    /// Ways that leave a goal open.
    pub wrong: [Vec<Step>; 3],
    /// Steps that do the challenge, after the solution.
    pub challenge: Vec<Step>,
}

/// The routes of all lessons.
fn routes() -> Vec<Routes> {
    vec![
        facts_not_state::routes(),
        ask_decide_record::routes(),
        replay_by_hand::routes(),
        time_travel::routes(),
        no_eraser::routes(),
        one_log_many_views::routes(),
        the_view_lied::routes(),
        the_view_is_late::routes(),
    ]
}

fn after(lesson: &'static Lesson, steps: &[Step]) -> Classroom {
    let mut classroom = Classroom::enter(lesson, common::at(0));
    for step in steps {
        classroom.perform(step);
    }
    classroom
}

#[test]
fn every_lesson_has_routes_and_a_place_in_the_course() {
    let numbers: Vec<_> = LESSONS.iter().map(|lesson| lesson.number).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    let with_routes: Vec<_> = routes().iter().map(|routes| routes.lesson.number).collect();
    assert_eq!(with_routes, numbers);
    for lesson in LESSONS {
        assert_eq!(lesson.entry().number, lesson.number);
        assert!((1..=5).contains(&lesson.goals.len()), "lesson {}", lesson.number);
        assert!(lesson.prediction.before_goal < lesson.goals.len(), "lesson {}", lesson.number);
        assert!(lesson.questions.get(lesson.challenge.questions.clone()).is_some(), "lesson {}", lesson.number);
    }
    assert_eq!(COURSE.map(|entry| entry.number).to_vec(), (1..=22).collect::<Vec<_>>());
}

#[test]
fn set_up_meets_no_goal_and_does_not_do_the_challenge() {
    for lesson in LESSONS {
        let classroom = Classroom::enter(lesson, common::at(0));
        assert_eq!(classroom.goals_met(), vec![false; lesson.goals.len()], "lesson {}", lesson.number);
        assert!(!classroom.with_evidence(lesson.challenge.is_met), "lesson {}", lesson.number);
    }
}

#[test]
fn solution_meets_the_goals_in_order() {
    for lesson in LESSONS {
        let mut classroom = Classroom::enter(lesson, common::at(0));
        let mut met = 0;
        for step in (lesson.solution)() {
            classroom.perform(&step);
            let goals = classroom.goals_met();
            let now = goals.iter().take_while(|is_met| **is_met).count();
            assert!(goals.iter().skip(now).all(|is_met| !is_met), "lesson {}: {step:?} meets {goals:?}", lesson.number);
            assert!((met..=met + 1).contains(&now), "lesson {}: {step:?} leads from {met} to {now}", lesson.number);
            met = now;
        }
        assert_eq!(met, lesson.goals.len(), "lesson {}", lesson.number);
    }
}

#[test]
fn prediction_has_an_outcome_when_the_goals_are_met() {
    for lesson in LESSONS {
        assert!(
            Classroom::enter(lesson, common::at(0)).with_evidence(lesson.prediction.outcome).is_none(),
            "lesson {}",
            lesson.number
        );
        let done = after(lesson, &(lesson.solution)());
        assert!(done.with_evidence(lesson.prediction.outcome).is_some(), "lesson {}", lesson.number);
    }
}

#[test]
fn another_route_meets_the_goals_too() {
    for Routes { lesson, other, .. } in routes() {
        assert_ne!(other, (lesson.solution)(), "lesson {}", lesson.number);
        let goals = after(lesson, &other).goals_met();
        assert_eq!(goals, vec![true; lesson.goals.len()], "lesson {}", lesson.number);
    }
}

#[test]
fn wrong_routes_leave_a_goal_open() {
    for Routes { lesson, wrong, .. } in routes() {
        for (number, steps) in wrong.iter().enumerate() {
            let goals = after(lesson, steps).goals_met();
            assert!(goals.contains(&false), "lesson {}, wrong route {number}", lesson.number);
        }
    }
}

#[test]
fn challenge_is_done_by_its_steps_alone() {
    for Routes { lesson, challenge, .. } in routes() {
        let mut classroom = after(lesson, &(lesson.solution)());
        assert!(!classroom.with_evidence(lesson.challenge.is_met), "lesson {}", lesson.number);
        for step in &challenge {
            classroom.perform(step);
        }
        assert!(classroom.with_evidence(lesson.challenge.is_met), "lesson {}", lesson.number);
    }
}

#[test]
fn questions_have_right_answers() {
    for lesson in LESSONS {
        let classroom = after(lesson, &(lesson.solution)());
        for question in lesson.questions.iter().chain(&lesson.recall) {
            let right = question.right_answer(&classroom.lab);
            assert!(question.is_right(&classroom.lab, &right), "lesson {}: {}", lesson.number, question.words);
            assert!(!question.is_right(&classroom.lab, ""), "lesson {}: {}", lesson.number, question.words);
        }
    }
}

/// Everything that a lesson says.
fn texts(lesson: &Lesson) -> Vec<&'static str> {
    let entry = lesson.entry();
    let of_question = |question: &Question| match question.answer {
        super::Answer::Typed(_) => vec![question.words, question.because],
        super::Answer::Choice { options, .. } => [&[question.words, question.because], options].concat(),
    };
    let goals = lesson.goals.iter().flat_map(|goal| [goal.words, goal.hint]);
    let questions = lesson.questions.iter().chain(&lesson.recall).flat_map(of_question);
    let prediction = [lesson.prediction.question, lesson.prediction.because];
    let rest =
        [entry.title, entry.idea, lesson.intro, lesson.insight, lesson.challenge.words, lesson.challenge.insight];
    rest.into_iter().chain(prediction).chain(goals).chain(questions).collect()
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

#[test]
fn words_keep_their_limits() {
    for lesson in LESSONS {
        assert!(words(lesson.intro) <= 40, "lesson {}: {} words", lesson.number, words(lesson.intro));
        for text in texts(lesson) {
            for sentence in text.split_inclusive(['.', '?', '!', ':']) {
                assert!(words(sentence) <= 25, "lesson {}: {sentence}", lesson.number);
            }
            for banned in ["simply", "just ", "obviously", "easy", "  "] {
                assert!(
                    !text.to_ascii_lowercase().contains(banned),
                    "lesson {} says \u{201c}{banned}\u{201d}: {text}",
                    lesson.number
                );
            }
        }
    }
}

/// Words of the field that need an explanation, and the term under which Help explains them.
const FIELD: [(&str, Term); 17] = [
    ("event", Term::Event),
    ("command", Term::Command),
    ("decider", Term::Decider),
    ("rejection", Term::Rejection),
    ("stream", Term::Stream),
    ("expected version", Term::ExpectedVersion),
    ("replay", Term::Replay),
    ("fold", Term::Replay),
    ("projection", Term::Projection),
    ("view", Term::Projection),
    ("checkpoint", Term::Checkpoint),
    ("poison event", Term::PoisonEvent),
    ("snapshot", Term::Snapshot),
    ("outbox", Term::Outbox),
    ("fork", Term::Fork),
    ("causation", Term::Correlation),
    ("correlation", Term::Correlation),
];

#[test]
fn terms_are_in_the_glossary() {
    for lesson in LESSONS {
        let said = texts(lesson).join(" ").to_ascii_lowercase();
        for (word, term) in FIELD {
            let is_said =
                said.split(|letter: char| !letter.is_alphabetic()).any(|spoken| spoken.trim_end_matches('s') == word)
                    || word.contains(' ') && said.contains(word);
            assert!(
                !is_said || lesson.terms.contains(&term),
                "lesson {} says \u{201c}{word}\u{201d} and does not name the term",
                lesson.number
            );
        }
    }
}

#[test]
fn steps_to_the_goals_are_the_solution() {
    for lesson in LESSONS {
        let steps: Vec<_> = (0..lesson.goals.len()).flat_map(|goal| lesson.steps_to(goal)).collect();
        assert_eq!(steps, (lesson.solution)(), "lesson {}", lesson.number);
        for goal in 0..lesson.goals.len() {
            assert!(!lesson.steps_to(goal).is_empty(), "lesson {}, goal {goal}", lesson.number);
        }
    }
}
