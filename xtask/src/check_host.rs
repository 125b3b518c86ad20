//! `cargo xtask check-host URL`: whether a host serves the page as it should.

mod ask;
mod files;
mod headers;
mod policies;
mod site;
#[cfg(test)]
mod small_server;
#[cfg(test)]
mod tests;

use anyhow::{Result, bail, ensure};
use ask::{Asker, Limits};
use std::fmt;

/// A host that answers slower, or with more, does not serve the lab. Its largest file has 0.7 MB, and in a debug build some 20.
const LIMITS: Limits = Limits { seconds: 20, bytes: 64_000_000 };

/// What a check has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Ok,
    /// The page works, but worse than it could.
    Should,
    /// The page does not work.
    Broken,
}

/// A line of the report.
#[derive(Clone)]
pub struct Line {
    pub verdict: Verdict,
    /// What was looked at, and what was found.
    pub found: String,
    /// What to do about it: empty if nothing.
    pub advice: String,
}

/// Prints the report on the page at this address. A page that would not work is an error.
pub fn check_host(options: &[&str]) -> Result<()> {
    let [address] = options else { bail!("check-host needs the address of the page: cargo xtask check-host URL") };
    let report = report(address, &mut Asker::start(LIMITS)?)?;
    report.iter().for_each(|line| println!("{line}"));
    let count = |verdict| report.iter().filter(|line| line.verdict == verdict).count();
    let (should, broken) = (count(Verdict::Should), count(Verdict::Broken));
    ensure!(broken == 0, "the page does not work at {address}: see the lines above that say broken");
    println!(
        "\nThe page works at {address}.{}",
        if should > 0 { " The lines that say should make it better." } else { "" }
    );
    Ok(())
}

/// The report on the page at this address, as it is printed.
pub fn printed(address: &str) -> Result<Vec<String>> {
    let report = report(address, &mut Asker::start(LIMITS)?)?;
    Ok(report.iter().map(Line::to_string).collect())
}

/// Everything that can be said about the page at this address. An error says why there is no page.
fn report(address: &str, asker: &mut Asker) -> Result<Vec<Line>> {
    let site = site::visit(address, asker)?;
    Ok([files::check(&site), headers::check(&site)].concat())
}

impl Line {
    fn ok(found: impl Into<String>) -> Self {
        Self { verdict: Verdict::Ok, found: found.into(), advice: String::new() }
    }

    fn should(found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { verdict: Verdict::Should, found: found.into(), advice: advice.into() }
    }

    fn broken(found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { verdict: Verdict::Broken, found: found.into(), advice: advice.into() }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Should => "should",
            Verdict::Broken => "broken",
        };
        write!(f, "   {verdict:<7} {}", self.found)?;
        if !self.advice.is_empty() {
            write!(f, "\n           {}", self.advice)?;
        }
        Ok(())
    }
}
