//! Requests to a host, which `xtask/tools/ask.mjs` sends. Node speaks TLS and unpacks brotli and gzip, so xtask needs no packages for
//! it.

use crate::{process, root, system};
use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Stdio};

/// What an answer may take. More is an error.
#[derive(Clone, Copy)]
pub struct Limits {
    /// For one answer. All answers together may take six times as long.
    pub seconds: u32,
    /// The length of an answer, unpacked.
    pub bytes: u64,
}

/// Asks for a file.
#[derive(Clone, Serialize)]
pub struct Request {
    pub url: String,
    /// The value of `Accept-Encoding`.
    pub encoding: &'static str,
    /// Whether the answer needs its text.
    pub text: bool,
}

/// What came back, after redirects. An answer that did not arrive in full is the reason, in words.
pub type Asked = Result<Answer, String>;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// Where the redirects led to.
    pub url: String,
    pub status: u16,
    /// By their names in lower case.
    headers: BTreeMap<String, String>,
    /// In bytes, unpacked.
    pub size: u64,
    /// Of the unpacked content.
    pub hash: String,
    /// Whether it begins as WebAssembly does.
    pub is_wasm: bool,
    /// The text, if it was asked for: its first megabyte.
    pub text: String,
}

impl Answer {
    /// The value of a header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The content type without parameters, in lower case.
    pub fn mime(&self) -> String {
        self.header("content-type").split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// A Node process that sends requests. It ends when this is dropped.
pub struct Asker {
    node: Child,
    answers: BufReader<ChildStdout>,
}

impl Asker {
    /// Starts Node. An error says that there is none.
    pub fn start(limits: Limits) -> Result<Self> {
        system::node()?;
        let mut command = process::command("node");
        command.arg(root().join("xtask/tools/ask.mjs")).args([limits.seconds.to_string(), limits.bytes.to_string()]);
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut node = spawned.context("cannot start `node`")?;
        let answers = BufReader::new(node.stdout.take().expect("a pipe"));
        Ok(Self { node, answers })
    }

    /// Sends the requests. Returns their answers in the same order.
    pub fn ask(&mut self, requests: &[Request]) -> Result<Vec<Asked>> {
        let requested = serde_json::to_string(requests)?;
        writeln!(self.node.stdin.as_mut().expect("a pipe"), "{requested}").context("`node ask.mjs` stopped")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let answers: Vec<Asked> = serde_json::from_str(&line).context("`node ask.mjs` printed no answers")?;
        ensure!(answers.len() == requests.len(), "`node ask.mjs` left out an answer");
        Ok(answers)
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        drop(self.node.stdin.take());
        let _ = self.node.wait();
    }
}
