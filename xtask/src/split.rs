//! Splits the page's WebAssembly: what a first load does not need becomes files of their own, its parts, which the page fetches when
//! it is asked for what they do.
//!
//! The compiler leaves in the linked module what it takes to cut it ([`RUST_FLAGS`], [`KEEP_NAMES`]), `wasm-split-cli` cuts it at the
//! functions that say so (`src/kept`), and wasm-bindgen makes the script of the main module. The result takes the place of the
//! one module that Trunk put into the page.
//!
//! The files only fit each other, so all have the same hash in their names, of the content of all.

use crate::csp;
use crate::slim::{beside, hash};
use crate::{Result, names, process, read, root, target_dir, tools, write};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What the compiler must be told: the split points are there, and the module keeps its relocations.
pub const RUST_FLAGS: [&str; 2] = ["--cfg split", "-Clink-args=--emit-relocs"];

/// An environment variable for cargo, and its value: the module also keeps the names of its functions, which the cut goes by.
pub const KEEP_NAMES: (&str, &str) = ("CARGO_PROFILE_RELEASE_STRIP", "false");

/// The page's program, as cargo and Trunk call it.
const PROGRAM: &str = "event-sourcing-lab";

/// The script that fetches the parts, as `wasm-split-cli` calls it.
const LOADER: &str = "__wasm_split.js";

/// Puts the split modules and their scripts into `dist`, in the place of what Trunk built there; before the policy is made, which
/// has hashes of the page's scripts.
pub fn split(dist: &Path) -> Result<()> {
    let folder = target_dir().join("split");
    let modules = Modules::make(&folder)?;
    let names = modules.names();
    let index = dist.join("index.html");
    let html = read(&index)?;
    let old = (script(&html), module(&html));
    let (Some(script), Some(module)) = old else {
        return Err("index.html does not preload a script and a WebAssembly of Trunk's".into());
    };
    write(&index, &names.put_into(&html, &script, &module)?)?;
    for old in [script, module] {
        fs::remove_file(dist.join(&old)).map_err(|error| format!("cannot remove dist/{old}: {error}"))?;
    }
    for (name, content) in modules.linked(&names)? {
        fs::write(dist.join(&name), content).map_err(|error| format!("cannot write dist/{name}: {error}"))?;
    }
    Ok(())
}

/// wasm-bindgen's script, of those that the page loads: the first one that is not in a folder (of snippets).
pub fn script(html: &str) -> Option<String> {
    preloaded(html, "modulepreload", ".js")
}

/// The main module.
fn module(html: &str) -> Option<String> {
    preloaded(html, "preload", ".wasm")
}

fn preloaded(html: &str, rel: &str, ending: &str) -> Option<String> {
    let tags = csp::tags(html);
    let links = tags.iter().filter(|tag| tag.name == "link" && tag.get("rel") == Some(rel));
    let mut names = links.filter_map(|tag| tag.get("href").and_then(beside));
    names.find(|name| name.ends_with(ending)).map(str::to_owned)
}

/// The small files, with the names that they know each other by before they have a hash.
struct Modules {
    /// wasm-bindgen's, for the main module. It imports the loader.
    script: String,
    /// It imports the script, and fetches the parts.
    loader: String,
    main: Vec<u8>,
    /// By the name that the loader knows.
    parts: BTreeMap<String, Vec<u8>>,
}

impl Modules {
    /// Cuts the module that cargo has linked, in an own folder.
    fn make(folder: &Path) -> Result<Self> {
        let cut = folder.join("cut");
        let bound = folder.join("bound");
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|error| format!("cannot empty {}: {error}", folder.display()))?;
        }
        fs::create_dir_all(&cut).map_err(|error| format!("cannot make {}: {error}", cut.display()))?;
        let linked = target_dir().join(tools::WASM_TARGET).join("release").join(format!("{PROGRAM}.wasm"));
        let mut wasm_split = tools::wasm_split_command()?;
        process::run(wasm_split.args(["--target", "web", "--out-name", PROGRAM]).arg(&linked).arg(&cut))?;
        let mut wasm_bindgen = process::command(tools::wasm_bindgen_program("wasm-bindgen")?);
        // The parts use what the linker exports.
        wasm_bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle"]);
        wasm_bindgen.args(["--out-name", PROGRAM, "--out-dir"]).arg(&bound);
        process::run(wasm_bindgen.arg(cut.join(format!("{PROGRAM}.wasm"))))?;

        let flags = wasm_opt_flags(&read(&root().join("index.html"))?)?;
        let parts = parts_in(&cut)?;
        if parts.is_empty() {
            return Err(format!("{} has no split points, so nothing was split off", linked.display()));
        }
        let script = bound.join(format!("{PROGRAM}.js"));
        let main = small_module(&bound.join(format!("{PROGRAM}_bg.wasm")), &flags)?;
        let (main, with_short_names) = names::shorten(&main, &read(&script)?)?;
        write(&script, &with_short_names)?;
        Ok(Self {
            script: small_script(&script)?,
            loader: small_script(&cut.join(LOADER))?,
            main,
            parts: parts
                .into_iter()
                .map(|name| small_module(&cut.join(&name), &flags).map(|content| (name, content)))
                .collect::<Result<_>>()?,
        })
    }

    fn names(&self) -> Names {
        let contents = [self.script.as_bytes(), self.loader.as_bytes(), &self.main];
        let hash = hash(contents.into_iter().chain(self.parts.values().map(Vec::as_slice)));
        Names {
            script: format!("{PROGRAM}-{hash}.js"),
            loader: format!("{PROGRAM}-parts-{hash}.js"),
            main: format!("{PROGRAM}-{hash}_bg.wasm"),
            parts: self.parts.keys().map(|name| part_name(name, &hash)).collect(),
        }
    }

    /// The files with these names, and naming each other so.
    fn linked(self, names: &Names) -> Result<Vec<(String, Vec<u8>)>> {
        let script = replace(&self.script, &format!("from\"./{LOADER}\""), &format!("from\"./{}\"", names.loader))?;
        let own = format!("from\"./{PROGRAM}.js\"");
        let mut loader = replace(&self.loader, &own, &format!("from\"./{}\"", names.script))?;
        for (old, new) in self.parts.keys().zip(&names.parts) {
            loader = replace(&loader, &format!("\"./{old}\""), &format!("\"./{new}\""))?;
        }
        let main = [
            (names.script.clone(), script.into_bytes()),
            (names.loader.clone(), loader.into_bytes()),
            (names.main.clone(), self.main),
        ];
        let parts = names.parts.iter().cloned().zip(self.parts.into_values());
        Ok(main.into_iter().chain(parts).collect())
    }
}

/// The names that the files have in the page's folder.
struct Names {
    script: String,
    loader: String,
    main: String,
    /// In the order of the parts.
    parts: Vec<String>,
}

impl Names {
    /// The page with these names for the script and the module that it both preloads and uses; it preloads the loader too, and no
    /// part.
    fn put_into(&self, html: &str, script: &str, module: &str) -> Result<String> {
        let html = rename(&rename(html, script, &self.script)?, module, &self.main)?;
        let href = format!("./{}", self.script);
        let tags = csp::tags(&html);
        let preload = tags.iter().find(|tag| tag.name == "link" && tag.get("href") == Some(&href));
        let (before, after) = html.split_at(preload.ok_or("index.html does not preload its script")?.end);
        Ok(format!("{before}<link crossorigin href=./{} rel=modulepreload>{after}", self.loader))
    }
}

/// The page with another name for a file that it both preloads and uses.
fn rename(html: &str, old: &str, new: &str) -> Result<String> {
    let (old, new) = (format!("./{old}"), format!("./{new}"));
    match html.matches(&old).count() {
        0 | 1 => Err(format!("index.html does not both preload and use {old}")),
        _ => Ok(html.replace(&old, &new)),
    }
}

/// The script with another name in it, wherever it stands: it imports the loader once for each part.
fn replace(script: &str, old: &str, new: &str) -> Result<String> {
    if script.contains(old) {
        Ok(script.replace(old, new))
    } else {
        Err(format!("a script of the split page does not name {old}"))
    }
}

/// `split_kept.wasm` is what `wasm-split-cli` calls the part `kept`.
fn part_name(file: &str, hash: &str) -> String {
    let part = file.trim_start_matches("split_").trim_end_matches(".wasm");
    format!("{PROGRAM}-{part}-{hash}.wasm")
}

/// The names of the modules beside the main one.
fn parts_in(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let main = format!("{PROGRAM}.wasm");
    Ok(names.filter(|name| name.ends_with(".wasm") && *name != main).collect())
}

/// How Trunk is told to call `wasm-opt`, so that both ways to build do the same; and without what says how it was built.
fn wasm_opt_flags(html: &str) -> Result<Vec<String>> {
    let tags = csp::tags(html);
    let told = tags.iter().find_map(|tag| Some((tag.get("data-wasm-opt")?, tag.get("data-wasm-opt-params")?)));
    let (level, others) = told.ok_or("index.html does not say how to call wasm-opt")?;
    let strip = ["--strip-debug", "--strip-producers", "--strip-target-features"].map(str::to_owned);
    let flags = [format!("-O{level}")].into_iter().chain(strip);
    Ok(flags.chain(others.split_whitespace().map(str::to_owned)).collect())
}

fn small_module(file: &Path, flags: &[String]) -> Result<Vec<u8>> {
    let small = file.with_extension("small.wasm");
    process::run(tools::wasm_opt_command()?.args(flags).arg(file).arg("-o").arg(&small))?;
    fs::read(&small).map_err(|error| format!("cannot read {}: {error}", small.display()))
}

fn small_script(file: &Path) -> Result<String> {
    process::output(tools::terser_command()?.arg(file).args(["--module", "--compress", "--mangle"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><script type=module>import init from './lab-5.js'; init({module_or_path: './lab-6_bg.wasm'})</script>\
        <link crossorigin href=./snippets/x.js rel=modulepreload><link crossorigin href=./lab-5.js rel=modulepreload>\
        <link as=fetch crossorigin href=./lab-6_bg.wasm rel=preload type=application/wasm></head>";

    fn modules() -> Modules {
        Modules {
            script: "import*as n from\"./__wasm_split.js\";export const i={\"./__wasm_split.js\":n};".into(),
            loader: "import{initSync as n}from\"./event-sourcing-lab.js\";const s=\"./split_kept.wasm\";".into(),
            main: b"main".to_vec(),
            parts: [("split_kept.wasm".into(), b"kept".to_vec())].into(),
        }
    }

    #[test]
    fn the_page_preloads_the_loader_and_no_part() {
        let names = modules().names();
        let page = names.put_into(PAGE, &script(PAGE).unwrap(), &module(PAGE).unwrap()).unwrap();
        assert_eq!(script(&page), Some(names.script.clone()));
        assert_eq!(module(&page), Some(names.main.clone()));
        assert!(page.contains(&format!("from './{}'; init({{module_or_path: './{}'}})", names.script, names.main)));
        let preloads =
            [&names.script, &names.loader].map(|name| format!("<link crossorigin href=./{name} rel=modulepreload>"));
        assert!(page.contains(&preloads.concat()), "{page}");
        assert!(!page.contains("lab-5") && !page.contains("lab-6") && !page.contains(&names.parts[0]), "{page}");
    }

    #[test]
    fn refuses_a_page_that_does_not_both_preload_and_use_a_file() {
        let names = modules().names();
        let only_preload = "<link href=./lab-5.js rel=modulepreload><link href=./lab-6_bg.wasm rel=preload>";
        assert!(names.put_into(only_preload, "lab-5.js", "lab-6_bg.wasm").unwrap_err().contains("./lab-5.js"));
        assert_eq!(script("<link href=./snippets/x.js rel=modulepreload>"), None);
    }

    #[test]
    fn the_files_name_each_other_by_their_new_names() {
        let names = modules().names();
        let files = modules().linked(&names).unwrap();
        let text = |name: &str| {
            let (_, content) = files.iter().find(|(other, _)| other == name).expect("is among them");
            String::from_utf8(content.clone()).unwrap()
        };
        // The module asks for the loader's functions by the old name, so that name stays among the imports it is given.
        let script = format!("import*as n from\"./{}\";export const i={{\"./__wasm_split.js\":n}};", names.loader);
        assert_eq!(text(&names.script), script);
        let loader = format!("import{{initSync as n}}from\"./{}\";const s=\"./{}\";", names.script, names.parts[0]);
        assert_eq!(text(&names.loader), loader);
        assert_eq!((text(&names.main), text(&names.parts[0])), ("main".into(), "kept".into()));
    }

    #[test]
    fn refuses_scripts_that_do_not_name_each_other_as_expected() {
        let names = modules().names();
        let changed = Modules { script: "import*as n from'./__wasm_split.js';".into(), ..modules() };
        assert!(changed.linked(&names).unwrap_err().contains("does not name"));
        let changed = Modules { parts: [("split_other.wasm".into(), Vec::new())].into(), ..modules() };
        assert!(changed.linked(&names).unwrap_err().contains("split_other.wasm"));
    }

    #[test]
    fn all_have_one_hash_of_the_content_of_all() {
        let names = modules().names();
        let hash = names.script.strip_prefix("event-sourcing-lab-").and_then(|rest| rest.strip_suffix(".js")).unwrap();
        assert_eq!(names.loader, format!("event-sourcing-lab-parts-{hash}.js"));
        assert_eq!(names.main, format!("event-sourcing-lab-{hash}_bg.wasm"));
        assert_eq!(names.parts, [format!("event-sourcing-lab-kept-{hash}.wasm")]);
        let changed = Modules { parts: [("split_kept.wasm".into(), b"new".to_vec())].into(), ..modules() };
        assert_ne!(changed.names().script, names.script);
    }

    #[test]
    fn calls_wasm_opt_as_trunk_does() {
        let flags =
            wasm_opt_flags("<link data-wasm-opt=\"z\" data-wasm-opt-params=\"--enable-a  --enable-b\">").unwrap();
        assert_eq!(
            flags,
            ["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features", "--enable-a", "--enable-b"]
        );
        assert!(wasm_opt_flags("<link data-trunk>").is_err());
        assert!(wasm_opt_flags(&read(&root().join("index.html")).unwrap()).unwrap().len() > 2);
    }
}
