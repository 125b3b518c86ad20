//! `cargo xtask serve`: serves the page for development, and rebuilds and reloads it on change.

use crate::tools::Tools;
use crate::{process, target_dir};
use anyhow::{Context as _, Result, bail, ensure};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

pub fn serve(options: &[&str]) -> Result<()> {
    let (mut port, mut release) = (8080, false);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--port" => {
                let number = options.next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
                port = number.context("--port needs a number from 1 to 65535")?;
            }
            "--release" => release = true,
            other => bail!("serve has no option {other}; it has --port N and --release"),
        }
    }
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        bail!("port {port} is taken; choose another: cargo xtask serve --port {}", port.wrapping_add(1));
    }
    let tools = Tools::install()?;
    let mut trunk = tools.trunk()?;
    // Not dist/, because a build or a test may use it at the same time.
    trunk.args(["serve", "--address", "127.0.0.1", "--port", &port.to_string(), "--dist"]);
    trunk.arg(target_dir().join("serve"));
    if release {
        tools.set_rust_flags(trunk.arg("--release"), &[])?;
    }
    println!("Building; the first time takes some minutes.");
    let (mut trunk, _guard) = process::spawn_tied(&mut trunk)?;
    let (start, mut reported, mut served) = (Instant::now(), Instant::now(), false);
    loop {
        thread::sleep(Duration::from_millis(200));
        if let Some(status) = trunk.try_wait()? {
            ensure!(status.success(), "trunk stopped ({status}); its own message is above");
            return Ok(());
        }
        if !served && TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            served = true;
            // After Trunk's own lines.
            thread::sleep(Duration::from_millis(300));
            println!("\n    The Event Sourcing Lab is at http://127.0.0.1:{port}/   (Ctrl-C stops it)\n");
        } else if !served && reported.elapsed() > Duration::from_secs(15) {
            println!("    ... still building ({} s)", start.elapsed().as_secs());
            reported = Instant::now();
        }
    }
}
