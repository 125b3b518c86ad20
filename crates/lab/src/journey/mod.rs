//! A command on its way through the bank, stop by stop: command, load, decide, append, publish, project.

mod details;
mod stepping;
mod stop;
mod trace;
mod view_changes;

pub use details::{Fact, Journey, Writes};
pub use stepping::{Answered, GoOn, Stepping};
pub use stop::Stop;
pub use trace::{Cause, Ruling, Trace};
pub(crate) use trace::{commit_around, snapshot_before};
pub use view_changes::ViewChanges;
