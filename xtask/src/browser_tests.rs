//! Runs `crates/stores/tests/browser_*.rs` in a real browser: the stores that only a browser has.

use crate::counts::Counts;
use crate::{Result, process, root, system, target_dir, tools, write};
use std::fs;
use std::path::{Path, PathBuf};

/// How long one file of tests may take, in seconds.
const TIMEOUT: &str = "180";

/// What these tests are built with: the stores, with those that live in a browser.
pub const BUILD: [&str; 6] = ["--target", tools::WASM_TARGET, "--package", "stores", "--features", "web"];

/// Runs them all and counts them.
pub fn run(counts: &mut Counts) -> Result<()> {
    let (chromium, chromedriver) = (system::chromium()?, system::chromedriver()?);
    let runner = runner(&tools::wasm_bindgen_program("wasm-bindgen-test-runner")?);
    let mut cargo = process::cargo(&["test"]);
    cargo.args(BUILD).args(targets()?).args(["--config", &runner]);
    cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities(&chromium)?).env("WASM_BINDGEN_TEST_TIMEOUT", TIMEOUT);
    // A driver of another browser would win.
    for other in ["GECKODRIVER", "SAFARIDRIVER", "MSEDGEDRIVER"] {
        cargo.env_remove(other).env_remove(format!("{other}_REMOTE"));
    }
    cargo.env_remove("CHROMEDRIVER_REMOTE").env_remove("NO_HEADLESS").env("CHROMEDRIVER", chromedriver);
    process::run_with(&mut cargo, |line| counts.add_cargo(line))
}

/// Lets clippy look at them too.
pub fn clippy() -> Result<()> {
    let mut cargo = process::cargo(&["clippy"]);
    process::run(cargo.args(BUILD).args(targets()?).args(["--example", "tabs", "--", "-D", "warnings"]))
}

/// `--test browser_x` for each file; a test that is added is run.
fn targets() -> Result<Vec<String>> {
    let tests = root().join("crates/stores/tests");
    let files = fs::read_dir(&tests).map_err(|error| format!("cannot list {}: {error}", tests.display()))?;
    let files = files.flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|rs| rs == "rs"));
    let mut names: Vec<String> = files.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    names.retain(|name| name.starts_with("browser_"));
    names.sort();
    match names.is_empty() {
        true => Err("there are no crates/stores/tests/browser_*.rs".into()),
        false => Ok(names.into_iter().flat_map(|name| ["--test".to_owned(), name]).collect()),
    }
}

/// A list, since cargo would split a text at the spaces of the path.
fn runner(program: &Path) -> String {
    format!("target.{}.runner=['{}']", tools::WASM_TARGET, program.display())
}

/// Which browser the driver starts, and how: alone with itself, as in the end-to-end tests.
fn capabilities(chromium: &Path) -> Result<PathBuf> {
    let mut args = vec![
        "headless",
        "disable-gpu",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "no-first-run",
    ];
    if system::is_root() {
        args.push("no-sandbox");
    }
    let dir = target_dir().join("browser-tests");
    fs::create_dir_all(&dir).map_err(|error| format!("cannot make {}: {error}", dir.display()))?;
    let file = dir.join("webdriver.json");
    let chromium = chromium.to_string_lossy();
    write(&file, &format!("{{\"goog:chromeOptions\": {{\"binary\": {chromium:?}, \"args\": {args:?}}}}}\n"))?;
    Ok(file)
}
