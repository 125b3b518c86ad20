//! The direction of dependence, read from the source: nothing points back, and nothing below the page knows the web,
//! a clock or random numbers.

use std::fs;
use std::path::Path;

/// What each module of the crate may name besides itself.
const MAY_NAME: [(&str, &[&str]); 6] = [
    ("engine", &[]),
    ("bank", &["engine"]),
    ("dynamodb", &[]),
    ("stores", &["engine", "dynamodb"]),
    ("lab", &["engine", "bank", "stores", "dynamodb"]),
    ("ui", &["engine", "bank", "stores", "dynamodb", "lab"]),
];

const MAY_KNOW_THE_WEB: [&str; 5] =
    ["ui/", "main.rs", "stores/tabs.rs", "stores/web_storage/browser.rs", "stores/indexed_db/"];
const WEB: [&str; 6] = ["leptos", "web_sys", "wasm_bindgen", "wasm_bindgen_futures", "js_sys", "idb"];

const PURE: [&str; 4] = ["engine/", "bank/", "dynamodb/", "stores/memory.rs"];
const IMPURE: [&str; 9] =
    ["SystemTime", "Instant", "now", "new_v4", "new_v7", "now_v7", "rand", "thread_rng", "getrandom"];

#[test]
fn nothing_points_back() {
    let found = in_each_file(wrong_modules);
    assert!(found.is_empty(), "forbidden paths:\n{}", found.join("\n"));
}

#[test]
fn only_the_page_knows_the_web() {
    let found = in_each_file(|file, source| {
        if MAY_KNOW_THE_WEB.iter().any(|may| file.starts_with(may)) { Vec::new() } else { names(source, &WEB) }
    });
    assert!(found.is_empty(), "the web outside the page:\n{}", found.join("\n"));
}

#[test]
fn what_is_pure_knows_no_clock_and_no_randomness() {
    let found =
        in_each_file(
            |file, source| {
                if PURE.iter().any(|pure| file.starts_with(pure)) { names(source, &IMPURE) } else { Vec::new() }
            },
        );
    assert!(found.is_empty(), "a clock or randomness:\n{}", found.join("\n"));
}

#[test]
fn the_scan_reads_every_module() {
    let files = files();
    for (module, _) in MAY_NAME {
        assert!(files.iter().any(|(file, _)| file.starts_with(&format!("{module}/"))), "src/{module} has no file");
    }
    let engine = files.iter().filter(|(file, _)| file.starts_with("engine/")).count();
    assert!(engine > 10, "the engine has {engine} files only");
}

#[test]
fn the_scan_finds_a_path_however_it_is_written() {
    for source in [
        "use crate::bank::Money;",
        "use crate::{stores::MemoryStore, lab};",
        "use crate::{engine::{Event, Version}, bank::{self, Money}};",
        "use super::super::bank::Money;",
        "use super::{Event, super::lab::Lab};",
        "fn balance() -> crate::bank::Money { todo!() }",
        "mod tests { use super::super::super::bank::Money; }",
        "mod tests { mod more { fn f() { super::super::super::super::ui::app() } } } use super::Event;",
        "macro_rules! money { () => { $crate::bank::Money } }",
        "const A: char = '\\''; const B: &'static str = \"\\\"\"; use crate::bank::Money;",
        "/* a /* nested */ comment */ use crate :: bank;",
        "use crate as root;",
        "use crate::*;",
        "use super::super::*;",
    ] {
        assert_ne!(wrong_modules("engine/store.rs", source), [""; 0], "not found: {source}");
    }
    assert_eq!(wrong_modules("engine/store.rs", "use crate::{bank, lab};").len(), 2);
    assert_ne!(wrong_modules("engine/mod.rs", "use super::bank;"), [""; 0]);
    assert_ne!(wrong_modules("stores/memory.rs", "use crate::{engine, bank};"), [""; 0]);
    assert_ne!(wrong_modules("engine/conformance/mod.rs", "use super::super::stores;"), [""; 0]);
}

#[test]
fn the_scan_lets_pass_what_is_allowed() {
    for source in [
        "use crate::engine::Event;",
        "use super::{Event, Version};",
        "mod tests { use super::*; use super::super::Event; }",
        "// use crate::bank::Money;",
        "/// See [`crate::bank`].\n//! ```\n//! use crate::bank;\n//! ```",
        "const TEXT: &str = \"use crate::bank;\"; const RAW: &str = r#\"\"crate::bank\"#;",
        "pub(crate) fn bank() {} pub(in crate::engine) fn lab() {} pub(super) fn ui() {}",
        "use std::rc::Rc; use some_crate::bank;",
        "let bank = self.bank; Self::bank(); self::bank();",
    ] {
        assert_eq!(wrong_modules("engine/store.rs", source), [""; 0], "{source}");
    }
    assert_eq!(wrong_modules("engine/conformance/reads.rs", "use super::super::Event;"), [""; 0]);
    assert_eq!(wrong_modules("ui/app.rs", "use crate::{bank, lab, engine};"), [""; 0]);
    assert_eq!(wrong_modules("lib.rs", "pub mod engine; pub use crate::ui;"), [""; 0]);
}

#[test]
fn the_scan_finds_names_in_code_only() {
    assert_eq!(names("let t = Utc::now();", &IMPURE), ["now"]);
    assert_eq!(names("use std::time::{Instant, Duration};", &IMPURE), ["Instant"]);
    assert_eq!(names("// Utc::now()\nlet nowhere = \"now\"; let knows = 'n';", &IMPURE), [""; 0]);
    assert_eq!(names("use leptos::prelude::*;", &WEB), ["leptos"]);
}

/// The crate's own modules that this file names and may not.
fn wrong_modules(file: &str, source: &str) -> Vec<String> {
    let Some((_, may)) = MAY_NAME.iter().find(|(module, _)| file.starts_with(&format!("{module}/"))) else {
        return Vec::new();
    };
    let own = module_path(file);
    let mut wrong: Vec<_> = crate_paths(&tokens(source), &own)
        .into_iter()
        .map(|path| path.into_iter().next().unwrap_or_else(|| "the whole crate".to_owned()))
        .filter(|module| {
            let known = MAY_NAME.iter().any(|(name, _)| name == module);
            // A name at the root that is no module of the list is a macro.
            let all = matches!(module.as_str(), "*" | "the whole crate");
            all || known && *module != own[0] && !may.contains(&module.as_str())
        })
        .collect();
    wrong.sort();
    wrong.dedup();
    wrong
}

/// `engine/store.rs` is `engine::store`, `engine/mod.rs` is `engine`.
fn module_path(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

/// Every path of the source that begins with `crate`, `self` or `super`, as seen from the root of the crate.
fn crate_paths(tokens: &[String], own: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    // The module at each open brace: a brace that opens no module stays in the one around it.
    let mut modules = vec![own.to_vec()];
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "{" => {
                let mut module = modules.last().cloned().unwrap_or_default();
                if at >= 2 && tokens[at - 2] == "mod" {
                    module.push(tokens[at - 1].clone());
                }
                modules.push(module);
            }
            "}" => {
                modules.pop();
            }
            "crate" | "super" | "self" if at == 0 || tokens[at - 1] != "::" => {
                let starts_a_path = tokens.get(at + 1).is_some_and(|next| next == "::");
                let names_the_crate = tokens[at] == "crate" && tokens.get(at + 1).is_some_and(|next| next == "as");
                if starts_a_path || names_the_crate {
                    let here = modules.last().cloned().unwrap_or_default();
                    at = paths_of_tree(tokens, at, here, &mut found);
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Reads one path or tree of paths (`a::{b, c::d}`) from `at` on; gives where it ends.
fn paths_of_tree(tokens: &[String], mut at: usize, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("crate") => path.clear(),
            Some("super") => {
                path.pop();
            }
            Some("self") => {}
            Some("{") => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = match tokens[at].as_str() {
                        "," => at + 1,
                        // What a name in the tree is renamed to.
                        "as" => at + 2,
                        _ => paths_of_tree(tokens, at, path.clone(), found),
                    };
                }
                return at + 1;
            }
            Some(name) => path.push(name.to_owned()),
            None => break,
        }
        at += 1;
        if tokens.get(at).is_none_or(|token| token != "::") {
            break;
        }
        at += 1;
    }
    found.push(path);
    at
}

/// Those of these names that stand in the code as whole words.
fn names(source: &str, wanted: &[&str]) -> Vec<String> {
    tokens(source).into_iter().filter(|token| wanted.contains(&token.as_str())).collect()
}

/// The words and signs of the code, without comments and the insides of literals.
fn tokens(source: &str) -> Vec<String> {
    let chars: Vec<char> = source.chars().collect();
    let is = |at: usize, text: &str| text.chars().enumerate().all(|(n, c)| chars.get(at + n) == Some(&c));
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut tokens: Vec<String> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        match chars[at] {
            '/' if is(at, "//") => {
                while at < chars.len() && chars[at] != '\n' {
                    at += 1;
                }
            }
            '/' if is(at, "/*") => {
                let mut depth = 0;
                while at < chars.len() {
                    depth += i32::from(is(at, "/*")) - i32::from(is(at, "*/"));
                    at += if is(at, "/*") || is(at, "*/") { 2 } else { 1 };
                    if depth == 0 {
                        break;
                    }
                }
            }
            '"' => at = end_of_quoted(&chars, at, '"'),
            // Not a lifetime: `'a'` and `'\n'` end in a quote.
            '\'' if is(at + 1, "\\") || chars.get(at + 2) == Some(&'\'') => at = end_of_quoted(&chars, at, '\''),
            c if is_word(c) => {
                while at < chars.len() && is_word(chars[at]) {
                    at += 1;
                }
                let word: String = chars[start..at].iter().collect();
                let hashes = chars[at..].iter().take_while(|c| **c == '#').count();
                if matches!(word.as_str(), "r" | "br") && chars.get(at + hashes) == Some(&'"') {
                    let end = format!("\"{}", "#".repeat(hashes));
                    at += hashes + 1;
                    while at < chars.len() && !is(at, &end) {
                        at += 1;
                    }
                    at += end.len();
                } else {
                    tokens.push(word);
                }
            }
            ':' if is(at, "::") => {
                tokens.push("::".to_owned());
                at += 2;
            }
            c => {
                if !c.is_whitespace() {
                    tokens.push(c.to_string());
                }
                at += 1;
            }
        }
    }
    tokens
}

fn end_of_quoted(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn in_each_file(check: impl Fn(&str, &str) -> Vec<String>) -> Vec<String> {
    files()
        .into_iter()
        .flat_map(|(file, source)| check(&file, &source).into_iter().map(move |found| format!("src/{file}: {found}")))
        .collect()
}

/// Every source file of the crate, by its path under `src`.
fn files() -> Vec<(String, String)> {
    fn read(folder: &Path, under: &str, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("names are UTF-8");
            if path.is_dir() {
                read(&path, &format!("{under}{name}/"), files);
            } else if name.ends_with(".rs") {
                files.push((format!("{under}{name}"), fs::read_to_string(&path).expect("the file can be read")));
            }
        }
    }
    let mut files = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut files);
    files.sort();
    files
}
