use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A lookup record from a value to the aggregate that has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IndexEntry {
    /// The name of the index, e.g. `byEmail`.
    pub index: Arc<str>,
    /// The value that the aggregate is found by.
    pub value: String,
}

type ValueOf<S> = dyn Fn(&S) -> Option<String> + Send + Sync;

/// Which value of a state an index finds it by. `None` keeps the aggregate out of the index.
pub struct IndexDefinition<S> {
    name: Arc<str>,
    value: Box<ValueOf<S>>,
}

impl<S> IndexDefinition<S> {
    /// An index of this name over this value of the state.
    pub fn new(name: &str, value: impl Fn(&S) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { name: name.into(), value: Box::new(value) }
    }

    /// The name of the index.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The entry of this state, if it has one.
    #[must_use]
    pub fn entry(&self, state: &S) -> Option<IndexEntry> {
        (self.value)(state).map(|value| IndexEntry { index: self.name.clone(), value })
    }
}
