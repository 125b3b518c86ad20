use std::fmt;

use serde_json::Value;

use crate::dynamodb::Item;

/// One line of code, in pieces that are coloured by their kind. The pieces in a row are the line's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeLine {
    /// The pieces, from left to right.
    pub tokens: Vec<Token>,
}

/// A piece of a line of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its text.
    pub text: String,
}

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Brackets, commas, colons and space.
    Mark,
    /// The name of a field.
    Key,
    /// The name of a DynamoDB type, such as `S`.
    Type,
    /// A text.
    Text,
    /// A number, `true`, `false` or `null`.
    Number,
}

/// A JSON value as lines of code: values down to `broken` levels deep stand on lines of their own, deeper ones within
/// their line. With `typed`, keys at every second level are the names of DynamoDB types.
#[must_use]
pub fn code_lines(value: &Value, broken: usize, typed: bool) -> Vec<CodeLine> {
    let mut writer = Writer { lines: vec![CodeLine::default()], broken, typed };
    writer.value(value, 0);
    writer.lines
}

/// A DynamoDB item as lines of code: a line for each brace, and one for each attribute in its order.
pub(super) fn item_lines(item: &Item) -> Vec<CodeLine> {
    let values: Vec<_> =
        item.iter().map(|(name, value)| (name, serde_json::to_value(value).unwrap_or_default())).collect();
    let mut writer = Writer { lines: vec![CodeLine::default()], broken: 1, typed: true };
    let entries = values.iter().map(|(name, value)| (Some(*name), value));
    writer.group(['{', '}'], entries, values.len(), 0);
    writer.lines
}

impl fmt::Display for CodeLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|token| f.write_str(&token.text))
    }
}

struct Writer {
    lines: Vec<CodeLine>,
    broken: usize,
    typed: bool,
}

impl Writer {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Object(fields) => {
                let entries = fields.iter().map(|(key, value)| (Some(key.as_str()), value));
                self.group(['{', '}'], entries, fields.len(), depth);
            }
            Value::Array(items) => self.group(['[', ']'], items.iter().map(|value| (None, value)), items.len(), depth),
            Value::String(text) => {
                // In DynamoDB's JSON a number is a text inside of {"N": …}.
                let after_n = self
                    .last()
                    .tokens
                    .iter()
                    .rev()
                    .nth(1)
                    .is_some_and(|t| t.kind == TokenKind::Type && t.text == "\"N\"");
                let kind = if self.typed && after_n { TokenKind::Number } else { TokenKind::Text };
                self.push(kind, quoted(text));
            }
            other => self.push(TokenKind::Number, other.to_string()),
        }
    }

    fn group<'a>(
        &mut self,
        brackets: [char; 2],
        entries: impl Iterator<Item = (Option<&'a str>, &'a Value)>,
        count: usize,
        depth: usize,
    ) {
        let breaks = depth < self.broken && count > 0;
        self.push(TokenKind::Mark, brackets[0].to_string());
        for (number, (key, value)) in entries.enumerate() {
            match (breaks, number) {
                (true, _) => self.new_line(depth + 1),
                (false, 0) => self.push(TokenKind::Mark, " ".to_owned()),
                (false, _) => {}
            }
            if let Some(key) = key {
                let is_type = self.typed && depth % 2 == 1;
                self.push(if is_type { TokenKind::Type } else { TokenKind::Key }, quoted(key));
                self.push(TokenKind::Mark, ": ".to_owned());
            }
            self.value(value, depth + 1);
            if number + 1 < count {
                self.push(TokenKind::Mark, if breaks { "," } else { ", " }.to_owned());
            }
        }
        if breaks {
            self.new_line(depth);
        } else if count > 0 {
            self.push(TokenKind::Mark, " ".to_owned());
        }
        self.push(TokenKind::Mark, brackets[1].to_string());
    }

    fn new_line(&mut self, depth: usize) {
        self.lines.push(CodeLine::default());
        if depth > 0 {
            self.push(TokenKind::Mark, "  ".repeat(depth));
        }
    }

    fn push(&mut self, kind: TokenKind, text: String) {
        self.last().tokens.push(Token { kind, text });
    }

    fn last(&mut self) -> &mut CodeLine {
        self.lines.last_mut().expect("there is a line from the start")
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
