//! Attribute values and items.

use serde_json::Value;

use crate::error::FormatError;
use crate::number::Number;

/// The value of an attribute, in DynamoDB's types.
///
/// It serialises to the JSON of the DynamoDB API, such as `{"S":"x"}` or `{"N":"3"}`, and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeValue {
    /// Text.
    S(String),
    /// A number; text in JSON.
    N(Number),
    /// Binary; base64 in JSON.
    B(Vec<u8>),
    /// True or false (`BOOL`).
    Bool(bool),
    /// No value (`NULL`, always `true` in JSON).
    Null,
    /// A list of values of any types.
    L(Vec<AttributeValue>),
    /// A map of named values.
    M(Attributes),
    /// A set of texts: at least one, without duplicates.
    SS(Vec<String>),
    /// A set of numbers: at least one, without duplicate values.
    NS(Vec<Number>),
    /// A set of binaries: at least one, without duplicates.
    BS(Vec<Vec<u8>>),
}

impl AttributeValue {
    /// Converts any JSON value: an object to `M`, an array to `L`. Field names stay as they are.
    ///
    /// # Errors
    /// [`FormatError::NumberOutOfRange`] for a float outside DynamoDB's range of 1E-130 to 9.99E+125.
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
                    // A JSON object has no duplicate names, so the search in `insert` is unnecessary.
                    attributes.0.push((name.clone(), Self::from_json(value)?));
                }
                Self::M(attributes)
            }
        })
    }

    /// Converts back to the JSON value that [`from_json`](Self::from_json) converted.
    ///
    /// A value that DynamoDB stored in between differs in one respect: a float without a fraction returns as an integer
    /// (`1.0` as `1`).
    ///
    /// # Errors
    /// [`FormatError::NotJson`] for binary and sets; [`FormatError::InexactNumber`] for a number that neither a 64-bit
    /// integer nor a 64-bit float holds exactly.
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

/// Named attribute values without duplicate names, in insertion order: an item, or a map inside one.
///
/// DynamoDB ignores the order; it lets an item be shown with its keys first.
#[derive(Clone, Debug, Default, Eq)]
pub struct Attributes(pub(crate) Vec<(String, AttributeValue)>);

/// An item of a table: its attributes, keys first.
pub type Item = Attributes;

impl Attributes {
    /// No attributes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends an attribute, or replaces the value of the one with this name in place.
    pub fn insert(&mut self, name: &str, value: impl Into<AttributeValue>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// The value of the attribute with this name.
    pub fn get(&self, name: &str) -> Option<&AttributeValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text of the attribute with this name, if its type is `S`.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(AttributeValue::S(text)) => Some(text),
            _ => None,
        }
    }

    /// Names and values in insertion order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &AttributeValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// How many attributes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no attributes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Equal if they have the same names with the same values, in any order, as in a table.
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
    fn insert_keeps_order_and_replaces_in_place() {
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
    fn order_does_not_matter_for_equality() {
        let of = |names: [&str; 2]| {
            let mut item = Item::new();
            names.iter().for_each(|name| item.insert(name, *name));
            item
        };
        assert_eq!(of(["a", "b"]), of(["b", "a"]));
        assert_ne!(of(["a", "b"]), of(["a", "c"]));
    }

    #[test]
    fn hostile_field_names_round_trip() {
        let long = "n".repeat(10_000);
        let payload = json!({
            "PK": "x", "_pk": 1, "SK": null, "": [true], "__proto__": {"constructor": {}}, "S": {"S": {"N": "1"}},
            "\u{0}": "\u{202e}", "Version": 99, long: {"": {"": ""}},
        });
        let value = AttributeValue::from_json(&payload).expect("any JSON converts");
        assert_eq!(value.to_json(), Ok(payload));
    }

    #[test]
    fn binary_and_sets_do_not_convert_to_json() {
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
    fn any_json() -> impl Strategy<Value = Value> {
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
        fn json_round_trips(json in any_json()) {
            let value = AttributeValue::from_json(&json).expect("in range");
            prop_assert_eq!(value.to_json(), Ok(json));
        }

        #[test]
        fn dynamodb_json_round_trips(json in any_json()) {
            let value = AttributeValue::from_json(&json).expect("in range");
            let text = serde_json::to_string(&value).expect("serialises");
            prop_assert_eq!(serde_json::from_str::<AttributeValue>(&text).expect("deserialises"), value);
        }
    }
}
