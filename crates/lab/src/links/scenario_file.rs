use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::bounded::Bounded;
use super::json::{self, VERSION};
use super::{ContentError, FileError, FileKind, MAX_ACTIONS, MAX_STEPS, Place, ScriptStep, SharedLab};
use crate::{Action, Scenario};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ScenarioFile {
    format: String,
    version: u64,
    seed: u64,
    started_at: DateTime<Utc>,
    actions: Bounded<Action, MAX_ACTIONS>,
    #[serde(default)]
    place: Place,
    #[serde(default)]
    script: Bounded<ScriptStep, MAX_STEPS>,
}

/// The file of a lab, as JSON on several lines.
///
/// ```
/// use lab::links::{Place, SharedLab, read_scenario, write_scenario};
///
/// let scenario = lab::six_events(1, chrono::DateTime::UNIX_EPOCH);
/// let shared = SharedLab { scenario, place: Place::default(), script: Vec::new() };
/// let file = write_scenario(&shared);
/// assert!(file.starts_with("{\n  \"format\": \"event-sourcing-lab/scenario\",\n  \"version\": 1,\n"));
/// assert_eq!(read_scenario(file.as_bytes()), Ok(shared));
/// ```
#[must_use]
pub fn write_scenario(shared: &SharedLab) -> String {
    let SharedLab { scenario: Scenario { seed, started_at, actions }, place, script } = shared.clone();
    let file = ScenarioFile {
        format: FileKind::Scenario.format().to_owned(),
        version: VERSION,
        seed,
        started_at,
        actions: actions.into(),
        place,
        script: script.into(),
    };
    serde_json::to_string_pretty(&file).expect("a scenario can be written as JSON")
}

/// Reads the file of a lab. Plays nothing.
///
/// # Errors
/// A [`FileError`] if it is another file, is of a newer version, is cut or wrong in some line, or exceeds a limit.
pub fn read_scenario(bytes: &[u8]) -> Result<SharedLab, FileError> {
    let ScenarioFile { seed, started_at, actions, place, script, .. } = json::read(FileKind::Scenario, bytes)?;
    let actions = actions.all().map_err(|actions| FileError::Content(ContentError::TooManyActions { actions }))?;
    let script = script.all().map_err(|steps| FileError::Content(ContentError::TooManySteps { steps }))?;
    let scenario = Scenario { seed, started_at, actions };
    SharedLab { scenario, place, script }.checked().map_err(FileError::Content)
}
