//! Lesson 5.

use super::steps::{ADA, acts, create, deposit, send};
use super::{Answer, Challenge, Control, Evidence, Goal, Lesson, Prediction, Question};
use crate::Term;
use bank::{BankEvent, Command, CommandKind};
use engine::Version;

/// The version of the wrong deposit.
const WRONG: Version = Version(3);

/// No eraser.
pub const LESSON: Lesson = Lesson {
    number: 5,
    intro: "The teller booked 1,000.00 where Ada paid in 100.00. v3 can\u{2019}t be edited or deleted: the log has no eraser. Put it \
            right with new events, as a bookkeeper does.",
    terms: &[Term::Event, Term::CompensatingEvent],
    set_up: || acts(ADA, [create("Ada"), deposit(50), deposit(1_000)]),
    goals: &[
        Goal {
            words: "Predict the balance after v3 is reversed",
            hint: "Before the wrong deposit the balance was 50.00. Type what you expect below, and press Check.",
            control: Control::Prediction,
            is_met: |evidence| evidence.record.prediction.is_some(),
        },
        Goal {
            words: "Reverse the wrong deposit, v3",
            hint: "Choose Reverse, type 3 as the event to reverse, and press the button.",
            control: Control::Command(CommandKind::Reverse),
            is_met: |evidence| is_prefix_unchanged(evidence) && reversals(evidence) == 1,
        },
        Goal {
            words: "Book the deposit again, 100.00 this time",
            hint: "Choose Deposit, type 100, and press the button.",
            control: Control::Command(CommandKind::Deposit),
            is_met: |evidence| reversals(evidence) == 1 && is_booked_again(evidence),
        },
    ],
    prediction: Prediction {
        question: "The balance is 1,050.00. After v3 is reversed, what will it be?",
        before_goal: 0,
        outcome: |evidence| {
            let reversed = evidence.first_state(ADA, |view| view.account.reversed.contains(WRONG))?;
            Some(reversed.account.balance)
        },
        because: "The reversal takes back 1,000.00 by a new event. v3 stays where it was.",
    },
    exhibit: None,
    questions: &[],
    insight: "The log now tells the whole story: the mistake, its correction, and the right deposit. An edited row would \
              claim that the mistake never happened. This is why a correction is called a compensating event.",
    solution: || vec![super::Step::Predict("50"), send(reverse(WRONG)), send(deposit(100))],
    challenge: Challenge {
        words: "There is another way: an adjustment. Open a second account, deposit 1,000, and put it right to 100.00 with one \
                withdrawal. Which of the two logs answers an auditor who asks what was wrong?",
        insight: "Both balances are right. Only the reversal names the event that was wrong. The adjustment looks like \
                  money that Ada took out, and her statement says so.",
        questions: 0..0,
        is_met: |evidence| {
            evidence.lab.accounts().skip(1).any(|account| {
                let view = evidence.now(account);
                let was_wrong = evidence.any_event(account, |_, event| is_deposit_of(event, 1_000_00));
                was_wrong && view.withdrawals == 1 && view.account.balance.minor == 100_00
            })
        },
    },
    recall: [
        Question {
            words: "A deposit was booked with the wrong amount. What happens to its event?",
            answer: Answer::Choice {
                options: &[
                    "It is edited",
                    "It stays, and a new event takes back its effect",
                    "It is deleted and written again",
                ],
                right: 1,
            },
            because: "An event is a fact. A compensating event undoes its effect and names it.",
        },
        Question {
            words: "Why does a reversal name the event that it takes back?",
            answer: Answer::Choice {
                options: &[
                    "So that it can be deleted later",
                    "The store asks for it",
                    "So that the log says what was wrong, and it is reversed once",
                ],
                right: 2,
            },
            because: "A withdrawal of the same amount would have the same balance, and no explanation.",
        },
    ],
};

/// Takes back the payment of Ada at this version.
fn reverse(version: Version) -> Command {
    Command::Reverse { version, target: None, reason: None }
}

/// Whether the first three events are still those of the set-up.
fn is_prefix_unchanged(evidence: &Evidence) -> bool {
    evidence.any_event(ADA, |version, event| version == WRONG && is_deposit_of(event, 1_000_00))
}

/// How many events take back the wrong deposit.
fn reversals(evidence: &Evidence) -> usize {
    let takes_back =
        |event: &BankEvent| matches!(event, BankEvent::DepositReversed { reverses, .. } if *reverses == WRONG);
    usize::from(evidence.any_event(ADA, |_, event| takes_back(event)))
}

fn is_booked_again(evidence: &Evidence) -> bool {
    let is_later = |version: Version, event: &BankEvent| version > WRONG && is_deposit_of(event, 100_00);
    evidence.any_event(ADA, is_later) && evidence.ever(ADA, |view| view.account.balance.minor == 150_00)
}

fn is_deposit_of(event: &BankEvent, minor: i64) -> bool {
    matches!(event, BankEvent::MoneyDeposited { amount, .. } if amount.money().minor == minor)
}

#[cfg(test)]
pub(super) fn routes() -> super::tests::Routes {
    use super::Step::{Predict, Send, Undo};
    use super::steps::{GRACE, withdraw};
    super::tests::Routes {
        lesson: &LESSON,
        // The right deposit first, and the reversal after it.
        other: vec![Predict("150"), send(deposit(100)), send(reverse(WRONG))],
        wrong: [
            vec![Predict("50"), send(withdraw(1_000)), send(deposit(100))],
            vec![Predict("50"), send(reverse(Version(2))), send(deposit(100))],
            vec![Predict("50"), Undo, send(deposit(100))],
        ],
        challenge: vec![send(create("Grace")), Send(GRACE, deposit(1_000)), Send(GRACE, withdraw(900))],
    }
}
