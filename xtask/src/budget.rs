//! The size budget of a first visit, compressed with brotli. The sizes of parts that are fetched on demand are printed, but don't
//! count.

use crate::{build, card};
use anyhow::{Result, ensure};
use std::path::Path;
use walkdir::WalkDir;

/// The maximum transfer of a first visit, in bytes.
const BUDGET: u64 = 256_000;

/// Prints the size of each file, and fails if a first visit transfers more than the budget.
pub fn check() -> Result<()> {
    let mut sizes = Vec::new();
    for file in files(&build::dist()) {
        let size =
            |ending: &str| fs_err::metadata(build::dist().join(format!("{file}{ending}"))).map(|file| file.len());
        // A file without a compressed version (a picture) is sent uncompressed.
        sizes.push((is_first_load(&file), size(".br").or_else(|_| size(""))?, size("")?, file));
    }
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    println!("{:>10} {:>10}", "brotli", "plain");
    for (first, brotli, plain, file) in &sizes {
        println!("{brotli:>10} {plain:>10}  {file}{}", if *first { "" } else { ", on demand" });
    }
    let total: u64 = sizes.iter().filter(|row| row.0).map(|row| row.1).sum();
    println!("{total:>10}             the first load; the budget is {BUDGET}");
    ensure!(total <= BUDGET, "a first load transfers {total} bytes, {} more than the budget", total - BUDGET);
    Ok(())
}

/// All files of a built page except the compressed ones, as paths relative to its folder with `/` separators.
pub fn files(dist: &Path) -> Vec<String> {
    let entries = WalkDir::new(dist).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let names = files.map(|file| file.path().strip_prefix(dist).expect("inside").to_string_lossy().replace('\\', "/"));
    names.filter(|name| !name.ends_with(".br") && !name.ends_with(".gz")).collect()
}

/// Whether a first visit transfers a file: every file, except those that the page fetches on demand or that only a person
/// opens, or a reader of links.
fn is_first_load(file: &str) -> bool {
    let on_demand = file.ends_with(".wasm") && !file.ends_with("_bg.wasm");
    !on_demand && !file.starts_with("licenses") && file != card::PICTURE
}

#[cfg(test)]
mod tests {
    use super::is_first_load;

    #[test]
    fn counts_what_the_page_loads_at_once() {
        assert!(["index.html", "app-01/lab.js", "app-01/lab_bg.wasm", "style-02.css"].into_iter().all(is_first_load));
        assert!(
            !["app-01/split_kept.wasm", "app-01/chunk_2.wasm", "licenses.txt", "card.jpg"]
                .into_iter()
                .any(is_first_load)
        );
    }
}
