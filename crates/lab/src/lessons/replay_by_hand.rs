//! Lesson 3.

use super::steps::{ADA, acts, create, deposit, send, withdraw};
use super::{Answer, Challenge, Control, Evidence, Goal, Lesson, Prediction, Question, Step};
use crate::{Lab, Term};
use bank::projections::AccountView;
use bank::{BankEvent, CommandKind};
use engine::Version;

/// Replay by hand.
pub const LESSON: Lesson = Lesson {
    number: 3,
    intro: "The lab stores no balance. To know it, it starts at 0.00 and applies the events in order, from the first to \
            the last. This time you do it: say what the balance was before each event.",
    terms: &[Term::Event, Term::Replay, Term::Command, Term::Rejection],
    set_up: || acts(ADA, [create("Ada"), deposit(100), withdraw(30), withdraw(500), deposit(45), withdraw(15)]),
    goals: &[
        Goal {
            words: "Type the balance before each of five events: four right are enough",
            hint: "Start at 0.00 and go down the log. Add what was paid in and subtract what was taken out. What was \
                   refused did not move.",
            control: Control::Questions,
            is_met: |evidence| evidence.right_answers(0..5) >= 4,
        },
        Goal {
            words: "Predict the balance after a deposit of 500.00",
            hint: "Type the balance that you expect below, and press Check.",
            control: Control::Prediction,
            is_met: |evidence| evidence.record.prediction.is_some(),
        },
        Goal {
            words: "Pay in 500.00, and look for the withdrawal that was refused",
            hint: "Choose Deposit, type 500, and press the button. Then look at v4 and at the balance.",
            control: Control::Command(CommandKind::Deposit),
            is_met: |evidence| paid_in(evidence).is_some(),
        },
    ],
    prediction: Prediction {
        question: "Ada has 100.00. A withdrawal of 500.00 was refused at v4. Now she pays in 500.00. What will the \
                   balance be?",
        before_goal: 1,
        outcome: |evidence| Some(paid_in(evidence)?.account.balance),
        because: "The withdrawal at v4 is not tried again, however much there is now. A replay applies what was \
                  recorded, and a refusal moves no money.",
    },
    exhibit: None,
    questions: &[
        Question {
            words: "Balance before v2, MoneyDeposited 100.00",
            answer: Answer::Typed(|lab| balance_before(lab, 2)),
            because: "At v1 the account was opened. That moves no money.",
        },
        Question {
            words: "Balance before v3, MoneyWithdrawn 30.00",
            answer: Answer::Typed(|lab| balance_before(lab, 3)),
            because: "At v2, 100.00 came in.",
        },
        Question {
            words: "Balance before v4, WithdrawalRejected 500.00",
            answer: Answer::Typed(|lab| balance_before(lab, 4)),
            because: "At v3, 30.00 of the 100.00 went out.",
        },
        Question {
            words: "Balance before v5, MoneyDeposited 45.00",
            answer: Answer::Typed(|lab| balance_before(lab, 5)),
            because: "The refusal at v4 changed nothing. The 500.00 never moved.",
        },
        Question {
            words: "Balance before v6, MoneyWithdrawn 15.00",
            answer: Answer::Typed(|lab| balance_before(lab, 6)),
            because: "At v5, 45.00 came in, on top of 70.00.",
        },
    ],
    insight: "State is a fold over the events: begin with nothing, apply one, apply the next. The rules ran once, when \
              the command came. A replay never decides again.",
    solution: || {
        let answers = ["0", "100", "70", "70", "115"];
        let answers = answers.into_iter().enumerate().map(|(number, text)| Step::Answer(number, text));
        answers.chain([Step::Predict("600"), send(deposit(500))]).collect()
    },
    challenge: Challenge {
        words: "Open a second account. Build a history in which Withdraw 40.00 is refused. Then read it aloud: given these \
                events, when Withdraw 40.00, then WithdrawalRejected.",
        questions: 0..0,
        insight: "Given events, when a command, then events or a refusal. That is a whole test of a rule, and it needs no \
                  database.",
        is_met: |evidence| {
            evidence.lab.accounts().skip(1).any(|account| {
                evidence.any_event(account, |_, event| {
                    matches!(event, BankEvent::WithdrawalRejected(_))
                        && event.amount().is_some_and(|amount| amount.minor == 40_00)
                })
            })
        },
    },
    recall: [
        Question {
            words: "What does a replay do?",
            answer: Answer::Choice {
                options: &[
                    "It applies the events in order",
                    "It runs the commands again",
                    "It copies the newest state",
                ],
                right: 0,
            },
            because: "It applies what happened. The commands were decided once, and are not decided again.",
        },
        Question {
            words: "An account is opened. 50.00 is paid in. A withdrawal of 80.00 is refused. What is the balance?",
            answer: Answer::Typed(|_| "50.00".to_owned()),
            because: "The refusal is an event like any other, and it moves no money.",
        },
    ],
};

/// The balance of Ada before the event at this version.
fn balance_before(lab: &Lab, version: u64) -> String {
    lab.at(ADA, Version(version - 1)).account.balance.figure()
}

/// Ada's account after 500.00 came on top of the set-up, in one deposit or several.
fn paid_in(evidence: &Evidence) -> Option<AccountView> {
    evidence.first_state(ADA, |view| view.account.balance.minor == 600_00)
}

#[cfg(test)]
pub(super) fn routes() -> super::tests::Routes {
    use super::Step::{Answer, Predict, Send};
    use super::steps::GRACE;
    super::tests::Routes {
        lesson: &LESSON,
        other: vec![
            send(deposit(250)),
            Answer(4, "115.00"),
            Answer(3, "70"),
            Predict("100"),
            Answer(1, "100"),
            send(deposit(250)),
            Answer(2, "500"),
            Answer(0, "0"),
        ],
        wrong: [
            // Counts the refused withdrawal.
            vec![
                Answer(0, "0"),
                Answer(1, "100"),
                Answer(2, "70"),
                Answer(3, "-430"),
                Answer(4, "-385"),
                Predict("600"),
                send(deposit(500)),
            ],
            // Types the balances after the events.
            vec![
                Answer(0, "100"),
                Answer(1, "70"),
                Answer(2, "70"),
                Answer(3, "115"),
                Answer(4, "100"),
                Predict("600"),
                send(deposit(500)),
            ],
            // Asks again for what was refused, instead of paying in.
            vec![
                Answer(0, "0"),
                Answer(1, "100"),
                Answer(2, "70"),
                Answer(3, "70"),
                Predict("100"),
                send(withdraw(500)),
            ],
        ],
        challenge: vec![send(create("Grace")), Send(GRACE, deposit(30)), Send(GRACE, withdraw(40))],
    }
}
