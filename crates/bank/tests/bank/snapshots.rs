//! Snapshots on close: closed accounts are only read from then on.

use super::*;
use engine::{Aggregate, EventStore, SnapshotPolicy, StreamId, ready};
use stores::MemoryStore;

#[test]
fn closed_account_loads_from_its_only_snapshot() {
    let id = StreamId::from("ACCOUNT-1001");
    let accounts = Aggregate::new(bank::processor(), MemoryStore::<Bank>::default());
    let accounts = accounts.with_snapshots(SnapshotPolicy::OnClose);
    let append = |events: &[BankEvent]| {
        let events = events.iter().cloned().map(stamped).collect();
        ready(accounts.append(&id, events)).unwrap();
        let loaded = ready(accounts.get(&id)).unwrap().unwrap();
        assert_eq!(loaded.state, ready(accounts.state_at(&id, loaded.version)).unwrap());
        (ready(accounts.store().snapshot(&id)).unwrap().map(|snapshot| snapshot.version), loaded.replayed)
    };
    let (owner, amount) = (Owner::parse("Ada").unwrap(), Amount::new(1_00, Currency::Usd).unwrap());
    let created = BankEvent::AccountCreated { owner, email: None, currency: Currency::Usd };
    assert_eq!(append(&[created, BankEvent::MoneyDeposited { amount, reason: None }]), (None, 2));
    assert_eq!(append(&[BankEvent::MoneyWithdrawn { amount, reason: None }]), (None, 3));
    assert_eq!(append(&[BankEvent::AccountClosed { reason: None }]), (Some(Version(4)), 0));
    let rejection = Rejection {
        reverses: None,
        amount: Some(amount),
        balance: Money::zero(Currency::Usd),
        reason_code: ReasonCode::AccountClosed,
    };
    let refused = BankEvent::rejected(CommandKind::Deposit, rejection);
    assert_eq!(append(&[refused]), (Some(Version(4)), 1), "only the later rejection is replayed");
}
