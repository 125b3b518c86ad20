use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The largest amount of one command, in minor units: 999,999,999.99 in a currency with two decimals.
pub const MAX_AMOUNT: i64 = 99_999_999_999;

/// The largest balance of an account, in minor units: 999,999,999,999.99 in a currency with two decimals.
pub const MAX_BALANCE: i64 = 99_999_999_999_999;

/// A sum of money in whole minor units (cents). It is stored as text with its currency: `"30.00 USD"`.
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

    /// The sum, or `None` when it overflows or the currencies differ.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then_some(())
            .and_then(|()| self.minor.checked_add(other.minor))
            .map(|minor| Self { minor, ..self })
    }

    /// The difference, or `None` when it overflows or the currencies differ.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        (self.currency == other.currency)
            .then_some(())
            .and_then(|()| self.minor.checked_sub(other.minor))
            .map(|minor| Self { minor, ..self })
    }

    /// The sum without its currency, always with all decimals: `70.00`.
    #[must_use]
    pub fn figure(self) -> String {
        let mut figure = String::new();
        self.push_figure(&mut figure);
        figure
    }

    /// Adds the sum without its currency to a text. A search does this for every event, so it spares the formatter.
    pub fn push_figure(self, text: &mut String) {
        if self.minor < 0 {
            text.push('\u{2212}');
        }
        // Written from its end. The largest sum has nineteen digits and the point.
        let (mut figure, mut start) = ([b'.'; 20], 20);
        let mut rest = self.minor.unsigned_abs();
        while rest > 0 || start > 16 {
            start -= 1;
            if start != 17 {
                figure[start] = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
        }
        text.push_str(std::str::from_utf8(&figure[start..]).unwrap_or_default());
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.figure(), self.currency.code())
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.to_string()
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

/// A currency by its ISO 4217 code. All of them have two decimals.
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
    /// This many minor units, from 1 to [`MAX_AMOUNT`].
    ///
    /// # Errors
    /// [`AmountError::NotAboveZero`] or [`AmountError::TooLarge`] outside of that range.
    pub fn new(minor: i64, currency: Currency) -> Result<Self, AmountError> {
        match minor {
            ..=0 => Err(AmountError::NotAboveZero),
            1..=MAX_AMOUNT => Ok(Self(Money { minor, currency })),
            _ => Err(AmountError::TooLarge),
        }
    }

    /// The amount that a person typed: digits, and at most one point with up to two digits after it.
    /// Space around it is passed over.
    ///
    /// # Errors
    /// An [`AmountError`] whose text says what to type instead.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, AmountError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AmountError::Empty);
        }
        if text.starts_with(['-', '\u{2212}']) {
            return Err(AmountError::NotAboveZero);
        }
        if text.contains([',', '\'', '_', ' ', '\u{a0}', '\u{202f}']) && text.contains(|c: char| c.is_ascii_digit()) {
            return Err(AmountError::Grouped);
        }
        let (units, cents) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(units) || !digits(cents) || (units.is_empty() && cents.is_empty()) {
            return Err(AmountError::NotDigits);
        }
        if cents.len() > 2 {
            return Err(AmountError::TooManyDecimals);
        }
        let units = units.trim_start_matches('0');
        // MAX_AMOUNT has nine digits before the point; more would not fit, however many they are.
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

/// Why a text is not an amount. Its display says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Nothing was typed.
    Empty,
    /// Something else than digits and a point.
    NotDigits,
    /// Digits that are grouped by commas, spaces or apostrophes.
    Grouped,
    /// More than two digits after the point.
    TooManyDecimals,
    /// Zero or less.
    NotAboveZero,
    /// More than [`MAX_AMOUNT`].
    TooLarge,
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Enter an amount, such as 30 or 30.00.",
            Self::NotDigits => "Use digits and one point, such as 30.00.",
            Self::Grouped => "Use digits and one point, without commas or spaces, such as 1000.50.",
            Self::TooManyDecimals => "Use at most two decimals, such as 30.25.",
            Self::NotAboveZero => "Enter an amount above zero.",
            Self::TooLarge => "Enter at most 999999999.99.",
        })
    }
}

impl std::error::Error for AmountError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn minor(text: &str) -> Result<i64, AmountError> {
        Amount::parse(text, Currency::Usd).map(|amount| amount.money().minor)
    }

    #[test]
    fn plain_figures_are_amounts() {
        for (text, cents) in
            [("30", 3000), ("30.5", 3050), ("30.05", 3005), (" 30.00 ", 3000), (".5", 50), ("5.", 500), ("007", 700)]
        {
            assert_eq!(minor(text), Ok(cents), "{text}");
        }
        assert_eq!(minor("999999999.99"), Ok(MAX_AMOUNT));
        assert_eq!(minor("0.01"), Ok(1));
    }

    #[test]
    fn everything_else_says_what_to_type() {
        use AmountError::*;
        for (text, error) in [
            ("", Empty),
            ("  ", Empty),
            ("abc", NotDigits),
            ("1e3", NotDigits),
            ("+5", NotDigits),
            (".", NotDigits),
            ("1.2.3", NotDigits),
            ("٣٠", NotDigits),
            ("NaN", NotDigits),
            ("30 USD", Grouped),
            ("1,000.00", Grouped),
            ("1 000", Grouped),
            ("0.001", TooManyDecimals),
            ("-5", NotAboveZero),
            ("\u{2212}5", NotAboveZero),
            ("0", NotAboveZero),
            ("0.00", NotAboveZero),
            ("1000000000", TooLarge),
            ("1234567890123456789012345678901234567890", TooLarge),
        ] {
            assert_eq!(minor(text), Err(error), "{text}");
        }
    }

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
        assert_eq!(usd(i64::MIN).figure(), "\u{2212}92233720368547758.08");
    }
}
