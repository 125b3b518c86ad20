//! Times as text whose order is time order.

use crate::error::FormatError;

/// Checks that a time is RFC 3339 in UTC with milliseconds, such as `2026-11-21T10:00:00.000Z`.
///
/// # Errors
/// [`FormatError::Time`].
pub(crate) fn check_time(text: &str) -> Result<(), FormatError> {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00.000Z";
    let has_shape = text.len() == SHAPE.len()
        && text.bytes().zip(SHAPE).all(|(byte, &shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            _ => byte == shape,
        });
    // Text of this shape is ASCII, and two digits compare as text.
    let in_range = |at: usize, from: &str, to: &str| (from..=to).contains(&&text[at..at + 2]);
    if has_shape
        && in_range(5, "01", "12")
        && in_range(8, "01", "31")
        && in_range(11, "00", "23")
        && in_range(14, "00", "59")
        && in_range(17, "00", "60")
    {
        return Ok(());
    }
    Err(FormatError::Time { text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn time_is_utc_with_milliseconds() {
        assert_eq!(check_time("2026-11-21T12:00:00.000Z"), Ok(()));
        for text in [
            "",
            "2026-11-21T12:00:00Z",
            "2026-11-21T12:00:00.000+00:00",
            "2026-11-21 12:00:00.000Z",
            "2026-13-21T12:00:00.000Z",
            "2026-00-21T12:00:00.000Z",
            "2026-11-32T12:00:00.000Z",
            "2026-11-21T24:00:00.000Z",
            "2026-11-21T12:60:00.000Z",
            "2026-11-21T12:00:00.00éZ",
            "+026-11-21T12:00:00.000Z",
        ] {
            assert!(check_time(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_checked_without_panic(text in ".*|[0-9T:.Z-]{24}|.{20,24}") {
            let _ = check_time(&text);
        }
    }
}
