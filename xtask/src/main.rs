//! The project's commands: `cargo xtask help` lists them.
//!
//! Each installs what it needs at pinned versions (`tools.rs`, `system.rs`), shows what it runs (`process.rs`), and stops at the first
//! failure with one clear line.

mod bench;
mod browser_tests;
mod budget;
mod build;
mod card;
mod check_host;
mod container;
mod counts;
mod licenses;
mod nginx;
mod policy;
mod process;
mod serve;
mod server;
mod split;
mod system;
mod test;
mod tools;
mod typescript;
#[cfg(test)]
mod workflow;

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
Commands of the Event Sourcing Lab:

  cargo xtask serve [--port N] [--release]   build the page, serve it on 127.0.0.1:8080, rebuild on change
  cargo xtask build                          release build in dist/, with .br and .gz beside each file
  cargo xtask test [--only STEP[,STEP]]      every check; or some of its steps, see below
  cargo xtask bench [--only PART]            print the figures of speed and memory: native, page, fold,
                                             peers, indexed-db
  cargo xtask check-host URL                 whether a host serves the page as it should
  cargo xtask setup                          only install the tools that the others need
  cargo xtask help                           this text

Tools written in Rust are kept in the user's cache, those for Node in xtask/tools. To test with a browser of your own:
  CHROMIUM_PATH=/path/to/chrome              use this browser
  CHROMEDRIVER=/path/to/chromedriver         drive it with this, of the same major version
  FIREFOX_PATH=/path/to/firefox              use this Firefox
To repeat a test that depends on timing:
  RUNS=20 cargo xtask test --only tabs       run it this many times
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<()> {
    match args {
        ["serve", options @ ..] => serve::serve(options)?,
        ["build"] => {
            build::build()?;
            println!("\nThe page is in dist/.");
        }
        ["test", options @ ..] => test::test(options)?,
        ["bench", options @ ..] => bench::bench(options)?,
        ["check-host", options @ ..] => check_host::check_host(options)?,
        ["setup"] => {
            tools::Tools::install()?;
            println!("All tools are in place.");
        }
        [] | ["help" | "--help" | "-h"] => print!("{HELP}\nSteps of the test command:\n{}", test::list()),
        other => bail!("no such command: {}\n\n{HELP}", other.join(" ")),
    }
    Ok(())
}

/// The checkout that this xtask belongs to.
fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest).parent().expect("xtask/ is inside the checkout").to_path_buf()
}

/// Cargo's target folder, which also holds xtask's own files.
fn target_dir() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}
