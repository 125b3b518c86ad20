use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A lookup record from a value to the aggregate that has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IndexEntry {
    /// The name of the index, e.g. `byEmail`.
    pub index: Arc<str>,
    /// The value that the aggregate is found by.
    pub value: String,
    /// Whether it is a reservation: no other aggregate may have this value, and a commit that claims it for a second one is
    /// refused. A store keeps it under the value alone.
    pub reserved: bool,
}

impl IndexEntry {
    /// Whether two streams can't have these entries at the same time: they are for one value, and one of them reserves it.
    #[must_use]
    pub fn collides_with(&self, other: &Self) -> bool {
        self.index == other.index && self.value == other.value && (self.reserved || other.reserved)
    }
}

/// Which values of an index to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// This value.
    Is(&'a str),
    /// Every value that begins like this. The empty text finds all.
    BeginsWith(&'a str),
}

impl<'a> Lookup<'a> {
    /// Whether it finds this value.
    #[must_use]
    pub fn finds(self, value: &str) -> bool {
        match self {
            Self::Is(wanted) => value == wanted,
            Self::BeginsWith(wanted) => value.starts_with(wanted),
        }
    }

    /// The value, or what it begins with.
    #[must_use]
    pub fn text(self) -> &'a str {
        match self {
            Self::Is(text) | Self::BeginsWith(text) => text,
        }
    }
}

type ValueOf<S> = dyn Fn(&S) -> Option<String> + Send + Sync;

/// Which value of a state an index finds it by. `None` keeps the aggregate out of the index.
pub struct IndexDefinition<S> {
    name: Arc<str>,
    reserved: bool,
    value: Box<ValueOf<S>>,
}

impl<S> IndexDefinition<S> {
    /// An index of this name over this value of the state; any number of aggregates may have the same value.
    pub fn new(name: &str, value: impl Fn(&S) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { name: name.into(), reserved: false, value: Box::new(value) }
    }

    /// An index of which each value is reserved for one aggregate, such as an e-mail address that must be unique. The first
    /// commit that claims a value gets it; a commit that gives it up frees it for others.
    #[must_use]
    pub fn reservation(name: &str, value: impl Fn(&S) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { reserved: true, ..Self::new(name, value) }
    }

    /// The name of the index.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The entry of this state, if it has one.
    #[must_use]
    pub fn entry(&self, state: &S) -> Option<IndexEntry> {
        (self.value)(state).map(|value| IndexEntry { index: self.name.clone(), value, reserved: self.reserved })
    }
}
