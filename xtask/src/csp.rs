//! The Content-Security-Policy of the built page: nothing runs that this build did not put there.
//!
//! What is inline in the page (Trunk puts the script there that starts the WebAssembly) is allowed by its hash. A `style`
//! attribute or an `onclick` cannot be allowed that way, so the build refuses a page that has one.

use crate::Result;
use base64::Engine as _;
use sha2::{Digest, Sha256};

/// The policy for this page.
pub fn policy(html: &str) -> Result<String> {
    let tags = tags(html);
    for tag in &tags {
        if tag.name == "base" {
            return Err("index.html has a <base>, which the policy forbids: addresses are relative to the page".into());
        }
        if let Some(name) =
            tag.attributes.iter().map(|(name, _)| name).find(|name| *name == "style" || name.starts_with("on"))
        {
            return Err(format!(
                "index.html: <{} {name}=...> does not work under the policy; use a class or a script file",
                tag.name
            ));
        }
    }
    let hashes = |name: &str| -> String {
        let inline = tags.iter().filter(|tag| tag.name == name && tag.get("src").is_none());
        inline.map(|tag| format!(" '{}'", hash(tag.content))).collect()
    };
    Ok([
        "default-src 'none'".to_owned(),
        format!("script-src 'self' 'wasm-unsafe-eval'{}", hashes("script")),
        format!("style-src 'self'{}", hashes("style")),
        "img-src 'self' data:".to_owned(),
        "font-src 'self'".to_owned(),
        // A learner may connect a DynamoDB of their own: at AWS, or DynamoDB Local on this computer.
        "connect-src 'self' https: http://localhost:* http://127.0.0.1:*".to_owned(),
        "manifest-src 'self'".to_owned(),
        "object-src 'none'".to_owned(),
        "base-uri 'none'".to_owned(),
        "form-action 'none'".to_owned(),
    ]
    .join("; "))
}

/// The page with the policy in it, before anything that the policy is about.
pub fn insert_meta(html: &str, policy: &str) -> Result<String> {
    let tags = tags(html);
    // The character set must stay within the first kilobyte, so it goes first.
    let after = tags
        .iter()
        .find(|tag| tag.name == "meta" && tag.get("charset").is_some())
        .or_else(|| tags.iter().find(|tag| tag.name == "head"))
        .ok_or("index.html has no <head>")?;
    if tags.iter().any(|tag| tag.start < after.start && matches!(tag.name.as_str(), "script" | "style" | "link")) {
        return Err("index.html: <meta charset> must come before every script, style and link".into());
    }
    let (before, rest) = html.split_at(after.end);
    Ok(format!("{before}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">{rest}"))
}

/// The policy as nginx sends it. Who may embed the page can only be said in a header.
pub fn nginx_directive(policy: &str) -> String {
    format!("# Made by `cargo xtask build`.\nadd_header Content-Security-Policy \"{}\" always;\n", header(policy))
}

/// The policy of the header, from the one in the page: anyone may embed the lab.
pub fn header(policy: &str) -> String {
    format!("{policy}; frame-ancestors *")
}

/// The policy that a built page carries.
pub fn meta_of(html: &str) -> Option<String> {
    let tags = tags(html);
    let meta = tags
        .iter()
        .find(|tag| tag.get("http-equiv").is_some_and(|v| v.eq_ignore_ascii_case("content-security-policy")))?;
    meta.get("content").map(str::to_owned)
}

fn hash(content: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(content)))
}

/// An opening tag; `content` is the text of a script or style, which HTML does not parse.
pub struct Tag<'a> {
    pub name: String,
    pub attributes: Vec<(String, &'a str)>,
    pub content: &'a str,
    /// Where the tag itself (not its content) begins and ends in the page.
    pub start: usize,
    pub end: usize,
}

impl Tag<'_> {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| *value)
    }
}

/// The opening tags of a page, in order. It knows as much HTML as our own page can have: comments, quoted and bare attributes,
/// and that scripts and styles hold text.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start + 1..];
        if rest.starts_with("!--") {
            at = rest.find("-->").map_or(html.len(), |end| start + 1 + end + 3);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = start + 1;
            continue;
        }
        let name_end = rest.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
        let name = rest[..name_end].to_ascii_lowercase();
        let (attributes, length) = attributes(&rest[name_end..]);
        let end = start + 1 + name_end + length;
        let mut content = "";
        at = end;
        if name == "script" || name == "style" {
            let close = find_ignoring_case(&html[end..], &format!("</{name}")).map_or(html.len(), |n| end + n);
            content = &html[end..close];
            at = close;
        }
        tags.push(Tag { name, attributes, content, start, end });
    }
    tags
}

/// Reads attributes up to and with the closing `>`; returns how far it read.
fn attributes(text: &str) -> (Vec<(String, &str)>, usize) {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        at += text[at..].find(|c: char| !c.is_ascii_whitespace() && c != '/').unwrap_or(text.len() - at);
        if text[at..].is_empty() {
            return (found, at);
        }
        if text[at..].starts_with('>') {
            return (found, at + 1);
        }
        let rest = &text[at..];
        let name_end =
            rest[1..].find(|c: char| c.is_ascii_whitespace() || "=>/".contains(c)).map_or(rest.len(), |n| n + 1);
        let name = rest[..name_end].to_ascii_lowercase();
        at += name_end;
        let after = text[at..].trim_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            found.push((name, ""));
            continue;
        };
        at = text.len() - value.len();
        let (value, length) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = &value[1..];
                let end = inner.find(quote).unwrap_or(inner.len());
                (&inner[..end], (end + 2).min(value.len()))
            }
            _ => {
                let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
                (&value[..end], end)
            }
        };
        found.push((name, value));
        at += length;
    }
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><head><meta charset=utf-8><!-- <script>no</script> --><link rel=stylesheet href=\"./a.css\">\
        <script src='./b.js'></script><SCRIPT type=module>if (1 < 2) x('</p>')</SCRIPT ></head><body><p title=\"a > b\">x</p></body></html>";

    #[test]
    fn allows_inline_scripts_by_the_hash_of_their_exact_text() {
        // From the specification's own example: the hash of this text is well known.
        assert_eq!(hash("alert('Hello, world.');"), "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
        let policy = policy(PAGE).unwrap();
        let inline = hash("if (1 < 2) x('</p>')");
        assert!(policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' '{inline}';")), "{policy}");
        assert!(policy.contains("style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }

    #[test]
    fn reads_tags_and_attributes() {
        let tags = tags(PAGE);
        let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["html", "head", "meta", "link", "script", "script", "body", "p"]);
        assert_eq!(tags[2].get("charset"), Some("utf-8"));
        assert_eq!(tags[4].get("src"), Some("./b.js"));
        assert_eq!(tags[7].get("title"), Some("a > b"));
    }

    #[test]
    fn puts_the_policy_after_the_character_set_and_finds_it_again() {
        let policy = policy(PAGE).unwrap();
        let page = insert_meta(PAGE, &policy).unwrap();
        assert!(page.contains("<meta charset=utf-8><meta http-equiv"));
        assert_eq!(meta_of(&page).unwrap(), policy);
        assert_eq!(super::policy(&page).unwrap(), policy);
    }

    #[test]
    fn refuses_what_cannot_work_under_the_policy() {
        assert!(policy("<p style='color:red'>").unwrap_err().contains("<p style"));
        assert!(policy("<button onclick=x()>").unwrap_err().contains("onclick"));
        assert!(policy("<base href=/>").is_err());
        assert!(insert_meta("<head><script>x</script><meta charset=utf-8>", "p").is_err());
    }
}
