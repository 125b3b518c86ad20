use serde::Serialize;

use crate::attribute::Item;
use crate::condition::Condition;
use crate::keys::{PK, SK};

/// An action of a transaction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Action {
    /// Writes an item.
    Put(PutAction),
    /// Deletes the item with a key.
    Delete(KeyAction),
    /// Checks the item with a key and writes nothing.
    ConditionCheck(KeyAction),
}

impl Action {
    /// The item's partition key and sort key.
    pub fn key(&self) -> (&str, &str) {
        let item = match self {
            Self::Put(put) => &put.item,
            Self::Delete(action) | Self::ConditionCheck(action) => &action.key,
        };
        (item.text(PK).unwrap_or_default(), item.text(SK).unwrap_or_default())
    }

    /// The condition that the item must meet, if any, such as `attribute_not_exists(PK)`.
    pub fn condition(&self) -> Option<&'static str> {
        let condition = match self {
            Self::Put(put) => &put.condition,
            Self::Delete(action) | Self::ConditionCheck(action) => &action.condition,
        };
        condition.as_ref().map(Condition::expression)
    }
}

/// The body of a `Put`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutAction {
    pub(crate) table_name: String,
    pub(crate) item: Item,
    #[serde(flatten)]
    pub(crate) condition: Option<Condition>,
}

impl PutAction {
    /// The item to write.
    pub fn item(&self) -> &Item {
        &self.item
    }
}

/// The body of a `Delete` or `ConditionCheck`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct KeyAction {
    pub(crate) table_name: String,
    pub(crate) key: Item,
    #[serde(flatten)]
    pub(crate) condition: Option<Condition>,
}
