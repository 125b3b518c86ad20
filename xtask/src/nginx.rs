//! Starts nginx with the container's own configuration and looks at what it sends.
//!
//! What the container has in /srv/lab is laid out in a temporary folder, and nginx is started by the Dockerfile's own command. Of
//! nginx.conf only the port and /tmp are replaced, so that several may run on one machine.

use crate::counts::Counts;
use crate::http::{Answer, request};
use crate::{Result, build, container, csp, process, read, root, split, system, write};
use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// The user of the container, and the one that the server gets here when xtask is root.
const USER: u32 = 33;

/// What the shell does with nginx's command line.
const NGINX: &str = r#"exec "$@""#;

/// The same, until xtask closes the pipe or is gone, however it ended: a server is never left behind.
const NGINX_WHILE_LISTENED_TO: &str = r#""$@" & read -r _; kill $!; wait"#;

/// A running nginx that serves `dist/`; it ends when this is dropped.
pub struct Server {
    child: Child,
    home: Home,
    port: u16,
}

impl Server {
    pub fn start() -> Result<Server> {
        let home = Home::new()?;
        let port = free_port()?;
        home.lay_out(port)?;
        let log = home.path.join("log");
        let test = home.nginx(NGINX)?.args(["-t", "-q"]).status();
        if !test.is_ok_and(|status| status.success()) {
            return Err(format!("nginx.conf is wrong:\n{}", read(&log)?));
        }
        let mut nginx = home.nginx(NGINX_WHILE_LISTENED_TO)?;
        let child = nginx.stdin(Stdio::piped()).spawn().map_err(|error| format!("cannot start nginx: {error}"))?;
        let server = Server { child, home, port };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if start.elapsed() > Duration::from_secs(10) {
                return Err(format!("nginx does not serve:\n{}", read(&log)?));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Result<Answer> {
        request(self.port, method, path, headers)
    }

    fn get(&self, path: &str) -> Result<Answer> {
        self.request("GET", path, &[])
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The container's /srv/lab, in a temporary folder that is removed when this is dropped.
struct Home {
    path: PathBuf,
}

impl Home {
    fn new() -> Result<Home> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("event-sourcing-lab-nginx-{}-{}", std::process::id(), NUMBER.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(path.join("tmp")).map_err(|error| format!("cannot make {}: {error}", path.display()))?;
        Ok(Home { path })
    }

    /// As the Dockerfile's COPY lines do.
    fn lay_out(&self, port: u16) -> Result<()> {
        let dist = build::dist();
        if !dist.join("index.html").is_file() || !build::nginx_policy().is_file() {
            return Err("there is no built page: run `cargo xtask build` first".into());
        }
        let conf = read(&root().join("nginx.conf"))?;
        let tmp = self.path.join("tmp");
        let conf = conf.replace("listen 8080;", &format!("listen 127.0.0.1:{port};"));
        write(&self.path.join("nginx.conf"), &conf.replace(" /tmp/", &format!(" {}/", tmp.display())))?;
        write(&self.path.join("csp.conf"), &read(&build::nginx_policy())?)?;
        copy(&dist, &self.path.join("html"))?;
        self.give_away()
    }

    /// The Dockerfile's CMD, in this folder, without the rights of root.
    fn nginx(&self, script: &str) -> Result<Command> {
        let words = container::Dockerfile::read()?.command()?.into_iter().skip(1);
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh"]).arg(system::nginx()?);
        command.args(words.map(|word| word.replace("/srv/lab", &self.path.to_string_lossy())));
        #[cfg(unix)]
        if system::is_root() {
            use std::os::unix::process::CommandExt as _;
            command.uid(USER).gid(USER);
        }
        let stream = |name: &str| {
            fs::File::options()
                .create(true)
                .append(true)
                .open(self.path.join(name))
                .map_err(|error| format!("cannot write {name}: {error}"))
        };
        command.current_dir(&self.path).stdin(Stdio::null()).stdout(stream("access.log")?).stderr(stream("log")?);
        Ok(command)
    }

    /// Lets the server's user write what the container's user may write: /tmp and the standard streams.
    fn give_away(&self) -> Result<()> {
        for name in ["log", "access.log"] {
            write(&self.path.join(name), "")?;
        }
        #[cfg(unix)]
        if system::is_root() {
            for name in ["tmp", "log", "access.log"] {
                std::os::unix::fs::chown(self.path.join(name), Some(USER), Some(USER))
                    .map_err(|error| format!("cannot give {name} to the server's user: {error}"))?;
            }
        }
        Ok(())
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Every behaviour of the server that the project promises; each counts as a test.
pub fn check(counts: &mut Counts) -> Result<()> {
    let server = Server::start()?;
    let html = read(&build::dist().join("index.html"))?;
    let file = |ending: &str| names_in(&build::dist()).into_iter().find(|name| name.ends_with(ending));
    let wasm = format!("/{}", file("_bg.wasm").ok_or("dist/ has no WebAssembly")?);
    let script = format!("/{}", split::script(&html).ok_or("the page loads no script of wasm-bindgen")?);
    let part = names_in(&build::dist()).into_iter().find(|name| name.ends_with(".wasm") && !name.ends_with("_bg.wasm"));
    let part = format!("/{}", part.ok_or("dist/ has no part of the page that is loaded when it is asked for")?);
    let style = file(".css").map(|name| format!("/{name}"));
    let mut checks = Checks { counts, failed: 0 };

    checks.that("serves the page", || {
        let page = server.get("/")?;
        same(page.status, 200)?;
        same(page.header("Content-Type"), Some("text/html; charset=utf-8"))?;
        same(page.body == html.as_bytes(), true)
    });
    checks.that("serves WebAssembly as application/wasm", || {
        for path in [&wasm, &part] {
            let answer = server.get(path)?;
            same(answer.status, 200)?;
            same(answer.header("Content-Type"), Some("application/wasm"))?;
            same(answer.body.starts_with(b"\0asm"), true)?;
        }
        Ok(())
    });
    checks.that("serves scripts as text/javascript", || {
        same(server.get(&script)?.header("Content-Type"), Some("text/javascript; charset=utf-8"))
    });
    if let Some(style) = &style {
        checks.that("serves styles as text/css", || {
            same(server.get(style)?.header("Content-Type"), Some("text/css; charset=utf-8"))
        });
    }
    checks.that("the .br and .gz files unpack to the files beside them", || {
        let mut node = process::node_program("node");
        process::output(node.arg(root().join("xtask/src/compress.mjs")).arg("--verify").arg(build::dist())).map(drop)
    });
    for (accepted, sent) in [
        ("gzip, deflate, br", Some("br")),
        ("br;q=1.0, gzip;q=0.8", Some("br")),
        ("gzip", Some("gzip")),
        ("identity", None),
    ] {
        checks.that(
            &format!("to a browser that accepts {accepted} it sends {}", sent.unwrap_or("the plain file")),
            || {
                for path in ["/", &wasm, &part, &script] {
                    let answer = server.request("GET", path, &[("Accept-Encoding", accepted)])?;
                    same(answer.status, 200)?;
                    same(answer.header("Content-Encoding"), sent)?;
                    same(answer.header("Vary"), Some("Accept-Encoding"))?;
                    let name = if path == "/" { "index.html" } else { &path[1..] };
                    let ending = match sent {
                        Some("br") => ".br",
                        Some(_) => ".gz",
                        None => "",
                    };
                    let expected =
                        fs::read(build::dist().join(format!("{name}{ending}"))).map_err(|error| error.to_string())?;
                    same(answer.body == expected, true)?;
                }
                Ok(())
            },
        );
    }
    checks.that("keeps WebAssembly's type when it is compressed", || {
        let answer = server.request("GET", &wasm, &[("Accept-Encoding", "br")])?;
        same(answer.header("Content-Type"), Some("application/wasm"))
    });
    checks.that("files with a hash in their name may be kept for good", || {
        for path in [Some(&wasm), Some(&part), Some(&script), style.as_ref()].into_iter().flatten() {
            same(server.get(path)?.header("Cache-Control"), Some("public, max-age=31536000, immutable"))?;
        }
        Ok(())
    });
    checks.that("the page is asked for again each time", || {
        for path in ["/", "/index.html", "/some/route"] {
            same(server.get(path)?.header("Cache-Control"), Some("no-cache"))?;
        }
        Ok(())
    });
    checks.that("an unchanged file is answered with 304 and may still be kept", || {
        for (path, cache) in [("/", "no-cache"), (&*wasm, "public, max-age=31536000, immutable")] {
            let etag = server.get(path)?.header("ETag").ok_or("no ETag")?.to_owned();
            let answer = server.request("GET", path, &[("If-None-Match", &etag)])?;
            same((answer.status, answer.body.len()), (304, 0))?;
            same(answer.header("Cache-Control"), Some(cache))?;
        }
        Ok(())
    });
    checks.that("a route shows the page", || {
        for path in ["/learn", "/a/b/c", "/accounts/42/", "/?seed=1", "/learn?x=a.b"] {
            let page = server.get(path)?;
            same((path, page.status), (path, 200))?;
            same(page.body == html.as_bytes(), true)?;
        }
        Ok(())
    });
    checks.that("a page at a nested route finds its files", || {
        for path in [&wasm, &part, &script] {
            let answer = server.get(&format!("/a/b{path}"))?;
            same(answer.status, 200)?;
            same(answer.body == server.get(path)?.body, true)?;
        }
        Ok(())
    });
    checks.that("the page names its files relative to itself, so that it works below any path", || {
        let tags = csp::tags(&html);
        let addresses = tags.iter().flat_map(|tag| ["src", "href"].map(|name| tag.get(name).map(str::to_owned)));
        for address in addresses.flatten() {
            same((&*address, address.starts_with('/')), (&*address, false))?;
        }
        same(html.contains(&format!("'.{script}'")) && html.contains(&format!("'.{wasm}'")), true)
    });
    checks.that("a missing file is a real 404, and is not kept", || {
        for path in [
            "/missing.js",
            "/app-0123456789abcdef.js",
            "/app-0123456789abcdef_bg.wasm",
            "/a/b/missing.css",
            "/favicon.png",
        ] {
            let answer = server.get(path)?;
            same((path, answer.status), (path, 404))?;
            same(answer.header("Cache-Control"), Some("no-cache"))?;
            same(answer.body == html.as_bytes(), false)?;
        }
        Ok(())
    });
    checks.that("hidden and compressed files have no address of their own", || {
        for path in [
            "/.git/config",
            "/.env",
            "/a/.hidden",
            "/index.html.br",
            "/index.html.gz",
            "/../nginx.conf",
            "/csp.conf",
            "/nginx.conf",
        ] {
            let status = server.get(path)?.status;
            same((path, status == 404 || status == 400), (path, true))?;
        }
        Ok(())
    });
    checks.that("the security headers are on every answer, once", || {
        for (method, path) in [
            ("GET", "/"),
            ("HEAD", "/"),
            ("GET", &*wasm),
            ("GET", "/a/b"),
            ("GET", "/missing.js"),
            ("GET", "/.env"),
            ("GET", "/healthz"),
            ("POST", "/"),
        ] {
            let answer = server.request(method, path, &[("Accept-Encoding", "br")])?;
            for (name, value) in [
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
                ("Cross-Origin-Opener-Policy", "same-origin"),
                ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ] {
                same((method, path, name, answer.header(name)), (method, path, name, Some(value)))?;
            }
            same((method, path, answer.header("Content-Security-Policy").is_some()), (method, path, true))?;
        }
        Ok(())
    });
    checks.that("the policy in the header is the page's own, and lets anyone embed it", || {
        let page = server.get("/")?;
        let body = String::from_utf8_lossy(&page.body);
        let meta = csp::meta_of(&body).ok_or("the page has no policy")?;
        same(page.header("Content-Security-Policy"), Some(csp::header(&meta).as_str()))?;
        same(page.header("X-Frame-Options"), None)
    });
    checks.that("the policy allows exactly the inline scripts of the page as served", || {
        let page = server.get("/")?;
        let body = String::from_utf8_lossy(&page.body);
        same(csp::meta_of(&body), Some(csp::policy(&body)?))?;
        let sent = page.header("Content-Security-Policy").unwrap_or_default();
        same(sent.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"), true)?;
        same(sent.contains("unsafe-inline") || sent.contains("'unsafe-eval'"), false)
    });
    checks.that("only GET and HEAD are answered", || {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            let answer = server.request(method, "/", &[])?;
            same((method, answer.status), (method, 405))?;
            same(answer.header("Allow"), Some("GET, HEAD"))?;
        }
        let head = server.request("HEAD", "/", &[])?;
        same((head.status, head.body.len()), (200, 0))?;
        same(head.header("Allow"), None)
    });
    checks.that("does not tell its version", || same(server.get("/missing.js")?.header("Server"), Some("nginx")));
    checks.that("the health check of the Dockerfile passes", || {
        same(server.get("/healthz")?.body == b"ok\n", true)?;
        process::output(&mut container::Dockerfile::read()?.health_check(server.port)?).map(drop)
    });
    checks.that("and fails when nothing is served", || {
        let other = free_port()?;
        same(process::output(&mut container::Dockerfile::read()?.health_check(other)?).is_err(), true)
    });
    checks.that("nginx has nothing to complain about", || same(read(&server.home.path.join("log"))?.as_str(), ""));
    checks.close()
}

/// Counts and prints checks; a failed one does not stop the others.
pub struct Checks<'a> {
    pub counts: &'a mut Counts,
    pub failed: u32,
}

impl Checks<'_> {
    pub fn that(&mut self, name: &str, check: impl FnOnce() -> Result<()>) {
        match check() {
            Ok(()) => {
                self.counts.passed += 1;
                println!("   ok      {name}");
            }
            Err(error) => {
                self.counts.failed += 1;
                self.failed += 1;
                println!("   FAILED  {name}\n           {error}");
            }
        }
    }

    pub fn close(self) -> Result<()> {
        if self.failed == 0 { Ok(()) } else { Err(format!("{} of the checks above failed", self.failed)) }
    }
}

/// Like `assert_eq!`, as a result.
pub fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Result<()> {
    if found == expected { Ok(()) } else { Err(format!("found {found:?}, expected {expected:?}")) }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| format!("no free port: {error}"))?;
    Ok(listener.local_addr().map_err(|error| error.to_string())?.port())
}

fn names_in(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().filter_map(|entry| entry.ok());
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(|error| format!("cannot make {}: {error}", to.display()))?;
    for name in names_in(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).map_err(|error| format!("cannot copy {}: {error}", from.display()))?;
        }
    }
    Ok(())
}
