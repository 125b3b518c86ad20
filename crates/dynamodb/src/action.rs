//! The actions of a transaction and their conditions.

use serde::Serialize;

use super::attribute::{AttributeValue, Attributes, Item};
use super::keys::{PK, SK};

/// One action of a transaction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Action {
    /// Writes an item.
    Put(PutAction),
    /// Deletes the item of a key.
    Delete(KeyAction),
    /// Only checks the item of a key.
    ConditionCheck(KeyAction),
}

impl Action {
    /// The item's partition and sort key.
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
        condition.as_ref().map(|condition| condition.condition_expression)
    }
}

/// The body of a `Put`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutAction {
    pub(super) table_name: String,
    pub(super) item: Item,
    #[serde(flatten)]
    pub(super) condition: Option<Condition>,
}

impl PutAction {
    /// The item that it writes.
    pub fn item(&self) -> &Item {
        &self.item
    }
}

/// The body of a `Delete` or `ConditionCheck`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct KeyAction {
    pub(super) table_name: String,
    pub(super) key: Item,
    #[serde(flatten)]
    pub(super) condition: Option<Condition>,
}

/// The condition that an item must not exist yet.
pub(super) const NOT_EXISTS: &str = "attribute_not_exists(PK)";
/// The condition that an item must exist.
pub(super) const EXISTS: &str = "attribute_exists(PK)";
/// The condition that a snapshot must still be the one that was read.
pub(super) const VERSION_IS: &str = "Version = :expected";
/// The condition that a reservation must be held by the one who releases it.
pub(super) const HELD_BY_IS: &str = "HeldBy = :holder";

/// What an item must meet, and what the reply shows if it does not.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Condition {
    condition_expression: &'static str,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    expression_attribute_values: Attributes,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_values_on_condition_check_failure: Option<&'static str>,
}

impl Condition {
    pub(super) fn new(condition_expression: &'static str) -> Self {
        Self {
            condition_expression,
            expression_attribute_values: Attributes::new(),
            return_values_on_condition_check_failure: None,
        }
    }

    pub(super) fn with(mut self, placeholder: &str, value: impl Into<AttributeValue>) -> Self {
        self.expression_attribute_values.insert(placeholder, value);
        self
    }

    pub(super) fn with_old_item(mut self) -> Self {
        self.return_values_on_condition_check_failure = Some("ALL_OLD");
        self
    }
}
