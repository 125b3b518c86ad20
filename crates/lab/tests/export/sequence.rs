//! The run as a sequence diagram. The files in `examples/typescript` are read by Mermaid itself.

use crate::runs;
use bank::MAX_AMOUNT;
use common::{ADA, GRACE, create_with, reverse, withdraw};
use engine::Version;
use lab::Lab;
use lab::export::{MAX_COMMITS, sequence_diagram};

fn lines(lab: &Lab, version: u64) -> Vec<String> {
    sequence_diagram(lab, ADA, Version(version)).lines().skip(6).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn command_is_a_block() {
    let lines = lines(&runs::six(), 3);
    assert_eq!(
        lines[lines.len() - 9..],
        [
            "L->>B: Withdraw 30.00: rent",
            "B->>S: Load ACCOUNT-1001",
            "S-->>B: v2, balance 100.00",
            "Note over B: status Active, currency USD, balance 100.00 \u{2265} 30.00",
            "B->>S: Append MoneyWithdrawn, expected v2",
            "S-->>B: v3",
            "S->>O: BalanceChanged to 70.00",
            "S->>V: v3 for Account, Statement, All accounts, By type",
            "B-->>L: Accepted",
        ]
    );
}

#[test]
fn rejection_is_visible() {
    let lines = lines(&runs::six(), 4);
    assert!(lines.contains(&"B->>S: Append WithdrawalRejected, expected v3".to_owned()), "{lines:?}");
    assert_eq!(lines[lines.len() - 2], "B--xL: Rejected: Ada asked for 500.00 but had 70.00.");
    assert_eq!(
        (lines.last().unwrap().as_str(), lines.iter().filter(|line| line.starts_with("rect")).count()),
        ("end", 1)
    );
}

#[test]
fn conflict_is_visible_at_the_newest_version() {
    let lab = runs::conflict();
    let head = lab.head(ADA).0;
    let conflict = "S--xB: Conflict".to_owned();
    let lines_at = |version| lines(&lab, version);
    assert!(lines_at(head).contains(&conflict), "{:?}", lines_at(head));
    assert!(!lines_at(head - 1).contains(&conflict), "it came later");
    assert!(!sequence_diagram(&lab, GRACE, Version(1)).contains(&conflict), "it was another account's");
}

#[test]
fn reversal_names_its_event() {
    let lines = lines(&runs::every_command(), 7);
    for line in ["L->>B: Reverse v3: a wrong amount", "B->>S: Append DepositReversed, expected v6"] {
        assert!(lines.contains(&line.to_owned()), "{lines:?}");
    }
    let mut lab = runs::run([]);
    lab.send(common::at(0), ADA, reverse(2));
    assert!(sequence_diagram(&lab, ADA, Version::EMPTY).contains("L->>B: Reverse v2\n"));
}

#[test]
fn check_that_refuses_a_reversal_is_not_cut_off() {
    let lab = runs::run([create_with("Ada", MAX_AMOUNT), withdraw(1), reverse(2)]);
    let lines = lines(&lab, 4);
    let decided = "balance 999,999,999.98 #60; 999,999,999.99";
    assert!(lines.iter().any(|line| line.starts_with("Note over B") && line.ends_with(decided)), "{lines:?}");
}

#[test]
fn refusal_without_a_record_is_visible() {
    let mut lab = runs::run([]);
    lab.send(common::at(0), ADA, withdraw(1_00));
    let lines = lines(&lab, 0);
    assert!(lines.iter().any(|line| line.starts_with("B--xL: Rejected: There is no such account.")), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("Append")), "{lines:?}");
}

#[test]
fn long_run_is_bounded_and_says_so() {
    let text = sequence_diagram(&runs::long(), ADA, Version(1_000));
    assert!(text.contains("Note over L,V: v1 to v980 came before and are left out."), "{text}");
    assert_eq!(text.matches("L->>B").count(), MAX_COMMITS);
    // Mermaid refuses texts of more than 50,000 characters.
    assert!(text.len() < 50_000 && sequence_diagram(&runs::names(), ADA, Version(5)).len() < 10_000);
}
