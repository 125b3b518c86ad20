//! Attribute values and items as the JSON of the DynamoDB API, by serde.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::attribute::{AttributeValue, Attributes};
use super::base64;
use super::error::FormatError;
use super::number::Number;

/// One entry: the type's name and the value, such as `{"S":"x"}`.
impl Serialize for AttributeValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::S(text) => map.serialize_entry("S", text)?,
            Self::N(number) => map.serialize_entry("N", number.as_str())?,
            Self::B(bytes) => map.serialize_entry("B", &base64::encode(bytes))?,
            Self::Bool(flag) => map.serialize_entry("BOOL", flag)?,
            Self::Null => map.serialize_entry("NULL", &true)?,
            Self::L(values) => map.serialize_entry("L", values)?,
            Self::M(fields) => map.serialize_entry("M", fields)?,
            Self::SS(texts) => map.serialize_entry("SS", texts)?,
            Self::NS(numbers) => {
                let texts: Vec<_> = numbers.iter().map(Number::as_str).collect();
                map.serialize_entry("NS", &texts)?;
            }
            Self::BS(values) => {
                let texts: Vec<_> = values.iter().map(|bytes| base64::encode(bytes)).collect();
                map.serialize_entry("BS", &texts)?;
            }
        }
        map.end()
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for AttributeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ValueVisitor)
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AttributesVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = AttributeValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one attribute value such as {\"S\":\"x\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AttributeValue, A::Error> {
        let kind: String = map.next_key()?.ok_or_else(|| A::Error::custom("an attribute value without a type"))?;
        let value = match kind.as_str() {
            "S" => AttributeValue::S(map.next_value()?),
            "N" => AttributeValue::N(number(&map.next_value::<String>()?).map_err(A::Error::custom)?),
            "B" => AttributeValue::B(binary(&map.next_value::<String>()?).map_err(A::Error::custom)?),
            "BOOL" => AttributeValue::Bool(map.next_value()?),
            "NULL" if map.next_value()? => AttributeValue::Null,
            "NULL" => return Err(A::Error::custom("NULL is true or is left out")),
            "L" => AttributeValue::L(map.next_value()?),
            "M" => AttributeValue::M(map.next_value()?),
            "SS" | "NS" | "BS" => set(&kind, map.next_value()?).map_err(A::Error::custom)?,
            _ => return Err(A::Error::custom("an attribute value of an unknown type")),
        };
        match map.next_key::<String>()? {
            None => Ok(value),
            Some(_) => Err(A::Error::custom("an attribute value with two types")),
        }
    }
}

fn number(text: &str) -> Result<Number, FormatError> {
    Number::parse(text)
}

fn binary(text: &str) -> Result<Vec<u8>, FormatError> {
    let reason = "binary must be base64 with padding";
    base64::decode(text).ok_or(FormatError::Value { reason })
}

/// A set has at least one element, and each once, as DynamoDB demands.
fn set(kind: &str, texts: Vec<String>) -> Result<AttributeValue, FormatError> {
    fn distinct<T>(values: Vec<T>, same: fn(&T, &T) -> bool) -> Result<Vec<T>, FormatError> {
        let twice = (1..values.len()).any(|at| values[..at].iter().any(|value| same(value, &values[at])));
        match (values.is_empty(), twice) {
            (true, _) => Err(FormatError::Value { reason: "a set may not be empty" }),
            (_, true) => Err(FormatError::Value { reason: "a set has each element once" }),
            _ => Ok(values),
        }
    }
    Ok(match kind {
        "SS" => AttributeValue::SS(distinct(texts, String::eq)?),
        "NS" => {
            let numbers = texts.iter().map(|text| number(text)).collect::<Result<_, _>>()?;
            AttributeValue::NS(distinct(numbers, Number::same_value)?)
        }
        _ => {
            let values = texts.iter().map(|text| binary(text)).collect::<Result<_, _>>()?;
            AttributeValue::BS(distinct(values, Vec::eq)?)
        }
    })
}

struct AttributesVisitor;

impl<'de> Visitor<'de> for AttributesVisitor {
    type Value = Attributes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of attribute values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attributes, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        // By a sort at the end: to look each name up as it comes would take a minute for a full item.
        let mut names: Vec<&str> = entries.iter().map(|(name, _): &(String, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(A::Error::custom("an attribute name that is there twice"));
        }
        Ok(Attributes(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<AttributeValue, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn every_type_has_the_form_of_the_api_and_comes_back() {
        for text in [
            r#"{"S":"x"}"#,
            r#"{"S":""}"#,
            r#"{"N":"3"}"#,
            r#"{"B":"Zm9v"}"#,
            r#"{"BOOL":true}"#,
            r#"{"BOOL":false}"#,
            r#"{"NULL":true}"#,
            r#"{"L":[{"S":"a"},{"L":[]}]}"#,
            r#"{"M":{"b":{"N":"1"},"a":{"M":{}}}}"#,
            r#"{"SS":["a","b"]}"#,
            r#"{"NS":["1","2.5"]}"#,
            r#"{"BS":["Zg==","Zm8="]}"#,
        ] {
            let value = value(text).expect(text);
            assert_eq!(serde_json::to_string(&value).expect("serialises"), text);
        }
    }

    #[test]
    fn what_is_not_an_attribute_value_is_refused() {
        for text in [
            r#"{}"#,
            r#""x""#,
            r#"{"S":1}"#,
            r#"{"N":1}"#,
            r#"{"N":"abc"}"#,
            r#"{"B":"Zg"}"#,
            r#"{"NULL":false}"#,
            r#"{"X":"y"}"#,
            r#"{"S":"a","N":"1"}"#,
            r#"{"SS":[]}"#,
            r#"{"SS":["a","a"]}"#,
            r#"{"NS":["1","1.0"]}"#,
            r#"{"M":{"a":{"S":"1"},"a":{"S":"2"}}}"#,
        ] {
            assert!(value(text).is_err(), "{text}");
        }
    }
}
