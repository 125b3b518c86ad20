use crate::dom::{El, el};
use lab::{CodeLine, TokenKind};

/// Appends a line of code, its pieces coloured by their kind. With `underlined`, what a text has after its first `#` is
/// underlined.
pub fn code(into: El, line: &CodeLine, underlined: bool) -> El {
    line.tokens.iter().fold(into, |into, token| {
        let class = match token.kind {
            TokenKind::Mark | TokenKind::Type => return into.text(&token.text),
            TokenKind::Key => "k",
            TokenKind::Text => "s",
            TokenKind::Number => "n",
        };
        let piece = el("span", class);
        into.child(match token.text.split_once('#').filter(|_| underlined && token.kind == TokenKind::Text) {
            None => piece.text(&token.text),
            Some((entity, id)) => {
                let id = id.strip_suffix('"').unwrap_or(id);
                piece.text(entity).text("#").child(el("u", "").text(id)).text("\"")
            }
        })
    })
}
