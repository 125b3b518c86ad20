//! The hash chain of a stored log: each record names the hash of the record before it, and the head record names the last one.
//!
//! It shows accidents and edits by hand: a changed, missing, repeated or misplaced record breaks the chain. It is not a
//! signature: anyone who recomputes the hashes can change the log without a trace.

use std::fmt;
use std::str::FromStr;

use xxhash_rust::xxh64::xxh64;

/// The hash of a record and, through its seed, of every record before it: XXH64
/// (<https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md>). Written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Hash(u64);

impl Hash {
    /// The hash before the first record.
    pub(crate) const START: Self = Self(0);

    /// The hash of a record that comes after one with this hash.
    pub(crate) fn next(self, record: &str) -> Self {
        Self(xxh64(record.as_bytes(), self.0))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Hash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_hash = text.len() == 16 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if is_hash { u64::from_str_radix(text, 16).map(Self).map_err(drop) } else { Err(()) }
    }
}

/// The result of [`verify`](crate::web_storage::Namespace::verify) for a log without faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The number of events. Each can be read and follows the one before it.
    pub events: u64,
    /// Whether hashes prove that no event was changed or removed. A log that only older code has written has no hashes. Its next
    /// commit adds them, and the first one covers the older events.
    pub is_chained: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Hash;

    proptest! {
        #[test]
        fn hash_reads_back_as_written(record in any::<String>(), seed in any::<String>()) {
            let hash = Hash::START.next(&seed).next(&record);
            prop_assert_eq!(hash.to_string().parse(), Ok(hash));
        }

        #[test]
        fn hash_depends_on_every_record_before(records in prop::collection::vec(".{0,40}", 2..5), at in any::<prop::sample::Index>()) {
            let chain = |records: &[String]| records.iter().fold(Hash::START, |hash, record| hash.next(record));
            let mut changed = records.clone();
            changed[at.index(records.len())].push('x');
            prop_assert_ne!(chain(&records), chain(&changed));
            prop_assert_ne!(chain(&records), chain(&records[..records.len() - 1]));
        }
    }

    #[test]
    fn hash_agrees_with_the_specification() {
        assert_eq!(Hash::START.next("").to_string(), "ef46db3751d8e999");
        assert_eq!(Hash::START.next("abc").to_string(), "44bc2cf5ad770999");
    }

    #[test]
    fn malformed_hash_is_an_error() {
        for text in ["", "0", "+000000000000000", "000000000000000G", "ABCDEF0123456789", "00000000000000000"] {
            assert!(text.parse::<Hash>().is_err(), "{text}");
        }
    }
}
