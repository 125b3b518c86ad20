//! A command on its way through the bank, stop by stop: command, load, decide, append, publish, project.

mod commit;
mod details;
mod stepping;
mod stop;
mod trace;
mod view_changes;

pub(crate) use commit::{MAX_COMMIT_EVENTS, commit_around, snapshot_before};
pub use details::{Fact, Journey, Writes};
pub use stepping::{Answered, GoOn, Stepping};
pub use stop::Stop;
pub use trace::{Cause, Ruling, Trace};
pub use view_changes::ViewChanges;
