use super::Specification;
use super::literal::{Field, Literal, Value};
use bank::Target;

/// The bank in TypeScript: its types, and a decider with the rules of this crate's bank.
const DECIDER: &str = include_str!("decider.ts");

/// Decisions of the bank as one complete file of tests in TypeScript, with Emmett's `DeciderSpecification` and Node's
/// test runner. The data of each event is its payload as it is stored, so every amount is exact. Without decisions, the
/// file is the bank alone.
#[must_use]
pub fn typescript_tests(specifications: &[Specification]) -> String {
    if specifications.is_empty() {
        return format!("import type {{ {TYPES} }} from {EMMETT};\n\n{DECIDER}");
    }
    let mut text = String::from(HEAD);
    if specifications.iter().any(|specification| specification.then.is_err()) {
        text.push_str("import { isDeepStrictEqual } from \"node:util\";\n");
    }
    text.push_str("import { test } from \"node:test\";\n");
    text.push_str(&format!("import {{ DeciderSpecification }} from {EMMETT};\n"));
    text.push_str(&format!("import type {{ {TYPES} }} from {EMMETT};\n\n"));
    text.push_str(DECIDER);
    text.push_str("\nconst given = DeciderSpecification.for(decider);\n");
    for specification in specifications {
        text.push('\n');
        push_test(&mut text, specification);
    }
    text
}

const HEAD: &str = "\
// Given, when, then: decisions of the bank, taken from the Event Sourcing Lab. The tests are at the end.
//
// Save it as bank.test.ts in a folder of its own. Then:
//   npm init -y && npm pkg set type=module
//   npm install @event-driven-io/emmett && npm install --save-dev typescript@5 @types/node @types/async-retry
//   npx tsc --strict --target es2022 --module nodenext bank.test.ts && node --test

";

const EMMETT: &str = "\"@event-driven-io/emmett\"";

/// The types of Emmett that the bank is built on.
const TYPES: &str = "Command as CommandOf, Event as EventOf";

fn push_test(text: &mut String, specification: &Specification) {
    let Specification { origin, given, when, then } = specification;
    let title = specification.title();
    text.push_str(&format!("// {origin}.\ntest({}, () => {{\n  given([", string(&title)));
    given.iter().for_each(|event| text.push_str(&format!("\n    {},", message(&Literal::event(event)))));
    if !given.is_empty() {
        text.push_str("\n  ");
    }
    text.push_str(&format!("])\n    .when({})\n", message(&Literal::command(when))));
    match then {
        Ok(events) => {
            text.push_str("    .then([");
            events.iter().for_each(|event| text.push_str(&format!("\n      {},", message(&Literal::event(event)))));
            text.push_str("\n    ]);\n");
        }
        Err(refusal) => {
            let refusal = object(&Literal::refusal(refusal).fields);
            text.push_str(&format!(
                "    .thenThrows(Refused, ({{ refusal }}) =>\n      isDeepStrictEqual(refusal, {refusal}));\n"
            ));
        }
    }
    text.push_str("});\n");
}

/// An event or a command: its type, and its fields as data.
fn message(literal: &Literal) -> String {
    format!("{{ type: {}, data: {} }}", string(&literal.name), object(&literal.fields))
}

/// The fields as an object. A field that is missing is left out, as in a stored payload.
fn object(fields: &[Field]) -> String {
    let fields: Vec<_> = fields
        .iter()
        .filter_map(|field| Some(format!("{}: {}", in_camel_case(field.name), value(&field.value)?)))
        .collect();
    if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

fn value(field: &Value) -> Option<String> {
    Some(match field {
        Value::Owner(text) | Value::Email(text) | Value::Reason(text) => string(text),
        Value::Amount(money) | Value::Money(money) => string(&String::from(*money)),
        Value::Currency(currency) => string(currency.code()),
        Value::Command(kind) => string(kind.name()),
        Value::Version(version) => version.0.to_string(),
        Value::ReasonCode(code) => string(code.name()),
        Value::Target(target) => return target.map(fact),
        Value::Optional(optional) => return optional.as_ref().and_then(|present| value(present)),
    })
}

/// The event that a reversal names. Emmett passes a decision no log to read it from, so it stands in the command.
fn fact(target: Target) -> String {
    let name = match target {
        Target::Deposit(_) => "Deposit",
        Target::Withdrawal(_) => "Withdrawal",
        Target::Other => "Other",
    };
    let amount = target.amount().map(|amount| format!(", amount: {}", string(&String::from(amount.money()))));
    format!("{{ type: {}{} }}", string(name), amount.unwrap_or_default())
}

/// A string of JSON is a string of TypeScript.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A name such as `reason_code` as `reasonCode`.
fn in_camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.len().min(1));
        text.push_str(&first.to_ascii_uppercase());
        text.push_str(rest);
    }
    text
}
