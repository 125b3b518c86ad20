//! The card of a posted link (Open Graph): `index.html` has its words and its picture.
//!
//! Most readers of links want an absolute address of the picture. The page works at any address, so only the build can be given its
//! own, in `SITE_URL`. Without it the picture has a relative address, which some readers resolve.

use anyhow::{Context as _, Result, ensure};
use lol_html::{RewriteStrSettings, element, rewrite_str};
use ureq::http::Uri;

/// The picture of the card, in `docs/` and in `dist/`.
pub const PICTURE: &str = "card.jpg";

/// The address that the page will have, from the environment. It ends with a slash.
pub fn site() -> Result<Option<String>> {
    match std::env::var("SITE_URL") {
        Ok(site) if !site.is_empty() => address(&site).map(Some),
        Ok(_) | Err(std::env::VarError::NotPresent) => Ok(None),
        Err(error) => Err(error).context("SITE_URL"),
    }
}

/// Returns the page with the picture at this site, or unchanged.
pub fn at(html: &str, site: Option<&str>) -> Result<String> {
    let mut found = 0;
    let settings =
        RewriteStrSettings::new().append_element_content_handler(element!("meta[property='og:image']", |meta| {
            found += 1;
            Ok(meta.set_attribute("content", &format!("{}{PICTURE}", site.unwrap_or("./")))?)
        }));
    let page = rewrite_str(html, settings)?;
    ensure!(found == 1, "index.html has {found} elements <meta property=\"og:image\"> instead of one");
    Ok(page)
}

/// Checks the address of a site, and ends it with a slash.
fn address(site: &str) -> Result<String> {
    let uri = site.parse::<Uri>().ok().filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
    let is_folder = uri.is_some_and(|uri| uri.query().is_none()) && !site.contains('#');
    ensure!(
        is_folder,
        "SITE_URL is {site:?}, which is no address of a folder. Set it to one such as https://example.org/lab/, or to nothing"
    );
    Ok(format!("{}/", site.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<meta content=./card.jpg property=og:image><meta property=og:image:width content=1200>";

    #[test]
    fn picture_has_an_absolute_address_once_the_site_is_known() {
        let page = at(PAGE, Some("https://example.org/lab/")).unwrap();
        assert!(page.contains("content=\"https://example.org/lab/card.jpg\""), "{page}");
        assert!(page.contains("content=1200"), "{page}");
        assert!(at(PAGE, None).unwrap().contains("content=\"./card.jpg\""));
        assert!(at("<p>", None).unwrap_err().to_string().contains("og:image"));
    }

    #[test]
    fn site_is_a_folder_with_or_without_the_slash() {
        for site in ["https://example.org/lab", "https://example.org/lab/"] {
            assert_eq!(address(site).unwrap(), "https://example.org/lab/");
        }
        assert_eq!(address("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080/");
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "example.org",
            "/lab/",
            "ftp://example.org/",
            "https://",
            "https://example.org/?a",
            "https://a b/",
            "https://a/#b",
        ] {
            assert!(address(text).unwrap_err().to_string().contains(&format!("{text:?}")), "{text}");
        }
    }

    #[test]
    fn picture_is_small_and_of_the_size_that_the_page_says() {
        let file = fs_err::read(crate::root().join("docs").join(PICTURE)).unwrap();
        assert!(file.len() < 100_000, "{} bytes", file.len());
        // The frame header of a JPEG: its marker, a length, the bits of a sample, height, width.
        let frame = file.windows(9).find(|bytes| bytes[..2] == [0xFF, 0xC0]).expect("a baseline JPEG");
        let number = |at: usize| u16::from_be_bytes([frame[at], frame[at + 1]]).to_string();
        let html = fs_err::read_to_string(crate::root().join("index.html")).unwrap();
        for (property, at) in [("og:image:width", 7), ("og:image:height", 5)] {
            let meta = crate::policy::attributes(&html, &format!("meta[property='{property}']"), "content").unwrap();
            assert_eq!(meta, [number(at)], "{property}");
        }
    }
}
