//! The report on hosts of many kinds, which a small server plays.

use super::small_server::{Reply, file, good_host, not_found, ok, page, right_type, serve};
use super::{Asker, Limits, Line, Verdict};
use anyhow::Result;
use std::cell::RefCell;

const LIMITS: Limits = Limits { seconds: 2, bytes: 100_000 };

thread_local! {
    /// A test has a thread of its own, and so one Node.
    static ASKER: RefCell<Asker> = RefCell::new(Asker::start(LIMITS).unwrap());
}

fn report(address: &str) -> Result<Vec<Line>> {
    ASKER.with_borrow_mut(|asker| super::report(address, asker))
}

fn lines(address: &str) -> Vec<String> {
    report(address).unwrap().iter().map(Line::to_string).collect()
}

/// Each line's verdict, and what it is about.
fn verdicts(address: &str) -> Vec<(Verdict, String)> {
    let about = |line: &Line| line.found.split(':').next().unwrap_or_default().to_owned();
    report(address).unwrap().iter().map(|line| (line.verdict, about(line))).collect()
}

/// The only lines that are not ok, without their advice.
fn others(address: &str) -> Vec<String> {
    let report = report(address).unwrap();
    report
        .iter()
        .filter(|line| line.verdict != Verdict::Ok)
        .map(|line| format!("{:?}: {}", line.verdict, line.found))
        .collect()
}

/// Why there is no report.
fn refusal(address: &str) -> String {
    report(address).err().expect("no page is there").to_string()
}

#[test]
fn file_server_without_headers_and_with_wrong_types() {
    // The types are those of a server that knows HTML alone.
    let address = serve(|path| match file(path) {
        Some(body) if path.ends_with('/') => ok("Content-Type: text/html\r\n", body),
        Some(body) if path.ends_with(".wasm") => ok("Content-Type: application/octet-stream\r\n", body),
        Some(body) => ok("Content-Type: text/plain\r\n", body),
        None => not_found(),
    });
    let found: Vec<String> = lines(&address).iter().filter_map(|line| line.lines().next().map(str::to_owned)).collect();
    assert_eq!(
        found,
        [
            "   ok      page: 200 as text/html",
            "   broken  scripts: __wasm_split.js as text/plain and 2 more",
            "   broken  stylesheet: style-0123456789abcdef.css as text/plain",
            "   should  WebAssembly: event-sourcing-lab_bg.wasm as application/octet-stream and 1 more",
            "   should  icon: favicon-0123456789abcdef.svg as text/plain",
            "   should  picture of the card: card.jpg as text/plain",
            "   should  card: the picture has no absolute address",
            "   should  compression: missing for the page",
            "   should  address without the last slash: status 404, not the page",
            "   ok      address below the page: status 404, as the page has one address",
            "   ok      missing file: status 404",
            "   ok      policy in the page: it allows exactly the page's own scripts",
            "   should  policy as a header: none",
            "   ok      embedding: allowed everywhere, as no header forbids it",
            "   should  caching of files with a hash in their name: __wasm_split.js and 6 more not for long",
            "   should  caching of the page: no Cache-Control",
            "   should  X-Content-Type-Options: missing for the page and 7 more",
            "   should  Referrer-Policy: none",
            "   ok      connection: a browser counts it as secure",
        ]
    );
}

#[test]
fn page_works_where_only_the_types_are_right() {
    let address = serve(|path| file(path).map_or_else(not_found, |body| ok(right_type(path), body)));
    assert!(verdicts(&address).iter().all(|(verdict, _)| *verdict != Verdict::Broken), "{:?}", lines(&address));
    super::check_host(&[&address]).unwrap();
}

#[test]
fn every_line_that_is_not_ok_says_what_to_do() {
    let address = serve(|path| file(path).map_or_else(not_found, |body| ok("Content-Type: text/plain\r\n", body)));
    for line in report(&address).unwrap() {
        assert_eq!(line.verdict == Verdict::Ok, line.advice.is_empty(), "{line}");
    }
    let error = super::check_host(&[&address]).unwrap_err().to_string();
    assert!(error.contains("does not work"), "{error}");
}

const WITHOUT_SITE: &str = "Should: card: the picture has no absolute address";
const PLAIN: &str = "Should: compression: missing for the page";

#[test]
fn good_host_only_lacks_what_the_small_server_lacks() {
    assert_eq!(others(&good_host(|_| None)), [WITHOUT_SITE, PLAIN]);
}

#[test]
fn host_that_answers_everything_with_the_page() {
    let address = good_host(|path| file(path).is_none().then(|| ok(right_type(""), page().into_bytes())));
    assert_eq!(
        others(&address),
        [
            WITHOUT_SITE,
            PLAIN,
            "Should: address below the page: the page, but not its files",
            "Should: missing file: status 200"
        ]
    );
}

#[test]
fn files_that_are_missing_or_others() {
    let is_hidden = |path: &str| path.contains("/__") || path.ends_with(".css") || path.ends_with(".svg");
    let found = others(&good_host(move |path| is_hidden(path).then(not_found)));
    assert_eq!(
        found[..3],
        [
            "Broken: scripts: __wasm_split.js has status 404",
            "Broken: stylesheet: style-0123456789abcdef.css has status 404",
            "Should: icon: favicon-0123456789abcdef.svg has status 404",
        ]
    );
    let is_program = |path: &str| path.ends_with("split_kept.wasm");
    let found = others(&good_host(move |path| is_program(path).then(|| ok(right_type(path), b"<html>".to_vec()))));
    assert_eq!(found[0], "Broken: WebAssembly: split_kept.wasm is another file than it should be");
    let found = others(&good_host(move |path| is_program(path).then_some(Reply::Silence)));
    assert!(
        found[0].starts_with("Broken: WebAssembly: split_kept.wasm did not arrive: no complete answer"),
        "{found:?}"
    );
}

#[test]
fn bytes_that_are_not_what_the_header_says() {
    let is_style = |path: &str| path.ends_with(".css");
    let headers = "Content-Type: text/css\r\nContent-Encoding: gzip\r\n";
    let found = others(&good_host(move |path| is_style(path).then(|| ok(headers, b"plain".to_vec()))));
    assert!(found[0].starts_with("Broken: stylesheet: style-0123456789abcdef.css did not arrive: "), "{found:?}");
}

#[test]
fn policy_of_an_older_build() {
    let old = "Content-Security-Policy: default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-old='\r\n";
    let found = others(&good_host(move |path| {
        path.ends_with("/lab/").then(|| ok(right_type("") + "Cache-Control: no-cache\r\n" + old, page().into_bytes()))
    }));
    assert!(
        found.iter().any(|line| line.starts_with("Broken: policy as a header: `script-src` forbids an inline")),
        "{found:?}"
    );
}

#[test]
fn page_that_was_changed_on_the_way() {
    let with = |from: &'static str, to: &'static str| {
        others(&good_host(move |path| {
            path.ends_with("/lab/").then(|| ok(right_type(""), page().replace(from, to).into_bytes()))
        }))
    };
    let has = |lines: Vec<String>, line: &str| assert!(lines.iter().any(|found| found.starts_with(line)), "{lines:?}");
    has(with("await init", "await  init"), "Broken: policy in the page: it blocks a script that was changed");
    has(
        with("</body>", "<script>track()</script></body>"),
        "Should: policy in the page: it blocks something that was added",
    );
    has(with("</body>", "<p style='x'></body>"), "Should: policy in the page: it blocks what was added");
    has(
        with("</body>", "<script src=https://example.org/a.js></script></body>"),
        "Should: policy in the page: it blocks https://example.org/a.js",
    );
    has(with("http-equiv", "name"), "Should: policy in the page: none");
}

#[test]
fn redirects_lead_to_the_page_or_to_a_clear_error() {
    let to = |place: &'static str| {
        move |path: &str| (path == "/lab/").then(|| Reply::Send(302, format!("Location: {place}\r\n"), vec![]))
    };
    assert_eq!(
        others(&good_host(to("/lab/index.html"))),
        [WITHOUT_SITE, "Should: compression: missing for index.html"]
    );
    let error = refusal(&good_host(to("/lab/")));
    assert!(error.ends_with("can't be reached: it redirects in a loop"), "{error}");
}

#[test]
fn places_without_the_page() {
    let error = refusal("example.org");
    assert!(error.contains("is no address of a page"), "{error}");
    let error = refusal(&format!("http://127.0.0.1:{}/", crate::server::free_port().unwrap()));
    assert!(error.contains("can't be reached: connect ECONNREFUSED"), "{error}");
    let error = refusal(&serve(|_| not_found()));
    assert!(error.contains("status 404"), "{error}");
    let error = refusal(&serve(|_| ok("Content-Type: text/html\r\n", b"<title>Shop</title>".to_vec())));
    assert!(error.contains("another page than the lab"), "{error}");
    let error = refusal(&serve(|_| ok("Content-Type: text/html\r\n", b"\xff\0<".to_vec())));
    assert!(error.contains("another page than the lab"), "{error}");
    let error = refusal(&serve(|_| Reply::Silence));
    assert!(error.contains("no complete answer within 2 s"), "{error}");
    let error = refusal(&serve(|_| Reply::Endless));
    assert!(error.contains("longer than 100000 bytes"), "{error}");
    let many: String = (0..1_000).map(|n| format!("<script src={n}.js></script>")).collect();
    let error = refusal(&serve(move |_| ok("", (page() + &many).into_bytes())));
    assert!(error.contains("another page than the lab"), "{error}");
}

#[test]
fn needs_one_address() {
    for options in [&[][..], &["a", "b"]] {
        assert!(super::check_host(options).unwrap_err().to_string().contains("check-host URL"));
    }
}
