use super::code::{CodeLine, code_lines};
use super::records::with_event;
use bank::BankEvent;
use dynamodb::limits::WRITE_UNIT_BYTES;
use dynamodb::{FormatError, Item, ReadMode, ReadUnits, bytes_left_in_write_unit, item_bytes, read_units, write_cost};
use engine::Recorded;

/// An event as a DynamoDB item.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredItem {
    /// The sort key, e.g. `EVENT#000003`.
    pub sort_key: String,
    /// The item as DynamoDB JSON, in lines. The first and the last line hold the braces.
    pub lines: Vec<ItemLine>,
    /// The size of the item in bytes.
    pub bytes: usize,
    /// How full the last started kilobyte is, above 0 and up to 1.
    pub unit_used: f64,
    /// The number of bytes left before the next write unit: 0 to 1,023.
    pub bytes_left: usize,
    /// The size at which the next write unit begins, in KB of 1,024 bytes.
    pub next_unit_at: usize,
    /// Write units of the table for a put in a transaction.
    pub table_units: u64,
    /// Write units of the index of events by type.
    pub index_units: u64,
}

/// A line of an item, with its note.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemLine {
    /// The line.
    pub code: CodeLine,
    /// Whether it holds the partition key or the sort key.
    pub is_key: bool,
    /// The note, if there is one.
    pub note: Option<Note>,
}

/// A note on a line of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// The words in bold. May be empty.
    pub title: &'static str,
    /// One sentence.
    pub text: &'static str,
}

impl StoredItem {
    /// The item of an event.
    ///
    /// # Errors
    /// If DynamoDB can't store the event: its version is above 999,999, it is over 400 KB, or its year does not have
    /// four digits.
    pub fn of(event: &Recorded<BankEvent>) -> Result<Self, FormatError> {
        let item = item_of(event)?;
        let bytes = item_bytes(&item);
        let cost = write_cost(&item, true);
        let bytes_left = bytes_left_in_write_unit(bytes);
        let names = [None].into_iter().chain(item.iter().map(|(name, _)| Some(name))).chain([None]);
        let lines = code_lines(&item, 1, Some(1)).into_iter().zip(names).map(|(code, name)| ItemLine {
            code,
            is_key: matches!(name, Some("PK" | "SK")),
            note: name.and_then(note),
        });
        Ok(Self {
            sort_key: item.text("SK").unwrap_or_default().to_owned(),
            lines: lines.collect(),
            bytes,
            unit_used: 1.0 - bytes_left as f64 / WRITE_UNIT_BYTES as f64,
            bytes_left,
            next_unit_at: (bytes + bytes_left) / WRITE_UNIT_BYTES,
            table_units: cost.table,
            index_units: cost.index,
        })
    }

    /// The item as the JSON that the DynamoDB API accepts.
    #[must_use]
    pub fn json(&self) -> String {
        text_of(&self.lines)
    }
}

/// The lines as one text.
pub(super) fn text_of(lines: &[ItemLine]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| line.code.to_string()).collect();
    lines.join("\n")
}

/// The cost of reading a whole stream in one query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamCost {
    /// Read units, eventually consistent.
    pub units: ReadUnits,
    /// Whether every event was measured. The cost of a long stream is estimated from its newest events.
    pub is_exact: bool,
}

/// The number of events to measure for a [`StreamCost`].
const MEASURED: usize = 64;

impl StreamCost {
    /// The cost of reading these events.
    #[must_use]
    pub fn of(events: &[Recorded<BankEvent>]) -> Self {
        let measured = &events[events.len().saturating_sub(MEASURED)..];
        let bytes = measured.iter().filter_map(|event| Some(item_bytes(&item_of(event).ok()?))).sum();
        Self {
            units: read_units(in_all(bytes, measured.len(), events.len()), ReadMode::Eventual),
            is_exact: measured.len() == events.len(),
        }
    }
}

/// The size of `count` items in bytes, estimated from `measured` of them with a total of `bytes`. The product can
/// exceed the 32 bits of a browser's `usize`.
fn in_all(bytes: usize, measured: usize, count: usize) -> usize {
    let all = bytes as u64 * count as u64 / measured.max(1) as u64;
    usize::try_from(all).unwrap_or(usize::MAX)
}

fn item_of(event: &Recorded<BankEvent>) -> Result<Item, FormatError> {
    with_event(event, |item| item.to_item())
}

fn note(attribute: &str) -> Option<Note> {
    let (title, text) = match attribute {
        "PK" => ("Partition key.", "One partition per account: a Query reads its events in order."),
        "SK" => ("Sort key.", "Written only if this key is free. Text order is version order."),
        "GSI1PK" => ("Index key.", "Finds every event of this type, in any account."),
        "GSI1SK" => ("", "Sorts the index by time; the tail keeps it unique."),
        "SchemaVersion" => ("", "The shape of the payload: old events stay readable."),
        "Version" => ("", "The place of the event in its stream, from 1."),
        "Payload" => ("", "What happened. Never updated or deleted."),
        "CorrelationId" => ("", "Shared by all messages of one conversation."),
        "CausationId" => ("", "The id of the command that caused this event."),
        _ => return None,
    };
    Some(Note { title, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ADA, six};
    use crate::{Lab, filled};
    use common::at;
    use engine::Version;
    use serde_json::Value;

    fn withdrawal() -> Recorded<BankEvent> {
        six().event(ADA, Version(3)).unwrap()
    }

    #[test]
    fn lines_form_the_json_of_the_api() {
        let stored = StoredItem::of(&withdrawal()).unwrap();
        let json: Value = serde_json::from_str(&stored.json()).unwrap();
        assert_eq!(json["PK"]["S"], "ACCOUNT#ACCOUNT-1001");
        assert_eq!(json["SK"]["S"], "EVENT#000003");
        assert_eq!(json["Version"]["N"], "3");
        assert_eq!(json["Payload"]["M"]["amount"]["S"], "30.00 USD");
        assert_eq!(json, serde_json::to_value(item_of(&withdrawal()).unwrap()).unwrap());
    }

    #[test]
    fn each_attribute_has_a_line_and_keys_come_first() {
        let stored = StoredItem::of(&withdrawal()).unwrap();
        assert_eq!(stored.lines[0].code.to_string(), "{");
        assert!(stored.lines[1].is_key && stored.lines[2].is_key && !stored.lines[3].is_key);
        assert_eq!(stored.lines[2].code.to_string(), r#"  "SK": { "S": "EVENT#000003" },"#);
        assert_eq!(stored.lines[2].note.unwrap().title, "Sort key.");
    }

    #[test]
    fn cost_follows_from_size() {
        let stored = StoredItem::of(&withdrawal()).unwrap();
        assert_eq!(stored.bytes + stored.bytes_left, 1024);
        assert_eq!((stored.table_units, stored.index_units, stored.next_unit_at), (2, 1, 1));
    }

    #[test]
    fn estimate_does_not_overflow_32_bits() {
        assert_eq!(in_all(64 * 1_000, 64, 1_000_000), 1_000_000_000);
        assert_eq!(in_all(0, 0, 0), 0);
    }

    #[test]
    fn cost_of_a_long_stream_is_estimated() {
        let lab = Lab::play(filled(1, at(0), 1_000));
        let cost = lab.with_events(ADA, StreamCost::of);
        assert!(!cost.is_exact);
        let all: usize =
            lab.with_events(ADA, |events| events.iter().map(|event| item_bytes(&item_of(event).unwrap())).sum());
        let exact = read_units(all, ReadMode::Eventual).halves as f64;
        assert!((cost.units.halves as f64 / exact - 1.0).abs() < 0.02, "{} against {exact}", cost.units.halves);
    }
}
