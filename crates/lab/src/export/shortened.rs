use std::borrow::Cow;

/// The text, or its beginning and an ellipsis, so that it takes at most this many columns. A character from U+1100 on
/// counts as two columns, because many of them are twice as wide.
pub(super) fn shortened(text: &str, columns: usize) -> Cow<'_, str> {
    let width = |letter: char| if letter < '\u{1100}' { 1 } else { 2 };
    let (mut used, mut end) = (0, 0);
    for (place, letter) in text.char_indices() {
        used += width(letter);
        if used > columns {
            return Cow::Owned(format!("{}\u{2026}", text[..end].trim_end()));
        }
        // The ellipsis takes a column too.
        if used < columns {
            end = place + letter.len_utf8();
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_ends_in_an_ellipsis() {
        assert_eq!(shortened("Grace", 5), "Grace");
        assert_eq!(shortened("Grace Hopper", 8), "Grace H\u{2026}");
        assert_eq!(shortened("Grace Hopper", 7), "Grace\u{2026}");
        assert_eq!(shortened("\u{5c71}\u{7530}\u{592a}", 5), "\u{5c71}\u{7530}\u{2026}");
        assert_eq!(shortened("", 0), "");
        assert_eq!(shortened("x", 0), "\u{2026}");
    }
}
