//! Laws for random damage: no event is lost without an error, and nothing panics.

use std::collections::BTreeMap;

use engine::conformance::Tally;
use engine::{EventStore, ready};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use stores::web_storage::{Area, MemoryArea};

use crate::common::contents;
use crate::support::{copy, events, full, key, message, namespace, open};

/// Damage to a record. The head is a record too.
#[derive(Clone, Debug)]
enum Damage {
    Remove(Index),
    /// Replaces one character.
    Flip(Index, Index, char),
    /// Keeps only the start.
    CutOff(Index, Index),
    /// Copies the value of one record to another.
    Duplicate(Index, Index),
    /// Copies the value of a record to the key after the last entry.
    Append(Index),
    Swap(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let any = any::<Index>;
    prop_oneof![
        any().prop_map(Damage::Remove),
        (any(), any(), prop_oneof![proptest::char::range(' ', '~'), proptest::char::any()])
            .prop_map(|(record, place, with)| Damage::Flip(record, place, with)),
        (any(), any()).prop_map(|(record, place)| Damage::CutOff(record, place)),
        (any(), any()).prop_map(|(from, to)| Damage::Duplicate(from, to)),
        any().prop_map(Damage::Append),
        (any(), any()).prop_map(|(one, other)| Damage::Swap(one, other)),
    ]
}

impl Damage {
    fn apply(&self, area: &MemoryArea) {
        let records: Vec<_> = contents(area).into_iter().collect();
        let set = |key: &str, value: &str| area.set(key, value).unwrap();
        match self {
            Self::Remove(record) => area.remove(&record.get(&records).0).unwrap(),
            Self::Flip(record, place, with) => {
                let (key, value) = record.get(&records);
                let mut letters: Vec<char> = value.chars().collect();
                // The record may be empty from earlier damage.
                let place = place.index(letters.len().max(1));
                letters.splice(place.min(letters.len())..(place + 1).min(letters.len()), [*with]);
                set(key, &letters.into_iter().collect::<String>());
            }
            Self::CutOff(record, place) => {
                let (key, value) = record.get(&records);
                set(key, &value.chars().take(place.index(value.len().max(1))).collect::<String>());
            }
            Self::Duplicate(from, to) => set(&to.get(&records).0, &from.get(&records).1),
            // The number after the last entry, because one of the records is the head.
            Self::Append(from) => set(&key(records.len() as u64), &from.get(&records).1),
            Self::Swap(one, other) => {
                let ((one, of_one), (other, of_other)) = (one.get(&records), other.get(&records));
                set(one, of_other);
                set(other, of_one);
            }
        }
    }
}

/// A log of this many commits and a mark of a sent message.
fn log(commits: u64) -> MemoryArea {
    let area = MemoryArea::default();
    let store = open(&area);
    for expected in 0..commits {
        ready(store.commit(full("tally-1", expected, expected as i64))).unwrap();
    }
    ready(store.mark_sent(&[message(1)])).unwrap();
    area
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn no_event_is_lost_without_an_error(commits in 1_u64..6, damages in vec(damage(), 1..3)) {
        let area = log(commits);
        let all = events(&open(&area));
        for damage in &damages {
            if contents(&area).len() > 1 {
                damage.apply(&area);
            }
        }
        let harmed = contents(&area);
        let opened = namespace(&area).open::<Tally>();
        prop_assert_eq!(namespace(&area).verify::<Tally>().err(), opened.as_ref().err().cloned());
        match opened {
            Ok(store) => prop_assert_eq!(events(&store), all.clone(), "a log that opens has every event"),
            Err(fault) => {
                prop_assert!(fault.is_repairable() || harmed.values().any(|value| value.contains("format")), "{}", fault);
                // A faulty log can still be read up to its fault.
                if let Ok(store) = namespace(&area).open_read_only::<Tally>() {
                    prop_assert!(events(&store).len() <= all.len());
                }
            }
        }
        prop_assert_eq!(&contents(&area), &harmed, "reading changes nothing");

        if ready(namespace(&area).repair::<Tally>()).is_ok() {
            let left = events(&open(&area));
            prop_assert!(all.starts_with(&left), "a repaired log keeps the first events");
            let values: Vec<_> = contents(&area).into_values().collect();
            let lost: BTreeMap<_, _> = harmed.iter().filter(|(_, value)| !values.contains(value)).collect();
            prop_assert!(lost.keys().all(|key| key.ends_with("/format")), "a repair lost {:?}", lost);
            ready(open(&area).commit(full("tally-1", left.len() as u64, 99))).unwrap();
            prop_assert!(namespace(&area).verify::<Tally>().is_ok(), "a repaired log accepts commits");
        }
    }

    /// Without hashes, changes may go unnoticed. But nothing panics, and a repaired log opens.
    #[test]
    fn damaged_old_log_never_panics(damages in vec(damage(), 1..4)) {
        let area = crate::old_logs::old_log();
        for damage in &damages {
            if contents(&area).len() > 1 {
                damage.apply(&area);
            }
        }
        let _ = namespace(&area).verify::<Tally>();
        if namespace(&area).open::<Tally>().is_err() && ready(namespace(&area).repair::<Tally>()).is_ok() {
            prop_assert!(namespace(&copy(&contents(&area))).open::<Tally>().is_ok());
        }
    }
}
