use serde_json::{Value, json};

use super::keys::Keys;
use super::{Area, StorageFault};
use crate::chain::Hash;
use crate::json_codec::Fields;

/// The format that this code writes. It reads format 1 too, which has no hashes.
const FORMAT: u64 = 2;

/// The head record: the identity of the log and its last entry. It is written before the first entry and after each one, so a tab
/// that is killed in between leaves a head that is behind.
///
/// e.g. `{"format":2,"hash":"44bc2cf5ad770999","last":"0000000003","log":"8c1f4d20a97be365"}`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The identity of the log. Another log under the same keys has another identity.
    pub(super) identity: String,
    /// The last entry. `None` in format 1, e.g. `{"format":1,"log":"8c1f4d20a97be365"}`.
    pub(super) last: Option<Last>,
}

/// The last entry of a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Last {
    /// The number of the entry; 0 in an empty journal.
    pub(super) number: u64,
    /// The hash of the entry, which covers all entries before it.
    pub(super) hash: Hash,
}

impl Head {
    /// Reads the head record, if there is one.
    pub(super) fn read<A: Area>(area: &A, keys: &Keys) -> Result<Option<Self>, StorageFault> {
        let key = keys.head();
        let Some(text) = area.get(&key)? else { return Ok(None) };
        let unreadable = |reason| StorageFault::Unreadable { key: key.clone(), reason };
        let value: Value =
            serde_json::from_str(&text).map_err(|error| unreadable(format!("it is not JSON ({error})")))?;
        let mut fields = Fields::of(value).map_err(unreadable)?;
        let format = fields.number("format").map_err(unreadable)?;
        match format {
            FORMAT => {
                let number = fields.parsed("last").map_err(unreadable)?;
                let hash = fields.parsed("hash").map_err(unreadable)?;
                let identity = fields.text("log").map_err(unreadable)?;
                Ok(Some(Self { identity, last: Some(Last { number, hash }) }))
            }
            1 if fields.optional("last").is_some() => Err(unreadable("format 1 has no `last`".to_owned())),
            1 => Ok(Some(Self { identity: fields.text("log").map_err(unreadable)?, last: None })),
            // The other fields may differ in another format.
            _ if format > FORMAT => Err(StorageFault::Newer { format }),
            _ => Err(StorageFault::Older { format }),
        }
    }

    /// Writes the head record. Its length never changes, so replacing it needs no room.
    pub(super) fn write<A: Area>(&self, area: &A, keys: &Keys) -> Result<(), StorageFault> {
        let Self { identity, last } = self;
        let text = match last {
            Some(Last { number, hash }) => {
                json!({ "format": FORMAT, "hash": hash.to_string(), "last": format!("{number:010}"), "log": identity })
            }
            None => json!({ "format": 1, "log": identity }),
        };
        area.set(&keys.head(), &text.to_string())
    }
}
