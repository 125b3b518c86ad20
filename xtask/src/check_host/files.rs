//! Whether the files of a hosted page arrive: each with status, type and content.

use super::site::{File, Kind, Site, is_lab};
use super::{Line, Verdict};

const SCRIPTS: [&str; 4] =
    ["text/javascript", "application/javascript", "application/x-javascript", "application/ecmascript"];

/// What is expected of the files of a kind.
struct Expected {
    kind: Kind,
    name: &'static str,
    types: &'static [&'static str],
    /// The verdict on a file that does not arrive, and what to do.
    missing: (Verdict, &'static str),
    /// The verdict on another type, and what to do.
    mistyped: (Verdict, &'static str),
}

const EXPECTED: [Expected; 5] = [
    Expected {
        kind: Kind::Script,
        name: "scripts",
        types: &SCRIPTS,
        missing: (
            Verdict::Broken,
            "Upload all of dist/. If only __wasm_split.js is missing, the host leaves out names with an underscore: on GitHub Pages from a branch, add an empty .nojekyll.",
        ),
        mistyped: (Verdict::Broken, "A browser runs no script of another type: send .js files as text/javascript."),
    },
    Expected {
        kind: Kind::Style,
        name: "stylesheet",
        types: &["text/css"],
        missing: (Verdict::Broken, "Upload all of dist/."),
        mistyped: (Verdict::Broken, "A browser uses no stylesheet of another type: send .css files as text/css."),
    },
    Expected {
        kind: Kind::Program,
        name: "WebAssembly",
        types: &["application/wasm"],
        missing: (Verdict::Broken, "Upload all of dist/, from one build, and send .wasm files as they are."),
        mistyped: (
            Verdict::Should,
            "The page still starts, but only compiles after the last byte: send .wasm files as application/wasm, without a charset.",
        ),
    },
    Expected {
        kind: Kind::Icon,
        name: "icon",
        types: &["image/svg+xml"],
        missing: (Verdict::Should, "The tab has no icon: upload all of dist/."),
        mistyped: (Verdict::Should, "The tab has no icon: send .svg files as image/svg+xml."),
    },
    Expected {
        kind: Kind::Picture,
        name: "picture of the card",
        types: &["image/jpeg"],
        missing: (
            Verdict::Should,
            "A posted link has no picture: build with SITE_URL set to this address, and upload all of dist/.",
        ),
        mistyped: (Verdict::Should, "A posted link may have no picture: send .jpg files as image/jpeg."),
    },
];

/// All checks of files.
pub fn check(site: &Site) -> Vec<Line> {
    let mut lines = vec![page(site)];
    lines.extend(EXPECTED.iter().map(|expected| of_a_kind(site, expected)));
    lines.push(picture_address(site));
    lines.push(compression(site));
    lines.extend(vary(site));
    lines.extend(without_slash(site));
    lines.extend([below(site), missing(site)]);
    lines
}

fn page(site: &Site) -> Line {
    let mime = site.page.mime();
    let found = format!("page: 200 as {}", or_no_type(&mime));
    match &*mime {
        "text/html" => Line::ok(found),
        "" => Line::should(found, "A browser has to guess: send .html files as text/html; charset=utf-8."),
        _ => {
            Line::broken(found, "A browser saves it or shows its source: send .html files as text/html; charset=utf-8.")
        }
    }
}

fn of_a_kind(site: &Site, expected: &Expected) -> Line {
    let name = expected.name;
    let of_kind = || site.files.iter().filter(|file| file.kind == expected.kind);
    if of_kind().next().is_none() {
        let (verdict, advice) = expected.missing;
        return Line { verdict, found: format!("{name}: the page names none"), advice: advice.to_owned() };
    }
    let faults: Vec<String> =
        of_kind().filter_map(|file| fault(file).map(|fault| format!("{} {fault}", file.name()))).collect();
    if !faults.is_empty() {
        let (verdict, advice) = expected.missing;
        return Line { verdict, found: format!("{name}: {}", some(&faults)), advice: advice.to_owned() };
    }
    // The page compares the whole value for WebAssembly, so a parameter counts there.
    let mime = |file: &File| match (&file.plain, file.kind) {
        (Ok(answer), Kind::Program) => answer.header("content-type").to_owned(),
        (Ok(answer), _) => answer.mime(),
        (Err(_), _) => String::new(),
    };
    let others = of_kind().filter(|file| !expected.types.contains(&&*mime(file)));
    let others: Vec<String> = others.map(|file| format!("{} as {}", file.name(), or_no_type(&mime(file)))).collect();
    if !others.is_empty() {
        let (verdict, advice) = expected.mistyped;
        return Line { verdict, found: format!("{name}: {}", some(&others)), advice: advice.to_owned() };
    }
    let count = of_kind().count();
    let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    Line::ok(format!("{name}: {files}, as {}", of_kind().next().map(mime).unwrap_or_default()))
}

/// Why a file did not arrive.
fn fault(file: &File) -> Option<String> {
    match &file.plain {
        Err(reason) => Some(format!("did not arrive: {reason}")),
        Ok(answer) if answer.status != 200 => Some(format!("has status {}", answer.status)),
        Ok(answer) if file.kind == Kind::Program && !answer.is_wasm => {
            Some("is another file than it should be".to_owned())
        }
        Ok(_) => None,
    }
}

fn picture_address(site: &Site) -> Line {
    let metas = crate::policy::attributes(&site.page.text, "meta[property='og:image']", "content").unwrap_or_default();
    match metas.first() {
        Some(address) if address.starts_with(&site.base) => Line::ok("card: the picture has an absolute address"),
        Some(address) if address.starts_with("http") => Line::should(
            format!("card: the picture is at another address, {address:.100}"),
            "Build with SITE_URL set to this address.",
        ),
        Some(_) | None => Line::should(
            "card: the picture has no absolute address",
            "Most sites show no picture for a posted link then: build with SITE_URL set to this address.",
        ),
    }
}

fn compression(site: &Site) -> Line {
    let mut faults = Vec::new();
    for file in &site.files {
        for (encoding, packed) in [("br", &file.br), ("gzip", &file.gzip)] {
            match (&file.plain, packed) {
                (Ok(plain), Ok(packed)) if plain.hash == packed.hash && plain.status == packed.status => {}
                (Ok(_), Ok(_)) => faults.push(format!("{} is another file if {encoding} is accepted", file.name())),
                (Ok(_), Err(reason)) => faults.push(format!("{} if {encoding} is accepted: {reason}", file.name())),
                // It is missing, which a line above says.
                (Err(_), _) => {}
            }
        }
    }
    if !faults.is_empty() {
        return Line::broken(
            format!("compression: {}", some(&faults)),
            "Content-Encoding must name what the bytes are: upload the files of one build, and the .br or .gz files only with their own Content-Encoding.",
        );
    }
    // A picture is compressed already, and of a small file nothing is gained.
    let large = || {
        site.files
            .iter()
            .filter(|file| file.kind != Kind::Picture && file.plain.as_ref().is_ok_and(|file| file.size > 2_000))
    };
    let uses =
        |packed: &super::ask::Asked| packed.as_ref().is_ok_and(|packed| !packed.header("content-encoding").is_empty());
    let plain = large().filter(|file| !uses(&file.br) && !uses(&file.gzip));
    let plain: Vec<String> = plain.map(|file| file.name().to_owned()).collect();
    if plain.is_empty() {
        let br = if large().all(|file| uses(&file.br)) { "br" } else { "" };
        let gzip = if large().all(|file| uses(&file.gzip)) { "gzip" } else { "" };
        let kinds = [br, gzip].into_iter().filter(|kind| !kind.is_empty()).collect::<Vec<_>>().join(" and ");
        return Line::ok(format!("compression: {}", if kinds.is_empty() { "each file" } else { &kinds }));
    }
    Line::should(
        format!("compression: missing for {}", some(&plain)),
        "A first visit transfers up to four times as much: let the host compress, or serve the .br and .gz files of dist/.",
    )
}

fn vary(site: &Site) -> Option<Line> {
    let packed = site.files.iter().filter(|file| {
        let answers = [&file.br, &file.gzip].into_iter().flatten();
        let mut packed = answers.filter(|answer| !answer.header("content-encoding").is_empty());
        packed.any(|answer| !answer.header("vary").to_ascii_lowercase().contains("accept-encoding"))
    });
    let packed: Vec<String> = packed.map(|file| file.name().to_owned()).collect();
    (!packed.is_empty()).then(|| {
        Line::should(
            format!("Vary: missing for {}", some(&packed)),
            "A cache on the way may send it to a browser that can't unpack it: send Vary: Accept-Encoding.",
        )
    })
}

fn without_slash(site: &Site) -> Option<Line> {
    let bare = site.without_slash.as_ref()?;
    let found = "address without the last slash";
    Some(match bare {
        Ok(answer)
            if answer.status == 200
                && is_lab(answer)
                && answer.url.split('?').next().is_some_and(|url| url.ends_with('/')) =>
        {
            Line::ok(format!("{found}: leads to the one with it"))
        }
        Ok(answer) if answer.status == 200 && is_lab(answer) => Line::ok(format!("{found}: the page adds it")),
        Ok(answer) => Line::should(
            format!("{found}: status {}, not the page", answer.status),
            "Redirect it to the address with the slash.",
        ),
        Err(reason) => Line::should(format!("{found}: {reason}"), "Redirect it to the address with the slash."),
    })
}

fn below(site: &Site) -> Line {
    let found = "address below the page";
    match (&site.below, &site.script_below) {
        (Ok(below), Ok(script)) if below.status == 200 && is_lab(below) => {
            if script.status == 200 && SCRIPTS.contains(&&*script.mime()) {
                Line::ok(format!("{found}: the page, with its files"))
            } else {
                Line::should(
                    format!("{found}: the page, but not its files"),
                    "The page does not start there: answer such an address with 404, or its files as nginx.conf does.",
                )
            }
        }
        (Ok(below), _) => Line::ok(format!("{found}: status {}, as the page has one address", below.status)),
        (Err(reason), _) => Line::should(format!("{found}: {reason}"), "Answer it with 404."),
    }
}

fn missing(site: &Site) -> Line {
    match &site.missing {
        Ok(answer) if (400..500).contains(&answer.status) => {
            Line::ok(format!("missing file: status {}", answer.status))
        }
        Ok(answer) => Line::should(
            format!("missing file: status {}", answer.status),
            "A page of an older build takes what it gets for a program: answer a missing file with 404.",
        ),
        Err(reason) => Line::should(format!("missing file: {reason}"), "Answer a missing file with 404."),
    }
}

/// The first of these, and how many more there are.
pub fn some(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [name] => format!("{name:.200}"),
        [name, others @ ..] => format!("{name:.200} and {} more", others.len()),
    }
}

fn or_no_type(mime: &str) -> &str {
    if mime.is_empty() { "no type" } else { mime }
}
