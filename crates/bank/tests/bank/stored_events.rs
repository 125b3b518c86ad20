//! Stored events must stay readable for good. Changing an expected payload here breaks every existing log.

use super::*;

#[test]
fn event_types_and_payloads_are_stable() {
    for (event, event_type, payload) in contract() {
        assert_eq!(event.event_type(), event_type);
        let schema_version = if event.rejection().is_some() { 2 } else { 1 };
        assert_eq!(event.schema_version(), schema_version, "{event_type}");
        assert_eq!(event.payload(), payload, "{event_type}");
        assert_eq!(BankEvent::from_payload(event_type, schema_version, payload), Ok(event));
    }
}

#[test]
fn contract_covers_every_event_type() {
    let types = variants![BankEvent: AccountCreated, MoneyDeposited, MoneyWithdrawn, DepositReversed,
        WithdrawalReversed, AccountFrozen, AccountUnfrozen, AccountClosed, AccountCreationRejected, DepositRejected,
        WithdrawalRejected, ReversalRejected, FreezeRejected, UnfreezeRejected, ClosureRejected];
    let mut covered: Vec<_> = contract().into_iter().map(|(_, event_type, _)| event_type).collect();
    covered.dedup();
    assert_eq!(covered, types);
}

/// The outbox stores them under these names.
#[test]
fn message_names_and_payloads_are_stable() {
    let names = variants![Outbound: BalanceChanged, AccountFrozen, LargeWithdrawal];
    let contract = [
        (
            Outbound::BalanceChanged { balance: usd(70_00) },
            json!({ "balance": "70.00 USD" }),
            json!({ "BalanceChanged": { "balance": "70.00 USD" } }),
        ),
        (Outbound::AccountFrozen, json!({}), json!("AccountFrozen")),
        (
            Outbound::LargeWithdrawal { amount: usd(1_000_00) },
            json!({ "amount": "1000.00 USD" }),
            json!({ "LargeWithdrawal": { "amount": "1000.00 USD" } }),
        ),
    ];
    assert_eq!(contract.each_ref().map(|(message, ..)| message.name()), names);
    for (message, payload, stored) in contract {
        assert_eq!(message.payload(), payload);
        assert_eq!(serde_json::to_value(message).unwrap(), stored);
        assert_eq!(serde_json::from_value::<Outbound>(stored).unwrap(), message);
    }
}

#[test]
fn command_kinds_are_complete() {
    let names = variants![CommandKind: Deposit, Withdraw, Reverse, CreateAccount, Freeze, Unfreeze, CloseAccount];
    assert_eq!(CommandKind::ALL.map(CommandKind::name), names);
}

#[test]
fn reason_code_names_are_stable() {
    let names = variants![ReasonCode: AccountNotFound, AccountExists, AccountFrozen, AccountNotFrozen, AccountClosed,
        EventNotFound, NotAPayment, AlreadyReversed, ReversalLimit, InsufficientFunds, BalanceLimit, BalanceNotZero, CurrencyMismatch];
    assert_eq!(REASON_CODES.map(ReasonCode::name), names);
    for code in REASON_CODES {
        assert_eq!(serde_json::to_value(code).unwrap(), code.name());
        assert_eq!(serde_json::from_value::<ReasonCode>(code.name().into()).unwrap(), code);
    }
}

#[test]
fn awkward_text_reads_back_as_written() {
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

/// Stored events are facts: text that an earlier version accepted reads and writes back unchanged.
#[test]
fn text_that_is_refused_today_is_still_read() {
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
fn damaged_text_is_an_error() {
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
fn unreadable_payload_says_why() {
    let error = |event_type, shape, payload| {
        BankEvent::from_payload(event_type, shape, payload).expect_err(event_type).to_string()
    };
    let text = error("MoneyTeleported", 1, json!({}));
    assert!(
        text.starts_with("the payload of a stored MoneyTeleported (schema version 1) can't be read: unknown variant")
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
fn unknown_fields_are_ignored() {
    let payload = json!({ "amount": "1.00 USD", "_pk": "x", "PK": "y", "branch": "Oxford" });
    assert_eq!(BankEvent::from_payload("MoneyDeposited", 1, payload), Ok(deposited(1_00)));
}

fn contract() -> Vec<(BankEvent, &'static str, Value)> {
    let reason = || Reason::parse("rent").unwrap();
    let rejection = |amount| {
        let (balance, reason_code) = (usd(70_00), ReasonCode::InsufficientFunds);
        Rejection { reverses: None, amount, balance, reason_code }
    };
    let mut contract = vec![
        (created(), "AccountCreated", json!({ "owner": "Ada", "email": "ada@example.com", "currency": "USD" })),
        (
            BankEvent::AccountCreated { owner: ada(), email: None, currency: Currency::Eur },
            "AccountCreated",
            json!({ "owner": "Ada", "currency": "EUR" }),
        ),
        (deposited(100_00), "MoneyDeposited", json!({ "amount": "100.00 USD" })),
        (
            BankEvent::MoneyDeposited { amount: amount(100_00), reason: reason() },
            "MoneyDeposited",
            json!({ "amount": "100.00 USD", "reason": "rent" }),
        ),
        (withdrawn(30_00), "MoneyWithdrawn", json!({ "amount": "30.00 USD" })),
        (
            BankEvent::MoneyWithdrawn { amount: amount(30_00), reason: reason() },
            "MoneyWithdrawn",
            json!({ "amount": "30.00 USD", "reason": "rent" }),
        ),
        (deposit_reversed(2, 100_00), "DepositReversed", json!({ "reverses": 2, "amount": "100.00 USD" })),
        (
            BankEvent::DepositReversed { reverses: Version(u64::MAX), amount: amount(100_00), reason: reason() },
            "DepositReversed",
            json!({ "reverses": u64::MAX, "amount": "100.00 USD", "reason": "rent" }),
        ),
        (withdrawal_reversed(3, 30_00), "WithdrawalReversed", json!({ "reverses": 3, "amount": "30.00 USD" })),
        (
            BankEvent::WithdrawalReversed { reverses: Version(3), amount: amount(30_00), reason: reason() },
            "WithdrawalReversed",
            json!({ "reverses": 3, "amount": "30.00 USD", "reason": "rent" }),
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
        (CommandKind::Reverse, "ReversalRejected"),
        (CommandKind::Freeze, "FreezeRejected"),
        (CommandKind::Unfreeze, "UnfreezeRejected"),
        (CommandKind::CloseAccount, "ClosureRejected"),
    ] {
        let payload = json!({
            "amount": "500.00 USD",
            "balance": "70.00 USD",
            "reasonCode": "InsufficientFunds",
        });
        let rejected = BankEvent::rejected(kind, rejection(Some(amount(500_00))));
        assert_eq!(rejected.refusal().unwrap().command, kind);
        contract.push((rejected, event_type, payload));
        let payload = json!({
            "balance": "70.00 USD",
            "reasonCode": "InsufficientFunds",
        });
        contract.push((BankEvent::rejected(kind, rejection(None)), event_type, payload));
        if kind == CommandKind::Reverse {
            let named = Rejection { reverses: Some(Version(7)), ..rejection(None) };
            let payload = json!({ "reverses": 7, "balance": "70.00 USD", "reasonCode": "InsufficientFunds" });
            contract.push((BankEvent::rejected(kind, named), event_type, payload));
        }
    }
    contract
}
