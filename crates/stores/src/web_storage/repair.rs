//! Repairing a log. A tab that is killed at any write loses nothing.

use std::cmp::Reverse;

use super::head::Head;
use super::keys::Purpose;
use super::{Area, Namespace, Peers, StorageFault};
use crate::JsonDomain;

/// Repairs the log while no other tab writes. Returns the number of moved records.
///
/// The fault remains until the last write, because of their order:
/// 1. the head gets a new identity, so tabs that have the log open stop using it;
/// 2. the entries are moved, last one first;
/// 3. the head names the last remaining entry.
pub(super) fn repair<D: JsonDomain, A: Area, P: Peers>(
    namespace: &Namespace<A, P>,
    unique: String,
) -> Result<usize, StorageFault> {
    let Namespace { area, keys, .. } = namespace;
    let head = match Head::read(area, keys) {
        Err(fault) if !fault.is_repairable() => return Err(fault),
        head => head,
    };
    let mut journal = namespace.journal::<D>();
    journal.head = head.as_ref().ok().cloned().flatten();
    let fault = match head {
        // Entries in an older format are not read.
        Err(StorageFault::Older { .. }) => None,
        _ => journal.read_entries().err(),
    };
    if let Some(fault) = fault.as_ref().filter(|fault| !fault.is_of_a_record()) {
        return Err(fault.clone());
    }
    let left = journal.last_sound();
    let found = namespace.purposes()?;

    let head_key = keys.head();
    let last_found = found.iter().filter_map(|(_, purpose)| purpose.number()).max().unwrap_or(0);
    let head_is_wrong = match &head {
        Ok(Some(Head { last: Some(last), .. })) if last.number > last_found => true,
        Ok(_) => matches!(&fault, Some(StorageFault::Unreadable { key, .. }) if *key == head_key),
        Err(_) => true,
    };
    let mut moved: Vec<&String> = found
        .iter()
        .filter(|(_, purpose)| match purpose {
            Purpose::Entry(number) => *number > left.number,
            Purpose::Foreign => true,
            Purpose::Head => head_is_wrong,
            Purpose::SetAside(_) | Purpose::Written => false,
        })
        .map(|(key, _)| key)
        .collect();
    let head_is_missing = left.number > 0 && matches!(head, Ok(None));
    if moved.is_empty() && !head_is_missing {
        return Ok(0);
    }

    // An unused number, so nothing is overwritten.
    let is_used = |repair| found.iter().any(|(_, purpose)| *purpose == Purpose::SetAside(repair));
    let repair = (1..).find(|repair| !is_used(*repair)).unwrap_or(0);
    let set_aside = |key: &String| match area.get(key)? {
        Some(value) => area.set(&keys.set_aside(repair, key), &value),
        None => Ok(()),
    };
    let had_head = match head {
        Ok(Some(head)) => {
            if head_is_wrong {
                set_aside(&head_key)?;
            }
            Head { identity: unique.clone(), ..head }.write(area, keys)?;
            true
        }
        _ => false,
    };
    moved.sort_by_key(|key| (**key == head_key, Reverse((*key).clone())));
    for key in &moved {
        if !(had_head && **key == head_key) {
            set_aside(key)?;
            area.remove(key)?;
        }
    }
    if had_head || left.number > 0 {
        Head { identity: unique, last: Some(left) }.write(area, keys)?;
    }
    Ok(moved.len())
}
