//! Programs that the system must have: Node, two browsers, nginx. As root on Debian, xtask installs them; elsewhere it says what to
//! install.

use crate::process;
use anyhow::{Context as _, Result, bail, ensure};
use std::path::PathBuf;
use std::sync::Once;

/// The nginx module that serves `.br` files, at its path on Debian.
const BROTLI_MODULE: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/// The oldest Node version that Playwright supports. A build also works with older ones.
pub const NODE_FOR_PLAYWRIGHT: u32 = 20;

/// `node` and `npm`, which run wasm-opt, esbuild, the compression and the end-to-end tests.
pub fn node() -> Result<()> {
    need(&["nodejs", "npm"], "Node (`node` and `npm`)", || find(&["node"]).and(find(&["npm"]))).map(drop)
}

/// Node, new enough for the end-to-end tests. Checked before the long builds that come first.
pub fn node_for_playwright() -> Result<()> {
    node()?;
    let version = process::output(process::command("node").arg("--version"))?;
    ensure!(
        major(&version).is_some_and(|major| major >= NODE_FOR_PLAYWRIGHT),
        "The end-to-end tests need Node {NODE_FOR_PLAYWRIGHT} or newer; `node --version` says {}. Install a newer one (https://nodejs.org).",
        version.trim()
    );
    Ok(())
}

/// The browser for the tests that need one.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = chosen("CHROMIUM_PATH")? {
        return Ok(path);
    }
    const MAC: [&str; 2] = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    need(&["chromium", "fonts-liberation", "fonts-dejavu-core"], "Chromium (or CHROMIUM_PATH set to one)", || {
        find(&["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
            .or_else(|| MAC.iter().map(PathBuf::from).find(|path| path.is_file()))
    })
}

/// The other browser of the end-to-end tests.
pub fn firefox() -> Result<PathBuf> {
    if let Some(path) = chosen("FIREFOX_PATH")? {
        return Ok(path);
    }
    const MAC: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";
    need(&["firefox-esr"], "Firefox (or FIREFOX_PATH set to one)", || find(&["firefox", "firefox-esr", MAC]))
}

/// The driver of Chromium for the tests of the stores. A driver supports only browsers of its own major version.
pub fn chromedriver() -> Result<PathBuf> {
    let driver = match chosen("CHROMEDRIVER")? {
        Some(path) => path,
        None => need(&["chromium-driver"], "ChromeDriver (on the PATH, or CHROMEDRIVER set to it)", || {
            find(&["chromedriver"])
        })?,
    };
    // On Windows, `--version` opens a browser window instead.
    if !cfg!(windows) {
        let version = |program: &PathBuf| process::output(process::command(program).arg("--version"));
        let (browser, driver) = (version(&chromium()?)?, version(&driver)?);
        ensure!(
            major(&browser) == major(&driver),
            "The browser is {} and its driver {}: both must have the same major version. Set CHROMEDRIVER to one that fits (https://googlechromelabs.github.io/chrome-for-testing/).",
            browser.trim(),
            driver.trim()
        );
    }
    Ok(driver)
}

/// The major version in a program's output, such as `v20.20.2` or `Chromium 156.0.8078.79 built on Debian`.
fn major(version: &str) -> Option<u32> {
    let mut numbers = version.split_whitespace().map(|word| word.trim_start_matches('v'));
    numbers.find_map(|word| word.split('.').next()?.parse().ok())
}

/// nginx with the module for `.br` files, as in the container.
pub fn nginx() -> Result<PathBuf> {
    need(&["nginx", "libnginx-mod-http-brotli-static"], "nginx with its brotli module", || {
        PathBuf::from(BROTLI_MODULE).is_file().then(|| find(&["nginx", "/usr/sbin/nginx"])).flatten()
    })
}

/// A program that the user has chosen with an environment variable.
fn chosen(variable: &str) -> Result<Option<PathBuf>> {
    let path = std::env::var_os(variable).map(PathBuf::from);
    if let Some(missing) = path.iter().find(|path| !path.is_file()) {
        bail!("{variable}: no such file: {}", missing.display());
    }
    Ok(path)
}

/// The first of these programs that exists.
fn find(programs: &[&str]) -> Option<PathBuf> {
    programs.iter().find_map(|program| which::which(program).ok())
}

/// Finds a program, or installs its Debian packages if possible and looks again.
fn need(packages: &[&str], what: &str, find: impl Fn() -> Option<PathBuf>) -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let names = packages.join(" ");
    if which::which("apt-get").is_err() || !is_root() {
        bail!("{what} is missing. Please install it; on Debian: sudo apt-get install {names}");
    }
    println!("Installing from Debian: {names}");
    static UPDATE: Once = Once::new();
    let mut updated = Ok(());
    UPDATE.call_once(|| updated = process::run(process::command("apt-get").args(["update", "-qq"])));
    updated?;
    let mut install = process::command("apt-get");
    install.args(["install", "-qq", "-o=Dpkg::Use-Pty=0", "--yes", "--no-install-recommends"]).args(packages);
    process::run(install.env("DEBIAN_FRONTEND", "noninteractive"))?;
    find().with_context(|| format!("{what} is missing even after installing {names}"))
}

/// Whether xtask runs as root: it may install packages, and must drop its privileges before it starts a server.
pub fn is_root() -> bool {
    process::output(process::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn reads_the_major_version_of_a_program() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("Chromium 156.0.8078.79 built on Debian GNU/Linux 12"), Some(156));
        assert_eq!(major("ChromeDriver 156.0.8078.79 (a21ce95c24ce)"), Some(156));
        assert_eq!(major("Google Chrome"), None);
    }
}
