//! Events that earlier versions stored, as literal bytes.

use super::*;
use engine::{CopyOf, PayloadError, StoredEvent};

fn read(event_type: &str, command: &str, payload: &str) -> Result<(BankEvent, Metadata), PayloadError> {
    let metadata = metadata().caused_by(command, uuid::Uuid::nil());
    let payload = serde_json::from_str(payload).unwrap();
    StoredEvent { event_type: event_type.to_owned(), schema_version: 1, payload, metadata }.read(Version(4))
}

#[test]
fn rejection_of_version_1_drops_its_sentence() {
    let payload = r#"{"amount":"500.00 USD","balance":"70.00 USD","reasonCode":"InsufficientFunds","message":"Ada asked for 500.00 but had 70.00."}"#;
    let (event, _) = read("WithdrawalRejected", "Withdraw", payload).unwrap();
    let (amount, balance, reason_code) = (Some(amount(500_00)), usd(70_00), ReasonCode::InsufficientFunds);
    let refusal = Refusal { command: CommandKind::Withdraw, reverses: None, amount, balance, reason_code };
    assert_eq!(event.refusal(), Some(refusal));
    assert_eq!(refusal.sentence(Some(&ada())), "Ada asked for 500.00 but had 70.00.");

    let payload = r#"{"balance":"0.00 USD","reasonCode":"AccountNotFrozen","message":"Ada’s account is not frozen."}"#;
    for event_type in
        ["AccountCreationRejected", "DepositRejected", "FreezeRejected", "UnfreezeRejected", "ClosureRejected"]
    {
        let (event, _) = read(event_type, "", payload).unwrap();
        assert_eq!((event.event_type(), event.schema_version()), (event_type, 2));
    }
}

#[test]
fn rejection_that_is_not_an_object_is_an_error() {
    let error = read("DepositRejected", "Deposit", "3").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the payload of a stored DepositRejected (schema version 1) can't be read: it is not an object"
    );
}

#[test]
fn event_with_command_fork_becomes_a_copy() {
    let (event, metadata) = read("MoneyDeposited", "Fork", r#"{"amount":"100.00 USD"}"#).unwrap();
    assert_eq!(event, deposited(100_00));
    assert_eq!(metadata.copy_of, Some(Box::new(CopyOf { stream: None, version: Version(4) })));
    assert!(is_copy(&metadata));
    let (_, metadata) = read("MoneyDeposited", "Deposit", r#"{"amount":"100.00 USD"}"#).unwrap();
    assert!(!is_copy(&metadata));
}
