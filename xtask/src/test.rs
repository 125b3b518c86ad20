//! `cargo xtask test`: every check of the project, cheapest first. It stops at the first that fails.

use crate::counts::Counts;
use crate::server::Server;
use crate::{browser_tests, budget, build, container, nginx, process, system, target_dir, tools, typescript};
use anyhow::{Result, bail};
use std::process::Command;
use std::time::Instant;

type Step = (&'static str, &'static str, fn(&mut Counts) -> Result<()>);

/// The root package. It runs only in a browser, so the native steps skip it.
const PAGE: &str = "event-sourcing-lab";

const STEPS: [Step; 15] = [
    ("setup", "Set-up", setup),
    ("fmt", "Formatting", |_| cargo(&["fmt", "--all", "--check"])),
    ("clippy", "Clippy, without warnings", clippy),
    ("native", "Native tests and examples in the documentation", native),
    ("typescript", "What the lab exports, in TypeScript and Mermaid", typescript::check),
    ("browser", "Stores in a real browser", browser_tests::one_tab),
    ("tabs", "Several tabs that share a store", browser_tests::several_tabs),
    ("packages", "Each library is a separate package", packages),
    ("doc", "Documentation, without warnings", doc),
    ("build", "Release build", |_| build::build()),
    ("budget", "Size of the first load", |_| budget::check()),
    ("container", "Dockerfile", container::check),
    ("nginx", "nginx.conf under a real nginx", nginx::check),
    ("firefox", "The main tasks, in Firefox", in_firefox),
    ("e2e", "End to end, in Chromium", in_chromium),
];

/// Runs all steps, or those named by `--only`.
pub fn test(options: &[&str]) -> Result<()> {
    let only: Option<Vec<&str>> = match options {
        [] => None,
        ["--only", names] => Some(names.split(',').collect()),
        _ => bail!("test has one option: --only STEP[,STEP]"),
    };
    if let Some(unknown) = only.iter().flatten().find(|name| STEPS.iter().all(|step| step.0 != **name)) {
        bail!("no such step: {unknown}. The steps are:\n{}", list());
    }
    let mut counts = Counts::default();
    let start = Instant::now();
    for (name, title, run) in STEPS.iter().filter(|step| only.as_ref().is_none_or(|only| only.contains(&step.0))) {
        println!("\n== {title} [{name}]");
        let step = Instant::now();
        if let Err(error) = run(&mut counts) {
            println!("\n{counts}\n");
            bail!("FAILED at [{name}] {title}: {error:#}\nTo run it alone: cargo xtask test --only {name}");
        }
        println!("   done in {:.1} s", step.elapsed().as_secs_f32());
    }
    println!("\nEverything passed, in {} s.\n\n{counts}", start.elapsed().as_secs());
    Ok(())
}

/// The steps, for the help text.
pub fn list() -> String {
    STEPS.iter().map(|(name, title, _)| format!("  {name:<10} {title}\n")).collect()
}

/// Runs first, so a failed installation is reported before the long builds.
fn setup(_: &mut Counts) -> Result<()> {
    system::node_for_playwright()?;
    system::nginx()?;
    system::chromium()?;
    system::chromedriver()?;
    system::firefox()?;
    tools::components(&["rustfmt", "clippy"])?;
    tools::Tools::install().map(drop)
}

fn clippy(_: &mut Counts) -> Result<()> {
    cargo(&["clippy", "--workspace", "--exclude", PAGE, "--all-targets", "--", "-D", "warnings"])?;
    cargo(&["clippy", "--package", PAGE, "--target", tools::WASM_TARGET, "--", "-D", "warnings"])?;
    browser_tests::clippy()
}

fn native(counts: &mut Counts) -> Result<()> {
    let mut cargo = process::cargo(&["test", "--workspace", "--exclude", PAGE]);
    process::run_with(&mut cargo, |line| counts.add_cargo(line))
}

/// Each crate with only its own dependencies, as other projects would use it.
fn packages(_: &mut Counts) -> Result<()> {
    let all = target_dir().join("packages");
    build::remove(&all)?;
    // Cargo keeps what it has built and unpacked of a package by its version and this directory's path, even if its files
    // have changed. So each run has a directory of its own.
    let target = all.join(std::process::id().to_string());
    let packages = ["engine", "bank", "dynamodb", "stores"].into_iter().flat_map(|name| ["--package", name]);
    let mut cargo = process::cargo(&["package", "--quiet", "--allow-dirty", "--target-dir"]);
    process::run(cargo.arg(target).args(packages))
}

fn doc(_: &mut Counts) -> Result<()> {
    let mut cargo = process::cargo(&["doc", "--no-deps", "--workspace", "--exclude", PAGE, "--exclude", "xtask"]);
    process::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))
}

fn in_firefox(counts: &mut Counts) -> Result<()> {
    let firefox = system::firefox()?;
    end_to_end(browser_tests::playwright(&["--config", "firefox.config.ts"])?.env("FIREFOX_PATH", firefox), counts)
}

fn in_chromium(counts: &mut Counts) -> Result<()> {
    end_to_end(&mut browser_tests::playwright(&[])?, counts)
}

/// Runs Playwright on the page as nginx serves it.
fn end_to_end(playwright: &mut Command, counts: &mut Counts) -> Result<()> {
    let server = Server::start()?;
    println!("The page is served at {}", server.address());
    process::run_with(playwright.env("BASE_URL", server.address()), |line| counts.add_playwright(line))
}

fn cargo(args: &[&str]) -> Result<()> {
    process::run(&mut process::cargo(args))
}
