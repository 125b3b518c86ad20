use chrono::SecondsFormat;

use bank::Reason;
use bank::projections::{Entry, Statement};

/// Entries of a statement as a table for a spreadsheet (RFC 4180): a line of names, then a line for each entry.
///
/// Amounts are numbers. A text that a spreadsheet would take for a formula is marked as text by an apostrophe.
#[must_use]
pub fn statement_csv<'a>(statement: &Statement, entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let mut csv = "Version,Time,Entry,Reason,Amount,Balance,Currency\r\n".to_owned();
    for entry in entries {
        let cells = [
            entry.version.0.to_string(),
            entry.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            entry.kind.label().to_owned(),
            text(entry.reason.as_ref().map_or("", Reason::as_str)),
            number(statement, entry.amount),
            number(statement, entry.balance),
            statement.currency.code().to_owned(),
        ];
        csv.push_str(&cells.join(","));
        csv.push_str("\r\n");
    }
    csv
}

/// Minor units as a plain number, with the minus sign that a program knows.
fn number(statement: &Statement, minor: i64) -> String {
    statement.money(minor).figure().replace('\u{2212}', "-")
}

/// What a person typed.
fn text(typed: &str) -> String {
    let is_formula = typed.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let typed = if is_formula { format!("'{typed}") } else { typed.to_owned() };
    if typed.contains([',', '"', '\r', '\n']) { format!("\"{}\"", typed.replace('"', "\"\"")) } else { typed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_can_neither_leave_its_cell_nor_be_a_formula() {
        for (typed, cell) in [
            ("rent", "rent"),
            ("", ""),
            ("rent, May", "\"rent, May\""),
            ("the \"big\" one", "\"the \"\"big\"\" one\""),
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-30", "'-30"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
            ("1-1=0", "1-1=0"),
        ] {
            assert_eq!(text(typed), cell);
        }
    }
}
