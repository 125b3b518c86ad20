//! Makes the built page smaller where Trunk does not: its stylesheets become one file (thirteen compress worse, and each is a
//! request).
//!
//! The new file has a hash of its content in the name, like Trunk's own, so it too may be kept for good.

use crate::csp::{self, Tag};
use crate::{Result, read, write};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Changes the page in `dist` and the files it names.
pub fn slim(dist: &Path) -> Result<()> {
    let index = dist.join("index.html");
    write(&index, &one_style(dist, &read(&index)?)?)
}

fn one_style(dist: &Path, html: &str) -> Result<String> {
    let parts = styles(html)?;
    if parts.is_empty() {
        return Ok(html.to_owned());
    }
    let texts = parts.iter().map(|part| read(&dist.join(part.name))).collect::<Result<Vec<String>>>()?;
    if let Some(at) = (1..texts.len()).find(|at| only_first(&texts[*at])) {
        return Err(format!("{}: @charset, @import and @namespace only work in the first stylesheet", parts[at].name));
    }
    let css = texts.concat();
    let name = hashed("style", &css, "css");
    let merged = merge(html, &parts, &name);
    for part in &parts {
        remove(&dist.join(part.name))?;
    }
    write(&dist.join(name), &css)?;
    Ok(merged)
}

/// A stylesheet that the page links.
struct Style<'a> {
    name: &'a str,
    tag: Tag<'a>,
}

/// The stylesheets, in order; an error if they would not mean the same in one file.
fn styles(html: &str) -> Result<Vec<Style<'_>>> {
    let mut found = Vec::new();
    let mut inline = false;
    for tag in csp::tags(html) {
        inline |= tag.name == "style" && !found.is_empty();
        if tag.name != "link" || tag.get("rel") != Some("stylesheet") {
            continue;
        }
        let href = tag.attributes.iter().find(|(name, _)| name == "href").map_or("", |(_, value)| value);
        if let Some((name, _)) = tag.attributes.iter().find(|(name, _)| name != "rel" && name != "href") {
            return Err(format!("index.html: {href} cannot be part of one stylesheet, since its link has a `{name}`"));
        }
        let name = beside(href).ok_or_else(|| format!("index.html: the stylesheet {href} is not beside the page"))?;
        if inline {
            return Err(format!("index.html: there is a <style> before {href}, so the order would change"));
        }
        found.push(Style { name, tag });
    }
    Ok(found)
}

/// The page with a link to the one stylesheet in the place of the first.
fn merge(html: &str, parts: &[Style], name: &str) -> String {
    let mut merged = String::with_capacity(html.len());
    let mut at = 0;
    for (number, part) in parts.iter().enumerate() {
        merged.push_str(&html[at..part.tag.start]);
        if number == 0 {
            merged.push_str(&format!("<link href=./{name} rel=stylesheet>"));
        }
        at = part.tag.end;
    }
    merged + &html[at..]
}

/// Whether it has a rule that must come before all others.
fn only_first(css: &str) -> bool {
    ["@charset", "@import", "@namespace"].iter().any(|rule| css.contains(rule))
}

/// The name of a file in the page's own folder, from its address.
pub fn beside(address: &str) -> Option<&str> {
    address.strip_prefix("./").filter(|name| !name.is_empty() && !name.contains(['/', ':', '?', '#']))
}

fn hashed(name: &str, content: &str, ending: &str) -> String {
    format!("{name}-{}.{ending}", hash([content.as_bytes()]))
}

/// As much of the hash of these contents as Trunk's names have, and nginx.conf looks for.
pub fn hash<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> String {
    let hash = contents.into_iter().fold(Sha256::new(), |hash, content| hash.chain_update(content));
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn remove(file: &Path) -> Result<()> {
    fs::remove_file(file).map_err(|error| format!("cannot remove {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><meta charset=utf-8><script src=./boot-1.js></script><link href=./a-1.css rel=stylesheet>\
        <link rel=\"stylesheet\" href=\"./b-2.css\"><link href=./icon-3.svg rel=icon><link href=./c-4.css rel=stylesheet>\
        <script type=module>import init from './lab-5.js'; init('./lab-5_bg.wasm')</script>\
        <link crossorigin href=./snippets/x.js rel=modulepreload><link crossorigin href=./lab-5.js rel=modulepreload></head>";

    #[test]
    fn one_link_stands_where_the_first_stood() {
        let parts = styles(PAGE).unwrap();
        let names: Vec<&str> = parts.iter().map(|part| part.name).collect();
        assert_eq!(names, ["a-1.css", "b-2.css", "c-4.css"]);
        let merged = merge(PAGE, &parts, "style-9.css");
        assert!(merged.starts_with(
            "<head><meta charset=utf-8><script src=./boot-1.js></script><link href=./style-9.css rel=stylesheet>\
            <link href=./icon-3.svg rel=icon><script type=module>"
        ));
        assert_eq!(merged.matches(".css").count(), 1);
        assert_eq!(styles(&merged).unwrap()[0].name, "style-9.css");
    }

    #[test]
    fn refuses_stylesheets_that_would_not_mean_the_same() {
        let refused = |html| styles(html).err().unwrap_or_default();
        assert!(refused("<link href=./a.css rel=stylesheet media=print>").contains("`media`"));
        assert!(refused("<link href=https://example.org/a.css rel=stylesheet>").contains("not beside"));
        assert!(refused("<link href=./fonts/a.css rel=stylesheet>").contains("not beside"));
        let between = "<link href=./a.css rel=stylesheet><style>p{}</style><link href=./b.css rel=stylesheet>";
        assert!(refused(between).contains("<style> before ./b.css"));
        assert!(styles("<style>p{}</style><link href=./a.css rel=stylesheet>").is_ok());
        assert!(only_first("@import \"x.css\";p{}") && !only_first("@layer a,b;p{}"));
    }

    #[test]
    fn merges_the_files_in_order() {
        let dist = std::env::temp_dir().join(format!("lab slim {}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        for (name, text) in [("a-1.css", "@layer x;"), ("b-2.css", "b{}"), ("c-4.css", "a{}")] {
            fs::write(dist.join(name), text).unwrap();
        }
        let html = one_style(&dist, PAGE);
        let name = styles(html.as_ref().unwrap()).unwrap()[0].name.to_owned();
        let css = fs::read_to_string(dist.join(&name));
        let files = fs::read_dir(&dist).unwrap().count();
        fs::remove_dir_all(&dist).unwrap();
        assert_eq!((css.unwrap().as_str(), files), ("@layer x;b{}a{}", 1));
        assert_eq!(name, hashed("style", "@layer x;b{}a{}", "css"));
    }

    #[test]
    fn names_are_of_the_content() {
        // The hash of the empty text is well known.
        assert_eq!(hashed("lab", "", "js"), "lab-e3b0c44298fc1c14.js");
        assert_ne!(hashed("lab", "a", "js"), hashed("lab", "b", "js"));
    }
}
