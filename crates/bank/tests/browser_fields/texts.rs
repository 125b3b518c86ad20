//! Owners, reasons, and comparison without case.

use bank::unicode::caseless;
use bank::{Reason, TextError};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::{email, owner};

#[test]
fn owner_is_trimmed_and_otherwise_unchanged() {
    for name in ["Ada", "<img src=x onerror=alert(1)>", "עדה", "李 明", "Zoë", "O’Brien", "👩\u{200d}🚀 Ada"]
    {
        assert_eq!(owner(&format!(" \u{a0}{name}\u{3000} ")), Ok(name.to_owned()));
    }
}

#[test]
fn composed_and_decomposed_owners_are_equal() {
    assert_eq!(owner("Zoe\u{308}"), owner("Zo\u{eb}"));
    assert_eq!(owner("\u{1112}\u{1161}\u{11ab}"), Ok("\u{d55c}".to_owned()));
    assert_eq!(owner("Ada\u{302}\u{303}"), Ok("Ad\u{1eab}".to_owned()));
    assert_eq!(owner("Ada\u{a0}  Lovelace"), Ok("Ada Lovelace".to_owned()));
}

#[test]
fn owner_needs_a_visible_character() {
    for name in
        ["", "   ", "\u{200b}\u{feff}", "\u{3164} \u{ad}", "\u{2800}", "\u{115f}", "\u{fe0f}", "\u{1bca0}", "\u{fff0}"]
    {
        assert_eq!(owner(name), Err(TextError::EmptyOwner), "{name:?}");
        assert_eq!(Reason::parse(name), Ok(None), "{name:?}");
    }
    for (name, mark) in [("\u{301}", '\u{301}'), (" \u{301} ", '\u{301}'), ("\u{93f}\u{915}", '\u{93f}')] {
        assert_eq!(owner(name), Err(TextError::LoneMark(mark)), "{name:?}");
        assert_eq!(Reason::parse(name), Err(TextError::LoneMark(mark)), "{name:?}");
    }
}

#[test]
fn error_names_the_invisible_character() {
    let invisible = [
        '\0',
        '\t',
        '\n',
        '\u{7f}',
        '\u{85}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{1160}',
        '\u{17b4}',
        '\u{180b}',
        '\u{180e}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{2028}',
        '\u{2029}',
        '\u{202a}',
        '\u{202e}',
        '\u{2060}',
        '\u{2065}',
        '\u{2066}',
        '\u{206a}',
        '\u{3164}',
        '\u{fe00}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{fff0}',
        '\u{fff8}',
        '\u{fff9}',
        '\u{ffff}',
        '\u{e000}',
        '\u{1bca0}',
        '\u{1bca3}',
        '\u{1d173}',
        '\u{1d17a}',
        '\u{e0001}',
        '\u{e0061}',
        '\u{e0100}',
        '\u{10ffff}',
    ];
    for c in invisible {
        let named = format!("Delete the invisible character U+{:04X}, or type this again.", c as u32);
        assert_eq!(owner(&format!("A{c}da")).unwrap_err().to_string(), named);
        assert_eq!(owner(&format!("Zo\u{eb}{c}L")).unwrap_err().to_string(), named);
        assert_eq!(Reason::parse(&format!("re{c}nt")).unwrap_err().to_string(), named);
        assert_eq!(email(&format!("a{c}da@example.com")).unwrap_err().to_string(), named);
    }
}

#[test]
fn joiners_are_kept_in_scripts_and_emoji_that_need_them() {
    for name in [
        "نامه\u{200c}ای",
        "ශ්\u{200d}රී ලංකා",
        "क्\u{200d}ष",
        "👨\u{200d}👩\u{200d}👧",
        "❤\u{fe0f}",
        "🏳\u{fe0f}\u{200d}🌈",
        "1\u{fe0f}\u{20e3}",
        "👍🏽",
        "🇨🇭",
        "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    ] {
        assert_eq!(owner(name), Ok(name.to_owned()));
        assert_eq!(
            email(&format!("{name}@example.com")).is_ok(),
            !name.contains(['\u{200c}', '\u{200d}', '\u{fe0f}', '\u{e007f}'])
        );
    }
    for (name, c) in [
        ("क\u{200d}\u{200d}", '\u{200d}'),
        ("a\u{200d}b", '\u{200d}'),
        ("👩\u{200d}", '\u{200d}'),
        ("क\u{fe0f}\u{200d}", '\u{fe0f}'),
    ] {
        assert_eq!(owner(name), Err(TextError::Invisible(c)), "{name:?}");
    }
}

#[test]
fn limits_count_grapheme_clusters() {
    for character in ["a", "e\u{301}\u{323}", "हि", "👍🏽", "🇨🇭", "한"] {
        assert!(owner(&character.repeat(100)).is_ok(), "{character}");
        assert_eq!(owner(&character.repeat(101)), Err(TextError::TooLong { limit: 100, length: 101 }), "{character}");
        assert!(Reason::parse(&character.repeat(200)).is_ok(), "{character}");
        let too_long = Err(TextError::TooLong { limit: 200, length: 201 });
        assert_eq!(Reason::parse(&character.repeat(201)), too_long, "{character}");
    }
    let length = 10_000;
    assert_eq!(owner(&"a".repeat(length)), Err(TextError::TooLong { limit: 100, length }));
}

#[test]
fn letter_with_thousands_of_accents_is_refused() {
    let text = format!("a{}", "\u{302}".repeat(10_000));
    assert_eq!(owner(&text), Err(TextError::TooManyBytes { limit: 1_000, length: 20_000 }));
    assert_eq!(Reason::parse(&text), Err(TextError::TooManyBytes { limit: 2_000, length: 20_000 }));
}

#[test]
fn caseless_ignores_case_and_spelling() {
    for (one, other) in [
        ("Caf\u{e9}", "cafe\u{301}"),
        ("STRASSE", "strasse"),
        ("ÅSA", "a\u{30a}sa"),
        ("ΟΔΟΣ", "οδος"),
        ("İ", "i\u{307}"),
        ("ＡＢＣ１", "abc1"),
        ("ab\u{200b}c\u{feff}", "abc"),
        ("\u{2068}עדה\u{2069}", "עדה"),
        ("ﬁn", "fin"),
    ] {
        assert_eq!(caseless(one), caseless(other));
    }
    assert_eq!(caseless("\u{2212}30.00 Ὁ 東京"), "\u{2212}30.00 ὁ 東京");
}
