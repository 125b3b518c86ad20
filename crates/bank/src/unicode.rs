//! Unicode properties of a text: normal forms, case folding, invisible characters, and grapheme clusters.
//!
//! Native programs use crates. WebAssembly calls the browser instead, which saves the crates' tables: `String.prototype.normalize`
//! and `toLowerCase`, `RegExp` with `\p{…}`, and `Intl.Segmenter`. Compressed with Brotli, the tables take 21 KB for NFC alone and
//! 31 KB with NFKC (`icu_normalizer`; 49 KB with `unicode-normalization`), 9 KB for grapheme clusters, 8 KB for the standard
//! library's `to_lowercase` and 6 KB for general categories. The browser calls take 1.6 KB in all.
//!
//! Both platforms use the patterns below. They may support different versions of Unicode. That is safe: text is normalised only
//! before it is stored, and the normal form of an assigned character never changes (Unicode's stability policy).

#[cfg_attr(target_arch = "wasm32", path = "unicode/browser.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "unicode/native.rs")]
mod platform;

use platform::Text;
use std::borrow::Cow;

/// Characters that programs don't draw if they don't support them, such as U+200B and U+FEFF (UAX #44).
const IGNORABLE: &str = r"\p{Default_Ignorable_Code_Point}";

/// Every character except invisible ones: controls, formats, private and unassigned characters (general category C), line and
/// paragraph separators, and ignorable characters.
const NOT_INVISIBLE: &str = r"[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]";

/// Spaces and invisible characters. U+2800, the Braille pattern without dots, is a symbol that looks like a space.
const BLANK: &str = r"[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u{2800}]";

/// Invisible characters that have a visible effect. Replace a match with `$1` to remove them.
///
/// The first alternative is a joiner after a letter of a script without case: Arabic and Indic spellings need joiners (UAX #31,
/// 2.3.1). The second is any possible emoji, such as a flag or a family (UTS #51, 1.4.9).
const JOINED: &str = concat!(
    r"(\p{Lo}\p{M}*)[\u{200C}\u{200D}]|",
    r"\p{Emoji}(?:\p{Emoji_Modifier}|\u{FE0F}\u{20E3}?|[\u{E0020}-\u{E007E}]+\u{E007F})?",
    r"(?:\u{200D}\p{Emoji}(?:\p{Emoji_Modifier}|\u{FE0F}\u{20E3}?|[\u{E0020}-\u{E007E}]+\u{E007F})?)*",
);

/// A combining mark at the start, without a base letter.
const LONE_MARK: &str = r"^\p{M}";

/// The text folded for comparison: case, composed and decomposed forms, full-width letters and invisible characters make no
/// difference.
///
/// This is Unicode's `NFKC_Casefold` (UAX #44) with lower case instead of case folding, as RFC 8265 compares names: "ß" and "ss"
/// differ, because in addresses they are two people. Final and medial sigma are equal, because the choice depends on context.
#[must_use]
pub fn caseless(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let text = Text::from(text).replaced(IGNORABLE, "").nfkc().lower_case().replaced("ς", "σ");
    text.nfkc().into_string()
}

/// Normalization Form C (UAX #15): é as one code point.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { Text::from(text).nfc().into_string().into() }
}

/// Normalization Form KC (UAX #15): like [`nfc`], with plain letters for full-width and other variants.
pub(crate) fn nfkc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { Text::from(text).nfkc().into_string().into() }
}

/// The text without ignorable characters.
pub(crate) fn without_ignorable(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { Text::from(text).replaced(IGNORABLE, "").into_string().into() }
}

/// The first invisible character that does not change how its neighbours look.
pub(crate) fn first_invisible(text: &str) -> Option<char> {
    if text.is_ascii() {
        return text.chars().find(char::is_ascii_control);
    }
    first(Text::from(text).replaced(JOINED, "$1").replaced(NOT_INVISIBLE, ""))
}

/// Like [`first_invisible`], but joiners and emoji parts count as invisible too. For addresses.
pub(crate) fn first_invisible_or_joiner(text: &str) -> Option<char> {
    if text.is_ascii() {
        return text.chars().find(char::is_ascii_control);
    }
    first(Text::from(text).replaced(NOT_INVISIBLE, ""))
}

fn first(text: Text) -> Option<char> {
    text.into_string().chars().next()
}

/// Whether the text has only spaces and invisible characters.
pub(crate) fn is_blank(text: &str) -> bool {
    if text.is_ascii() {
        return text.bytes().all(|byte| !byte.is_ascii_graphic());
    }
    Text::from(text).replaced(BLANK, "").into_string().is_empty()
}

/// The combining mark at the start of the text, if it begins with one.
pub(crate) fn lone_mark(text: &str) -> Option<char> {
    let begins_with_mark =
        !text.is_ascii() && Text::from(text).replaced(LONE_MARK, "").into_string().len() < text.len();
    text.chars().next().filter(|_| begins_with_mark)
}

/// The number of extended grapheme clusters (UAX #29): the characters that a person counts.
pub(crate) fn graphemes(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { Text::from(text).graphemes() }
}

/// The ASCII form of a full-width character (U+FF01 to U+FF5E). Returns every other character unchanged.
///
/// Amounts use this instead of [`nfkc`], which would turn 3² into 32.
pub(crate) fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        other => other,
    }
}
