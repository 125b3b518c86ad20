use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Currency;

/// The largest balance of an account, in minor units: 999,999,999,999.99 in a currency with two decimals.
pub const MAX_BALANCE: i64 = 999_999_999_999_99;

/// Money in whole minor units (cents). Stored as text with its currency: `"30.00 USD"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Money {
    /// Minor units (cents). An event never holds a negative number of them.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Zero in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The sum. Returns `None` if it overflows or the currencies differ.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then_some(())
            .and_then(|()| self.minor.checked_add(other.minor))
            .map(|minor| Self { minor, ..self })
    }

    /// The difference. Returns `None` if it overflows or the currencies differ.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then_some(())
            .and_then(|()| self.minor.checked_sub(other.minor))
            .map(|minor| Self { minor, ..self })
    }

    /// The value for people, without its currency: two decimals, groups of three digits, and U+2212 as minus, e.g. `1,000,000.00`.
    #[must_use]
    pub fn figure(self) -> String {
        let mut figure = String::new();
        self.push_figure(&mut figure);
        figure
    }

    /// Appends [`figure`](Self::figure) to a text. Avoids `fmt`, because a search formats every event.
    pub fn push_figure(self, text: &mut String) {
        if self.minor < 0 {
            text.push('\u{2212}');
        }
        self.push_digits(text, Some(b','));
    }

    /// Appends the value for programs, without its currency and without groups, e.g. `1000000.00` or `-0.50`.
    pub fn push_number(self, text: &mut String) {
        if self.minor < 0 {
            text.push('-');
        }
        self.push_digits(text, None);
    }

    fn push_digits(self, text: &mut String, separator: Option<u8>) {
        // Written from the end. The largest value has nineteen digits, five separators and the point.
        let (mut figure, mut start) = ([b'.'; 25], 25);
        let (mut rest, mut digits) = (self.minor.unsigned_abs(), 0);
        while rest > 0 || digits < 3 {
            if digits == 2 {
                start -= 1;
            }
            if digits > 2
                && (digits - 2) % 3 == 0
                && let Some(separator) = separator
            {
                start -= 1;
                figure[start] = separator;
            }
            start -= 1;
            figure[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            digits += 1;
        }
        text.push_str(std::str::from_utf8(&figure[start..]).unwrap_or_default());
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.figure(), self.currency.code())
    }
}

/// The stored text. It has no groups of digits: earlier versions stored none either.
impl From<Money> for String {
    fn from(money: Money) -> Self {
        let mut text = Self::new();
        money.push_number(&mut text);
        text.push(' ');
        text.push_str(money.currency.code());
        text
    }
}

impl TryFrom<String> for Money {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parsed = text.split_once(' ').and_then(|(figure, code)| {
            let currency = code.parse().ok()?;
            let (units, cents) = figure.split_once('.')?;
            let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            if !plain(units) || !plain(cents) || cents.len() != 2 {
                return None;
            }
            let minor = units.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents.parse().ok()?)?;
            Some(Self { minor, currency })
        });
        parsed.ok_or_else(|| format!("\"{text}\" is not money such as \"30.00 USD\""))
    }
}

impl Default for Money {
    fn default() -> Self {
        Self::zero(Currency::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_stored_as_text_with_its_currency() {
        let money = Money { minor: 3005, currency: Currency::Eur };
        assert_eq!(serde_json::to_value(money).unwrap(), "30.05 EUR");
        assert_eq!(serde_json::from_value::<Money>("30.05 EUR".into()).unwrap(), money);
        for text in
            ["30.05", "30 EUR", "30.5 EUR", "-1.00 EUR", "1.00 XYZ", "99999999999999999999.00 USD", " ", "1.0x USD"]
        {
            assert!(serde_json::from_value::<Money>(text.into()).is_err(), "{text}");
        }
    }

    #[test]
    fn sums_are_checked() {
        let usd = |minor| Money { minor, currency: Currency::Usd };
        assert_eq!(usd(i64::MAX).checked_add(usd(1)), None);
        assert_eq!(usd(i64::MIN).checked_sub(usd(1)), None);
        assert_eq!(usd(1).checked_add(Money::zero(Currency::Eur)), None);
        assert_eq!(usd(i64::MIN).figure(), "\u{2212}92,233,720,368,547,758.08");
    }

    #[test]
    fn figures_are_grouped_and_stored_numbers_are_not() {
        let cases = [
            (0, "0.00", "0.00"),
            (5, "0.05", "0.05"),
            (-50, "\u{2212}0.50", "-0.50"),
            (99_999, "999.99", "999.99"),
            (100_000, "1,000.00", "1000.00"),
            (12_345_678, "123,456.78", "123456.78"),
            (100_000_000, "1,000,000.00", "1000000.00"),
            (MAX_BALANCE, "999,999,999,999.99", "999999999999.99"),
        ];
        for (minor, figure, stored) in cases {
            let money = Money { minor, currency: Currency::Usd };
            assert_eq!(money.figure(), figure);
            assert_eq!(String::from(money), format!("{stored} USD"));
        }
    }
}
