//! Sizes of items in bytes, and the limits of a single item.

use crate::attribute::{AttributeValue, Item};
use crate::error::FormatError;
use crate::keys::SK;
use crate::limits::{MAX_ATTRIBUTE_NAME_BYTES, MAX_ITEM_BYTES, MAX_NESTING_LEVELS};
use crate::number::Number;

/// Size of an item in bytes: for each attribute, its name in UTF-8 and its value (developer guide, "DynamoDB item sizes
/// and formats").
pub fn item_bytes(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value_bytes(value)).sum()
}

/// Size of a value in bytes, without its name: text in UTF-8, binary before base64, a number as [`Number::bytes`], 1
/// for a boolean or null, the sum of its elements for a set, and for a list or map 3, plus 1 for each element, plus its
/// elements and field names (developer guide, "DynamoDB item sizes and formats").
pub(crate) fn value_bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.bytes(),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::Bool(_) | AttributeValue::Null => 1,
        AttributeValue::L(values) => 3 + values.iter().map(|value| 1 + value_bytes(value)).sum::<usize>(),
        AttributeValue::M(fields) => 3 + fields.len() + item_bytes(fields),
        AttributeValue::SS(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::NS(numbers) => numbers.iter().map(Number::bytes).sum(),
        AttributeValue::BS(values) => values.iter().map(Vec::len).sum(),
    }
}

/// Checks an item against the limits that do not depend on a request: 400 KB, 32 levels, names of 1 to 65,535 bytes.
///
/// # Errors
/// [`FormatError::EmptyAttributeName`], [`FormatError::AttributeNameTooLong`], [`FormatError::NestedTooDeep`] or
/// [`FormatError::ItemTooLarge`].
pub(crate) fn check_item(item: &Item) -> Result<(), FormatError> {
    check_fields(item, 0)?;
    let bytes = item_bytes(item);
    if bytes > MAX_ITEM_BYTES {
        let sk = item.text(SK).unwrap_or_default().to_owned();
        return Err(FormatError::ItemTooLarge { sk, bytes });
    }
    Ok(())
}

fn check_fields(fields: &Item, depth: usize) -> Result<(), FormatError> {
    fields.iter().try_for_each(|(name, value)| {
        if name.is_empty() {
            return Err(FormatError::EmptyAttributeName);
        }
        if name.len() > MAX_ATTRIBUTE_NAME_BYTES {
            return Err(FormatError::AttributeNameTooLong { bytes: name.len() });
        }
        check_depth(value, depth)
    })
}

fn check_depth(value: &AttributeValue, depth: usize) -> Result<(), FormatError> {
    if depth >= MAX_NESTING_LEVELS {
        return Err(FormatError::NestedTooDeep);
    }
    match value {
        AttributeValue::L(values) => values.iter().try_for_each(|value| check_depth(value, depth + 1)),
        AttributeValue::M(fields) => check_fields(fields, depth + 1),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn item(json: Value) -> Item {
        match AttributeValue::from_json(&json) {
            Ok(AttributeValue::M(fields)) => fields,
            other => panic!("not an item: {other:?}"),
        }
    }

    #[test]
    fn item_size_is_the_sum_of_names_and_values() {
        assert_eq!(item_bytes(&item(json!({}))), 0);
        assert_eq!(item_bytes(&item(json!({"a": "é€"}))), 1 + 5);
        assert_eq!(item_bytes(&item(json!({"né": true, "x": null}))), 3 + 1 + 1 + 1);
        assert_eq!(item_bytes(&item(json!({"n": 123, "m": -42}))), 1 + 3 + 1 + 3);
        assert_eq!(item_bytes(&item(json!({"l": []}))), 1 + 3);
        assert_eq!(item_bytes(&item(json!({"l": ["ab", 1]}))), 1 + 3 + (1 + 2) + (1 + 2));
        assert_eq!(item_bytes(&item(json!({"m": {"k": "v"}}))), 1 + 3 + 1 + 1 + 1);
        assert_eq!(value_bytes(&AttributeValue::B(vec![0; 5])), 5);
        assert_eq!(value_bytes(&AttributeValue::SS(vec!["ab".into(), "c".into()])), 3);
    }

    #[test]
    fn item_has_at_most_400_kb() {
        let of = |bytes: usize| item(json!({"SK": "s", "x": "y".repeat(bytes - 4)}));
        assert_eq!(check_item(&of(409_600)), Ok(()));
        assert_eq!(check_item(&of(409_601)), Err(FormatError::ItemTooLarge { sk: "s".into(), bytes: 409_601 }));
    }

    #[test]
    fn names_and_depth_are_checked_inside_maps_and_lists() {
        assert_eq!(check_item(&item(json!({"a": [{"": 1}]}))), Err(FormatError::EmptyAttributeName));
        let long = item(json!({"a": {"n".repeat(65_536): 1}}));
        assert_eq!(check_item(&long), Err(FormatError::AttributeNameTooLong { bytes: 65_536 }));
        let nested = |levels| item(json!({"a": (0..levels).fold(json!(1), |inner, _| json!([inner]))}));
        assert_eq!(check_item(&nested(31)), Ok(()));
        assert_eq!(check_item(&nested(32)), Err(FormatError::NestedTooDeep));
    }
}
