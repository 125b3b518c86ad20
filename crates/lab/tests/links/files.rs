//! Scenario files.

use super::*;

fn file() -> String {
    write_scenario(&afternoon(30))
}

fn wrong(file: &str) -> String {
    match read_scenario(file.as_bytes()).expect_err(file) {
        error @ FileError::Wrong { .. } => words(error),
        other => panic!("{other:?}"),
    }
}

/// The file with its scenario's actions replaced.
fn with_actions(actions: &str) -> String {
    format!(
        "{{\"format\":\"event-sourcing-lab/scenario\",\"version\":1,\n\"seed\":1,\"startedAt\":\"2026-03-02T09:14:07Z\",\n\"actions\":[\n{actions}]}}"
    )
}

fn deposit_of(amount: &str) -> String {
    with_actions(&format!(
        "{{\"afterMs\":0,\"act\":{{\"Send\":{{\"account\":0,\"command\":{{\"Deposit\":{{\"amount\":{amount}}}}}}}}}}}"
    ))
}

/// A file that was downloaded once opens for ever, and leads to the same bytes.
#[test]
fn downloaded_file_leads_to_the_same_bytes() {
    let shared = read_scenario(include_bytes!("afternoon.json")).unwrap();
    assert_eq!(shared, afternoon(30));
    assert_eq!(decode(&encode(&shared)), Ok(shared.clone()));
    assert_eq!(file(), include_str!("afternoon.json").trim_end());
}

#[test]
fn file_may_come_from_another_editor() {
    let crlf = format!("\u{feff}{}\r\n\r\n", file().replace('\n', "\r\n"));
    assert_eq!(read_scenario(crlf.as_bytes()), Ok(afternoon(30)));
    let compact = serde_json::to_string(&serde_json::from_str::<serde_json::Value>(&file()).unwrap()).unwrap();
    assert_eq!(read_scenario(compact.as_bytes()), Ok(afternoon(30)));
}

#[test]
fn place_and_script_may_be_left_out() {
    let read = read_scenario(with_actions("").as_bytes()).unwrap();
    assert_eq!(read, of(Scenario::new(1, at(0))));
}

#[test]
fn start_is_read_to_the_millisecond() {
    for (text, millis) in
        [("2026-03-02T09:14:07.123999999Z", 1_772_442_847_123), ("2016-12-31T23:59:60.5Z", 1_483_228_800_500)]
    {
        let read = read_scenario(with_actions("").replace("2026-03-02T09:14:07Z", text).as_bytes()).unwrap();
        assert_eq!(read.scenario.started_at.timestamp_millis(), millis);
        assert_eq!(decode(&encode(&read)), Ok(read));
    }
}

#[test]
fn file_of_50_mb_is_refused_by_its_size() {
    let error = read_scenario(&vec![b' '; 50_000_000]).unwrap_err();
    assert_eq!(error, FileError::TooLarge { kind: FileKind::Scenario, bytes: 50_000_000 });
    assert_eq!(
        words(error),
        "This file has 50,000,000 bytes; a scenario of the lab has at most 30,000,000. Nothing was changed. Choose a file that was downloaded from the lab."
    );
}

#[test]
fn file_of_the_largest_scenario_is_not_too_large() {
    // 200 letters of ten bytes each, and the letters that JSON escapes.
    let longest = format!("\"{}", "e\u{323}\u{307}\u{308}\u{309}".repeat(199));
    let account = AccountId(u32::MAX);
    let reason = Reason::parse(&longest).unwrap();
    let largest = Amount::new(bank::MAX_AMOUNT, Currency::Usd).unwrap();
    let act = send(account, Command::Withdraw { amount: largest, reason });
    let size = |acts: usize| {
        let action = Action { after_ms: u64::MAX, act: act.clone() };
        write_scenario(&of(Scenario { seed: u64::MAX, started_at: at(0), actions: vec![action; acts] })).len()
    };
    let an_action = size(2) - size(1);
    let step = ScriptStep { note: "\u{1}".repeat(MAX_NOTE), cue: Cue::Act(act.clone()) };
    let script = write_scenario(&SharedLab { script: vec![step; MAX_STEPS], ..shared([]) }).len();
    assert!(an_action * MAX_ACTIONS + script + 20_000 < MAX_SCENARIO_FILE, "{an_action} {script}");
}

#[test]
fn file_of_another_kind_is_foreign() {
    let foreign =
        "This file is not a scenario of the lab. Nothing was changed. Choose a file that was downloaded from the lab.";
    let progress = Progress::default().write();
    for bytes in [
        &b""[..],
        b" \n ",
        b"null",
        b"[]",
        b"42",
        b"\"event-sourcing-lab/scenario\"",
        b"<!DOCTYPE html>",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xfe{\0}\0",
        b"{}",
        b"{\"version\":1}",
        b"{\"format\":\"event-sourcing-lab/scenario\"}",
        b"{\"format\":\"event-sourcing-lab/scenario\",\"version\":0}",
        b"{\"format\":\"something else\",\"version\":1,\"actions\":[]}",
        progress.as_bytes(),
    ] {
        let error = read_scenario(bytes).unwrap_err();
        assert_eq!(words(error), foreign, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn file_of_a_newer_version_says_so_whatever_else_it_has() {
    let newer = b"{\"new\":[{}],\"version\":2,\"format\":\"event-sourcing-lab/scenario\",\"actions\":7}";
    let error = read_scenario(newer).unwrap_err();
    assert_eq!(
        words(error),
        "A newer version of the lab made this file. Nothing was changed. Reload the page to get the newest version, then open the file again."
    );
}

#[test]
fn file_that_was_cut_names_its_last_line() {
    let file = file();
    let middle = file.len() / 2;
    let lines = 1 + file[..middle].matches('\n').count();
    let error = read_scenario(&file.as_bytes()[..middle]).unwrap_err();
    assert_eq!(error, FileError::Incomplete { line: lines });
    assert_eq!(
        words(error),
        format!("This file ends in the middle, in line {lines}. Nothing was changed. Download the file again.")
    );
}

#[test]
fn file_that_was_cut_anywhere_does_not_open() {
    let file = write_scenario(&afternoon(3));
    for length in 1..file.len() {
        assert!(matches!(read_scenario(&file.as_bytes()[..length]), Err(FileError::Incomplete { .. })), "{length}");
    }
}

#[test]
fn unknown_field_is_refused_by_its_name() {
    let sentence = wrong(&file().replacen("\"seed\"", "\"sed\"", 1));
    assert!(
        sentence.starts_with("Line 4 of this file can\u{2019}t be read: unknown field `sed`, expected one of `format`, `version`, `seed`, "),
        "{sentence}"
    );
    assert!(sentence.ends_with(". Nothing was changed. Correct the line, or download the file again."), "{sentence}");
    for (known, unknown) in [
        ("\"place\": {", "\"place\": {\"x\": 1,"),
        ("\"afterMs\": 0,", "\"afterMs\": 0, \"x\": 1,"),
        ("\"act\": {", "\"act\": {\"x\": 1,"),
        ("\"Send\": {", "\"Send\": {\"x\": 1,"),
        ("\"command\": {", "\"command\": {\"x\": 1,"),
        ("\"CreateAccount\": {", "\"CreateAccount\": {\"x\": 1,"),
        ("{\n", "{\"__proto__\": {\"polluted\": true},\n"),
        ("\"CreateAccount\": {", "\"CreateAccount\": {\"__proto__\": {},"),
        ("\"script\": []", "\"script\": [], \"constructor\": 1"),
    ] {
        let changed = file().replacen(known, unknown, 1);
        assert_ne!(changed, file());
        assert!(wrong(&changed).contains("unknown "), "{unknown}");
    }
}

#[test]
fn field_that_is_there_twice_is_refused() {
    for field in ["format", "version", "seed", "actions", "afterMs", "account", "owner", "search"] {
        let value = if field == "format" { "\"event-sourcing-lab/scenario\"" } else { "1" };
        let changed = file().replacen(&format!("\"{field}\":"), &format!("\"{field}\": {value}, \"{field}\":"), 1);
        let sentence = wrong(&changed);
        assert!(sentence.contains("duplicate field") || sentence.contains("invalid type"), "{field}: {sentence}");
    }
    assert!(wrong(&file().replacen("\"seed\":", "\"seed\": 1, \"seed\":", 1)).contains("duplicate field `seed`"));
}

#[test]
fn text_in_place_of_an_amount_is_refused() {
    assert!(read_scenario(deposit_of("\"30.00 USD\"").as_bytes()).is_ok());
    for amount in [
        "\"thirty\"",
        "\"30\"",
        "\"30.00\"",
        "\"30.00 XYZ\"",
        "\"-30.00 USD\"",
        "\"0.00 USD\"",
        "\"1e3 USD\"",
        "30",
        "30.0",
        "-1",
        "null",
        "true",
        "[]",
        "{}",
        "\"1000000000.00 USD\"",
        "\"99999999999999999999.00 USD\"",
        "\"\u{661}.00 USD\"",
        "\"NaN USD\"",
        "\"\"",
        "\" 1.00 USD\"",
    ] {
        let sentence = wrong(&deposit_of(amount));
        assert!(sentence.starts_with("Line 4 of this file can\u{2019}t be read: "), "{amount}: {sentence}");
    }
    assert!(wrong(&deposit_of("\"thirty\"")).contains("\"thirty\" is not money such as \"30.00 USD\""));
}

#[test]
fn value_of_another_type_is_refused() {
    for (of_one_type, other) in [
        ("\"version\": 1", "\"version\": \"1\""),
        ("\"version\": 1", "\"version\": 1.0"),
        ("\"seed\": 1", "\"seed\": \"1"),
        ("\"afterMs\": 0", "\"afterMs\": -1"),
        ("\"afterMs\": 0", "\"afterMs\": 18446744073709551616"),
        ("\"account\": 0", "\"account\": 4294967296"),
        ("\"account\": 0", "\"account\": \"ACCOUNT-1001\""),
        ("\"2026-03-02T09:14:07Z\"", "\"yesterday\""),
        ("\"2026-03-02T09:14:07Z\"", "\"99999-03-02T09:14:07Z\""),
        ("\"owner\": \"Ada\"", "\"owner\": null"),
        ("\"owner\": \"Ada\"", "\"owner\": \"\""),
        ("\"owner\": \"Ada\"", "\"owner\": \"\\u0000\""),
        ("\"owner\": \"Ada\"", "\"owner\": \"\\ud800\""),
        ("\"email\": \"ada@example.com\"", "\"email\": \"ada\""),
        ("\"CreateAccount\"", "\"DropTable\""),
        ("\"Send\"", "\"Eval\""),
        ("\"lesson\": 4", "\"lesson\": 0"),
        ("\"lesson\": 4", "\"lesson\": 23"),
        ("\"script\": []", "\"script\": {}"),
    ] {
        let changed = file().replacen(of_one_type, other, 1);
        assert_ne!(changed, file(), "{of_one_type}");
        wrong(&changed);
    }
}

#[test]
fn text_that_can_not_be_typed_is_refused_by_its_action() {
    let long = file().replacen("\"owner\": \"Grace\"", &format!("\"owner\": \"{}\"", "G".repeat(101)), 1);
    let error = read_scenario(long.as_bytes()).unwrap_err();
    assert!(matches!(error, FileError::Content(ContentError::Refused { .. })), "{error:?}");
    assert_eq!(
        words(error),
        "Action 5 of this file is not possible. Use at most 100 characters. This has 101. Nothing was changed."
    );
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = format!("{}1{}", open.repeat(200_000), close.repeat(200_000));
        wrong(&with_actions(&nested));
        wrong(&with_actions(&open.repeat(200_000)).replacen("\"seed\":1", &format!("\"seed\":{nested}"), 1));
    }
}

#[test]
fn explanation_is_short_and_has_no_control_characters() {
    let name = format!("\\u0007\\n{}", "x".repeat(1_000_000));
    let sentence = wrong(&file().replacen("\"seed\"", &format!("\"{name}\""), 1));
    assert!(sentence.chars().count() < 300 && sentence.contains("xxx\u{2026}"), "{sentence}");
    assert!(!sentence.contains(char::is_control), "{sentence:?}");
}

#[test]
fn ten_thousand_actions_open_and_one_more_does_not() {
    let most = shared((0..MAX_ACTIONS).map(|_| send(ADA, deposit(1))));
    assert_eq!(read_scenario(write_scenario(&most).as_bytes()), Ok(most.clone()));
    let mut more = most;
    more.scenario.actions.push(Action { after_ms: 0, act: send(ADA, freeze()) });
    let error = read_scenario(write_scenario(&more).as_bytes()).unwrap_err();
    assert_eq!(words(error), "This file has 10,001 actions; at most 10,000 can be handed on. Nothing was changed.");
    let script = vec![ScriptStep { note: String::new(), cue: Cue::Speak }; MAX_STEPS + 2];
    let error = read_scenario(write_scenario(&SharedLab { script, ..shared([]) }).as_bytes()).unwrap_err();
    assert_eq!(error, FileError::Content(ContentError::TooManySteps { steps: 202 }));
}
