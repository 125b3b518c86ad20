//! Runs nginx as the container does: a temporary folder replaces /srv/lab of the image, and the Dockerfile's command starts the server.
//! Only the port, the addresses and the folders differ, so several servers can run on one machine.

use crate::container::Image;
use crate::{build, process, system};
use anyhow::{Result, bail, ensure};
use fs_err as fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The paths in the folder that the server may write: /tmp and the standard streams.
const WRITABLE: [&str; 3] = ["tmp", "access.log", "error.log"];

/// A running nginx that serves `dist/` until this is dropped.
pub struct Server {
    child: Child,
    guard: Child,
    home: TempDir,
    /// On 127.0.0.1 and ::1.
    pub port: u16,
}

impl Server {
    pub fn start() -> Result<Self> {
        Self::start_with("/proc/net/if_inet6")
    }

    /// Starts nginx as on a kernel without IPv6.
    pub fn start_without_ipv6() -> Result<Self> {
        Self::start_with("/proc/net/missing")
    }

    /// Starts nginx. The file exists if the kernel has IPv6.
    fn start_with(ipv6: &str) -> Result<Self> {
        ensure!(
            build::dist().join("index.html").is_file() && build::nginx_policy().is_file(),
            "there is no built page: run `cargo xtask build` first"
        );
        let image = Image::read()?;
        let nginx = system::nginx()?;
        let home = tempfile::Builder::new().prefix("event-sourcing-lab-nginx-").tempdir()?;
        let port = free_port()?;
        let here = |text: &str| {
            let text = text.replace("/proc/net/if_inet6", ipv6).replace("/tmp/", "/srv/lab/tmp/");
            let text = text.replace("listen 8080", &format!("listen 127.0.0.1:{port}"));
            let text = text.replace("listen [::]:8080", &format!("listen [::1]:{port}"));
            text.replace("/srv/lab", &home.path().to_string_lossy())
                .replace("exec nginx", &format!("exec {}", nginx.display()))
        };
        for (from, to) in &image.copies {
            process::output(process::command("cp").arg("-R").arg(from).arg(here(&to.to_string_lossy())))?;
        }
        let conf = home.path().join("nginx.conf");
        fs::write(&conf, here(&fs::read_to_string(&conf)?))?;
        let [tmp, access_log, error_log] = WRITABLE.map(|name| home.path().join(name));
        fs::create_dir(tmp)?;

        let words: Vec<String> = image.command.iter().map(|word| here(word)).collect();
        let mut command = process::command(&words[0]);
        command.args(&words[1..]).current_dir(&home).stdout(fs::File::create(access_log)?.into_file());
        command.stderr(fs::File::create(error_log)?.into_file());
        #[cfg(unix)]
        if system::is_root() {
            use std::os::unix::{fs::PermissionsExt as _, fs::chown, process::CommandExt as _};
            let (user, group) = image.user;
            command.uid(user).gid(group);
            fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o755))?;
            for name in WRITABLE {
                chown(home.path().join(name), Some(user), Some(group))?;
            }
        }
        let (child, guard) = process::spawn_tied(&mut command)?;
        let mut server = Self { child, guard, home, port };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if server.child.try_wait()?.is_some() || start.elapsed() > Duration::from_secs(10) {
                bail!("nginx does not serve:\n{}", server.errors()?);
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The error log of nginx.
    pub fn errors(&self) -> Result<String> {
        Ok(fs::read_to_string(self.home.path().join("error.log"))?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = (self.child.wait(), self.guard.wait());
    }
}

/// Runs the health check of the Dockerfile on the server at this port.
pub fn health_check(port: u16) -> Result<()> {
    let words = Image::read()?.health_check;
    let words: Vec<String> = words.iter().map(|word| word.replace("8080", &port.to_string())).collect();
    process::output(process::command(&words[0]).args(&words[1..])).map(drop)
}

/// An unused port.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
