//! Numbers as DynamoDB stores them: decimal text of up to 38 significant digits.

use super::error::FormatError;

/// A number that DynamoDB takes: up to 38 significant digits, and zero or a magnitude from
/// 1E-130 to 9.99…E+125 (developer guide, "Supported data types and naming rules", Number).
///
/// It keeps the text it was made from. DynamoDB itself hands numbers back trimmed (`1.50` as
/// `1.5`, `1.0` as `1`, `1e3` as `1000`): the same value in another spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

/// The most significant digits DynamoDB keeps.
const MAX_DIGITS: usize = 38;

impl Number {
    /// Checks and takes a number in decimal or scientific notation.
    ///
    /// # Errors
    /// [`FormatError::Number`] for other text, over 38 significant digits, or a magnitude out of range.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let error = |reason| FormatError::Number { text: text.to_owned(), reason };
        let decimal = Decimal::parse(text).ok_or_else(|| error("it is not a decimal number"))?;
        if decimal.digits.len() > MAX_DIGITS {
            return Err(error("it has more than DynamoDB's 38 significant digits"));
        }
        // The value is 0.digits x 10^point, so 9.99E+125 has its point at 126, and 1E-130 at -129.
        if !(-129..=126).contains(&decimal.point) {
            return Err(error("its magnitude is outside DynamoDB's range of 1E-130 to 9.99E+125"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as a whole number from 0 to 2^64 - 1, if it is one without sign, point or exponent.
    pub fn to_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    /// Size in bytes: one, plus one for each two digits on either side of the decimal point
    /// (rounded up on each side, zeros at both ends left out), plus one for a negative number.
    ///
    /// The developer guide ("DynamoDB item sizes and formats") says "approximately 1 byte per two
    /// significant digits + 1 byte". That digits pair up from the decimal point, and that the sign
    /// costs a byte, was measured on AWS by the authors of dynoxide; for whole numbers it is the guide's rule.
    pub fn bytes(&self) -> usize {
        let Some(parts) = Decimal::parse(&self.0) else {
            return 1;
        };
        let digits = parts.digits.len();
        let whole = parts.point.clamp(0, digits as i64) as usize;
        let sign = usize::from(parts.negative && digits > 0);
        whole.div_ceil(2) + (digits - whole).div_ceil(2) + 1 + sign
    }

    /// Whether both are the same value, whatever the spelling.
    pub fn same_value(&self, other: &Self) -> bool {
        match (Decimal::parse(&self.0), Decimal::parse(&other.0)) {
            (Some(one), Some(other)) => one.same_value(&other),
            _ => false,
        }
    }

    /// A JSON number as DynamoDB's, spelled as JSON spells it.
    ///
    /// # Errors
    /// [`FormatError::Number`] for a float whose magnitude is out of DynamoDB's range.
    pub fn from_json(number: &serde_json::Number) -> Result<Self, FormatError> {
        Self::parse(&number.to_string())
    }

    /// The JSON number of exactly this value: an integer if it is written as one, else a float.
    ///
    /// # Errors
    /// [`FormatError::InexactNumber`] if neither a 64-bit integer nor a 64-bit float holds the value.
    pub fn to_json(&self) -> Result<serde_json::Number, FormatError> {
        if let Ok(whole) = self.0.parse::<u64>() {
            return Ok(whole.into());
        }
        if let Ok(whole) = self.0.parse::<i64>() {
            return Ok(whole.into());
        }
        // A float stands for every decimal near it, so the value is only safe if the float's own
        // shortest spelling leads back to it.
        let float = self.0.parse().ok().and_then(serde_json::Number::from_f64);
        float
            .filter(|float| Self(float.to_string()).same_value(self))
            .ok_or_else(|| FormatError::InexactNumber { text: self.0.clone() })
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(value.to_string())
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.to_string())
    }
}

/// A decimal in parts: 0.`digits` x 10^`point`, with no zero at either end of `digits`.
///
/// Zero has no digits. Its point is where it would be if the last digit written were a 1: DynamoDB checks the range of
/// `0e126` as it checks that of `1e126` (captured from AWS by the authors of dynoxide).
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

    fn same_value(&self, other: &Self) -> bool {
        self.digits == other.digits
            && (self.digits.is_empty() || (self.negative, self.point) == (other.negative, other.point))
    }
}

/// A whole number with an optional sign; one too long to hold is as good as any other too large.
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
    fn takes_numbers_up_to_38_digits_and_the_documented_range() {
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
            "100000000000000000000000000000000000000000", // zeros at the end are not significant
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
            // A zero is held to the range as if its last digit were a 1.
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
    fn a_json_number_keeps_its_value_or_is_refused() {
        for text in ["18446744073709551615", "-9223372036854775808", "0.1", "1e20", "-0.0", "1.0"] {
            let json: serde_json::Number = serde_json::from_str(text).expect(text);
            assert_eq!(Number::from_json(&json).and_then(|n| n.to_json()), Ok(json), "{text}");
        }
        // As DynamoDB hands back 1e20: the same value as an integer beyond 64 bits.
        assert_eq!(number("100000000000000000000").to_json().map(|n| n.as_f64()), Ok(Some(1e20)));
        for text in ["0.10000000000000001", "18446744073709551617", "1.00000000000000000000000000001"] {
            assert!(number(text).to_json().is_err(), "{text}");
        }
        let large = serde_json::Number::from_f64(1e300).expect("finite");
        assert!(Number::from_json(&large).is_err());
    }

    #[test]
    fn the_same_value_has_many_spellings() {
        assert!(number("1.50").same_value(&number("15e-1")));
        assert!(number("-0").same_value(&number("0.00")));
        assert!(!number("1").same_value(&number("-1")));
    }
}
