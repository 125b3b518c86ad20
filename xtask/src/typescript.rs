//! `examples/typescript`: what the lab exports, checked with what it is for. Cargo's tests keep its `generated/` folder up to date.

use crate::counts::Counts;
use crate::{build, process, root, system};
use anyhow::{Result, ensure};
use std::path::PathBuf;
use walkdir::WalkDir;

/// Type-checks the files, then runs the tests in Node.
pub fn check(counts: &mut Counts) -> Result<()> {
    system::node()?;
    let folder = root().join("examples/typescript");
    process::npm_install(&folder)?;
    let built = folder.join("build");
    // The test of a file that is gone would still run.
    build::remove(&built)?;
    process::run(process::command("npx").current_dir(&folder).arg("tsc"))?;

    let files = WalkDir::new(&built).sort_by_file_name().into_iter().filter_map(Result::ok);
    let tests: Vec<PathBuf> = files
        .filter(|file| file.file_name().to_string_lossy().ends_with(".test.js"))
        .filter_map(|file| Some(file.path().strip_prefix(&folder).ok()?.to_path_buf()))
        .collect();
    ensure!(!tests.is_empty(), "there are no tests in {}", built.display());
    let mut node = process::command("node");
    node.current_dir(&folder).args(["--test", "--test-reporter=spec"]).args(tests);
    process::run_with(&mut node, |line| counts.add_node(line))
}
