//! The page at an address, and every file that it names.

use super::ask::{Answer, Asked, Asker, Request};
use crate::policy::attributes;
use anyhow::{Result, bail, ensure};
use std::collections::BTreeSet;
use ureq::http::Uri;

/// The most files that are asked for. The page has about 25.
const MOST_FILES: usize = 200;

/// A hosted page.
pub struct Site {
    pub page: Answer,
    /// The address of the folder that the page's files are in, with a slash at the end.
    pub base: String,
    pub files: Vec<File>,
    /// Scripts and the like from other hosts. The built page has none.
    pub foreign: Vec<String>,
    /// The address without its last slash, unless it is the root of its host.
    pub without_slash: Option<Asked>,
    /// A file that no build has.
    pub missing: Asked,
    /// An address below the page.
    pub below: Asked,
    /// The first script, as a page at that address asks for it.
    pub script_below: Asked,
}

/// A file of the page.
pub struct File {
    pub kind: Kind,
    pub url: String,
    pub plain: Asked,
    pub br: Asked,
    pub gzip: Asked,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Page,
    Script,
    Style,
    /// WebAssembly: the program and its parts.
    Program,
    Icon,
    /// The picture of the card.
    Picture,
}

impl File {
    /// The last part of its address.
    pub fn name(&self) -> &str {
        self.url.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("the page")
    }
}

/// Asks for the page at this address and for all that it names. An error says why there is no page.
pub fn visit(address: &str, asker: &mut Asker) -> Result<Site> {
    let address = folder(address)?;
    let bare = address.strip_suffix('/').filter(|bare| bare.parse::<Uri>().is_ok_and(|uri| uri.path() != "/"));
    let first = [Some(&*address), bare];
    let mut answers = asker.ask(&first.into_iter().flatten().map(text).collect::<Vec<_>>())?.into_iter();
    let page = answers.next().expect("as many answers as requests");
    let page = page.map_err(|reason| anyhow::anyhow!("{address} can't be reached: {reason}"))?;
    ensure!(page.status == 200, "{address} answers with status {} instead of 200: there is no page", page.status);
    ensure!(
        is_lab(&page),
        "{address} is another page than the lab. Check the address; the host must serve index.html of dist/ there"
    );
    let without_slash = answers.next();
    let path = page.url.split(['?', '#']).next().unwrap_or_default();
    let base = path[..=path.rfind('/').unwrap_or(path.len() - 1)].to_owned();

    let html = &page.text;
    let mut named = BTreeSet::from([(Kind::Page, page.url.clone())]);
    for (kind, selector, attribute) in [
        (Kind::Script, "script[src]", "src"),
        (Kind::Script, "link[rel=modulepreload]", "href"),
        (Kind::Style, "link[rel=stylesheet]", "href"),
        (Kind::Icon, "link[rel=icon]", "href"),
    ] {
        named.extend(attributes(html, selector, attribute)?.iter().map(|name| (kind, resolve(&base, name))));
    }
    // Its address may be that of another host, which the report says; this one should have it too.
    let pictures = attributes(html, "meta[property='og:image']", "content")?;
    let names = pictures.iter().filter_map(|address| address.rsplit('/').next());
    named.extend(names.map(|name| (Kind::Picture, format!("{base}{name}"))));
    named.extend(programs(html).map(|name| (Kind::Program, resolve(&base, name))));
    let foreign = named.extract_if(.., |(_, url)| !url.starts_with(origin(&base)));
    let foreign: Vec<String> = foreign.map(|(_, url)| url).collect();
    let Some(script) = named.iter().find(|(kind, _)| *kind == Kind::Script).map(|(_, url)| url.clone()) else {
        bail!("{address} names no script: host the page that `cargo xtask build` makes");
    };

    ensure_few(&address, &named)?;

    // The scripts name the parts.
    let below = format!("{base}a/b/");
    let script_below = format!("{below}{}", script.strip_prefix(&base).unwrap_or(&script));
    let others = [format!("{base}app-0123456789abcdef/missing.wasm"), below, script_below];
    let scripts: Vec<String> =
        named.iter().filter(|(kind, _)| *kind == Kind::Script).map(|(_, url)| url.clone()).collect();
    let second: Vec<Request> = others.iter().chain(&scripts).map(text).collect();
    let mut answers = asker.ask(&second)?.into_iter();
    let [missing, below, script_below] = [(); 3].map(|()| answers.next().expect("as many answers as requests"));
    for (url, answer) in scripts.iter().zip(answers) {
        let names = answer.as_ref().map_or("", |answer| &*answer.text);
        // The page itself names the program: what its script would take without that is not there in a build of Trunk alone.
        let parts = programs(names).filter(|name| !name.ends_with("_bg.wasm"));
        named.extend(parts.map(|name| (Kind::Program, resolve(url, name))));
    }
    ensure_few(&address, &named)?;
    Ok(Site { files: files(&named, asker)?, page, base, foreign, without_slash, missing, below, script_below })
}

/// A page that names more files is refused before they are asked for.
fn ensure_few(address: &str, named: &BTreeSet<(Kind, String)>) -> Result<()> {
    let count = named.len();
    ensure!(count <= MOST_FILES, "{address} names {count} files: that is another page than the lab");
    Ok(())
}

/// Asks for each of these, as it is and compressed.
fn files(named: &BTreeSet<(Kind, String)>, asker: &mut Asker) -> Result<Vec<File>> {
    let ways = ["identity", "br", "gzip"];
    let requests = named.iter().flat_map(|(_, url)| ways.map(|encoding| Request { encoding, ..text(url) }));
    let requests: Vec<Request> = requests.map(|request| Request { text: false, ..request }).collect();
    let mut answers = asker.ask(&requests)?.into_iter();
    let mut next = || answers.next().expect("as many answers as requests");
    let file = |(kind, url): &(Kind, String)| {
        let (plain, br, gzip) = (next(), next(), next());
        File { kind: *kind, url: url.clone(), plain, br, gzip }
    };
    Ok(named.iter().map(file).collect())
}

/// Whether this is the lab's page.
pub fn is_lab(answer: &Answer) -> bool {
    answer.text.contains("event-sourcing-lab") && answer.text.contains("<title>Event Sourcing Lab</title>")
}

fn text(url: impl AsRef<str>) -> Request {
    Request { url: url.as_ref().to_owned(), encoding: "identity", text: true }
}

/// The address of the page's folder or of its file, without query and fragment.
fn folder(address: &str) -> Result<String> {
    let uri = address.parse::<Uri>().ok();
    let is_web = uri.as_ref().is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
    ensure!(is_web, "{address:?} is no address of a page: pass a whole one, such as https://example.org/lab/");
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let is_file = path.ends_with(".html") || path.ends_with(".htm");
    Ok(if is_file { path.to_owned() } else { format!("{}/", path.trim_end_matches('/')) })
}

/// The address of what a file at `base` names.
fn resolve(base: &str, name: &str) -> String {
    if name.starts_with("https://") || name.starts_with("http://") {
        return name.to_owned();
    }
    if name.starts_with("//") {
        return format!("{}{name}", &base[..base.find("//").unwrap_or(0)]);
    }
    match name.strip_prefix('/') {
        Some(name) => format!("{}{name}", origin(base)),
        None => format!("{}{}", &base[..=base.rfind('/').unwrap_or(0)], name.trim_start_matches("./")),
    }
}

/// The part of an address up to the slash after its host.
fn origin(address: &str) -> &str {
    address.match_indices('/').nth(2).map_or(address, |(slash, _)| &address[..=slash])
}

/// The WebAssembly files that a text names.
fn programs(text: &str) -> impl Iterator<Item = &str> {
    let is_in_a_name = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let names = text.split(move |c| !is_in_a_name(c));
    names.filter(|name| name.ends_with(".wasm") && name.len() > ".wasm".len() && name.len() < 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_a_folder_or_a_file() {
        assert_eq!(folder("https://example.org").unwrap(), "https://example.org/");
        assert_eq!(folder("https://example.org/lab?seed=1#x").unwrap(), "https://example.org/lab/");
        assert_eq!(folder("http://[::1]:80/lab/index.html").unwrap(), "http://[::1]:80/lab/index.html");
        for text in ["example.org", "", "--help", "file:///dist", "https://", "javascript:x"] {
            assert!(folder(text).unwrap_err().to_string().contains("https://example.org/lab/"), "{text}");
        }
    }

    #[test]
    fn names_are_relative_to_the_file_that_has_them() {
        assert_eq!(resolve("https://a.org/lab/app/x.js", "./y.wasm"), "https://a.org/lab/app/y.wasm");
        assert_eq!(resolve("https://a.org/lab/", "app/y.wasm"), "https://a.org/lab/app/y.wasm");
        assert_eq!(resolve("https://a.org/lab/", "/y.wasm"), "https://a.org/y.wasm");
        assert_eq!(resolve("https://a.org/lab/", "https://b.org/z"), "https://b.org/z");
        assert_eq!(resolve("https://a.org/lab/", "//b.org/z"), "https://b.org/z");
    }

    #[test]
    fn finds_the_programs_that_a_script_names() {
        let script = r#"fetch(new URL("./chunk_5.wasm",import.meta.url)),init('app-1/lab_bg.wasm'); ".wasm""#;
        assert_eq!(programs(script).collect::<Vec<_>>(), ["./chunk_5.wasm", "app-1/lab_bg.wasm"]);
    }
}
