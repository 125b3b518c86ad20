use leptos::prelude::*;

use lab::{CodeLine, Token, TokenKind};

/// A line of code, its tokens coloured by their kind.
#[component]
pub fn Code(
    /// The line.
    line: CodeLine,
    /// Whether the id in a text, which follows the first `#`, is underlined.
    #[prop(optional)]
    underlines_id: bool,
) -> impl IntoView {
    line.tokens.into_iter().map(|token| piece(token, underlines_id)).collect_view()
}

fn piece(Token { kind, text }: Token, underlines_id: bool) -> AnyView {
    let Some(class) = class_of(kind) else { return text.into_any() };
    match text.split_once('#').filter(|_| underlines_id && kind == TokenKind::Text) {
        None => view! { <span class=class>{text}</span> }.into_any(),
        Some((entity, id)) => {
            let id = id.strip_suffix('"').unwrap_or(id).to_owned();
            view! { <span class=class>{entity.to_owned()} "#" <u>{id}</u> "\""</span> }.into_any()
        }
    }
}

/// The class of a kind of token; marks and the names of DynamoDB types have the colour of the line.
const fn class_of(kind: TokenKind) -> Option<&'static str> {
    match kind {
        TokenKind::Mark | TokenKind::Type => None,
        TokenKind::Key => Some("k"),
        TokenKind::Text => Some("s"),
        TokenKind::Number => Some("n"),
    }
}
