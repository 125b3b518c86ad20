//! The page: it shows the session and sends intents. Every rule it shows lives in `lab`.

mod app;
mod browser;
mod components;
mod details;
mod dom;
mod finding;
mod kept;
mod lens;
mod panels;
mod parts;
mod place;
mod session;
mod shortcuts;
mod small;
mod steps;
mod store;
mod tabs;
mod travel;
mod views;

fn main() {
    app::start();
}
