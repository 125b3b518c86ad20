//! Every event reads back as it was written.

use super::*;
use chrono::DateTime;
use engine::CopyOf;
use uuid::Uuid;

proptest! {
    /// The payload alone, as stores keep it, and the whole event with its metadata.
    #[test]
    fn event_reads_back_as_written(
        data in bank_event(),
        metadata in metadata(),
        stream in any::<String>(),
        version in any::<u64>(),
    ) {
        let payload = serde_json::from_str(&data.payload().to_string()).unwrap();
        let read = BankEvent::from_payload(data.event_type(), data.schema_version(), payload);
        prop_assert_eq!(read.as_ref(), Ok(&data));
        let recorded = Recorded {
            stream: stream.into(), version: Version(version), position: Position(version), data, metadata,
        };
        let written = serde_json::to_string(&recorded).unwrap();
        prop_assert_eq!(serde_json::from_str::<Recorded<BankEvent>>(&written).unwrap(), recorded);
    }
}

/// A value parsed from random text, often with the characters that delimit JSON and keys.
fn typed<T: std::fmt::Debug>(parse: impl Fn(&str) -> Option<T>) -> impl Strategy<Value = T> {
    let text = prop_oneof![any::<String>(), "[\"\\\\{}\\[\\]:,#/<a]{1,12}"];
    text.prop_filter_map("the text must parse", move |text| parse(&text))
}

prop_compose! {
    fn amount()(minor in 1..=MAX_AMOUNT, currency in currency()) -> Amount {
        Amount::new(minor, currency).unwrap()
    }
}

fn reason() -> impl Strategy<Value = Option<Reason>> {
    proptest::option::of(typed(|text| Reason::parse(text).ok()?))
}

prop_compose! {
    fn rejection()(
        amount in proptest::option::of(amount()),
        minor in 0..=MAX_BALANCE,
        currency in currency(),
        reason_code in proptest::sample::select(&REASON_CODES[..]),
        reverses in proptest::option::of(any::<u64>()),
    ) -> Rejection {
        let reverses = reverses.map(Version);
        Rejection { reverses, amount, balance: Money { minor, currency }, reason_code }
    }
}

/// Often a version that another event names too.
fn version() -> impl Strategy<Value = Version> {
    prop_oneof![0..12_u64, any::<u64>()].prop_map(Version)
}

pub(super) fn bank_event() -> impl Strategy<Value = BankEvent> {
    let owner = typed(|text| Owner::parse(text).ok());
    let email = proptest::option::of(
        "[a-z]{1,9}@[a-z]{1,9}\\.[a-z]{1,9}".prop_map(|text| Email::parse(&text).unwrap().unwrap()),
    );
    prop_oneof![
        (owner, email, currency()).prop_map(|(owner, email, currency)| BankEvent::AccountCreated {
            owner,
            email,
            currency
        }),
        (amount(), reason()).prop_map(|(amount, reason)| BankEvent::MoneyDeposited { amount, reason }),
        (amount(), reason()).prop_map(|(amount, reason)| BankEvent::MoneyWithdrawn { amount, reason }),
        (version(), amount(), reason()).prop_map(|(reverses, amount, reason)| BankEvent::DepositReversed {
            reverses,
            amount,
            reason
        }),
        (version(), amount(), reason()).prop_map(|(reverses, amount, reason)| BankEvent::WithdrawalReversed {
            reverses,
            amount,
            reason
        }),
        reason().prop_map(|reason| BankEvent::AccountFrozen { reason }),
        reason().prop_map(|reason| BankEvent::AccountUnfrozen { reason }),
        reason().prop_map(|reason| BankEvent::AccountClosed { reason }),
        (proptest::sample::select(&CommandKind::ALL[..]), rejection())
            .prop_map(|(kind, rejection)| BankEvent::rejected(kind, rejection)),
    ]
}

prop_compose! {
    fn metadata()(
        ids in any::<[u128; 3]>(),
        command in any::<String>(),
        ms in 0_i64..4_000_000_000_000,
        copy_of in proptest::option::of(copy_of()),
    ) -> Metadata {
        let [event_id, causation_id, correlation_id] = ids.map(Uuid::from_u128);
        let recorded_at = DateTime::from_timestamp_millis(ms).unwrap();
        let copy_of = copy_of.map(Box::new);
        Metadata { event_id, command: command.into(), causation_id, correlation_id, recorded_at, copy_of }
    }
}

prop_compose! {
    fn copy_of()(stream in proptest::option::of(any::<String>()), version in any::<u64>()) -> CopyOf {
        CopyOf { stream: stream.map(Into::into), version: Version(version) }
    }
}
