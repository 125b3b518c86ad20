//! The read models of the page: each shows one fold of the log up to its checkpoint, whatever is done to it.

use std::collections::BTreeMap;
use std::time::Duration;

use bank::projections::{
    AccountView, AllAccounts, Audit, ByType, Entry, EntryKind, LargestPayments, Spending, Statements, Sums,
};
use bank::{
    Amount, BankEvent, Command, CommandKind, Currency, Family, Money, Owner, Reason, ReasonCode, Status, is_copy,
};
use chrono::DateTime;
use engine::{Event, EventStore, Position, Projection, Recorded, StreamId, Version, ready};
use lab::views::{Reader, Rebuilt, ViewKind, Views, statement_csv};
use lab::{AccountId, Journey, Lab, filled, six_events};
use proptest::collection::vec;
use proptest::prelude::*;

const ADA: AccountId = AccountId(0);
const EVERYTHING: Position = Position(u64::MAX);
/// All views.
const KINDS: [ViewKind; 6] = ViewKind::ALL;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn six() -> Lab {
    Lab::play(six_events(1, DateTime::UNIX_EPOCH))
}

fn deposit(cents: i64) -> Command {
    Command::Deposit { amount: Amount::new(cents, Currency::Usd).unwrap(), reason: None }
}

fn withdraw(cents: i64) -> Command {
    Command::Withdraw { amount: Amount::new(cents, Currency::Usd).unwrap(), reason: None }
}

/// Views of a lab that all have been asked for and have read everything.
fn read(lab: &Lab) -> Views {
    let mut views = Views::default();
    views.note(lab.position(), Duration::ZERO);
    KINDS.into_iter().for_each(|kind| views.ask_for(kind));
    read_on(&mut views, lab, Duration::ZERO);
    views
}

fn read_on(views: &mut Views, lab: &Lab, now: Duration) {
    views.note(lab.position(), now);
    while views.step(lab, EVERYTHING, now, 3) {}
}

/// The checkpoint, the head and the warning that the page shows.
fn shown(views: &Views, kind: ViewKind, lab: &Lab) -> (String, Option<String>) {
    let standing = views.standing(kind, lab.position());
    (standing.as_of(), standing.warning())
}

mod by_hand {
    use super::*;

    #[test]
    fn a_statement_has_what_moved_and_the_balance_after_it() {
        let views = read(&six());
        let statement = views.statement.value().of(&ADA.stream()).unwrap();
        let entries: Vec<_> =
            statement.up_to(Version(6)).iter().map(|e| (e.version.0, e.kind, e.amount, e.balance)).collect();
        assert_eq!(
            entries,
            [
                (1, EntryKind::Opened, 0, 0),
                (2, EntryKind::PaidIn, 10_000, 10_000),
                (3, EntryKind::PaidOut, -3_000, 7_000),
                (5, EntryKind::PaidIn, 4_500, 11_500),
                (6, EntryKind::PaidOut, -1_500, 10_000),
            ]
        );
        assert_eq!(statement.up_to(Version(4)).len(), 3, "at the cursor it ends with what was there");
        assert_eq!(statement.up_to(Version(0)), []);
        assert_eq!(statement.owner.as_ref().map(Owner::as_str), Some("Ada"));
        assert_eq!(views.statement.value().of(&AccountId(7).stream()), None);
    }

    #[test]
    fn a_closed_account_has_a_last_entry_and_a_frozen_one_has_none_for_it() {
        let mut lab = six();
        let now = DateTime::from_timestamp(1, 0).unwrap();
        for command in [
            Command::Freeze { reason: None },
            Command::Unfreeze { reason: None },
            withdraw(10_000),
            Command::CloseAccount { reason: Reason::parse("moved").unwrap() },
        ] {
            lab.send(now, ADA, command);
        }
        let views = read(&lab);
        let statement = views.statement.value().of(&ADA.stream()).unwrap();
        let last: Vec<_> = statement.up_to(Version(99)).iter().rev().take(2).map(|e| (e.kind, e.balance)).collect();
        assert_eq!(last, [(EntryKind::Closed, 0), (EntryKind::PaidOut, 0)]);
        assert_eq!(views.all_accounts.value().of(&ADA.stream()).unwrap().account.status, Status::Closed);
        assert_eq!(views.all_accounts.value().count(Status::Closed), 1);
        assert_eq!(views.all_accounts.value().count(Status::Active), 1);
    }

    #[test]
    fn all_accounts_are_listed_as_they_were_opened_and_added_up() {
        let views = read(&six());
        let all = views.all_accounts.value();
        let rows: Vec<_> = all
            .each()
            .iter()
            .map(|(stream, view)| (stream.as_str(), view.account.balance.minor, view.version.0))
            .collect();
        assert_eq!(rows, [("ACCOUNT-1001", 10_000, 6), ("ACCOUNT-1002", 0, 1)]);
        assert_eq!(all.total().figure(), "100.00");
    }

    #[test]
    fn version_1_counts_what_was_refused_as_spent_and_version_2_does_not() {
        let lab = six();
        let mut views = read(&lab);
        let types: Vec<_> =
            views.by_type().types().iter().map(|row| (row.event_type.clone(), row.count, row.sum.figure())).collect();
        let row = |name: &str, count, sum: &str| (name.to_owned(), count, sum.to_owned());
        assert_eq!(
            types,
            [
                row("AccountCreated", 2, "0.00"),
                row("MoneyDeposited", 2, "145.00"),
                row("MoneyWithdrawn", 2, "45.00"),
                row("WithdrawalRejected", 1, "500.00"),
            ]
        );
        assert_eq!(views.by_type().spent().figure(), "545.00");
        assert!(!views.switch(), "there is nothing to switch to");

        views.correct();
        assert!(!views.switch(), "version 2 has read nothing yet");
        read_on(&mut views, &lab, Duration::ZERO);
        assert_eq!(views.by_type().spent().figure(), "545.00", "version 1 is shown until somebody switches");
        assert_eq!(views.corrected.as_ref().unwrap().value().spent().figure(), "45.00");
        assert!(views.switch() && views.is_switched());
        assert_eq!(views.by_type().spent().figure(), "45.00");
        assert!(views.switch() && !views.is_switched(), "and back");
        assert_eq!(views.by_type().spent().figure(), "545.00");
    }

    #[test]
    fn both_versions_agree_while_nothing_was_refused() {
        let mut lab = Lab::play(filled(1, DateTime::UNIX_EPOCH, 50));
        let mut views = read(&lab);
        views.correct();
        lab.send(DateTime::UNIX_EPOCH, ADA, deposit(1));
        read_on(&mut views, &lab, Duration::ZERO);
        assert_eq!(views.by_type.value().spent(), views.corrected.as_ref().unwrap().value().spent());
    }

    #[test]
    fn the_audit_says_who_asked_for_what_and_which_rule_refused_it() {
        let views = read(&six());
        let [refused] = views.audit.value().refused() else { panic!("one request was refused") };
        assert_eq!(
            (refused.position, refused.version, refused.stream.as_str()),
            (Position(4), Version(4), "ACCOUNT-1001")
        );
        assert_eq!(
            (refused.owner.as_ref().map(Owner::as_str), refused.refusal.command),
            (Some("Ada"), CommandKind::Withdraw)
        );
        assert_eq!(
            (refused.refusal.amount.unwrap().money().figure(), refused.refusal.reason_code),
            ("500.00".to_owned(), ReasonCode::InsufficientFunds)
        );
        assert_eq!(refused.refusal.sentence(refused.owner.as_ref()), "Ada asked for 500.00 but had 70.00.");
    }

    #[test]
    fn the_largest_payments_come_first_and_of_equal_ones_the_earlier() {
        let mut lab = six();
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, deposit(4_500));
        let views = read(&lab);
        let payments = views.largest.value().payments();
        let seen: Vec<_> = payments.iter().map(|p| (p.position.0, p.amount.minor, p.is_in)).collect();
        assert_eq!(seen, [(2, 10_000, true), (6, 4_500, true), (8, 4_500, true), (3, 3_000, false), (7, 1_500, false)]);
    }

    /// What happened once is listed once; a fork is an account of its own all the same, with its whole past.
    #[test]
    fn what_a_fork_copies_was_neither_refused_nor_paid_again() {
        let mut lab = six();
        let fork = lab.fork(DateTime::from_timestamp(1, 0).unwrap(), ADA, Version(5)).unwrap();
        let views = read(&lab);
        let refused: Vec<_> = views.audit.value().refused().iter().map(|refused| refused.position.0).collect();
        assert_eq!(refused, [4]);
        let paid: Vec<_> = views.largest.value().payments().iter().map(|payment| payment.position.0).collect();
        assert_eq!(paid, [2, 6, 3, 7]);
        assert_eq!(views.statement.value().of(&fork.stream()).unwrap().up_to(Version(5)).len(), 4);
        assert_eq!(views.all_accounts.value().total().figure(), "215.00", "100.00 of Ada and 115.00 of the fork");
        let counted: u64 = views.by_type().types().iter().map(|row| row.count).sum();
        assert_eq!(counted, 12, "all events of the log");

        assert_eq!(
            views.about_copies(ViewKind::Audit).unwrap(),
            "1 copy that a fork began with is left out: what is refused once is listed once."
        );
        assert_eq!(
            views.about_copies(ViewKind::LargestPayments).unwrap(),
            "3 copies that forks began with are left out: what is paid once is listed once."
        );
        assert_eq!(
            views.about_copies(ViewKind::ByType).unwrap(),
            "5 copies that forks began with are counted, with their money: each is an event of the log."
        );
        assert_eq!(
            views.about_copies(ViewKind::AllAccounts).unwrap(),
            "1 account is a fork. It counts in full, with the past that it shares."
        );
        assert_eq!(views.about_copies(ViewKind::Statement), None);
        assert_eq!(read(&six()).about_copies(ViewKind::ByType), None);
    }

    /// What is refused in a fork after it was made is as new as in any account.
    #[test]
    fn what_is_refused_in_a_fork_is_told_with_what_was_asked() {
        let mut lab = six();
        let fork = lab.fork(DateTime::from_timestamp(1, 0).unwrap(), ADA, Version(6)).unwrap();
        lab.send(DateTime::from_timestamp(2, 0).unwrap(), fork, withdraw(70_000));
        let views = read(&lab);
        let [_, refused] = views.audit.value().refused() else { panic!("two requests were refused") };
        assert_eq!(
            (&refused.stream, refused.owner.as_ref().map(Owner::as_str), refused.refusal.command),
            (&fork.stream(), Some("Ada"), CommandKind::Withdraw)
        );
    }

    #[test]
    fn a_statement_is_a_table_for_a_spreadsheet() {
        let mut lab = six();
        let reason = Reason::parse("=2+3, \"rent\"").unwrap();
        let amount = Amount::new(2_050, Currency::Usd).unwrap();
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, Command::Withdraw { amount, reason });
        let views = read(&lab);
        let statement = views.statement.value().of(&ADA.stream()).unwrap();
        let csv = statement_csv(statement, statement.up_to(Version(7)));
        let lines: Vec<_> = csv.split("\r\n").collect();
        assert_eq!(lines[0], "\u{feff}Version,Time,Entry,Reason,Amount,Balance,Currency");
        assert_eq!(lines[3], "3,1969-12-31T23:54:00.000Z,Paid out,rent,-30.00,70.00,USD");
        assert_eq!(lines[6], "7,1970-01-01T00:00:01.000Z,Paid out,\"'=2+3, \"\"rent\"\"\",-20.50,79.50,USD");
        assert_eq!((lines.len(), lines[7]), (8, ""), "every line ends with a line break");
    }
}

mod running {
    use super::*;

    #[test]
    fn a_view_that_nobody_asked_for_reads_nothing_and_then_everything() {
        let lab = six();
        let mut views = Views::default();
        views.ask_for(ViewKind::Audit);
        read_on(&mut views, &lab, Duration::ZERO);
        assert_eq!(shown(&views, ViewKind::Audit, &lab).0, "as of position 7 of 7");
        assert_eq!(shown(&views, ViewKind::LargestPayments, &lab).0, "as of position 0 of 7");
        views.ask_for(ViewKind::LargestPayments);
        read_on(&mut views, &lab, Duration::ZERO);
        assert_eq!(views.largest.value().payments().len(), 4);
        lab_goes_on(&mut views);

        views.remove_added();
        assert_eq!(views.largest.value(), &LargestPayments::default());
    }

    fn lab_goes_on(views: &mut Views) {
        let mut lab = six();
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, deposit(1));
        read_on(views, &lab, Duration::ZERO);
        assert_eq!(views.largest.value().payments().len(), 5, "from then on it stays live");
    }

    #[test]
    fn an_event_shows_as_long_after_it_was_appended_as_the_lag_says() {
        let mut lab = six();
        let mut views = read(&lab);
        views.set_lag(ViewKind::ByType, seconds(3));
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, deposit(1));
        read_on(&mut views, &lab, seconds(20));
        assert_eq!(
            shown(&views, ViewKind::ByType, &lab),
            ("as of position 7 of 8".to_owned(), Some("1 event behind".to_owned()))
        );
        assert_eq!(shown(&views, ViewKind::Audit, &lab).1, None, "each view has its own lag");
        assert_eq!(views.next_due(seconds(20)), Some(seconds(23)));

        lab.send(DateTime::from_timestamp(2, 0).unwrap(), ADA, deposit(1));
        read_on(&mut views, &lab, seconds(22));
        assert_eq!(shown(&views, ViewKind::ByType, &lab).1.as_deref(), Some("2 events behind"));
        read_on(&mut views, &lab, seconds(23));
        assert_eq!(shown(&views, ViewKind::ByType, &lab).0, "as of position 8 of 9");
        assert_eq!(views.next_due(seconds(23)), Some(seconds(25)));
        read_on(&mut views, &lab, seconds(25));
        assert_eq!(shown(&views, ViewKind::ByType, &lab), ("as of position 9 of 9".to_owned(), None));
        assert_eq!(views.next_due(seconds(25)), None);
    }

    #[test]
    fn a_lag_that_is_taken_away_shows_everything_at_once_and_none_is_longer_than_ten_seconds() {
        let mut lab = six();
        let mut views = read(&lab);
        views.set_lag(ViewKind::Audit, seconds(99));
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, withdraw(99_999));
        read_on(&mut views, &lab, seconds(5));
        assert_eq!((views.audit.value().refused().len(), views.next_due(seconds(5))), (1, Some(seconds(15))));
        views.set_lag(ViewKind::Audit, Duration::ZERO);
        read_on(&mut views, &lab, seconds(6));
        assert_eq!(views.audit.value().refused().len(), 2);
    }

    #[test]
    fn a_paused_view_stays_and_is_rebuilt_all_the_same() {
        let mut lab = six();
        let mut views = read(&lab);
        views.set_paused(ViewKind::AllAccounts, true);
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, deposit(1));
        read_on(&mut views, &lab, seconds(1));
        assert_eq!(
            shown(&views, ViewKind::AllAccounts, &lab),
            ("as of position 7 of 8".to_owned(), Some("Paused, 1 event behind".to_owned()))
        );
        views.rebuild(ViewKind::AllAccounts, seconds(1));
        read_on(&mut views, &lab, seconds(2));
        assert_eq!(shown(&views, ViewKind::AllAccounts, &lab).0, "as of position 7 of 8");
        views.set_paused(ViewKind::AllAccounts, false);
        read_on(&mut views, &lab, seconds(2));
        assert_eq!(shown(&views, ViewKind::AllAccounts, &lab), ("as of position 8 of 8".to_owned(), None));
    }

    #[test]
    fn a_rebuild_reads_in_steps_beside_the_answer_and_publishes_nothing() {
        let lab = Lab::play(filled(1, DateTime::UNIX_EPOCH, 1_000));
        let mut views = read(&lab);
        let before = views.all_accounts.value().clone();
        // What every account has in its outbox, and what of it waits to be sent.
        let messages = || {
            let of = |account: AccountId| lab.with_log(|log| log.outbox(&account.stream()).to_vec());
            (lab.accounts().map(of).collect::<Vec<_>>(), ready(lab.store().unsent(usize::MAX)).unwrap().records)
        };
        let published = messages();
        assert!(
            published.0[0].len() > 900 && published.1.is_empty(),
            "all are sent; a replay could publish them again"
        );
        views.rebuild(ViewKind::AllAccounts, seconds(1));
        assert!(views.step(&lab, EVERYTHING, seconds(1), 400));
        let standing = views.standing(ViewKind::AllAccounts, lab.position());
        assert_eq!((standing.rebuild, standing.rebuilt), (Some(Position(400)), None));
        assert_eq!(views.all_accounts.value(), &before, "meanwhile the old answer is read");
        assert!(views.step(&lab, EVERYTHING, seconds(2), 400));
        assert!(!views.step(&lab, EVERYTHING, seconds(3), 400));
        let rebuilt = Rebuilt::Done { up_to: Position(1_000), took: seconds(2) };
        assert_eq!(views.standing(ViewKind::AllAccounts, lab.position()).rebuilt, Some(rebuilt));
        assert_eq!(
            rebuilt.words(),
            "Rebuilt from 1000 events in 2000 ms. It read the log from position 1. A read model has no outbox, so nothing was published."
        );
        assert_eq!((views.all_accounts.value(), messages()), (&before, published));
    }

    #[test]
    fn an_event_costs_each_view_only_itself() {
        let mut lab = Lab::play(filled(1, DateTime::UNIX_EPOCH, 5_000));
        let mut views = read(&lab);
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, deposit(1));
        views.note(lab.position(), seconds(1));
        assert!(!views.step(&lab, EVERYTHING, seconds(1), 1), "one step of one event, and every view has it");
        for kind in KINDS {
            assert_eq!(shown(&views, kind, &lab).1, None, "{kind:?}");
        }
    }

    #[test]
    fn events_that_are_held_back_wait() {
        let mut lab = six();
        let mut views = read(&lab);
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, deposit(1));
        views.note(lab.position(), seconds(1));
        assert!(!views.step(&lab, Position(7), seconds(1), 10));
        assert_eq!(shown(&views, ViewKind::Statement, &lab).1.as_deref(), Some("1 event behind"));
        read_on(&mut views, &lab, seconds(1));
        assert_eq!(shown(&views, ViewKind::Statement, &lab).1, None);
    }

    #[test]
    fn with_another_lab_every_view_begins_anew_and_what_was_set_stays() {
        let mut views = read(&Lab::play(filled(1, DateTime::UNIX_EPOCH, 100)));
        views.correct();
        views.set_lag(ViewKind::Audit, seconds(4));
        views.set_paused(ViewKind::Audit, true);
        views.start_over();
        let mut lab = six();
        assert_eq!(shown(&views, ViewKind::Audit, &lab).0, "as of position 0 of 7");
        read_on(&mut views, &lab, seconds(1));
        let standing = views.standing(ViewKind::Audit, lab.position());
        assert_eq!(
            (standing.lag, standing.is_paused, standing.behind()),
            (seconds(4), true, 0),
            "old events do not lag"
        );
        assert_eq!(views.corrected.as_ref().unwrap().value().spent().figure(), "45.00");
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, deposit(1));
        read_on(&mut views, &lab, seconds(20));
        assert_eq!(shown(&views, ViewKind::Audit, &lab).1.as_deref(), Some("Paused, 1 event behind"));
    }

    #[test]
    fn a_paused_view_comes_as_far_in_another_log_as_it_was_and_stays_there() {
        let mut lab = six();
        let mut views = read(&lab);
        views.set_paused(ViewKind::Statement, true);
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, deposit(1));
        lab.send(DateTime::from_timestamp(2, 0).unwrap(), ADA, deposit(1));
        read_on(&mut views, &lab, seconds(1));
        lab.undo();
        views.start_over();
        read_on(&mut views, &lab, seconds(2));
        let paused = |at: u64, behind: &str| (format!("as of position {at} of 8"), Some(format!("Paused{behind}")));
        assert_eq!(shown(&views, ViewKind::Statement, &lab), paused(7, ", 1 event behind"));
        assert_eq!(views.statement.value().of(&ADA.stream()).unwrap().up_to(Version(9)).len(), 5);
        assert_eq!(views.next_due(seconds(2)), None);

        views.set_paused(ViewKind::Statement, false);
        read_on(&mut views, &lab, seconds(3));
        assert_eq!(shown(&views, ViewKind::Statement, &lab), ("as of position 8 of 8".to_owned(), None));
    }

    #[test]
    fn a_rebuild_that_another_log_has_cut_short_says_so() {
        let mut views = read(&Lab::play(filled(1, DateTime::UNIX_EPOCH, 100)));
        views.rebuild(ViewKind::Audit, seconds(1));
        let lab = six();
        views.start_over();
        read_on(&mut views, &lab, seconds(2));
        let rebuilt = views.standing(ViewKind::Audit, lab.position()).rebuilt;
        assert_eq!(rebuilt, Some(Rebuilt::GivenUp));
        assert_eq!(
            Rebuilt::GivenUp.words(),
            "The rebuild was stopped: the log was replaced by another one, and the view was built from that."
        );
        assert_eq!(views.standing(ViewKind::ByType, lab.position()).rebuilt, None, "it was not being rebuilt");
    }

    /// A log that a store keeps comes in pieces. It is old as a whole.
    #[test]
    fn what_a_log_has_when_it_is_there_is_old_however_many_pieces_it_came_in() {
        let mut lab = six();
        let mut views = read(&Lab::new(1, DateTime::UNIX_EPOCH));
        views.set_lag(ViewKind::Audit, seconds(10));
        views.start_over();
        assert!(!views.step(&lab, EVERYTHING, seconds(1), 10), "nothing is read before the log is there");
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, withdraw(70_000));
        read_on(&mut views, &lab, seconds(1));
        assert_eq!(views.audit.value().refused().len(), 2);
    }

    #[test]
    fn version_2_waits_where_version_1_waits() {
        let mut lab = six();
        let mut views = read(&lab);
        views.set_paused(ViewKind::ByType, true);
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, withdraw(500));
        views.set_lag(ViewKind::ByType, seconds(4));
        views.correct();
        assert_eq!(
            views.why_no_switch(),
            Some("Version 2 has not come as far as version 1 yet. Once it has, you can switch.")
        );
        read_on(&mut views, &lab, seconds(5));
        let corrected = views.corrected.as_ref().unwrap();
        assert_eq!((corrected.checkpoint(), corrected.value().spent().figure()), (Position(7), "45.00".to_owned()));
        assert_eq!(views.why_no_switch(), None);
        assert!(views.switch() && views.switch(), "there and back");

        views.set_paused(ViewKind::ByType, false);
        read_on(&mut views, &lab, seconds(20));
        let corrected = views.corrected.as_ref().unwrap();
        assert_eq!((views.by_type.checkpoint(), corrected.checkpoint()), (Position(8), Position(8)));
    }

    #[test]
    fn a_pause_does_not_keep_the_versions_apart() {
        let lab = six();
        let mut views = read(&lab);
        views.correct();
        assert!(views.step(&lab, EVERYTHING, seconds(1), 2));
        views.set_paused(ViewKind::ByType, true);
        assert!(views.why_no_switch().is_some());
        read_on(&mut views, &lab, seconds(1));
        assert_eq!(views.why_no_switch(), None);
    }

    /// A lag that is set while the view is paused holds version 2 back for a while, and then no longer.
    #[test]
    fn version_2_comes_as_far_as_a_paused_version_1_whatever_the_lag() {
        let mut lab = six();
        let mut views = read(&lab);
        lab.send(DateTime::from_timestamp(1, 0).unwrap(), ADA, withdraw(500));
        read_on(&mut views, &lab, seconds(5));
        views.set_paused(ViewKind::ByType, true);
        views.set_lag(ViewKind::ByType, seconds(4));
        views.correct();
        read_on(&mut views, &lab, seconds(6));
        assert!(views.why_no_switch().is_some());
        assert_eq!(views.next_due(seconds(6)), Some(seconds(9)));
        read_on(&mut views, &lab, seconds(9));
        assert_eq!((views.why_no_switch(), views.next_due(seconds(9))), (None, None));
    }
}

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
        8 => (0_u32..4, 0_u8..6, 1_i64..20_000).prop_map(|(account, command, cents)| Step::Send(account, command, cents)),
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

fn command(kind: u8, cents: i64) -> Command {
    match kind {
        0 => Command::CreateAccount { owner: Owner::parse("Ada").unwrap(), email: None, opening_deposit: None },
        1 => deposit(cents),
        2 => withdraw(cents),
        3 => Command::Freeze { reason: None },
        4 => Command::Unfreeze { reason: None },
        _ => Command::CloseAccount { reason: None },
    }
}

/// Every view shows what the log up to its checkpoint amounts to, worked out anew and in another way.
fn check(views: &Views, lab: &Lab) -> Result<(), TestCaseError> {
    let log: Vec<_> = lab.with_log(|log| log.all(Position(0)).cloned().collect());
    let up_to = |checkpoint: Position| &log[..checkpoint.0 as usize];

    for account in lab.accounts() {
        // What the page shows of an account is replayed from its stream, as far as the view has come.
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
        let is_spent = |event: &&Recorded<BankEvent>| match event.data.family() {
            Family::MoneyOut => true,
            Family::Rejected => with_refused,
            _ => false,
        };
        let spent = up_to(view.checkpoint()).iter().filter(is_spent).filter_map(|event| event.data.amount());
        prop_assert_eq!(minor(view.value().spent()), spent.map(|amount: Money| amount.minor).sum::<i64>());
    }

    let is_original = |event: &&Recorded<BankEvent>| !is_copy(&event.metadata);
    let refused = up_to(views.audit.checkpoint()).iter().filter(|event| event.data.rejection().is_some());
    let refused = refused.filter(is_original).map(|event| (event.position, event.metadata.command.to_string()));
    let seen = views.audit.value().refused().iter();
    let seen: Vec<_> = seen.map(|refused| (refused.position, refused.refusal.command.name().to_owned())).collect();
    prop_assert_eq!(seen, refused.collect::<Vec<_>>());

    let events = up_to(views.largest.checkpoint()).iter().filter(is_original).filter(|event| moved(event) != 0);
    let mut payments: Vec<_> = events.map(|event| (-moved(event).abs(), event.position)).collect();
    payments.sort_unstable();
    payments.truncate(LargestPayments::LIMIT);
    let seen: Vec<_> = views.largest.value().payments().iter().map(|p| (-p.amount.minor, p.position)).collect();
    prop_assert_eq!(seen, payments);
    Ok(())
}

fn of_stream<'a>(events: &'a [Recorded<BankEvent>], stream: &StreamId) -> Vec<&'a Recorded<BankEvent>> {
    events.iter().filter(|event| event.stream == *stream).collect()
}

/// What the event moved, in minor units.
fn moved(event: &Recorded<BankEvent>) -> i64 {
    let amount = event.data.amount().map_or(0, |amount| amount.minor);
    match event.data.family() {
        Family::MoneyIn => amount,
        Family::MoneyOut => -amount,
        _ => 0,
    }
}

/// The views after these events.
#[derive(Clone, Default)]
struct Folded {
    statements: Statements,
    all_accounts: AllAccounts,
    by_type: Option<ByType>,
    audit: Audit,
}

impl Folded {
    fn of(events: &[Recorded<BankEvent>]) -> Self {
        let mut folded = Self { by_type: Some(ByType::new(Spending::WithRefused)), ..Self::default() };
        for event in events {
            folded.statements.apply(event);
            folded.all_accounts.apply(event);
            folded.by_type.as_mut().unwrap().apply(event);
            folded.audit.apply(event);
        }
        folded
    }

    fn entries(&self, stream: &StreamId) -> &[Entry] {
        self.statements.of(stream).map_or(&[], |statement| statement.up_to(Version(u64::MAX)))
    }

    fn types(&self) -> BTreeMap<String, (u64, i64)> {
        let minor = |sums: &Sums| sums.each().iter().map(|sum| sum.minor).sum::<i64>();
        let types = self.by_type.as_ref().unwrap().types().iter();
        types.map(|row| (row.event_type.clone(), (row.count, minor(&row.sum)))).collect()
    }

    fn spent(&self) -> i64 {
        self.by_type.as_ref().unwrap().spent().each().iter().map(|sum| sum.minor).sum()
    }
}

fn figure(minor: i64) -> String {
    Money { minor, currency: Currency::Usd }.figure()
}

/// What the stop Project says of the commit of this version, view by view, is what changes in the views.
fn check_told(lab: &Lab, account: AccountId, version: Version) -> Result<(), TestCaseError> {
    let log: Vec<_> = lab.with_log(|log| log.all(Position(0)).cloned().collect());
    let journey = Journey::of(lab, account, version).unwrap();
    let position = |version| lab.event(account, version).unwrap().position.0 as usize;
    let (first, last) = (position(journey.trace.first), position(journey.trace.last));
    let (before, after) = (Folded::of(&log[..first - 1]), Folded::of(&log[..last]));
    let (stream, is_fork) = (account.stream(), is_copy(&log[first - 1].metadata));
    let told = |kind: ViewKind| -> Vec<(&str, String, String)> {
        let of_kind = journey.views.iter().filter(|view| view.view == kind.label());
        let changes = of_kind.flat_map(|view| view.changes.clone());
        changes.map(|change| (change.field, change.before, change.after)).collect()
    };
    let view = |folded: &Folded| folded.all_accounts.of(&stream).cloned().unwrap_or_default();
    let fields = |shown: &[&str]| {
        let (was, is) = (view(&before), view(&after));
        let pairs = was.fields().into_iter().zip(is.fields());
        let differ = pairs.filter(|((field, was), (_, is))| was != is && shown.contains(field));
        differ.map(|((field, was), (_, is))| (field, was.text(), is.text())).collect::<Vec<_>>()
    };
    let all = AccountView::default().fields().map(|(field, _)| field);
    prop_assert_eq!(told(ViewKind::Account), fields(&all));

    let mut expected = fields(&["owner", "status", "version", "balance"]);
    let [was, is] = [&before, &after].map(|folded| folded.all_accounts.total().figure());
    if was != is {
        expected.push(("total", was, is));
    }
    prop_assert_eq!(told(ViewKind::AllAccounts), expected);

    let none = || "\u{2014}".to_owned();
    let (old, new) = (before.entries(&stream), after.entries(&stream));
    let entry = |entry: &Entry| {
        let amount = if entry.amount == 0 { String::new() } else { format!(" {}", figure(entry.amount)) };
        ("entry", none(), format!("{}{amount}, balance {}", entry.kind.label(), figure(entry.balance)))
    };
    let closing = |entries: &[Entry]| entries.last().map_or_else(none, |entry| figure(entry.balance));
    let mut expected: Vec<_> = new[old.len()..].iter().map(entry).collect();
    if is_fork {
        expected = vec![("entry", none(), format!("those of the shared past, balance {}", closing(new)))];
    }
    if closing(old) != closing(new) {
        expected.push(("closing", closing(old), closing(new)));
    }
    prop_assert_eq!(told(ViewKind::Statement), expected);

    let (mut expected, known) = (Vec::new(), before.types());
    for (event_type, (count, sum)) in after.types() {
        let (old_count, old_sum) = known.get(&event_type).copied().unwrap_or_default();
        let money = if sum == old_sum { String::new() } else { format!(", with {}", figure(sum - old_sum)) };
        if count != old_count {
            expected.push(("events", String::new(), format!("{} more {event_type}{money}", count - old_count)));
        }
    }
    let spent = after.spent() - before.spent();
    if spent != 0 {
        expected.push(("spent, version 1", String::new(), format!("{} more", figure(spent))));
    }
    if is_fork {
        let copies = last - first + 1;
        expected = vec![("events", String::new(), format!("{copies} more, all of them copies"))];
    }
    prop_assert_eq!(told(ViewKind::ByType), expected);

    let refused = after.audit.refused()[before.audit.refused().len()..].iter().map(|refused| {
        let amount = refused.refusal.amount.map(|amount| format!(" {}", amount.money().figure())).unwrap_or_default();
        (
            "entry",
            none(),
            format!("{}{amount}, refused by {:?}", refused.refusal.command.name(), refused.refusal.reason_code),
        )
    });
    prop_assert_eq!(told(ViewKind::Audit), refused.collect::<Vec<_>>());
    Ok(())
}

/// Two accounts, and what was done to them and to their forks.
fn done(acts: Vec<(u8, u32, u64, i64)>) -> Lab {
    let mut lab = six();
    for (kind, account, version, cents) in acts {
        let now = DateTime::from_timestamp(1, 0).unwrap();
        match kind {
            0..6 => drop(lab.send(now, AccountId(account), command(kind, cents)).clone()),
            6 => {
                let opening_deposit = Amount::new(cents, Currency::Usd).ok();
                let owner = Owner::parse("Alan").unwrap();
                let open = Command::CreateAccount { owner, email: None, opening_deposit };
                lab.send(now, AccountId(account), open);
            }
            _ => drop(lab.fork(now, AccountId(account), Version(version))),
        }
    }
    lab
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_a_stop_says_of_the_views_is_what_changes_in_them(
        acts in vec((0_u8..8, 0_u32..5, 1_u64..9, 1_i64..20_000), 0..24)
    ) {
        let lab = done(acts);
        for account in lab.accounts() {
            for version in 1..=lab.head(account).0 {
                check_told(&lab, account, Version(version))?;
            }
        }
    }
}

/// The second commit of a fork, and the one with which its copies end.
#[test]
fn a_stop_says_what_each_commit_of_a_long_fork_changes() {
    let mut lab = Lab::play(filled(1, DateTime::UNIX_EPOCH, 200));
    let fork = lab.fork(DateTime::from_timestamp(1, 0).unwrap(), ADA, Version(200)).unwrap();
    for version in [1, 90, 91, 180, 181, 200] {
        check_told(&lab, fork, Version(version)).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_view_is_one_fold_up_to_its_checkpoint_whatever_is_done(steps in vec(step(), 1..120)) {
        let mut lab = six();
        let mut views = Views::default();
        let mut now = Duration::ZERO;
        views.note(lab.position(), now);
        for step in steps {
            match step {
                Step::Send(account, kind, cents) => {
                    lab.send(DateTime::from_timestamp(1, 0).unwrap(), AccountId(account), command(kind, cents));
                    views.note(lab.position(), now);
                }
                Step::Fork(account, version) => {
                    let _ = lab.fork(DateTime::from_timestamp(1, 0).unwrap(), AccountId(account), Version(version));
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
        // Once nothing holds them back, all come to the end, within as many steps as there are events.
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
