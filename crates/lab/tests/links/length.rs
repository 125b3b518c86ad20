//! A link is short.

use super::*;

/// An address at which a page may be hosted.
const PAGE: &str = "https://learning.example.com/courses/event-sourcing-lab/index.html#";

#[test]
fn link_of_30_commands_is_safe_to_paste_anywhere() {
    let address = format!("{PAGE}{}", encode(&afternoon(30)));
    println!("30 commands: {} characters with the page's address", address.len());
    assert!(address.len() < SAFE_ADDRESS / 2, "{} characters: {address}", address.len());
}

#[test]
fn longest_link_holds_thousands_of_commands() {
    for commands in [0, 1, 100, 200, 1_000, 5_000] {
        let link = encode(&afternoon(commands));
        println!("{commands} commands: {} characters", link.len());
        assert!(link.len() <= MAX_LINK, "{commands} commands: {} characters", link.len());
        assert_eq!(decode(&link), Ok(afternoon(commands)));
    }
}
