use serde::Serialize;

use crate::error::FormatError;
use crate::keys::{GSI1, GSI1PK, GSI1SK, PK, SK};
use crate::limits::TABLE_NAME_BYTES;

/// The body of a `CreateTable` request for the single table and its index GSI1, with on-demand capacity.
///
/// The index projects all attributes, so a query by event type needs no second read. It is sparse: only events have its
/// keys, so other items cost it nothing.
///
/// # Errors
/// [`FormatError::TableName`] unless the name is 3 to 255 letters, digits, `_`, `-` or `.` (developer guide,
/// "Constraints in Amazon DynamoDB", Naming rules).
pub fn create_table(table: &str) -> Result<CreateTable<'_>, FormatError> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    if !TABLE_NAME_BYTES.contains(&table.len()) || !table.bytes().all(is_allowed) {
        return Err(FormatError::TableName { name: table.to_owned() });
    }
    Ok(CreateTable {
        table_name: table,
        attribute_definitions: [PK, SK, GSI1PK, GSI1SK]
            .map(|attribute_name| Definition { attribute_name, attribute_type: "S" }),
        key_schema: key_schema(PK, SK),
        global_secondary_indexes: [Index {
            index_name: GSI1,
            key_schema: key_schema(GSI1PK, GSI1SK),
            projection: Projection { projection_type: "ALL" },
        }],
        billing_mode: "PAY_PER_REQUEST",
    })
}

/// The body of a `CreateTable` request; see [`create_table`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateTable<'a> {
    table_name: &'a str,
    attribute_definitions: [Definition; 4],
    key_schema: [KeyPart; 2],
    global_secondary_indexes: [Index; 1],
    billing_mode: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Definition {
    attribute_name: &'static str,
    attribute_type: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct KeyPart {
    attribute_name: &'static str,
    key_type: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Index {
    index_name: &'static str,
    key_schema: [KeyPart; 2],
    projection: Projection,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Projection {
    projection_type: &'static str,
}

fn key_schema(partition: &'static str, sort: &'static str) -> [KeyPart; 2] {
    [(partition, "HASH"), (sort, "RANGE")].map(|(attribute_name, key_type)| KeyPart { attribute_name, key_type })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn body_matches_the_api() {
        let body = serde_json::to_string(&create_table("event-store").expect("a name")).expect("serialises");
        assert_eq!(
            body,
            concat!(
                r#"{"TableName":"event-store","AttributeDefinitions":["#,
                r#"{"AttributeName":"PK","AttributeType":"S"},{"AttributeName":"SK","AttributeType":"S"},"#,
                r#"{"AttributeName":"GSI1PK","AttributeType":"S"},{"AttributeName":"GSI1SK","AttributeType":"S"}],"#,
                r#""KeySchema":[{"AttributeName":"PK","KeyType":"HASH"},{"AttributeName":"SK","KeyType":"RANGE"}],"#,
                r#""GlobalSecondaryIndexes":[{"IndexName":"GSI1","KeySchema":[{"AttributeName":"GSI1PK","KeyType":"HASH"},"#,
                r#"{"AttributeName":"GSI1SK","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}}],"#,
                r#""BillingMode":"PAY_PER_REQUEST"}"#
            )
        );
    }

    #[test]
    fn invalid_table_name_is_refused() {
        for name in ["", "ab", "has space", "tablé", "a/b/c", &"t".repeat(256)] {
            assert!(create_table(name).is_err(), "{name}");
        }
        assert!(create_table("a-b_c.9").is_ok());
    }
}
