//! Commands, events and messages, linked by their causes.

use super::*;

#[test]
fn chain_links_command_events_and_messages() {
    let mut lab = Lab::new(1, at(0));
    send(&mut lab, ADA, create_with("Ada", 100_00));
    let chain = Chain::of(&lab, ADA, Version(2)).unwrap();
    assert_eq!(Chain::of(&lab, ADA, Version(1)).unwrap(), chain, "both events have the same chain");
    let [command] = chain.roots.as_slice() else { panic!("one command") };
    assert_eq!(
        (&command.kind, command.name.as_str(), command.version),
        (&LinkKind::Command, "CreateAccount", Version(1))
    );
    let names: Vec<_> = command.caused.iter().map(|event| (event.name.as_str(), event.version)).collect();
    assert_eq!(names, [("AccountCreated", Version(1)), ("MoneyDeposited", Version(2))]);
    assert_eq!(command.caused[0].caused, []);
    let [message] = command.caused[1].caused.as_slice() else { panic!("one message") };
    assert_eq!((&message.kind, message.name.as_str()), (&LinkKind::Message, "BalanceChanged"));
    assert_eq!(message.text, "balance 100.00 USD");
}

#[test]
fn chain_of_a_refusal_ends_with_the_rejection() {
    let chain = Chain::of(&six(), ADA, Version(4)).unwrap();
    assert_eq!(chain.roots[0].caused[0].name, "WithdrawalRejected");
    assert_eq!(chain.roots[0].caused[0].caused, []);
    assert_eq!(Chain::of(&six(), ADA, Version(7)), None);
}

#[test]
fn copied_event_keeps_its_payload_separate_from_its_metadata() {
    let lab = six();
    let event = |version| lab.event(ADA, Version(version)).unwrap();
    let metadata = event(3).metadata;
    let one: Value = serde_json::from_str(&events_json(&[event(3)])).unwrap();
    assert_eq!(
        one,
        json!({
            "stream": "ACCOUNT-1001", "version": 3, "position": 3, "type": "MoneyWithdrawn", "schemaVersion": 1,
            "payload": {"amount": "30.00 USD", "reason": "rent"},
            "metadata": {
                "eventId": metadata.event_id, "command": "Withdraw", "causationId": metadata.causation_id,
                "correlationId": metadata.correlation_id, "recordedAt": metadata.recorded_at,
            },
        })
    );
    let two: Value = serde_json::from_str(&events_json(&[event(3), event(5)])).unwrap();
    assert_eq!((&two[0], &two[1]["version"]), (&one, &json!(5)));
}
