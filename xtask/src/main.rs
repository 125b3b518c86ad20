//! The project's commands: `cargo xtask help` lists them.
//!
//! Each installs what it needs at pinned versions, in a user cache outside the checkout (`tools.rs`, `system.rs`), says what it
//! does while it does it (`process.rs`), and stops at the first thing that is wrong with one clear line.

mod bench;
mod browser_tests;
mod budget;
mod build;
mod container;
mod counts;
mod csp;
mod http;
mod names;
mod nginx;
mod process;
mod serve;
mod slim;
mod split;
mod system;
mod tabs;
mod test;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
Commands of the Event Sourcing Lab:

  cargo xtask serve [--port N] [--release]   build the page, serve it on 127.0.0.1:8080, rebuild on change
  cargo xtask build                          release build in dist/, with .br and .gz beside each file
  cargo xtask test [--only STEP[,STEP]]      every check; or some of its steps, see below
  cargo xtask bench [--only PART]            print the figures of speed and memory: native, page, fold,
                                             peers, indexed-db
  cargo xtask setup                          only install the tools that the others need
  cargo xtask help                           this text

Tools are kept in the user's cache, outside the checkout, and reused. To do without one of the set-ups:
  CHROMIUM_PATH=/path/to/chrome              use this browser for the tests in a browser
  CHROMEDRIVER=/path/to/chromedriver         drive it with this, of the same major version
And for a test that depends on chance:
  RUNS=20 cargo xtask test --only tabs       run it this often
";

/// What went wrong, as a sentence for the person at the terminal.
type Result<T> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["serve", options @ ..] => serve::serve(options),
        ["announce", port] => serve::announce(port),
        ["build"] => build::build().map(|()| println!("\nThe page is in dist/.")),
        ["test", options @ ..] => test::test(options),
        ["bench", options @ ..] => bench::bench(options),
        ["setup"] => tools::for_build().map(|_| println!("All tools are in place.")),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}\nSteps of the test command:\n{}", test::list());
            Ok(())
        }
        other => Err(format!("no such command: {}\n\n{HELP}", other.join(" "))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The checkout that this xtask belongs to.
fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest).parent().expect("xtask/ is inside the checkout").to_path_buf()
}

/// Where cargo puts what it builds; xtask's own files go there too.
fn target_dir() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// Reads a file, and names it if that fails.
fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a file, and names it if that fails.
fn write(path: &Path, content: &str) -> Result<()> {
    std::fs::write(path, content).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
