//! What Unicode says about a text: its normal form, its letters without regard to case, what can't be seen of it, and how many
//! characters a person counts.
//!
//! The page has no table of Unicode. A program takes these answers from crates. WebAssembly asks the browser, which knows them all:
//! `String.prototype.normalize` and `toLowerCase`, `RegExp` with `\p{…}`, `Intl.Segmenter`. In WebAssembly, compressed by Brotli,
//! the crates' tables weigh 21 KB for NFC alone and 31 KB with NFKC (`icu_normalizer`; 49 KB with `unicode-normalization`), 9 KB
//! for grapheme clusters, 8 KB for the standard library's `to_lowercase` and 6 KB for general categories. To ask the browser
//! weighs 1.6 KB in all.
//!
//! Both sides read the same patterns below, so which characters can't be seen is said once. The two may know different versions
//! of Unicode. That is safe: a text is normalised before it is stored and never after, and the normal form of a character
//! that is assigned doesn't change from version to version (Unicode's stability policy).

#[cfg_attr(target_arch = "wasm32", path = "unicode/browser.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "unicode/native.rs")]
mod platform;

use platform::Text;
use std::borrow::Cow;

/// Characters that programs leave out where they can't show them, such as U+200B and U+FEFF (UAX #44).
const IGNORABLE: &str = r"\p{Default_Ignorable_Code_Point}";

/// Everything but characters that can't be seen: controls, formats, private and unassigned characters (general category C), line
/// and paragraph separators, and ignorable characters.
const NOT_INVISIBLE: &str = r"[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]";

/// Spaces and characters that can't be seen. U+2800, the Braille pattern without dots, is a symbol and looks like a space.
const BLANK: &str = r"[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u{2800}]";

/// Invisible characters with a visible effect; `$1` is what to leave of them.
///
/// First a joiner after a letter of a script without case: Arabic and Indic scripts need joiners to be spelled (UAX #31, 2.3.1).
/// Then whatever may be an emoji, such as a flag or a family (UTS #51, 1.4.9).
const JOINED: &str = concat!(
    r"(\p{Lo}\p{M}*)[\u{200C}\u{200D}]|",
    r"\p{Emoji}(?:\p{Emoji_Modifier}|\u{FE0F}\u{20E3}?|[\u{E0020}-\u{E007E}]+\u{E007F})?",
    r"(?:\u{200D}\p{Emoji}(?:\p{Emoji_Modifier}|\u{FE0F}\u{20E3}?|[\u{E0020}-\u{E007E}]+\u{E007F})?)*",
);

/// A combining mark with no letter before it.
const LONE_MARK: &str = r"^\p{M}";

/// The text as it is compared without regard to case and to ways of writing the same: é as one character and as two, full-width and
/// narrow letters, small and capital ones, with invisible characters and without.
///
/// It is Unicode's `NFKC_Casefold` (UAX #44) with lower case for the case folding, as RFC 8265 compares names: "ß" is not "ss",
/// which in an address are two people. All small sigmas are one, since which of them is right depends on the letters around it.
#[must_use]
pub fn caseless(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let text = Text::from(text).replaced(IGNORABLE, "").nfkc().lower_case().replaced("ς", "σ");
    text.nfkc().into_string()
}

/// Normalization Form C (UAX #15): é as one character, however it was typed.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { Text::from(text).nfc().into_string().into() }
}

/// Normalization Form KC (UAX #15): as [`nfc`], with plain letters for full-width and other variant ones.
pub(crate) fn nfkc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { Text::from(text).nfkc().into_string().into() }
}

/// The text without ignorable characters.
pub(crate) fn without_ignorable(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { Text::from(text).replaced(IGNORABLE, "").into_string().into() }
}

/// The first character that can't be seen and has no effect on those around it.
pub(crate) fn first_invisible(text: &str) -> Option<char> {
    if text.is_ascii() {
        return text.chars().find(char::is_ascii_control);
    }
    first(Text::from(text).replaced(JOINED, "$1").replaced(NOT_INVISIBLE, ""))
}

/// As [`first_invisible`], where no joiner and no emoji has a place, as in an address.
pub(crate) fn first_invisible_or_joiner(text: &str) -> Option<char> {
    if text.is_ascii() {
        return text.chars().find(char::is_ascii_control);
    }
    first(Text::from(text).replaced(NOT_INVISIBLE, ""))
}

fn first(text: Text) -> Option<char> {
    text.into_string().chars().next()
}

/// Whether there is nothing to see: no character but spaces and invisible ones.
pub(crate) fn is_blank(text: &str) -> bool {
    if text.is_ascii() {
        return text.bytes().all(|byte| !byte.is_ascii_graphic());
    }
    Text::from(text).replaced(BLANK, "").into_string().is_empty()
}

/// The combining mark that the text begins with, which has no letter to stand on.
pub(crate) fn lone_mark(text: &str) -> Option<char> {
    let begins_with_mark =
        !text.is_ascii() && Text::from(text).replaced(LONE_MARK, "").into_string().len() < text.len();
    text.chars().next().filter(|_| begins_with_mark)
}

/// How many characters a person counts: extended grapheme clusters (UAX #29).
pub(crate) fn graphemes(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { Text::from(text).graphemes() }
}

/// The narrow form of a full-width digit, letter or sign of ASCII (U+FF01 to U+FF5E), and every other character as it is.
///
/// An amount is not read by [`nfkc`], which would make 32 of 3².
pub(crate) fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        other => other,
    }
}
