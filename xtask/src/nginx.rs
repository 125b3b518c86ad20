//! Checks of the server: nginx runs as in the container, and each check counts as a test.

use crate::budget::files;
use crate::counts::Counts;
use crate::server::{self, Server};
use crate::{build, card, check_host, policy, process, root};
use anyhow::{Context as _, Result, ensure};
use std::fmt::Debug;
use std::time::Duration;
use ureq::Agent;
use ureq::http::{Request, Response};

type Headers<'a> = &'a [(&'a str, &'a str)];

/// The headers of every response, besides the policy.
const ALWAYS: Headers = &[
    ("Server", "nginx"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];
const IMMUTABLE: (&str, &str) = ("Cache-Control", "public, max-age=31536000, immutable");
const NO_CACHE: (&str, &str) = ("Cache-Control", "no-cache");
const PAGE: Headers = &[("Content-Type", "text/html; charset=utf-8"), NO_CACHE];
const TEXT: Headers = &[("Content-Type", "text/plain; charset=utf-8"), NO_CACHE];
const WASM: Headers = &[("Content-Type", "application/wasm"), IMMUTABLE];
const SCRIPT: Headers = &[("Content-Type", "text/javascript; charset=utf-8"), IMMUTABLE];
const STYLE: Headers = &[("Content-Type", "text/css; charset=utf-8"), IMMUTABLE];

/// Runs all checks.
pub fn check(counts: &mut Counts) -> Result<()> {
    let server = Server::start()?;
    let dist = build::dist();
    let html = fs_err::read_to_string(dist.join("index.html"))?;
    let meta = policy::attributes(&html, "meta[http-equiv=Content-Security-Policy]", "content")?;
    let client = Client { port: server.port, policy: policy::header(meta.first().context("the page has no policy")?) };
    let built = files(&dist);
    let path = |end: &str| {
        let file = built.iter().find(|file| file.ends_with(end));
        file.map(|file| format!("/{file}")).with_context(|| format!("dist/ has no {end}"))
    };
    let (script, wasm, part, style) = (&path("lab.js")?, &path("_bg.wasm")?, &path("details.wasm")?, &path(".css")?);
    let (long, too_long) = (&*"x".repeat(32 * 1024), &*"x".repeat(60 * 1024));

    // The check, methods, paths, request headers, status, response headers.
    #[rustfmt::skip]
    let table: [(&str, &str, &str, Headers, u16, Headers); 22] = [
        ("serves the page", "GET HEAD", "/ /index.html", &[], 200, PAGE),
        ("serves the page at a route", "GET HEAD", "/learn /a/b/c /accounts/42/ /?seed=1 /learn?x=a.b", &[], 200, PAGE),
        ("serves WebAssembly", "GET HEAD", &format!("{wasm} {part}"), &[], 200, WASM),
        ("serves compressed WebAssembly", "GET", &format!("{wasm} {part}"), &[("Accept-Encoding", "br")], 200, WASM),
        ("serves the script", "GET HEAD", script, &[], 200, SCRIPT),
        ("serves the stylesheet", "GET HEAD", style, &[], 200, STYLE),
        ("serves the picture of the card", "GET HEAD", "/card.jpg", &[], 200, &[("Content-Type", "image/jpeg"), NO_CACHE]),
        ("serves the licences", "GET", "/licenses.txt", &[], 200, TEXT),
        ("serves the files of a page at a nested route", "GET", &format!("/a/b{wasm} /a/b{script} /a/b{style}"), &[], 200, &[IMMUTABLE]),
        ("is healthy", "GET", "/healthz", &[], 200, TEXT),
        ("answers no other method", "POST PUT DELETE PATCH OPTIONS", &format!("/ {wasm} /x.js"), &[], 405, &[("Allow", "GET, HEAD"), NO_CACHE]),
        ("a missing file is a 404", "GET HEAD", "/x.js /favicon.png /a/x.css /app-0123456789abcdef.js /app-0123456789abcdef/x.wasm", &[], 404, &[NO_CACHE]),
        ("hidden files have no address", "GET", "/.git/config /.env /a/.hidden /csp.conf /nginx.conf", &[], 404, &[NO_CACHE]),
        ("compressed files have no address", "GET", &format!("/index.html.br /index.html.gz {wasm}.br"), &[], 404, &[NO_CACHE]),
        ("files outside the page have no address", "GET", "/../nginx.conf", &[], 400, &[NO_CACHE]),
        ("sends the whole file for a range of it", "GET", wasm, &[("Range", "bytes=0-9")], 200, WASM),
        ("sends the whole file for a range beyond its end", "GET", wasm, &[("Range", "bytes=99999999-")], 200, WASM),
        ("a failed condition is not cached", "GET", wasm, &[("If-Match", "\"other\"")], 412, &[NO_CACHE]),
        ("serves a request line of 32 KB", "GET", &format!("/?{long}"), &[], 200, PAGE),
        ("serves a header of 32 KB", "GET", "/", &[("X-Long", long)], 200, PAGE),
        ("refuses a request line of 60 KB", "GET", &format!("/?{too_long}"), &[], 414, &[NO_CACHE]),
        ("refuses a header of 60 KB", "GET", "/", &[("X-Long", too_long)], 400, &[NO_CACHE]),
    ];
    for (check, methods, paths, headers, status, expected) in table {
        counts.check(check, || {
            for (method, path) in methods.split(' ').flat_map(|method| paths.split(' ').map(move |path| (method, path)))
            {
                client.expect(method, path, headers, status, expected)?;
            }
            Ok(())
        });
    }
    let encodings = [
        ("gzip, deflate, br", Some("br")),
        ("br;q=1.0, gzip;q=0.8", Some("br")),
        ("gzip", Some("gzip")),
        ("identity", None),
    ];
    for (accepted, sent) in encodings {
        counts.check(
            &format!("to a browser that accepts {accepted} it sends {}", sent.unwrap_or("the plain file")),
            || {
                let ending = sent.map_or("", |sent| if sent == "br" { ".br" } else { ".gz" });
                let headers = [("Accept-Encoding", accepted)];
                for file in built.iter().filter(|file| dist.join(format!("{file}.br")).is_file()) {
                    let response =
                        client.expect("GET", &format!("/{file}"), &headers, 200, &[("Vary", "Accept-Encoding")])?;
                    same((file, header(&response, "Content-Encoding")), (file, sent))?;
                    let expected = fs_err::read(dist.join(format!("{file}{ending}")))?;
                    ensure!(*response.body() == expected, "{file}: not the bytes of {file}{ending}");
                }
                Ok(())
            },
        );
    }
    counts.check("the .br and .gz files unpack to the files beside them", || {
        let mut node = process::command("node");
        process::output(node.arg(root().join("xtask/tools/compress.mjs")).arg("--verify").arg(&dist)).map(drop)
    });
    counts.check("an unchanged file is answered with 304 and may still be cached", || {
        for (path, cache) in [("/", NO_CACHE), (wasm, IMMUTABLE)] {
            let response = client.expect("GET", path, &[], 200, &[])?;
            let etag = header(&response, "ETag").context("no ETag")?;
            client.expect("GET", path, &[("If-None-Match", etag)], 304, &[cache])?;
        }
        Ok(())
    });
    counts.check("the page names its files relative to itself, so that it works below any path", || {
        let named = [policy::attributes(&html, "[src]", "src")?, policy::attributes(&html, "[href]", "href")?].concat();
        ensure!(named.len() > 5 && !named.iter().any(|address| address.starts_with('/')), "{named:?}");
        ensure!(html.contains(&format!("'.{script}'")) && html.contains(&format!("'.{wasm}'")), "it does not start");
        Ok(())
    });
    counts.check("check-host finds nothing but what SITE_URL adds", || check_host(&server.address(), &built, &html));
    counts.check("the policy allows only the inline script of the page", || {
        same(&client.policy, &policy::header(&policy::policy(&html)?))?;
        let policy = &client.policy;
        ensure!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"), "{policy}");
        ensure!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        Ok(())
    });
    counts.check("the licences name the packages of the page, and only its own", || {
        let licenses = fs_err::read_to_string(dist.join("licenses.txt"))?;
        for (package, is_shipped) in
            [("leptos", true), ("serde_json", true), ("leptos_macro", false), ("lol_html", false)]
        {
            same((package, licenses.contains(&format!("\n{package} "))), (package, is_shipped))?;
        }
        Ok(())
    });
    counts.check("the health check of the Dockerfile passes", || server::health_check(server.port));
    counts
        .check("and fails when nothing is served", || same(server::health_check(server::free_port()?).is_err(), true));
    if std::fs::exists("/proc/net/if_inet6").unwrap_or_default() {
        counts.check("serves on IPv6", || same(client.send("[::1]", "GET", "/", &[])?.status().as_u16(), 200));
    }
    counts.check("serves where the kernel has no IPv6", || {
        let server = Server::start_without_ipv6()?;
        let client = Client { port: server.port, policy: client.policy.clone() };
        client.expect("GET", "/", &[], 200, PAGE)?;
        same(client.send("[::1]", "GET", "/", &[]).is_err(), true)
    });
    counts.check("nginx logs no error", || same(&*server.errors()?, ""));
    ensure!(counts.failed == 0, "{} of the checks above failed", counts.failed);
    Ok(())
}

/// The whole report on this server, as the command prints it.
fn check_host(address: &str, built: &[String], html: &str) -> Result<()> {
    let programs = built.iter().filter(|file| file.ends_with(".wasm")).count();
    let card = policy::attributes(html, "meta[property='og:image']", "content")?.concat();
    let card = match card.strip_suffix(card::PICTURE).context("the card has no picture")? {
        "./" => "   should  card: the picture has no absolute address".to_owned(),
        _ => format!("   should  card: the picture is at another address, {card:.100}"),
    };
    let report = check_host::printed(address)?;
    let firsts: Vec<&str> = report.iter().filter_map(|line| line.lines().next()).collect();
    same(
        firsts,
        vec![
            "   ok      page: 200 as text/html",
            "   ok      scripts: 3 files, as text/javascript",
            "   ok      stylesheet: 1 file, as text/css",
            &format!("   ok      WebAssembly: {programs} files, as application/wasm"),
            "   ok      icon: 1 file, as image/svg+xml",
            "   ok      picture of the card: 1 file, as image/jpeg",
            &card,
            "   ok      compression: br and gzip",
            "   ok      address below the page: the page, with its files",
            "   ok      missing file: status 404",
            "   ok      policy in the page: it allows exactly the page's own scripts",
            "   ok      policy as a header: the one of this build",
            "   ok      embedding: allowed everywhere",
            "   ok      caching of files with a hash in their name: for good",
            "   ok      caching of the page: a browser asks for it again",
            "   ok      X-Content-Type-Options: nosniff",
            "   ok      Referrer-Policy: no-referrer",
            "   ok      connection: a browser counts it as secure",
        ],
    )
}

/// Sends requests to a server on this machine.
struct Client {
    port: u16,
    /// The policy in every response.
    policy: String,
}

impl Client {
    /// Sends a request. The response must have this status, these headers, the security headers, and each header only once.
    fn expect(
        &self,
        method: &str,
        path: &str,
        headers: Headers,
        status: u16,
        expected: Headers,
    ) -> Result<Response<Vec<u8>>> {
        let request = &*format!("{method} {path:.60}");
        let response = self.send("127.0.0.1", method, path, headers)?;
        same((request, response.status().as_u16()), (request, status))?;
        let policy = [("Content-Security-Policy", &*self.policy)];
        for (name, value) in ALWAYS.iter().chain(expected).chain(&policy) {
            same((request, *name, header(&response, name)), (request, *name, Some(*value)))?;
        }
        for name in response.headers().keys() {
            ensure!(response.headers().get_all(name).iter().count() == 1, "{request}: has {name} more than once");
        }
        for name in ["Allow", "X-Frame-Options"] {
            let is_expected = expected.iter().any(|(expected, _)| *expected == name);
            ensure!(is_expected || header(&response, name).is_none(), "{request}: has the header {name}");
        }
        Ok(response)
    }

    /// Sends a request to an address of this machine. The body of the response is not decompressed.
    fn send(&self, host: &str, method: &str, path: &str, headers: Headers) -> Result<Response<Vec<u8>>> {
        let config = Agent::config_builder().http_status_as_error(false).max_idle_connections(0);
        let agent = config.timeout_global(Some(Duration::from_secs(10))).build().new_agent();
        let mut request = Request::builder().method(method).uri(format!("http://{host}:{}{path}", self.port));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = agent.run(request.body(())?).with_context(|| format!("{method} {path:.60}"))?;
        let (head, mut body) = response.into_parts();
        Ok(Response::from_parts(head, body.read_to_vec()?))
    }
}

fn header<'a>(response: &'a Response<Vec<u8>>, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// Like `assert_eq!`, but returns a result.
fn same<T: PartialEq + Debug>(found: T, expected: T) -> Result<()> {
    ensure!(found == expected, "found {found:?}, expected {expected:?}");
    Ok(())
}
