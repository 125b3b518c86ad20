//! Runs other programs, streams their output, and reports that they still run if they are silent for a long time.

use anyhow::{Context as _, Result, ensure};
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// The length of silence after which xtask reports that a program still runs.
const SILENCE: Duration = Duration::from_secs(15);

/// Runs a program. An exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    run_with(command, |_| {})
}

/// Like [`run`], and also passes each line of output to `watch`.
pub fn run_with(command: &mut Command, mut watch: impl FnMut(&str)) -> Result<()> {
    let name = describe(command);
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let (output, writer) = std::io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().with_context(|| format!("cannot start `{name}`"))?;
    // The output ends when all its writers are closed, and `command` still holds two.
    command.stdout(Stdio::null()).stderr(Stdio::null());

    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let start = Instant::now();
    loop {
        match lines.recv_timeout(SILENCE) {
            Ok(line) => {
                let line = String::from_utf8_lossy(&line);
                watch(line.trim_end_matches('\r'));
                let _ = writeln!(std::io::stdout(), "{line}");
            }
            Err(RecvTimeoutError::Timeout) => {
                println!("    ... `{name:.60}` still runs ({} s)", start.elapsed().as_secs());
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = child.wait()?;
    ensure!(status.success(), "`{name}` failed ({status})");
    Ok(())
}

/// Runs a program and returns its standard output. The error contains its error output.
pub fn output(command: &mut Command) -> Result<String> {
    let name = describe(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{name}`"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "`{name}` failed ({})\n{}", output.status, errors.trim_end());
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A command that runs a program in the checkout.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    // On Windows `npm` is `npm.cmd`, which only `which` finds.
    let mut command = Command::new(which::which(&program).unwrap_or_else(|_| program.as_ref().into()));
    command.current_dir(crate::root());
    command
}

/// Starts a program that always ends with xtask, so no server is left behind. It also ends when the standard input of the second
/// process is closed.
pub fn spawn_tied(command: &mut Command) -> Result<(Child, Child)> {
    let child =
        command.stdin(Stdio::null()).spawn().with_context(|| format!("cannot start `{}`", describe(command)))?;
    let mut guard = Command::new("sh");
    guard.args(["-c", "read -r _; kill $1 2>/dev/null", "sh", &child.id().to_string()]);
    Ok((child, guard.stdin(Stdio::piped()).spawn()?))
}

/// The `cargo` that runs xtask.
pub fn cargo(args: &[&str]) -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(args);
    // These variables describe the xtask package, so they would be wrong for other packages.
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&key);
        }
    }
    cargo
}

/// Installs the Node packages of a folder exactly as locked, unless they are installed already.
pub fn npm_install(folder: &Path) -> Result<()> {
    let lock = fs_err::read(folder.join("package-lock.json"))?;
    let installed = folder.join("node_modules/.installed-lock.json");
    if fs_err::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = command("npm");
    npm.current_dir(folder).args(["ci", "--no-fund", "--no-audit"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(&mut npm)?;
    Ok(fs_err::write(&installed, lock)?)
}

fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let words: Vec<_> = std::iter::once(program).chain(command.get_args()).map(OsStr::to_string_lossy).collect();
    words.join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn tied_program_ends_when_the_input_of_its_guard_is_closed() {
        let (mut sleep, mut guard) = spawn_tied(Command::new("sleep").arg("60")).unwrap();
        assert!(sleep.try_wait().unwrap().is_none());
        drop(guard.stdin.take());
        assert!(!sleep.wait().unwrap().success());
        guard.wait().unwrap();
    }
}
