//! A refusal is recorded by a rejection event of its command, and explained in a sentence.

use super::*;

#[test]
fn refusal_is_recorded_by_the_rejection_event_of_its_command() {
    for (command, event_type) in [
        (create("Ada"), "AccountCreationRejected"),
        (deposit(5_00), "DepositRejected"),
        (withdraw(5_00), "WithdrawalRejected"),
        (reverse(2), "ReversalRejected"),
        (freeze(), "FreezeRejected"),
        (unfreeze(), "UnfreezeRejected"),
        (close(), "ClosureRejected"),
    ] {
        let (reverses, amount) = (command.reverses(), command.amount());
        let (balance, reason_code) = (usd(0), ReasonCode::AccountClosed);
        let refusal = Refusal { command: command.kind(), reverses, amount, balance, reason_code };
        let event = refusal.event().unwrap();
        assert_eq!(event.event_type(), event_type);
        assert_eq!(event.family(), Family::Rejected);
        assert_eq!(event.refusal(), Some(refusal));
        let expected = Rejection { reverses, amount, balance, reason_code };
        assert_eq!(event.rejection(), Some(&expected));
    }
}

#[test]
fn refusal_is_not_recorded_without_an_account() {
    for command in [deposit(1), withdraw(1), reverse(2), freeze(), unfreeze(), close()] {
        let refusal = Bank::decide(&Account::default(), &command).outcome.unwrap_err();
        assert_eq!(refusal.event(), None, "{command:?}");
    }
}

#[test]
fn rejection_changes_only_the_version_and_publishes_nothing() {
    for command in [create("Ada"), deposit(1), withdraw(1), reverse(2), freeze(), unfreeze(), close()] {
        let (reverses, amount) = (command.reverses(), command.amount());
        let (balance, reason_code) = (usd(1_00), ReasonCode::AccountFrozen);
        let rejected = Refusal { command: command.kind(), reverses, amount, balance, reason_code }.event().unwrap();
        let before = fold(&[created(), deposited(1_00)]);
        let processed = processor().process(Some((before.clone(), Version(2))), &[], &[stamped(rejected)]).unwrap();
        assert_eq!((processed.state, processed.version), (before, Version(3)));
        assert!(processed.new_outbound.is_empty());
    }
}

#[test]
fn refusal_sentence_is_short_and_avoids_the_word_invalid() {
    for past in [
        vec![],
        vec![created()],
        vec![created(), deposited(1_00), frozen()],
        vec![created(), deposited(1_00), withdrawn(1_00)],
        vec![created(), deposited(1_00), deposit_reversed(2, 1_00)],
        vec![created(), closed()],
    ] {
        let state = fold(&past);
        let commands = [create("Ada"), deposit(1), withdraw(MAX_AMOUNT), freeze(), unfreeze(), close()];
        for command in commands.into_iter().chain([1, 2, 9].map(reverse)) {
            if let Err(refusal) = Bank::decide(&state, &resolved(&command, &past)).outcome {
                let message = refusal.sentence(state.owner.as_ref());
                assert!(message.ends_with('.') && !message.to_ascii_lowercase().contains("invalid"), "{message}");
                assert!(message.split_whitespace().count() <= 20, "{message}");
            }
        }
    }
}
