//! Forks of earlier versions, marked only by the command name "Fork". Here each copy has its own cause, which the lab never wrote.

use engine::Event;

use super::questions::ask_everything;
use super::*;

const OPENED: &str = r#"{"stream":"ACCOUNT-1001","version":1,"position":1,
    "data":{"type":"AccountCreated","payload":{"owner":"Ada","email":"ada@example.com","currency":"USD"}},
    "metadata":{"eventId":"019cadd3-88b4-7000-8000-000000000001","command":"Fork",
    "causationId":"019cadd3-88b4-7000-8000-0000000000c1","correlationId":"019cadd3-88b4-7000-8000-0000000000d1",
    "recordedAt":"2026-03-02T09:14:07.412Z"}}"#;
const PAID_IN: &str = r#"{"stream":"ACCOUNT-1001","version":2,"position":2,
    "data":{"type":"MoneyDeposited","payload":{"amount":"100.00 USD"}},
    "metadata":{"eventId":"019cadd3-88b4-7000-8000-000000000002","command":"Fork",
    "causationId":"019cadd3-88b4-7000-8000-0000000000c2","correlationId":"019cadd3-88b4-7000-8000-0000000000d2",
    "recordedAt":"2026-03-02T09:14:08.412Z"}}"#;
const TAKEN_OUT: &str = r#"{"stream":"ACCOUNT-1001","version":3,"position":3,
    "data":{"type":"MoneyWithdrawn","payload":{"amount":"30.00 USD","reason":"rent"}},
    "metadata":{"eventId":"019cadd3-88b4-7000-8000-000000000003","command":"Fork",
    "causationId":"019cadd3-88b4-7000-8000-0000000000c3","correlationId":"019cadd3-88b4-7000-8000-0000000000d3",
    "recordedAt":"2026-03-02T09:14:09.412Z"}}"#;
const FROZEN: &str = r#"{"stream":"ACCOUNT-1001","version":4,"position":4,
    "data":{"type":"AccountFrozen","payload":{}},
    "metadata":{"eventId":"019cadd3-88b4-7000-8000-000000000004","command":"Fork",
    "causationId":"019cadd3-88b4-7000-8000-0000000000c4","correlationId":"019cadd3-88b4-7000-8000-0000000000d4",
    "recordedAt":"2026-03-02T09:14:10.412Z"}}"#;

fn lab_of(stored: &[&str]) -> Lab {
    let read = |text: &&str| {
        let event: Recorded<BankEvent> = serde_json::from_str(text).unwrap();
        let metadata = BankEvent::upcast_metadata(event.metadata, event.version);
        Recorded { metadata, ..event }
    };
    let mut lab = tab(1);
    lab.mirror(stored.iter().map(read).collect()).unwrap();
    lab
}

#[test]
fn each_copy_is_a_separate_commit() {
    for stored in [&[OPENED, PAID_IN, TAKEN_OUT][..], &[OPENED, PAID_IN, TAKEN_OUT, FROZEN]] {
        let mut lab = lab_of(stored);
        for version in 1..=stored.len() as u64 {
            let trace = Trace::of(&lab, ADA, Version(version)).unwrap();
            assert_eq!((trace.first, trace.last), (Version(version), Version(version)));
            assert_eq!((trace.expected, trace.replayed), (Version(version - 1), version - 1));
        }
        assert_eq!(lab.forked_from(ADA), None, "the original stream is unknown");
        ask_everything(&mut lab);
    }
}
