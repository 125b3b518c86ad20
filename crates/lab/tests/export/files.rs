//! The generated files are what the lab makes today.

use std::path::{Path, PathBuf};

use crate::runs;
use common::ADA;
use engine::Version;
use lab::Lab;
use lab::export::{Specification, log_picture, rust_tests, sequence_diagram, typescript_tests};

/// The file is this text. With `UPDATE_EXPORTS=1` in the environment, it is written instead.
#[track_caller]
pub fn same(path: &Path, text: &str) {
    if std::env::var_os("UPDATE_EXPORTS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let file = std::fs::read_to_string(path).unwrap_or_default();
    let hint = "run `UPDATE_EXPORTS=1 cargo test -p lab --test export`, and look at what has changed";
    assert!(file == text, "{} is another text than the lab makes: {hint}", path.display());
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export/generated")
}

fn typescript() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/typescript/generated")
}

#[test]
fn specifications_are_what_the_lab_makes() {
    let (fork, forked) = runs::fork();
    let long = Specification::at(&runs::long(), ADA, Version(201)).unwrap();
    let mut refusals = runs::decisions(&runs::refusals(), ADA);
    refusals.extend(runs::without_an_event());
    let files = [
        ("every_command", runs::decisions(&runs::every_command(), ADA)),
        ("fork", runs::decisions(&fork, forked)),
        ("huge_amounts", runs::decisions(&runs::huge_amounts(), ADA)),
        ("long", vec![long]),
        ("names", runs::decisions(&runs::names(), ADA)),
        ("refusals", refusals),
    ];
    for (name, specifications) in files {
        same(&folder().join(name).with_extension("rs"), &rust_tests(&specifications));
        same(&typescript().join(name).with_extension("test.ts"), &typescript_tests(&specifications));
    }
}

#[test]
fn bank_in_typescript_is_compared_with_what_this_bank_decides() {
    same(&typescript().join("bank.ts"), &typescript_tests(&[]));
    same(&typescript().join("decisions.json"), &runs::every_decision());
}

#[test]
fn diagrams_and_pictures_are_what_the_lab_makes() {
    let (fork, forked) = runs::fork();
    let empty = Lab::new(1, common::at(0));
    let runs = [
        ("six", runs::six(), ADA),
        ("conflict", runs::conflict(), ADA),
        ("empty", empty, ADA),
        ("every_command", runs::every_command(), ADA),
        ("fork", fork, forked),
        ("huge_amounts", runs::huge_amounts(), ADA),
        ("long", runs::long(), ADA),
        ("names", runs::names(), ADA),
        ("refusals", runs::refusals(), ADA),
    ];
    for (name, lab, account) in runs {
        let head = lab.head(account);
        same(&typescript().join(name).with_extension("mmd"), &sequence_diagram(&lab, account, head));
        same(&folder().join(name).with_extension("svg"), &log_picture(&lab, account, head));
    }
}
