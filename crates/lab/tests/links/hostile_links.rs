//! Links that are damaged, foreign, newer or hostile are refused in one sentence. Nothing is played.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::*;

/// A link of version 1 with these bytes and a right checksum.
pub(super) fn link_of(bytes: &[u8]) -> String {
    format!("v1={}", URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(bytes, 6)))
}

/// Numbers as a link writes them.
fn bytes(numbers: &[u64]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for mut number in numbers.iter().copied() {
        while number > 0x7f {
            bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        bytes.push(number as u8);
    }
    bytes
}

/// A link with these numbers after an empty seed and start: the number of actions, and so on.
fn link(numbers: &[u64]) -> String {
    link_of(&bytes(&[&[0, 0], numbers].concat()))
}

fn refused(link: &str) -> (LinkError, String) {
    let error = decode(link).expect_err(link);
    (error.clone(), words(error))
}

fn content(link: &str) -> String {
    match refused(link) {
        (LinkError::Content(_), words) => words,
        other => panic!("{other:?}"),
    }
}

#[test]
fn smallest_link_opens() {
    let empty = decode(&link(&[0, 0, 0])).unwrap();
    assert_eq!(empty, SharedLab { scenario: Scenario::new(0, DateTime::UNIX_EPOCH), ..shared([]) });
}

#[test]
fn fragment_of_something_else_is_foreign() {
    let foreign = "This address has no link of the lab after its \u{201c}#\u{201d}. Nothing was played. Copy the whole link again.";
    for text in [
        "",
        "#",
        "#commands",
        "v",
        "v1",
        "v=",
        "v0=AA",
        "v01=AA",
        "v-1=AA",
        "V1=AA",
        "v1 =AA",
        "x1=AA",
        "\u{661}",
        "v\u{661}=AA",
    ] {
        assert_eq!(refused(text), (LinkError::Foreign, foreign.to_owned()), "{text:?}");
    }
}

#[test]
fn link_of_a_newer_version_says_so() {
    let newer = "A newer version of the lab made this link. Nothing was played. Reload the page to get the newest version, then open the link again.";
    let unknown_act = link(&[1, 0, 99, 0]);
    let unknown_currency = link(&[1, 0, 1, 0, 500, 3, 0, 0, 0]);
    let unknown_cue = link(&[0, 0, 1, 0, 3]);
    let more_at_the_end = link(&[0, 0, 0, 0]);
    for text in [
        "v2=AA",
        "v10=",
        "v99999999999999999999999=AA",
        &unknown_act,
        &unknown_currency,
        &unknown_cue,
        &more_at_the_end,
    ] {
        assert_eq!(refused(text), (LinkError::Newer, newer.to_owned()), "{text}");
    }
}

#[test]
fn part_of_a_place_that_a_newer_version_added_is_left_out() {
    let numbers = [0, 3, 99, 2, b'h'.into(), b'i'.into(), 1, 1, b'4'.into(), 9, 2, b'2'.into(), b'3'.into(), 0];
    let place = decode(&link(&numbers)).unwrap().place;
    assert_eq!(place, Place { account: AccountId(4), ..Place::default() });
}

#[test]
fn damaged_link_says_so() {
    let damaged =
        "This link is damaged: characters of it are missing or changed. Nothing was played. Copy the whole link again.";
    let whole = encode(&afternoon(30));
    let upper = whole.to_ascii_uppercase().replacen('V', "v", 1);
    let padded = format!("{whole}=");
    let doubled = format!("{whole}{}", &whole[3..]);
    let spaced = format!("{} {}", &whole[..40], &whole[40..]);
    let cut_inside = link(&[1, 0, 0, 0, 200]);
    let not_utf_8 = link_of(&[0, 0, 1, 0, 0, 0, 1, 0xff]);
    let no_number = link(&[0, 1, 1, 1, b'x'.into(), 0]);
    let no_date = link_of(&bytes(&[0, u64::MAX, 0, 0, 0]));
    for text in [
        "v1=",
        "v1=A",
        "v1=AA",
        "v1=eJw",
        "v1=%20",
        "v1=\u{e9}",
        &upper,
        &padded,
        &doubled,
        &spaced,
        &cut_inside,
        &not_utf_8,
        &no_number,
        &no_date,
    ] {
        assert_eq!(refused(text), (LinkError::Damaged, damaged.to_owned()), "{text}");
    }
}

#[test]
fn link_that_was_cut_anywhere_does_not_open() {
    let whole = encode(&afternoon(30));
    for length in 3..whole.len() {
        assert_eq!(decode(&whole[..length]), Err(LinkError::Damaged), "cut to {length}");
    }
}

#[test]
fn link_with_one_changed_letter_does_not_open() {
    let whole = encode(&afternoon(30));
    for place in 3..whole.len() {
        let other = if whole.as_bytes()[place] == b'A' { "B" } else { "A" };
        let changed = [&whole[..place], other, &whole[place + 1..]].concat();
        // The header of a zlib stream has bits that mean nothing to a reader.
        let opened = decode(&changed);
        assert!(opened.is_err() || opened == Ok(afternoon(30)), "{place}");
    }
}

#[test]
fn link_of_100_000_characters_is_refused_before_it_is_decoded() {
    let (error, words) = refused(&format!("v1={}", "A".repeat(100_000)));
    assert_eq!(error, LinkError::TooLong { characters: 100_000 });
    assert_eq!(
        words,
        "This link has 100,000 characters; a link of the lab has at most 64,000. Nothing was played. Ask for the scenario as a file."
    );
}

#[test]
fn link_that_inflates_without_end_is_refused() {
    for size in [MAX_INFLATED + 1, 40_000_000] {
        let bomb = link_of(&vec![0; size]);
        assert!(bomb.len() <= MAX_LINK, "{} characters", bomb.len());
        let (error, words) = refused(&bomb);
        assert_eq!(error, LinkError::TooLarge);
        assert_eq!(
            words,
            "This link holds more than 1,000,000 bytes, the most that a link of the lab holds. Nothing was played. Ask for the scenario as a file."
        );
    }
}

#[test]
fn link_with_too_many_actions_is_refused_before_they_are_read() {
    let actions = |count: u64| link(&[count]);
    assert_eq!(
        content(&actions(10_001)),
        "This link has 10,001 actions; at most 10,000 can be handed on. Nothing was played."
    );
    assert!(content(&actions(u64::MAX)).starts_with("This link has 18,446,744,073,709,551,615 actions; "));
    assert_eq!(refused(&actions(10_000)).0, LinkError::Damaged, "none of them is there");
    assert!(content(&link(&[0, 0, 201])).starts_with("The talk in this link has 201 steps; at most 200 "));
}

#[test]
fn link_of_the_most_actions_opens() {
    let most = shared(vec![Act::Fork { account: ADA, at: Version(0) }; MAX_ACTIONS]);
    assert_eq!(decode(&encode(&most)), Ok(most));
}

#[test]
fn fills_and_forks_are_limited_together() {
    let most = u32::try_from(MAX_EVENTS).unwrap();
    let fill = |events| Act::Fill { account: ADA, events };
    let fork = |events| Act::Fork { account: ADA, at: Version(events) };
    assert!(decode(&encode(&shared([fill(most - 7), fork(7)]))).is_ok());
    let sentence = "fills and forks accounts with 100,001 events; at most 100,000 can be handed on.";
    assert_eq!(content(&encode(&shared([fill(most), fork(1)]))), format!("This link {sentence} Nothing was played."));
    for too_many in [vec![fill(u32::MAX); 2], vec![fork(u64::MAX); 2], vec![fork(11); 9_999]] {
        assert!(content(&encode(&shared(too_many))).contains(" at most 100,000 can be handed on."));
    }
    let script = vec![ScriptStep { note: String::new(), cue: Cue::Act(fill(most + 1)) }];
    assert_eq!(
        content(&encode(&SharedLab { script, ..shared([]) })),
        format!("This link {sentence} Nothing was played.")
    );
}

#[test]
fn value_that_the_bank_refuses_is_named() {
    let text = |text: &str| [bytes(&[text.len() as u64]), text.as_bytes().to_vec()].concat();
    let with =
        |code: u64, rest: &[Vec<u8>]| link_of(&[bytes(&[0, 0, 1, 0, code, 0]), rest.concat(), vec![0, 0]].concat());
    let create = |owner: &str, email: &str, minor: u64| with(0, &[text(owner), text(email), bytes(&[minor, 0])]);
    let deposit = |minor: u64, reason: &str| with(1, &[bytes(&[minor, 0]), text(reason)]);
    for (link, why) in [
        (create("", "", 1), "it is empty"),
        (create("  ", "", 1), "Enter the owner\u{2019}s name."),
        (create(&"A".repeat(101), "", 1), "Use at most 100 characters. This has 101."),
        (
            create("A\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}".repeat(99).as_str(), "", 1),
            "Use fewer accents and symbols.",
        ),
        (create("Ada\u{202e}", "", 1), "Delete the invisible character U+202E"),
        (create("Ada\u{200b}", "", 1), "Delete the invisible character U+200B"),
        (create("Ada\n", "", 1), "Delete the invisible character U+000A"),
        (create("Ada", "ada", 1), "Enter an address such as ada@example.com"),
        (create("Ada", "ada@example.123", 1), "Use a domain such as example.com."),
        (create("Ada", &format!("{}@example.com", "a".repeat(65)), 1), "Use at most 64 characters before the @."),
        (create("Ada", "", bank::MAX_AMOUNT as u64 + 1), "Enter at most 999,999,999.99."),
        (create("Ada", "", u64::MAX), "Enter at most 999,999,999.99."),
        (deposit(1, &"r".repeat(201)), "Use at most 200 characters. This has 201."),
        (deposit(1, "a\u{0}b"), "Delete the invisible character U+0000"),
    ] {
        let words = content(&link);
        assert!(words.starts_with(&format!("Action 1 of this link is not possible. {why}")), "{words}");
        assert!(words.ends_with(" Nothing was played."), "{words}");
    }
    let zero = with(2, &[bytes(&[0]), text("")]);
    assert_eq!(
        content(&zero),
        "Action 1 of this link is not possible. Enter an amount above zero. Nothing was played."
    );
}

#[test]
fn texts_of_the_place_and_the_talk_are_limited() {
    let long = |length| "s".repeat(length);
    let at_place = |place| encode(&SharedLab { place, ..shared([]) });
    assert!(decode(&at_place(Place { search: long(MAX_SEARCH), view: long(MAX_NAME), ..Place::default() })).is_ok());
    assert_eq!(
        content(&at_place(Place { search: long(MAX_SEARCH + 1), ..Place::default() })),
        "The search text in this link has 1,001 bytes; at most 1,000 can be handed on. Nothing was played."
    );
    for place in [
        Place { types: long(MAX_NAME + 1), ..Place::default() },
        Place { panel: long(MAX_NAME + 1), ..Place::default() },
        Place { view: long(MAX_NAME + 1), ..Place::default() },
        Place { storage: long(MAX_NAME + 1), ..Place::default() },
    ] {
        assert!(content(&at_place(place)).contains(" in this link has 101 bytes; at most 100 can be handed on."));
    }
    let talk = |notes: Vec<String>| {
        let script = notes.into_iter().map(|note| ScriptStep { note, cue: Cue::Speak }).collect();
        encode(&SharedLab { script, ..shared([]) })
    };
    assert!(decode(&talk(vec![long(MAX_NOTE); MAX_STEPS])).is_ok());
    assert!(
        content(&talk(vec![String::new(), long(MAX_NOTE + 1)]))
            .starts_with("The note of step 2 in this link has 1,001 bytes; ")
    );
    let refused = SharedLab {
        script: vec![ScriptStep {
            note: String::new(),
            cue: Cue::Act(send(ADA, Command::Freeze { reason: Reason::try_from(long(201)).ok() })),
        }],
        ..shared([])
    };
    assert!(content(&encode(&refused)).starts_with("Step 1 of the talk of this link is not possible. "));
}

#[test]
fn lab_that_can_not_be_handed_on_says_so_before_it_is() {
    let error = of(filled(1, at(0), 1_000_000)).checked().unwrap_err();
    assert_eq!(
        words(error),
        "This lab fills and forks accounts with 999,999 events; at most 100,000 can be handed on."
    );
    assert_eq!(afternoon(30).checked(), Ok(afternoon(30)));
}
