//! The examples run, and the example store is as short as its first line says.
#![expect(clippy::duplicate_mod, reason = "both examples include the shared program")]

#[path = "../examples/bank.rs"]
mod bank;
#[path = "../examples/own_store.rs"]
mod own_store;

#[test]
fn bank_example_runs() {
    bank::main().unwrap();
}

#[test]
fn own_store_example_runs() {
    own_store::main().unwrap();
}

#[test]
fn own_store_has_under_a_hundred_lines_of_code() {
    let source = include_str!("../examples/own_store.rs");
    let (_, store) = source.split_once("\nstruct OwnStore").expect("the store is in the file");
    let (store, _) = store.split_once("\npub fn main").expect("`main` follows the store");
    let code = store.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    assert!((50..100).contains(&code), "the store has {code} lines of code");
}
