//! The release build: Trunk, then the split WebAssembly, one stylesheet, the Content-Security-Policy, the licences, and a `.br` and a
//! `.gz` of each file.

use crate::tools::Tools;
use crate::{card, licenses, policy, process, root, split, target_dir};
use anyhow::Result;
use fs_err as fs;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// The finished page.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The policy as an nginx directive. The build generates it, because it contains hashes of the page's scripts. It is outside `dist/`,
/// which is public.
pub fn nginx_policy() -> PathBuf {
    target_dir().join("nginx/csp.conf")
}

/// Builds `dist/` from scratch.
pub fn build() -> Result<()> {
    let site = card::site()?;
    let tools = Tools::install()?;
    let dist = dist();
    remove(&dist)?;
    let mut trunk = tools.trunk()?;
    tools.set_rust_flags(&mut trunk, &split::RUST_FLAGS)?;
    trunk.env(split::KEEP_NAMES.0, split::KEEP_NAMES.1);
    // Not `--release`: Trunk would run wasm-opt on the whole module, which the split ones replace.
    process::run(trunk.args(["build", "--cargo-profile", "release", "--minify", "--dist"]).arg(&dist))?;

    let index = dist.join("index.html");
    let html = split::split(&tools, &dist, &fs::read_to_string(&index)?)?;
    let html = bundle_styles(&tools, &dist, &html)?;
    let html = card::at(&html, site.as_deref())?;
    let policy = policy::policy(&html)?;
    fs::write(&index, policy::insert(&html, &policy)?)?;
    fs::create_dir_all(nginx_policy().parent().expect("in a folder"))?;
    let header = policy::header(&policy);
    fs::write(nginx_policy(), format!("add_header Content-Security-Policy \"{header}\" always;\n"))?;
    licenses::write(&tools.metadata, &dist)?;
    // Node has brotli built in.
    process::run(process::command("node").arg(root().join("xtask/tools/compress.mjs")).arg(&dist))
}

/// Bundles `style/main.css` and its imports into one stylesheet, which saves requests and compresses better.
fn bundle_styles(tools: &Tools, dist: &Path, html: &str) -> Result<String> {
    let mut esbuild = tools.command("esbuild")?;
    let css = process::output(esbuild.args(["style/main.css", "--bundle", "--minify", "--log-level=warning"]))?;
    let href = format!("style-{}.css", hash([css.as_bytes()]));
    fs::write(dist.join(&href), css)?;
    fs::remove_dir_all(dist.join("style"))?;
    let settings = RewriteStrSettings::new().append_element_content_handler(element!("link[rel=stylesheet]", |link| {
        Ok(link.set_attribute("href", &format!("./{href}"))?)
    }));
    Ok(rewrite_str(html, settings)?)
}

/// 16 hexadecimal digits of the hash of these contents, as in Trunk's file names: nginx.conf looks for them.
pub fn hash<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> String {
    let hash = contents.into_iter().fold(Sha256::new(), |hash, content| hash.chain_update(content));
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Removes a folder that may be missing.
pub fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}
