use std::fmt;

use serde::Serialize;

/// One line of code as tokens with kinds, which the page colours. The concatenated tokens are the text of the line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeLine {
    /// The tokens, from left to right.
    pub tokens: Vec<Token>,
}

/// A part of a line of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its kind.
    pub kind: TokenKind,
    /// Its text.
    pub text: String,
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Brackets, commas, colons and spaces.
    Mark,
    /// The name of a field.
    Key,
    /// The name of a DynamoDB type, such as `S`.
    Type,
    /// A string.
    Text,
    /// A number, `true`, `false` or `null`.
    Number,
}

/// Formats a value as JSON in lines of code, in its order of serialization. Values at depths below `broken` have lines
/// of their own; deeper ones share the line of their parent. From depth `types_from` on, the keys at every second level
/// are names of DynamoDB types.
#[must_use]
pub fn code_lines(value: &impl Serialize, broken: usize, types_from: Option<usize>) -> Vec<CodeLine> {
    lines_of(&serde_json::to_string(value).unwrap_or_default(), broken, types_from)
}

fn lines_of(json: &str, broken: usize, types_from: Option<usize>) -> Vec<CodeLine> {
    let mut writer = Writer { rest: json, lines: vec![CodeLine::default()], broken, types_from, is_number: false };
    writer.value(0);
    writer.lines
}

impl fmt::Display for CodeLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|token| f.write_str(&token.text))
    }
}

/// Formats JSON that has no spaces between its tokens.
struct Writer<'a> {
    rest: &'a str,
    lines: Vec<CodeLine>,
    broken: usize,
    types_from: Option<usize>,
    /// Whether the next value follows the type `N`: in DynamoDB's JSON a number is a string inside `{"N": …}`.
    is_number: bool,
}

impl Writer<'_> {
    fn value(&mut self, depth: usize) {
        match self.rest.as_bytes().first() {
            Some(b'{' | b'[') => self.group(depth),
            Some(b'"') => {
                let kind = if self.is_number { TokenKind::Number } else { TokenKind::Text };
                let length = text_length(self.rest);
                self.push_next(kind, length);
            }
            _ => {
                let length = self.rest.find([',', ']', '}']).unwrap_or(self.rest.len());
                self.push_next(TokenKind::Number, length);
            }
        }
    }

    fn group(&mut self, depth: usize) {
        let has_keys = self.rest.starts_with('{');
        self.push_next(TokenKind::Mark, 1);
        if self.rest.starts_with(['}', ']']) {
            return self.push_next(TokenKind::Mark, 1);
        }
        let breaks = depth < self.broken;
        let mut lead = " ";
        loop {
            if breaks {
                self.new_line(depth + 1)
            } else {
                self.push(TokenKind::Mark, lead)
            }
            lead = ", ";
            if has_keys {
                let is_type = self.types_from.is_some_and(|from| depth >= from && (depth - from).is_multiple_of(2));
                let length = text_length(self.rest);
                self.is_number = is_type && &self.rest[..length] == "\"N\"";
                self.push_next(if is_type { TokenKind::Type } else { TokenKind::Key }, length);
                self.take(1);
                self.push(TokenKind::Mark, ": ");
            }
            self.value(depth + 1);
            if !self.rest.starts_with(',') {
                break;
            }
            self.take(1);
            if breaks {
                self.push(TokenKind::Mark, ",");
            }
        }
        if breaks {
            self.new_line(depth)
        } else {
            self.push(TokenKind::Mark, " ")
        }
        self.push_next(TokenKind::Mark, 1);
    }

    fn new_line(&mut self, depth: usize) {
        self.lines.push(CodeLine::default());
        if depth > 0 {
            self.push(TokenKind::Mark, &"  ".repeat(depth));
        }
    }

    fn push_next(&mut self, kind: TokenKind, length: usize) {
        let text = self.take(length);
        self.push(kind, text);
    }

    fn push(&mut self, kind: TokenKind, text: &str) {
        if let Some(line) = self.lines.last_mut() {
            line.tokens.push(Token { kind, text: text.to_owned() });
        }
    }
}

impl<'a> Writer<'a> {
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

/// The length in bytes of the JSON string at the start, with its quotes.
fn text_length(json: &str) -> usize {
    let mut is_escaped = false;
    let end = json.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(json.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn lines(value: &Value, broken: usize, types_from: Option<usize>) -> Vec<String> {
        code_lines(value, broken, types_from).iter().map(CodeLine::to_string).collect()
    }

    #[test]
    fn values_have_separate_lines_down_to_a_depth() {
        let value = json!({"a": [1, {"b": null}], "c": {}, "d": []});
        assert_eq!(lines(&value, 0, None), [r#"{ "a": [ 1, { "b": null } ], "c": {}, "d": [] }"#]);
        assert_eq!(
            lines(&value, 1, None),
            ["{", r#"  "a": [ 1, { "b": null } ],"#, r#"  "c": {},"#, r#"  "d": []"#, "}"]
        );
        assert_eq!(lines(&value, 2, None)[1..5], [r#"  "a": ["#, "    1,", r#"    { "b": null }"#, "  ],"]);
    }

    #[test]
    fn lines_parse_to_the_same_value_for_any_strings() {
        let value = json!({"a\"b": "quote \" and \\", "\\": "{[,:]}", "é": "עדה \u{2028} \n", "n": -1.5, "t": true});
        for broken in 0..3 {
            let text = lines(&value, broken, Some(0)).join("\n");
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value, "{text}");
        }
    }

    #[test]
    fn types_and_numbers_are_recognised_from_their_depth_on() {
        let kinds = |value: &Value, types_from| -> Vec<_> {
            let lines = code_lines(value, 0, types_from);
            let tokens = lines.into_iter().flat_map(|line| line.tokens);
            tokens.filter(|token| token.kind != TokenKind::Mark).map(|token| token.kind).collect()
        };
        use TokenKind::{Key, Number, Text, Type};
        let item = json!({"PK": {"S": "x"}, "V": {"N": "3"}});
        assert_eq!(kinds(&item, Some(1)), [Key, Type, Text, Key, Type, Number]);
        assert_eq!(kinds(&item, None), [Key, Key, Text, Key, Key, Text]);
        assert_eq!(kinds(&json!({"Item": item}), Some(2)), [Key, Key, Type, Text, Key, Type, Number]);
    }
}
