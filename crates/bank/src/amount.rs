use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::single_line::delete_invisible;
use crate::{Currency, Money, unicode};

/// The largest amount of one command, in minor units: 999,999,999.99 in a currency with two decimals.
pub const MAX_AMOUNT: i64 = 999_999_999_99;

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

/// Whether some country groups digits with this character.
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
