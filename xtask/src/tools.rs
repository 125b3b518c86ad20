//! The build tools at pinned versions. Rust tools are in the user's cache, which all checkouts share, and Node tools in
//! `xtask/tools`.

use crate::{process, root, system};
use anyhow::{Context as _, Result, bail};
use cargo_metadata::{Metadata, MetadataCommand};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The compilation target of the page.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

const TRUNK: &str = "0.21.14";

/// Must match the minor version of `wasm_split_helpers`, which Leptos depends on.
const WASM_SPLIT: &str = "0.2.4";

/// The tools that a build of the page needs.
pub struct Tools {
    path: OsString,
    /// The packages of the page.
    pub metadata: Metadata,
}

impl Tools {
    /// Installs the missing tools.
    pub fn install() -> Result<Self> {
        wasm_target()?;
        system::node()?;
        let node = root().join("xtask/tools");
        process::npm_install(&node)?;

        let metadata = metadata()?;
        let wasm_bindgen = metadata.packages.iter().find(|package| package.name.as_ref() == "wasm-bindgen");
        let wasm_bindgen = wasm_bindgen.context("the page does not use wasm-bindgen")?.version.to_string();
        let folders = [
            cargo_install("trunk", TRUNK, "trunk", &["--locked"])?,
            // Not `--locked`: its lock file names ureq 3.5.0, which the registry no longer offers.
            cargo_install("wasm-bindgen-cli", &wasm_bindgen, "wasm-bindgen", &[])?,
            cargo_install(
                "wasm_split_cli_support",
                WASM_SPLIT,
                "wasm-split-cli",
                &["--locked", "--features", "build-binary"],
            )?,
            node.join("node_modules/.bin"),
        ];
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(folders.into_iter().chain(std::env::split_paths(&path)))?;
        Ok(Self { path, metadata })
    }

    /// The path of a tool.
    pub fn program(&self, name: &str) -> Result<PathBuf> {
        which::which_in(name, Some(&self.path), root()).with_context(|| format!("cannot find {name}"))
    }

    /// A command that runs a tool, with the other tools in its `PATH`.
    pub fn command(&self, name: &str) -> Result<Command> {
        let mut command = process::command(self.program(name)?);
        command.env("PATH", &self.path);
        Ok(command)
    }

    /// `trunk`, which builds the page.
    pub fn trunk(&self) -> Result<Command> {
        let mut trunk = self.command("trunk")?;
        trunk.arg("--skip-version-check");
        // Trunk takes only `true` or `false` here; others set NO_COLOR=1.
        if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            trunk.env("NO_COLOR", "true");
        }
        Ok(trunk)
    }

    /// Makes `trunk` compile with these flags, and without the path of cargo's package sources. Panic locations in the WebAssembly are
    /// then like `tachys-0.2.19/src/...`, which is shorter and does not contain the user's name.
    pub fn set_rust_flags(&self, trunk: &mut Command, flags: &[&str]) -> Result<()> {
        let is_published = |source: &cargo_metadata::Source| source.is_crates_io();
        let package = self.metadata.packages.iter().find(|package| package.source.as_ref().is_some_and(is_published));
        let manifest = &package.context("the page uses no published package")?.manifest_path;
        let registry = manifest.ancestors().nth(2).context("a package outside a folder")?;
        let remap = format!("--remap-path-prefix={registry}=");
        // Separated by a character that is not used in paths.
        trunk.env("CARGO_ENCODED_RUSTFLAGS", [flags, &[&remap]].concat().join("\x1f"));
        Ok(())
    }
}

/// The packages of the workspace and their dependencies, for the page's target.
pub fn metadata() -> Result<Metadata> {
    let options = ["--locked", "--filter-platform", WASM_TARGET].map(str::to_owned);
    let metadata = MetadataCommand::new().current_dir(root()).other_options(options).exec();
    metadata.context("cannot read the packages of the workspace")
}

/// Installs a program in its own folder, unless it is there already. Returns that folder. Cargo moves the finished program there, and
/// waits while another cargo installs into the same folder.
fn cargo_install(package: &str, version: &str, program: &str, options: &[&str]) -> Result<PathBuf> {
    let cache = dirs::cache_dir().context("no home folder to keep the tools in: set HOME")?;
    let folder = cache.join("event-sourcing-lab/tools").join(format!("{package}-{version}"));
    let programs = folder.join("bin");
    if programs.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)).is_file() {
        return Ok(programs);
    }
    println!("Installing {package} {version} in {} (once; some minutes).", folder.display());
    let mut cargo = process::cargo(&["install", &format!("{package}@{version}"), "--root"]);
    cargo.arg(&folder).args(options);
    // The tools' own release profiles take long to build. wasm-bindgen runs after each change that `serve` shows: without optimization
    // it takes 13 seconds instead of 4. The others run only for seconds.
    let level = if program == "wasm-bindgen" { "2" } else { "0" };
    cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level);
    cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    for variable in ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET", "RUSTFLAGS"] {
        cargo.env_remove(variable);
    }
    process::run(&mut cargo)?;
    Ok(programs)
}

/// Installs the standard library for WebAssembly with rustup.
fn wasm_target() -> Result<()> {
    let folder = process::output(process::command("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if folder.is_ok_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    if which::which("rustup").is_err() {
        bail!("this Rust has no {WASM_TARGET} target, and there is no rustup to add it");
    }
    println!("Adding the {WASM_TARGET} target.");
    process::run(process::command("rustup").args(["target", "add", WASM_TARGET]))
}

/// Adds toolchain components that the minimal profile leaves out.
pub fn components(names: &[&str]) -> Result<()> {
    for name in names {
        if process::output(&mut process::cargo(&[name.trim_start_matches("rust"), "--version"])).is_err() {
            println!("Adding {name} to the toolchain.");
            process::run(process::command("rustup").args(["component", "add", name]))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_trunk_uses_the_same_wasm_opt() {
        let package: serde_json::Value = serde_json::from_str(include_str!("../tools/package.json")).unwrap();
        let version = package["devDependencies"]["binaryen"].as_str().unwrap();
        let number = version.strip_suffix(".0.0").unwrap();
        let trunk = fs_err::read_to_string(root().join("Trunk.toml")).unwrap();
        assert!(trunk.contains(&format!("wasm_opt = \"version_{number}\"")), "Trunk.toml has another wasm-opt");
    }
}
