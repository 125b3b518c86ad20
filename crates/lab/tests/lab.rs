//! The lab as a learner uses it, without a page.

use bank::projections::AccountView;
use bank::{
    Amount, BankEvent, Command, CommandKind, Currency, Email, Family, Owner, Reason, ReasonCode, Status, processor,
};
use chrono::{DateTime, TimeDelta, Utc};
use engine::{Conflict, Event, Position, Projection, Version};
use lab::{
    AccountId, Act, Action, Attempt, Cause, Families, Field, Form, Lab, Outcome, Point, Ruling, Scenario, Sparkline,
    StoredItem, Trace, changes, filled, outcome_words, search, sentence, signed_amount, six_events, ticks,
};
use proptest::prelude::*;

const ADA: AccountId = AccountId(0);
const GRACE: AccountId = AccountId(1);

mod the_main_job {
    use super::*;

    #[test]
    fn six_commands_give_six_events_in_order() {
        let lab = main_job();
        assert_eq!(
            types(&lab, ADA),
            [
                "AccountCreated",
                "MoneyDeposited",
                "MoneyWithdrawn",
                "WithdrawalRejected",
                "AccountFrozen",
                "DepositRejected"
            ]
        );
        assert_eq!(lab.accounts().collect::<Vec<_>>(), [ADA]);
        assert_eq!((lab.head(ADA), lab.position()), (Version(6), Position(6)));
    }

    #[test]
    fn the_projection_shows_what_is_left() {
        let view = main_job().now(ADA);
        assert_eq!(view.account.balance.to_string(), "70.00 USD");
        assert_eq!((view.account.status, view.version), (Status::Frozen, Version(6)));
        assert_eq!((view.deposits, view.withdrawals, view.rejections), (1, 1, 2));
        assert_eq!(view.account.owner.unwrap().as_str(), "Ada");
    }

    #[test]
    fn every_event_says_who_asked_in_which_conversation_and_when() {
        let commands = ["CreateAccount", "Deposit", "Withdraw", "Withdraw", "Freeze", "Deposit"];
        main_job().with_events(ADA, |events| {
            let mut ids = Vec::new();
            for (number, event) in events.iter().enumerate() {
                assert_eq!(event.stream.as_str(), "ACCOUNT-1001");
                assert_eq!((event.version, event.position), (Version(number as u64 + 1), Position(number as u64 + 1)));
                assert_eq!(&*event.metadata.command, commands[number]);
                assert_eq!(event.metadata.recorded_at, at(number as i64));
                ids.extend([event.metadata.event_id, event.metadata.causation_id, event.metadata.correlation_id]);
            }
            assert!(ids.iter().all(|id| id.get_version_num() == 7));
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), 18, "no id is used twice");
        });
    }

    #[test]
    fn the_events_of_one_commit_share_their_cause_and_their_conversation() {
        let mut lab = Lab::new(1, at(0));
        lab.send(at(1), ADA, create("Ada", Some(100)));
        lab.with_events(ADA, |events| {
            let [created, deposited] = events else { panic!("two events") };
            assert_eq!(created.metadata.causation_id, deposited.metadata.causation_id);
            assert_eq!(created.metadata.correlation_id, deposited.metadata.correlation_id);
            assert_ne!(created.metadata.event_id, deposited.metadata.event_id);
        });
        let outcome = &lab.last_attempt().unwrap().outcome;
        assert_eq!(outcome, &Outcome::Accepted { first: Version(1), last: Version(2) });
    }

    #[test]
    fn every_attempt_says_what_became_of_it() {
        let mut lab = Lab::new(1, at(0));
        let mut send = |command| lab.send(at(0), ADA, command).outcome.clone();
        assert_eq!(send(create("Ada", None)), Outcome::Accepted { first: Version(1), last: Version(1) });
        assert_eq!(send(deposit(100)).written(), Some(Version(2)));
        let Outcome::Rejected { refusal, recorded } = send(withdraw(500)) else { panic!("it was refused") };
        assert_eq!((refusal.reason_code, recorded), (ReasonCode::InsufficientFunds, Some(Version(3))));
        assert_eq!(refusal.sentence(None), "The owner asked for 500.00 but had 100.00.");
    }

    #[test]
    fn an_event_can_be_shown_as_the_item_that_it_would_be() {
        let lab = main_job();
        for version in 1..=6 {
            let stored = StoredItem::of(&lab.event(ADA, Version(version)).unwrap()).unwrap();
            let json: serde_json::Value = serde_json::from_str(&stored.json()).unwrap();
            assert_eq!(json["SK"]["S"], format!("EVENT#{version:06}"));
        }
    }
}

mod several_accounts {
    use super::*;

    #[test]
    fn live_side_by_side() {
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, create("Ada", Some(100)));
        lab.send(at(1), ADA, create("Grace", None));
        lab.send(at(2), GRACE, deposit(5));
        lab.send(at(3), ADA, Command::Freeze { reason: None });
        assert_eq!(lab.accounts().collect::<Vec<_>>(), [ADA, GRACE]);
        assert_eq!(lab.next_account(), AccountId(2));
        assert_eq!((lab.now(ADA).account.status, lab.now(GRACE).account.status), (Status::Frozen, Status::Active));
        assert_eq!(
            (lab.now(ADA).account.balance.figure(), lab.now(GRACE).account.balance.figure()),
            ("100.00".into(), "5.00".into())
        );
        assert_eq!((lab.head(ADA), lab.head(GRACE), lab.position()), (Version(3), Version(2), Position(5)));
        let positions: Vec<_> = lab.with_events(GRACE, |events| events.iter().map(|event| event.position.0).collect());
        assert_eq!(positions, [3, 4]);
        assert_eq!(GRACE.stream().as_str(), "ACCOUNT-1002");
    }

    #[test]
    fn keep_their_own_currency() {
        let mut lab = Lab::new(1, at(0));
        let opening_deposit = Some(Amount::new(100, Currency::Eur).unwrap());
        let owner = Owner::parse("Ada").unwrap();
        lab.send(at(0), ADA, Command::CreateAccount { owner, email: None, opening_deposit });
        lab.send(at(0), ADA, create("Grace", None));
        assert_eq!((lab.currency(ADA), lab.currency(GRACE)), (Currency::Eur, Currency::Usd));
        assert_eq!(lab.currency(AccountId(7)), Currency::Usd);
    }

    #[test]
    fn that_do_not_exist_refuse_everything_and_record_nothing() {
        let mut lab = Lab::new(1, at(0));
        for account in [ADA, AccountId(7), AccountId(u32::MAX)] {
            for command in [
                deposit(1),
                withdraw(1),
                Command::Freeze { reason: None },
                Command::Unfreeze { reason: None },
                Command::CloseAccount { reason: None },
            ] {
                let attempt = lab.send(at(0), account, command);
                assert_eq!(attempt.account, account);
                let Outcome::Rejected { refusal, recorded: None } = &attempt.outcome else { panic!("{attempt:?}") };
                assert_eq!(refusal.reason_code, ReasonCode::AccountNotFound);
            }
            assert_eq!((lab.head(account), lab.now(account)), (Version(0), AccountView::default()));
            assert_eq!(lab.at(account, Version(9)), AccountView::default());
            assert_eq!(lab.event(account, Version(1)), None);
            assert_eq!(Trace::of(&lab, account, Version(1)), None);
            assert_eq!(lab.plan(account, &deposit(1)), None);
        }
        assert_eq!((lab.accounts().len(), lab.position()), (0, Position(0)));
    }

    #[test]
    fn that_a_scenario_numbers_with_a_gap_are_numbered_as_they_are_opened() {
        let act = |number, owner| Act::Send { account: AccountId(number), command: create(owner, None) };
        let mut lab = Lab::new(1, at(0));
        lab.act(at(0), act(7, "Ada"));
        lab.act(at(0), act(1, "Grace"));
        assert_eq!(lab.now(ADA).account.owner.unwrap().as_str(), "Ada");
        assert_eq!(lab.now(GRACE).account.owner.unwrap().as_str(), "Grace");
        lab.act(at(0), act(0, "Eve"));
        assert_eq!(types(&lab, ADA), ["AccountCreated", "AccountCreationRejected"]);
    }
}

mod time_travel {
    use super::*;

    #[test]
    fn gives_at_every_version_what_a_replay_from_scratch_gives() {
        for (lab, account) in [(main_job(), ADA), (long(700), ADA), (Lab::play(six_events(1, at(0))), GRACE)] {
            let rules = processor();
            lab.with_events(account, |events| {
                let mut view = AccountView::default();
                assert_eq!(lab.at(account, Version(0)), view);
                for event in events {
                    view.apply(event);
                    let then = lab.at(account, event.version);
                    assert_eq!(then, view);
                    let past = &events[..event.version.0 as usize];
                    let state = rules.process(None, past, &[]).unwrap().state;
                    assert_eq!(
                        (then.account.status, then.account.balance, then.account.owner),
                        (state.status, state.balance, state.owner)
                    );
                }
                assert_eq!(lab.now(account), view);
                assert_eq!(lab.at(account, Version(u64::MAX)), view);
            });
        }
    }

    #[test]
    fn changes_nothing() {
        let lab = main_job();
        let before = log(&lab);
        for version in (0..=7).rev() {
            let _ = lab.at(ADA, Version(version));
        }
        assert_eq!(log(&lab), before);
    }

    #[test]
    fn shows_what_changed_between_two_moments() {
        let lab = main_job();
        let changed = changes(&lab.at(ADA, Version(2)), &lab.at(ADA, Version(3)));
        let fields: Vec<_> =
            changed.iter().map(|change| (change.field, change.before.as_str(), change.after.as_str())).collect();
        assert_eq!(fields, [("balance", "100.00", "70.00"), ("paid out", "0", "1"), ("version", "2", "3")]);
    }
}

mod a_scenario {
    use super::*;

    #[test]
    fn played_twice_gives_the_same_log_byte_for_byte() {
        for scenario in [main_job().scenario().clone(), six_events(9, at(0)), filled(9, at(0), 300)] {
            let (one, two) = (Lab::play(scenario.clone()), Lab::play(scenario));
            assert_eq!(log(&one), log(&two));
        }
    }

    #[test]
    fn can_be_sent_as_json() {
        for scenario in [main_job().scenario().clone(), six_events(9, at(0)), filled(9, at(0), 300)] {
            let json = serde_json::to_string(&scenario).unwrap();
            let read: Scenario = serde_json::from_str(&json).unwrap();
            assert_eq!(read, scenario);
            assert_eq!(log(&Lab::play(read)), log(&Lab::play(scenario)));
        }
    }

    /// Links hold a scenario and not its log, so to change this is to change what every link shows.
    #[test]
    fn gives_these_very_bytes() {
        let first = main_job().with_events(ADA, |events| serde_json::to_value(&events[1]).unwrap());
        let expected = serde_json::json!({
            "stream": "ACCOUNT-1001",
            "version": 2,
            "position": 2,
            "data": { "type": "MoneyDeposited", "payload": { "amount": "100.00 USD" } },
            "metadata": {
                "eventId": "019cadd3-8b00-714f-9601-77dc7567fe8b",
                "command": "Deposit",
                "causationId": "019cadd3-8b00-753c-b6d7-6cec99e07585",
                "correlationId": "019cadd3-8b00-783d-be35-de1817499667",
                "recordedAt": "2026-03-02T09:14:08Z",
            },
        });
        assert_eq!(first, expected);
    }

    #[test]
    fn with_another_seed_gives_other_ids_and_the_same_facts() {
        let (one, two) = (main_job_of(1), main_job_of(2));
        assert_ne!(log(&one), log(&two));
        let facts =
            |lab: &Lab| lab.with_events(ADA, |events| events.iter().map(|e| e.data.clone()).collect::<Vec<_>>());
        assert_eq!(facts(&one), facts(&two));
    }

    #[test]
    fn keeps_time_in_order_when_the_clock_runs_backwards() {
        let mut lab = Lab::new(1, at(100));
        lab.send(at(90), ADA, create("Ada", None));
        lab.send(at(120), ADA, deposit(1));
        lab.send(at(110), ADA, deposit(1));
        lab.send(at(121), ADA, deposit(1));
        assert_eq!(times(&lab), [at(100), at(120), at(120), at(121)]);
        assert_eq!(times(&Lab::play(lab.scenario().clone())), times(&lab));
    }

    #[test]
    fn keeps_time_in_order_when_a_fill_runs_ahead_of_the_clock() {
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, create("Ada", None));
        lab.act(at(0), Act::Fill { account: ADA, events: 5_000 });
        lab.send(at(1), ADA, deposit(1));
        assert!(times(&lab).is_sorted());
    }

    #[test]
    fn records_to_the_millisecond() {
        let mut lab = Lab::new(1, at(0) + TimeDelta::nanoseconds(123_456_789));
        lab.send(at(1) + TimeDelta::nanoseconds(987_654_321), ADA, create("Ada", None));
        assert!(times(&lab).iter().all(|time| time.timestamp_subsec_nanos() % 1_000_000 == 0));
    }

    #[test]
    fn from_a_stranger_cannot_break_the_lab() {
        let send = |after_ms, command| Action { after_ms, act: Act::Send { account: ADA, command } };
        let fill = |account, events| Action { after_ms: 0, act: Act::Fill { account: AccountId(account), events } };
        for started_at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at(0)] {
            let actions = vec![
                fill(0, 10),
                fill(u32::MAX, 10),
                send(u64::MAX, create("Ada", None)),
                send(0, deposit(1)),
                fill(0, 10),
                send(u64::MAX / 2, Command::Freeze { reason: None }),
                fill(0, 10),
                send(7, deposit(1)),
            ];
            let lab = Lab::play(Scenario { seed: u64::MAX, started_at, actions });
            assert_eq!((lab.head(ADA), lab.position()), (Version(14), Position(14)));
            assert!(times(&lab).is_sorted());
            for version in 1..=14 {
                assert!(Trace::of(&lab, ADA, Version(version)).is_some());
            }
        }
    }
}

mod undoing {
    use super::*;

    #[test]
    fn and_redoing_gives_the_same_log_byte_for_byte() {
        let mut lab = main_job();
        let (whole, attempt) = (log(&lab), lab.last_attempt().cloned());
        for _ in 0..3 {
            assert!(lab.undo());
        }
        assert_eq!(lab.head(ADA), Version(3));
        for _ in 0..3 {
            assert!(lab.redo());
        }
        assert!(!lab.can_redo() && !lab.redo());
        assert_eq!((log(&lab), lab.last_attempt().cloned()), (whole, attempt));
    }

    #[test]
    fn rewinds_to_the_lab_as_it_was() {
        let mut lab = main_job();
        lab.undo();
        assert_eq!(lab.now(ADA).rejections, 1);
        let attempt = lab.last_attempt().unwrap();
        assert_eq!(attempt.command, Command::Freeze { reason: None });
        assert_eq!(log(&lab), log(&Lab::play(lab.scenario().clone())));
    }

    #[test]
    fn everything_leaves_an_empty_lab() {
        let mut lab = Lab::new(1, at(0));
        lab.send(at(1), ADA, create("Ada", None));
        assert!(lab.undo());
        assert_eq!((lab.accounts().len(), lab.position()), (0, Position(0)));
        assert_eq!((lab.last_attempt(), lab.can_undo(), lab.can_redo()), (None, false, true));
        assert!(!lab.undo());
        assert!(lab.can_redo(), "to undo nothing forgets nothing");
    }

    #[test]
    fn and_then_doing_something_else_forgets_what_was_undone() {
        let mut lab = main_job();
        lab.undo();
        lab.send(at(9), ADA, Command::Unfreeze { reason: None });
        assert!(!lab.can_redo());
        assert_eq!(types(&lab, ADA)[5], "AccountUnfrozen");
    }

    #[test]
    fn takes_back_an_account_and_a_fill() {
        let mut lab = main_job();
        lab.send(at(9), ADA, create("Grace", None));
        lab.act(at(10), Act::Fill { account: GRACE, events: 500 });
        assert_eq!(lab.head(GRACE), Version(501));
        lab.undo();
        assert_eq!(lab.head(GRACE), Version(1));
        lab.undo();
        assert_eq!(lab.accounts().len(), 1);
        lab.redo();
        lab.redo();
        assert_eq!(lab.head(GRACE), Version(501));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_done_the_lab_is_its_scenario(steps in prop::collection::vec(step(), 0..40)) {
            let mut lab = Lab::new(3, at(0));
            for (number, step) in steps.into_iter().enumerate() {
                let now = at(number as i64);
                match step {
                    Step::Send(account, command) => { lab.send(now, account, command); }
                    Step::Fill(account, events) => lab.act(now, Act::Fill { account, events }),
                    Step::Undo => { lab.undo(); }
                    Step::Redo => { lab.redo(); }
                }
            }
            let replayed = Lab::play(lab.scenario().clone());
            prop_assert_eq!(log(&lab), log(&replayed));
            prop_assert_eq!(lab.last_attempt(), replayed.last_attempt());
            for account in lab.accounts() {
                prop_assert_eq!(lab.now(account), replayed.now(account));
                let contiguous = lab.with_events(account, |events| {
                    events.iter().zip(1..).all(|(event, version)| event.version == Version(version))
                });
                prop_assert!(contiguous);
            }
        }
    }

    #[derive(Clone, Debug)]
    enum Step {
        Send(AccountId, Command),
        Fill(AccountId, u32),
        Undo,
        Redo,
    }

    fn step() -> impl Strategy<Value = Step> {
        let account = || (0..3_u32).prop_map(AccountId);
        let command = prop_oneof![
            Just(create("Ada", None)),
            Just(create("Grace", Some(20))),
            Just(deposit(30)),
            Just(withdraw(30)),
            Just(Command::Freeze { reason: None }),
            Just(Command::Unfreeze { reason: None }),
            Just(Command::CloseAccount { reason: None }),
        ];
        prop_oneof![
            6 => (account(), command).prop_map(|(account, command)| Step::Send(account, command)),
            1 => (account(), 0..150_u32).prop_map(|(account, events)| Step::Fill(account, events)),
            2 => Just(Step::Undo),
            1 => Just(Step::Redo),
        ]
    }
}

mod a_trace {
    use super::*;

    #[test]
    fn of_an_account_with_an_opening_deposit_has_two_events() {
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, create("Ada", Some(100)));
        for version in [1, 2] {
            let trace = Trace::of(&lab, ADA, Version(version)).unwrap();
            assert_eq!(trace.cause, Cause::Command(CommandKind::CreateAccount));
            assert_eq!((trace.expected, trace.first, trace.last), (Version(0), Version(1), Version(2)));
            assert_eq!((trace.snapshot, trace.replayed, trace.messages), (None, 0, 1));
            assert_eq!(trace.ruling, Ruling { allowed: true, about: "account is", figures: "new".into() });
            assert_eq!(trace.balance.figure(), "100.00");
            assert_eq!(trace.amount.unwrap().figure(), "100.00");
        }
    }

    #[test]
    fn of_every_refusal_says_what_decided_it() {
        let freeze = || Command::Freeze { reason: None };
        let unfreeze = || Command::Unfreeze { reason: None };
        let close = || Command::CloseAccount { reason: None };
        let euro = Command::Deposit { amount: Amount::new(1, Currency::Eur).unwrap(), reason: None };
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, create("Ada", Some(70)));
        let mut ruling = |command| {
            let version = lab.send(at(0), ADA, command).outcome.written().unwrap();
            let Ruling { allowed, about, figures } = Trace::of(&lab, ADA, version).unwrap().ruling;
            (allowed, format!("{about} {figures}").trim().to_owned())
        };
        assert_eq!(ruling(withdraw(500)), (false, "balance 70 < 500".into()));
        assert_eq!(ruling(close()), (false, "balance 70 ≠ 0".into()));
        assert_eq!(ruling(unfreeze()), (false, "account is not frozen".into()));
        assert_eq!(ruling(euro), (false, "other currency".into()));
        assert_eq!(ruling(freeze()), (true, "account is active".into()));
        assert_eq!(ruling(freeze()), (false, "account is frozen".into()));
        assert_eq!(ruling(deposit(1)), (false, "account is frozen".into()));
        assert_eq!(ruling(unfreeze()), (true, "account is frozen".into()));
        assert_eq!(ruling(withdraw(70)), (true, "balance 70 ≥ 70".into()));
        assert_eq!(ruling(close()), (true, "balance 0".into()));
        assert_eq!(ruling(close()), (false, "account is closed".into()));
    }

    /// The plan reads the store; the trace works it out from the log. They must agree wherever a snapshot was taken.
    #[test]
    fn says_what_the_plan_said() {
        let mut lab = long(97);
        for _ in 0..110 {
            for command in [deposit(1), withdraw(900_000_000)] {
                let (account, planned) = lab.plan(ADA, &command).unwrap();
                assert_eq!(account, ADA);
                let version = lab.send(at(0), ADA, command).outcome.written().unwrap();
                assert_eq!(Trace::of(&lab, ADA, version), Some(planned));
            }
        }
        let command = create("Grace", Some(5));
        let (account, planned) = lab.plan(ADA, &command).unwrap();
        lab.send(at(0), ADA, command);
        assert_eq!((account, Trace::of(&lab, GRACE, Version(2))), (GRACE, Some(planned)));
    }

    #[test]
    fn of_a_long_stream_starts_from_its_newest_snapshot() {
        let lab = long(450);
        for (version, snapshot) in
            [(1, None), (100, None), (101, Some(100)), (200, Some(100)), (201, Some(200)), (450, Some(400))]
        {
            let trace = Trace::of(&lab, ADA, Version(version)).unwrap();
            assert_eq!(trace.snapshot, snapshot.map(Version), "v{version}");
            assert_eq!(trace.replayed, version - 1 - snapshot.unwrap_or(0), "v{version}");
        }
    }

    #[test]
    fn is_there_for_every_event_and_for_no_other_version() {
        let lab = main_job();
        assert_eq!(Trace::of(&lab, ADA, Version(0)), None);
        assert_eq!(Trace::of(&lab, ADA, Version(7)), None);
        assert_eq!(Trace::of(&lab, ADA, Version(u64::MAX)), None);
    }

    #[test]
    fn a_plan_writes_nothing() {
        let lab = main_job();
        let before = log(&lab);
        let _ = lab.plan(ADA, &deposit(1));
        assert_eq!(log(&lab), before);
    }
}

mod looking {
    use super::*;

    #[test]
    fn a_search_finds_events_that_have_all_its_words() {
        let lab = main_job();
        let found = |text: &str| {
            let owner = lab.now(ADA).account.owner;
            lab.with_events(ADA, |events| search(events, owner.as_ref(), text, Families::default()))
                .map(|versions| versions.into_iter().map(|version| version.0).collect::<Vec<_>>())
        };
        assert_eq!(found(""), None);
        assert_eq!(found(" \t "), None);
        assert_eq!(found("withdraw"), Some(vec![3, 4]));
        assert_eq!(found("WITHDRAW reject"), Some(vec![4]));
        assert_eq!(found("ada"), Some(vec![1, 2, 3, 4, 6]));
        assert_eq!(found("bank froze"), Some(vec![5]));
        assert_eq!(found("\u{2212}30"), Some(vec![3]));
        assert_eq!(found("+100.00"), Some(vec![2]));
        assert_eq!(found("rent"), Some(vec![3]));
        assert_eq!(found("nothing like it"), Some(vec![]));
        assert_eq!(found("[a-z]+"), Some(vec![]));
    }

    #[test]
    fn a_search_reads_payload_outcome_and_ids() {
        let mut lab = main_job();
        let freeze = Command::Freeze { reason: Reason::parse("Looks Suspicious").unwrap() };
        lab.send(at(9), ADA, Command::Unfreeze { reason: None });
        lab.send(at(9), ADA, freeze);
        let found = |text: &str| -> Vec<u64> {
            let owner = lab.now(ADA).account.owner;
            let found =
                lab.with_events(ADA, |events| search(events, owner.as_ref(), text, Families::default())).unwrap();
            found.into_iter().map(|version| version.0).collect()
        };
        assert_eq!(found("SOMEONE@example"), [1], "an address");
        assert_eq!(found("suspicious looks"), [8], "a reason");
        assert_eq!(found("insufficientfunds"), [4], "a code");
        assert_eq!(found("but had 70.00."), [4], "a message");
        assert_eq!(found("30.00 USD"), [3], "an amount as it is stored");
        assert_eq!(found("-30.00"), [3], "a minus sign from the keyboard");
        assert_eq!(found("accepted"), [1, 2, 3, 5, 7, 8]);
        assert_eq!(found("Rejected"), [4, 6]);
        assert_eq!(found("createaccount"), [1], "a command");
        let id = lab.event(ADA, Version(3)).unwrap().metadata.correlation_id.to_string();
        assert_eq!(found(&id), [3]);
        assert_eq!(found(&id[24..].to_ascii_uppercase()), [3], "a part of an id");
        assert_eq!(found(&format!("{} withdraw", &id[19..])), [3]);
        assert_eq!(found(&id[29..]), [0; 0], "seven digits are no part of an id");
    }

    #[test]
    fn a_search_can_look_at_some_families_only() {
        let lab = main_job();
        let of = |families: &[Family]| families.iter().fold(Families::default(), |all, family| all.toggled(*family));
        let found = |text: &str, families: &[Family]| {
            lab.with_events(ADA, |events| search(events, None, text, of(families)))
                .map(|versions| versions.into_iter().map(|version| version.0).collect::<Vec<_>>())
        };
        assert_eq!(found("", &[Family::Rejected]), Some(vec![4, 6]));
        assert_eq!(found("", &[Family::MoneyIn, Family::MoneyOut]), Some(vec![2, 3]));
        assert_eq!(found("withdraw", &[Family::MoneyOut]), Some(vec![3]));
        assert_eq!(found("", &[Family::State, Family::State]), None, "chosen and taken back");
        assert_eq!(found("", &Families::EACH), None, "all of them");
        assert!(of(&Families::EACH[..4]).has(Family::State) && !of(&[]).has(Family::State));
    }

    #[test]
    fn a_search_reads_every_script() {
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, create("ÉMILE עדה", None));
        lab.send(at(0), ADA, deposit(7));
        let found = |text: &str| {
            let owner = lab.now(ADA).account.owner;
            lab.with_events(ADA, |events| search(events, owner.as_ref(), text, Families::default())).unwrap().len()
        };
        assert_eq!((found("émile"), found("Émile"), found("עדה"), found("+7.00 עדה")), (2, 2, 2, 1));
    }

    /// The versions of Ada's events that a search finds. `owner` is what the sentences call her.
    fn found(lab: &Lab, text: &str) -> Vec<u64> {
        let owner = lab.now(ADA).account.owner;
        let found = lab.with_events(ADA, |events| search(events, owner.as_ref(), text, Families::default()));
        found.unwrap().into_iter().map(|version| version.0).collect()
    }

    #[test]
    fn sentence_of_a_row_finds_its_row() {
        for owner in ["Ada", "Zoe\u{308} Müller", "עדה לאבלייס", "Ὀδυσσεύς"] {
            let reason = |text: &str| Reason::parse(text).unwrap();
            let mut lab = Lab::new(1, at(0));
            lab.send(at(0), ADA, create(owner, None));
            lab.send(at(1), ADA, deposit(100));
            lab.send(at(2), ADA, Command::Withdraw { amount: units(30), reason: reason("Café rent") });
            lab.send(at(3), ADA, Command::Withdraw { amount: units(5), reason: None });
            lab.send(at(4), ADA, Command::Withdraw { amount: units(500), reason: None });
            lab.send(at(5), ADA, Command::Deposit { amount: units(1), reason: reason("שכר דירה...") });
            lab.send(at(6), ADA, Command::Freeze { reason: reason("a lost card.") });
            lab.send(at(7), ADA, Command::Unfreeze { reason: None });
            lab.send(at(8), ADA, Command::CloseAccount { reason: None });
            let owner = lab.now(ADA).account.owner;
            let sentences = lab.with_events(ADA, |events| {
                events.iter().map(|event| (event.version.0, sentence(&event.data, owner.as_ref()))).collect::<Vec<_>>()
            });
            assert_eq!(sentences.len(), 9);
            for (version, sentence) in sentences {
                assert_eq!(found(&lab, &sentence), [version], "{sentence}");
                assert_eq!(found(&lab, &sentence.to_ascii_uppercase()), [version], "{sentence}");
            }
        }
    }

    #[test]
    fn search_finds_every_spelling_of_a_text() {
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, create("Ada", None));
        for (version, stored) in
            [(2, "Caf\u{e9}"), (3, "ＦＵＬＬ"), (4, "Straße"), (5, "Օրինակ"), (6, "நி"), (7, "ΟΔΌΣ")]
        {
            lab.send(at(version), ADA, Command::Freeze { reason: Reason::parse(stored).unwrap() });
            lab.send(at(version), ADA, Command::Unfreeze { reason: None });
        }
        for (version, spellings) in [
            (2, ["Café", "cafe\u{301}", "CAFÉ", "cafE\u{301}", "ca\u{200b}fé"]),
            (4, ["full", "Full", "ｆｕｌｌ", "FULL", "ful\u{ad}l"]),
            (6, ["straße", "STRAẞE", "Straße", "traß", "straß"]),
            (8, ["օրինակ", "ՕՐԻՆԱԿ", "Օրինակ", "օրին", "ինակ"]),
            (12, ["οδός", "ΟΔΌΣ", "οδόσ", "ΟΔΟ\u{301}Σ", "ο\u{3b4}ό"]),
        ] {
            for text in spellings {
                assert_eq!(found(&lab, text), [version], "{text}");
            }
        }
    }

    #[test]
    fn search_reads_a_stored_text_in_any_spelling() {
        let mut lab = Lab::new(1, at(0));
        let owner = Owner::try_from("Zoe\u{308}\u{200b}".to_owned()).unwrap();
        lab.send(at(0), ADA, Command::CreateAccount { owner, email: None, opening_deposit: None });
        let reason = Reason::try_from("Cafe\u{301}\u{fe0f}".to_owned()).unwrap();
        lab.send(at(1), ADA, Command::Freeze { reason: Some(reason) });
        assert_eq!(found(&lab, "zo\u{eb}"), [1]);
        assert_eq!(found(&lab, "caf\u{e9}"), [2]);
    }

    #[test]
    fn a_search_of_nothing_finds_nothing() {
        assert_eq!(search(&[], None, "ada", Families::default()), Some(vec![]));
    }

    #[test]
    fn a_mark_stands_for_each_event_or_for_its_share() {
        let lab = main_job();
        lab.with_events(ADA, |events| {
            assert!(ticks(&events[..0], 10).is_empty());
            let one = ticks(&events[..1], 10);
            assert_eq!(
                (one.len(), one[0].version, one[0].at, one[0].family),
                (1, Version(1), 1.0, Some(Family::Opened))
            );
            assert_eq!(ticks(events, 0).len(), 1);
            assert_eq!(ticks(events, 0)[0].version, Version(6));
            let four: Vec<_> = ticks(events, 4).iter().map(|tick| tick.version.0).collect();
            assert_eq!(four, [1, 3, 4, 6]);
        });
    }

    #[test]
    fn a_sparkline_of_little_is_short() {
        let point = |version, balance| Point { version: Version(version), balance };
        let mut lab = Lab::new(1, at(0));
        assert_eq!(Sparkline::of(&lab, ADA), Sparkline::default());
        lab.send(at(0), ADA, create("Ada", None));
        assert_eq!(Sparkline::of(&lab, ADA).points, [point(0, 0), point(1, 0)]);
        lab.send(at(0), ADA, deposit(100));
        assert_eq!(Sparkline::of(&lab, ADA).points, [point(0, 0), point(1, 0), point(2, 10_000)]);
        lab.undo();
        assert_eq!(Sparkline::of(&lab, ADA).points, [point(0, 0), point(1, 0)]);
    }
}

mod filling {
    use super::*;

    #[test]
    fn makes_exactly_this_many_events() {
        for events in [0, 1, 2, 101, 100_000] {
            let lab = Lab::play(filled(5, at(0), events));
            let head = u64::from(events.max(1));
            assert_eq!((lab.head(ADA), lab.position()), (Version(head), Position(head)), "{events}");
            lab.with_events(ADA, |events| {
                assert!(events.iter().zip(1..).all(|(event, number)| event.version == Version(number)));
                assert!(events.is_sorted_by_key(|event| event.metadata.recorded_at));
            });
            assert!(lab.now(ADA).account.balance.minor >= 0);
            assert_eq!(lab.now(ADA).rejections, 0);
        }
    }

    #[test]
    fn ends_at_the_moment_that_it_was_asked_for() {
        for events in [1, 2, 1_000] {
            assert_eq!(times(&Lab::play(filled(5, at(0), events))).last(), Some(&at(0)));
        }
    }

    #[test]
    fn is_bounded() {
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, create("Ada", None));
        lab.act(at(0), Act::Fill { account: ADA, events: u32::MAX });
        assert_eq!(lab.head(ADA), Version(1 + u64::from(Act::MAX_FILL)));
    }

    #[test]
    fn of_too_many_events_still_ends_at_the_moment_that_it_was_asked_for() {
        let lab = Lab::play(filled(5, at(0), u32::MAX));
        assert_eq!(lab.head(ADA), Version(u64::from(Act::MAX_FILL)));
        assert_eq!(times(&lab).last(), Some(&at(0)));
    }

    #[test]
    fn leaves_an_account_alone_that_cannot_be_paid_into() {
        for command in [Command::Freeze { reason: None }, Command::CloseAccount { reason: None }] {
            let mut lab = Lab::new(1, at(0));
            lab.send(at(0), ADA, create("Ada", None));
            lab.send(at(0), ADA, command);
            lab.act(at(0), Act::Fill { account: ADA, events: 10 });
            assert_eq!(lab.head(ADA), Version(2));
        }
    }
}

mod typing {
    use super::*;

    #[test]
    fn an_amount_that_is_none_gets_a_clear_answer() {
        let forty_digits = "1234567890".repeat(4);
        let a_million_digits = "9".repeat(1_000_000);
        for (text, message) in [
            ("", "Enter an amount, such as 30 or 30.00."),
            ("   ", "Enter an amount, such as 30 or 30.00."),
            ("abc", "Use digits and one point, such as 30.00."),
            ("1e3", "Use digits and one point, such as 30.00."),
            (".", "Use digits and one point, such as 30.00."),
            ("0.0.0", "Use digits and one point, such as 30.00."),
            ("-5", "Enter an amount above zero."),
            ("0", "Enter an amount above zero."),
            ("0.001", "Use at most two decimals, such as 30.25."),
            (
                "1.000,00",
                "Use a point before the cents, and commas only between groups of three digits, such as 1,000.50.",
            ),
            ("3\u{fff9}0", "Delete the invisible character U+FFF9, or type this again."),
            (forty_digits.as_str(), "Enter at most 999,999,999.99."),
            (a_million_digits.as_str(), "Enter at most 999,999,999.99."),
        ] {
            for kind in [CommandKind::Deposit, CommandKind::Withdraw] {
                let form = Form { amount: text.into(), ..Form::default() };
                let errors = form.command(kind, Currency::Usd).unwrap_err();
                assert_eq!(errors.len(), 1);
                assert_eq!((errors[0].field, errors[0].message.as_str()), (Field::Amount, message));
            }
        }
    }

    #[test]
    fn an_opening_deposit_is_an_amount_or_nothing() {
        let command = |text: &str| {
            let form = Form { owner: "Ada".into(), opening_deposit: text.into(), ..Form::default() };
            form.command(CommandKind::CreateAccount, Currency::Usd).map(|command| command.amount())
        };
        for text in ["", " ", "0", "00", "0.", ".0", "0.00", "\u{200b}", "\u{200b}0", "０"] {
            assert_eq!(command(text), Ok(None), "{text:?}");
        }
        for text in [".", "0.0.0", "0.000", "-0", "-5", "abc", "0x1"] {
            let errors = command(text).unwrap_err();
            assert_eq!((errors.len(), errors[0].field), (1, Field::OpeningDeposit), "{text:?}");
        }
        assert_eq!(command(" 25.5 ").unwrap().unwrap().money().figure(), "25.50");
    }

    #[test]
    fn a_name_that_is_none_gets_a_clear_answer() {
        for (owner, message) in [
            (String::new(), "Enter the owner’s name."),
            ("\u{200b}".to_owned(), "Enter the owner’s name."),
            ("x".repeat(10_000), "Use at most 100 characters. This has 10000."),
            ("Ada\u{202e}".to_owned(), "Delete the invisible character U+202E, or type this again."),
            ("\u{301}".to_owned(), "Enter a letter before the accent U+0301."),
        ] {
            let form = Form { owner, ..Form::default() };
            let errors = form.command(CommandKind::CreateAccount, Currency::Usd).unwrap_err();
            assert_eq!((errors[0].field, errors[0].message.as_str()), (Field::Owner, message));
        }
    }

    #[test]
    fn any_visible_name_is_kept_and_shown_as_it_is() {
        for owner in ["<img src=x onerror=alert(1)>", "עדה", "Ad\u{1eab}", "${1}", "\\u0041", "{{owner}}"] {
            let form = Form { owner: owner.into(), ..Form::default() };
            let mut lab = Lab::new(1, at(0));
            lab.send(at(0), ADA, form.command(CommandKind::CreateAccount, Currency::Usd).unwrap());
            assert_eq!(lab.now(ADA).account.owner.unwrap().as_str(), owner);
            let stored = StoredItem::of(&lab.event(ADA, Version(1)).unwrap()).unwrap();
            let json: serde_json::Value = serde_json::from_str(&stored.json()).unwrap();
            assert_eq!(json["Payload"]["M"]["owner"]["S"], owner);
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_the_lab(owner in any::<String>(), email in any::<String>(),
                opening_deposit in any::<String>(), amount in any::<String>(), reason in any::<String>()) {
            let form = Form { owner, email, opening_deposit, amount, reason };
            let mut lab = Lab::new(1, at(0));
            lab.send(at(0), ADA, create("Ada", None));
            for kind in CommandKind::ALL {
                match form.command(kind, Currency::Usd) {
                    Ok(command) => { lab.send(at(0), ADA, command); }
                    Err(errors) => prop_assert!(!errors.is_empty()),
                }
            }
            for account in lab.accounts() {
                lab.with_events(account, |events| for event in events {
                    assert!(StoredItem::of(event).is_ok());
                    assert!(!sentence(&event.data, None).is_empty());
                });
            }
        }
    }
}

mod words {
    use super::*;

    #[test]
    fn every_event_is_a_sentence() {
        let lab = Lab::play(six_events(1, at(0)));
        let owner = lab.now(ADA).account.owner;
        let lines: Vec<_> = lab.with_events(ADA, |events| {
            let words =
                |data| format!("{} {}", sentence(data, owner.as_ref()), signed_amount(data).unwrap_or_default());
            events.iter().map(|event| words(&event.data)).collect()
        });
        assert_eq!(
            lines,
            [
                "Ada opened the account. ",
                "Ada paid in 100.00. +100.00",
                "Ada took out 30.00 for rent. −30.00",
                "Ada asked for 500.00 but had 70.00. 500.00",
                "Ada paid in 45.00. +45.00",
                "Ada took out 15.00 for lunch with Grace. −15.00",
            ]
        );
    }

    #[test]
    fn a_reason_ends_the_sentence_once() {
        let reason = || Reason::parse("a lost card...").unwrap();
        let words = |event: BankEvent| sentence(&event, None);
        assert_eq!(words(BankEvent::AccountFrozen { reason: reason() }), "The bank froze the account: a lost card.");
        assert_eq!(words(BankEvent::AccountUnfrozen { reason: None }), "The bank unfroze the account.");
        assert_eq!(words(BankEvent::AccountClosed { reason: reason() }), "Somebody closed the account: a lost card.");
    }

    #[test]
    fn every_outcome_is_a_word_and_a_sentence() {
        let attempt = |command, outcome| Attempt { account: ADA, command, outcome };
        let accepted = || Outcome::Accepted { first: Version(1), last: Version(1) };
        let conflict = Conflict { expected: Version(3), actual: Version(4) };
        let words = |attempt: &Attempt| {
            let (word, text) = outcome_words(attempt, Some(&Owner::parse("Ada").unwrap()));
            format!("{word}. {text}")
        };
        let mut lab = main_job();
        assert_eq!(
            words(lab.last_attempt().unwrap()),
            "Rejected. Ada asked to pay in 45.00, but the account is frozen. The rejection was recorded."
        );
        assert_eq!(
            words(lab.send(at(9), AccountId(5), deposit(1))),
            "Rejected. There is no such account. Nothing was recorded."
        );
        for (command, outcome, expected) in [
            (create("Ada", None), accepted(), "Accepted. Opened the account and wrote AccountCreated."),
            (
                create("Ada", Some(5)),
                accepted(),
                "Accepted. Opened the account with 5.00 and wrote AccountCreated and MoneyDeposited.",
            ),
            (withdraw(30), accepted(), "Accepted. Took out 30.00 and wrote MoneyWithdrawn."),
            (
                withdraw(30),
                Outcome::Duplicate { version: Version(3) },
                "Already done. This key was used before, so nothing new was written. The first answer was v3.",
            ),
        ] {
            assert_eq!(words(&attempt(command, outcome)), expected);
        }
        let conflict = words(&attempt(deposit(1), Outcome::Conflict(conflict)));
        assert!(conflict.starts_with("Conflict. You expected v3, but v4 is already written"), "{conflict}");
    }
}

/// Create, deposit 100, withdraw 30, withdraw 500, freeze, deposit: one a second.
fn main_job() -> Lab {
    main_job_of(1)
}

fn main_job_of(seed: u64) -> Lab {
    let mut lab = Lab::new(seed, at(0));
    let rent = Reason::parse("rent").unwrap();
    for (second, command) in [
        create("Ada", None),
        deposit(100),
        Command::Withdraw { amount: units(30), reason: rent },
        withdraw(500),
        Command::Freeze { reason: None },
        deposit(45),
    ]
    .into_iter()
    .enumerate()
    {
        lab.send(at(second as i64), ADA, command);
    }
    lab
}

/// An account with this many events.
fn long(events: u32) -> Lab {
    Lab::play(filled(1, at(0), events))
}

/// The whole log and all messages, as text.
fn log(lab: &Lab) -> String {
    let events = lab.with_log(|log| serde_json::to_string(&log.all(Position(0)).collect::<Vec<_>>()).unwrap());
    let messages =
        lab.accounts().map(|account| lab.with_log(|log| serde_json::to_string(log.outbox(&account.stream())).unwrap()));
    std::iter::once(events).chain(messages).collect::<Vec<_>>().join("\n")
}

fn types(lab: &Lab, account: AccountId) -> Vec<String> {
    lab.with_events(account, |events| events.iter().map(|event| event.data.event_type().to_owned()).collect())
}

fn times(lab: &Lab) -> Vec<DateTime<Utc>> {
    lab.with_log(|log| log.all(Position(0)).map(|event| event.metadata.recorded_at).collect())
}

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_442_847 + second, 0).unwrap()
}

fn create(owner: &str, opening_deposit: Option<i64>) -> Command {
    Command::CreateAccount {
        owner: Owner::parse(owner).unwrap(),
        email: Email::parse("someone@example.com").unwrap(),
        opening_deposit: opening_deposit.map(units),
    }
}

fn deposit(amount: i64) -> Command {
    Command::Deposit { amount: units(amount), reason: None }
}

fn withdraw(amount: i64) -> Command {
    Command::Withdraw { amount: units(amount), reason: None }
}

fn units(units: i64) -> Amount {
    Amount::new(units * 100, Currency::Usd).unwrap()
}
