//! A refusal is recorded by a rejection event of its command, and explained in a sentence.

use super::*;

#[test]
fn refusal_is_recorded_by_the_rejection_event_of_its_command() {
    for (command, event_type) in [
        (create("Ada"), "AccountCreationRejected"),
        (deposit(5_00), "DepositRejected"),
        (withdraw(5_00), "WithdrawalRejected"),
        (freeze(), "FreezeRejected"),
        (unfreeze(), "UnfreezeRejected"),
        (close(), "ClosureRejected"),
    ] {
        let (amount, balance, reason_code) = (command.amount(), usd(0), ReasonCode::AccountClosed);
        let refusal = Refusal { command: command.kind(), amount, balance, reason_code };
        let event = refusal.event().unwrap();
        assert_eq!(event.event_type(), event_type);
        assert_eq!(event.family(), Family::Rejected);
        assert_eq!(event.refusal(), Some(refusal));
        let expected = Rejection { amount, balance, reason_code };
        assert_eq!(event.rejection(), Some(&expected));
    }
}

#[test]
fn refusal_is_not_recorded_without_an_account() {
    for command in [deposit(1), withdraw(1), freeze(), unfreeze(), close()] {
        let refusal = Bank::decide(&Account::default(), &command).outcome.unwrap_err();
        assert_eq!(refusal.event(), None, "{command:?}");
    }
}

#[test]
fn rejection_changes_only_the_version_and_publishes_nothing() {
    for command in [create("Ada"), deposit(1), withdraw(1), freeze(), unfreeze(), close()] {
        let (amount, balance, reason_code) = (command.amount(), usd(1_00), ReasonCode::AccountFrozen);
        let rejected = Refusal { command: command.kind(), amount, balance, reason_code }.event().unwrap();
        let before = fold(&[created(), deposited(1_00)]);
        let processed = processor().process(Some((before.clone(), Version(2))), &[], &[stamped(rejected)]).unwrap();
        assert_eq!((processed.state, processed.version), (before, Version(3)));
        assert!(processed.new_outbound.is_empty());
    }
}

#[test]
fn refusal_sentence_is_short_and_avoids_the_word_invalid() {
    let states = [vec![], vec![created()], vec![created(), deposited(1_00), frozen()], vec![created(), closed()]];
    for state in states.map(|past| fold(&past)) {
        for command in [create("Ada"), deposit(1), withdraw(MAX_AMOUNT), freeze(), unfreeze(), close()] {
            if let Err(refusal) = Bank::decide(&state, &command).outcome {
                let message = refusal.sentence(state.owner.as_ref());
                assert!(message.ends_with('.') && !message.to_ascii_lowercase().contains("invalid"), "{message}");
                assert!(message.split_whitespace().count() <= 20, "{message}");
            }
        }
    }
}
