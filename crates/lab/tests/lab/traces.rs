//! The trace of a command.

use super::*;

#[test]
fn trace_of_an_opening_deposit_covers_both_events() {
    let mut lab = Lab::new(1, at(0));
    lab.send(at(0), ADA, create_with("Ada", 100_00));
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
fn trace_names_the_deciding_rule() {
    let freeze = || freeze();
    let unfreeze = || unfreeze();
    let close = || close();
    let euro = Command::Deposit { amount: Amount::new(1, Currency::Eur).unwrap(), reason: None };
    let mut lab = Lab::new(1, at(0));
    lab.send(at(0), ADA, create_with("Ada", 70_00));
    let mut ruling = |command| {
        let version = lab.send(at(0), ADA, command).outcome.written().unwrap();
        let Ruling { allowed, about, figures } = Trace::of(&lab, ADA, version).unwrap().ruling;
        (allowed, format!("{about} {figures}").trim().to_owned())
    };
    assert_eq!(ruling(withdraw(500_00)), (false, "balance 70 < 500".into()));
    assert_eq!(ruling(close()), (false, "balance 70 ≠ 0".into()));
    assert_eq!(ruling(unfreeze()), (false, "account is not frozen".into()));
    assert_eq!(ruling(euro), (false, "other currency".into()));
    assert_eq!(ruling(freeze()), (true, "account is active".into()));
    assert_eq!(ruling(freeze()), (false, "account is frozen".into()));
    assert_eq!(ruling(deposit(1_00)), (false, "account is frozen".into()));
    assert_eq!(ruling(unfreeze()), (true, "account is frozen".into()));
    assert_eq!(ruling(withdraw(70_00)), (true, "balance 70 ≥ 70".into()));
    assert_eq!(ruling(close()), (true, "balance 0".into()));
    assert_eq!(ruling(close()), (false, "account is closed".into()));
}

#[test]
fn event_that_came_later_does_not_change_the_trace_of_a_reversal() {
    let mut lab = Lab::new(1, at(0));
    lab.send(at(0), ADA, create_with("Ada", 100_00));
    // The first names the version that its own rejection takes, the second that of a later deposit.
    let attempts = [reverse(3), reverse(5)].map(|command| lab.send(at(0), ADA, command).clone());
    lab.send(at(0), ADA, deposit(1_00));
    for attempt in attempts {
        let trace = Trace::of(&lab, ADA, attempt.outcome.written().unwrap()).unwrap();
        assert_eq!(trace.checks, attempt.checks);
        let version = attempt.command.reverses().unwrap();
        assert_eq!((trace.ruling.allowed, trace.ruling.figures), (false, format!("no event {version}")));
    }
}

#[test]
fn trace_of_a_reversal_names_the_deciding_rule() {
    let mut lab = Lab::new(1, at(0));
    lab.send(at(0), ADA, create_with("Ada", 1_000_00));
    let mut ruling = |command: Command| {
        let planned = lab.plan(ADA, &command).unwrap().1;
        let attempt = lab.send(at(0), ADA, command).clone();
        let trace = Trace::of(&lab, ADA, attempt.outcome.written().unwrap()).unwrap();
        assert_eq!(trace, planned);
        assert_eq!(lab.checks(ADA, trace.last), attempt.checks, "the checks are derived from the log");
        let Ruling { allowed, about, figures } = trace.ruling;
        (allowed, format!("{about} {figures}").trim().to_owned())
    };
    assert_eq!(ruling(reverse(9)), (false, "no event v9".into()));
    assert_eq!(ruling(reverse(1)), (false, "v1 is no payment".into()));
    assert_eq!(ruling(withdraw(1)), (true, "balance 1,000 ≥ 0.01".into()));
    assert_eq!(ruling(reverse(2)), (false, "balance 999.99 < 1,000".into()));
    assert_eq!(ruling(reverse(5)), (true, "account is active".into()));
    assert_eq!(ruling(reverse(5)), (false, "v5 reversed before".into()));
    assert_eq!(ruling(reverse(2)), (true, "balance 1,000 ≥ 1,000".into()));
    assert_eq!(ruling(freeze()), (true, "account is active".into()));
    assert_eq!(ruling(reverse(2)), (false, "account is frozen".into()));
}

/// A fork copies payments and reversals at the same versions, so each names its own copy.
#[test]
fn copy_of_a_payment_can_be_reversed_in_a_fork_once() {
    let mut lab = Lab::new(1, at(0));
    for command in [create("Ada"), deposit(5_00), deposit(7_00), reverse(2)] {
        lab.send(at(0), ADA, command);
    }
    let fork = lab.fork(at(1), ADA, Version(4)).unwrap();
    let outcome = |lab: &mut Lab, account, version| lab.send(at(2), account, reverse(version)).outcome.clone();
    let already = |outcome| matches!(outcome, Outcome::Rejected { refusal, .. } if refusal.reason_code == ReasonCode::AlreadyReversed);
    assert!(already(outcome(&mut lab, fork, 2)));
    assert!(matches!(outcome(&mut lab, fork, 3), Outcome::Accepted { .. }));
    assert_eq!(lab.now(fork).account.balance.minor, 0);
    assert!(matches!(outcome(&mut lab, ADA, 3), Outcome::Accepted { .. }), "the original is another payment");
}

/// The plan reads the store, and the trace is computed from the log. They must agree around every snapshot.
#[test]
fn trace_equals_the_plan() {
    let mut lab = long(97);
    for _ in 0..110 {
        for command in [deposit(1_00), withdraw(900_000_000_00), reverse(lab.head(ADA).0)] {
            let (account, planned) = lab.plan(ADA, &command).unwrap();
            assert_eq!(account, ADA);
            let version = lab.send(at(0), ADA, command).outcome.written().unwrap();
            assert_eq!(Trace::of(&lab, ADA, version), Some(planned));
        }
    }
    let command = create_with("Grace", 5_00);
    let (account, planned) = lab.plan(ADA, &command).unwrap();
    lab.send(at(0), ADA, command);
    assert_eq!((account, Trace::of(&lab, GRACE, Version(2))), (GRACE, Some(planned)));
}

#[test]
fn load_starts_from_the_newest_snapshot() {
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
fn versions_without_an_event_have_no_trace() {
    let lab = main_job();
    assert_eq!(Trace::of(&lab, ADA, Version(0)), None);
    assert_eq!(Trace::of(&lab, ADA, Version(7)), None);
    assert_eq!(Trace::of(&lab, ADA, Version(u64::MAX)), None);
}

#[test]
fn plan_writes_nothing() {
    let lab = main_job();
    let before = log(&lab);
    let _ = lab.plan(ADA, &deposit(1_00));
    assert_eq!(log(&lab), before);
}
