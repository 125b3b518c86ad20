/// A part of the course.
#[derive(Debug)]
pub struct CourseAct {
    /// Its number, from 1.
    pub number: u8,
    /// Its title.
    pub title: &'static str,
    /// The number of its last lesson.
    pub last: u8,
}

/// The five acts.
pub const ACTS: [CourseAct; 5] = [
    CourseAct { number: 1, title: "Facts", last: 5 },
    CourseAct { number: 2, title: "Reading", last: 9 },
    CourseAct { number: 3, title: "Many hands", last: 16 },
    CourseAct { number: 4, title: "Years later", last: 20 },
    CourseAct { number: 5, title: "The engine room", last: 22 },
];

/// A lesson in the map of the course, built or to come.
#[derive(Debug)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u8,
    /// Its title.
    pub title: &'static str,
    /// Its idea in a sentence.
    pub idea: &'static str,
    /// How long it takes, in minutes.
    pub minutes: u8,
}

const fn entry(number: u8, title: &'static str, idea: &'static str, minutes: u8) -> Entry {
    Entry { number, title, idea, minutes }
}

/// All lessons of the course, in their suggested order.
pub const COURSE: [Entry; 22] = [
    entry(1, "Facts, not state", "Store what happened; derive what is.", 3),
    entry(2, "Ask, decide, record", "A command can be refused. An event already happened.", 3),
    entry(3, "Replay by hand", "State is the events added up. Replay never decides again.", 4),
    entry(4, "Time travel", "The past is a read. Looking back changes nothing.", 2),
    entry(5, "No eraser", "A wrong booking is reversed and booked again, never rubbed out.", 3),
    entry(6, "One log, many views", "A new view answers what nobody asked at the time.", 3),
    entry(7, "The view lied, the log didn\u{2019}t", "Build the view again beside the old one, then switch.", 3),
    entry(8, "The view is late", "Decide from the stream, show from the view.", 3),
    entry(9, "The hole in the log", "Position order is not commit order, so a reader can skip one.", 4),
    entry(10, "Two tellers", "Append only if nobody wrote since you read.", 3),
    entry(11, "Whose conflict is it?", "Narrow the condition to what the decision read.", 3),
    entry(12, "Is \u{201c}no\u{201d} a fact?", "A refusal can be forgotten, kept apart, or written here.", 3),
    entry(13, "Press it twice", "A key names the intention, so a repeat writes nothing.", 3),
    entry(14, "Tell the outside world", "At least once, plus remembering, makes one effect.", 4),
    entry(15, "Money between two accounts", "One transaction, one boundary, or steps with a way back.", 4),
    entry(16, "One e-mail, one account", "A late view can\u{2019}t guard a rule. Four ways, none free.", 4),
    entry(17, "How long does it live?", "Close the books, open the next period with its balance.", 3),
    entry(18, "Old events, new code", "Old bytes stay as they are. The reader learns.", 4),
    entry(19, "Long streams", "Snapshots are a cache, and the last resort.", 3),
    entry(20, "Forget a person", "Throw away the key, keep the money facts.", 3),
    entry(21, "The same lab on DynamoDB", "Lesson 10 is one write condition.", 4),
    entry(22, "When not to", "What this costs, and five places where a table row is better.", 2),
];
