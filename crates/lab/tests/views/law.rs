//! A law: each view equals one fold up to its checkpoint.

use std::collections::BTreeMap;

use bank::Money;
use bank::projections::Sums;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Send(u32, u8, i64),
    Fork(u32, u64),
    Read(usize),
    Wait(u64),
    Lag(usize, u64),
    Pause(usize, bool),
    Rebuild(usize),
    AskFor(usize),
    Correct,
    Switch,
    Remove,
    Undo,
}

fn step() -> impl Strategy<Value = Step> {
    let kind = 0..KINDS.len();
    prop_oneof![
        8 => (0_u32..4, 0_u8..7, 1_i64..20_000).prop_map(|(account, command, cents)| Step::Send(account, command, cents)),
        1 => (0_u32..4, 1_u64..9).prop_map(|(account, version)| Step::Fork(account, version)),
        8 => (1_usize..5).prop_map(Step::Read),
        2 => (0_u64..8_000).prop_map(Step::Wait),
        1 => (kind.clone(), 0_u64..12).prop_map(|(kind, lag)| Step::Lag(kind, lag)),
        1 => (kind.clone(), any::<bool>()).prop_map(|(kind, pause)| Step::Pause(kind, pause)),
        2 => kind.clone().prop_map(Step::Rebuild),
        2 => kind.prop_map(Step::AskFor),
        1 => Just(Step::Correct),
        1 => Just(Step::Switch),
        1 => Just(Step::Remove),
        1 => Just(Step::Undo),
    ]
}

/// Checks that every view equals an independent computation from the log up to its checkpoint.
fn check(views: &Views, lab: &Lab) -> Result<(), TestCaseError> {
    let log: Vec<_> = lab.with_log(|log| log.all(Position(0)).cloned().collect());
    let up_to = |checkpoint: Position| &log[..checkpoint.0 as usize];

    for account in lab.accounts() {
        // The page replays an account from its stream up to the checkpoint of the view.
        let version = lab.version_at(account, views.account.checkpoint());
        let view = views.account.value().of(&account.stream()).cloned().unwrap_or_default();
        prop_assert_eq!(view, lab.at(account, version));
    }

    for stream in lab.accounts().map(AccountId::stream) {
        let events = of_stream(up_to(views.statement.checkpoint()), &stream);
        let moved: Vec<_> = events.iter().map(|event| (event.version, moved(event))).collect();
        let seen = views.statement.value().of(&stream).map_or(&[][..], |statement| statement.up_to(Version(u64::MAX)));
        for entry in seen {
            let balance =
                moved.iter().filter(|(version, _)| *version <= entry.version).map(|(_, moved)| moved).sum::<i64>();
            prop_assert_eq!(entry.balance, balance, "{} {}", stream, entry.version);
        }
        let with_money: Vec<_> = moved.into_iter().filter(|(_, moved)| *moved != 0).collect();
        let entries: Vec<_> = seen.iter().filter(|e| e.amount != 0).map(|e| (e.version, e.amount)).collect();
        prop_assert_eq!(entries, with_money);

        let events = of_stream(up_to(views.all_accounts.checkpoint()), &stream);
        let view = views.all_accounts.value().of(&stream);
        prop_assert_eq!(view.map_or(0, |view| view.version.0 as usize), events.len());
        prop_assert_eq!(
            view.map_or(0, |view| view.account.balance.minor),
            events.iter().map(|event| self::moved(event)).sum::<i64>()
        );
    }
    let events = up_to(views.all_accounts.checkpoint());
    let total = views.all_accounts.value().total();
    prop_assert_eq!(total.each().iter().map(|sum| sum.minor).sum::<i64>(), events.iter().map(moved).sum::<i64>());

    for (view, with_refused) in [(Some(&views.by_type), true), (views.corrected.as_ref(), false)] {
        let Some(view) = view else { continue };
        let mut counts = BTreeMap::<&str, (u64, i64)>::new();
        for event in up_to(view.checkpoint()) {
            let (count, sum) = counts.entry(event.data.event_type()).or_default();
            *count += 1;
            *sum += event.data.amount().map_or(0, |amount| amount.minor);
        }
        let minor = |sums: &Sums| sums.each().iter().map(|sum| sum.minor).sum::<i64>();
        let seen = view.value().types().iter().map(|row| (&*row.event_type, (row.count, minor(&row.sum))));
        prop_assert_eq!(seen.collect::<BTreeMap<_, _>>(), counts);
        let spent = |event: &Recorded<BankEvent>| {
            let amount = event.data.amount().map_or(0, |amount: Money| amount.minor);
            match &event.data {
                BankEvent::MoneyWithdrawn { .. } => amount,
                BankEvent::WithdrawalReversed { .. } => -amount,
                event if event.rejection().is_some() && with_refused => amount,
                _ => 0,
            }
        };
        prop_assert_eq!(minor(view.value().spent()), up_to(view.checkpoint()).iter().map(spent).sum::<i64>());
    }

    let is_original = |event: &&Recorded<BankEvent>| !is_copy(&event.metadata);
    let refused = up_to(views.audit.checkpoint()).iter().filter(|event| event.data.rejection().is_some());
    let refused = refused.filter(is_original).map(|event| (event.position, event.metadata.command.to_string()));
    let seen = views.audit.value().refused().iter();
    let seen: Vec<_> = seen.map(|refused| (refused.position, refused.refusal.command.name().to_owned())).collect();
    prop_assert_eq!(seen, refused.collect::<Vec<_>>());

    let is_payment = |event: &&Recorded<BankEvent>| matches!(event.data.family(), Family::MoneyIn | Family::MoneyOut);
    let events = up_to(views.largest.checkpoint()).iter().filter(is_original).filter(is_payment);
    let mut payments: Vec<_> = events.map(|event| (-moved(event).abs(), event.position)).collect();
    payments.sort_unstable();
    payments.truncate(LargestPayments::LIMIT);
    let seen: Vec<_> = views.largest.value().payments().iter().map(|p| (-p.amount.minor, p.position)).collect();
    prop_assert_eq!(seen, payments);
    for payment in views.largest.value().payments() {
        let is_reversal = |event: &&&Recorded<BankEvent>| {
            event.data.family() == Family::Reversed && event.data.reverses() == Some(payment.version)
        };
        let stream = of_stream(up_to(views.largest.checkpoint()), &payment.stream);
        prop_assert_eq!(payment.reversed_by, stream.iter().find(is_reversal).map(|event| event.version));
    }
    Ok(())
}

fn of_stream<'a>(events: &'a [Recorded<BankEvent>], stream: &StreamId) -> Vec<&'a Recorded<BankEvent>> {
    events.iter().filter(|event| event.stream == *stream).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn each_view_equals_one_fold_up_to_its_checkpoint(steps in vec(step(), 1..120)) {
        let mut lab = six();
        let mut views = Views::default();
        let mut now = Duration::ZERO;
        views.note(lab.position(), now);
        for step in steps {
            match step {
                Step::Send(account, kind, cents) => {
                    lab.send(at(1), AccountId(account), command(kind, cents));
                    views.note(lab.position(), now);
                }
                Step::Fork(account, version) => {
                    let _ = lab.fork(at(1), AccountId(account), Version(version));
                    views.note(lab.position(), now);
                }
                Step::Read(limit) => {
                    views.step(&lab, EVERYTHING, now, limit);
                }
                Step::Wait(ms) => now += Duration::from_millis(ms),
                Step::Lag(kind, lag) => views.set_lag(KINDS[kind], seconds(lag)),
                Step::Pause(kind, is_paused) => views.set_paused(KINDS[kind], is_paused),
                Step::Rebuild(kind) => views.rebuild(KINDS[kind], now),
                Step::AskFor(kind) => views.ask_for(KINDS[kind]),
                Step::Correct => views.correct(),
                Step::Switch => {
                    views.switch();
                }
                Step::Remove => views.remove_added(),
                Step::Undo => {
                    lab.undo();
                    views.start_over();
                    views.note(lab.position(), now);
                }
            }
            check(&views, &lab)?;
        }
        // Without pauses and lag, every view reaches the end of the log in one step per event.
        for kind in KINDS {
            views.set_paused(kind, false);
            views.ask_for(kind);
        }
        now += Views::MAX_LAG;
        for _ in 0..lab.position().0 + 1 {
            views.step(&lab, EVERYTHING, now, 1);
        }
        check(&views, &lab)?;
        for kind in KINDS {
            let standing = views.standing(kind, lab.position());
            prop_assert_eq!((standing.behind(), standing.rebuild), (0, None), "{:?}", kind);
        }
    }
}
