//! Reads the Dockerfile: there is no container engine in the tests, but each of its parts can be checked without one.

use crate::counts::Counts;
use crate::nginx::{Checks, same};
use crate::{Result, process, read, root, system};
use std::fs;
use std::process::Command;

/// Every promise of the Dockerfile that can be checked without an engine; each counts as a test. (That its command, its
/// configuration and its health check work is seen in the nginx step.)
pub fn check(counts: &mut Counts) -> Result<()> {
    let file = Dockerfile::read()?;
    let mut checks = Checks { counts, failed: 0 };
    checks.that("every COPY finds its source", || {
        let ignored = read(&root().join(".dockerignore"))?;
        for source in file.copied() {
            let there = source == "." || (root().join(&source).exists() && ignored.lines().all(|line| line != source));
            same((&*source, there), (&*source, true))?;
        }
        Ok(())
    });
    checks.that("what it takes from the build is what a build makes", || {
        let text = file.lines.join("\n");
        let taken = ["/build/dist ", "/build/target/nginx/csp.conf "]
            .map(|path| text.contains(&format!("COPY --from=build {path}")));
        same(taken, [true, true])
    });
    checks.that("the tools' layer has all that cargo needs", || tools_layer(&file));
    checks.that("the server's packages are those that the tests use", || {
        same(
            file.packages(),
            vec![vec!["nodejs".to_owned(), "npm".to_owned()], system::NGINX_PACKAGES.map(str::to_owned).to_vec()],
        )
    });
    checks.that("the base images are build arguments, and the build runs on the builder's platform", || {
        let from: Vec<&str> = file.all("FROM").collect();
        same(from, vec!["--platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build", "${RUNTIME_IMAGE}"])?;
        let args: Vec<&str> = file.all("ARG").filter_map(|arg| arg.split('=').next()).collect();
        same(args, vec!["BUILD_IMAGE", "RUNTIME_IMAGE"])
    });
    checks.that("the compiler is the pinned one", || {
        let toolchain = read(&root().join("rust-toolchain.toml"))?;
        let channel =
            toolchain.split_once("channel = \"").and_then(|(_, rest)| rest.split_once('"')).ok_or("no channel")?.0;
        let image = file.all("ARG").find_map(|arg| arg.strip_prefix("BUILD_IMAGE=rust:")).ok_or("no rust image")?;
        let version = image.split('-').next().unwrap_or_default();
        same((image, format!("{channel}.").starts_with(&format!("{version}."))), (image, true))
    });
    checks.that("it does not run as root, and on the port that nginx.conf has", || {
        let user = file.all("USER").next().unwrap_or_default();
        same(user.split(':').all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)), true)?;
        let port = file.all("EXPOSE").next().unwrap_or_default();
        same(read(&root().join("nginx.conf"))?.contains(&format!("listen {port};")), true)
    });
    checks.that("it stops gracefully and has a health check", || {
        same(file.all("STOPSIGNAL").collect::<Vec<_>>(), vec!["SIGQUIT"])?;
        file.health_check(1).map(drop)
    });
    checks.close()
}

/// The instructions of the Dockerfile, one a line.
pub struct Dockerfile {
    lines: Vec<String>,
}

impl Dockerfile {
    pub fn read() -> Result<Dockerfile> {
        Ok(Dockerfile::parse(&read(&root().join("Dockerfile"))?))
    }

    fn parse(text: &str) -> Dockerfile {
        let mut lines: Vec<String> = Vec::new();
        let mut open = false;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let part = line.strip_suffix('\\').unwrap_or(line).trim_end();
            match lines.last_mut() {
                Some(last) if open => {
                    last.push(' ');
                    last.push_str(part);
                }
                _ => lines.push(part.to_owned()),
            }
            open = line.ends_with('\\');
        }
        Dockerfile { lines }
    }

    /// What starts the server.
    pub fn command(&self) -> Result<Vec<String>> {
        words(self.all("CMD").last().ok_or("the Dockerfile has no CMD")?)
    }

    /// The health check, aimed at another port.
    pub fn health_check(&self, port: u16) -> Result<Command> {
        let check = self.all("HEALTHCHECK").last().ok_or("the Dockerfile has no HEALTHCHECK")?;
        let (_, list) = check.split_once("CMD ").ok_or("HEALTHCHECK has no CMD")?;
        let words = words(list)?;
        let mut command = process::command(&words[0]);
        command.args(words[1..].iter().map(|word| word.replace("8080", &port.to_string())));
        Ok(command)
    }

    /// What follows each instruction of this name.
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.lines.iter().filter_map(move |line| line.strip_prefix(name)?.strip_prefix(' ')).map(str::trim)
    }

    /// What is copied out of the checkout.
    fn copied(&self) -> Vec<String> {
        let copies = self.all("COPY").filter(|copy| !copy.starts_with("--from"));
        copies.flat_map(|copy| copy.rsplit(' ').skip(1).map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    /// The packages of each apt-get install.
    fn packages(&self) -> Vec<Vec<String>> {
        let installs = self.all("RUN").filter_map(|run| run.split_once("apt-get install ")).map(|(_, rest)| rest);
        let names = |rest: &str| {
            rest.split(' ')
                .take_while(|word| *word != "&&")
                .filter(|word| !word.starts_with('-'))
                .map(str::to_owned)
                .collect()
        };
        installs.map(names).collect()
    }
}

/// Does in a temporary folder what the Dockerfile does before `cargo xtask setup`, and lets cargo look at it.
fn tools_layer(file: &Dockerfile) -> Result<()> {
    let dir = std::env::temp_dir().join(format!("event-sourcing-lab-layer-{}", std::process::id()));
    let result = (|| {
        fs::create_dir_all(&dir).map_err(|error| error.to_string())?;
        for source in file.copied().iter().filter(|source| *source != ".") {
            process::output(process::command("cp").arg("-R").arg(source).arg(dir.join(source)))?;
        }
        let prepare = file
            .all("RUN")
            .find_map(|run| run.strip_suffix(" && cargo xtask setup"))
            .ok_or("no RUN ends with `cargo xtask setup`")?;
        process::output(Command::new("sh").args(["-c", prepare]).current_dir(&dir))?;
        let mut cargo = process::cargo(&["metadata", "--locked", "--format-version", "1", "--no-deps"]);
        process::output(cargo.current_dir(&dir)).map(drop)
    })();
    let _ = fs::remove_dir_all(&dir);
    result
}

/// The words of an instruction in its JSON form.
fn words(list: &str) -> Result<Vec<String>> {
    let wrong = || format!("not a list of quoted words: {list}");
    let inner = list.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']')).ok_or_else(wrong)?;
    let mut words = Vec::new();
    let mut rest = inner.trim();
    while let Some(text) = rest.strip_prefix('"') {
        let mut word = String::new();
        let mut chars = text.char_indices();
        let end = loop {
            match chars.next().ok_or_else(wrong)? {
                (at, '"') => break at,
                (_, '\\') => word.push(chars.next().ok_or_else(wrong)?.1),
                (_, c) => word.push(c),
            }
        };
        words.push(word);
        rest = text[end + 1..].trim_start().trim_start_matches(',').trim_start();
    }
    if words.is_empty() || !rest.is_empty() { Err(wrong()) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_instructions_over_several_lines() {
        let file = Dockerfile::parse(
            "# x\nRUN apt-get update \\\n    # inside\n    && apt-get install --yes a b \\\n    && rm c\nCOPY a b ./\nCOPY --from=x d e\n",
        );
        assert_eq!(file.packages(), [["a", "b"]]);
        assert_eq!(file.copied(), ["b", "a"]);
    }

    #[test]
    fn reads_words() {
        assert_eq!(words(r#"["a", "b \"c\" \\r"]"#).unwrap(), ["a", r#"b "c" \r"#]);
        assert!(words("nginx").is_err());
        assert!(words(r#"["a" b]"#).is_err());
    }
}
