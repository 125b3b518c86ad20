use chrono::SecondsFormat;

use bank::Reason;
use bank::projections::{Entry, Statement};
use bank::unicode::caseless;

/// The byte order mark. It marks the text as UTF-8; without it Excel reads "Zürich" in a legacy encoding.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Entries of a statement as a table for a spreadsheet (RFC 4180): a header line, then a line for each entry.
///
/// Amounts are numbers. Text that a spreadsheet would read as a formula is prefixed with an apostrophe.
#[must_use]
pub fn statement_csv<'a>(statement: &Statement, entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let mut csv = format!("{BYTE_ORDER_MARK}Version,Time,Entry,Reason,Amount,Balance,Currency\r\n");
    for entry in entries {
        let cells = [
            entry.version.0.to_string(),
            entry.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            entry.label().into_owned(),
            text(entry.reason.as_ref().map_or("", Reason::as_str)),
            number(statement, entry.amount),
            number(statement, entry.balance),
            statement.account.balance.currency.code().to_owned(),
        ];
        csv.push_str(&cells.join(","));
        csv.push_str("\r\n");
    }
    csv
}

/// Minor units as a plain number with a hyphen as minus sign.
fn number(statement: &Statement, minor: i64) -> String {
    let mut text = String::new();
    statement.money(minor).push_number(&mut text);
    text
}

/// A cell of typed text. A program that splits lines at semicolons or tabs ignores the quotes around a cell with
/// commas. So each part that it would read as a cell is checked for formulas.
fn text(typed: &str) -> String {
    let mut cell = String::with_capacity(typed.len() + 3);
    for part in typed.split_inclusive([';', '\t']) {
        if is_formula(part) {
            cell.push('\'');
        }
        cell.push_str(part);
    }
    if cell.contains([',', ';', '\t', '"', '\r', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

/// Whether a spreadsheet would evaluate a cell as a formula (OWASP, CSV Injection). Full-width signs count, and so do
/// signs after quotes, spaces and invisible characters, which some programs skip.
fn is_formula(cell: &str) -> bool {
    let begins_with_control = cell.starts_with(['\t', '\r', '\n']);
    let is_passed_over = |c: char| c.is_whitespace() || c.is_control() || c == '"';
    let begins_with_sign =
        caseless(cell).trim_start_matches(is_passed_over).starts_with(['=', '+', '-', '\u{2212}', '@']);
    begins_with_control || begins_with_sign
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_in_its_cell_and_is_never_a_formula() {
        for (typed, cell) in [
            ("rent", "rent"),
            ("", ""),
            ("Zürich", "Zürich"),
            ("rent, May", "\"rent, May\""),
            ("the \"big\" one", "\"the \"\"big\"\" one\""),
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-30", "'-30"),
            ("\u{2212}30", "'\u{2212}30"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
            ("1-1=0", "1-1=0"),
        ] {
            assert_eq!(text(typed), cell);
        }
    }

    #[test]
    fn full_width_signs_begin_a_formula() {
        for sign in ["＝", "＋", "－", "＠"] {
            assert_eq!(text(&format!("{sign}1+1")), format!("'{sign}1+1"));
        }
    }

    #[test]
    fn invisible_characters_do_not_hide_a_formula() {
        for hidden in ["\u{200b}", "\u{feff}", "\u{2060}\u{ad}", " ", "\u{a0}", "\u{3000}\u{202e}"] {
            for sign in ["=", "＝", "+", "-", "@"] {
                assert_eq!(text(&format!("{hidden}{sign}1")), format!("'{hidden}{sign}1"), "{hidden:?}");
            }
        }
    }

    #[test]
    fn parts_between_semicolons_or_tabs_are_never_formulas() {
        assert_eq!(text("x;=1+1;y"), "\"x;'=1+1;y\"");
        assert_eq!(text("x; \u{200b}＝1+1"), "\"x;' \u{200b}＝1+1\"");
        assert_eq!(text("x\t=1+1"), "\"x\t'=1+1\"");
        assert_eq!(text("x;\"=1+1\""), "\"x;'\"\"=1+1\"\"\"");
        assert_eq!(text("\t=1"), "\"'\t'=1\"");
        assert_eq!(text("x; y"), "\"x; y\"");
    }
}
