//! Measures the memory store natively, and prints what `report.mjs` makes a table of: one JSON object a line.

use std::hint::black_box;
use std::time::Instant;

use event_sourcing_lab_bench::{Accounts, Setup, balance_after};
use serde_json::json;

const STREAMS: u32 = 200;
const COMMANDS: u32 = 4_000_000;
const LENGTHS: [u32; 3] = [1_000, 10_000, 100_000];
const MORE: u32 = 200;
const RUNS: u32 = 7;

fn main() {
    let quick = std::env::args().any(|arg| arg == "--quick");
    let commands = if quick { COMMANDS / 20 } else { COMMANDS };
    for (name, setup) in Setup::ALL {
        many(setup, name, if setup == Setup::NoSnapshots { commands / 10 } else { commands });
        for length in LENGTHS {
            one(setup, name, length);
        }
    }
}

/// Commands to many streams in turn.
fn many(setup: Setup, name: &str, commands: u32) {
    let mut seconds: Vec<f64> = (0..3)
        .map(|_| {
            let mut accounts = Accounts::new(setup, STREAMS);
            let started = Instant::now();
            accounts.run(0, commands);
            let seconds = started.elapsed().as_secs_f64();
            assert_eq!(accounts.events(), u64::from(commands));
            assert_eq!(accounts.balance(), together(STREAMS, commands / STREAMS));
            seconds
        })
        .collect();
    println!("{}", json!({ "setup": name, "work": "many", "commands": commands, "seconds": median(&mut seconds) }));
}

/// More commands to one stream of this length, and its replay.
fn one(setup: Setup, name: &str, length: u32) {
    let mut accounts = Accounts::new(setup, RUNS);
    let (mut more, mut replay, mut fold) = (Vec::new(), Vec::new(), Vec::new());
    for stream in 0..RUNS {
        accounts.fill(stream, length);
        let expected = balance_after(stream, length);
        replay.push(seconds(|| assert_eq!(accounts.replay(stream), expected)));
        fold.push(seconds(|| assert_eq!(accounts.fold(stream), expected)));
        more.push(seconds(|| accounts.more(stream, length, MORE)) / f64::from(MORE));
    }
    assert_eq!(accounts.events(), u64::from(RUNS * (length + MORE)));
    assert_eq!(accounts.balance(), together(RUNS, length + MORE));
    println!(
        "{}",
        json!({ "setup": name, "work": "one", "length": length, "more": median(&mut more), "replay": median(&mut replay), "fold": median(&mut fold) })
    );
}

/// What is on all accounts after this many commands to each.
fn together(streams: u32, commands: u32) -> i64 {
    (0..streams).map(|stream| balance_after(stream, commands)).sum()
}

fn seconds(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    black_box(work());
    started.elapsed().as_secs_f64()
}

fn median(seconds: &mut [f64]) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
