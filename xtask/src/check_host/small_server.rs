//! A small server that plays hosts of many kinds, with a page as the build makes it.

use crate::policy;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;
use std::{iter, thread};

const APP: &str = "app-0123456789abcdee";

/// How the server answers a path.
pub enum Reply {
    /// The status, header lines and the body.
    Send(u16, String, Vec<u8>),
    /// Keeps the connection, and says nothing.
    Silence,
    /// Sends without an end.
    Endless,
}

/// A page as the build makes it, only smaller.
pub fn page() -> String {
    let html = format!(
        "<!doctype html><html><head><meta charset=utf-8><title>Event Sourcing Lab</title><meta content=./card.jpg property=og:image>\
        <link href=./style-0123456789abcdef.css rel=stylesheet><link href=./favicon-0123456789abcdef.svg rel=icon>\
        <script src=./boot-0123456789abcdef.js></script>\
        <script type=module>import init from './{APP}/event-sourcing-lab.js'; await init('./{APP}/event-sourcing-lab_bg.wasm')</script>\
        <link href=./{APP}/event-sourcing-lab.js rel=modulepreload><link href=./{APP}/__wasm_split.js rel=modulepreload></head>\
        <body>{}</body></html>",
        "<p>The lab.</p>".repeat(200)
    );
    policy::insert(&html, &policy::policy(&html).unwrap()).unwrap()
}

/// A file of the page, below `/lab/`.
pub fn file(path: &str) -> Option<Vec<u8>> {
    let name = path.strip_prefix("/lab/")?;
    let parts = "fetch(new URL(\"./split_kept.wasm\",import.meta.url))";
    Some(match name {
        "" | "index.html" => page().into_bytes(),
        _ if !page().contains(name) && !name.ends_with("/split_kept.wasm") => return None,
        _ if name.ends_with("/__wasm_split.js") => parts.into(),
        _ if name.ends_with("/event-sourcing-lab.js") => "new URL('unused_bg.wasm', import.meta.url)".into(),
        _ if name.ends_with(".wasm") => b"\0asm\x01\0\0\0".to_vec(),
        _ => "/* a file */".into(),
    })
}

pub fn ok(headers: impl Into<String>, body: Vec<u8>) -> Reply {
    Reply::Send(200, headers.into(), body)
}

pub fn not_found() -> Reply {
    Reply::Send(404, String::new(), b"not found".to_vec())
}

/// The type of a file, as a good host sends it.
pub fn right_type(path: &str) -> String {
    let types = [
        ("js", "text/javascript"),
        ("css", "text/css"),
        ("wasm", "application/wasm"),
        ("svg", "image/svg+xml"),
        ("jpg", "image/jpeg"),
    ];
    let mime = types.iter().find(|(end, _)| path.ends_with(end)).map_or("text/html; charset=utf-8", |(_, mime)| mime);
    format!("Content-Type: {mime}\r\n")
}

/// Serves by this rule on a port of its own while the test runs. Returns the address of the page.
pub fn serve(rule: impl Fn(&str) -> Reply + Send + Sync + Clone + 'static) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let rule = rule.clone();
            thread::spawn(move || answer(stream.unwrap(), rule));
        }
    });
    format!("http://127.0.0.1:{port}/lab/")
}

fn answer(mut stream: TcpStream, rule: impl Fn(&str) -> Reply) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let path = first.split(' ').nth(1).unwrap_or_default();
    // The client may have closed the connection.
    match rule(path) {
        Reply::Send(status, headers, body) => {
            let head =
                format!("HTTP/1.1 {status} x\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
        Reply::Silence => thread::sleep(Duration::from_secs(60)),
        Reply::Endless => {
            let _ = stream.write_all(b"HTTP/1.1 200 x\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n");
            iter::repeat(()).take_while(|()| stream.write_all(&[b' '; 10_000]).is_ok()).for_each(drop);
        }
    }
}

/// A host that does all right, and this besides.
pub fn good_host(change: impl Fn(&str) -> Option<Reply> + Send + Sync + Clone + 'static) -> String {
    serve(move |path| {
        change(path).unwrap_or_else(|| {
            let Some(body) = file(if path == "/lab" { "/lab/" } else { path }) else { return not_found() };
            let cache = if path.contains("-0123456789") { "max-age=31536000, immutable" } else { "no-cache" };
            let policy = policy::header(&policy::policy(&page()).unwrap());
            let headers = right_type(path)
                + &format!(
                    "Cache-Control: {cache}\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
                )
                + &format!("Content-Security-Policy: {policy}\r\n");
            ok(headers, body)
        })
    })
}
