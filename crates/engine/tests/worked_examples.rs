//! Two small domains from the first event to the last query: a ledger, and webhooks that are delivered twice.

use engine::conformance::new_event;
use engine::{
    Aggregate, Domain, Event, EventContext, EventStore, IndexDefinition, Lookup, NewEvent, PayloadError, Processor,
    RuleError, StreamId, Version, ready,
};
use serde_json::{Value, json};
use stores::MemoryStore;

fn refused(event_type: &str, schema_version: u32) -> PayloadError {
    PayloadError {
        event_type: event_type.into(),
        schema_version,
        reason: "unknown event type or schema version".into(),
    }
}

fn new<E>(events: impl IntoIterator<Item = E>) -> Vec<NewEvent<E>> {
    (1..).zip(events).map(|(number, event)| new_event(number, event)).collect()
}

mod ledger {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Ledger;

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Account {
        email: Option<String>,
        balance: i64,
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Entry {
        Opened { email: String },
        Posted { amount: i64 },
    }

    #[derive(Clone, Debug, PartialEq)]
    struct AccountOverdrawn {
        balance: i64,
    }

    impl Domain for Ledger {
        type State = Account;
        type Event = Entry;
        type Outbound = AccountOverdrawn;

        fn evolve(account: &mut Account, entry: &Entry, _: &EventContext<'_, Self>) -> Result<(), RuleError> {
            match entry {
                Entry::Opened { email } => account.email = Some(email.clone()),
                Entry::Posted { amount } => account.balance += amount,
            }
            Ok(())
        }

        fn react(account: &Account, entry: &Entry) -> Vec<AccountOverdrawn> {
            let Entry::Posted { amount } = entry else { return Vec::new() };
            let (before, balance) = (account.balance - amount, account.balance);
            if before >= 0 && balance < 0 { vec![AccountOverdrawn { balance }] } else { Vec::new() }
        }
    }

    impl Event for Entry {
        fn event_type(&self) -> &str {
            match self {
                Self::Opened { .. } => "Opened",
                Self::Posted { .. } => "Posted",
            }
        }

        fn payload(&self) -> Value {
            match self {
                Self::Opened { email } => json!({ "email": email }),
                Self::Posted { amount } => json!({ "amount": amount }),
            }
        }

        fn from_payload(event_type: &str, schema_version: u32, payload: Value) -> Result<Self, PayloadError> {
            let email = || payload["email"].as_str().map(|email| Self::Opened { email: email.to_owned() });
            let amount = || payload["amount"].as_i64().map(|amount| Self::Posted { amount });
            match event_type {
                "Opened" => email(),
                "Posted" => amount(),
                _ => None,
            }
            .ok_or_else(|| refused(event_type, schema_version))
        }
    }

    fn posted(amounts: impl IntoIterator<Item = i64>) -> Vec<NewEvent<Entry>> {
        new(amounts.into_iter().map(|amount| Entry::Posted { amount }))
    }

    #[test]
    fn account_is_overdrawn_once_and_found_by_email() {
        let by_email = IndexDefinition::new("byEmail", |account: &Account| account.email.clone());
        let ledger = Aggregate::new(Processor::<Ledger>::new(), MemoryStore::default()).with_index(by_email);
        let (ada, bob) = (StreamId::from("account-ada"), StreamId::from("account-bob"));
        for (id, email) in [(&ada, "ada@example.org"), (&bob, "bob@example.org")] {
            ready(ledger.append(id, new([Entry::Opened { email: email.to_owned() }]))).unwrap();
        }

        let overdrawn = ready(ledger.append(&ada, posted([200, -300]))).unwrap();
        assert_eq!(overdrawn.state.balance, -100);
        let published: Vec<_> =
            overdrawn.outbound.iter().map(|published| (published.version, published.message.balance)).collect();
        assert_eq!(published, [(Version(3), -100)], "one append of +200 and -300 publishes one message");

        let better = ready(ledger.append(&ada, posted([50]))).unwrap();
        let better = ready(ledger.append_to(&ada, better.state, better.version, posted([25]))).unwrap();
        assert_eq!(better.state.balance, -25);

        let replayed = ready(ledger.recalculate(&ada, Vec::new())).unwrap();
        assert_eq!(replayed.state.balance, -25, "without a new event a recalculation changes nothing");
        assert_eq!((replayed.past_outbound.len(), replayed.new_outbound.len()), (1, 0));

        let settled = ready(ledger.recalculate(&ada, posted([25]))).unwrap();
        assert_eq!((settled.state.balance, settled.version), (0, Version(6)));

        let found = ready(ledger.query("byEmail", Lookup::Is("ada@example.org"))).unwrap();
        let found: Vec<_> = found.into_iter().map(|(id, loaded)| (id, loaded.state.balance)).collect();
        assert_eq!(found, [(ada.clone(), 0)], "the e-mail address finds exactly one account, with balance 0");
        assert_eq!(ready(ledger.store().outbox(&ada)).unwrap().len(), 1, "no replay published the message again");
    }

    #[test]
    fn entry_reads_back_from_its_payload() {
        for entry in [Entry::Opened { email: "ada@example.org".into() }, Entry::Posted { amount: -300 }] {
            assert_eq!(Entry::from_payload(entry.event_type(), 1, entry.payload()), Ok(entry));
        }
        assert_eq!(Entry::from_payload("Closed", 1, json!({})), Err(refused("Closed", 1)));
    }
}

mod webhooks {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Orders;

    /// The state lists the payments that it has counted.
    #[derive(Clone, Debug, Default, PartialEq)]
    struct Order {
        balance: i64,
        payments: Vec<String>,
        duplicates: Vec<String>,
    }

    #[derive(Clone, Debug, PartialEq)]
    enum Message {
        Placed { amount: i64 },
        PaymentReceived { payment: String, amount: i64 },
    }

    #[derive(Clone, Debug, PartialEq)]
    struct OrderPaid;

    impl Domain for Orders {
        type State = Order;
        type Event = Message;
        type Outbound = OrderPaid;

        fn evolve(order: &mut Order, message: &Message, _: &EventContext<'_, Self>) -> Result<(), RuleError> {
            match message {
                Message::Placed { amount } => order.balance = *amount,
                Message::PaymentReceived { payment, .. } if order.payments.contains(payment) => {
                    order.duplicates.push(payment.clone());
                }
                Message::PaymentReceived { payment, amount } => {
                    order.payments.push(payment.clone());
                    order.balance -= amount;
                }
            }
            Ok(())
        }

        fn react(order: &Order, message: &Message) -> Vec<OrderPaid> {
            match message {
                Message::PaymentReceived { payment, .. }
                    if order.balance == 0 && !order.duplicates.contains(payment) =>
                {
                    vec![OrderPaid]
                }
                Message::PaymentReceived { .. } | Message::Placed { .. } => Vec::new(),
            }
        }
    }

    impl Event for Message {
        fn event_type(&self) -> &str {
            match self {
                Self::Placed { .. } => "Placed",
                Self::PaymentReceived { .. } => "PaymentReceived",
            }
        }

        fn payload(&self) -> Value {
            match self {
                Self::Placed { amount } => json!({ "amount": amount }),
                Self::PaymentReceived { payment, amount } => json!({ "payment": payment, "amount": amount }),
            }
        }

        fn from_payload(event_type: &str, schema_version: u32, payload: Value) -> Result<Self, PayloadError> {
            let amount = payload["amount"].as_i64();
            match (event_type, amount, payload["payment"].as_str()) {
                ("Placed", Some(amount), _) => Ok(Self::Placed { amount }),
                ("PaymentReceived", Some(amount), Some(payment)) => {
                    Ok(Self::PaymentReceived { payment: payment.to_owned(), amount })
                }
                _ => Err(refused(event_type, schema_version)),
            }
        }
    }

    #[test]
    fn order_with_duplicate_payments_is_paid_once() {
        let orders = Aggregate::new(Processor::<Orders>::new(), MemoryStore::default());
        let id = StreamId::from("order-1");
        ready(orders.append(&id, new([Message::Placed { amount: 100_000 }]))).unwrap();

        let deliveries = [("first", 50_000, 0), ("first", 50_000, 0), ("second", 0, 1), ("second", 0, 0)];
        for (payment, balance, published) in deliveries {
            let message = Message::PaymentReceived { payment: payment.to_owned(), amount: 50_000 };
            let appended = ready(orders.append(&id, new([message]))).unwrap();
            assert_eq!(appended.state.balance, balance, "after a delivery of the {payment} payment");
            assert_eq!(appended.outbound.len(), published, "published by a delivery of the {payment} payment");
        }

        let order = ready(orders.get(&id)).unwrap().unwrap();
        assert_eq!(order.state.duplicates, ["first", "second"], "both duplicates are listed in order");
        assert_eq!(order.version, Version(5));
        let stored: Vec<_> = ready(orders.history(&id)).unwrap().into_iter().skip(1).map(|event| event.data).collect();
        let received = |payment: &str| Message::PaymentReceived { payment: payment.to_owned(), amount: 50_000 };
        assert_eq!(stored, ["first", "first", "second", "second"].map(received), "every delivery is recorded");
        assert_eq!(ready(orders.store().outbox(&id)).unwrap().len(), 1, "`OrderPaid` waits in the outbox once");

        let replayed = ready(orders.recalculate(&id, Vec::new())).unwrap();
        assert_eq!(replayed.state, order.state);
        assert_eq!(ready(orders.store().outbox(&id)).unwrap().len(), 1, "a replay publishes nothing");
    }

    #[test]
    fn message_reads_back_from_its_payload() {
        let payment = Message::PaymentReceived { payment: "first".into(), amount: 50_000 };
        for message in [Message::Placed { amount: 100_000 }, payment] {
            assert_eq!(Message::from_payload(message.event_type(), 1, message.payload()), Ok(message));
        }
    }
}
