//! Typed owners, addresses, reasons and amounts. These tests also run in a browser, where the Unicode operations have another
//! implementation.

use bank::unicode::caseless;
use bank::{Amount, AmountError, Currency, Email, EmailError, Owner, Reason, TextError};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn owner(text: &str) -> Result<String, TextError> {
    Owner::parse(text).map(String::from)
}

fn email(text: &str) -> Result<String, EmailError> {
    Email::parse(text).map(|email| email.map_or_else(String::new, String::from))
}

fn key(text: &str) -> String {
    Email::parse(text).unwrap().unwrap().key()
}

fn minor(text: &str) -> Result<i64, AmountError> {
    Amount::parse(text, Currency::Usd).map(|amount| amount.money().minor)
}

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
fn address_needs_a_local_part_and_a_domain() {
    for text in ["ada@example.com", "a.b+c@d-e.example.org", "Ada@Example.COM", "δ@π.gr", "o'brien!#$%@x.y", "a@1.2.c3"]
    {
        assert_eq!(email(text), Ok(text.to_owned()));
    }
    for text in [
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "a@b@c.de",
        "a@.de",
        "a@c..de",
        "a@-c.de",
        "a@c-.de",
        ".a@c.de",
        "a.@c.de",
        "a..b@c.de",
        "\u{301}@c.de",
        "a@\u{301}c.de",
    ] {
        assert_eq!(email(text), Err(EmailError::Incomplete), "{text}");
    }
    for (text, c) in
        [("a b@c.de", ' '), ("a\u{a0}b@c.de", ' '), ("<a>@c.de", '<'), ("\"a\"@c.de", '"'), ("a,b@c.de", ',')]
    {
        assert_eq!(email(text), Err(EmailError::Forbidden(c)), "{text}");
    }
    for text in ["", " ", "\u{200b}"] {
        assert_eq!(Email::parse(text), Ok(None), "{text:?}");
    }
}

#[test]
fn address_length_is_limited_by_smtp_and_dns() {
    let (local_part, label) = ("l".repeat(64), "d".repeat(63));
    assert!(email(&format!("{local_part}@{label}.com")).is_ok());
    assert_eq!(email(&format!("{local_part}l@example.com")), Err(EmailError::LocalPartTooLong { length: 65 }));
    assert_eq!(email(&format!("{}@example.com", "é".repeat(33))), Err(EmailError::LocalPartTooLong { length: 66 }));
    assert_eq!(email(&format!("a@{label}d.com")), Err(EmailError::LabelTooLong { length: 64 }));
    let domain = |last: usize| [label.as_str(), &label, "e".repeat(last).as_str(), "com"].join(".");
    assert_eq!(email(&format!("{local_part}@{}", domain(57))).map(|address| address.len()), Ok(254));
    assert_eq!(email(&format!("{local_part}@{}", domain(58))), Err(EmailError::TooLong { length: 255 }));
}

#[test]
fn address_with_numeric_top_level_is_refused() {
    for text in ["a@1.2.3.4", "a@example.123", "a@example.１２３", "a@example。9"] {
        assert_eq!(email(text), Err(EmailError::NumericTopLevel), "{text}");
    }
    assert!(email("a@123.example").is_ok());
}

#[test]
fn spellings_of_an_address_have_the_same_key() {
    for (one, other) in [
        ("ren\u{e9}e@example.com", "rene\u{301}e@example.com"),
        ("ada@example.com", "ADA@Example.Com"),
        ("ada@example.com", "ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
        ("ada@example.com", "ADA@example。com"),
        ("office@example.com", "o\u{fb03}ce@example.com"),
        ("\u{3c3}\u{3bf}\u{3c6}\u{3cc}\u{3c2}@example.gr", "\u{3a3}\u{39f}\u{3a6}\u{38c}\u{3a3}@example.gr"),
        ("\u{436}@example.com", "\u{416}@example.com"),
        ("\u{570}@example.com", "\u{540}@example.com"),
    ] {
        assert_eq!(key(one), key(other), "{one} and {other}");
    }
    assert_ne!(key("wei\u{df}@example.com"), key("weiss@example.com"));
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

#[test]
fn plain_digits_are_amounts() {
    for (text, cents) in [
        ("30", 3000),
        ("30.5", 3050),
        ("30.05", 3005),
        (" 30.00 ", 3000),
        (".5", 50),
        ("5.", 500),
        ("007", 700),
        ("0.01", 1),
    ] {
        assert_eq!(minor(text), Ok(cents), "{text}");
    }
    assert_eq!(minor("999999999.99"), Ok(bank::MAX_AMOUNT));
}

#[test]
fn amount_ignores_invisible_characters_and_reads_full_width_digits() {
    for text in [
        "30\u{200b}",
        "\u{202a}30.00\u{202c}",
        "\u{feff}30",
        "3\u{200b}0.0\u{2060}0",
        "\u{a0}30.00\u{202f}",
        "30\u{fe0f}",
        "\u{ad}30\u{200e}",
        "３０",
        "３０．００",
        "\u{3000}30\u{3000}",
    ] {
        assert_eq!(minor(text), Ok(3_000), "{text:?}");
    }
    for (text, named) in [("3\n0", "U+000A"), ("3\u{fff9}0", "U+FFF9"), ("30\u{e000}", "U+E000")] {
        assert!(minor(text).unwrap_err().to_string().contains(named), "{text:?}");
    }
    for text in ["\u{200b}", "\u{202a}\u{202c}", " \u{a0}"] {
        assert_eq!(minor(text), Err(AmountError::Empty), "{text:?}");
    }
}

#[test]
fn digits_grouped_by_threes_are_amounts() {
    for (text, cents) in [
        ("1,000", 100_000),
        ("1,000.5", 100_050),
        ("12,345.67", 1_234_567),
        ("999,999,999.99", 99_999_999_999),
        ("1 000.00", 100_000),
        ("1\u{a0}000", 100_000),
        ("1\u{202f}000.00", 100_000),
        ("1\u{2009}000\u{2009}000", 100_000_000),
        ("1'000.00", 100_000),
        ("1\u{2019}000", 100_000),
        ("１，０００．００", 100_000),
    ] {
        assert_eq!(minor(text), Ok(cents), "{text:?}");
    }
    for text in [
        "1,00.00",
        "1.000,00",
        "30,50",
        "1000,000",
        ",000",
        "1,",
        "1,000,",
        "1,,000",
        "0,500",
        "1,000 000",
        "1 00",
        "1.000,5",
        "1,0000",
        "1.0 0",
    ] {
        assert_eq!(minor(text), Err(AmountError::Grouped), "{text:?}");
    }
    assert_eq!(minor("1,000,000,000"), Err(AmountError::TooLarge));
}

#[test]
fn malformed_amount_is_refused() {
    use AmountError::{Empty, Negative, NotDigits, TooLarge, TooManyDecimals, Zero};
    for (text, error) in [
        ("", Empty),
        ("  ", Empty),
        ("abc", NotDigits),
        ("1e3", NotDigits),
        ("+5", NotDigits),
        (".", NotDigits),
        (",", NotDigits),
        ("1.2.3", NotDigits),
        ("٣٠", NotDigits),
        ("3²", NotDigits),
        ("½", NotDigits),
        ("5\u{301}", NotDigits),
        ("NaN", NotDigits),
        ("30 USD", NotDigits),
        ("1_000", NotDigits),
        ("0.001", TooManyDecimals),
        ("-5", Negative),
        ("\u{2212}5", Negative),
        ("－５", Negative),
        ("\u{200b}-5", Negative),
        ("0", Zero),
        ("0.00", Zero),
        ("\u{200b}0", Zero),
        ("1000000000", TooLarge),
        ("1234567890123456789012345678901234567890", TooLarge),
    ] {
        assert_eq!(minor(text), Err(error), "{text}");
    }
}
