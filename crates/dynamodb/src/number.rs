//! Numbers as DynamoDB stores them: decimal text of up to 38 significant digits.

use crate::error::FormatError;
use crate::limits::{MAX_NUMBER_DIGITS, NUMBER_EXPONENTS};

/// A number that DynamoDB stores: up to 38 significant digits, and zero or a magnitude from 1E-130 to 9.99...E+125
/// (developer guide, "Supported data types and naming rules in Amazon DynamoDB", Number).
///
/// It keeps the text that it was parsed from. DynamoDB normalises numbers: `1.50` reads back as `1.5`, `1.0` as `1`,
/// and `1e3` as `1000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// Parses a number in decimal or scientific notation: `[+-] digits [. digits] [e [+-] digits]`.
    ///
    /// # Errors
    /// [`FormatError::NotANumber`], [`FormatError::TooManyDigits`] or [`FormatError::NumberOutOfRange`].
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let decimal = Decimal::parse(text).ok_or_else(|| FormatError::NotANumber { text: text.to_owned() })?;
        let digits = decimal.digits.len();
        if digits > MAX_NUMBER_DIGITS {
            return Err(FormatError::TooManyDigits { text: text.to_owned(), digits });
        }
        if !NUMBER_EXPONENTS.contains(&(decimal.point - 1)) {
            return Err(FormatError::NumberOutOfRange { text: text.to_owned() });
        }
        Ok(Self(text.to_owned()))
    }

    /// The text, as a request carries it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as an integer from 0 to 2^64 - 1. `None` for any other number, and for one written with a minus, a
    /// point or an exponent.
    pub(crate) fn to_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    /// Size in bytes: 1, plus 1 for each two digits on either side of the decimal point (rounded up on each side,
    /// without zeros at both ends), plus 1 for a minus.
    ///
    /// The developer guide ("DynamoDB item sizes and formats") says about 1 byte per two significant digits, plus 1.
    /// That digits pair up from the decimal point and that a minus has a byte was measured on AWS by the authors of
    /// dynoxide.
    pub fn bytes(&self) -> usize {
        let Some(decimal) = Decimal::parse(&self.0) else {
            return 1;
        };
        let digits = decimal.digits.len();
        let whole = decimal.point.clamp(0, digits as i64) as usize;
        let sign = usize::from(decimal.negative && digits > 0);
        whole.div_ceil(2) + (digits - whole).div_ceil(2) + 1 + sign
    }

    /// The value, equal for all spellings of it, such as `1.50` and `15e-1`: sign, point and digits. Its order is not
    /// numeric.
    pub(crate) fn value(&self) -> Option<(bool, i64, Vec<u8>)> {
        let Decimal { negative, digits, point } = Decimal::parse(&self.0)?;
        Some(if digits.is_empty() { (false, 0, digits) } else { (negative, point, digits) })
    }

    /// Converts a JSON number. Keeps its text.
    ///
    /// # Errors
    /// [`FormatError::NumberOutOfRange`] for a float outside DynamoDB's range.
    pub fn from_json(number: &serde_json::Number) -> Result<Self, FormatError> {
        Self::parse(&number.to_string())
    }

    /// Converts to a JSON number of exactly the same value: an integer if it is written as one, else a float.
    ///
    /// # Errors
    /// [`FormatError::InexactNumber`] if neither a 64-bit integer nor a 64-bit float holds the value exactly.
    pub fn to_json(&self) -> Result<serde_json::Number, FormatError> {
        if let Ok(whole) = self.0.parse::<u64>() {
            return Ok(whole.into());
        }
        if let Ok(whole) = self.0.parse::<i64>() {
            return Ok(whole.into());
        }
        // Many decimals parse to the same float. The float is exact only if its own text has the same value.
        let float = self.0.parse().ok().and_then(serde_json::Number::from_f64);
        float
            .filter(|float| Self(float.to_string()).value() == self.value())
            .ok_or_else(|| FormatError::InexactNumber { text: self.0.clone() })
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(value.to_string())
    }
}

/// A decimal in parts: 0.`digits` x 10^`point`, without zeros at either end of `digits`.
///
/// Zero has no digits. Its point is the one it would have if its last digit were a 1, because DynamoDB refuses `0e126`
/// as it refuses `1e126` (captured on AWS by the authors of dynoxide).
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// `None` unless the text is `[+-] digits [. digits] [e [+-] digits]` with a digit before any `e`.
    fn parse(text: &str) -> Option<Self> {
        let negative = text.starts_with('-');
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
        let leading = zeros.min(digits.len() - 1);
        let point = exponent.saturating_add(whole.len() as i64 - leading as i64);
        digits.drain(..zeros);
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        Some(Self { negative, digits, point })
    }
}

/// An integer with an optional sign. One beyond 64 bits is out of range like any other large one, so it saturates.
fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(i64::MAX);
    Some(if text.starts_with('-') { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect(text)
    }

    #[test]
    fn numbers_have_up_to_38_digits_and_the_documented_range() {
        for text in [
            "0",
            "-0",
            "3",
            "-3",
            "1.50",
            "00042",
            "1e3",
            "1E-130",
            "9.99E+125",
            "+7",
            ".5",
            "99999999999999999999999999999999999999",     // 38 digits
            "100000000000000000000000000000000000000000", // trailing zeros are not significant
            "0e125",
            "0.0e126",
            "0e-130",
        ] {
            assert!(Number::parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            "e5",
            "1e",
            "1e+",
            "abc",
            "1,000",
            "1.2.3",
            "0x10",
            "NaN",
            "inf",
            " 1",
            "--1",
            "١",
            "1E126",
            "-1E126",
            "9.9E-131",
            "999999999999999999999999999999999999999", // 39 digits
            "1e99999999999999999999",
            "1e-99999999999999999999",
            // Zero has the range it would have if its last digit were a 1.
            "0e126",
            "00e132",
            "-0e126",
            "0.0e127",
            "0e-131",
            "0.0e-130",
            "0e999999999999999999999",
        ] {
            assert!(Number::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn size_counts_digit_pairs_on_both_sides_of_the_point() {
        for (text, bytes) in [
            ("0", 1),
            ("-0", 1),
            ("3", 2),
            ("-3", 3),
            ("42", 2),
            ("-42", 3),
            ("123", 3),
            ("1000", 2),
            ("999999", 4),
            ("1.5", 3),
            ("30.00", 2),
            ("0.001", 2),
            ("12.34", 3),
            ("1e3", 2),
            ("99999999999999999999999999999999999999", 20),
        ] {
            assert_eq!(number(text).bytes(), bytes, "{text}");
        }
    }

    #[test]
    fn json_number_keeps_its_value_or_is_refused() {
        for text in ["18446744073709551615", "-9223372036854775808", "0.1", "1e20", "-0.0", "1.0"] {
            let json: serde_json::Number = serde_json::from_str(text).expect(text);
            assert_eq!(Number::from_json(&json).and_then(|n| n.to_json()), Ok(json), "{text}");
        }
        // DynamoDB returns 1e20 like this, as an integer beyond 64 bits.
        assert_eq!(number("100000000000000000000").to_json().map(|n| n.as_f64()), Ok(Some(1e20)));
        for text in ["0.10000000000000001", "18446744073709551617", "1.00000000000000000000000000001"] {
            assert!(number(text).to_json().is_err(), "{text}");
        }
        let large = serde_json::Number::from_f64(1e300).expect("finite");
        assert!(Number::from_json(&large).is_err());
    }

    #[test]
    fn value_ignores_notation() {
        assert_eq!(number("1.50").value(), number("15e-1").value());
        assert_eq!(number("-0").value(), number("0.00").value());
        assert_ne!(number("1").value(), number("-1").value());
        assert_ne!(number("1").value(), number("10").value());
    }
}
