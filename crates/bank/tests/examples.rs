//! The examples run, and the store of one of them is as short as it says.
#![expect(clippy::duplicate_mod, reason = "both examples include the program that they share")]

#[path = "../examples/bank.rs"]
mod bank;
#[path = "../examples/own_store.rs"]
mod own_store;

#[test]
fn a_bank_runs_in_memory() {
    bank::main().unwrap();
}

#[test]
fn a_store_of_ones_own_keeps_the_contract_and_a_bank_runs_on_it() {
    own_store::main().unwrap();
}

#[test]
fn that_store_has_under_a_hundred_lines_of_code() {
    let source = include_str!("../examples/own_store.rs");
    let (_, store) = source.split_once("\nstruct OwnStore").expect("the store begins");
    let (store, _) = store.split_once("\npub fn main").expect("the program comes after the store");
    let code = store.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    assert!((50..100).contains(&code), "it has {code} lines");
}
