//! The size budget: what a first visit transfers, brotli-compressed.

use crate::{Result, build};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The most that a first visit may transfer, in bytes.
const BUDGET: u64 = 170_000;

/// Prints a table of everything the first visit transfers, and fails if that is more than the budget.
pub fn check() -> Result<()> {
    let dist = build::dist();
    let mut rows = Vec::new();
    for name in first_load(&dist)? {
        let size = |name: &str| fs::metadata(dist.join(name)).map(|file| file.len());
        let plain = size(&name).map_err(|error| format!("dist/{name}: {error}"))?;
        // A file that is already compressed (a picture) goes as it is.
        rows.push((size(&format!("{name}.br")).unwrap_or(plain), plain, name));
    }
    rows.sort_unstable_by(|a, b| b.cmp(a));
    let total: u64 = rows.iter().map(|row| row.0).sum();
    println!("{:>10} {:>10}  first load", "brotli", "plain");
    for (brotli, plain, name) in &rows {
        println!("{brotli:>10} {plain:>10}  {name}");
    }
    println!("{total:>10} {:>10}  in all; the budget is {BUDGET}", rows.iter().map(|row| row.1).sum::<u64>());
    if total > BUDGET {
        return Err(format!("a first load transfers {total} bytes, {} more than the budget", total - BUDGET));
    }
    Ok(())
}

/// The files of `dist` that the page, or a file it loads, names. A file that is only named counts as well: rather too many than
/// too few.
fn first_load(dist: &Path) -> Result<BTreeSet<String>> {
    let mut waiting = vec!["index.html".to_owned()];
    let mut rest = files(dist)?;
    let mut found = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        rest.retain(|other| *other != name);
        let content = fs::read(dist.join(&name)).map_err(|error| format!("dist/{name}: {error}"))?;
        if [".html", ".css", ".js", ".mjs", ".json", ".svg", ".webmanifest"].iter().any(|ending| name.ends_with(ending))
        {
            let text = String::from_utf8_lossy(&content);
            let (named, unnamed) = rest.into_iter().partition(|other| names(&text, other));
            waiting.extend::<Vec<String>>(named);
            rest = unnamed;
        }
        found.insert(name);
    }
    Ok(found)
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
            ("index.html", "<link href=./a-1.css><script>import './app.js'</script>"),
            ("a-1.css", "src: url(fonts/mono.woff2)"),
            ("fonts/mono.woff2", ""),
            ("app.js", "fetch('app_bg.wasm')"),
            ("app_bg.wasm", ""),
            ("other-a-1.css", ""),
            ("unused.js", ""),
            ("app.js.br", ""),
        ] {
            fs::write(dist.join(name), text).unwrap();
        }
        let found: Vec<String> = first_load(&dist).unwrap().into_iter().collect();
        fs::remove_dir_all(&dist).unwrap();
        assert_eq!(found, ["a-1.css", "app.js", "app_bg.wasm", "fonts/mono.woff2", "index.html"]);
    }

    #[test]
    fn a_name_is_not_the_end_of_another() {
        assert!(names("href=\"./app.js\"", "app.js"));
        assert!(!names("myapp.js app.js.map", "app.js"));
    }
}
