use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A lookup record from a value to an aggregate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IndexEntry {
    /// The name of the index, e.g. `byEmail`.
    pub index: Arc<str>,
    /// The value by which the aggregate is found.
    pub value: String,
    /// Whether it is a reservation: no other aggregate may have this value in the same index. A commit that claims it for a
    /// second aggregate is refused.
    pub reserved: bool,
}

impl IndexEntry {
    /// Whether two streams can't both have these entries: both are for the same value, and one reserves it.
    #[must_use]
    pub fn collides_with(&self, other: &Self) -> bool {
        self.index == other.index && self.value == other.value && (self.reserved || other.reserved)
    }
}

/// The values to look up in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// This value.
    Is(&'a str),
    /// Every value that begins with this text. Empty text finds all values.
    BeginsWith(&'a str),
}

impl<'a> Lookup<'a> {
    /// Whether the lookup finds this value.
    #[must_use]
    pub fn finds(self, value: &str) -> bool {
        match self {
            Self::Is(wanted) => value == wanted,
            Self::BeginsWith(wanted) => value.starts_with(wanted),
        }
    }

    /// The value, or the text that it begins with.
    #[must_use]
    pub fn text(self) -> &'a str {
        match self {
            Self::Is(text) | Self::BeginsWith(text) => text,
        }
    }
}

type ValueOf<S> = dyn Fn(&S) -> Option<String> + Send + Sync;

/// The name of an index, and the function that returns its value for a state. `None` keeps the aggregate out of the
/// index.
pub struct IndexDefinition<S> {
    name: Arc<str>,
    reserved: bool,
    value: Box<ValueOf<S>>,
}

impl<S> IndexDefinition<S> {
    /// An index in which any number of aggregates may have the same value.
    pub fn new(name: &str, value: impl Fn(&S) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { name: name.into(), reserved: false, value: Box::new(value) }
    }

    /// An index that reserves each value for one aggregate, such as an e-mail address that must be unique. The first
    /// commit with a value claims it. A commit whose state no longer has the value releases it.
    #[must_use]
    pub fn reservation(name: &str, value: impl Fn(&S) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { reserved: true, ..Self::new(name, value) }
    }

    /// The name of the index.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the entry of this state, if it has a value.
    #[must_use]
    pub fn entry(&self, state: &S) -> Option<IndexEntry> {
        (self.value)(state).map(|value| IndexEntry { index: self.name.clone(), value, reserved: self.reserved })
    }
}
