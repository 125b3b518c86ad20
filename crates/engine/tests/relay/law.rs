//! A law: each message is handled once and in order, whatever fails.

use std::cell::Cell;
use std::future::pending;

use engine::Inbox;
use proptest::collection::vec;
use proptest::prelude::*;

use super::faulty_outbox::{FaultyOutbox, Marks};
use super::*;

const STREAMS: [&str; 3] = ["tally-0", "tally-1", "tally-2"];

#[derive(Clone, Debug)]
enum Step {
    Publish {
        stream: usize,
        messages: usize,
    },
    Pass {
        after_ms: i64,
        refused: [bool; 3],
        marks: Marks,
        /// The relay is dropped after it has sent this many messages.
        stops_after: Option<usize>,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let marks = prop_oneof![3 => Just(Marks::Work), 1 => Just(Marks::Fail), 1 => Just(Marks::Stop)];
    let pass = (0_i64..3_000, any::<[bool; 3]>(), marks, proptest::option::of(0_usize..6));
    prop_oneof![
        (0_usize..3, 1_usize..4).prop_map(|(stream, messages)| Step::Publish { stream, messages }),
        pass.prop_map(|(after_ms, refused, marks, stops_after)| Step::Pass { after_ms, refused, marks, stops_after }),
    ]
}

/// Checks that the handled messages of each stream are the first ones it published, in order.
fn handled_is_a_prefix(store: &FaultyOutbox, inbox: &Inbox<Vec<MessageId>>) -> Result<(), TestCaseError> {
    for stream in STREAMS {
        let handled: Vec<_> = inbox.state().iter().filter(|id| id.stream.as_str() == stream).cloned().collect();
        let published = ready(store.outbox(&stream.into())).unwrap();
        let first: Vec<_> = published.iter().take(handled.len()).map(OutboxRecord::message_id).collect();
        prop_assert_eq!(handled, first);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn each_message_is_handled_once_and_in_order(steps in vec(step(), 1..30)) {
        let store = FaultyOutbox::default();
        let (mut relay, mut millis, mut published) = (Relay::default(), 0, 0);
        let inbox = RefCell::new(Inbox::new(Vec::new()));
        let handle = |record: &OutboxRecord<Below>| {
            let note = |ids: &mut Vec<MessageId>, record: &OutboxRecord<Below>| {
                ids.push(record.message_id());
                Ok(())
            };
            inbox.borrow_mut().receive(record, note).map(drop)
        };
        for step in steps {
            match step {
                Step::Publish { stream, messages } => {
                    publish(&store, STREAMS[stream], messages);
                    published += messages;
                }
                Step::Pass { after_ms, refused, marks, stops_after } => {
                    millis += after_ms;
                    store.marks.set(marks);
                    let sent = Cell::new(0);
                    let send = async |record: &OutboxRecord<Below>| {
                        if stops_after == Some(sent.get()) {
                            pending::<()>().await;
                        }
                        let is_refused =
                            STREAMS.iter().zip(refused).any(|(s, refused)| refused && *s == record.stream.as_str());
                        if is_refused {
                            return Err("refused".to_owned());
                        }
                        sent.set(sent.get() + 1);
                        handle(record)
                    };
                    if poll_once(relay.pass(&store, at(millis), send)).is_none() {
                        relay = Relay::default();
                    }
                }
            }
            handled_is_a_prefix(&store, &inbox.borrow())?;
        }
        store.marks.set(Marks::Work);
        let mut next = Some(at(millis));
        while let Some(now) = next {
            let relayed = ready(relay.pass(&store, now, async |record: &OutboxRecord<Below>| handle(record))).unwrap();
            next = relayed.next_at;
            prop_assert!(next.is_none_or(|next| next > now), "the next pass is due later");
        }
        handled_is_a_prefix(&store, &inbox.borrow())?;
        prop_assert_eq!(inbox.borrow().state().len(), published);
        prop_assert!(ready(store.unsent(usize::MAX)).unwrap().records.is_empty());
    }
}
