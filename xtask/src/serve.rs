//! `cargo xtask serve`: a page to work on, rebuilt and reloaded on change.

use crate::{Result, system, target_dir, tools};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

const PORT: u16 = 8080;

pub fn serve(options: &[&str]) -> Result<()> {
    let (mut port, mut release) = (PORT, false);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--port" => {
                port = options.next().and_then(|n| n.parse().ok()).ok_or("--port needs a number from 1 to 65535")?
            }
            "--release" => release = true,
            other => return Err(format!("serve has no option {other}; it has --port N and --release")),
        }
    }
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        return Err(format!("port {port} is taken; choose another: cargo xtask serve --port {}", port.wrapping_add(1)));
    }
    system::node()?;
    let path = tools::for_build()?;
    let mut trunk = tools::trunk_command(&path)?;
    // Not dist/, so that a build or a test run beside it disturbs neither.
    trunk.args(["serve", "--address", "127.0.0.1", "--port", &port.to_string(), "--dist"]);
    trunk.arg(target_dir().join("serve"));
    if release {
        tools::rust_flags(trunk.arg("--release"), &[]);
    }
    println!("Building; the first time takes some minutes.");
    let announcer = std::env::current_exe().map_err(|error| error.to_string())?;
    Command::new(announcer).args(["announce", &port.to_string()]).spawn().map_err(|error| error.to_string())?;
    become_trunk(trunk)
}

/// xtask turns into Trunk, so that whoever stops this process stops the server.
#[cfg(unix)]
fn become_trunk(mut trunk: Command) -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(format!("cannot start trunk: {}", trunk.exec()))
}

#[cfg(not(unix))]
fn become_trunk(mut trunk: Command) -> Result<()> {
    let status = trunk.status().map_err(|error| format!("cannot start trunk: {error}"))?;
    if status.success() { Ok(()) } else { Err("trunk stopped; its own words are above".into()) }
}

/// Runs beside Trunk, in a process of its own, until the page is there: says that the build goes on, and then the address.
pub fn announce(port: &str) -> Result<()> {
    let port: u16 = port.parse().map_err(|_| "announce needs a port")?;
    let start = Instant::now();
    let mut told = start;
    let parent = parent_id();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        thread::sleep(Duration::from_millis(200));
        if parent_id() != parent {
            return Ok(()); // Trunk has stopped
        }
        if told.elapsed() > Duration::from_secs(15) {
            println!("    ... still building ({} s)", start.elapsed().as_secs());
            told = Instant::now();
        }
    }
    // After Trunk's own lines.
    thread::sleep(Duration::from_millis(300));
    println!("\n    The Event Sourcing Lab is at http://127.0.0.1:{port}/   (Ctrl-C stops it)\n");
    Ok(())
}

#[cfg(unix)]
fn parent_id() -> u32 {
    std::os::unix::process::parent_id()
}

#[cfg(not(unix))]
fn parent_id() -> u32 {
    0
}
