use super::Specification;
use super::literal::{Field, Literal, Value};
use bank::Currency;
use std::collections::{BTreeMap, BTreeSet};

/// Decisions of the bank as one complete file of tests in Rust, for a crate that depends on `bank` and `engine`. Texts
/// and amounts stand in it as they are stored.
#[must_use]
pub fn rust_tests(specifications: &[Specification]) -> String {
    let mut file = File::default();
    let tests: Vec<_> = specifications.iter().map(|specification| file.test(specification)).collect();
    let helpers: Vec<_> = HELPERS.iter().filter(|helper| file.helpers.contains(helper.name)).collect();
    let uses: Vec<_> = file.uses.into_iter().collect();
    let mut text = format!(
        "//! Given, when, then: decisions of the bank, taken from the Event Sourcing Lab.\n//!\n\
         //! A file for `tests/` of a crate that depends on `bank` and `engine`. Run it with `cargo test`.\n\n\
         use bank::{{{}}};\nuse engine::Given;\n",
        uses.join(", ")
    );
    for part in tests.iter().map(String::as_str).chain(helpers.iter().map(|helper| helper.text)) {
        text.push('\n');
        text.push_str(part);
    }
    text
}

/// What the tests so far need.
#[derive(Default)]
struct File {
    /// The names that are imported from `bank`.
    uses: BTreeSet<&'static str>,
    helpers: BTreeSet<&'static str>,
    /// How often a test has this name.
    names: BTreeMap<String, usize>,
}

impl File {
    fn test(&mut self, specification: &Specification) -> String {
        let Specification { origin, given, when, then } = specification;
        let name = self.name(&specification.title());
        self.uses.extend(["Bank", "Command"]);
        let mut text = format!("/// {origin}.\n#[test]\nfn {name}() {{\n    Given::<Bank>::");
        // As rustfmt sets it.
        let indent = if given.is_empty() { "        " } else { "    " };
        if given.is_empty() {
            text.push_str("nothing()\n");
        } else {
            text.push_str("events([\n");
            for event in given {
                text.push_str(&format!("        {},\n", self.literal("BankEvent", &Literal::event(event))));
            }
            text.push_str("    ])\n");
        }
        text.push_str(&format!("{indent}.when(&{})\n", self.literal("Command", &Literal::command(when))));
        match then {
            Ok(events) => {
                let events: Vec<_> =
                    events.iter().map(|event| self.literal("BankEvent", &Literal::event(event))).collect();
                match &events[..] {
                    [event] => text.push_str(&format!("{indent}.then([{event}]);\n")),
                    events => {
                        text.push_str(&format!("{indent}.then([\n"));
                        events.iter().for_each(|event| text.push_str(&format!("{indent}    {event},\n")));
                        text.push_str(&format!("{indent}]);\n"));
                    }
                }
            }
            Err(refusal) => {
                let Literal { name, fields, .. } = Literal::refusal(refusal);
                self.uses.insert("Refusal");
                text.push_str(&format!("{indent}.then_refused(&{name} {});\n", self.fields(&fields)));
            }
        }
        text.push_str("}\n");
        text
    }

    /// The title as the name of a function that no other test of the file has.
    fn name(&mut self, title: &str) -> String {
        let mut name = String::new();
        for letter in title.chars().filter(|letter| *letter != ':') {
            if letter.is_ascii_uppercase() && !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
            name.push(if letter == ' ' { '_' } else { letter.to_ascii_lowercase() });
        }
        let times = self.names.entry(name.clone()).or_default();
        *times += 1;
        if *times == 1 { name } else { format!("{name}_{times}") }
    }

    fn literal(&mut self, type_name: &'static str, literal: &Literal) -> String {
        self.uses.insert(type_name);
        let (name, fields) = (&literal.name, self.fields(&literal.fields));
        match literal.boxed {
            None => format!("{type_name}::{name} {fields}"),
            Some(boxed) => {
                self.uses.insert(boxed);
                format!("{type_name}::{name}(Box::new({boxed} {fields}))")
            }
        }
    }

    fn fields(&mut self, fields: &[Field]) -> String {
        let fields: Vec<_> =
            fields.iter().map(|field| format!("{}: {}", field.name, self.value(&field.value))).collect();
        format!("{{ {} }}", fields.join(", "))
    }

    fn value(&mut self, value: &Value) -> String {
        match value {
            Value::Owner(text) => self.call("Owner", "owner", text),
            Value::Email(text) => self.call("Email", "email", text),
            Value::Reason(text) => self.call("Reason", "reason", text),
            Value::Amount(money) => {
                self.uses.insert("Money");
                self.helpers.insert("money");
                self.call("Amount", "amount", &String::from(*money))
            }
            Value::Money(money) => self.call("Money", "money", &String::from(*money)),
            Value::Currency(currency) => self.variant("Currency", currency_variant(*currency)),
            Value::Command(kind) => self.variant("CommandKind", kind.name()),
            Value::ReasonCode(code) => self.variant("ReasonCode", code.name()),
            Value::Version(version) => format!("engine::Version({})", version.0),
            // `Given` looks it up in the given events.
            Value::Target(_) => "None".to_owned(),
            Value::Optional(None) => "None".to_owned(),
            Value::Optional(Some(value)) => format!("Some({})", self.value(value)),
        }
    }

    fn call(&mut self, type_name: &'static str, helper: &'static str, text: &str) -> String {
        self.uses.insert(type_name);
        self.helpers.insert(helper);
        // `Debug` escapes quotes, backslashes and everything invisible as Rust reads it.
        format!("{helper}({text:?})")
    }

    fn variant(&mut self, type_name: &'static str, variant: &str) -> String {
        self.uses.insert(type_name);
        format!("{type_name}::{variant}")
    }
}

const fn currency_variant(currency: Currency) -> &'static str {
    match currency {
        Currency::Usd => "Usd",
        Currency::Eur => "Eur",
        Currency::Gbp => "Gbp",
    }
}

/// A function that reads a stored text.
struct Helper {
    name: &'static str,
    text: &'static str,
}

const HELPERS: [Helper; 5] = [
    Helper {
        name: "owner",
        text: "fn owner(stored: &str) -> Owner {\n    Owner::try_from(stored.to_owned()).expect(\"a name\")\n}\n",
    },
    Helper {
        name: "email",
        text: "fn email(stored: &str) -> Email {\n    Email::try_from(stored.to_owned()).expect(\"an address\")\n}\n",
    },
    Helper {
        name: "reason",
        text: "fn reason(stored: &str) -> Reason {\n    Reason::try_from(stored.to_owned()).expect(\"a reason\")\n}\n",
    },
    Helper {
        name: "amount",
        text: "fn amount(stored: &str) -> Amount {\n    Amount::try_from(money(stored)).expect(\"an amount above zero\")\n}\n",
    },
    Helper {
        name: "money",
        text: "fn money(stored: &str) -> Money {\n    Money::try_from(stored.to_owned()).expect(\"an amount with its currency\")\n}\n",
    },
];
