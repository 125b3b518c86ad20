//! The rules of the bank: given what happened, when somebody asks, then this is decided.

use bank::projections::AccountView;
use bank::unicode::caseless;
use bank::{
    Account, Amount, AmountError, Bank, BankEvent, Check, Command, CommandKind, Currency, Email, EmailError, Family,
    MAX_AMOUNT, MAX_BALANCE, Money, Outbound, Owner, Reason, ReasonCode, Refusal, Rejection, Status, TextError,
    is_copy, processor,
};
use engine::{Decide, Event, Given, Metadata, NewEvent, Position, Projection, Recorded, Version};
use proptest::prelude::*;
use serde_json::{Value, json};

mod creating {
    use super::*;

    #[test]
    fn opens_an_empty_account() {
        given([]).when(&create()).then([created()]).publishing([]).state(|account| {
            let expected = Account {
                owner: Some(ada()),
                email: Email::parse("ada@example.com").unwrap(),
                status: Status::Active,
                balance: usd(0),
            };
            assert_eq!(account, &expected);
        });
    }

    #[test]
    fn pays_an_opening_deposit_in_at_once() {
        let command = Command::CreateAccount { owner: ada(), email: None, opening_deposit: Some(amount(10_000)) };
        let created = BankEvent::AccountCreated { owner: ada(), email: None, currency: Currency::Usd };
        given([])
            .when(&command)
            .then([created, deposited(10_000)])
            .publishing([Outbound::BalanceChanged { balance: usd(10_000) }])
            .state(|account| assert_eq!((account.status, account.balance), (Status::Active, usd(10_000))));
    }

    #[test]
    fn takes_its_currency_from_the_opening_deposit() {
        let amount = Amount::new(500, Currency::Eur).unwrap();
        let command = Command::CreateAccount { owner: ada(), email: None, opening_deposit: Some(amount) };
        given([]).when(&command).then([
            BankEvent::AccountCreated { owner: ada(), email: None, currency: Currency::Eur },
            BankEvent::MoneyDeposited { amount, reason: None },
        ]);
    }

    #[test]
    fn is_refused_when_the_account_exists() {
        for past in [vec![created()], vec![created(), frozen()], vec![created(), closed()]] {
            refused(past, &create(), ReasonCode::AccountExists, "The account already exists. It is Ada’s.");
        }
    }
}

mod paying_in {
    use super::*;

    #[test]
    fn raises_the_balance() {
        given([created()])
            .when(&deposit(10_000))
            .then([deposited(10_000)])
            .publishing([Outbound::BalanceChanged { balance: usd(10_000) }])
            .state(|account| assert_eq!(account.balance, usd(10_000)));
    }

    #[test]
    fn keeps_the_reason() {
        let reason = Reason::parse("rent").unwrap();
        let command = Command::Deposit { amount: amount(1), reason: reason.clone() };
        given([created()]).when(&command).then([BankEvent::MoneyDeposited { amount: amount(1), reason }]);
    }

    #[test]
    fn goes_on_after_an_unfreeze() {
        given([created(), frozen(), unfrozen()]).when(&deposit(1)).then([deposited(1)]);
    }

    #[test]
    fn is_refused_without_an_account() {
        refused([], &deposit(1), ReasonCode::AccountNotFound, "There is no such account.");
    }

    #[test]
    fn is_refused_while_the_account_is_frozen() {
        let sentence = "Ada asked to pay in 45.00, but the account is frozen.";
        refused([created(), deposited(100), frozen()], &deposit(4500), ReasonCode::AccountFrozen, sentence);
    }

    #[test]
    fn is_refused_after_the_account_was_closed() {
        let sentence = "Ada asked to pay in 45.00, but the account is closed.";
        refused([created(), closed()], &deposit(4500), ReasonCode::AccountClosed, sentence);
    }

    #[test]
    fn is_refused_in_another_currency() {
        let command = Command::Deposit { amount: Amount::new(500, Currency::Eur).unwrap(), reason: None };
        let sentence = "Ada asked to pay in 5.00 EUR, but the account is in USD.";
        refused([created()], &command, ReasonCode::CurrencyMismatch, sentence);
    }

    #[test]
    fn fills_an_account_up_to_its_limit_and_no_further() {
        let nearly_full = || {
            let (deposits, rest) = (MAX_BALANCE / MAX_AMOUNT, MAX_BALANCE % MAX_AMOUNT);
            let full = (0..deposits).map(|_| deposited(MAX_AMOUNT)).chain([deposited(rest)]);
            [created()].into_iter().chain(full).chain([withdrawn(100)])
        };
        given(nearly_full())
            .when(&deposit(100))
            .then([deposited(100)])
            .state(|account| assert_eq!(account.balance, usd(MAX_BALANCE)));
        let sentence = "Ada asked to pay in 1.01, but the account can hold at most 999999999999.99.";
        refused(nearly_full(), &deposit(101), ReasonCode::BalanceLimit, sentence);
    }
}

mod taking_out {
    use super::*;

    #[test]
    fn lowers_the_balance() {
        given([created(), deposited(10_000)])
            .when(&withdraw(3_000))
            .then([withdrawn(3_000)])
            .publishing([Outbound::BalanceChanged { balance: usd(7_000) }])
            .state(|account| assert_eq!(account.balance, usd(7_000)));
    }

    #[test]
    fn can_take_everything() {
        given([created(), deposited(10_000)])
            .when(&withdraw(10_000))
            .then([withdrawn(10_000)])
            .state(|account| assert_eq!(account.balance, usd(0)));
    }

    #[test]
    fn is_refused_when_a_cent_is_missing() {
        let sentence = "Ada asked for 100.01 but had 100.00.";
        refused([created(), deposited(10_000)], &withdraw(10_001), ReasonCode::InsufficientFunds, sentence);
        let sentence = "Ada asked for 0.01 but had 0.00.";
        refused([created()], &withdraw(1), ReasonCode::InsufficientFunds, sentence);
    }

    #[test]
    fn is_refused_without_an_account() {
        refused([], &withdraw(1), ReasonCode::AccountNotFound, "There is no such account.");
    }

    #[test]
    fn is_refused_while_the_account_is_frozen() {
        let sentence = "Ada asked for 5.00, but the account is frozen.";
        refused([created(), deposited(10_000), frozen()], &withdraw(500), ReasonCode::AccountFrozen, sentence);
    }

    #[test]
    fn is_refused_after_the_account_was_closed() {
        let sentence = "Ada asked for 5.00, but the account is closed.";
        refused([created(), closed()], &withdraw(500), ReasonCode::AccountClosed, sentence);
    }

    #[test]
    fn is_refused_in_another_currency() {
        let command = Command::Withdraw { amount: Amount::new(500, Currency::Gbp).unwrap(), reason: None };
        let sentence = "Ada asked for 5.00 GBP, but the account is in USD.";
        refused([created(), deposited(10_000)], &command, ReasonCode::CurrencyMismatch, sentence);
    }

    #[test]
    fn of_a_thousand_or_more_is_told_to_the_outside_world() {
        let rich = || given([created(), deposited(500_000)]);
        rich()
            .when(&withdraw(99_999))
            .then([withdrawn(99_999)])
            .publishing([Outbound::BalanceChanged { balance: usd(400_001) }]);
        rich().when(&withdraw(100_000)).then([withdrawn(100_000)]).publishing([
            Outbound::BalanceChanged { balance: usd(400_000) },
            Outbound::LargeWithdrawal { amount: usd(100_000) },
        ]);
    }
}

mod freezing {
    use super::*;

    #[test]
    fn stops_payments_and_is_told_to_the_outside_world() {
        given([created(), deposited(100)])
            .when(&freeze())
            .then([frozen()])
            .publishing([Outbound::AccountFrozen])
            .state(|account| assert_eq!((account.status, account.balance), (Status::Frozen, usd(100))));
    }

    #[test]
    fn keeps_the_reason() {
        let reason = Reason::parse("a lost card").unwrap();
        let command = Command::Freeze { reason: reason.clone() };
        given([created()]).when(&command).then([BankEvent::AccountFrozen { reason }]);
    }

    #[test]
    fn is_refused_when_there_is_nothing_to_freeze() {
        refused([], &freeze(), ReasonCode::AccountNotFound, "There is no such account.");
        let frozen_once = [created(), frozen()];
        refused(frozen_once, &freeze(), ReasonCode::AccountFrozen, "Ada’s account is already frozen.");
        refused([created(), closed()], &freeze(), ReasonCode::AccountClosed, "Ada’s account is closed.");
    }
}

mod unfreezing {
    use super::*;

    #[test]
    fn allows_payments_again() {
        given([created(), frozen()])
            .when(&unfreeze())
            .then([unfrozen()])
            .publishing([])
            .state(|account| assert_eq!(account.status, Status::Active));
    }

    #[test]
    fn is_refused_when_there_is_nothing_to_unfreeze() {
        refused([], &unfreeze(), ReasonCode::AccountNotFound, "There is no such account.");
        refused([created()], &unfreeze(), ReasonCode::AccountNotFrozen, "Ada’s account is not frozen.");
        refused([created(), closed()], &unfreeze(), ReasonCode::AccountClosed, "Ada’s account is closed.");
    }
}

mod closing {
    use super::*;

    #[test]
    fn ends_an_account_that_holds_nothing() {
        given([created(), deposited(100), withdrawn(100)])
            .when(&close())
            .then([closed()])
            .publishing([])
            .state(|account| assert_eq!(account.status, Status::Closed));
    }

    #[test]
    fn ends_a_frozen_account_that_holds_nothing() {
        given([created(), frozen()]).when(&close()).then([closed()]);
    }

    #[test]
    fn is_refused_while_there_is_money() {
        let sentence = "Ada still has 0.01. Only an account at 0.00 can be closed.";
        refused([created(), deposited(1)], &close(), ReasonCode::BalanceNotZero, sentence);
        refused([created(), deposited(1), frozen()], &close(), ReasonCode::BalanceNotZero, sentence);
    }

    #[test]
    fn is_refused_when_there_is_nothing_to_close() {
        refused([], &close(), ReasonCode::AccountNotFound, "There is no such account.");
        refused([created(), closed()], &close(), ReasonCode::AccountClosed, "Ada’s account is already closed.");
    }
}

mod refusing {
    use super::*;

    #[test]
    fn is_recorded_by_an_event_of_the_commands_own_type() {
        for (command, event_type) in [
            (create(), "AccountCreationRejected"),
            (deposit(500), "DepositRejected"),
            (withdraw(500), "WithdrawalRejected"),
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
    fn is_not_recorded_where_there_is_no_account() {
        for command in [deposit(1), withdraw(1), freeze(), unfreeze(), close()] {
            let refusal = Bank::decide(&Account::default(), &command).outcome.unwrap_err();
            assert_eq!(refusal.event(), None, "{command:?}");
        }
    }

    #[test]
    fn changes_nothing_and_publishes_nothing() {
        for command in [create(), deposit(1), withdraw(1), freeze(), unfreeze(), close()] {
            let (amount, balance, reason_code) = (command.amount(), usd(100), ReasonCode::AccountFrozen);
            let rejected = Refusal { command: command.kind(), amount, balance, reason_code }.event().unwrap();
            let before = fold(&[created(), deposited(100)]);
            let processed = processor().process(Some((before.clone(), Version(2))), &[], &[stamped(rejected)]).unwrap();
            assert_eq!((processed.state, processed.version), (before, Version(3)));
            assert!(processed.new_outbound.is_empty());
        }
    }

    #[test]
    fn has_a_short_sentence_that_calls_nothing_invalid() {
        let states = [vec![], vec![created()], vec![created(), deposited(100), frozen()], vec![created(), closed()]];
        for state in states.map(|past| fold(&past)) {
            for command in [create(), deposit(1), withdraw(MAX_AMOUNT), freeze(), unfreeze(), close()] {
                if let Err(refusal) = Bank::decide(&state, &command).outcome {
                    let message = refusal.sentence(state.owner.as_ref());
                    assert!(message.ends_with('.') && !message.to_lowercase().contains("invalid"), "{message}");
                    assert!(message.split_whitespace().count() <= 20, "{message}");
                }
            }
        }
    }
}

/// A decision says which checks it made, with their figures, and stops at the first that fails.
mod checks {
    use super::*;

    const USD: Check = Check::Currency { account: Currency::Usd, amount: Currency::Usd };

    fn active() -> Check {
        Check::Active { status: Status::Active }
    }

    #[test]
    fn of_a_withdrawal_are_status_currency_and_balance() {
        let funds = Check::Funds { balance: usd(7_000), amount: usd(3_000) };
        given([created(), deposited(7_000)])
            .when(&withdraw(3_000))
            .checking([active(), USD, funds])
            .then([withdrawn(3_000)]);
        assert_eq!(funds.to_string(), "balance 70.00 \u{2265} 30.00");
    }

    #[test]
    fn end_with_the_one_that_refuses() {
        let funds = Check::Funds { balance: usd(7_000), amount: usd(50_000) };
        let rejected = given([created(), deposited(7_000)]).when(&withdraw(50_000)).checking([active(), USD, funds]);
        let (amount, balance, reason_code) = (Some(amount(50_000)), usd(7_000), ReasonCode::InsufficientFunds);
        rejected.then_refused(&Refusal { command: CommandKind::Withdraw, amount, balance, reason_code });
        assert_eq!(funds.to_string(), "balance 70.00 < 500.00");

        let frozen_account = Check::Active { status: Status::Frozen };
        let refused = given([created(), frozen()]).when(&withdraw(1)).checking([frozen_account]);
        let (amount, balance, reason_code) = (Some(amount_of(1)), usd(0), ReasonCode::AccountFrozen);
        refused.then_refused(&Refusal { command: CommandKind::Withdraw, amount, balance, reason_code });
    }

    fn amount_of(minor: i64) -> Amount {
        super::amount(minor)
    }

    #[test]
    fn say_what_they_compared() {
        let eur = Currency::Eur;
        for (check, text) in [
            (Check::New { status: Status::NotOpened }, "no account yet"),
            (Check::New { status: Status::Active }, "the account exists"),
            (Check::Frozen { status: Status::Active }, "status Active"),
            (USD, "currency USD"),
            (Check::Currency { account: Currency::Usd, amount: eur }, "currency EUR \u{2260} USD"),
            (Check::Empty { balance: usd(0) }, "balance 0.00 = 0.00"),
            (Check::Empty { balance: usd(7) }, "balance 0.07 \u{2260} 0.00"),
            (
                Check::Room { balance: usd(MAX_BALANCE), amount: usd(1) },
                "balance 999999999999.99 + 0.01 > 999999999999.99",
            ),
        ] {
            assert_eq!(check.to_string(), text);
        }
    }

    #[test]
    fn of_room_do_not_overflow() {
        let check = Check::Room { balance: usd(i64::MAX), amount: usd(i64::MAX) };
        assert_eq!(check.failure(), Some(ReasonCode::BalanceLimit));
    }
}

/// Events as earlier versions stored them, in literal bytes.
mod stored_earlier {
    use super::*;
    use engine::{CopyOf, PayloadError, StoredEvent};

    fn read(event_type: &str, command: &str, payload: &str) -> Result<(BankEvent, Metadata), PayloadError> {
        let metadata = metadata().caused_by(command, uuid::Uuid::nil());
        let payload = serde_json::from_str(payload).unwrap();
        StoredEvent { event_type: event_type.to_owned(), schema_version: 1, payload, metadata }.read(Version(4))
    }

    #[test]
    fn rejections_lose_the_sentence_that_was_stored_and_keep_their_facts() {
        let payload = r#"{"amount":"500.00 USD","balance":"70.00 USD","reasonCode":"InsufficientFunds","message":"Ada asked for 500.00 but had 70.00."}"#;
        let (event, _) = read("WithdrawalRejected", "Withdraw", payload).unwrap();
        let (amount, balance, reason_code) = (Some(amount(50_000)), usd(7_000), ReasonCode::InsufficientFunds);
        let refusal = Refusal { command: CommandKind::Withdraw, amount, balance, reason_code };
        assert_eq!(event.refusal(), Some(refusal));
        assert_eq!(refusal.sentence(Some(&ada())), "Ada asked for 500.00 but had 70.00.");

        let payload =
            r#"{"balance":"0.00 USD","reasonCode":"AccountNotFrozen","message":"Ada’s account is not frozen."}"#;
        for event_type in
            ["AccountCreationRejected", "DepositRejected", "FreezeRejected", "UnfreezeRejected", "ClosureRejected"]
        {
            let (event, _) = read(event_type, "", payload).unwrap();
            assert_eq!((event.event_type(), event.schema_version()), (event_type, 2));
        }
    }

    #[test]
    fn rejections_that_are_not_objects_are_an_error() {
        let error = read("DepositRejected", "Deposit", "3").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the payload of a stored DepositRejected (schema version 1) can't be read: it is not an object"
        );
    }

    #[test]
    fn copies_of_a_fork_are_known_by_the_name_of_their_command() {
        let (event, metadata) = read("MoneyDeposited", "Fork", r#"{"amount":"100.00 USD"}"#).unwrap();
        assert_eq!(event, deposited(10_000));
        assert_eq!(metadata.copy_of, Some(Box::new(CopyOf { stream: None, version: Version(4) })));
        assert!(is_copy(&metadata));
        let (_, metadata) = read("MoneyDeposited", "Deposit", r#"{"amount":"100.00 USD"}"#).unwrap();
        assert!(!is_copy(&metadata));
    }
}

/// What was stored once must be readable for good. To change a line here is to break every log that exists.
mod stored {
    use super::*;

    #[test]
    fn every_event_keeps_its_name_and_its_shape() {
        for (event, event_type, payload) in contract() {
            assert_eq!(event.event_type(), event_type);
            let schema_version = if event.rejection().is_some() { 2 } else { 1 };
            assert_eq!(event.schema_version(), schema_version, "{event_type}");
            assert_eq!(event.payload(), payload, "{event_type}");
            assert_eq!(BankEvent::from_payload(event_type, schema_version, payload), Ok(event));
        }
    }

    #[test]
    fn the_contract_knows_every_type() {
        let mut types: Vec<_> = contract().into_iter().map(|(_, event_type, _)| event_type).collect();
        types.dedup();
        assert_eq!(types.len(), 6 + CommandKind::ALL.len());
    }

    #[test]
    fn every_reason_code_keeps_its_name() {
        for (code, name) in [
            (ReasonCode::AccountNotFound, "AccountNotFound"),
            (ReasonCode::AccountExists, "AccountExists"),
            (ReasonCode::AccountFrozen, "AccountFrozen"),
            (ReasonCode::AccountNotFrozen, "AccountNotFrozen"),
            (ReasonCode::AccountClosed, "AccountClosed"),
            (ReasonCode::InsufficientFunds, "InsufficientFunds"),
            (ReasonCode::BalanceLimit, "BalanceLimit"),
            (ReasonCode::BalanceNotZero, "BalanceNotZero"),
            (ReasonCode::CurrencyMismatch, "CurrencyMismatch"),
        ] {
            assert_eq!(serde_json::to_value(code).unwrap(), name);
            assert_eq!(serde_json::from_value::<ReasonCode>(name.into()).unwrap(), code);
        }
    }

    #[test]
    fn any_text_comes_back_as_it_was() {
        for text in [
            "<img src=x onerror=alert(1)>",
            "עדה לאבלייס",
            "A\u{301}\u{302}d\u{303}a",
            r#"","type":"MoneyDeposited","payload":{"amount":"9.00 USD"#,
            "\\u0000 \\\" \\n",
            "👩\u{200d}🚀 👨\u{200d}👩\u{200d}👧",
            "PK SK _pk _sk _seq",
            "${jndi:ldap://x} {{7*7}} '; DROP TABLE events; --",
        ] {
            let reason = Reason::parse(text).unwrap();
            for event in [
                BankEvent::AccountCreated { owner: Owner::parse(text).unwrap(), email: None, currency: Currency::Gbp },
                BankEvent::MoneyWithdrawn { amount: amount(1), reason: reason.clone() },
                BankEvent::AccountClosed { reason },
            ] {
                let stored = serde_json::to_string(&event.payload()).unwrap();
                let read = BankEvent::from_payload(event.event_type(), 1, serde_json::from_str(&stored).unwrap());
                assert_eq!(read, Ok(event));
            }
        }
    }

    /// A stored event is a fact: text that an earlier version accepted is read and written back unchanged.
    #[test]
    fn texts_that_are_refused_today_are_read_from_a_store() {
        for (event_type, stored) in [
            ("AccountCreated", r#"{"currency":"USD","email":"ad\u200ba@example.com","owner":"Zoe\u0308\u200b"}"#),
            ("AccountCreated", r#"{"currency":"USD","email":"ren\u0065\u0301@example.com\ufe0f","owner":"\u0301"}"#),
            ("AccountCreated", r#"{"currency":"EUR","email":"\uff41da@example.123","owner":"Ada  \ufff0Lovelace"}"#),
            ("AccountCreated", r#"{"currency":"USD","owner":"\ud82f\udca0\u2800"}"#),
            ("MoneyDeposited", r#"{"amount":"1.00 USD","reason":"re\ufeffnt\u200d"}"#),
            ("AccountFrozen", r#"{"reason":"\ue000 \u034f"}"#),
        ] {
            let payload: Value = serde_json::from_str(stored).unwrap();
            let event = BankEvent::from_payload(event_type, 1, payload.clone()).unwrap();
            assert_eq!(event.payload(), payload, "{stored}");
        }
        let email = format!("{}@{}.com", "l".repeat(100), "d".repeat(100));
        let payload = json!({ "owner": "e\u{301}".repeat(50), "email": email, "currency": "USD" });
        let event = BankEvent::from_payload("AccountCreated", 1, payload.clone()).unwrap();
        assert_eq!(event.payload(), payload);
    }

    #[test]
    fn damaged_text_is_not_read_from_a_store() {
        for (event_type, stored) in [
            ("AccountCreated", r#"{"currency":"USD","owner":""}"#),
            ("AccountCreated", r#"{"currency":"USD","owner":"Ada\u202e"}"#),
            ("AccountCreated", r#"{"currency":"USD","email":"ada","owner":"Ada"}"#),
            ("AccountCreated", r#"{"currency":"USD","email":"a da@example.com","owner":"Ada"}"#),
            ("AccountFrozen", r#"{"reason":"\u0000"}"#),
            ("AccountFrozen", r#"{"reason":"rent\n"}"#),
        ] {
            assert!(BankEvent::from_payload(event_type, 1, serde_json::from_str(stored).unwrap()).is_err(), "{stored}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let error = |event_type, shape, payload| {
            BankEvent::from_payload(event_type, shape, payload).expect_err(event_type).to_string()
        };
        let text = error("MoneyTeleported", 1, json!({}));
        assert!(
            text.starts_with(
                "the payload of a stored MoneyTeleported (schema version 1) can't be read: unknown variant"
            )
        );
        assert_eq!(
            error("MoneyDeposited", 2, json!({ "amount": "1.00 USD" })),
            "the payload of a stored MoneyDeposited (schema version 2) can't be read: \
             this version of the lab reads schema versions up to 1"
        );
        for (payload, reason) in [
            (json!({}), "missing field `amount`"),
            (json!({ "amount": 100 }), "expected a string"),
            (json!({ "amount": "1.00" }), "\"1.00\" is not money such as \"30.00 USD\""),
            (json!({ "amount": "0.00 USD" }), "Enter an amount above zero."),
            (json!({ "amount": "1.00 USD", "reason": "" }), "it is empty"),
            (Value::Null, "expected struct variant"),
        ] {
            let text = error("MoneyDeposited", 1, payload);
            assert!(text.contains(reason), "{text}");
        }
    }

    #[test]
    fn fields_that_a_later_shape_may_add_are_passed_over() {
        let payload = json!({ "amount": "1.00 USD", "_pk": "x", "PK": "y", "branch": "Oxford" });
        assert_eq!(BankEvent::from_payload("MoneyDeposited", 1, payload), Ok(deposited(100)));
    }

    fn contract() -> Vec<(BankEvent, &'static str, Value)> {
        let reason = || Reason::parse("rent").unwrap();
        let rejection = |amount| Rejection { amount, balance: usd(7_000), reason_code: ReasonCode::InsufficientFunds };
        let mut contract = vec![
            (created(), "AccountCreated", json!({ "owner": "Ada", "email": "ada@example.com", "currency": "USD" })),
            (
                BankEvent::AccountCreated { owner: ada(), email: None, currency: Currency::Eur },
                "AccountCreated",
                json!({ "owner": "Ada", "currency": "EUR" }),
            ),
            (deposited(10_000), "MoneyDeposited", json!({ "amount": "100.00 USD" })),
            (
                BankEvent::MoneyDeposited { amount: amount(10_000), reason: reason() },
                "MoneyDeposited",
                json!({ "amount": "100.00 USD", "reason": "rent" }),
            ),
            (withdrawn(3_000), "MoneyWithdrawn", json!({ "amount": "30.00 USD" })),
            (
                BankEvent::MoneyWithdrawn { amount: amount(3_000), reason: reason() },
                "MoneyWithdrawn",
                json!({ "amount": "30.00 USD", "reason": "rent" }),
            ),
            (frozen(), "AccountFrozen", json!({})),
            (BankEvent::AccountFrozen { reason: reason() }, "AccountFrozen", json!({ "reason": "rent" })),
            (unfrozen(), "AccountUnfrozen", json!({})),
            (BankEvent::AccountUnfrozen { reason: reason() }, "AccountUnfrozen", json!({ "reason": "rent" })),
            (closed(), "AccountClosed", json!({})),
            (BankEvent::AccountClosed { reason: reason() }, "AccountClosed", json!({ "reason": "rent" })),
        ];
        for (kind, event_type) in [
            (CommandKind::CreateAccount, "AccountCreationRejected"),
            (CommandKind::Deposit, "DepositRejected"),
            (CommandKind::Withdraw, "WithdrawalRejected"),
            (CommandKind::Freeze, "FreezeRejected"),
            (CommandKind::Unfreeze, "UnfreezeRejected"),
            (CommandKind::CloseAccount, "ClosureRejected"),
        ] {
            let payload = json!({
                "amount": "500.00 USD",
                "balance": "70.00 USD",
                "reasonCode": "InsufficientFunds",
            });
            let rejected = BankEvent::rejected(kind, rejection(Some(amount(50_000))));
            assert_eq!(rejected.refusal().unwrap().command, kind);
            contract.push((rejected, event_type, payload));
            let payload = json!({
                "balance": "70.00 USD",
                "reasonCode": "InsufficientFunds",
            });
            contract.push((BankEvent::rejected(kind, rejection(None)), event_type, payload));
        }
        contract
    }
}

mod folding {
    use super::*;

    #[test]
    fn events_that_this_bank_did_not_decide_are_reported() {
        for (past, version) in [(vec![created(), withdrawn(1)], Version(2)), (vec![created(), euros()], Version(2))] {
            let new: Vec<_> = past.into_iter().map(stamped).collect();
            let failed = processor().process(None, &[], &new).unwrap_err();
            assert_eq!(failed.version, version);
            assert!(failed.to_string().contains("these events were not decided by this bank"), "{failed}");
        }
    }

    fn euros() -> BankEvent {
        BankEvent::MoneyDeposited { amount: Amount::new(1, Currency::Eur).unwrap(), reason: None }
    }
}

mod wording {
    use super::*;

    #[test]
    fn comma_before_the_cents_is_answered_with_a_point() {
        let sentence =
            "Use a point before the cents, and commas only between groups of three digits, such as 1,000.50.";
        for text in ["30,50", "1,00.00", "1.000,00"] {
            assert_eq!(Amount::parse(text, Currency::Usd).unwrap_err().to_string(), sentence, "{text}");
        }
    }

    #[test]
    fn every_error_of_a_field_says_what_to_do() {
        let amounts = [
            AmountError::Empty,
            AmountError::NotDigits,
            AmountError::Invisible('\n'),
            AmountError::Grouped,
            AmountError::TooManyDecimals,
            AmountError::Zero,
            AmountError::Negative,
            AmountError::TooLarge,
        ];
        let texts = [
            TextError::EmptyOwner,
            TextError::Invisible('\n'),
            TextError::LoneMark('\u{301}'),
            TextError::TooLong { limit: 1, length: 2 },
            TextError::TooManyBytes { limit: 1, length: 2 },
        ];
        let addresses = [
            EmailError::Incomplete,
            EmailError::Invisible('\n'),
            EmailError::Forbidden(' '),
            EmailError::Forbidden('<'),
            EmailError::TooLong { length: 255 },
            EmailError::LocalPartTooLong { length: 65 },
            EmailError::LabelTooLong { length: 64 },
            EmailError::NumericTopLevel,
        ];
        let messages = amounts.iter().map(ToString::to_string);
        let messages =
            messages.chain(texts.iter().map(ToString::to_string)).chain(addresses.iter().map(ToString::to_string));
        for text in messages {
            assert!(["Enter ", "Use ", "Delete "].iter().any(|verb| text.starts_with(verb)), "{text}");
            assert!(text.ends_with('.'), "{text}");
        }
    }
}

/// What may be typed, by accident or on purpose: any characters, among them marks, joiners, and letters with several spellings.
fn text() -> impl Strategy<Value = String> {
    let special = "[aAe\u{e9}\u{301}\u{323} \u{a0}\u{200b}\u{200d}\u{fe0f}\u{202a}\u{3c3}\u{3a3}\u{3c2}\u{130}\u{df}\u{fb03}\u{ff21}\u{ff10}0-9.,\u{3002}\u{1100}\u{1161}\u{915}\u{94d}\u{1f469}]{0,12}";
    prop_oneof![any::<String>(), special, proptest::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter)]
}

proptest! {
    #[test]
    fn an_amount_is_read_as_it_is_written(minor in 1..=MAX_AMOUNT, currency in currency()) {
        let amount = Amount::new(minor, currency).unwrap();
        let money = amount.money();
        prop_assert_eq!(Amount::parse(&money.figure(), currency), Ok(amount));
        let stored = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&stored).unwrap(), money);
        prop_assert_eq!(serde_json::from_str::<Amount>(&stored).unwrap(), amount);
    }

    #[test]
    fn a_figure_is_what_the_formatter_writes(minor in any::<i64>()) {
        let sign = if minor < 0 { "\u{2212}" } else { "" };
        let (units, cents) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
        prop_assert_eq!(usd(minor).figure(), format!("{sign}{units}.{cents:02}"));
    }

    #[test]
    fn no_text_breaks_a_field(text in text()) {
        if let Ok(amount) = Amount::parse(&text, Currency::Usd) {
            prop_assert_eq!(Amount::parse(&amount.money().figure(), Currency::Usd), Ok(amount));
        }
        if let Ok(owner) = Owner::parse(&text) {
            prop_assert_eq!(Owner::parse(owner.as_str()), Ok(owner.clone()));
            prop_assert_eq!(Owner::try_from(owner.to_string()), Ok(owner));
        }
        if let Ok(Some(reason)) = Reason::parse(&text) {
            prop_assert_eq!(Reason::parse(reason.as_str()), Ok(Some(reason.clone())));
            prop_assert_eq!(Reason::try_from(reason.to_string()), Ok(reason));
        }
    }

    #[test]
    fn no_text_breaks_an_address(local_part in text(), domain in text(), top_level in "[a-z]{2}|\\PC{1,3}") {
        for text in [format!("{local_part}@{domain}.{top_level}"), local_part] {
            let Ok(Some(email)) = Email::parse(&text) else { continue };
            prop_assert_eq!(Email::parse(email.as_str()), Ok(Some(email.clone())));
            prop_assert_eq!(Email::try_from(email.to_string()), Ok(email.clone()));
            if let Ok(Some(by_key)) = Email::parse(&email.key()) {
                prop_assert_eq!(by_key.key(), email.key());
            }
        }
    }

    #[test]
    fn caseless_text_stays_as_it_is(text in text()) {
        let once = caseless(&text);
        prop_assert_eq!(caseless(&once), once);
    }

    #[test]
    fn whatever_is_asked_the_books_balance(commands in prop::collection::vec(command(), 0..60)) {
        let rules = processor();
        let (mut account, mut view, mut version) = (Account::default(), AccountView::default(), Version::EMPTY);
        let (mut paid_in, mut taken_out) = (0, 0);
        for command in commands {
            let decision = Bank::decide(&account, &command);
            let (accepted, events) = (decision.outcome.is_ok(), decision.events(&command));
            let failed = decision.checks.iter().position(|check| !check.passed());
            prop_assert_eq!(failed, (!accepted).then(|| decision.checks.len() - 1), "a command fails at its last check");
            if let Some(led_to) = Command::that_led_to(&events, &account) {
                let again = Bank::decide(&account, &led_to);
                prop_assert_eq!(again.checks, decision.checks, "the events lead back to the same checks");
            }
            let (account_before, view_before) = (account.clone(), view.clone());
            for event in events {
                match &event {
                    BankEvent::MoneyDeposited { amount, .. } => paid_in += amount.money().minor,
                    BankEvent::MoneyWithdrawn { amount, .. } => taken_out += amount.money().minor,
                    _ => {}
                }
                let processed = rules.process(Some((account, version)), &[], &[stamped(event.clone())]).unwrap();
                (account, version) = (processed.state, processed.version);
                view.apply(&recorded(event, version));
                prop_assert_eq!((&view.account, view.version), (&account, version));
            }
            prop_assert!((0..=MAX_BALANCE).contains(&account.balance.minor));
            prop_assert_eq!(account.balance.minor, paid_in - taken_out);
            if !accepted {
                let recorded = u32::from(account_before.owner.is_some());
                prop_assert_eq!(&account, &account_before);
                let expected = AccountView {
                    version: view_before.version.plus(recorded as usize),
                    rejections: view_before.rejections + recorded,
                    ..view_before
                };
                prop_assert_eq!(&view, &expected);
            }
        }
    }
}

fn currency() -> impl Strategy<Value = Currency> {
    prop_oneof![Just(Currency::Usd), Just(Currency::Eur), Just(Currency::Gbp)]
}

/// Commands that come often enough in the right order to be accepted.
fn command() -> impl Strategy<Value = Command> {
    let any_amount = || {
        let minor = prop_oneof![8 => 1..20_000_i64, 1 => 1..=MAX_AMOUNT, 1 => Just(MAX_AMOUNT)];
        let currency = prop_oneof![9 => Just(Currency::Usd), 1 => currency()];
        (minor, currency).prop_map(|(minor, currency)| Amount::new(minor, currency).unwrap())
    };
    prop_oneof![
        3 => prop::option::of(any_amount()).prop_map(|opening_deposit| Command::CreateAccount {
            owner: ada(),
            email: None,
            opening_deposit
        }),
        6 => any_amount().prop_map(|amount| Command::Deposit { amount, reason: None }),
        6 => any_amount().prop_map(|amount| Command::Withdraw { amount, reason: None }),
        1 => Just(freeze()),
        2 => Just(unfreeze()),
        1 => Just(close()),
    ]
}

fn given(past: impl IntoIterator<Item = BankEvent>) -> Given<Bank> {
    Given::events(past)
}

#[track_caller]
fn refused(past: impl IntoIterator<Item = BankEvent>, command: &Command, reason_code: ReasonCode, sentence: &str) {
    let past: Vec<_> = past.into_iter().collect();
    let Account { owner, balance, .. } = fold(&past);
    let refusal = Refusal { command: command.kind(), amount: command.amount(), balance, reason_code };
    assert_eq!(refusal.sentence(owner.as_ref()), sentence);
    given(past).when(command).then_refused(&refusal);
}

fn fold(past: &[BankEvent]) -> Account {
    let past: Vec<_> = past.iter().cloned().map(stamped).collect();
    processor().process(None, &[], &past).unwrap().state
}

fn stamped(data: BankEvent) -> NewEvent<BankEvent> {
    NewEvent { data, metadata: metadata() }
}

fn recorded(data: BankEvent, version: Version) -> Recorded<BankEvent> {
    let stream = "ACCOUNT-1001".into();
    Recorded { stream, version, position: Position(version.0), data, metadata: metadata() }
}

fn metadata() -> Metadata {
    Metadata::new(uuid::Uuid::nil(), chrono::DateTime::UNIX_EPOCH)
}

fn ada() -> Owner {
    Owner::parse("Ada").unwrap()
}

fn usd(minor: i64) -> Money {
    Money { minor, currency: Currency::Usd }
}

fn amount(minor: i64) -> Amount {
    Amount::new(minor, Currency::Usd).unwrap()
}

fn create() -> Command {
    Command::CreateAccount { owner: ada(), email: Email::parse("ada@example.com").unwrap(), opening_deposit: None }
}

fn deposit(minor: i64) -> Command {
    Command::Deposit { amount: amount(minor), reason: None }
}

fn withdraw(minor: i64) -> Command {
    Command::Withdraw { amount: amount(minor), reason: None }
}

fn freeze() -> Command {
    Command::Freeze { reason: None }
}

fn unfreeze() -> Command {
    Command::Unfreeze { reason: None }
}

fn close() -> Command {
    Command::CloseAccount { reason: None }
}

fn created() -> BankEvent {
    let email = Email::parse("ada@example.com").unwrap();
    BankEvent::AccountCreated { owner: ada(), email, currency: Currency::Usd }
}

fn deposited(minor: i64) -> BankEvent {
    BankEvent::MoneyDeposited { amount: amount(minor), reason: None }
}

fn withdrawn(minor: i64) -> BankEvent {
    BankEvent::MoneyWithdrawn { amount: amount(minor), reason: None }
}

fn frozen() -> BankEvent {
    BankEvent::AccountFrozen { reason: None }
}

fn unfrozen() -> BankEvent {
    BankEvent::AccountUnfrozen { reason: None }
}

fn closed() -> BankEvent {
    BankEvent::AccountClosed { reason: None }
}
