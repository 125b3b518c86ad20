//! `cargo xtask bench`: figures of speed and memory, from the engine alone, from the page in a real
//! browser, and from the stores beside others.

use crate::{Result, build, nginx, process, root, system, target_dir, tools, write};
use std::path::Path;
use std::process::Command;

/// What can be measured by itself, and what it is.
type Part = (&'static str, fn() -> Result<()>);

const PARTS: [Part; 6] = [
    ("native", engine),
    ("page", page),
    ("fold", || beside(&["--only", "fold"])),
    ("peers", || beside(&["--only", "peers"])),
    ("indexed-db", || beside(&["--only", "indexed-db"])),
    ("peers-to-the-end", || beside(&["--only", "peers", "--limit", "7200"])),
];

/// How many of [`PARTS`] are run when none is named: the last takes an hour.
const USUAL: usize = 5;

/// Runs the usual parts, or the one that is named by `--only`.
pub fn bench(options: &[&str]) -> Result<()> {
    match options {
        [] => PARTS[..USUAL].iter().try_for_each(|(_, run)| run()),
        ["--only", name] => match PARTS.iter().find(|part| part.0 == *name) {
            Some((_, run)) => run(),
            None => Err(format!("bench has no part {name}; there are: {}", PARTS.map(|part| part.0).join(", "))),
        },
        _ => Err("bench has one option: --only PART".into()),
    }
}

fn engine() -> Result<()> {
    println!("== The engine, natively");
    process::run(&mut process::cargo(&["run", "--release", "--package", "lab", "--example", "bench"]))
}

fn page() -> Result<()> {
    println!("\n== The page, in Chromium");
    system::node_for_playwright()?;
    let chromium = system::chromium()?;
    system::nginx()?;
    build::build()?;
    install_end2end()?;
    let server = nginx::Server::start()?;
    let mut playwright = process::node_program("npx");
    playwright.current_dir(root().join("end2end"));
    playwright.args(["playwright", "test", "--config", "bench.config.ts", "--reporter=list"]);
    process::run(playwright.env("BASE_URL", server.address()).env("CHROMIUM_PATH", chromium))
}

/// The engine built as WebAssembly, alone or beside others, in Chromium: see `bench/README.md`.
fn beside(options: &[&str]) -> Result<()> {
    println!("\n== The engine in Chromium");
    system::node_for_playwright()?;
    let chromium = system::chromium()?;
    let wasm_bindgen = tools::wasm_bindgen_program("wasm-bindgen")?;
    let bench = root().join("bench");
    install(&bench)?;
    let served = target_dir().join("bench");
    let builds: &[_] = match options {
        [_, "fold"] => &[("page", "page")],
        _ => &[("release", "speed"), ("page", "page")],
    };
    for (profile, folder) in builds {
        let options = ["--lib", "--target", tools::WASM_TARGET];
        process::run(rust(&["build", "--profile", profile]).args(options))?;
        let file = target_dir().join(tools::WASM_TARGET).join(profile).join("event_sourcing_lab_bench.wasm");
        let mut bind = process::command(&wasm_bindgen);
        bind.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(served.join(folder)).arg(file);
        process::run(&mut bind)?;
    }
    let mut esbuild = process::node_program("npx");
    esbuild.current_dir(&bench).args(["esbuild", "page/main.mjs", "page/index.html", "--bundle", "--minify"]);
    esbuild.args(["--format=esm", "--loader:.html=copy", "--log-level=warning"]);
    process::run(esbuild.arg(format!("--outdir={}", served.display())))?;

    let mut node = process::node_program("node");
    node.current_dir(&bench).arg("run.mjs").arg(&served).args(options).env("CHROMIUM_PATH", chromium);
    if options.contains(&"peers") {
        println!("The memory store, natively.");
        process::run(&mut rust(&["build", "--release", "--bin", "event-sourcing-lab-bench"]))?;
        let program = target_dir().join("release/event-sourcing-lab-bench");
        let figures = process::output(&mut process::command(program))?;
        let file = served.join("native.jsonl");
        write(&file, &figures)?;
        node.arg("--native").arg(file);
    }
    process::run(&mut node)
}

/// `cargo` for the bench's own package.
fn rust(args: &[&str]) -> Command {
    let mut cargo = process::cargo(args);
    cargo.arg("--manifest-path").arg(root().join("bench/rust/Cargo.toml"));
    // A package outside the workspace would build in a folder of its own.
    cargo.env("CARGO_TARGET_DIR", target_dir());
    cargo
}

/// The end-to-end tests' own packages.
pub fn install_end2end() -> Result<()> {
    install(&root().join("end2end"))
}

/// The packages of a folder, exactly as locked; not again while the lock file is the same.
fn install(folder: &Path) -> Result<()> {
    let lock = crate::read(&folder.join("package-lock.json"))?;
    let done = folder.join("node_modules/.installed-lock.json");
    if std::fs::read_to_string(&done).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    process::run(process::node_program("npm").current_dir(folder).arg("ci"))?;
    crate::write(&done, &lock)
}
