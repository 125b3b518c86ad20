//! Whether the Content-Security-Policies that a host sends let the page work. Each of them applies, besides the one in the page.

/// What the first policy that stops the page forbids, in words. `own` is the policy in the page, `host` the name of its host.
pub fn forbidden(sent: &str, own: &str, host: &str) -> Option<String> {
    // Several headers arrive as one, separated by commas.
    sent.split(',').find_map(|policy| forbidden_by(policy, own, host))
}

/// The hosts that a policy allows to embed the page, if it says so.
pub fn ancestors(sent: &str) -> Option<&str> {
    sent.split(',').find_map(|policy| directive(policy, &["frame-ancestors"]))
}

fn forbidden_by(policy: &str, own: &str, host: &str) -> Option<String> {
    if directive(policy, &["sandbox"]).is_some_and(|allowed| !has(allowed, "allow-scripts")) {
        return Some("`sandbox` forbids scripts".to_owned());
    }
    let trusted = directive(policy, &["trusted-types"]).unwrap_or("*");
    if !has(trusted, "default") && !has(trusted, "*") {
        return Some("`trusted-types` forbids the page's own policy, `default`".to_owned());
    }
    let scripts = ["script-src-elem", "script-src", "default-src"];
    let programs = ["script-src", "default-src"];
    if let Some(sources) = directive(policy, &programs)
        && !has(sources, "'wasm-unsafe-eval'")
        && !has(sources, "'unsafe-eval'")
    {
        return Some("`script-src` forbids WebAssembly: it needs 'wasm-unsafe-eval'".to_owned());
    }
    if let Some(sources) = directive(policy, &scripts) {
        let is_inline_allowed =
            has(sources, "'unsafe-inline'") && !sources.contains("'sha") && !sources.contains("'nonce-");
        let hashes = directive(own, &programs).unwrap_or_default().split_whitespace();
        let mut hashes = hashes.filter(|source| source.starts_with("'sha256-"));
        if let Some(hash) = hashes.find(|hash| !is_inline_allowed && !has(sources, hash)) {
            return Some(format!("`script-src` forbids an inline script of this build, {hash}"));
        }
    }
    for (what, names) in [
        ("scripts", &scripts[..]),
        ("stylesheets", &["style-src-elem", "style-src", "default-src"]),
        ("requests for WebAssembly", &["connect-src", "default-src"]),
    ] {
        if directive(policy, names).is_some_and(|sources| !allows_own_files(sources, host)) {
            return Some(format!("`{}` forbids the page's own {what}: it needs 'self'", names[names.len() - 2]));
        }
    }
    None
}

/// The value of the first of these directives that the policy has.
fn directive<'a>(policy: &'a str, names: &[&str]) -> Option<&'a str> {
    let all =
        || policy.split(';').map(str::trim).map(|text| text.split_once(char::is_whitespace).unwrap_or((text, "")));
    names.iter().find_map(|name| all().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn has(sources: &str, source: &str) -> bool {
    // Only hashes are case-sensitive.
    let same = |found: &str| found == source || (!source.starts_with("'sha") && found.eq_ignore_ascii_case(source));
    sources.split_whitespace().any(same)
}

fn allows_own_files(sources: &str, host: &str) -> bool {
    let is_own = |source: &str| source == "*" || source.eq_ignore_ascii_case("https:") || source.contains(host);
    !has(sources, "'strict-dynamic'") && (has(sources, "'self'") || sources.split_whitespace().any(is_own))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-a='; style-src 'self'; connect-src 'self'; trusted-types default";

    #[test]
    fn page_works_under_its_own_policy_and_under_looser_ones() {
        for sent in [
            OWN,
            "frame-ancestors 'none'",
            "default-src * 'unsafe-inline' 'unsafe-eval'",
            "DEFAULT-SRC https://a.org; Script-Src https://a.org 'WASM-unsafe-eval' 'sha256-a='",
            "sandbox allow-scripts allow-same-origin; trusted-types *",
            "upgrade-insecure-requests",
        ] {
            assert_eq!(forbidden(sent, OWN, "a.org"), None, "{sent}");
        }
    }

    #[test]
    fn names_what_stops_the_page() {
        for (sent, word) in [
            ("default-src 'self'", "WebAssembly"),
            ("script-src 'self' 'wasm-unsafe-eval' 'sha256-A='", "'sha256-a='"),
            ("script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline' 'nonce-1'", "inline"),
            ("script-src 'wasm-unsafe-eval' 'sha256-a=' 'strict-dynamic' 'self'", "own scripts"),
            ("style-src https://b.org", "stylesheets"),
            ("img-src *, connect-src 'none'", "`connect-src`"),
            ("sandbox", "sandbox"),
            ("trusted-types lit-html", "trusted-types"),
        ] {
            let found = forbidden(sent, OWN, "a.org").unwrap_or_default();
            assert!(found.contains(word), "{sent}: {found}");
        }
    }

    #[test]
    fn reads_who_may_embed_the_page() {
        assert_eq!(ancestors("default-src 'self'; frame-ancestors 'self' https://a.org"), Some("'self' https://a.org"));
        assert_eq!(ancestors(OWN), None);
    }
}
