//! Laws: what is handed on arrives as it was.

use std::fmt::Debug;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;

/// A value parsed from random text, often of plain words.
fn typed<T: Debug>(parse: impl Fn(&str) -> Option<T>) -> impl Strategy<Value = T> {
    let text = prop_oneof!["[a-z]{1,9}( [a-z]{1,9}){0,3}", any::<String>(), "[\"\\\\{}\\[\\]:,#/<a\u{308}é]{1,12}"];
    text.prop_filter_map("the text must parse", move |text| parse(&text))
}

fn reason() -> impl Strategy<Value = Option<Reason>> {
    option::of(typed(|text| Reason::parse(text).ok()?))
}

fn money() -> impl Strategy<Value = Amount> {
    let currency = proptest::sample::select(vec![Currency::Usd, Currency::Eur, Currency::Gbp]);
    let minor = prop_oneof![1_i64..500_00, 1..=bank::MAX_AMOUNT];
    (minor, currency).prop_map(|(minor, currency)| Amount::new(minor, currency).unwrap())
}

fn command() -> impl Strategy<Value = Command> {
    let email = prop_oneof!["[a-z]{1,9}@[a-z]{1,9}\\.[a-z]{1,9}", ".{1,5}@.{1,5}\\.[a-z]é"];
    let email = option::of(email.prop_filter_map("an address", |text| Email::parse(&text).ok()?));
    prop_oneof![
        (typed(|text| Owner::parse(text).ok()), email, option::of(money()))
            .prop_map(|(owner, email, opening_deposit)| Command::CreateAccount { owner, email, opening_deposit }),
        (money(), reason()).prop_map(|(amount, reason)| Command::Deposit { amount, reason }),
        (money(), reason()).prop_map(|(amount, reason)| Command::Withdraw { amount, reason }),
        (prop_oneof![0_u64..9, any::<u64>()], reason()).prop_map(|(version, reason)| Command::Reverse {
            version: Version(version),
            target: None,
            reason,
        }),
        reason().prop_map(|reason| Command::Freeze { reason }),
        reason().prop_map(|reason| Command::Unfreeze { reason }),
        reason().prop_map(|reason| Command::CloseAccount { reason }),
    ]
}

fn account() -> impl Strategy<Value = AccountId> {
    prop_oneof![9 => 0_u32..4, 1 => any::<u32>()].prop_map(AccountId)
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (account(), command()).prop_map(|(account, command)| Act::Send { account, command }),
        1 => (account(), 0_u32..50).prop_map(|(account, events)| Act::Fill { account, events }),
        1 => (account(), 0_u64..50).prop_map(|(account, at)| Act::Fork { account, at: Version(at) }),
    ]
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let after_ms = prop_oneof![9 => 0_u64..100_000, 1 => any::<u64>()];
    let action = (after_ms, act()).prop_map(|(after_ms, act)| Action { after_ms, act });
    let start = prop_oneof![9 => 0_i64..4_000_000_000_000, 1 => -8_000_000_000_000_000_i64..8_000_000_000_000_000];
    let start = start.prop_filter_map("a date", DateTime::from_timestamp_millis);
    (any::<u64>(), start, vec(action, 0..20)).prop_map(|(seed, started_at, actions)| Scenario {
        seed,
        started_at,
        actions,
    })
}

prop_compose! {
    fn place()(
        account in account(),
        version in option::of(any::<u64>().prop_map(Version)),
        search in "\\PC{0,20}",
        [types, panel, view, storage] in ["[A-Za-z ,]{0,20}", "[a-z]{0,9}", "\\PC{0,20}", "[a-z]{0,9}"],
        storage_is_open in any::<bool>(),
        lesson in option::of((1_u64..=22).prop_map(|number| LessonNumber::new(number).unwrap())),
    ) -> Place {
        Place { account, version, search, types, panel, view, storage, storage_is_open, lesson }
    }
}

fn step() -> impl Strategy<Value = ScriptStep> {
    let version = option::of((0..u64::MAX).prop_map(Version));
    let cue = prop_oneof![
        Just(Cue::Speak),
        (account(), version).prop_map(|(account, version)| Cue::Look { account, version }),
        act().prop_map(Cue::Act),
    ];
    (any::<String>(), cue).prop_map(|(note, cue)| ScriptStep { note, cue })
}

prop_compose! {
    fn shared_lab()(scenario in scenario(), place in place(), script in vec(step(), 0..4)) -> SharedLab {
        SharedLab { scenario, place, script }
    }
}

fn progress() -> impl Strategy<Value = Progress> {
    let lesson = || (1_u64..=22).prop_map(|number| LessonNumber::new(number).unwrap());
    let state = prop_oneof![Just(LessonState::Begun), Just(LessonState::Done)];
    let question = (lesson(), 1_u8..).prop_map(|(lesson, question)| QuestionId { lesson, question });
    let recall = any::<[u32; 3]>().prop_map(|[seen, right, wrong]| Recall { seen, right, wrong });
    let coach = any::<[u32; 2]>().prop_map(|[shown, dismissed]| Coach { shown, dismissed });
    let lessons = proptest::collection::btree_map(lesson(), state, 0..23);
    (lessons, proptest::collection::btree_map(question, recall, 0..9), coach)
        .prop_map(|(lessons, questions, coach)| Progress { lessons, questions, coach })
}

proptest! {
    #[test]
    fn link_leads_to_the_lab_that_was_shared(shared in shared_lab()) {
        let link = encode(&shared);
        prop_assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte)), "{}", link);
        let arrived = decode(&link);
        prop_assert_eq!(arrived.as_ref(), Ok(&shared));
        prop_assert_eq!(log(&Lab::play(arrived.unwrap().scenario)), log(&Lab::play(shared.scenario)));
    }

    #[test]
    fn file_holds_the_lab_that_was_shared(shared in shared_lab()) {
        prop_assert_eq!(read_scenario(write_scenario(&shared).as_bytes()), Ok(shared));
    }

    #[test]
    fn slices_make_the_same_log(scenario in scenario(), limits in vec(1_u32..9, 1..9)) {
        let mut replaying = Replaying::new(scenario.clone());
        for limit in limits.iter().cycle() {
            if replaying.advance(*limit).is_done() {
                break;
            }
        }
        prop_assert_eq!(log(&replaying.finish()), log(&Lab::play(scenario)));
    }

    #[test]
    fn progress_file_holds_the_progress(progress in progress()) {
        prop_assert_eq!(Progress::read(progress.write().as_bytes()), Ok(progress));
    }
}
