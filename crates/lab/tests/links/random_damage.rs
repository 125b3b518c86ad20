//! Laws for random damage to 100,000 links and 100,000 files: nothing panics or hangs, and what can be read can be handed
//! on again.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::hostile_links::link_of;
use super::*;

static LINK: LazyLock<String> = LazyLock::new(|| encode(&small()));
static DEFLATED: LazyLock<Vec<u8>> = LazyLock::new(|| URL_SAFE_NO_PAD.decode(&LINK[3..]).unwrap());
static INFLATED: LazyLock<Vec<u8>> = LazyLock::new(|| miniz_oxide::inflate::decompress_to_vec_zlib(&DEFLATED).unwrap());
static SCENARIO: LazyLock<String> = LazyLock::new(|| write_scenario(&small()));
static PROGRESS: LazyLock<String> = LazyLock::new(|| {
    let mut progress = Progress::default();
    progress.lessons.extend(LessonNumber::new(2).map(|lesson| (lesson, LessonState::Begun)));
    progress.write()
});

/// A lab with each kind of act and cue.
fn small() -> SharedLab {
    let script = vec![ScriptStep { note: "now".to_owned(), cue: Cue::Act(send(ADA, withdraw(500_00))) }];
    let acts = [
        send(ADA, create_with("Ada", 1_00)),
        Act::Fill { account: ADA, events: 3 },
        Act::Fork { account: ADA, at: Version(2) },
    ];
    SharedLab { script, place: afternoon(0).place, ..shared(acts) }
}

/// A change at a random place.
#[derive(Clone, Debug)]
enum Damage {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    CutOff(Index),
    Repeat(Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        6 => (any::<Index>(), any::<u8>()).prop_map(|(place, byte)| Damage::Replace(place, byte)),
        2 => (any::<Index>(), any::<u8>()).prop_map(|(place, byte)| Damage::Insert(place, byte)),
        2 => any::<Index>().prop_map(Damage::Remove),
        1 => any::<Index>().prop_map(Damage::CutOff),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Repeat(from, to)),
    ]
}

fn damaged(bytes: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match damage {
            Damage::Replace(place, byte) => bytes[place.index(length)] = *byte,
            Damage::Insert(place, byte) => bytes.insert(place.index(length), *byte),
            Damage::Remove(place) => drop(bytes.remove(place.index(length))),
            Damage::CutOff(place) => bytes.truncate(place.index(length)),
            Damage::Repeat(from, to) => {
                let (from, to) = (from.index(length), to.index(length));
                bytes.extend_from_within(from.min(to)..from.max(to));
            }
        }
    }
    bytes
}

/// A link that can be read can be made again; an error has sentences.
fn check_link(link: &str) -> Result<(), TestCaseError> {
    match decode(link) {
        Ok(shared) => prop_assert_eq!(decode(&encode(&shared)), Ok(shared)),
        Err(error) => prop_assert!(words(error).ends_with('.')),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25_000, ..ProptestConfig::default() })]

    #[test]
    fn damaged_text_of_a_link(damages in vec(damage(), 1..4)) {
        check_link(&String::from_utf8_lossy(&damaged(LINK.as_bytes(), &damages)))?;
    }

    #[test]
    fn damaged_zlib_stream(damages in vec(damage(), 1..4)) {
        check_link(&format!("v1={}", URL_SAFE_NO_PAD.encode(damaged(&DEFLATED, &damages))))?;
    }

    #[test]
    fn damaged_bytes_with_a_right_checksum(damages in vec(damage(), 1..4)) {
        check_link(&link_of(&damaged(&INFLATED, &damages)))?;
    }

    #[test]
    fn any_bytes_after_the_version(bytes in vec(any::<u8>(), 0..60)) {
        check_link(&format!("v1={}", String::from_utf8_lossy(&bytes)))?;
        check_link(&format!("v1={}", URL_SAFE_NO_PAD.encode(&bytes)))?;
        check_link(&link_of(&bytes))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50_000, ..ProptestConfig::default() })]

    #[test]
    fn damaged_scenario_file(damages in vec(damage(), 1..4)) {
        match read_scenario(&damaged(SCENARIO.as_bytes(), &damages)) {
            Ok(shared) => prop_assert_eq!(read_scenario(write_scenario(&shared).as_bytes()), Ok(shared)),
            Err(error) => prop_assert!(words(error).ends_with('.')),
        }
    }

    #[test]
    fn damaged_progress_file(damages in vec(damage(), 1..4)) {
        match Progress::read(&damaged(PROGRESS.as_bytes(), &damages)) {
            Ok(progress) => prop_assert_eq!(Progress::read(progress.write().as_bytes()), Ok(progress)),
            Err(error) => prop_assert!(words(error).ends_with('.')),
        }
    }
}
