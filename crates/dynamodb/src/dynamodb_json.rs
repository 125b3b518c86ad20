//! DynamoDB JSON: attribute values and items as the API carries them, such as `{"S":"x"}`.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::attribute::{AttributeValue, Attributes};
use crate::number::Number;

/// A map of one entry: the type's name and the value.
impl Serialize for AttributeValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::S(text) => map.serialize_entry("S", text)?,
            Self::N(number) => map.serialize_entry("N", number.as_str())?,
            Self::B(bytes) => map.serialize_entry("B", &BASE64_STANDARD.encode(bytes))?,
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
                let texts: Vec<_> = values.iter().map(|bytes| BASE64_STANDARD.encode(bytes)).collect();
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
        let kind: String = map.next_key()?.ok_or_else(|| A::Error::custom("an attribute value has no type"))?;
        let value = match kind.as_str() {
            "S" => AttributeValue::S(map.next_value()?),
            "N" => AttributeValue::N(number(&map.next_value::<String>()?)?),
            "B" => AttributeValue::B(binary(&map.next_value::<String>()?)?),
            "BOOL" => AttributeValue::Bool(map.next_value()?),
            "NULL" if map.next_value()? => AttributeValue::Null,
            "NULL" => return Err(A::Error::custom("NULL must be true")),
            "L" => AttributeValue::L(map.next_value()?),
            "M" => AttributeValue::M(map.next_value()?),
            "SS" => {
                let texts: Vec<String> = map.next_value()?;
                check_set(&texts, String::as_str)?;
                AttributeValue::SS(texts)
            }
            "NS" => {
                let texts: Vec<String> = map.next_value()?;
                let numbers: Vec<_> = texts.iter().map(|text| number(text)).collect::<Result<_, _>>()?;
                check_set(&numbers, Number::value)?;
                AttributeValue::NS(numbers)
            }
            "BS" => {
                let texts: Vec<String> = map.next_value()?;
                let binaries: Vec<_> = texts.iter().map(|text| binary(text)).collect::<Result<_, _>>()?;
                check_set(&binaries, Vec::as_slice)?;
                AttributeValue::BS(binaries)
            }
            _ => return Err(A::Error::custom("an attribute value has an unknown type")),
        };
        match map.next_key::<String>()? {
            None => Ok(value),
            Some(_) => Err(A::Error::custom("an attribute value has two types")),
        }
    }
}

fn number<E: Error>(text: &str) -> Result<Number, E> {
    Number::parse(text).map_err(E::custom)
}

fn binary<E: Error>(text: &str) -> Result<Vec<u8>, E> {
    BASE64_STANDARD.decode(text).map_err(|cause| E::custom(format_args!("binary is not padded base64: {cause}")))
}

/// Checks that a set is not empty and has no duplicates, as DynamoDB does (API reference, `AttributeValue`).
fn check_set<'a, T, K: Ord, E: Error>(elements: &'a [T], value: impl Fn(&'a T) -> K) -> Result<(), E> {
    if elements.is_empty() {
        return Err(E::custom("a set is empty"));
    }
    match has_duplicates(elements.iter().map(value).collect()) {
        true => Err(E::custom("a set has a duplicate")),
        false => Ok(()),
    }
}

/// Sorts, because comparing each pair would take minutes for a full item.
fn has_duplicates<T: Ord>(mut values: Vec<T>) -> bool {
    values.sort_unstable();
    values.windows(2).any(|pair| pair[0] == pair[1])
}

struct AttributesVisitor;

impl<'de> Visitor<'de> for AttributesVisitor {
    type Value = Attributes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of attribute values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attributes, A::Error> {
        let mut entries: Vec<(String, AttributeValue)> = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        if has_duplicates(entries.iter().map(|(name, _)| name).collect()) {
            return Err(A::Error::custom("an attribute name occurs twice"));
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
    fn every_type_round_trips() {
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
            r#"{"BS":["Zg==","Zm8=","+/8="]}"#,
        ] {
            let value = value(text).expect(text);
            assert_eq!(serde_json::to_string(&value).expect("serialises"), text);
        }
    }

    #[test]
    fn invalid_values_are_refused() {
        for text in [
            r#"{}"#,
            r#""x""#,
            r#"{"S":1}"#,
            r#"{"N":1}"#,
            r#"{"N":"abc"}"#,
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

    #[test]
    fn full_set_is_read_without_comparing_each_pair() {
        for kind in ["SS", "NS"] {
            let set: Vec<_> = (0..20_000).map(|number| number.to_string()).collect();
            let json = serde_json::json!({kind: set}).to_string();
            assert!(value(&json).is_ok(), "{kind}");
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn binary_is_base64_with_the_standard_alphabet() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            let json = format!(r#"{{"B":"{text}"}}"#);
            assert_eq!(value(&json), Ok(AttributeValue::B(bytes.into())));
        }
    }

    #[test]
    fn sloppy_base64_is_refused() {
        for text in ["Z", "Zg", "Zg=", "Zm9v====", "Zh==", "Z===", "Zm 9", "Zm9v\\n", "Zm-_", "=Zm9"] {
            let error = value(&format!(r#"{{"B":"{text}"}}"#)).expect_err(text);
            assert!(error.contains("binary is not padded base64"), "{error}");
            assert!(value(&format!(r#"{{"BS":["{text}"]}}"#)).is_err(), "{text}");
        }
    }
}
