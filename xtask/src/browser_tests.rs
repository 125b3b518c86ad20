//! Tests in a real browser, of its stores and its Unicode functions: `crates/*/tests/browser_*` in one tab, and
//! `crates/stores/examples/tabs.rs` in several tabs.

use crate::counts::Counts;
use crate::tools::{Tools, WASM_TARGET};
use crate::{process, root, system, target_dir};
use anyhow::Result;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The time limit for one test binary, in seconds.
const TIMEOUT: &str = "180";

/// The build options of these tests: the stores with their browser feature.
const BUILD: [&str; 6] = ["--target", WASM_TARGET, "--package", "stores", "--features", "stores/web"];

const TESTS: [&str; 4] = ["--package", "bank", "--test", "browser_*"];

/// Runs clippy on all of them.
pub fn clippy() -> Result<()> {
    let mut cargo = process::cargo(&["clippy"]);
    process::run(cargo.args(BUILD).args(TESTS).args(["--example", "tabs", "--", "-D", "warnings"]))
}

/// Runs the tests in one tab.
pub fn one_tab(counts: &mut Counts) -> Result<()> {
    let (chromium, chromedriver) = (system::chromium()?, system::chromedriver()?);
    let runner = Tools::install()?.program("wasm-bindgen-test-runner")?;
    // A list, because cargo would split a string at spaces in the path.
    let runner = format!("target.{WASM_TARGET}.runner=['{}']", runner.display());
    let mut cargo = process::cargo(&["test"]);
    cargo.args(BUILD).args(TESTS).args(["--config", &runner]);
    cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities(&chromium)?).env("WASM_BINDGEN_TEST_TIMEOUT", TIMEOUT);
    // The test runner would prefer the driver of another browser.
    for other in ["GECKODRIVER", "SAFARIDRIVER", "MSEDGEDRIVER"] {
        cargo.env_remove(other).env_remove(format!("{other}_REMOTE"));
    }
    cargo.env_remove("CHROMEDRIVER_REMOTE").env_remove("NO_HEADLESS").env("CHROMEDRIVER", chromedriver);
    process::run_with(&mut cargo, |line| counts.add_cargo(line))
}

/// Runs the tests in several tabs.
pub fn several_tabs(counts: &mut Counts) -> Result<()> {
    let mut playwright = playwright(&["--config", "tabs.config.ts"])?;
    process::run(process::cargo(&["build", "--example", "tabs"]).args(BUILD))?;
    let built = target_dir().join(WASM_TARGET).join("debug/examples/tabs.wasm");
    let out = target_dir().join("tabs");
    let mut wasm_bindgen = Tools::install()?.command("wasm-bindgen")?;
    process::run(wasm_bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&out).arg(built))?;
    process::run_with(playwright.env("TABS_DIR", out), |line| counts.add_playwright(line))
}

/// Playwright with the tests of `end2end/`.
pub fn playwright(options: &[&str]) -> Result<Command> {
    let end2end = root().join("end2end");
    process::npm_install(&end2end)?;
    let mut playwright = process::command("npx");
    playwright.current_dir(end2end).args(["playwright", "test"]).args(options);
    playwright.env("CHROMIUM_PATH", system::chromium()?).env_remove("FORCE_COLOR");
    Ok(playwright)
}

/// Configures the browser that the driver starts. As in the end-to-end tests, it sends no requests in the background.
fn capabilities(chromium: &Path) -> Result<PathBuf> {
    let mut args = vec!["headless", "disable-gpu", "disable-background-networking", "disable-component-update"];
    args.extend(["disable-sync", "no-first-run"]);
    if system::is_root() {
        args.push("no-sandbox");
    }
    let file = target_dir().join("browser-tests/webdriver.json");
    fs_err::create_dir_all(file.parent().expect("in a folder"))?;
    fs_err::write(&file, json!({"goog:chromeOptions": {"binary": chromium, "args": args}}).to_string())?;
    Ok(file)
}
