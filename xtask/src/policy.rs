//! The Content-Security-Policy of the built page: it allows only code from this build.
//!
//! Inline scripts, such as Trunk's script that starts the WebAssembly, are allowed by their hash. This is impossible for a `style` or
//! `onclick` attribute, so the build refuses a page with one.

use anyhow::{Result, ensure};
use base64::Engine as _;
use lol_html::html_content::ContentType;
use lol_html::{RewriteStrSettings, element, rewrite_str, text};
use sha2::{Digest as _, Sha256};

/// The policy for the `<meta>` element of this page.
pub fn policy(html: &str) -> Result<String> {
    let mut scripts = String::new();
    let mut script = String::new();
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!("*", |element| {
            let name = element.tag_name();
            if name == "base" || name == "style" {
                return Err(format!("index.html: the policy forbids <{name}>").into());
            }
            let mut attributes = element.attributes().iter().map(|attribute| attribute.name());
            match attributes.find(|attribute| attribute == "style" || attribute.starts_with("on")) {
                Some(attribute) => Err(format!("index.html: the policy forbids <{name} {attribute}=...>").into()),
                None => Ok(()),
            }
        }))
        .append_element_content_handler(text!("script:not([src])", |chunk| {
            script.push_str(chunk.as_str());
            if chunk.last_in_text_node() {
                let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&script));
                scripts.push_str(&format!(" 'sha256-{hash}'"));
                script.clear();
            }
            Ok(())
        }));
    rewrite_str(html, settings)?;
    Ok([
        "default-src 'none'",
        &format!("script-src 'self' 'wasm-unsafe-eval'{scripts}"),
        "style-src 'self'",
        // The picture of the log that Share shows and turns into PNG. Only the page's own scripts make such addresses.
        "img-src 'self' blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        // The only policy is the one of boot.js, which lets through inert markup alone.
        "trusted-types default",
    ]
    .join("; "))
}

/// Inserts the policy into the page, before everything that it controls.
pub fn insert(html: &str, policy: &str) -> Result<String> {
    let mut inserted = false;
    // The character set must stay within the first 1,024 bytes (HTML, "Specifying the document's character encoding").
    let settings = RewriteStrSettings::new().append_element_content_handler(element!("meta[charset]", |element| {
        let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        element.after(&meta, ContentType::Html);
        inserted = true;
        Ok(())
    }));
    let page = rewrite_str(html, settings)?;
    ensure!(inserted, "index.html has no <meta charset>");
    Ok(page)
}

/// The policy for the HTTP header. Only a header can say who may embed the page: everyone.
pub fn header(policy: &str) -> String {
    format!("{policy}; frame-ancestors *")
}

/// The values of an attribute of all elements that match a CSS selector.
pub fn attributes(html: &str, selector: &str, name: &str) -> Result<Vec<String>> {
    let mut values = Vec::new();
    let settings = RewriteStrSettings::new().append_element_content_handler(element!(selector, |element| {
        values.extend(element.get_attribute(name));
        Ok(())
    }));
    rewrite_str(html, settings)?;
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html><html><head><meta charset=utf-8><!-- <script>no</script> --><link rel=stylesheet href=\"./a.css\">\
        <script src='./b.js'></script><SCRIPT type=module>alert('Hello, world.');</SCRIPT ></head><body><p title=\"a > b\">x</p></body></html>";

    #[test]
    fn allows_inline_scripts_by_the_hash_of_their_exact_text() {
        let policy = policy(PAGE).unwrap();
        // The example of the specification (CSP Level 3, "Usage of hashes").
        let hash = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        assert!(policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' {hash};")), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }

    #[test]
    fn stands_after_the_character_set_and_can_be_read_again() {
        let policy = policy(PAGE).unwrap();
        let page = insert(PAGE, &policy).unwrap();
        assert!(page.contains("<meta charset=utf-8><meta http-equiv"));
        assert_eq!(attributes(&page, "meta[http-equiv]", "content").unwrap(), [policy.as_str()]);
        assert_eq!(super::policy(&page).unwrap(), policy);
    }

    #[test]
    fn refuses_what_cannot_work_under_the_policy() {
        let refused = |html| policy(html).unwrap_err().to_string();
        assert!(refused("<p style='color:red'>").contains("<p style"));
        assert!(refused("<button onclick=x()>").contains("onclick"));
        assert!(refused("<base href=/>").contains("<base>"));
        assert!(insert("<head></head>", "p").is_err());
    }
}
