//! Counts tests: from the output of each test runner, and xtask's own checks.

use anyhow::Result;
use std::fmt;

/// The number of tests by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Counts {
    /// Adds a line of `cargo test`, such as `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
    pub fn add_cargo(&mut self, line: &str) {
        let Some((_, numbers)) = line.split_once("test result: ").and_then(|(_, rest)| rest.split_once(". ")) else {
            return;
        };
        numbers.split("; ").for_each(|part| self.add(part));
    }

    /// Adds a line of Playwright's summary, such as `  12 passed (3.1s)`, `  1 flaky` or `  2 did not run`.
    pub fn add_playwright(&mut self, line: &str) {
        self.add(line.split(" (").next().unwrap_or_default().trim());
    }

    /// Adds a line of the summary of Node's test runner, such as `\u{2139} pass 49`.
    pub fn add_node(&mut self, line: &str) {
        let Some((what, number)) = line.strip_prefix("\u{2139} ").and_then(|line| line.split_once(' ')) else { return };
        let what = match what {
            "pass" => "passed",
            "fail" => "failed",
            "cancelled" => "interrupted",
            other => other,
        };
        self.add(&format!("{number} {what}"));
    }

    /// Runs one of xtask's checks, prints its result, and counts it.
    pub fn check(&mut self, what: &str, check: impl FnOnce() -> Result<()>) {
        match check() {
            Ok(()) => {
                self.passed += 1;
                println!("   ok      {what}");
            }
            Err(error) => {
                self.failed += 1;
                println!("   FAILED  {what}\n           {error:#}");
            }
        }
    }

    /// Adds a number and its result, e.g. `12 passed`. Ignores other text.
    fn add(&mut self, text: &str) {
        let Some((number, what)) = text.split_once(' ') else { return };
        let Ok(number) = number.parse::<u32>() else { return };
        match what {
            "passed" | "flaky" => self.passed += number,
            "failed" | "interrupted" => self.failed += number,
            "ignored" | "skipped" | "did not run" => self.skipped += number,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_what_runners_print() {
        let mut cargo = Counts::default();
        for line in [
            "running 3 tests",
            "test engine::a_test_that_says_9 passed ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        ] {
            cargo.add_cargo(line);
        }
        assert_eq!(cargo, Counts { passed: 13, failed: 2, skipped: 1 });

        let mut playwright = Counts::default();
        for line in [
            "Running 15 tests using 1 worker",
            "  ✓  1 [chromium] › lab.spec.ts:3:1 › 2 passed (1s)",
            "  1 failed",
            "  1 flaky",
            "  2 skipped",
            "  1 did not run",
            "  11 passed (12.3s)",
        ] {
            playwright.add_playwright(line);
        }
        assert_eq!(playwright, Counts { passed: 12, failed: 1, skipped: 3 });
        assert_eq!(playwright.to_string(), "12 passed, 1 failed, 3 skipped");

        let mut node = Counts::default();
        for line in [
            "\u{2714} 2 pass 3 (1.5ms)",
            "\u{2139} tests 12",
            "\u{2139} pass 7",
            "\u{2139} fail 1",
            "\u{2139} cancelled 2",
            "\u{2139} skipped 1",
            "\u{2139} duration_ms 369.8",
        ] {
            node.add_node(line);
        }
        assert_eq!(node, Counts { passed: 7, failed: 3, skipped: 1 });
        assert_eq!(Counts { passed: 1, ..Counts::default() }.to_string(), "1 passed, 0 failed");
    }
}
