//! Every question that the page asks about a lab.

use super::*;

/// The versions worth asking about: both ends, beyond them, and around the ends of commits and snapshots.
fn versions(lab: &Lab, account: AccountId) -> Vec<Version> {
    let head = lab.head(account).0;
    let near = |version: u64| version.saturating_sub(1)..=version.saturating_add(1);
    let borders = (0..=head).filter(|version| version.is_multiple_of(90) || version.is_multiple_of(100));
    let mut versions: Vec<_> = borders.chain([2, 4, head, u64::MAX]).flat_map(near).collect();
    versions.sort_unstable();
    versions.dedup();
    versions.into_iter().map(Version).collect()
}

/// Asks the lab every question that the page asks.
pub fn ask_everything(lab: &mut Lab) {
    let accounts: Vec<_> = lab.accounts().chain([lab.next_account(), AccountId(u32::MAX)]).collect();
    for &account in &accounts {
        for version in versions(lab, account) {
            ask_about(lab, account, version);
        }
        ask_about_commands(lab, account);
        ask_about_streams(lab, account);
        assert_eq!(lab.currency(account), lab.now(account).account.balance.currency);
        assert!(lab.forked_from(account).is_none_or(|(_, shared)| shared <= lab.head(account)));
    }
    ask_the_table(lab);
    ask_the_views(lab);
    for &account in &accounts {
        for version in
            [Version(0), Version(1), Version(91), lab.head(account), lab.head(account).next(), Version(u64::MAX)]
        {
            ask_for_forks(lab, account, version);
        }
    }
}

fn ask_about(lab: &Lab, account: AccountId, version: Version) {
    let is_there = version > Version::EMPTY && version <= lab.head(account);
    let trace = Trace::of(lab, account, version);
    assert_eq!(trace.is_some(), is_there);
    if let Some(trace) = &trace {
        assert!(trace.first <= version && version <= trace.last && trace.expected.next() == trace.first);
        assert!(trace.snapshot.unwrap_or_default() <= trace.expected);
        let rest = Version(trace.snapshot.unwrap_or_default().0 + trace.replayed);
        assert_eq!(rest, trace.expected, "a load reads the snapshot and the events after it");
        assert_eq!(Trace::of(lab, account, trace.first), Trace::of(lab, account, trace.last), "one commit, one trace");
    }
    let journey = Journey::of(lab, account, version);
    assert_eq!(journey.is_some(), is_there);
    for stop in Stop::ALL {
        journey.iter().for_each(|journey| drop(journey.facts(stop)));
    }
    assert_eq!(Chain::of(lab, account, version).is_some(), is_there);
    match Specification::at(lab, account, version) {
        // The test that is made of it holds.
        Ok(Specification { given, when, then, .. }) => {
            assert!(is_there && given.len() <= MAX_GIVEN);
            match then {
                Ok(events) => drop(Given::<Bank>::events(given).when(&when).then(events)),
                Err(refusal) => Given::<Bank>::events(given).when(&when).then_refused(&refusal),
            }
        }
        Err(failure) => assert!(failure.problem.ends_with('.') && failure.help.ends_with('.'), "{failure}"),
    }
    let diagram = sequence_diagram(lab, account, version);
    assert!(diagram.starts_with("sequenceDiagram\n") && diagram.matches("L->>B").count() <= MAX_COMMITS + 1);
    assert!(log_picture(lab, account, version).ends_with("</svg>\n"));
    // All versions of a commit have the same request, which is slow to format.
    if trace.is_none_or(|trace| trace.first == version) {
        match Request::of(lab, account, version) {
            Some(Ok(request)) => assert!(!request.json().is_empty()),
            Some(Err(error)) => assert!(error.to_string().contains(' ')),
            None => assert!(!is_there),
        }
    }
    let event = lab.event(account, version);
    assert_eq!(event.is_some(), is_there);
    let (view, now) = (lab.at(account, version), lab.now(account));
    if let Some(event) = event {
        match StoredItem::of(&event) {
            Ok(item) => assert!(!item.json().is_empty()),
            Err(error) => assert!(error.to_string().contains(' ')),
        }
        assert!(!sentence(&event.data, now.account.owner.as_ref()).is_empty());
        assert_eq!(signed_amount(&event.data).is_some(), event.data.amount().is_some());
    }
    assert_eq!(view.version, version.min(lab.head(account)));
    let (there, back) = (compare(&view, &now), compare(&now, &view));
    assert!(there.iter().zip(&back).all(|(one, other)| one.change.before == other.change.after));
    assert_eq!(changes(&view, &now).is_empty(), view == now);
    let between = lab.with_events(account, |events| types_between(events, version, Version(u64::MAX)));
    let count: usize = between.iter().map(|(_, count)| count).sum();
    assert_eq!(count as u64, lab.head(account).0.saturating_sub(version.0));
    assert!(lab.version_at(account, Position(version.0)) <= version.min(lab.head(account)));
    let messages = lab.with_log(|log| log.outbox(&account.stream()).len());
    assert!(lab.queued(account, Version(1), version) <= messages);
    assert_eq!(lab.queued(account, version, Version(0)), 0);
}

fn ask_about_streams(lab: &Lab, account: AccountId) {
    let owner = lab.now(account).account.owner;
    lab.with_events(account, |events| {
        for text in ["", "rent", "ada 30", "00000000-0000", "\u{2212}1"] {
            let found = search(events, owner.as_ref(), text, Families::default());
            assert!(found.is_none_or(|found| found.len() <= events.len()), "{text:?}");
        }
        assert_eq!(ticks(events, 0).len(), events.len().min(1));
        assert_eq!(ticks(events, usize::MAX).len(), events.len());
        assert!(StreamCost::of(events).units.halves > 0, "a read of nothing costs half a unit");
        assert!(events_json(&events[..events.len().min(3)]).starts_with(['[', '{']));
    });
    let line = Sparkline::of(lab, account);
    for version in versions(lab, account) {
        assert!(line.x(version).is_finite());
    }
    for point in &line.points {
        assert!(line.y(point.balance).is_finite());
        assert_eq!(lab.at(account, point.version).account.balance.minor, point.balance);
    }
}

/// One command of each kind.
fn commands() -> [Command; CommandKind::ALL.len()] {
    CommandKind::ALL.map(|kind| match kind {
        CommandKind::Deposit => deposit(70_00),
        CommandKind::Withdraw => withdraw(70_00),
        CommandKind::Reverse => reverse(2),
        CommandKind::CreateAccount => create_with("Grace", 70_00),
        CommandKind::Freeze => freeze(),
        CommandKind::Unfreeze => unfreeze(),
        CommandKind::CloseAccount => close(),
    })
}

fn ask_about_commands(lab: &Lab, account: AccountId) {
    for command in commands() {
        let journey = Journey::planned(lab, account, &command);
        assert_eq!(journey.is_some(), lab.plan(account, &command).is_some());
        for stop in Stop::ALL {
            journey.iter().for_each(|journey| drop(journey.facts(stop)));
        }
        if let Some(mut stepping) = Stepping::begin(lab, account, command) {
            assert_eq!(stepping.advance(lab), Advance::Moved);
            assert!(!stepping.plan_again(lab), "the log is unchanged");
            assert!(stepping.projected(account, Version(u64::MAX)) >= lab.head(account));
        }
    }
}

fn ask_the_table(lab: &Lab) {
    let mut table = Table::default();
    while !table.catch_up(lab, 70) {}
    assert!(table.catch_up(lab, usize::MAX), "the whole table is measured");
    for (number, partition) in table.partitions().iter().enumerate() {
        for place in 0..partition.items {
            let is_shown = table.item(lab, number, place).is_some();
            assert!(is_shown || is_too_much_for_dynamodb(lab), "{} {place}", partition.key);
        }
        assert_eq!(table.item(lab, number, partition.items), None);
        assert_eq!(table.item(lab, number, usize::MAX), None);
    }
    assert_eq!(table.item(lab, usize::MAX, 0), None);
    for account in lab.accounts().chain([AccountId(u32::MAX)]) {
        for version in versions(lab, account) {
            let partition = table.place_of(account, version).map(|(partition, _)| partition);
            assert_eq!(partition.is_some(), version > Version::EMPTY && lab.head(account) > Version::EMPTY);
        }
    }
}

/// Whether an event does not fit a DynamoDB item, e.g. because its year has six digits.
fn is_too_much_for_dynamodb(lab: &Lab) -> bool {
    lab.with_log(|log| log.all(Position(0)).any(|event| StoredItem::of(event).is_err()))
}

fn ask_the_views(lab: &Lab) {
    let mut views = Views::default();
    views.note(lab.position(), Duration::ZERO);
    ViewKind::ALL.into_iter().for_each(|kind| views.ask_for(kind));
    views.correct();
    while views.step(lab, Position(u64::MAX), Duration::ZERO, 64) {}
    for kind in ViewKind::ALL {
        let standing = views.standing(kind, lab.position());
        assert_eq!(standing.behind(), 0, "{kind:?}");
        assert!(views.about_copies(kind).is_none_or(|words| words.ends_with('.')));
        views.rebuild(kind, Duration::ZERO);
    }
    while views.step(lab, Position(u64::MAX), Duration::MAX, usize::MAX) {}
    assert_eq!(views.next_due(Duration::MAX), None);
    assert!(views.switch());
    for account in lab.accounts() {
        if let Some(statement) = views.statement.value().of(&account.stream()) {
            assert!(!statement_csv(statement, statement.up_to(Version(u64::MAX))).is_empty());
        }
    }
}

fn ask_for_forks(lab: &mut Lab, account: AccountId, version: Version) {
    let why = lab.why_no_fork(account, version);
    match lab.intend_fork(at(1), account, version) {
        Ok((_, commits)) => assert!(why.is_none() && !commits.is_empty()),
        Err(failure) => assert!(failure.problem.ends_with('.'), "{failure}"),
    }
    match lab.fork(at(2), account, version) {
        Ok(fork) => {
            assert_eq!(lab.head(fork), version);
            assert_eq!(Trace::of(lab, fork, version).unwrap().messages, 0);
            assert!(Journey::of(lab, fork, version).is_some() && Request::of(lab, fork, version).is_some());
            assert!(lab.forked_from(fork).is_none_or(|(_, shared)| shared <= version));
        }
        Err(reason) => assert!(reason.contains(' ')),
    }
}
