//! Contributions with names of other tiers.

use super::guest::Guest;
use super::memory::{Contribution, RESOURCES, span};
use super::refused;

/// The positions of the lists in a contribution, in the order of `wit/tier.wit`.
const LOCALS: usize = 3;
const CHECKS: usize = 5;
const SECRET: &str = "${terraform_data.network_home_secret.output}";

fn shown<const N: usize>(guests: [(&str, Guest); N]) -> String {
    guests.map(|(name, guest)| refused(name, &guest.component())).concat()
}

/// Creates a guest whose contribution has one entry with a name and a JSON string.
fn named(list: usize, json: &str) -> Guest {
    let json = json.replace("SECRET", SECRET);
    Guest::new(move |memory| {
        let record = memory.record(&["main", &json]);
        let mut contribution: Contribution = [span(0, 0); 10];
        contribution[list] = memory.list(&[record]);
        contribution
    })
}

fn resource(body: &str) -> Guest {
    let body = body.replace("SECRET", SECRET);
    Guest::new(move |memory| {
        let record = memory.record(&["terraform_data", "main", &body]);
        let mut contribution: Contribution = [span(0, 0); 10];
        contribution[RESOURCES] = memory.list(&[record]);
        contribution
    })
}

#[test]
fn names_in_unexpected_values_and_forms() {
    let dynamic = r#"{"dynamic": {"terraform_data": {"for_each": [], "content": "SECRET"}}}"#;
    let block = r#"{"dynamic": [{"a": [{"for_each": [], "iterator": "terraform_data", "content": {"x": "SECRET"}}]}]}"#;
    snapshot!(shown([
        ("a local that looks like a dynamic block", named(LOCALS, dynamic)),
        ("a local that looks like one with an iterator", named(LOCALS, block)),
        ("a key of a local", named(LOCALS, r#"{"SECRET": 1}"#)),
        ("an attribute that looks like a dynamic block", resource(&format!(r#"{{"input": {dynamic}}}"#))),
        (
            "an attribute that looks like one with an iterator",
            resource(&format!(r#"{{"input": [{block}]}}"#))
        ),
        ("a dynamic block whose iterator is a type", resource(block)),
        ("data of a check as a list", named(CHECKS, r#"{"data": [{"http": {"x": {"url": "SECRET"}}}]}"#)),
        ("a type of a check's data as a list", named(CHECKS, r#"{"data": {"http": [{"x": {}}]}}"#)),
        (
            "a body of a check's data as a list",
            named(CHECKS, r#"{"data": {"http": {"x": [{"url": "SECRET"}]}}}"#)
        ),
        ("depends_on", resource(r#"{"depends_on": ["terraform_data.network_home_secret"]}"#)),
        ("depends_on in lists", resource(r#"{"depends_on": [["terraform_data.network_home_secret"]]}"#)),
        (
            "a trigger",
            resource(r#"{"lifecycle": {"replace_triggered_by": ["terraform_data.network_home_secret"]}}"#)
        ),
    ]));
}
