use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::single_line::delete_invisible;
use super::unicode;

/// The largest amount of one command, in minor units: 999,999,999.99 in a currency with two decimals.
pub const MAX_AMOUNT: i64 = 99_999_999_999;

/// The largest balance of an account, in minor units: 999,999,999,999.99 in a currency with two decimals.
pub const MAX_BALANCE: i64 = 99_999_999_999_999;

/// Money in whole minor units (cents). Stored as text with its currency: `"30.00 USD"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Money {
    /// Minor units, e.g. cents. Never negative in an event.
    pub minor: i64,
    /// The currency of these units.
    pub currency: Currency,
}

impl Money {
    /// No money.
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

    /// The value for people, without its currency: two decimals, groups of three digits, a real minus sign. `1,000,000.00`.
    #[must_use]
    pub fn figure(self) -> String {
        let mut figure = String::new();
        self.push_figure(&mut figure);
        figure
    }

    /// Appends [`figure`](Self::figure) to a text. A search does this for every event, so it avoids `fmt`.
    pub fn push_figure(self, text: &mut String) {
        if self.minor < 0 {
            text.push('\u{2212}');
        }
        self.push_digits(text, Some(b','));
    }

    /// Appends the value for programs, without its currency and without groups: `1000000.00`, `-0.50`.
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

/// The stored text: without groups, so that it stays as it was when these came.
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

/// A currency. All of them have two decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// United States dollar.
    #[default]
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
}

impl Currency {
    /// The ISO 4217 code, e.g. `USD`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
        }
    }
}

impl FromStr for Currency {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        [Self::Usd, Self::Eur, Self::Gbp]
            .into_iter()
            .find(|currency| currency.code() == code)
            .ok_or_else(|| format!("\"{code}\" is not a currency of this bank"))
    }
}

/// Money that can be paid: above zero and at most [`MAX_AMOUNT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Money", try_from = "Money")]
pub struct Amount(Money);

impl Amount {
    /// An amount of 1 to [`MAX_AMOUNT`] minor units.
    ///
    /// # Errors
    /// [`AmountError::Negative`], [`AmountError::Zero`] or [`AmountError::TooLarge`] outside that range.
    pub fn new(minor: i64, currency: Currency) -> Result<Self, AmountError> {
        match minor {
            ..0 => Err(AmountError::Negative),
            0 => Err(AmountError::Zero),
            1..=MAX_AMOUNT => Ok(Self(Money { minor, currency })),
            _ => Err(AmountError::TooLarge),
        }
    }

    /// Parses a typed amount: digits, and at most one point with up to two digits after it. Digits before the point can be grouped
    /// by threes with commas, spaces or apostrophes: `1,000,000.00`.
    ///
    /// Surrounding space and invisible characters, which come with copied text, are dropped. Full-width characters are read as
    /// plain ones.
    ///
    /// # Errors
    /// An [`AmountError`] whose message says what to type instead.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, AmountError> {
        let text: String = unicode::without_ignorable(text).trim().chars().map(unicode::narrow).collect();
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        if text.starts_with(['-', '\u{2212}']) {
            return Err(AmountError::Negative);
        }
        if let Some(invisible) = unicode::first_invisible(&text) {
            return Err(AmountError::Invisible(invisible));
        }
        let is_expected = |c: char| c.is_ascii_digit() || c == '.' || is_separator(c);
        if !text.contains(|c: char| c.is_ascii_digit()) || !text.chars().all(is_expected) {
            return Err(AmountError::NotDigits);
        }
        let (units, cents) = text.split_once('.').unwrap_or((&text, ""));
        let units = ungrouped(units).filter(|_| !cents.contains(is_separator)).ok_or(AmountError::Grouped)?;
        if cents.contains('.') {
            return Err(AmountError::NotDigits);
        }
        if cents.len() > 2 {
            return Err(AmountError::TooManyDecimals);
        }
        let units = units.trim_start_matches('0');
        // MAX_AMOUNT has nine digits before the point. More might overflow the parser below.
        if units.len() > 9 {
            return Err(AmountError::TooLarge);
        }
        let minor = format!("{units}{cents:0<2}").parse().map_err(|_| AmountError::NotDigits)?;
        Self::new(minor, currency)
    }

    /// The amount as money.
    #[must_use]
    pub const fn money(self) -> Money {
        self.0
    }
}

impl From<Amount> for Money {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl TryFrom<Money> for Amount {
    type Error = AmountError;

    fn try_from(money: Money) -> Result<Self, AmountError> {
        Self::new(money.minor, money.currency)
    }
}

/// Whether digits are grouped with this character in some country.
fn is_separator(c: char) -> bool {
    matches!(c, ',' | '\'' | '\u{2019}') || c.is_whitespace()
}

/// Removes the separators between groups of digits. Returns `None` unless one separator is used throughout, the first group has one
/// to three digits without a leading zero, and every other group has three.
fn ungrouped(digits: &str) -> Option<String> {
    let Some(separator) = digits.chars().find(|&c| is_separator(c)) else { return Some(digits.to_owned()) };
    let groups: Vec<_> = digits.split(separator).collect();
    let is_group = |group: &&str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    let begins_well =
        (1..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_digit()) && !first.starts_with('0');
    (begins_well && rest.iter().all(is_group)).then(|| groups.concat())
}

/// Why a text is not an amount. The message says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AmountError {
    /// Nothing was typed.
    #[error("Enter an amount, such as 30 or 30.00.")]
    Empty,
    /// It contains something other than digits and one point.
    #[error("Use digits and one point, such as 30.00.")]
    NotDigits,
    /// It contains an invisible character that is not dropped, such as a line break.
    #[error("{}", delete_invisible(*.0))]
    Invisible(char),
    /// Digits are not grouped by threes, or a comma stands before the cents.
    #[error("Use a point before the cents, and commas only between groups of three digits, such as 1,000.50.")]
    Grouped,
    /// More than two digits after the point.
    #[error("Use at most two decimals, such as 30.25.")]
    TooManyDecimals,
    /// Zero.
    #[error("Enter an amount above zero.")]
    Zero,
    /// Less than zero.
    #[error("Enter an amount above zero.")]
    Negative,
    /// More than [`MAX_AMOUNT`].
    #[error("Enter at most 999,999,999.99.")]
    TooLarge,
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
