use serde::Serialize;

use crate::attribute::Attributes;

/// What an item must meet, and what the reply holds if it does not.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Condition {
    condition_expression: &'static str,
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    expression_attribute_values: Attributes,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_values_on_condition_check_failure: Option<&'static str>,
}

impl Condition {
    /// The item must not exist.
    pub(crate) fn not_exists() -> Self {
        Self::new("attribute_not_exists(PK)")
    }

    /// The item must exist.
    pub(crate) fn exists() -> Self {
        Self::new("attribute_exists(PK)")
    }

    /// The snapshot must have this version.
    pub(crate) fn version_is(version: u64) -> Self {
        let mut condition = Self::new("Version = :expected");
        condition.expression_attribute_values.insert(":expected", version);
        condition
    }

    /// The aggregate with this id must hold the reservation.
    pub(crate) fn held_by(id: &str) -> Self {
        let mut condition = Self::new("HeldBy = :holder");
        condition.expression_attribute_values.insert(":holder", id);
        condition
    }

    /// If the condition fails, the cancellation reason holds the stored item.
    pub(crate) fn returning_stored_item(mut self) -> Self {
        self.return_values_on_condition_check_failure = Some("ALL_OLD");
        self
    }

    pub(crate) fn expression(&self) -> &'static str {
        self.condition_expression
    }

    fn new(condition_expression: &'static str) -> Self {
        Self {
            condition_expression,
            expression_attribute_values: Attributes::new(),
            return_values_on_condition_check_failure: None,
        }
    }
}
