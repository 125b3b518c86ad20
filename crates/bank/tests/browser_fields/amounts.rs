//! Amounts.

use bank::{Amount, AmountError, Currency};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn minor(text: &str) -> Result<i64, AmountError> {
    Amount::parse(text, Currency::Usd).map(|amount| amount.money().minor)
}

#[test]
fn plain_digits_are_amounts() {
    for (text, cents) in [
        ("30", 30_00),
        ("30.5", 30_50),
        ("30.05", 30_05),
        (" 30.00 ", 30_00),
        (".5", 50),
        ("5.", 5_00),
        ("007", 7_00),
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
        assert_eq!(minor(text), Ok(30_00), "{text:?}");
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
        ("1,000", 1_000_00),
        ("1,000.5", 1_000_50),
        ("12,345.67", 12_345_67),
        ("999,999,999.99", 999_999_999_99),
        ("1 000.00", 1_000_00),
        ("1\u{a0}000", 1_000_00),
        ("1\u{202f}000.00", 1_000_00),
        ("1\u{2009}000\u{2009}000", 1_000_000_00),
        ("1'000.00", 1_000_00),
        ("1\u{2019}000", 1_000_00),
        ("１，０００．００", 1_000_00),
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
