//! Attribute values and items.

use serde_json::Value;

use super::error::FormatError;
use super::number::Number;

/// A value of an attribute, in DynamoDB's types.
///
/// It serialises to exactly what the DynamoDB JSON API takes, such as `{"S":"x"}` or `{"N":"3"}`, and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeValue {
    /// Text.
    S(String),
    /// A number, sent as text.
    N(Number),
    /// Binary, sent as base64.
    B(Vec<u8>),
    /// True or false (`BOOL`).
    Bool(bool),
    /// No value (`NULL`, always sent as `true`).
    Null,
    /// A list of values of any types.
    L(Vec<AttributeValue>),
    /// A map of named values.
    M(Attributes),
    /// A set of texts: at least one, each once.
    SS(Vec<String>),
    /// A set of numbers: at least one, each value once.
    NS(Vec<Number>),
    /// A set of binaries: at least one, each once.
    BS(Vec<Vec<u8>>),
}

impl AttributeValue {
    /// Any JSON value as an attribute value: objects as `M`, arrays as `L`. Field names are kept as they are.
    ///
    /// # Errors
    /// [`FormatError::Number`] for a float outside DynamoDB's range of 1E-130 to 9.99E+125.
    pub fn from_json(value: &Value) -> Result<Self, FormatError> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => Self::N(Number::from_json(number)?),
            Value::String(text) => Self::S(text.clone()),
            Value::Array(values) => Self::L(values.iter().map(Self::from_json).collect::<Result<_, _>>()?),
            Value::Object(fields) => {
                let mut attributes = Attributes(Vec::with_capacity(fields.len()));
                for (name, value) in fields {
                    // A JSON object has each name once, so there is nothing to replace.
                    attributes.0.push((name.clone(), Self::from_json(value)?));
                }
                Self::M(attributes)
            }
        })
    }

    /// The JSON value that [`from_json`](Self::from_json) was given.
    ///
    /// A table hands back a float without a fraction as a whole number (`1.0` as `1`); all else is identical.
    ///
    /// # Errors
    /// [`FormatError::NotJson`] for binary and sets; [`FormatError::InexactNumber`] for a number that
    /// neither a 64-bit integer nor a 64-bit float holds exactly.
    pub fn to_json(&self) -> Result<Value, FormatError> {
        let kind = match self {
            Self::Null => return Ok(Value::Null),
            Self::Bool(flag) => return Ok(Value::Bool(*flag)),
            Self::N(number) => return number.to_json().map(Value::Number),
            Self::S(text) => return Ok(Value::String(text.clone())),
            Self::L(values) => return values.iter().map(Self::to_json).collect(),
            Self::M(fields) => {
                return fields.iter().map(|(name, value)| Ok((name.to_owned(), value.to_json()?))).collect();
            }
            Self::B(_) => "B",
            Self::SS(_) => "SS",
            Self::NS(_) => "NS",
            Self::BS(_) => "BS",
        };
        Err(FormatError::NotJson { kind })
    }
}

impl From<&str> for AttributeValue {
    fn from(text: &str) -> Self {
        Self::S(text.to_owned())
    }
}

impl From<String> for AttributeValue {
    fn from(text: String) -> Self {
        Self::S(text)
    }
}

impl From<u64> for AttributeValue {
    fn from(number: u64) -> Self {
        Self::N(number.into())
    }
}

/// Named attribute values in the order they were added, each name once: an item, or a map inside one.
///
/// The order means nothing to DynamoDB; it lets an item be shown with its keys first.
#[derive(Clone, Debug, Default, Eq)]
pub struct Attributes(pub(super) Vec<(String, AttributeValue)>);

/// An item: its attributes, keys first.
pub type Item = Attributes;

impl Attributes {
    /// No attributes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an attribute at the end, or replaces the value of the one of that name where it stands.
    pub fn insert(&mut self, name: &str, value: impl Into<AttributeValue>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// The value of the attribute of this name.
    pub fn get(&self, name: &str) -> Option<&AttributeValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text of the attribute of this name, if it is of type `S`.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(AttributeValue::S(text)) => Some(text),
            _ => None,
        }
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &AttributeValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many attributes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Equal if they have the same names with the same values, in any order, as it is in a table.
impl PartialEq for Attributes {
    fn eq(&self, other: &Self) -> bool {
        fn sorted(attributes: &Attributes) -> Vec<&(String, AttributeValue)> {
            let mut entries: Vec<_> = attributes.0.iter().collect();
            entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            entries
        }
        self.len() == other.len() && (self.0.iter().eq(&other.0) || sorted(self) == sorted(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn attributes_keep_their_order_and_a_name_is_replaced_in_place() {
        let mut item = Item::new();
        item.insert("PK", "a");
        item.insert("Version", 1);
        item.insert("PK", "b");
        let names: Vec<_> = item.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["PK", "Version"]);
        assert_eq!(item.text("PK"), Some("b"));
        assert_eq!(item.text("Version"), None);
        assert_eq!((item.len(), item.is_empty()), (2, false));
    }

    #[test]
    fn two_items_are_equal_in_any_order() {
        let of = |names: [&str; 2]| {
            let mut item = Item::new();
            names.iter().for_each(|name| item.insert(name, *name));
            item
        };
        assert_eq!(of(["a", "b"]), of(["b", "a"]));
        assert_ne!(of(["a", "b"]), of(["a", "c"]));
    }

    #[test]
    fn hostile_field_names_come_back_unharmed() {
        let long = "n".repeat(10_000);
        let payload = json!({
            "PK": "x", "_pk": 1, "SK": null, "": [true], "__proto__": {"constructor": {}}, "S": {"S": {"N": "1"}},
            "\u{0}": "\u{202e}", "Version": 99, long: {"": {"": ""}},
        });
        let value = AttributeValue::from_json(&payload).expect("takes any JSON");
        assert_eq!(value.to_json(), Ok(payload));
    }

    #[test]
    fn what_json_has_no_form_for_is_refused() {
        for value in [
            AttributeValue::B(vec![]),
            AttributeValue::SS(vec![]),
            AttributeValue::NS(vec![]),
            AttributeValue::L(vec![AttributeValue::BS(vec![])]),
        ] {
            assert!(matches!(value.to_json(), Err(FormatError::NotJson { .. })));
        }
    }

    /// Any JSON value whose floats DynamoDB can hold.
    pub(super) fn any_json() -> impl Strategy<Value = Value> {
        let in_range = |float: &f64| *float == 0.0 || (1e-130..1e125).contains(&float.abs());
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_filter("in DynamoDB's range", in_range).prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::vec((".*", inner), 0..8).prop_map(|fields| fields.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn json_to_attribute_and_back_is_identity(json in any_json()) {
            let value = AttributeValue::from_json(&json).expect("in range");
            prop_assert_eq!(value.to_json(), Ok(json));
        }

        #[test]
        fn wire_form_and_back_is_identity(json in any_json()) {
            let value = AttributeValue::from_json(&json).expect("in range");
            let text = serde_json::to_string(&value).expect("serialises");
            prop_assert_eq!(serde_json::from_str::<AttributeValue>(&text).expect("deserialises"), value);
        }
    }
}
