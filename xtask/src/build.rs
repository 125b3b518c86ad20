//! The release build: Trunk, then one stylesheet and the WebAssembly in parts, then the policy that guards the page, then a `.br`
//! and a `.gz` beside each file.

use crate::{Result, csp, process, read, root, slim, split, target_dir, tools, write};
use std::fs;
use std::path::PathBuf;

/// The finished page.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The policy as an nginx directive. It is made by the build, since it names the hashes of what Trunk put into the page, and is
/// kept outside `dist/`, which is public.
pub fn nginx_policy() -> PathBuf {
    target_dir().join("nginx").join("csp.conf")
}

/// Builds `dist/` anew.
pub fn build() -> Result<()> {
    let path = tools::for_build()?;
    let dist = dist();
    if dist.exists() {
        fs::remove_dir_all(&dist).map_err(|error| format!("cannot empty {}: {error}", dist.display()))?;
    }
    let mut trunk = tools::trunk_command(&path)?;
    tools::rust_flags(&mut trunk, &split::RUST_FLAGS);
    trunk.env(split::KEEP_NAMES.0, split::KEEP_NAMES.1);
    // Not `--release`: Trunk would let wasm-opt make the whole module small, which the split ones replace.
    process::run(trunk.args(["build", "--cargo-profile", "release", "--minify", "--dist"]).arg(&dist))?;
    slim::slim(&dist)?;
    split::split(&dist)?;
    protect()?;
    compress()
}

/// Puts the policy into the page, for hosts that send no header of their own, and into a file for nginx, which sends one.
fn protect() -> Result<()> {
    let index = dist().join("index.html");
    let html = read(&index)?;
    let policy = csp::policy(&html)?;
    write(&index, &csp::insert_meta(&html, &policy)?)?;
    let conf = nginx_policy();
    let dir = conf.parent().expect("in a folder");
    fs::create_dir_all(dir).map_err(|error| format!("cannot make {}: {error}", dir.display()))?;
    write(&conf, &csp::nginx_directive(&policy))
}

/// Node has brotli at its best level built in, and is there anyway.
fn compress() -> Result<()> {
    process::run(process::node_program("node").arg(root().join("xtask/src/compress.mjs")).arg(dist()))
}
