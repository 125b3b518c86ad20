//! Lesson 8.

use super::evidence::LOOKED_AT;
use super::exhibits::Remedy;
use super::steps::{ADA, GRACE, acts, create, deposit, send, withdraw};
use super::{Answer, Challenge, Control, Evidence, Exhibit, Goal, Lesson, Prediction, Question, Step};
use crate::Term;
use crate::views::ViewKind;
use bank::{Account, CommandKind, Family, Money, ReasonCode};
use engine::Position;

/// The view is late.
pub const LESSON: Lesson = Lesson {
    number: 8,
    intro: "Ada has 100.00. The number on her screen comes from a view, and a view reads an event only after it was \
            written. Make the view late, and take out 80.00 twice.",
    terms: &[Term::Command, Term::Event, Term::Stream, Term::Projection, Term::Checkpoint],
    set_up: || [acts(ADA, [create("Ada"), deposit(60), deposit(40)]), acts(GRACE, [create("Grace")])].concat(),
    goals: &[
        Goal {
            words: "Make the view Account 3 seconds late",
            hint: "Choose the tab Account, then Delay or rebuild, and set Lag to 3 s or more.",
            control: Control::ViewControls,
            is_met: |evidence| lag(evidence, ViewKind::Account) >= 3,
        },
        Goal {
            words: "Predict the balance after two requests for 80.00",
            hint: "Type the balance that you expect at the end, and press Check.",
            control: Control::Prediction,
            is_met: |evidence| evidence.record.prediction.is_some(),
        },
        Goal {
            words: "Take out 80.00, and at once 80.00 again",
            hint: "Choose Withdraw, type 80, and press the button. Do it again while the balance still says 100.00. \
                   With Lag at 10 s there is more time.",
            control: Control::Command(CommandKind::Withdraw),
            is_met: |evidence| second_refusal(evidence).is_some(),
        },
        Goal {
            words: "Try three remedies, among them Wait for v4",
            hint: "Choose them below, one after another. To see each at work, take out 1.00 and look for 3 seconds.",
            control: Control::Exhibit,
            is_met: |evidence| {
                let tried = &evidence.record.options_tried;
                let remedies = Remedy::ALL.into_iter().filter(|remedy| *remedy != Remedy::None);
                tried.contains(&Remedy::Wait.option())
                    && remedies.filter(|remedy| tried.contains(&remedy.option())).count() >= 3
            },
        },
    ],
    prediction: Prediction {
        question: "Ada asks for 80.00, and at once for 80.00 again. What will the balance be?",
        before_goal: 1,
        outcome: second_refusal,
        because: "The bank decides from the stream, which is never late. It knew of the first 80.00 before the view \
                  did.",
    },
    exhibit: Some(Exhibit::Remedies),
    questions: &[],
    insight: "The view was late, the decision was not. Decide from the stream, show from the view. A late number is no \
              mistake, as long as the screen says that it is late.",
    solution: || {
        vec![
            Step::SetLag(ViewKind::Account, 3),
            Step::Predict("20"),
            send(withdraw(80)),
            send(withdraw(80)),
            Step::Choose(Remedy::Pending.option()),
            Step::Choose(Remedy::Age.option()),
            Step::Choose(Remedy::Wait.option()),
        ]
    },
    challenge: Challenge {
        questions: 0..0,
        words: "Choose All accounts, then move 10.00: withdraw it from Ada\u{2019}s account, and deposit it in \
                Grace\u{2019}s. Compare both views while Account is late; Lag at 10 s leaves time. Choose a remedy \
                that leaves no old number unmarked.",
        insight: "For a while, Ada still had the 10.00 in one view, and Grace had it in the other. That state never \
                  was. Each view was right at its own checkpoint, so a screen must say which.",
        is_met: |evidence| {
            let late = lag(evidence, ViewKind::Account);
            let other = evidence.projected(ViewKind::AllAccounts);
            other.is_some_and(|other| other.lag < late)
                && has_moved_money(evidence)
                && Remedy::of(evidence.record.option).marks()
        },
    },
    recall: [
        Question {
            words: "A withdrawal has to be allowed or refused. What is that decided from?",
            answer: Answer::Choice {
                options: &[
                    "The events of the account\u{2019}s stream",
                    "The view on the screen",
                    "The newest checkpoint",
                ],
                right: 0,
            },
            because: "The stream is never late. A view can be, and then it would allow what is not there.",
        },
        Question {
            words: "Your command was written as v4, and the view has read v3. Which screen is honest?",
            answer: Answer::Choice {
                options: &["The old balance", "The old balance with your command as pending", "A balance of zero"],
                right: 1,
            },
            because: "Pending, waiting for v4 and showing the age all say that the number is old. The number alone \
                      does not.",
        },
    ],
};

/// The lag of a view in seconds. 0 if it is not running.
fn lag(evidence: &Evidence, view: ViewKind) -> u8 {
    evidence.projected(view).map_or(0, |projected| projected.lag)
}

/// The balance at which Ada was refused an amount that she had before her last withdrawal. `None` if that has not
/// happened.
fn second_refusal(evidence: &Evidence) -> Option<Money> {
    evidence.lab.with_events(ADA, |events| {
        let (mut account, mut before) = (Account::default(), None);
        events.iter().take(LOOKED_AT).find_map(|event| {
            if event.data.family() == Family::MoneyOut {
                before = Some(account.balance);
            }
            // An event that no rule decided changes nothing.
            drop(account.evolve(&event.data));
            let refusal = event.data.refusal()?;
            let (amount, before) = (refusal.amount?.money(), before?);
            let was_enough = amount.currency == before.currency && amount.minor <= before.minor;
            (refusal.reason_code == ReasonCode::InsufficientFunds && was_enough).then_some(refusal.balance)
        })
    })
}

/// Whether money went out of one account, and the same amount into another one next.
fn has_moved_money(evidence: &Evidence) -> bool {
    evidence.lab.with_log(|log| {
        let mut out = None;
        log.all(Position::default()).take(LOOKED_AT).any(|event| match event.data.family() {
            Family::MoneyOut => {
                out = event.data.amount().map(|amount| (&event.stream, amount));
                false
            }
            Family::MoneyIn => out
                .take()
                .is_some_and(|(stream, amount)| *stream != event.stream && event.data.amount() == Some(amount)),
            Family::Opened | Family::Reversed | Family::State | Family::Rejected => false,
        })
    })
}

#[cfg(test)]
pub(super) fn routes() -> super::tests::Routes {
    use Step::{Choose, Predict, Send, SetLag, Show, Wait};
    let [pending, wait, push, age] =
        [Remedy::Pending, Remedy::Wait, Remedy::Push, Remedy::Age].map(|remedy| Choose(remedy.option()));
    let late = || SetLag(ViewKind::Account, 3);
    super::tests::Routes {
        lesson: &LESSON,
        other: vec![
            wait.clone(),
            push.clone(),
            age.clone(),
            send(deposit(50)),
            send(withdraw(150)),
            send(withdraw(120)),
            Predict("-20"),
            Wait(5),
            SetLag(ViewKind::Account, 10),
        ],
        wrong: [
            // The second one is not refused.
            vec![late(), Predict("0"), send(withdraw(40)), send(withdraw(40)), wait.clone(), push.clone(), age.clone()],
            // More than there ever was is refused in any case.
            vec![late(), Predict("20"), send(withdraw(80)), send(withdraw(800)), wait, push.clone(), age.clone()],
            vec![late(), Predict("20"), send(withdraw(80)), send(withdraw(80)), pending.clone(), push, age],
        ],
        challenge: vec![Show(ViewKind::AllAccounts), send(withdraw(10)), Send(GRACE, deposit(10)), pending],
    }
}

#[cfg(test)]
mod tests {
    use super::super::classroom::Classroom;
    use super::*;
    use bank::Command;

    fn after(steps: Vec<Step>) -> Classroom {
        let mut classroom = Classroom::enter(&LESSON, common::at(0));
        steps.iter().for_each(|step| classroom.perform(step));
        classroom
    }

    #[test]
    fn second_withdrawal_is_refused_while_the_view_shows_enough() {
        let classroom = after((LESSON.solution)().into_iter().take(4).collect());
        classroom.with_evidence(|evidence| {
            let checkpoint = evidence.projected(ViewKind::Account).unwrap().checkpoint;
            let seen = evidence.lab.at(ADA, evidence.lab.version_at(ADA, checkpoint));
            assert_eq!(seen.account.balance.figure(), "100.00");
            assert_eq!(evidence.now(ADA).account.balance.figure(), "20.00");
            assert_eq!((LESSON.prediction.outcome)(evidence).unwrap().figure(), "20.00");
        });
    }

    #[test]
    fn only_a_lack_of_funds_that_the_view_could_hide_counts() {
        let freeze = Command::Freeze { reason: None };
        for last in
            [vec![freeze, withdraw(80)], vec![withdraw(101)], vec![withdraw(20)], vec![deposit(80), withdraw(80)]]
        {
            let steps = [withdraw(80)].into_iter().chain(last.clone()).map(send).collect();
            assert!(after(steps).with_evidence(LESSON.prediction.outcome).is_none(), "{last:?}");
        }
    }

    #[test]
    fn challenge_needs_the_same_money_in_both_accounts() {
        let to = |account, units| {
            let moved = [Step::Show(ViewKind::AllAccounts), send(withdraw(10)), Step::Send(account, deposit(units))];
            after((LESSON.solution)().into_iter().chain(moved).collect()).with_evidence(LESSON.challenge.is_met)
        };
        assert!(to(GRACE, 10));
        assert!(!to(GRACE, 9) && !to(ADA, 10));
    }

    #[test]
    fn challenge_needs_a_remedy_that_marks_and_a_later_view() {
        let done = || -> Vec<_> { (LESSON.solution)().into_iter().chain(routes().challenge).collect() };
        assert!(after(done()).with_evidence(LESSON.challenge.is_met));
        for open in [
            Step::Choose(Remedy::None.option()),
            Step::Choose(Remedy::Push.option()),
            Step::SetLag(ViewKind::AllAccounts, 3),
            Step::SetLag(ViewKind::Account, 0),
        ] {
            let classroom = after(done().into_iter().chain([open.clone()]).collect());
            assert!(!classroom.with_evidence(LESSON.challenge.is_met), "{open:?}");
        }
    }
}
