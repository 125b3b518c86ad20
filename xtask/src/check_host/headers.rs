//! Whether a host sends the headers that a hosted page should have.

use super::Line;
use super::files::some;
use super::policies::{ancestors, forbidden};
use super::site::{File, Kind, Site};
use crate::policy;
use ureq::http::Uri;

/// From this age on, a file is kept long enough: 30 days, in seconds.
const LONG: u64 = 30 * 24 * 60 * 60;

/// All checks of headers.
pub fn check(site: &Site) -> Vec<Line> {
    vec![
        own_policy(site),
        sent_policy(site),
        embedding(site),
        cached_files(site),
        cached_page(site),
        nosniff(site),
        referrer(site),
        secure(site),
    ]
}

/// The policy in the page, as the build wrote it.
fn own(site: &Site) -> Option<String> {
    let metas = policy::attributes(&site.page.text, "meta[http-equiv=Content-Security-Policy]", "content");
    metas.ok()?.into_iter().next()
}

fn own_policy(site: &Site) -> Line {
    let Some(own) = own(site) else {
        return Line::should(
            "policy in the page: none",
            "Host a release build, `cargo xtask build`: it writes the policy.",
        );
    };
    if !site.foreign.is_empty() {
        return Line::should(
            format!("policy in the page: it blocks {}", some(&site.foreign)),
            "The built page names no other host: switch off what adds it.",
        );
    }
    let hashes = |policy: &str| -> Vec<String> {
        policy.split([' ', ';']).filter(|source| source.starts_with("'sha256-")).map(str::to_owned).collect()
    };
    match policy::policy(&site.page.text) {
        Ok(policy) if policy == own => Line::ok("policy in the page: it allows exactly the page's own scripts"),
        Ok(policy) if hashes(&own).iter().any(|hash| !policy.contains(hash)) => Line::broken(
            "policy in the page: it blocks a script that was changed after the build",
            "Send index.html byte for byte: switch off what minifies or rewrites pages.",
        ),
        Ok(_) => Line::should(
            "policy in the page: it blocks something that was added after the build",
            "Send index.html byte for byte: switch off what adds scripts.",
        ),
        Err(error) => Line::should(
            format!("policy in the page: it blocks what was added: {error:.200}"),
            "Send index.html byte for byte: switch off what adds to pages.",
        ),
    }
}

fn sent_policy(site: &Site) -> Line {
    let sent = site.page.header("content-security-policy");
    let own = own(site).unwrap_or_default();
    let host = site.base.parse::<Uri>().ok().and_then(|uri| Some(uri.host()?.to_owned())).unwrap_or_default();
    if let Some(what) = forbidden(sent, &own, &host) {
        return Line::broken(
            format!("policy as a header: {what}"),
            "Each build has its own policy: send the one in target/nginx/csp.conf, or none.",
        );
    }
    if sent.is_empty() && own.is_empty() {
        return Line::should(
            "policy as a header: none",
            "Host a release build, and send the one in target/nginx/csp.conf.",
        );
    }
    if sent.is_empty() {
        return Line::should(
            "policy as a header: none",
            "The one in the page applies, but not to the other files: send the one in target/nginx/csp.conf, where the host can.",
        );
    }
    let is_own = sent == policy::header(&own);
    Line::ok(format!(
        "policy as a header: {}",
        if is_own { "the one of this build" } else { "another, which lets the page work" }
    ))
}

fn embedding(site: &Site) -> Line {
    let frame = site.page.header("x-frame-options");
    match ancestors(site.page.header("content-security-policy")) {
        Some("*") => Line::ok("embedding: allowed everywhere"),
        Some(hosts) => Line::should(
            format!("embedding: frame-ancestors {hosts:.100}"),
            "Other sites can't embed the page: send frame-ancestors *, unless that is what you want.",
        ),
        None if frame.is_empty() => Line::ok("embedding: allowed everywhere, as no header forbids it"),
        None => Line::should(
            format!("embedding: X-Frame-Options {frame:.100}"),
            "Other sites can't embed the page: leave out the header, unless that is what you want.",
        ),
    }
}

fn cached_files(site: &Site) -> Line {
    let short = |file: &&File| {
        is_hashed(&file.url)
            && file.plain.as_ref().is_ok_and(|answer| {
                let cache = answer.header("cache-control");
                has(cache, "no-store") || has(cache, "no-cache") || max_age(cache).is_none_or(|age| age < LONG)
            })
    };
    let files: Vec<String> = site.files.iter().filter(short).map(|file| file.name().to_owned()).collect();
    if files.is_empty() {
        return Line::ok("caching of files with a hash in their name: for good");
    }
    Line::should(
        format!("caching of files with a hash in their name: {} not for long", some(&files)),
        "A second visit asks for all again: send Cache-Control: public, max-age=31536000, immutable.",
    )
}

fn cached_page(site: &Site) -> Line {
    let cache = site.page.header("cache-control");
    let is_asked_again = has(cache, "no-cache") || has(cache, "no-store") || max_age(cache) == Some(0);
    if is_asked_again {
        return Line::ok("caching of the page: a browser asks for it again");
    }
    if cache.is_empty() {
        return Line::should(
            "caching of the page: no Cache-Control",
            "A browser decides how long it keeps the page, whose files may be gone by then: send Cache-Control: no-cache, or keep the old files.",
        );
    }
    Line::should(
        format!("caching of the page: {cache:.100}"),
        "For that long after an upload, a browser may have a page whose files are gone: send Cache-Control: no-cache, or keep the old files.",
    )
}

fn nosniff(site: &Site) -> Line {
    let sends = |file: &File| {
        file.plain
            .as_ref()
            .map_or(true, |answer| answer.header("x-content-type-options").eq_ignore_ascii_case("nosniff"))
    };
    let without: Vec<String> = site
        .files
        .iter()
        .filter(|file| file.kind != Kind::Picture && !sends(file))
        .map(|file| file.name().to_owned())
        .collect();
    if without.is_empty() {
        return Line::ok("X-Content-Type-Options: nosniff");
    }
    Line::should(
        format!("X-Content-Type-Options: missing for {}", some(&without)),
        "Nothing here needs it; it stops a browser from guessing types: send nosniff, where the host can.",
    )
}

fn referrer(site: &Site) -> Line {
    let in_page = policy::attributes(&site.page.text, "meta[name=referrer]", "content").unwrap_or_default();
    match (site.page.header("referrer-policy"), in_page.first()) {
        ("", None) => {
            Line::should("Referrer-Policy: none", "A link to another site may tell it this address: send no-referrer.")
        }
        ("", Some(policy)) => Line::ok(format!("Referrer-Policy: {policy:.50}, in the page")),
        (policy, _) => Line::ok(format!("Referrer-Policy: {policy:.50}")),
    }
}

fn secure(site: &Site) -> Line {
    let uri = site.base.parse::<Uri>().ok();
    let host = uri.as_ref().and_then(Uri::host).unwrap_or_default();
    let is_local = host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]";
    if site.base.starts_with("https://") || is_local {
        return Line::ok("connection: a browser counts it as secure");
    }
    Line::should(
        "connection: http",
        "Without https a browser neither copies to the clipboard nor keeps two tabs apart that share a store: serve the page by https.",
    )
}

/// Whether a name or a folder of the address has a hash of the build, as nginx.conf sees it.
fn is_hashed(url: &str) -> bool {
    let is_hash = |text: &str| text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    url.split('/')
        .any(|part| part.split('.').next().and_then(|name| name.rsplit_once('-')).is_some_and(|(_, end)| is_hash(end)))
}

fn has(cache: &str, word: &str) -> bool {
    cache.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
}

fn max_age(cache: &str) -> Option<u64> {
    cache.split(',').find_map(|part| part.trim().to_ascii_lowercase().strip_prefix("max-age=")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_cache_control() {
        assert_eq!(max_age("public, Max-Age=600, immutable"), Some(600));
        assert_eq!(max_age("max-age=x"), None);
        assert!(has("private, No-Cache", "no-cache") && !has("max-age=0", "no-cache"));
    }

    #[test]
    fn knows_the_hashes_of_the_build() {
        assert!(is_hashed("https://a.org/app-0123456789abcdef/chunk_5.wasm"));
        assert!(is_hashed("https://a.org/style-0123456789abcdef.css"));
        assert!(!is_hashed("https://a.org/lab/card.jpg") && !is_hashed("https://a.org/my-lab/index.html"));
    }
}
