use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::attribute::{Attributes, Item};
use crate::error::{FormatError, ReplyError};
use crate::keys::{self, EVENT_PREFIX, GSI1};

/// The body of a `Query` request.
///
/// A query of the table is strongly consistent, one of the index is not: DynamoDB refuses `ConsistentRead` on a global
/// secondary index. A page ends at 1 MB. To read on, pass its [`QueryPage::last_evaluated_key`] to
/// [`start_after`](Self::start_after), until a page has none.
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
    limit: Option<NonZeroU32>,
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

    /// Events of a stream from one version to another, both included.
    ///
    /// # Errors
    /// [`FormatError::VersionRange`] if `from` is above `to`, and the errors of [`keys::partition_key`] and
    /// [`keys::event_sort_key`].
    pub fn events_between(table: &str, entity: &str, id: &str, from: u64, to: u64) -> Result<Self, FormatError> {
        if from > to {
            return Err(FormatError::VersionRange { from, to });
        }
        let mut query =
            Self::by_key(table, "PK = :pk AND SK BETWEEN :from AND :to", ":pk", keys::partition_key(entity, id)?);
        query.expression_attribute_values.insert(":from", keys::event_sort_key(from)?);
        query.expression_attribute_values.insert(":to", keys::event_sort_key(to)?);
        Ok(query)
    }

    /// All items of a stream: events, outbox messages and snapshot.
    ///
    /// # Errors
    /// As [`keys::partition_key`].
    pub fn stream(table: &str, entity: &str, id: &str) -> Result<Self, FormatError> {
        Ok(Self::by_key(table, "PK = :pk", ":pk", keys::partition_key(entity, id)?))
    }

    /// The entries of an index with one value. Their sort keys are the ids of the aggregates.
    ///
    /// # Errors
    /// As [`keys::index_partition_key`].
    pub fn index_entries(table: &str, entity: &str, index: &str, value: &str) -> Result<Self, FormatError> {
        Ok(Self::by_key(table, "PK = :pk", ":pk", keys::index_partition_key(entity, index, value)?))
    }

    /// All events of a type in all streams, by time. Eventually consistent: a new event may be missing at first.
    ///
    /// # Errors
    /// As [`keys::gsi1_partition_key`].
    pub fn events_of_type(table: &str, event_type: &str) -> Result<Self, FormatError> {
        let mut query = Self::by_key(table, "GSI1PK = :type", ":type", keys::gsi1_partition_key(event_type)?);
        query.index_name = Some(GSI1);
        query.consistent_read = None;
        Ok(query)
    }

    /// Returns the items in reverse order.
    pub fn backwards(mut self) -> Self {
        self.scan_index_forward = Some(false);
        self
    }

    /// Returns at most this many items in a page.
    pub fn limit(mut self, items: NonZeroU32) -> Self {
        self.limit = Some(items);
        self
    }

    /// Continues after the last key of the previous page.
    pub fn start_after(mut self, last_evaluated_key: Item) -> Self {
        self.exclusive_start_key = Some(last_evaluated_key);
        self
    }

    /// Reads with eventual consistency: at half the cost, but the newest writes may be missing.
    pub fn eventually_consistent(mut self) -> Self {
        self.consistent_read = None;
        self
    }

    /// Requests the consumed capacity of table and index in the reply.
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

/// A page of a query's reply. Other members of the reply are ignored.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryPage {
    /// The items, in order.
    #[serde(default)]
    pub items: Vec<Item>,
    /// The last key of the page if there may be more items, to pass to [`Query::start_after`].
    #[serde(default)]
    pub last_evaluated_key: Option<Item>,
}

impl QueryPage {
    /// Parses the body of a reply.
    ///
    /// # Errors
    /// [`ReplyError::Json`].
    pub fn parse(body: &str) -> Result<Self, ReplyError> {
        Ok(serde_json::from_str(body)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(query: Result<Query, FormatError>) -> String {
        serde_json::to_string(&query.expect("a query")).expect("serialises")
    }

    #[test]
    fn events_of_a_stream_are_one_consistent_query() {
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
    fn index_query_never_asks_for_consistency() {
        let query = Query::events_of_type("t", "MoneyWithdrawn").map(|query| query.backwards().limit(NonZeroU32::MIN));
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
    fn next_page_starts_after_the_last_key() {
        let page = QueryPage::parse(
            r#"{"Count":1,"Items":[{"PK":{"S":"a"}}],"LastEvaluatedKey":{"PK":{"S":"a"},"SK":{"S":"b"}},"ScannedCount":1}"#,
        )
        .expect("a page");
        assert_eq!(page.items.len(), 1);
        let next = Query::stream("t", "A", "1").map(|q| q.start_after(page.last_evaluated_key.expect("more")));
        assert!(body(next).ends_with(r#""ExclusiveStartKey":{"PK":{"S":"a"},"SK":{"S":"b"}}}"#));
        assert_eq!(QueryPage::parse(r#"{"Items":[],"Count":0}"#).expect("a page"), QueryPage::default());
        assert!(matches!(QueryPage::parse("<html>"), Err(ReplyError::Json(_))));
    }
}
