//! Progress files.

use super::*;

fn lesson(number: u64) -> LessonNumber {
    LessonNumber::new(number).unwrap()
}

fn some() -> Progress {
    Progress {
        lessons: [(lesson(1), LessonState::Done), (lesson(2), LessonState::Begun), (lesson(22), LessonState::Done)]
            .into(),
        questions: [
            (QuestionId { lesson: lesson(1), question: 1 }, Recall { seen: 3, right: 2, wrong: 1 }),
            (QuestionId { lesson: lesson(10), question: 2 }, Recall { seen: 1, right: 0, wrong: 0 }),
        ]
        .into(),
        coach: Coach { shown: 3, dismissed: 1 },
    }
}

fn read(fields: &str) -> Result<Progress, FileError> {
    Progress::read(format!("{{\"format\":\"event-sourcing-lab/progress\",\"version\":1,{fields}}}").as_bytes())
}

/// A file that was downloaded once opens for ever.
#[test]
fn downloaded_file_opens() {
    let downloaded = r#"{
  "format": "event-sourcing-lab/progress",
  "version": 1,
  "lessons": {
    "1": "done",
    "2": "begun",
    "22": "done"
  },
  "questions": {
    "1.1": {
      "seen": 3,
      "right": 2,
      "wrong": 1
    },
    "10.2": {
      "seen": 1,
      "right": 0,
      "wrong": 0
    }
  },
  "coach": {
    "shown": 3,
    "dismissed": 1
  }
}"#;
    assert_eq!(Progress::read(downloaded.as_bytes()), Ok(some()));
    assert_eq!(some().write(), downloaded);
}

#[test]
fn all_but_the_lessons_may_be_left_out() {
    assert_eq!(read("\"lessons\":{}"), Ok(Progress::default()));
    assert!(read("\"coach\":{}").is_err());
}

#[test]
fn lesson_that_this_version_does_not_have_is_left_out() {
    let known = Progress { lessons: [(lesson(22), LessonState::Done)].into(), ..Progress::default() };
    let recall = "{\"seen\":1,\"right\":1,\"wrong\":0}";
    let newer = format!(
        "\"lessons\":{{\"22\":\"done\",\"23\":\"done\",\"99999999999999999999999\":\"begun\"}},\"questions\":{{\"23.1\":{recall},\"1.256\":{recall}}}"
    );
    assert_eq!(read(&newer), Ok(known));
}

#[test]
fn wrong_progress_is_refused_by_its_line() {
    let recall = "{\"seen\":1,\"right\":1,\"wrong\":0}";
    for (fields, why) in [
        ("\"lessons\":{\"__proto__\":\"done\"}".to_owned(), "\"__proto__\" is not the number of a lesson"),
        ("\"lessons\":{\"0\":\"done\"}".to_owned(), "\"0\" is not the number of a lesson"),
        ("\"lessons\":{\"01\":\"done\"}".to_owned(), "\"01\" is not the number of a lesson"),
        ("\"lessons\":{\"+1\":\"done\"}".to_owned(), "\"+1\" is not the number of a lesson"),
        ("\"lessons\":{\"1.1\":\"done\"}".to_owned(), "\"1.1\" is not the number of a lesson"),
        ("\"lessons\":{\"\":\"done\"}".to_owned(), "\"\" is not the number of a lesson"),
        ("\"lessons\":{\"1\":\"done\",\"1\":\"begun\"}".to_owned(), "\"1\" is there twice"),
        ("\"lessons\":{\"1\":\"finished\"}".to_owned(), "unknown variant `finished`, expected `begun` or `done`"),
        ("\"lessons\":{\"1\":7}".to_owned(), "expected value"),
        ("\"lessons\":[]".to_owned(), "invalid type: sequence, expected an object with numbers of lessons"),
        (format!("\"lessons\":{{}},\"questions\":{{\"1\":{recall}}}"), "\"1\" is not the number of a question"),
        (format!("\"lessons\":{{}},\"questions\":{{\"1.0\":{recall}}}"), "\"1.0\" is not the number of a question"),
        ("\"lessons\":{},\"questions\":{\"1.1\":{\"seen\":1}}".to_owned(), "missing field"),
        ("\"lessons\":{},\"coach\":{\"shown\":-1}".to_owned(), "invalid value"),
        ("\"lessons\":{},\"coach\":{\"shown\":4294967296}".to_owned(), "invalid value"),
        ("\"lessons\":{},\"coach\":{\"shown\":1,\"shown\":1}".to_owned(), "duplicate field `shown`"),
        ("\"lessons\":{},\"__proto__\":{}".to_owned(), "unknown field `__proto__`"),
        ("\"lessons\":{},\"lessons\":{}".to_owned(), "duplicate field `lessons`"),
        (format!("\"lessons\":{}1{}", "[".repeat(9_000), "]".repeat(9_000)), "invalid type"),
    ] {
        let sentence = words(read(&fields).expect_err(&fields));
        assert!(sentence.contains(why), "{fields}: {sentence}");
    }
}

#[test]
fn file_that_is_not_progress_is_refused() {
    let scenario = write_scenario(&afternoon(3));
    assert_eq!(Progress::read(scenario.as_bytes()), Err(FileError::Foreign(FileKind::Progress)));
    assert_eq!(
        words(Progress::read(&vec![b'{'; 50_000_000]).unwrap_err()),
        "This file has 50,000,000 bytes; a progress file of the lab has at most 100,000. Nothing was changed. Choose a file that was downloaded from the lab."
    );
    let file = some().write();
    for length in 1..file.len() {
        assert!(matches!(Progress::read(&file.as_bytes()[..length]), Err(FileError::Incomplete { .. })), "{length}");
    }
}

#[test]
fn lesson_has_a_number_from_1_to_22() {
    assert_eq!(LessonNumber::new(0), None);
    assert_eq!(LessonNumber::new(23), None);
    assert_eq!(LessonNumber::new(257), None);
    assert_eq!(
        (1..=22).filter_map(LessonNumber::new).map(LessonNumber::get).collect::<Vec<_>>(),
        (1..=22).collect::<Vec<_>>()
    );
}
