//! `cargo xtask bench`: measures speed and memory of the engine, of the page in a real browser, and of the stores beside others.

use crate::server::Server;
use crate::tools::{Tools, WASM_TARGET};
use crate::{browser_tests, build, process, root, system, target_dir};
use anyhow::{Context as _, Result, bail};
use std::process::Command;

/// A part of the bench: its name and what it runs.
type Part = (&'static str, fn() -> Result<()>);

const PARTS: [Part; 6] = [
    ("native", engine),
    ("page", page),
    ("fold", || beside(&["--only", "fold"])),
    ("peers", || beside(&["--only", "peers"])),
    ("indexed-db", || beside(&["--only", "indexed-db"])),
    ("peers-to-the-end", || beside(&["--only", "peers", "--limit", "7200"])),
];

/// The number of [`PARTS`] that run by default. The last one takes an hour.
const USUAL: usize = 5;

/// Runs the usual parts, or the one named by `--only`.
pub fn bench(options: &[&str]) -> Result<()> {
    match options {
        [] => PARTS[..USUAL].iter().try_for_each(|(_, run)| run()),
        ["--only", name] => {
            let part = PARTS.iter().find(|part| part.0 == *name);
            let names = PARTS.map(|part| part.0).join(", ");
            part.with_context(|| format!("bench has no part {name}; there are: {names}"))?.1()
        }
        _ => bail!("bench has one option: --only PART"),
    }
}

fn engine() -> Result<()> {
    println!("== The engine, natively");
    process::run(&mut process::cargo(&["run", "--release", "--package", "lab", "--example", "bench"]))
}

fn page() -> Result<()> {
    println!("\n== The page, in Chromium");
    system::node_for_playwright()?;
    system::chromium()?;
    system::nginx()?;
    build::build()?;
    let server = Server::start()?;
    process::run(browser_tests::playwright(&["--config", "bench.config.ts"])?.env("BASE_URL", server.address()))?;
    lighthouse(&server)
}

/// What Lighthouse says of the page on a phone.
fn lighthouse(server: &Server) -> Result<()> {
    println!("\n   Lighthouse, mobile, three times");
    let bench = root().join("bench");
    process::npm_install(&bench)?;
    let mut node = process::command("node");
    node.current_dir(&bench).args(["lighthouse.mjs", &server.address()]);
    process::run(node.env("CHROMIUM_PATH", system::chromium()?))
}

/// The engine built as WebAssembly, alone or beside others, in Chromium: see `bench/README.md`.
fn beside(options: &[&str]) -> Result<()> {
    println!("\n== The engine in Chromium");
    system::node_for_playwright()?;
    let chromium = system::chromium()?;
    let tools = Tools::install()?;
    let bench = root().join("bench");
    process::npm_install(&bench)?;
    let served = target_dir().join("bench");
    let builds: &[_] = match options {
        [_, "fold"] => &[("page", "page")],
        _ => &[("release", "speed"), ("page", "page")],
    };
    for (profile, folder) in builds {
        process::run(rust(&["build", "--profile", profile]).args(["--lib", "--target", WASM_TARGET]))?;
        let file = target_dir().join(WASM_TARGET).join(profile).join("event_sourcing_lab_bench.wasm");
        let mut wasm_bindgen = tools.command("wasm-bindgen")?;
        wasm_bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(served.join(folder)).arg(file);
        process::run(&mut wasm_bindgen)?;
    }
    let mut esbuild = process::command("npx");
    esbuild.current_dir(&bench).args(["esbuild", "page/main.mjs", "page/index.html", "--bundle", "--minify"]);
    esbuild.args(["--format=esm", "--loader:.html=copy", "--log-level=warning"]);
    process::run(esbuild.arg(format!("--outdir={}", served.display())))?;

    let mut node = process::command("node");
    node.current_dir(&bench).arg("run.mjs").arg(&served).args(options).env("CHROMIUM_PATH", chromium);
    if options.contains(&"peers") {
        println!("The memory store, natively.");
        process::run(&mut rust(&["build", "--release", "--bin", "event-sourcing-lab-bench"]))?;
        let figures = process::output(&mut process::command(target_dir().join("release/event-sourcing-lab-bench")))?;
        let file = served.join("native.jsonl");
        fs_err::write(&file, figures)?;
        node.arg("--native").arg(file);
    }
    process::run(&mut node)
}

/// `cargo` for the bench package, with the target folder of the workspace. The package is outside the workspace.
fn rust(args: &[&str]) -> Command {
    let mut cargo = process::cargo(args);
    cargo.arg("--manifest-path").arg(root().join("bench/rust/Cargo.toml")).env("CARGO_TARGET_DIR", target_dir());
    cargo
}
