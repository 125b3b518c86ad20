//! The page.

#![forbid(unsafe_code)]

fn main() {
    event_sourcing_lab::ui::start();
}
