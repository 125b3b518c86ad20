//! E-mail addresses.

use bank::{Email, EmailError};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::email;

fn key(text: &str) -> String {
    Email::parse(text).unwrap().unwrap().key()
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
