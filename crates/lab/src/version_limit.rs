use dynamodb::limits::MAX_VERSION;
use engine::Version;

/// How many versions before the limit the page warns of it.
const TOLD_BEFORE: u64 = 100_000;

/// What is said of the versions that DynamoDB's sort key can hold, when a log nears or has passed the last one; `None` before.
#[must_use]
pub fn version_limit(head: Version) -> Option<String> {
    if head.0 + TOLD_BEFORE <= MAX_VERSION {
        return None;
    }
    let fits = "The six digits of the sort key hold versions up to 999,999";
    Some(match (MAX_VERSION.checked_sub(head.0), head.0.saturating_sub(MAX_VERSION)) {
        (Some(0), _) => format!("{fits}: this log is full. Close the books and start a new stream."),
        (Some(1), _) => format!("{fits}: 1 more fits."),
        (Some(more), _) => format!("{fits}: {more} more fit."),
        (None, 1) => format!("{fits}: the newest event has no item."),
        (None, beyond) => format!("{fits}: the newest {beyond} events have no item."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_is_told_before_it_is_reached() {
        let ends_with = |head, end: &str| version_limit(Version(head)).is_some_and(|words| words.ends_with(end));
        assert_eq!(version_limit(Version(0)), None);
        assert_eq!(version_limit(Version(899_999)), None);
        assert!(ends_with(900_000, "up to 999,999: 99999 more fit."));
        assert!(ends_with(999_998, ": 1 more fits."));
        assert!(ends_with(999_999, ": this log is full. Close the books and start a new stream."));
        assert!(ends_with(1_000_000, ": the newest event has no item."));
        assert!(ends_with(1_000_003, ": the newest 4 events have no item."));
    }
}
