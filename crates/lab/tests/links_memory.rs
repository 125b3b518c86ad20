//! Hostile links and files take a bounded amount of memory and time. A program of its own, because all of its allocations are
//! counted.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::allocations::{Counting, peak};
use lab::links::{MAX_LINK, MAX_PROGRESS_FILE, Progress, decode, read_scenario};
use miniz_oxide::deflate::compress_to_vec_zlib;

#[global_allocator]
static COUNTING: Counting = Counting;

/// The most that a link may take, in bytes, besides its own text.
const LINK: usize = 8_000_000;

/// The size of the hostile scenario files in bytes. What larger ones take is in proportion.
const FILE: usize = 3_000_000;

/// The most that reading a file may take: twice its size for what it says, and as much again while an array grows.
const TIMES_ITS_SIZE: usize = 4;

/// Far more than it takes, so that a busy machine does not fail.
const TIME: Duration = Duration::from_secs(20);

#[test]
fn hostile_input_takes_bounded_memory_and_time() {
    let link_of = |bytes: &[u8]| format!("v1={}", URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(bytes, 6)));
    // The seed, the start, and the number of actions: the most there can be.
    let many = |act: &[u8]| [&[0, 0, 0x90, 0x4e][..], &act.repeat(10_000), &[0, 0]].concat();
    for (name, link) in [
        ("a deflate bomb", link_of(&vec![0; 40_000_000])),
        ("the most actions that are not there", link_of(&[0, 0, 0x90, 0x4e])),
        ("the most forks", link_of(&many(&[0, 7, 0, 0]))),
        ("the most deposits with a reason", link_of(&many(&[0, 1, 0, 1, 0, 1, b'r']))),
        ("a text longer than memory", link_of(&[0, 0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])),
        ("the longest link", format!("v1={}", "A".repeat(MAX_LINK))),
        ("a link of 50 MB", format!("v1={}", "A".repeat(50_000_000))),
    ] {
        check(name, LINK, || decode(&link).is_ok());
    }

    let head =
        "{\"format\":\"event-sourcing-lab/scenario\",\"version\":1,\"seed\":1,\"startedAt\":\"2026-03-02T09:14:07Z\",";
    let fill = |before: &str, repeated: &str, after: &str| {
        format!("{head}{before}{}{after}", repeated.repeat(FILE / repeated.len())).into_bytes()
    };
    for (name, file) in [
        ("50 MB of spaces", vec![b' '; 50_000_000]),
        ("arrays in arrays", fill("\"x\":", "[", "")),
        ("objects in objects", fill("\"x\":", "{\"x\":", "")),
        ("a long name", fill("\"", "\\u0007", "\":0}")),
        ("a long format", fill("\"format\":\"", "\\u0007", "\"}")),
        ("a long text", fill("\"actions\":[],\"place\":{\"search\":\"", "\\u0007", "\"}}")),
        (
            "many small actions",
            fill("\"actions\":[", "{\"afterMs\":0,\"act\":{\"Fork\":{\"account\":0,\"at\":0}}},", "0]}"),
        ),
        ("many small steps", fill("\"script\":[", "{\"note\":\"\",\"cue\":\"Speak\"},", "0],\"actions\":[]}")),
        ("many fields", fill("", "\"x\":0,", "\"x\":0}")),
    ] {
        check(name, TIMES_ITS_SIZE * file.len(), || read_scenario(&file).is_ok());
    }

    let lessons: Vec<_> = (1..=5_000).map(|lesson| format!("\"{lesson}\":\"done\"")).collect();
    let lessons = lessons.join(",");
    let file = format!("{{\"format\":\"event-sourcing-lab/progress\",\"version\":1,\"lessons\":{{{lessons}}}}}");
    check("many lessons", 10 * MAX_PROGRESS_FILE, || Progress::read(file.as_bytes()).is_ok());
}

fn check(name: &str, most: usize, read: impl FnOnce() -> bool) {
    let started = Instant::now();
    let (_, bytes) = peak(read);
    let took = started.elapsed();
    println!("{name}: {bytes} bytes, {took:?}");
    assert!(bytes <= most, "{name}: {bytes} bytes");
    assert!(took < TIME, "{name}: {took:?}");
}
