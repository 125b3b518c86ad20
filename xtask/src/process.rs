//! Runs other programs: their output is passed on as it comes, and a long silence is filled with a sign of life.

use crate::Result;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may be silent before xtask says that it still runs.
const SILENCE: Duration = Duration::from_secs(15);

/// Runs the program to its end; an exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    run_with(command, |_| {})
}

/// Like [`run`], and shows each line of the program's standard output to `watch` as well.
pub fn run_with(command: &mut Command, mut watch: impl FnMut(&str) + Send) -> Result<()> {
    let name = describe(command);
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start `{name}`: {error}"))?;
    let (out, err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
    let heard = Mutex::new(Instant::now());
    let over = AtomicBool::new(false);
    let status = thread::scope(|scope| {
        let readers = [
            scope.spawn(|| {
                pass_on(out, &heard, |line| {
                    watch(line);
                    let _ = writeln!(std::io::stdout(), "{line}");
                })
            }),
            scope.spawn(|| {
                pass_on(err, &heard, |line| {
                    let _ = writeln!(std::io::stderr(), "{line}");
                })
            }),
        ];
        scope.spawn(|| signs_of_life(&name, &heard, &over));
        let status = child.wait();
        for reader in readers {
            let _ = reader.join();
        }
        over.store(true, Relaxed);
        status
    });
    judge(&name, status.map_err(|error| error.to_string())?)
}

/// Runs the program and returns what it printed on standard output; its error output is part of the error.
pub fn output(command: &mut Command) -> Result<String> {
    let name = describe(command);
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("cannot start `{name}`: {error}"))?;
    judge(&name, output.status)
        .map_err(|error| format!("{error}\n{}", String::from_utf8_lossy(&output.stderr).trim_end()))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A command that runs the program in the checkout.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::root());
    command
}

/// `cargo`, as the one that runs xtask.
pub fn cargo(args: &[&str]) -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(args);
    // What cargo told xtask about its own package is not true for the packages that it builds next.
    for (key, _) in std::env::vars_os() {
        let key = key.to_string_lossy();
        if key.starts_with("CARGO_PKG_") || key.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&*key);
        }
    }
    cargo
}

/// A program of Node: `npm` and `npx` are scripts with another name on Windows.
pub fn node_program(name: &str) -> Command {
    let windows = cfg!(windows) && name != "node";
    let mut program = command(if windows { format!("{name}.cmd") } else { name.to_owned() });
    program.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    program.env("npm_config_fund", "false").env("npm_config_audit", "false").env("npm_config_update_notifier", "false");
    program
}

/// Where the shell would find the program, looked for in `extra` first.
pub fn find(program: &str, extra: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names: Vec<String> = if cfg!(windows) {
        ["exe", "cmd"].map(|ending| format!("{program}.{ending}")).into()
    } else {
        vec![program.to_owned()]
    };
    extra
        .iter()
        .map(PathBuf::from)
        .chain(std::env::split_paths(&path))
        .flat_map(|dir| names.iter().map(move |name| dir.join(name)))
        .find(|file| file.is_file())
}

/// Whether the program can be started at all.
pub fn exists(program: &str) -> bool {
    find(program, &[]).is_some() || Path::new(program).is_file()
}

fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let args = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    std::iter::once(program).chain(args).collect::<Vec<_>>().join(" ")
}

fn judge(name: &str, status: ExitStatus) -> Result<()> {
    if status.success() { Ok(()) } else { Err(format!("`{name}` failed ({status})")) }
}

fn pass_on(stream: impl Read, heard: &Mutex<Instant>, mut line: impl FnMut(&str)) {
    let mut stream = BufReader::new(stream);
    let mut bytes = Vec::new();
    while stream.read_until(b'\n', &mut bytes).is_ok_and(|n| n > 0) {
        line(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']));
        bytes.clear();
        *heard.lock().expect("no panic while held") = Instant::now();
    }
}

fn signs_of_life(name: &str, heard: &Mutex<Instant>, over: &AtomicBool) {
    let start = Instant::now();
    let shown: String = name.chars().take(60).collect();
    while !over.load(Relaxed) {
        thread::sleep(Duration::from_millis(200));
        let mut heard = heard.lock().expect("no panic while held");
        if heard.elapsed() >= SILENCE && !over.load(Relaxed) {
            println!("    ... `{shown}` still runs ({} s)", start.elapsed().as_secs());
            *heard = Instant::now();
        }
    }
}
