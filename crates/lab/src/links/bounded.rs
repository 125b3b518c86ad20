use std::fmt;
use std::marker::PhantomData;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An array of which at most `MOST` entries are kept in memory when it is read. The others are counted.
pub(super) struct Bounded<T, const MOST: usize> {
    kept: Vec<T>,
    more: usize,
}

impl<T, const MOST: usize> Bounded<T, MOST> {
    /// All entries.
    ///
    /// # Errors
    /// The number of entries, if there are more than `MOST`.
    pub(super) fn all(self) -> Result<Vec<T>, usize> {
        if self.more == 0 { Ok(self.kept) } else { Err(self.kept.len() + self.more) }
    }
}

impl<T, const MOST: usize> From<Vec<T>> for Bounded<T, MOST> {
    fn from(kept: Vec<T>) -> Self {
        Self { kept, more: 0 }
    }
}

impl<T, const MOST: usize> Default for Bounded<T, MOST> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T: Serialize, const MOST: usize> Serialize for Bounded<T, MOST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.kept.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Bounded<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_seq(Entries(PhantomData))
    }
}

struct Entries<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Entries<T, MOST> {
    type Value = Bounded<T, MOST>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        let mut entries = Bounded::default();
        while entries.kept.len() < MOST {
            match array.next_element()? {
                Some(entry) => entries.kept.push(entry),
                None => return Ok(entries),
            }
        }
        while array.next_element::<IgnoredAny>()?.is_some() {
            entries.more += 1;
        }
        Ok(entries)
    }
}
