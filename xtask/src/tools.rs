//! The build tools, at pinned versions, in the user's cache: installed once, used by every checkout.
//!
//! A tool is built in a folder with another name and renamed when it is whole, so a half-finished install is never taken for a
//! finished one; a lock file lets only one xtask install at a time.

use crate::{Result, process, read, root, system};
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

const TRUNK: &str = "0.21.14";
const TERSER: &str = "5.51.2";
/// Of the same series as `wasm_split_helpers`, which Leptos brings.
const WASM_SPLIT: &str = "0.2.4";
/// What the page is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Sets up everything a build of the page needs, and returns the `PATH` with which Trunk finds it.
pub fn for_build() -> Result<OsString> {
    wasm_target()?;
    system::node()?;
    let tools = [
        trunk()?,
        wasm_bindgen(&locked_version("wasm-bindgen")?)?,
        wasm_split()?,
        wasm_opt(&wasm_opt_version()?)?,
        terser()?,
    ];
    let cache = cache_dir()?;
    if !tools.iter().all(Tool::is_there) {
        let _lock = lock(&cache)?;
        for tool in tools.iter().filter(|tool| !tool.is_there()) {
            println!("Installing {} {} in {} (once; {}).", tool.name, tool.version, cache.display(), tool.effort);
            tool.install()?;
        }
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs = tools.iter().map(|tool| tool.home.join(tool.bin)).chain(std::env::split_paths(&path));
    std::env::join_paths(dirs).map_err(|error| format!("cannot extend PATH: {error}"))
}

/// `trunk`, set up to find the tools on this `PATH`, in the checkout.
pub fn trunk_command(path: &OsString) -> Result<Command> {
    let mut trunk = trunk()?.command();
    trunk.env("PATH", path).arg("--skip-version-check");
    // Trunk takes only `true` or `false` here, others set NO_COLOR=1.
    if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        trunk.env("NO_COLOR", "true");
    }
    Ok(trunk)
}

/// One of the programs of wasm-bindgen, of the version that the crate has. [`for_build`] installs them when they are missing.
pub fn wasm_bindgen_program(name: &str) -> Result<PathBuf> {
    for_build()?;
    let tool = wasm_bindgen(&locked_version("wasm-bindgen")?)?;
    Ok(tool.home.join(tool.bin).join(executable(name)))
}

/// `wasm-split-cli`, which cuts a linked module in parts.
pub fn wasm_split_command() -> Result<Command> {
    Ok(wasm_split()?.command())
}

/// `wasm-opt`, which makes WebAssembly smaller.
pub fn wasm_opt_command() -> Result<Command> {
    Ok(wasm_opt(&wasm_opt_version()?)?.command())
}

/// `terser`, which minifies scripts.
pub fn terser_command() -> Result<Command> {
    Ok(terser()?.command())
}

/// Gives the compiler of the page these flags, and lets it forget where cargo keeps the sources of the packages, for a build that others see: the place of each possible
/// panic is then `tachys-0.2.19/src/...` in the WebAssembly, which is shorter and says nothing of who built it.
///
/// Cargo adds the flags of this variable to those of `.cargo/config.toml`; RUSTFLAGS would replace them. (The checkout needs no
/// such flag: cargo gives the compiler relative paths there.)
pub fn rust_flags(trunk: &mut Command, flags: &[&str]) {
    const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))).unwrap_or_default();
    let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
    let mut dirs: Vec<PathBuf> = registries.map(|registry| registry.path()).collect();
    dirs.sort();
    let own = std::env::var(FLAGS).unwrap_or_default();
    trunk.env(FLAGS, with_short_paths(&[&[&*own], flags].concat().join(" "), &dirs));
}

/// The flags, and one more for each folder that is to be left out of paths. They are separated by spaces and nothing can quote one,
/// so a folder with a space in its name keeps it.
fn with_short_paths(flags: &str, dirs: &[PathBuf]) -> String {
    let dirs = dirs.iter().filter_map(|dir| dir.to_str()).filter(|dir| !dir.contains(char::is_whitespace));
    let own = (!flags.trim().is_empty()).then(|| flags.trim().to_owned());
    own.into_iter().chain(dirs.map(|dir| format!("--remap-path-prefix={dir}="))).collect::<Vec<_>>().join(" ")
}

struct Tool {
    name: &'static str,
    version: String,
    /// The finished tool's folder, and where in it the programs are.
    home: PathBuf,
    bin: &'static str,
    program: &'static str,
    /// What to ask of the program, and how a working one of the right version answers.
    probe: (&'static str, String),
    /// What a person should expect of the install.
    effort: &'static str,
    kind: Kind,
}

enum Kind {
    Cargo { locked: bool, features: &'static [&'static str] },
    Npm,
}

fn trunk() -> Result<Tool> {
    Ok(Tool {
        name: "trunk",
        version: TRUNK.to_owned(),
        home: cache_dir()?.join(format!("trunk-{TRUNK}")),
        bin: "bin",
        program: "trunk",
        probe: ("--version", format!("trunk {TRUNK}")),
        effort: "some minutes",
        kind: Kind::Cargo { locked: true, features: &[] },
    })
}

fn wasm_bindgen(version: &str) -> Result<Tool> {
    Ok(Tool {
        name: "wasm-bindgen-cli",
        version: version.to_owned(),
        home: cache_dir()?.join(format!("wasm-bindgen-cli-{version}")),
        bin: "bin",
        program: "wasm-bindgen",
        probe: ("--version", format!("wasm-bindgen {version}")),
        effort: "some minutes",
        kind: Kind::Cargo { locked: false, features: &[] },
    })
}

fn wasm_split() -> Result<Tool> {
    Ok(Tool {
        name: "wasm_split_cli_support",
        version: WASM_SPLIT.to_owned(),
        home: cache_dir()?.join(format!("wasm_split_cli_support-{WASM_SPLIT}")),
        bin: "bin",
        program: "wasm-split-cli",
        // It can't say its version: that is only in the folder's name.
        probe: ("--help", "Usage: wasm-split".to_owned()),
        effort: "some minutes",
        kind: Kind::Cargo { locked: true, features: &["build-binary"] },
    })
}

fn wasm_opt(number: &str) -> Result<Tool> {
    Ok(Tool {
        name: "binaryen",
        version: format!("{number}.0.0"),
        home: cache_dir()?.join(format!("binaryen-{number}.0.0")),
        bin: "node_modules/.bin",
        program: "wasm-opt",
        probe: ("--version", format!("wasm-opt version {number}")),
        effort: "a moment",
        kind: Kind::Npm,
    })
}

fn terser() -> Result<Tool> {
    Ok(Tool {
        name: "terser",
        version: TERSER.to_owned(),
        home: cache_dir()?.join(format!("terser-{TERSER}")),
        bin: "node_modules/.bin",
        program: "terser",
        probe: ("--version", format!("terser {TERSER}")),
        effort: "a moment",
        kind: Kind::Npm,
    })
}

impl Tool {
    /// Runs it: a folder that is there but does not work is as good as none.
    fn is_there(&self) -> bool {
        self.works_in(&self.home)
    }

    fn works_in(&self, home: &Path) -> bool {
        let (question, answer) = &self.probe;
        let says = process::output(Command::new(self.program_in(home)).arg(question)).unwrap_or_default();
        says.trim()
            .strip_prefix(answer.as_str())
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
    }

    fn command(&self) -> Command {
        process::command(self.program_in(&self.home))
    }

    fn program_in(&self, home: &Path) -> PathBuf {
        home.join(self.bin).join(match self.kind {
            Kind::Cargo { .. } => executable(self.program),
            Kind::Npm if cfg!(windows) => format!("{}.cmd", self.program),
            Kind::Npm => self.program.to_owned(),
        })
    }

    fn install(&self) -> Result<()> {
        let unfinished = self.home.with_file_name(format!(".unfinished-{}-{}", self.name, self.version));
        let target = self.home.with_file_name(format!(".target-{}-{}", self.name, self.version));
        remove(&unfinished)?;
        match self.kind {
            Kind::Cargo { locked, features } => {
                let package = format!("{}@{}", self.name, self.version);
                let mut cargo = process::cargo(&["install", &package, "--root"]);
                cargo.arg(&unfinished).args(locked.then_some("--locked"));
                cargo.args(features.iter().flat_map(|feature| ["--features", feature]));
                // cargo would advise to add the folder to PATH, were it not there.
                let path = std::env::var_os("PATH").unwrap_or_default();
                let dirs = std::env::split_paths(&path).chain([unfinished.join("bin")]);
                cargo.env("PATH", std::env::join_paths(dirs).unwrap_or(path));
                // Tools' own release profiles are for those who give them to many; here the build time counts, not the program's.
                cargo
                    .env("CARGO_PROFILE_RELEASE_LTO", "off")
                    .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
                    .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                    .env("CARGO_TARGET_DIR", &target)
                    .env_remove("CARGO_BUILD_TARGET")
                    .env_remove("RUSTFLAGS");
                process::run(&mut cargo)?;
            }
            Kind::Npm => {
                fs::create_dir_all(&unfinished)
                    .map_err(|error| format!("cannot make {}: {error}", unfinished.display()))?;
                let mut npm = process::node_program("npm");
                npm.current_dir(&unfinished).args(["install", "--no-save", "--no-package-lock", "--prefix"]);
                npm.arg(&unfinished).arg(format!("{}@{}", self.name, self.version));
                process::run(&mut npm)?;
            }
        }
        if !self.works_in(&unfinished) {
            return Err(format!("{} {} was installed but does not run", self.name, self.version));
        }
        remove(&self.home)?;
        fs::rename(&unfinished, &self.home).map_err(|error| format!("cannot make {}: {error}", self.home.display()))?;
        remove(&target)
    }
}

/// The compiler's own part for WebAssembly, which rustup brings.
fn wasm_target() -> Result<()> {
    let print = ["--print", "target-libdir", "--target", WASM_TARGET];
    let has = |print: &[&str]| {
        process::output(process::command("rustc").args(print)).is_ok_and(|dir| Path::new(dir.trim()).is_dir())
    };
    if has(&print) {
        return Ok(());
    }
    if !process::exists("rustup") {
        return Err(format!("this Rust has no {WASM_TARGET} target, and there is no rustup to add it"));
    }
    println!("Adding the {WASM_TARGET} target.");
    process::run(process::command("rustup").args(["target", "add", WASM_TARGET]))
}

/// Parts of the toolchain that its smallest profile leaves out.
pub fn components(names: &[&str]) -> Result<()> {
    for name in names {
        let works = process::output(&mut process::cargo(&[name.trim_start_matches("rust"), "--version"])).is_ok();
        if !works {
            println!("Adding {name} to the toolchain.");
            process::run(process::command("rustup").args(["component", "add", name]))?;
        }
    }
    Ok(())
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String> {
    let lock = read(&root().join("Cargo.lock"))?;
    version_in_lock(&lock, package).ok_or_else(|| format!("Cargo.lock has no package {package}"))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let (_, after) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    Some(after.split_once('"')?.0.to_owned())
}

/// Binaryen's number, from Trunk.toml, so that plain `trunk` uses the same.
fn wasm_opt_version() -> Result<String> {
    let trunk = read(&root().join("Trunk.toml"))?;
    let number = trunk.split_once("wasm_opt = \"version_").and_then(|(_, after)| after.split_once('"'));
    number.map(|(number, _)| number.to_owned()).ok_or_else(|| "Trunk.toml does not pin wasm_opt".to_owned())
}

/// The user's cache, by the customs of each system.
fn cache_dir() -> Result<PathBuf> {
    let home = || std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        std::env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library/Caches"))
    } else {
        let xdg = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        xdg.or_else(|| home().map(|home| home.join(".cache")))
    };
    let base = base.ok_or("there is no home folder to keep the tools in: set HOME")?;
    Ok(base.join("event-sourcing-lab").join("tools"))
}

/// Held until dropped. The system releases it when a process dies, so it cannot be left behind.
fn lock(cache: &Path) -> Result<File> {
    let told = |error| format!("cannot write in {}: {error}", cache.display());
    fs::create_dir_all(cache).map_err(told)?;
    let file = File::create(cache.join(".lock")).map_err(told)?;
    for waited in 0_u32.. {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if waited % 15 == 0 => {
                println!("Another xtask is installing the tools; waiting for it ({waited} s).");
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(told(error)),
        }
        thread::sleep(Duration::from_secs(1));
    }
    Ok(file)
}

fn remove(dir: &Path) -> Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("cannot remove {}: {error}", dir.display()))
        }
        _ => Ok(()),
    }
}

fn executable(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_version_in_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "bindgen"), None);
    }

    #[test]
    fn leaves_folders_out_of_paths_and_other_flags_as_they_are() {
        let dirs = ["/home/a/registry/src/b", "/home/c d/registry/src/b"].map(PathBuf::from);
        assert_eq!(with_short_paths("", &dirs), "--remap-path-prefix=/home/a/registry/src/b=");
        assert_eq!(with_short_paths(" --cfg x ", &dirs[1..]), "--cfg x");
        assert_eq!(with_short_paths("--cfg x", &dirs), "--cfg x --remap-path-prefix=/home/a/registry/src/b=");
    }

    #[test]
    fn binaryen_is_pinned_in_one_place() {
        assert!(wasm_opt_version().unwrap().parse::<u32>().unwrap() > 100);
    }
}
