//! Small pieces that more than one panel is made of. They hold no state.

mod badge;
mod balance_title;
mod breakable;
mod chart;
mod code_block;
mod decimal;
mod dialog;
mod event_name;
mod icon;
mod icon_button;
mod redrawn;
mod replaced_text;
mod show;
mod stamp;
mod tab_list;
mod term_link;
mod version_field;

pub use badge::{event_icon, family_class, family_icon, status_badge};
pub use balance_title::BalanceTitle;
pub use breakable::Breakable;
pub use chart::Chart;
pub use code_block::Code;
pub use decimal::{decimal, percent};
pub use dialog::Dialog;
pub use event_name::EventName;
pub use icon::Icon;
pub use icon_button::IconButton;
pub use redrawn::Redrawn;
pub use replaced_text::ReplacedText;
pub use show::Show;
pub use stamp::Stamp;
pub use tab_list::{Tab, rove};
pub use term_link::TermLink;
pub use version_field::VersionField;
