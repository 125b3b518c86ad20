//! Small pieces that more than one panel is made of. They hold no state.

mod badge;
mod chart;
mod code_block;
mod decimal;
mod dialog;
mod icon;
mod icon_button;
mod redrawn;
mod replaced_text;
mod show;
mod stamp;
mod tab_list;

pub use badge::{event_icon, family_class, family_icon, status_badge};
pub use chart::Chart;
pub use code_block::Code;
pub use decimal::{decimal, percent};
pub use dialog::Dialog;
pub use icon::Icon;
pub use icon_button::IconButton;
pub use redrawn::Redrawn;
pub use replaced_text::ReplacedText;
pub use show::Show;
pub use stamp::Stamp;
pub use tab_list::{Tab, rove};
