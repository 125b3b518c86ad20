//! Splits the page's WebAssembly: code that the first load does not need moves to separate modules (parts), which the page fetches on
//! demand.
//!
//! The compiler keeps the information that splitting needs in the linked module ([`RUST_FLAGS`], [`KEEP_NAMES`]), `wasm-split-cli`
//! splits it at the marked functions (`src/lazy.rs`), and wasm-bindgen makes the script of the main module. They replace the single
//! module that Trunk put into the page.
//!
//! The files only work together, so they are in one folder with a hash of all of them in its name.

use crate::budget::files;
use crate::build::{hash, remove};
use crate::tools::{Tools, WASM_TARGET};
use crate::{policy, process, root, target_dir};
use anyhow::{Context as _, Result, ensure};
use fs_err as fs;
use std::path::Path;

/// The flags with which the compiler emits the split points and keeps the relocations of the module, and Leptos erases the types of
/// views: the whole page is a tenth smaller with it.
pub const RUST_FLAGS: [&str; 3] = ["--cfg=split", "-Clink-args=--emit-relocs", "--cfg=erase_components"];

/// A cargo environment variable and its value: the module keeps the function names, which splitting needs.
pub const KEEP_NAMES: (&str, &str) = ("CARGO_PROFILE_RELEASE_STRIP", "false");

/// The name of the page's program in cargo and Trunk.
const PROGRAM: &str = "event-sourcing-lab";

/// The script that fetches the parts, as `wasm-split-cli` names it.
const LOADER: &str = "__wasm_split.js";

/// Some hosts serve WebAssembly under another type, which `instantiateStreaming` refuses. wasm-bindgen's script of the first module
/// falls back in the same way.
const INSTANTIATE: &str = r#"
const instantiatePart = async (fetching, imports) => {
    const response = await fetching;
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    if (response.headers.get("Content-Type") === "application/wasm") return WebAssembly.instantiateStreaming(response, imports);
    return WebAssembly.instantiate(await response.arrayBuffer(), imports);
};
"#;

/// The loader, which then also takes parts that are served under another type than `application/wasm`.
fn with_fallback(loader: &str) -> Result<String> {
    let streaming = "WebAssembly.instantiateStreaming(";
    ensure!(loader.contains(streaming), "{LOADER} does not call {streaming}...)");
    Ok(loader.replace(streaming, "instantiatePart(") + INSTANTIATE)
}

/// Where the page asks for the program, as Trunk writes it.
const START: &str = "const wasm = await init(";

/// Waits for the first paint. A program that is fetched earlier competes with the shell for the line, and Lighthouse counts it as what
/// the largest paint waited for. A page in the background is not painted, and does not wait.
const WHEN_PAINTED: &str =
    "if (!document.hidden) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));\n";

/// Replaces the module that Trunk built in `dist` by the split modules and their scripts. Returns the page that uses them.
pub fn split(tools: &Tools, dist: &Path, html: &str) -> Result<String> {
    let (cut, app) = (target_dir().join("split/cut"), target_dir().join("split/app"));
    remove(&target_dir().join("split"))?;
    fs::create_dir_all(&cut)?;
    let linked = target_dir().join(WASM_TARGET).join("release").join(format!("{PROGRAM}.wasm"));
    let mut wasm_split = tools.command("wasm-split-cli")?;
    process::run(wasm_split.args(["--target", "web", "--out-name", PROGRAM]).arg(linked).arg(&cut))?;
    let mut wasm_bindgen = tools.command("wasm-bindgen")?;
    // The parts use the linker's exports.
    wasm_bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle", "--out-dir"]);
    process::run(wasm_bindgen.arg(&app).arg(cut.join(format!("{PROGRAM}.wasm"))))?;

    fs::write(app.join(LOADER), with_fallback(&fs::read_to_string(cut.join(LOADER))?)?)?;
    let is_part = |file: &String| file.ends_with(".wasm") && *file != format!("{PROGRAM}.wasm");
    let parts: Vec<String> = files(&cut).into_iter().filter(is_part).collect();
    ensure!(!parts.is_empty(), "the page has no split points, so nothing was split off");
    for part in parts {
        fs::copy(cut.join(&part), app.join(&part))?;
    }
    // The flags that Trunk passes, so both builds agree, and without the names of functions and tools.
    let page = fs::read_to_string(root().join("index.html"))?;
    let wasm_opt = policy::attributes(&page, "link[rel=rust]", "data-wasm-opt-params")?.concat();
    let strip = ["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"];
    for file in files(&app) {
        let path = app.join(&file);
        let mut minify = tools.command(if file.ends_with(".wasm") { "wasm-opt" } else { "esbuild" })?;
        if file.ends_with(".wasm") {
            minify.args(strip).args(wasm_opt.split_whitespace()).arg("-o").arg(&path);
        } else {
            minify.args(["--minify", "--format=esm", "--log-level=warning", "--allow-overwrite"]);
            minify.arg(format!("--outfile={}", path.display()));
        }
        process::run(minify.arg(&path))?;
    }
    let contents = files(&app).into_iter().map(|file| fs::read(app.join(file))).collect::<Result<Vec<_>, _>>()?;
    let folder = format!("app-{}", hash(contents.iter().map(Vec::as_slice)));
    fs::rename(&app, dist.join(&folder))?;
    use_folder(dist, html, &folder)
}

/// Returns the page with the program in the folder instead of the one that Trunk built, which is removed.
fn use_folder(dist: &Path, html: &str, folder: &str) -> Result<String> {
    let mut page = html.to_owned();
    for (ending, split) in [(".js", format!("{PROGRAM}.js")), (".wasm", format!("{PROGRAM}_bg.wasm"))] {
        let is_built = |file: &String| file.starts_with(&format!("{PROGRAM}-")) && file.ends_with(ending);
        let built = files(dist).into_iter().find(is_built).with_context(|| format!("Trunk built no {ending} file"))?;
        // Once to preload it, once to use it.
        ensure!(page.matches(&built).count() >= 2, "index.html does not both preload and use {built}");
        page = page.replace(&built, &format!("{folder}/{split}"));
        fs::remove_file(dist.join(&built))?;
    }
    ensure!(page.contains(START), "the page does not start the program by {START}...)");
    page = page.replacen(START, &format!("{WHEN_PAINTED}{START}"), 1);
    page = without_preload(&page, &format!("./{folder}/{PROGRAM}_bg.wasm"))?;
    ensure!(page.contains("</head>"), "index.html has no </head>");
    let preload = format!("<link crossorigin href=./{folder}/{LOADER} rel=modulepreload></head>");
    Ok(page.replacen("</head>", &preload, 1))
}

/// The page without the link that fetches this file ahead.
fn without_preload(page: &str, file: &str) -> Result<String> {
    let is_preload = |link: &str| link.contains(file) && link.contains("rel=preload");
    let mut links =
        page.match_indices("<link ").map(|(at, _)| &page[at..=at + page[at..].find('>').unwrap_or_default()]);
    let link = links.find(|link| is_preload(link)).with_context(|| format!("index.html does not preload {file}"))?;
    Ok(page.replacen(link, "", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><script type=module>import init from './event-sourcing-lab-5.js'; const wasm = await init('./event-sourcing-lab-6_bg.wasm')</script>\
        <link crossorigin href=./event-sourcing-lab-5.js rel=modulepreload><link as=fetch href=./event-sourcing-lab-6_bg.wasm rel=preload></head>";

    #[test]
    fn loader_without_the_expected_call_is_an_error() {
        let mended = with_fallback("return WebAssembly.instantiateStreaming(fetched, imports);").unwrap();
        assert!(mended.starts_with("return instantiatePart(fetched, imports);"), "{mended}");
        assert!(with_fallback("load()").is_err());
    }

    #[test]
    fn page_starts_the_program_of_the_folder_once_it_is_painted() {
        let dist = tempfile::tempdir().unwrap();
        for file in ["event-sourcing-lab-5.js", "event-sourcing-lab-6_bg.wasm", "favicon-1.svg"] {
            fs::write(dist.path().join(file), "").unwrap();
        }
        let unused = PAGE.replacen("./event-sourcing-lab-5.js", "", 1);
        assert!(use_folder(dist.path(), &unused, "app-1").unwrap_err().to_string().contains("event-sourcing-lab-5.js"));

        let page = use_folder(dist.path(), PAGE, "app-1").unwrap();
        let start = "await init('./app-1/event-sourcing-lab_bg.wasm')";
        assert!(page.contains(&format!("{WHEN_PAINTED}const wasm = {start}")), "{page}");
        assert!(page.contains("from './app-1/event-sourcing-lab.js'") && !page.contains("rel=preload"), "{page}");
        assert!(page.contains("<link crossorigin href=./app-1/__wasm_split.js rel=modulepreload></head>"), "{page}");
        assert!(!page.contains("lab-5") && !page.contains("lab-6"), "{page}");
        assert_eq!(files(dist.path()), ["favicon-1.svg"]);
    }
}
