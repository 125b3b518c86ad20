//! The size budget: what a first visit transfers, brotli-compressed. The parts of the page that are fetched when they are asked for
//! do not count; their sizes are printed.

use crate::{Result, build};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The most that a first visit may transfer, in bytes.
const BUDGET: u64 = 170_000;

/// Prints a table of everything the first visit transfers, and fails if that is more than the budget.
pub fn check() -> Result<()> {
    let dist = build::dist();
    let used = used(&dist)?;
    let rows = sizes(&dist, &used.first_load)?;
    let total: u64 = rows.iter().map(|row| row.0).sum();
    println!("{:>10} {:>10}  first load", "brotli", "plain");
    for (brotli, plain, name) in &rows {
        println!("{brotli:>10} {plain:>10}  {name}");
    }
    println!("{total:>10} {:>10}  in all; the budget is {BUDGET}", rows.iter().map(|row| row.1).sum::<u64>());
    for (brotli, plain, name) in sizes(&dist, &used.parts)? {
        println!("{brotli:>10} {plain:>10}  {name}, when it is asked for");
    }
    if total > BUDGET {
        return Err(format!("a first load transfers {total} bytes, {} more than the budget", total - BUDGET));
    }
    Ok(())
}

/// The sizes of files, compressed and plain, and their names; the largest first.
fn sizes<'a>(dist: &Path, names: &'a BTreeSet<String>) -> Result<Vec<(u64, u64, &'a str)>> {
    let size = |name: &str| fs::metadata(dist.join(name)).map(|file| file.len());
    let row = |name: &'a String| {
        let plain = size(name).map_err(|error| format!("dist/{name}: {error}"))?;
        // A file that is already compressed (a picture) goes as it is.
        Ok((size(&format!("{name}.br")).unwrap_or(plain), plain, name.as_str()))
    };
    let mut rows = names.iter().map(row).collect::<Result<Vec<_>>>()?;
    rows.sort_unstable_by(|a, b| b.cmp(a));
    Ok(rows)
}

/// The files of `dist` that a visit may transfer.
#[derive(Debug, Default, PartialEq)]
struct Used {
    first_load: BTreeSet<String>,
    /// WebAssembly that only a script names: it is fetched when it is asked for.
    parts: BTreeSet<String>,
}

/// The files that the page, or a file it loads, names. A file that is only named counts as well: rather too many than too few.
fn used(dist: &Path) -> Result<Used> {
    let mut waiting = vec!["index.html".to_owned()];
    let mut rest = files(dist)?;
    let mut used = Used::default();
    while let Some(name) = waiting.pop() {
        rest.retain(|other| *other != name);
        let content = fs::read(dist.join(&name)).map_err(|error| format!("dist/{name}: {error}"))?;
        if [".html", ".css", ".js", ".mjs", ".json", ".svg", ".webmanifest"].iter().any(|ending| name.ends_with(ending))
        {
            let text = String::from_utf8_lossy(&content);
            let (named, unnamed): (Vec<String>, Vec<String>) = rest.into_iter().partition(|other| names(&text, other));
            let is_part = |other: &String| name.ends_with("js") && other.ends_with(".wasm");
            let (parts, loaded): (Vec<String>, Vec<String>) = named.into_iter().partition(is_part);
            used.parts.extend(parts);
            waiting.extend(loaded);
            rest = unnamed;
        }
        used.first_load.insert(name);
    }
    Ok(used)
}

/// Whether the text names the file: its last part, not as the end of a longer name.
fn names(text: &str, file: &str) -> bool {
    let last = file.rsplit('/').next().expect("has a last part");
    text.match_indices(last).any(|(at, _)| {
        !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_')
            && !text[at + last.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '.')
    })
}

/// All files but the compressed ones, as paths relative to `dist` with `/` between.
fn files(dist: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut waiting = vec![String::new()];
    while let Some(dir) = waiting.pop() {
        let entries = fs::read_dir(dist.join(&dir)).map_err(|error| format!("dist/{dir}: {error}"))?;
        for entry in entries.filter_map(|entry| entry.ok()) {
            let name = format!("{dir}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                waiting.push(format!("{name}/"));
            } else if !name.ends_with(".br") && !name.ends_with(".gz") {
                found.push(name);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_names_from_the_page_on() {
        let dist = std::env::temp_dir().join(format!("lab budget {}", std::process::id()));
        fs::create_dir_all(dist.join("fonts")).unwrap();
        for (name, text) in [
            ("index.html", "<link href=./a-1.css><script>import './app.js'; init('./app_bg.wasm')</script>"),
            ("a-1.css", "src: url(fonts/mono.woff2)"),
            ("fonts/mono.woff2", ""),
            ("app.js", "import './parts.js'; fetch('app_bg.wasm')"),
            ("app_bg.wasm", ""),
            ("parts.js", "import './app.js'; fetch('./part.wasm')"),
            ("part.wasm", ""),
            ("other-a-1.css", ""),
            ("unused.js", ""),
            ("app.js.br", ""),
        ] {
            fs::write(dist.join(name), text).unwrap();
        }
        let used = used(&dist);
        fs::remove_dir_all(&dist).unwrap();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let first_load = names(&["a-1.css", "app.js", "app_bg.wasm", "fonts/mono.woff2", "index.html", "parts.js"]);
        assert_eq!(used.unwrap(), Used { first_load, parts: names(&["part.wasm"]) });
    }

    #[test]
    fn a_name_is_not_the_end_of_another() {
        assert!(names("href=\"./app.js\"", "app.js"));
        assert!(!names("myapp.js app.js.map", "app.js"));
    }
}
