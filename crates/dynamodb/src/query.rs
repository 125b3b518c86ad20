//! `Query` bodies, and a page of their reply.

use serde::{Deserialize, Serialize};

use super::attribute::{Attributes, Item};
use super::error::FormatError;
use super::keys::{self, EVENT_PREFIX, GSI1};

/// The body of a `Query` request.
///
/// Reads of the table are strongly consistent; the index can't be read so, and asking for it is an error.
/// A reply ends at 1 MB: go on with [`start_after`](Self::start_after) until a page has no [`QueryPage::last_evaluated_key`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Query {
    table_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    index_name: Option<&'static str>,
    key_condition_expression: &'static str,
    expression_attribute_values: Attributes,
    #[serde(skip_serializing_if = "Option::is_none")]
    consistent_read: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scan_index_forward: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exclusive_start_key: Option<Item>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_consumed_capacity: Option<&'static str>,
}

impl Query {
    /// All events of a stream, oldest first.
    ///
    /// # Errors
    /// As [`keys::partition_key`].
    pub fn events(table: &str, entity: &str, id: &str) -> Result<Self, FormatError> {
        let mut query =
            Self::by_key(table, "PK = :pk AND begins_with(SK, :event)", ":pk", keys::partition_key(entity, id)?);
        query.expression_attribute_values.insert(":event", EVENT_PREFIX);
        Ok(query)
    }

    /// Events of a stream from one version to another, both included. The other way round there are none.
    ///
    /// # Errors
    /// As [`keys::partition_key`] and [`keys::event_sort_key`].
    pub fn events_between(table: &str, entity: &str, id: &str, from: u64, to: u64) -> Result<Self, FormatError> {
        let mut query =
            Self::by_key(table, "PK = :pk AND SK BETWEEN :from AND :to", ":pk", keys::partition_key(entity, id)?);
        query.expression_attribute_values.insert(":from", keys::event_sort_key(from)?);
        query.expression_attribute_values.insert(":to", keys::event_sort_key(to)?);
        Ok(query)
    }

    /// Everything of a stream: events, outbox, snapshot, and what else there may be.
    ///
    /// # Errors
    /// As [`keys::partition_key`].
    pub fn partition(table: &str, entity: &str, id: &str) -> Result<Self, FormatError> {
        Ok(Self::by_key(table, "PK = :pk", ":pk", keys::partition_key(entity, id)?))
    }

    /// The entries of an index with one value: the sort keys are the ids of the aggregates.
    ///
    /// # Errors
    /// As [`keys::index_partition_key`].
    pub fn index_entries(table: &str, entity: &str, index: &str, value: &str) -> Result<Self, FormatError> {
        Ok(Self::by_key(table, "PK = :pk", ":pk", keys::index_partition_key(entity, index, value)?))
    }

    /// All events of a type, in any stream, by time. Eventually consistent: an event that was just
    /// written may not be there yet.
    ///
    /// # Errors
    /// As [`keys::gsi1_partition_key`].
    pub fn events_of_type(table: &str, event_type: &str) -> Result<Self, FormatError> {
        let mut query = Self::by_key(table, "GSI1PK = :type", ":type", keys::gsi1_partition_key(event_type)?);
        query.index_name = Some(GSI1);
        query.consistent_read = None;
        Ok(query)
    }

    /// Last first.
    pub fn backwards(mut self) -> Self {
        self.scan_index_forward = Some(false);
        self
    }

    /// At most this many items a page, 1 or more.
    pub fn limit(mut self, items: u32) -> Self {
        self.limit = Some(items.max(1));
        self
    }

    /// Go on after the last key of the page before.
    pub fn start_after(mut self, last_evaluated_key: Item) -> Self {
        self.exclusive_start_key = Some(last_evaluated_key);
        self
    }

    /// At half the price of a strongly consistent read, and perhaps a moment old.
    pub fn eventually_consistent(mut self) -> Self {
        self.consistent_read = None;
        self
    }

    /// Ask the reply to say what it cost.
    pub fn report_capacity(mut self) -> Self {
        self.return_consumed_capacity = Some("INDEXES");
        self
    }

    fn by_key(table: &str, condition: &'static str, placeholder: &str, key: String) -> Self {
        let mut values = Attributes::new();
        values.insert(placeholder, key);
        Self {
            table_name: table.to_owned(),
            index_name: None,
            key_condition_expression: condition,
            expression_attribute_values: values,
            consistent_read: Some(true),
            scan_index_forward: None,
            limit: None,
            exclusive_start_key: None,
            return_consumed_capacity: None,
        }
    }
}

/// A page of a query's reply; other members of the reply are passed over.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryPage {
    /// The items, in order.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Where the page ends, if there is more: give it to [`Query::start_after`].
    #[serde(default)]
    pub last_evaluated_key: Option<Item>,
}

impl QueryPage {
    /// Reads the reply's body.
    ///
    /// # Errors
    /// [`FormatError::Reply`] with the parser's words.
    pub fn parse(body: &str) -> Result<Self, FormatError> {
        serde_json::from_str(body).map_err(|error| FormatError::Reply { reason: error.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(query: Result<Query, FormatError>) -> String {
        serde_json::to_string(&query.expect("a query")).expect("serialises")
    }

    #[test]
    fn a_stream_is_one_consistent_query() {
        assert_eq!(
            body(Query::events("t", "ACCOUNT", "ACCOUNT-1001")),
            concat!(
                r#"{"TableName":"t","KeyConditionExpression":"PK = :pk AND begins_with(SK, :event)","#,
                r#""ExpressionAttributeValues":{":pk":{"S":"ACCOUNT#ACCOUNT-1001"},":event":{"S":"EVENT#"}},"#,
                r#""ConsistentRead":true}"#
            )
        );
        let between = body(Query::events_between("t", "ACCOUNT", "1", 2, 10));
        assert!(between.contains(r#"":from":{"S":"EVENT#000002"},":to":{"S":"EVENT#000010"}"#), "{between}");
    }

    #[test]
    fn the_index_is_never_read_consistently() {
        let query = Query::events_of_type("t", "MoneyWithdrawn").map(|query| query.backwards().limit(0));
        assert_eq!(
            body(query),
            concat!(
                r#"{"TableName":"t","IndexName":"GSI1","KeyConditionExpression":"GSI1PK = :type","#,
                r#""ExpressionAttributeValues":{":type":{"S":"EVENT#MoneyWithdrawn"}},"#,
                r#""ScanIndexForward":false,"Limit":1}"#
            )
        );
    }

    #[test]
    fn a_page_is_read_and_gives_the_key_to_go_on_with() {
        let page = QueryPage::parse(
            r#"{"Count":1,"Items":[{"PK":{"S":"a"}}],"LastEvaluatedKey":{"PK":{"S":"a"},"SK":{"S":"b"}},"ScannedCount":1}"#,
        )
        .expect("a page");
        assert_eq!(page.items.len(), 1);
        let next = Query::partition("t", "A", "1").map(|q| q.start_after(page.last_evaluated_key.expect("more")));
        assert!(body(next).ends_with(r#""ExclusiveStartKey":{"PK":{"S":"a"},"SK":{"S":"b"}}}"#));
        assert_eq!(QueryPage::parse(r#"{"Items":[],"Count":0}"#), Ok(QueryPage::default()));
        assert!(matches!(QueryPage::parse("<html>"), Err(FormatError::Reply { .. })));
    }
}
