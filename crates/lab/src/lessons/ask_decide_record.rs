//! Lesson 2.

use super::steps::{ADA, acts, create, deposit, send, withdraw};
use super::{Answer, Challenge, Control, Evidence, Goal, Lesson, Prediction, Question, Step};
use crate::{Stop, Term};
use bank::{BankEvent, CommandKind};
use engine::Version;

/// Ask, decide, record.
pub const LESSON: Lesson = Lesson {
    number: 2,
    intro: "A command asks. The rules decide. What they decide is recorded as an event, even when the answer is no. Ada \
            has 100.00. Let her ask for too much, and watch the rules at work.",
    terms: &[Term::Command, Term::Event, Term::Decider, Term::Rejection],
    set_up: || acts(ADA, [create("Ada"), deposit(100)]),
    goals: &[
        Goal {
            words: "Predict the balance after Ada asks for 500.00",
            hint: "Type the balance that you expect below, and press Check.",
            control: Control::Prediction,
            is_met: |evidence| evidence.record.prediction.is_some(),
        },
        Goal {
            words: "Stop a command at Decide, before anything is written",
            hint: "Switch on Step through. Choose Withdraw, type 500, and press the button. Then press Next step until \
                   Decide is lit.",
            control: Control::StepThrough,
            is_met: |evidence| evidence.record.stops.contains(&Stop::Decide),
        },
        Goal {
            words: "Ask for more than there is, and find the refusal in the log",
            hint: "Press Next step until the withdrawal of 500.00 is through all stops. Its event is called \
                   WithdrawalRejected.",
            control: Control::StepThrough,
            is_met: |evidence| first_refusal(evidence).is_some(),
        },
        Goal {
            words: "Withdraw an amount that the rules allow",
            hint: "Choose Withdraw, type 40, and press the button. With Step through on, press Next step to the end.",
            control: Control::Command(CommandKind::Withdraw),
            is_met: |evidence| evidence.count(ADA, "MoneyWithdrawn") > 0,
        },
    ],
    prediction: Prediction {
        question: "Ada has 100.00 and asks for 500.00. What will the balance be after that?",
        before_goal: 0,
        outcome: |evidence| Some(evidence.lab.at(ADA, first_refusal(evidence)?).account.balance),
        because: "A refused command moves no money. This bank records the refusal as an event, called a rejection. Some \
                  systems keep no trace of it.",
    },
    exhibit: None,
    questions: &[
        Question {
            words: "AccountUpdated, with the status \u{201c}frozen\u{201d}. Which question can it no longer answer?",
            answer: Answer::Choice {
                options: &[
                    "What is the status now?",
                    "Did the bank freeze the account, or correct a typing error?",
                    "Which account is it?",
                ],
                right: 1,
            },
            because: "An update says which fields have new values. What happened, and why, is lost.",
        },
        Question {
            words: "The bank froze an account. Which name says so?",
            answer: Answer::Choice { options: &["AccountStatusSet", "FreezeAccount", "AccountFrozen"], right: 2 },
            because: "AccountFrozen is a fact, in the past tense. FreezeAccount is a request, which can still be refused.",
        },
        Question {
            words: "BalanceSet, with the balance 70.00. Which question can it no longer answer?",
            answer: Answer::Choice {
                options: &["How much money moved, and which way?", "How much is there?", "When was it written?"],
                right: 0,
            },
            because: "It is a table row in disguise: it has the result, and not what led to it.",
        },
        Question {
            words: "Ada took out 30.00. Which name says so?",
            answer: Answer::Choice { options: &["BalanceDecreased", "MoneyWithdrawn", "WithdrawMoney"], right: 1 },
            because: "MoneyWithdrawn says what Ada did. A balance can also decrease because of a fee.",
        },
        Question {
            words: "DepositClicked. Which question can it no longer answer?",
            answer: Answer::Choice {
                options: &["Was a button pressed?", "Which button was it?", "Was the money paid in?"],
                right: 2,
            },
            because: "A click is a request, and the rules may have refused it. A bank transfer has no click at all.",
        },
        Question {
            words: "The deposit was accepted. Which name says so?",
            answer: Answer::Choice { options: &["MoneyDeposited", "DepositSubmitted", "Deposit"], right: 0 },
            because: "It names the fact, whether it began with a click, a transfer or a job at night.",
        },
    ],
    insight: "A command can be refused, because it asks. An event can\u{2019}t, because it happened, even if it says \
              no. This shape is called the decider. It has an initial state, decide (a command and the state become \
              events) and evolve (the state and an event become the next state).",
    solution: || {
        vec![Step::Predict("100"), Step::StepTo(ADA, withdraw(500), Stop::Decide), Step::Finish, send(withdraw(40))]
    },
    challenge: Challenge {
        words: "Three names hide what happened: AccountUpdated, BalanceSet and DepositClicked. For each, find a question \
                that it can no longer answer, and a better name.",
        questions: 0..6,
        insight: "A good event name says what happened, in the past tense, in the words of the business. It names \
                  neither the field that changed nor the button that was pressed.",
        is_met: |evidence| evidence.right_answers(0..6) == 6,
    },
    recall: [
        Question {
            words: "Which of these can be refused?",
            answer: Answer::Choice { options: &["An event", "A command", "Both"], right: 1 },
            because: "A command asks, so the rules may say no. An event already happened.",
        },
        Question {
            words: "What does decide return?",
            answer: Answer::Choice { options: &["The next state", "A new row", "Events, or a refusal"], right: 2 },
            because: "It turns a command and the state into events, or refuses. The next state is the work of evolve.",
        },
    ],
};

/// The version of the first withdrawal that was refused.
fn first_refusal(evidence: &Evidence) -> Option<Version> {
    evidence.first_event(ADA, |event| matches!(event, BankEvent::WithdrawalRejected(_)))
}

#[cfg(test)]
pub(super) fn routes() -> super::tests::Routes {
    use super::Step::{Answer, Finish, Predict, StepTo};
    super::tests::Routes {
        lesson: &LESSON,
        other: vec![
            StepTo(ADA, withdraw(40), Stop::Project),
            Finish,
            send(deposit(10)),
            Predict("0"),
            send(withdraw(90)),
        ],
        wrong: [
            vec![Predict("100"), send(withdraw(500)), send(withdraw(40))],
            vec![Predict("100"), StepTo(ADA, withdraw(500), Stop::Decide)],
            vec![Predict("100"), StepTo(ADA, withdraw(50), Stop::Decide), Finish, send(withdraw(40))],
        ],
        challenge: vec![
            Answer(0, "Did the bank freeze the account, or correct a typing error?"),
            Answer(1, "AccountFrozen"),
            Answer(2, "How much money moved, and which way?"),
            Answer(3, "MoneyWithdrawn"),
            Answer(4, "Was the money paid in?"),
            Answer(5, "MoneyDeposited"),
        ],
    }
}
