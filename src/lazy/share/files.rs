//! Opening a file that a learner chose or dropped.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::opener::{Opener, Source};
use crate::browser;
use engine::Failure;
use lab::links::{FileError, FileKind, read_scenario};

/// Opens the lab of a file. A file that can't be opened changes nothing.
pub fn open(opener: Opener, file: web_sys::File) {
    opener.said.set(String::new());
    spawn_local(async move {
        let (kind, size) = (FileKind::Scenario, file.size());
        let read = if size > kind.max_bytes() as f64 {
            Err(Failure::from(FileError::TooLarge { kind, bytes: size as usize }))
        } else {
            match browser::read_file(&file, kind.max_bytes()).await {
                Some(bytes) => read_scenario(&bytes).map_err(Failure::from),
                None => {
                    Err(Failure::new("The browser could not read the file.", "Nothing was changed. Choose it again."))
                }
            }
        };
        match read {
            Ok(shared) => opener.open(shared, Source::File),
            Err(failure) => opener.refuse(&failure.to_string(), false),
        }
    });
}
