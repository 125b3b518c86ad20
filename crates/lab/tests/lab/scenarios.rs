//! A scenario replays to the same log.

use super::*;

#[test]
fn replay_produces_the_same_log() {
    for scenario in [main_job().scenario().clone(), six_events(9, at(0)), filled(9, at(0), 300)] {
        let (one, two) = (Lab::play(scenario.clone()), Lab::play(scenario));
        assert_eq!(log(&one), log(&two));
    }
}

#[test]
fn scenario_survives_json() {
    for scenario in [main_job().scenario().clone(), six_events(9, at(0)), filled(9, at(0), 300)] {
        let json = serde_json::to_string(&scenario).unwrap();
        let read: Scenario = serde_json::from_str(&json).unwrap();
        assert_eq!(read, scenario);
        assert_eq!(log(&Lab::play(read)), log(&Lab::play(scenario)));
    }
}

/// Links hold a scenario, not its log. A change here changes what every existing link shows.
#[test]
fn replay_produces_these_bytes() {
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
fn another_seed_changes_only_the_ids() {
    let (one, two) = (main_job_of(1), main_job_of(2));
    assert_ne!(log(&one), log(&two));
    let facts = |lab: &Lab| lab.with_events(ADA, |events| events.iter().map(|e| e.data.clone()).collect::<Vec<_>>());
    assert_eq!(facts(&one), facts(&two));
}

#[test]
fn times_never_decrease_when_the_clock_runs_backwards() {
    let mut lab = Lab::new(1, at(100));
    lab.send(at(90), ADA, create("Ada"));
    lab.send(at(120), ADA, deposit(1_00));
    lab.send(at(110), ADA, deposit(1_00));
    lab.send(at(121), ADA, deposit(1_00));
    assert_eq!(times(&lab), [at(100), at(120), at(120), at(121)]);
    assert_eq!(times(&Lab::play(lab.scenario().clone())), times(&lab));
}

#[test]
fn times_never_decrease_after_a_fill() {
    let mut lab = Lab::new(1, at(0));
    lab.send(at(0), ADA, create("Ada"));
    lab.act(at(0), Act::Fill { account: ADA, events: 5_000 });
    lab.send(at(1), ADA, deposit(1_00));
    assert!(times(&lab).is_sorted());
}

#[test]
fn times_are_recorded_in_whole_milliseconds() {
    let mut lab = Lab::new(1, at(0) + TimeDelta::nanoseconds(123_456_789));
    lab.send(at(1) + TimeDelta::nanoseconds(987_654_321), ADA, create("Ada"));
    assert!(times(&lab).iter().all(|time| time.timestamp_subsec_nanos() % 1_000_000 == 0));
}

#[test]
fn hostile_scenario_plays_without_a_panic() {
    let send = |after_ms, command| Action { after_ms, act: Act::Send { account: ADA, command } };
    let fill = |account, events| Action { after_ms: 0, act: Act::Fill { account: AccountId(account), events } };
    for started_at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at(0)] {
        let actions = vec![
            fill(0, 10),
            fill(u32::MAX, 10),
            send(u64::MAX, create("Ada")),
            send(0, deposit(1_00)),
            fill(0, 10),
            send(u64::MAX / 2, freeze()),
            fill(0, 10),
            send(7, deposit(1_00)),
        ];
        let lab = Lab::play(Scenario { seed: u64::MAX, started_at, actions });
        assert_eq!((lab.head(ADA), lab.position()), (Version(14), Position(14)));
        assert!(times(&lab).is_sorted());
        for version in 1..=14 {
            assert!(Trace::of(&lab, ADA, Version(version)).is_some());
        }
    }
}
