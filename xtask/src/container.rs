//! Reads the Dockerfile. The tests have no container engine. Instead, the nginx step arranges the files that the last stage copies and
//! runs its command and health check, and the container step checks the input of the build stage.

use crate::counts::Counts;
use crate::{card, policy, root, target_dir, tools};
use anyhow::{Context as _, Result, bail, ensure};
use parse_dockerfile::{Command, HealthcheckArguments, Instruction, Source, parse};
use std::path::{Path, PathBuf};

/// The last stage of the Dockerfile.
#[derive(Default)]
pub struct Image {
    /// The files that it copies, by their paths in this checkout, and their destinations.
    pub copies: Vec<(PathBuf, PathBuf)>,
    /// The ids of the user and the group.
    pub user: (u32, u32),
    pub command: Vec<String>,
    pub health_check: Vec<String>,
}

impl Image {
    /// Reads the Dockerfile. A missing part is an error.
    pub fn read() -> Result<Self> {
        let text = fs_err::read_to_string(root().join("Dockerfile"))?;
        let dockerfile = parse(&text)?;
        let mut image = Self::default();
        for instruction in dockerfile.stages().last().context("the Dockerfile has no stage")?.instructions {
            match instruction {
                Instruction::Copy(copy) => {
                    for source in &copy.src {
                        let Source::Path(path) = source else { bail!("the Dockerfile copies inline text") };
                        image.copies.push((in_checkout(&path.value), PathBuf::from(&*copy.dest.value)));
                    }
                }
                Instruction::User(user) => {
                    let numbers = user
                        .arguments
                        .value
                        .split_once(':')
                        .and_then(|(user, group)| Some((user.parse().ok()?, group.parse().ok()?)));
                    image.user = numbers.context("USER in the Dockerfile is not two numbers, such as 33:33")?;
                }
                Instruction::Cmd(cmd) => image.command = words(&cmd.arguments)?,
                Instruction::Healthcheck(check) => {
                    if let HealthcheckArguments::Cmd { arguments, .. } = &check.arguments {
                        image.health_check = words(arguments)?;
                    }
                }
                _ => {}
            }
        }
        ensure!(
            !image.command.is_empty() && !image.health_check.is_empty(),
            "the Dockerfile has no CMD or HEALTHCHECK"
        );
        ensure!(image.user.0 > 0 && image.user.1 > 0, "the container runs as root: the Dockerfile needs a USER");
        Ok(image)
    }
}

/// The path in this checkout of a file in the build context or in the build stage.
fn in_checkout(path: &str) -> PathBuf {
    let path = Path::new(path).strip_prefix("/build").unwrap_or(Path::new(path));
    path.strip_prefix("target").map_or_else(|_| root().join(path), |path| target_dir().join(path))
}

fn words(command: &Command) -> Result<Vec<String>> {
    let Command::Exec(words) = command else { bail!("the Dockerfile has a command that is not a list of words") };
    Ok(words.value.iter().map(|word| word.value.to_string()).collect())
}

/// Whether the lines of a .dockerignore hide a file. The last line that is about the file decides.
fn is_ignored(lines: &str, file: &Path) -> bool {
    let deciding = lines.lines().rfind(|line| file.starts_with(line.trim_start_matches('!')));
    deciding.is_some_and(|line| !line.starts_with('!'))
}

/// Runs the checks that don't need the build stage.
pub fn check(counts: &mut Counts) -> Result<()> {
    counts.check("every COPY finds its source", || {
        for (source, _) in Image::read()?.copies {
            ensure!(source.exists(), "there is no {}", source.display());
        }
        Ok(())
    });
    counts.check("the build gets every package, and what the page and the image are made of", || {
        let ignored = fs_err::read_to_string(root().join(".dockerignore"))?;
        let metadata = tools::metadata()?;
        let packages = metadata.workspace_packages().into_iter().map(|package| package.manifest_path.as_std_path());
        let packages: Vec<&Path> = packages.map(|path| path.strip_prefix(root()).unwrap_or(path)).collect();
        let html = fs_err::read_to_string(root().join("index.html"))?;
        let of_page = ["href", "src"].map(|name| policy::attributes(&html, "[data-trunk]", name));
        let of_page = of_page.into_iter().collect::<Result<Vec<_>>>()?.concat();
        ensure!(
            of_page.iter().any(|file| file.ends_with(card::PICTURE)),
            "the page does not name its files: {of_page:?}"
        );
        let files = ["index.html", "nginx.conf", "LICENSE", "xtask/tools"].map(Path::new);
        for file in packages.into_iter().chain(files).chain(of_page.iter().map(Path::new)) {
            ensure!(root().join(file).exists(), "there is no {}", file.display());
            ensure!(!is_ignored(&ignored, file), ".dockerignore hides {}", file.display());
        }
        Ok(())
    });
    ensure!(counts.failed == 0, "{} of the checks above failed", counts.failed);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_line_about_a_file_decides_whether_the_build_gets_it() {
        let hides = |file| is_ignored("docs\n!docs/card.jpg\ntarget\n", Path::new(file));
        assert!(hides("docs/lab.png") && hides("target/nginx/csp.conf"));
        assert!(!hides("docs/card.jpg") && !hides("index.html"));
    }
}
