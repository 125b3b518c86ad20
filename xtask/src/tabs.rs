//! Builds `crates/stores/examples/tabs.rs` for the browser, and runs it in several tabs at once: the stores that tabs share.

use crate::counts::Counts;
use crate::{Result, bench, browser_tests, process, root, system, target_dir, tools};

pub fn run(counts: &mut Counts) -> Result<()> {
    let chromium = system::chromium()?;
    let wasm_bindgen = tools::wasm_bindgen_program("wasm-bindgen")?;
    bench::install_end2end()?;
    process::run(process::cargo(&["build", "--example", "tabs"]).args(browser_tests::BUILD))?;
    let (built, out) =
        (target_dir().join(tools::WASM_TARGET).join("debug/examples/tabs.wasm"), target_dir().join("tabs"));
    let mut bindgen = process::command(wasm_bindgen);
    process::run(bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&out).arg(built))?;
    let mut playwright = process::node_program("npx");
    playwright.current_dir(root().join("end2end")).args(["playwright", "test", "--config", "tabs.config.ts"]);
    playwright.env("TABS_DIR", out).env("CHROMIUM_PATH", chromium).env_remove("FORCE_COLOR");
    process::run_with(&mut playwright, |line| counts.add_playwright(line))
}
