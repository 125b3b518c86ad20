//! Counts the tests of every runner from what it prints.

use std::fmt;

/// How many tests ran, and how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Counts {
    /// Adds what one line of `cargo test` says: `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
    pub fn add_cargo(&mut self, line: &str) {
        if let Some(result) = line.trim_start().strip_prefix("test result: ") {
            let number = |word| number_before(result, word).unwrap_or(0);
            self.passed += number(" passed");
            self.failed += number(" failed");
            self.skipped += number(" ignored");
        }
    }

    /// Adds what one line of Playwright's summary says: `  12 passed (3.1s)`, `  1 failed`, `  1 flaky`, `  2 did not run`.
    pub fn add_playwright(&mut self, line: &str) {
        let line = line.trim();
        let Some((number, rest)) = line.split_once(' ') else { return };
        let Ok(number) = number.parse::<u32>() else { return };
        match rest.split(" (").next() {
            Some("passed" | "flaky") => self.passed += number,
            Some("failed" | "interrupted") => self.failed += number,
            Some("skipped" | "did not run") => self.skipped += number,
            _ => {}
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

fn number_before(text: &str, word: &str) -> Option<u32> {
    let before = &text[..text.find(word)?];
    before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_cargo_test() {
        let mut counts = Counts::default();
        for line in [
            "running 3 tests",
            "test engine::a_test_that_says_9_passed ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ] {
            counts.add_cargo(line);
        }
        assert_eq!(counts, Counts { passed: 13, failed: 2, skipped: 1 });
    }

    #[test]
    fn adds_up_playwright() {
        let mut counts = Counts::default();
        let lines = [
            "Running 15 tests using 1 worker",
            "  ✓  1 [chromium] › lab.spec.ts:3:1 › 2 passed (1s)",
            "  1 failed",
            "  1 flaky",
            "  2 skipped",
            "  1 did not run",
            "  11 passed (12.3s)",
        ];
        for line in lines {
            counts.add_playwright(line);
        }
        assert_eq!(counts, Counts { passed: 12, failed: 1, skipped: 3 });
    }

    #[test]
    fn closes_with_a_line_that_runners_know() {
        assert_eq!(Counts { passed: 12, failed: 0, skipped: 0 }.to_string(), "12 passed, 0 failed");
        assert_eq!(Counts { passed: 1, failed: 2, skipped: 3 }.to_string(), "1 passed, 2 failed, 3 skipped");
    }
}
