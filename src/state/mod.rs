//! The state of the page: contexts, one file each, and the intents that touch several of them.
//!
//! Nothing here imports a panel, a component or a part that is loaded on demand.

pub mod address;
pub mod command_form;
pub mod cursor;
pub mod embed;
pub mod intents;
pub mod lab;
pub mod layout;
pub mod lesson;
pub mod log_filter;
pub mod notices;
pub mod persistence;
pub mod present;
pub mod stepper;
pub mod views;

pub use command_form::{CommandFormContext, use_command_form};
pub use cursor::{CursorContext, use_cursor};
pub use intents::{Intents, OnDemand, use_intents};
pub use lab::{LabContext, event_name, event_type, use_lab};
pub use layout::{LayoutContext, use_layout};
pub use lesson::LessonContext;
pub use log_filter::{LogFilterContext, use_log_filter};
pub use notices::{NoticesContext, use_notices};
pub use persistence::{PersistenceContext, use_persistence};
pub use present::PresentContext;
pub use stepper::{StepperContext, use_stepper};
pub use views::{ViewsContext, use_views};
