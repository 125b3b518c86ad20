//! What the system itself must bring: Node, a browser, nginx. On Debian as root xtask installs them; elsewhere it says what to install.

use crate::{Result, process};
use std::path::PathBuf;
use std::sync::OnceLock;

/// The Debian packages of the container's server; the Dockerfile installs the same ones.
pub const NGINX_PACKAGES: [&str; 2] = ["nginx", "libnginx-mod-http-brotli-static"];

/// The module that sends the `.br` files, where Debian's package puts it.
const BROTLI_MODULE: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/// `node` and `npm`: wasm-opt, the compression and the end-to-end tests run on them.
pub fn node() -> Result<()> {
    need(&["nodejs", "npm"], "Node (`node` and `npm`)", || {
        (process::exists("node") && process::exists("npm")).then_some(())
    })
}

/// The oldest Node that Playwright runs on; the build itself asks for less.
const NODE_FOR_PLAYWRIGHT: u32 = 20;

/// Node, new enough for the end-to-end tests. It is said before the long builds that come first.
pub fn node_for_playwright() -> Result<()> {
    node()?;
    let version = process::output(process::node_program("node").arg("--version"))?;
    match major(&version) {
        Some(major) if major >= NODE_FOR_PLAYWRIGHT => Ok(()),
        _ => Err(format!(
            "The end-to-end tests need Node {NODE_FOR_PLAYWRIGHT} or newer; `node --version` says {}. Install a newer one (https://nodejs.org).",
            version.trim()
        )),
    }
}

/// The first number of a version such as `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

/// The browser for the tests that need one.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM_PATH").map(PathBuf::from) {
        return if path.is_file() { Ok(path) } else { Err(format!("CHROMIUM_PATH: no such file: {}", path.display())) };
    }
    const MAC: [&str; 2] = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    need(&["chromium", "fonts-liberation", "fonts-dejavu-core"], "Chromium (or CHROMIUM_PATH set to one)", || {
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
            .iter()
            .find_map(|name| process::find(name, &[]))
            .or_else(|| MAC.iter().map(PathBuf::from).find(|path| path.is_file()))
    })
}

/// What drives that browser for the tests of the library. A driver works with browsers of its own major version only.
pub fn chromedriver() -> Result<PathBuf> {
    let driver = match std::env::var_os("CHROMEDRIVER").map(PathBuf::from) {
        Some(path) if path.is_file() => path,
        Some(path) => return Err(format!("CHROMEDRIVER: no such file: {}", path.display())),
        None => need(&["chromium-driver"], "ChromeDriver (on the PATH, or CHROMEDRIVER set to it)", || {
            process::find("chromedriver", &[])
        })?,
    };
    // On Windows a browser that is asked for its version opens a window instead.
    if !cfg!(windows) {
        let says = |program: &PathBuf| process::output(process::command(program).arg("--version"));
        let (browser, driven) = (says(&chromium()?)?, says(&driver)?);
        if number_in(&browser) != number_in(&driven) {
            return Err(format!(
                "The browser is {} and its driver {}: both must have the same major version. Set CHROMEDRIVER to one that fits (https://googlechromelabs.github.io/chrome-for-testing/).",
                browser.trim(),
                driven.trim()
            ));
        }
    }
    Ok(driver)
}

/// The major version in what a browser or a driver says of itself, e.g. `Chromium 156.0.8078.79 built on Debian`.
fn number_in(says: &str) -> Option<u32> {
    says.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit())).and_then(major)
}

/// nginx with the module for `.br` files, as in the container.
pub fn nginx() -> Result<PathBuf> {
    need(&NGINX_PACKAGES, "nginx with its brotli module", || {
        PathBuf::from(BROTLI_MODULE).is_file().then(|| process::find("nginx", &["/usr/sbin"])).flatten()
    })
}

/// Looks for something, installs its Debian packages if it is missing and that is possible, and looks again.
fn need<T>(packages: &[&str], what: &str, find: impl Fn() -> Option<T>) -> Result<T> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let names = packages.join(" ");
    if !(process::exists("apt-get") && is_root()) {
        return Err(format!("{what} is missing. Please install it; on Debian: sudo apt-get install {names}"));
    }
    println!("Installing from Debian: {names}");
    apt_update()?;
    let mut install = process::command("apt-get");
    install
        .args(["install", "-qq", "-o=Dpkg::Use-Pty=0", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    process::run(&mut install)?;
    find().ok_or_else(|| format!("{what} is missing even after installing {names}"))
}

/// Once a run is enough.
fn apt_update() -> Result<()> {
    static DONE: OnceLock<Result<()>> = OnceLock::new();
    DONE.get_or_init(|| process::run(process::command("apt-get").args(["update", "-qq"]))).clone()
}

/// Whether xtask may install packages, and must give up rights before it starts a server.
pub fn is_root() -> bool {
    process::output(process::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_first_number_of_a_version_counts() {
        assert_eq!(super::major("v20.20.2\n"), Some(20));
        assert_eq!(super::major("nonsense"), None);
    }

    #[test]
    fn a_browser_and_its_driver_say_their_version_in_a_sentence() {
        assert_eq!(super::number_in("Chromium 156.0.8078.79 built on Debian GNU/Linux 12"), Some(156));
        assert_eq!(super::number_in("ChromeDriver 156.0.8078.79 (a21ce95c24ce)"), Some(156));
        assert_eq!(super::number_in("Google Chrome"), None);
    }
}
