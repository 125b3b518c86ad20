//! Lesson 4.

use super::steps::{ADA, acts, create, deposit, withdraw};
use super::{Answer, Challenge, Control, Evidence, Goal, Lesson, Prediction, Question, Step};
use crate::{AccountId, Lab, Term};
use bank::projections::AccountView;
use bank::{BankEvent, Command, Status};
use chrono::DateTime;
use engine::Version;

/// Time travel.
pub const LESSON: Lesson = Lesson {
    number: 4,
    intro: "Ada\u{2019}s account has ten events. An auditor asks about its past, and there is no backup to look into. \
            Move the slider Version: the account is shown as it was right after that event.",
    terms: &[Term::Event, Term::Version, Term::Replay, Term::Fork, Term::Command],
    set_up: || {
        let freeze = Command::Freeze { reason: None };
        let unfreeze = Command::Unfreeze { reason: None };
        let before = [create("Ada"), deposit(80), withdraw(25), deposit(60), withdraw(45)];
        acts(ADA, before.into_iter().chain([freeze, withdraw(20), unfreeze, deposit(90), withdraw(35)]))
    },
    goals: &[
        Goal {
            words: "Predict the newest balance after a look at the past",
            hint: "Type the balance that you expect below, and press Check.",
            control: Control::Prediction,
            is_met: |evidence| evidence.record.prediction.is_some(),
        },
        Goal {
            words: "Find the balance at v3",
            hint: "Move the slider Version to event 3, and type the balance that is shown then.",
            control: Control::Version,
            is_met: |evidence| evidence.right_answers(0..1) == 1,
        },
        Goal {
            words: "Find the version that first brought the balance above 100.00",
            hint: "Move the slider from v1 on, one event at a time. Stop when the balance is above 100.00, and type the \
                   version.",
            control: Control::Version,
            is_met: |evidence| evidence.right_answers(1..2) == 1,
        },
        Goal {
            words: "Find how much the account held while it was frozen",
            hint: "Move the slider to the event AccountFrozen, and type the balance that is shown then.",
            control: Control::Version,
            is_met: |evidence| evidence.right_answers(2..3) == 1,
        },
        Goal {
            words: "Come back to the newest version, with the log as it was",
            hint: "Move the slider to its right end. If you have sent a command to Ada\u{2019}s account, press Undo.",
            control: Control::Version,
            is_met: is_back,
        },
    ],
    prediction: Prediction {
        question: "Ada has 125.00. You go back to v3, look around, and return. What will the newest balance be?",
        before_goal: 0,
        outcome: |evidence| is_back(evidence).then(|| evidence.now(ADA).account.balance),
        because: "To show the past, the lab replays fewer events. It reads the log, and writes nothing.",
    },
    exhibit: None,
    questions: &[
        Question {
            words: "What was the balance at v3?",
            answer: Answer::Typed(|lab| balance_at(lab, Version(3))),
            because: "The first three events add up to it: opened, 80.00 in, 25.00 out.",
        },
        Question {
            words: "At which version was the balance above 100.00 for the first time?",
            answer: Answer::Typed(|lab| first(lab, |view| view.account.balance.minor > 100_00).to_string()),
            because: "A table row keeps the newest balance, so it has no first time.",
        },
        Question {
            words: "How much did the account hold while it was frozen?",
            answer: Answer::Typed(|lab| balance_at(lab, first(lab, |view| view.account.status == Status::Frozen))),
            because: "AccountFrozen holds no amount. The events before it say how much was there.",
        },
    ],
    insight: "You asked the past three questions that the bank never prepared for. The log is the same, event for event. \
              With events, the past is a read.",
    solution: || {
        vec![
            Step::Predict("125"),
            Step::GoTo(Version(3)),
            Step::Answer(0, "55"),
            Step::GoTo(Version(4)),
            Step::Answer(1, "4"),
            Step::GoTo(Version(6)),
            Step::Answer(2, "70"),
            Step::GoTo(Version(10)),
        ]
    },
    challenge: Challenge {
        words: "Fork the past and let it go another way. Move the slider back, send a command that Ada did not send then, \
                and choose Fork here. Then compare the two accounts.",
        questions: 0..0,
        insight: "The fork has copies of the events up to that version, and a future of its own. Ada\u{2019}s log is \
                  untouched.",
        is_met: |evidence| evidence.lab.accounts().any(|account| went_another_way(evidence.lab, account)),
    },
    recall: [
        Question {
            words: "How does the lab show an account as it was at v3?",
            answer: Answer::Choice {
                options: &[
                    "It undoes the events after v3",
                    "It loads a backup of v3",
                    "It replays the events up to v3",
                ],
                right: 2,
            },
            because: "State is the events added up. Add up fewer, and you have an older state.",
        },
        Question {
            words: "What does a look at the past change in the log?",
            answer: Answer::Choice {
                options: &["Nothing", "It removes the newer events", "It adds an event about the look"],
                right: 0,
            },
            because: "It is a read. The log only changes when a command adds events.",
        },
    ],
};

/// Ada's balance at a version, as it is shown.
fn balance_at(lab: &Lab, version: Version) -> String {
    lab.at(ADA, version).account.balance.figure()
}

/// The first version at which Ada's account is such. Version 0 if it never is.
fn first(lab: &Lab, is_such: impl Fn(&AccountView) -> bool) -> Version {
    let prepared = (LESSON.set_up)().len() as u64;
    let mut versions = (1..=prepared).map(Version);
    versions.find(|version| is_such(&lab.at(ADA, *version))).unwrap_or_default()
}

/// Whether the learner was in Ada's past, is at the newest version again, and left her log as it was prepared.
fn is_back(evidence: &Evidence) -> bool {
    let Evidence { lab, account, version, record, .. } = *evidence;
    let head = lab.head(ADA);
    let has_looked = record.places.iter().any(|place| place.0 == ADA && place.1 < head);
    has_looked && version == lab.head(account) && is_as_prepared(lab)
}

fn is_as_prepared(lab: &Lab) -> bool {
    let prepared = Lab::play(LESSON.scenario(0, DateTime::UNIX_EPOCH));
    lab.head(ADA) == prepared.head(ADA) && facts(lab, ADA) == facts(&prepared, ADA)
}

/// Whether this account shares Ada's past, and then has an event where she has another one.
fn went_another_way(lab: &Lab, account: AccountId) -> bool {
    lab.forked_from(account).is_some_and(|(origin, version)| {
        origin == ADA
            && version < lab.head(ADA)
            && facts(lab, account).iter().zip(facts(lab, ADA)).any(|(own, hers)| *own != hers)
    })
}

/// What the events of an account say, up to the length of a lesson.
fn facts(lab: &Lab, account: AccountId) -> Vec<BankEvent> {
    lab.with_events(account, |events| events.iter().take(100).map(|event| event.data.clone()).collect())
}

#[cfg(test)]
pub(super) fn routes() -> super::tests::Routes {
    use super::Step::{Answer, Fork, GoTo, Predict, Send, Undo};
    use super::steps::{GRACE, send};
    super::tests::Routes {
        lesson: &LESSON,
        other: vec![
            GoTo(Version(6)),
            Answer(2, "70.00"),
            send(deposit(5)),
            Undo,
            GoTo(Version(0)),
            Answer(1, "v4"),
            Answer(0, "55.00"),
            GoTo(Version(10)),
            Predict("55"),
        ],
        wrong: [
            // Stays in the past.
            vec![Predict("125"), Answer(0, "55"), Answer(1, "4"), Answer(2, "70"), GoTo(Version(6))],
            // Never looks.
            vec![Predict("125"), Answer(0, "55"), Answer(1, "4"), Answer(2, "70")],
            // Leaves something in the log.
            vec![Predict("125"), GoTo(Version(3)), Answer(0, "55"), Answer(1, "4"), Answer(2, "70"), send(deposit(5))],
        ],
        challenge: vec![GoTo(Version(5)), Fork(Version(5)), Send(GRACE, withdraw(70))],
    }
}
