//! `cargo xtask bench`: figures of speed and memory, from the engine alone and from the page in a real browser.

use crate::{Result, build, nginx, process, root, system};

pub fn bench(options: &[&str]) -> Result<()> {
    if !options.is_empty() {
        return Err("bench takes no options".into());
    }
    let end2end = root().join("end2end");
    let (native, browser) = (root().join("examples/bench.rs").is_file(), end2end.join("bench.config.ts").is_file());
    if !native && !browser {
        return Err("there is nothing to measure: neither examples/bench.rs nor end2end/bench.config.ts".into());
    }
    if native {
        println!("== The engine, natively");
        process::run(&mut process::cargo(&["run", "--release", "--no-default-features", "--example", "bench"]))?;
    }
    if browser {
        println!("\n== The page, in Chromium");
        system::node_for_playwright()?;
        let chromium = system::chromium()?;
        system::nginx()?;
        build::build()?;
        install_end2end()?;
        let server = nginx::Server::start()?;
        let mut playwright = process::node_program("npx");
        playwright.current_dir(end2end).args(["playwright", "test", "--config", "bench.config.ts", "--reporter=list"]);
        process::run(playwright.env("BASE_URL", server.address()).env("CHROMIUM_PATH", chromium))?;
    }
    Ok(())
}

/// The end-to-end tests' own packages, exactly as locked; not again while the lock file is the same.
pub fn install_end2end() -> Result<()> {
    let end2end = root().join("end2end");
    let lock = crate::read(&end2end.join("package-lock.json"))?;
    let done = end2end.join("node_modules/.installed-lock.json");
    if std::fs::read_to_string(&done).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    process::run(process::node_program("npm").current_dir(&end2end).arg("ci"))?;
    crate::write(&done, &lock)
}
