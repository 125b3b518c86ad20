//! The licences of everything that the page ships: `dist/licenses.txt` for the packages that are linked into the WebAssembly,
//! `dist/licenses-rust.html` for the standard library.

use crate::tools::WASM_TARGET;
use crate::{process, root};
use anyhow::{Context as _, Result};
use cargo_metadata::{Metadata, Package};
use fs_err as fs;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// The prefixes of licence file names.
const FILES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// Writes the two files into `dist`.
pub fn write(metadata: &Metadata, dist: &Path) -> Result<()> {
    // Procedural macros run only during compilation, so they are not shipped.
    let tree =
        ["tree", "--target", WASM_TARGET, "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"];
    let tree = process::output(&mut process::cargo(&tree))?;
    let shipped: BTreeSet<&str> = tree.lines().map(|line| line.split(" (").next().unwrap_or(line)).collect();

    let mut packages_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in metadata.packages.iter().filter(|package| package.source.is_some()) {
        if shipped.contains(&*format!("{} v{}", package.name, package.version)) {
            let license = package.license.as_deref().with_context(|| format!("{} names no licence", package.name))?;
            for text in texts(package, license)? {
                let name = format!("{} {} ({license})", package.name, package.version);
                packages_of.entry(text).or_default().push(name);
            }
        }
    }
    let mut file = format!("Event Sourcing Lab\n\n{}", fs::read_to_string(root().join("LICENSE"))?);
    for (text, packages) in packages_of {
        write!(file, "\n{}\n\n{}\n\n{}\n", "=".repeat(80), packages.join("\n"), text.trim_end())?;
    }
    fs::write(dist.join("licenses.txt"), file)?;

    let sysroot = process::output(process::command("rustc").args(["--print", "sysroot"]))?;
    let library = Path::new(sysroot.trim()).join("share/doc/rust/COPYRIGHT-library.html");
    fs::copy(library, dist.join("licenses-rust.html"))?;
    Ok(())
}

/// The texts of a package's licences: its own files, or else the standard texts with its authors.
fn texts(package: &Package, license: &str) -> Result<BTreeSet<String>> {
    let mut texts = BTreeSet::new();
    for file in fs::read_dir(package.manifest_path.parent().context("a package outside a folder")?)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().to_ascii_uppercase();
        if FILES.iter().any(|start| name.starts_with(start)) && file.path().is_file() {
            texts.insert(fs::read_to_string(file.path())?.replace("\r\n", "\n"));
        }
    }
    if texts.is_empty() {
        for requirement in spdx::Expression::parse_mode(license, spdx::ParseMode::LAX)?.requirements() {
            let id = requirement.req.license.id().with_context(|| format!("{license} is not an SPDX licence"))?;
            texts.insert(id.text().replace("<year> <copyright holders>", &package.authors.join(", ")));
        }
    }
    Ok(texts)
}
