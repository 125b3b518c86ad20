//! Lesson 1.

use super::steps::{ADA, create, deposit, send, withdraw};
use super::{Answer, Challenge, Control, Evidence, Exhibit, Goal, Lesson, Prediction, Question};
use crate::{AccountId, Lab, Term};
use bank::CommandKind;
use engine::Event;

/// Facts, not state.
pub const LESSON: Lesson = Lesson {
    number: 1,
    intro: "A bank can keep Ada\u{2019}s balance in a table row, or keep what happened. Here it does both. Each command \
            adds an event to the log, and overwrites the row below. Compare them.",
    terms: &[Term::Event, Term::Command],
    set_up: Vec::new,
    goals: &[
        Goal {
            words: "Open an account for Ada",
            hint: "Choose Create account, type Ada as the owner, and press the button.",
            control: Control::Command(CommandKind::CreateAccount),
            is_met: |evidence| evidence.now(ADA).account.owner.is_some(),
        },
        Goal {
            words: "Bring the balance to 100.00",
            hint: "Choose Deposit, type 100, and press the button.",
            control: Control::Command(CommandKind::Deposit),
            is_met: |evidence| evidence.ever(ADA, |view| view.account.balance.minor == 100_00),
        },
        Goal {
            words: "Predict the balance after a withdrawal of 30.00",
            hint: "Type the balance that you expect below, and press Check.",
            control: Control::Prediction,
            is_met: |evidence| evidence.record.prediction.is_some(),
        },
        Goal {
            words: "Bring the balance to 70.00 with a withdrawal",
            hint: "Choose Withdraw, type 30, and press the button.",
            control: Control::Command(CommandKind::Withdraw),
            is_met: is_seventy,
        },
    ],
    prediction: Prediction {
        question: "Ada has 100.00. After a withdrawal of 30.00, what will the balance be?",
        before_goal: 2,
        outcome: |evidence| is_seventy(evidence).then(|| evidence.now(ADA).account.balance),
        because: "The lab stores no balance. It adds up the events each time.",
    },
    exhibit: Some(Exhibit::OverwrittenRow),
    questions: &[],
    insight: "The row says 70.00. Only the log says why: 100.00 came in and 30.00 went out. An UPDATE would have lost \
              that.",
    solution: || vec![send(create("Ada")), send(deposit(100)), super::Step::Predict("70"), send(withdraw(30))],
    challenge: Challenge {
        words: "Open a second account and write another history that ends in 70.00. Then compare the two rows.",
        questions: 0..0,
        insight: "Two rows that are equal, two histories that are not. State forgets the way that led to it.",
        is_met: |evidence| {
            let ada = payments(evidence.lab, ADA);
            evidence.lab.accounts().skip(1).any(|account| {
                evidence.now(account).account.balance.minor == 70_00 && payments(evidence.lab, account) != ada
            })
        },
    },
    recall: [
        Question {
            words: "What does an event store keep?",
            answer: Answer::Choice {
                options: &["The newest balance", "What happened, in order", "The commands that users pressed"],
                right: 1,
            },
            because: "It keeps events: facts in the order in which they happened. The balance is worked out from them.",
        },
        Question {
            words: "A row says 70.00. Which question can it not answer?",
            answer: Answer::Choice {
                options: &["How much is there now?", "Whose account is it?", "How often was money paid in?"],
                right: 2,
            },
            because: "The row was overwritten. Only the events say how the balance came about.",
        },
    ],
};

fn is_seventy(evidence: &Evidence) -> bool {
    let ada = evidence.now(ADA);
    ada.account.balance.minor == 70_00 && ada.deposits > 0 && ada.withdrawals > 0
}

/// The types and amounts of the events of an account.
fn payments(lab: &Lab, account: AccountId) -> Vec<(String, Option<i64>)> {
    lab.with_events(account, |events| {
        let payment = |event: &engine::Recorded<bank::BankEvent>| {
            (event.data.event_type().to_owned(), event.data.amount().map(|amount| amount.minor))
        };
        events.iter().map(payment).collect()
    })
}

#[cfg(test)]
pub(super) fn routes() -> super::tests::Routes {
    use super::Step::{Predict, Send};
    use super::steps::GRACE;
    super::tests::Routes {
        lesson: &LESSON,
        other: vec![
            send(create("Grace")),
            send(deposit(40)),
            send(deposit(60)),
            Predict("130"),
            send(withdraw(10)),
            send(withdraw(20)),
        ],
        wrong: [
            vec![send(create("Ada")), send(deposit(70)), Predict("70")],
            vec![send(create("Ada")), send(deposit(100)), send(withdraw(30))],
            vec![send(create("Ada")), send(deposit(100)), Predict("70"), send(withdraw(300))],
        ],
        challenge: vec![send(create("Grace")), Send(GRACE, deposit(80)), Send(GRACE, withdraw(10))],
    }
}
