//! Links of version 1 open for ever, and lead to the same bytes. Never change a link or a hash here: people have posted them.

use super::*;

/// Each link with the number of events in its log and the hash of the log.
const LINKS: [(&str, u64, &str); 5] = [
    (
        "v1=eNpVi60KwlAYQM-9VxloUJN1YPcZNNl8h4-7yyZsU8ZEn8Bs0LZgtRmNPoLBqOCTjP20lcOBw1GPovhdQw8wy0BGEsjCHSXZxW5utwm3cqA4r2lE85zSy1ya_z9G8z4ZqA3VX2Vi3SRs2LnrqrjM4HX3NN8h43if2sg_bPLIbyeoANn7KYs",
        7,
        "aa3d1f29a882981d",
    ),
    (
        "v1=eNp9kbFLJDEUxl8ms86p3LnHyZwHh-QvGFCsrLSyUgv_gpjN7AzOJprJonZWCoKNIAq6op1W2lmLYCloo41bra2dINr4ZtdCcZwmBPK9733fL1vPxy_bZ83dfXK6t3e_VR0EADpe4X28wsfkEq_NJzIQugaNgMD2FJRTnnCzzEJt2CQ3Imr5Dlz-BddIZRuBAw-rFKDlAylNGC7k72p2fnQ6uiD47pC7X_C_arSQJpYp45bZSDKhjZKGpZGez8we_8A_q1nbaRQfFapRGIs5adOWT8gTCkKjawwj5wgo-IKbCkt0aplW7RXW8Fhl5oc9UE7qSkRsMbZRZ0nLd6GnPRLquqpk5U5yZI0AHHc84aqMNNTHdgcbXVk7Z3PTgZ-cKbnIZmOxLBKcIc7TtQcDRoZozXTYicOX8BrG2W6gueixKF2Z_ooeS9CTgQ563Emv1jro3SL0OOSe9xWjz8xu-4vRu83-AvSNgNJv0Gfm6715TF36GT3d6c37ISh9jx7blV6_oMe4peZNAXqPkCGHDFPvPX5X94zlVtYQrOcZuVCXqf1BhrrJCLwBSvkOSw",
        34,
        "7ec74b2f842830e2",
    ),
    (
        "v1=eNpNjjFOw0AQRWfW3izGBUpOsBItitaWKEIDVFTQUFBPvKPEIl6jZLHDBRAlQtDlAnTcgQtwAGiocgYq1kmT5r_Re82oj9Xq522SAkB0bumALJ3xkqq7GQ-Lunq-grUClBdzKrg_6XY3h4jwegiBAr7TjhFspO0Qd9PDP1wrhTZosdESIEHMRJTlJkp_n15Go6Ex-vM9HlzWjh906Y62R33vpWxKbhe95NqT54qdV9LTeMZ7mCUiz-P-zZS8LheanOYm9FPYH1Nxq32tmwxBACIMHC_9iW5LP7VzavWxMULg12P49h9hsUdl",
        360,
        "b065a740aecfd532",
    ),
    (
        "v1=eNoBYQCe_____________wEBAwUAACBKb3PDqSDDkWFuZMO6IPCfkanigI3wn5Gp4oCN8J-RpxJqb3PDqUBleMOkbXBsZS5jb23_z9vD9AIB-v__________AQb_____DwABBwABAAC8ODYO",
        3,
        "a261b63d41f3e2ec",
    ),
    (
        "v1=eNo1jMENQEAURGc5fImEFiTuaqABPfwgLnZXhFCGA7ctQkHcdcHaxFwmMy8zdBhz7W0AwC9qjrnmvFlY9l2TVVquJW4S2FJYD-BHnMyDVm3CUk9qdJ0jzy9ho4cz_AYEskyQPX8BKtoiVA",
        15,
        "c8c80aac29a94d3b",
    ),
];

/// What the links were made from, so that a new kind of link can be added the same way.
fn labs() -> [SharedLab; 5] {
    let everything = [
        send(ADA, create_with("Ada", 100_00)),
        send(GRACE, create("Grace")),
        send(ADA, deposit(45_00)),
        send(ADA, withdraw(15_00)),
        send(ADA, freeze()),
        send(ADA, deposit(1_00)),
        send(ADA, unfreeze()),
        Act::Fill { account: GRACE, events: 250 },
        Act::Fork { account: GRACE, at: Version(100) },
        send(AccountId(2), deposit(1_00)),
        send(ADA, close()),
    ];
    let wrong =
        Command::Reverse { version: Version(3), target: None, reason: Reason::parse("a wrong amount").unwrap() };
    let reversals = [
        send(ADA, create_with("Ada", 100_00)),
        send(ADA, deposit(45_00)),
        send(ADA, wrong),
        send(ADA, reverse(3)),
        send(ADA, reverse(u64::MAX)),
        send(ADA, withdraw(15_00)),
        Act::Fork { account: ADA, at: Version(7) },
        send(AccountId(1), reverse(7)),
    ];
    let script = vec![
        ScriptStep { note: "What is an event?".to_owned(), cue: Cue::Speak },
        ScriptStep { note: "back to v1".to_owned(), cue: Cue::Look { account: ADA, version: Some(Version(1)) } },
        ScriptStep { note: String::new(), cue: Cue::Look { account: GRACE, version: None } },
        ScriptStep { note: "next: withdraw 500".to_owned(), cue: Cue::Act(send(GRACE, withdraw(500_00))) },
    ];
    let place = Place {
        account: GRACE,
        version: Some(Version(120)),
        search: "\u{2212}99.00 é".to_owned(),
        types: "Money in,Money out".to_owned(),
        panel: "views".to_owned(),
        view: "Statement".to_owned(),
        storage: "table".to_owned(),
        storage_is_open: true,
        lesson: LessonNumber::new(22),
    };
    let odd = Command::CreateAccount {
        owner: Owner::parse("José Ñandú 👩\u{200d}👩\u{200d}👧").unwrap(),
        email: Email::parse("josé@exämple.com").unwrap(),
        opening_deposit: Some(Amount::new(bank::MAX_AMOUNT, Currency::Eur).unwrap()),
    };
    let odd_actions = vec![
        Action { after_ms: 5, act: send(ADA, odd) },
        Action { after_ms: u64::MAX, act: Act::Fill { account: AccountId(u32::MAX), events: 0 } },
        Action { after_ms: 0, act: Act::Fork { account: ADA, at: Version(1) } },
    ];
    let odd =
        Scenario { seed: u64::MAX, started_at: DateTime::from_timestamp_millis(-1).unwrap(), actions: odd_actions };
    [
        of(six_events(1, at(720))),
        afternoon(30),
        SharedLab { place, script, ..shared(everything) },
        of(odd),
        shared(reversals),
    ]
}

#[test]
fn posted_links_lead_to_the_same_bytes() {
    for ((link, events, expected), lab) in LINKS.into_iter().zip(labs()) {
        let shared =
            decode(link).unwrap_or_else(|error| panic!("{link}: {}; now it is {}", words(error), encode(&lab)));
        assert_eq!(shared, lab, "{link}");
        let played = Lab::play(shared.scenario);
        assert_eq!((played.position().0, &*hash(&played)), (events, expected), "{link}");
    }
}
