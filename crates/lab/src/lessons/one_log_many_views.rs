//! Lesson 6.

use super::steps::{ADA, GRACE, create, deposit_for, withdraw_for};
use super::{Answer, Challenge, Control, Evidence, Goal, Lesson, Prediction, Question, Step};
use crate::views::ViewKind;
use crate::{AccountId, Act, Lab, Term};
use bank::{Family, Money};
use engine::Position;

/// One log, many views.
pub const LESSON: Lesson = Lesson {
    number: 6,
    intro: "Three people, thirty events: salaries, rent, groceries. They were recorded as they came. Now the bank has a \
            new question: which payments were the largest? A new view can read the log for it.",
    terms: &[Term::Event, Term::Projection],
    set_up: || PAYMENTS.map(|(account, units, text)| Act::Send { account, command: command(units, text) }).to_vec(),
    goals: &[
        Goal {
            words: "Predict what a view that is added now will show",
            hint: "Look through the log for the largest amount, or type 0 if you expect an empty view. Then press Check.",
            control: Control::Prediction,
            is_met: |evidence| evidence.record.prediction.is_some(),
        },
        Goal {
            words: "Add the view Largest payments",
            hint: "Press + beside the tabs of the views. It adds the tab Largest payments.",
            control: Control::View(ViewKind::LargestPayments),
            is_met: has_read_the_log,
        },
        Goal {
            words: "Find the largest withdrawal",
            hint: "In Largest payments, go down to the first person who took money out, and type the amount.",
            control: Control::Questions,
            is_met: |evidence| evidence.right_answers(0..1) == 1,
        },
        Goal {
            words: "Count the withdrawals with another view",
            hint: "Open the tab By type, find MoneyWithdrawn, and type its count.",
            control: Control::View(ViewKind::ByType),
            is_met: |evidence| evidence.right_answers(1..2) == 1,
        },
    ],
    prediction: Prediction {
        question: "You add the view Largest payments now, after all thirty events. Which amount will be on top? Type 0 if \
                   the view starts empty.",
        before_goal: 0,
        outcome: |evidence| {
            let largest = payments(evidence.lab, |_| true).into_iter().max_by_key(|amount| amount.minor);
            largest.filter(|_| has_read_the_log(evidence))
        },
        because: "A new view reads the log from its first event, so it knows the past as well as an old one.",
    },
    exhibit: None,
    questions: &[
        Question {
            words: "How much was the largest withdrawal?",
            answer: Answer::Typed(|lab| {
                let largest = withdrawals(lab).into_iter().max_by_key(|amount| amount.minor);
                largest.unwrap_or_default().figure()
            }),
            because: "It was recorded as a withdrawal like any other. The order by size belongs to the view.",
        },
        Question {
            words: "How many withdrawals are in the log?",
            answer: Answer::Typed(|lab| withdrawals(lab).len().to_string()),
            because: "The same events, counted instead of sorted. A withdrawal that was refused is not among them.",
        },
        Question {
            words: "In which shop did Ada buy groceries?",
            answer: Answer::Choice {
                options: &["In the corner shop", "At the market", "The log can\u{2019}t say"],
                right: 2,
            },
            because: "Her events hold an amount and the word groceries. No view can show what no event recorded.",
        },
        Question {
            words: "From today on, each withdrawal records its shop. What can a view say about these thirty events?",
            answer: Answer::Choice {
                options: &[
                    "Their shops, after a rebuild",
                    "Nothing about their shops",
                    "Their shops, if the view is a new one",
                ],
                right: 1,
            },
            because: "A rebuild reads the same old events, and they have no shop.",
        },
    ],
    insight: "The view is new and the events are old, yet it shows all of them. A view is an answer built from the log. A \
              new question takes a new view, and the log stays as it is.",
    solution: || {
        vec![
            Step::Predict("3100"),
            Step::Show(ViewKind::LargestPayments),
            Step::Answer(0, "1280"),
            Step::Show(ViewKind::ByType),
            Step::Answer(1, "20"),
        ]
    },
    challenge: Challenge {
        words: "In which shop did Ada buy her groceries? Search the log, open each view, and then answer the last two \
                questions.",
        questions: 2..4,
        insight: "A log answers new questions about what it recorded, and none about what it left out. So record what \
                  happened, as fully as the business knows it.",
        is_met: |evidence| evidence.right_answers(2..4) == 2,
    },
    recall: [
        Question {
            words: "A view is added to a log that is a year old. What does it show?",
            answer: Answer::Choice {
                options: &["The whole year", "The events from now on", "Nothing before the data is migrated"],
                right: 0,
            },
            because: "It reads the log from the first event, and then follows it.",
        },
        Question {
            words: "Which question can no view answer?",
            answer: Answer::Choice {
                options: &[
                    "One that is asked years later",
                    "One about what was never recorded",
                    "One about several accounts",
                ],
                right: 1,
            },
            because: "A view can sort, count and combine events. It can\u{2019}t add a fact that they don\u{2019}t hold.",
        },
    ],
};

const ALAN: AccountId = AccountId(2);

/// The account, the whole units that were paid in (or taken out, below zero) and the reason. With 0 units, the account
/// is opened, and the text is its owner.
const PAYMENTS: [(AccountId, i64, &str); 30] = [
    (ADA, 0, "Ada"),
    (ADA, 2_600, "salary"),
    (ADA, -850, "rent"),
    (GRACE, 0, "Grace"),
    (GRACE, 3_100, "salary"),
    (GRACE, -920, "rent"),
    (ADA, -64, "groceries"),
    (ALAN, 0, "Alan"),
    (ALAN, 1_900, "salary"),
    (ALAN, -610, "rent"),
    (GRACE, -82, "groceries"),
    (ADA, -48, "electricity"),
    (ALAN, -37, "groceries"),
    (GRACE, -1_280, "a cargo bike"),
    (ADA, -59, "groceries"),
    (ALAN, -45, "a phone bill"),
    (ALAN, 150, "an old guitar"),
    (ADA, -120, "train tickets"),
    (GRACE, -71, "groceries"),
    // Refused: there is not as much.
    (ALAN, -2_000, "a used car"),
    (ADA, 90, "a returned coat"),
    (GRACE, -55, "electricity"),
    (ALAN, -42, "groceries"),
    (GRACE, 200, "a translation"),
    (ADA, -68, "groceries"),
    (ALAN, -300, "the dentist"),
    (GRACE, -39, "concert tickets"),
    (ADA, -500, "a holiday"),
    (GRACE, -77, "groceries"),
    (ALAN, -51, "groceries"),
];

fn command(units: i64, text: &str) -> bank::Command {
    match units {
        0 => create(text),
        1.. => deposit_for(units, text),
        ..0 => withdraw_for(-units, text),
    }
}

/// Whether the view of the largest payments has read the events of the set-up.
fn has_read_the_log(evidence: &Evidence) -> bool {
    let largest = evidence.projected(ViewKind::LargestPayments);
    largest.is_some_and(|view| view.checkpoint >= Position(PAYMENTS.len() as u64))
}

fn withdrawals(lab: &Lab) -> Vec<Money> {
    payments(lab, |family| family == Family::MoneyOut)
}

/// The amounts of the payments of these families. Looks at the first events of a long log only.
fn payments(lab: &Lab, is_such: impl Fn(Family) -> bool) -> Vec<Money> {
    lab.with_log(|log| {
        let events = log.all(Position::default()).take(1_000).map(|event| &event.data);
        let payments = events.filter(|event| match event.family() {
            family @ (Family::MoneyIn | Family::MoneyOut) => is_such(family),
            Family::Opened | Family::Reversed | Family::State | Family::Rejected => false,
        });
        payments.filter_map(bank::BankEvent::amount).collect()
    })
}

#[cfg(test)]
pub(super) fn routes() -> super::tests::Routes {
    use super::Step::{Answer, Predict, Rebuild, Send, Show};
    super::tests::Routes {
        lesson: &LESSON,
        other: vec![
            Show(ViewKind::ByType),
            Send(ADA, withdraw_for(10, "a gift")),
            Answer(1, "21"),
            Show(ViewKind::LargestPayments),
            Rebuild(ViewKind::LargestPayments),
            Answer(0, "1,280.00"),
            Predict("0"),
        ],
        wrong: [
            // Adds no view.
            vec![Predict("3100"), Answer(0, "1280"), Answer(1, "20")],
            // Types the largest deposit.
            vec![Predict("3100"), Show(ViewKind::LargestPayments), Answer(0, "3100"), Answer(1, "20")],
            // Counts the refused withdrawal too.
            vec![Predict("3100"), Show(ViewKind::LargestPayments), Answer(0, "1280"), Answer(1, "21")],
        ],
        challenge: vec![Answer(2, "The log can\u{2019}t say"), Answer(3, "Nothing about their shops")],
    }
}
