use crate::merge::{MergeError, merge};
use crate::model::{Address, Explain, StackOutput};
use crate::scope::fixture::{scoped, settings};
use crate::scope::{Context, ScopedContribution, ScopedMoved};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SECRET: &str = "${aws_vpc.database_primary_secret.id}";

/// Returns the contribution of tier `network` as it would be if scoping had not renamed the changed part.
fn unscoped(change: impl FnOnce(&mut ScopedContribution)) -> Vec<ScopedContribution> {
    let mut attacker = scoped(
        "network[primary]",
        json!({
            "aws_vpc.main": {}, "local.x": 1, "module.m": { "source": "./queue" }, "output.name": 1,
            "check.c": { "data": { "aws_ami": { "d": {} } }, "assert": { "condition": true, "error_message": "no" } }
        }),
    );
    change(&mut attacker);
    let vault = json!({ "aws_vpc.secret": {}, "local.secret": 1, "output.vpc_id": "${aws_vpc.secret.id}" });
    vec![attacker, scoped("database[primary]", vault)]
}

/// Returns the attack in which the block of this name has this body.
fn body(name: &str, body: Value) -> Vec<ScopedContribution> {
    unscoped(|attacker| {
        let block = attacker.blocks.iter_mut().find(|block| block.local.name == name).unwrap();
        block.linked = body.to_string().contains("tier.");
        block.body = body;
    })
}

fn told(contributions: Vec<ScopedContribution>) -> String {
    match merge(&Context::new(&settings()), contributions) {
        Ok(_) => "nothing".to_owned(),
        Err(errors) => {
            let show = |error: &MergeError| format!("[{}] {error}", error.diagnostic().code);
            errors.iter().map(show).collect::<Vec<_>>().join("\n    ")
        }
    }
}

#[test]
fn trespasses_that_scoping_would_miss_are_found() {
    let dynamic = |label: &str, content: &str| json!({ "dynamic": { label: [{ "for_each": [], "content": { "x": content } }] } });
    let attacks = [
        ("a string", body("main", json!({ "x": SECRET }))),
        ("deep", body("main", json!({ "x": [[{ "y": [SECRET] }]] }))),
        ("a key", body("main", json!({ "x": { SECRET: 1 } }))),
        ("in text", body("main", json!({ "x": format!("a %{{ if true }}{SECRET}%{{ endif }}") }))),
        ("a local", body("x", json!(SECRET))),
        ("another tier's local", body("x", json!("${local.database_primary_secret}"))),
        ("resource.", body("x", json!("${resource.aws_vpc.database_primary_secret}"))),
        ("module.", body("x", json!("${module.database_primary_m.x}"))),
        ("data.", body("x", json!("${data.aws_ami.database_primary_m.x}"))),
        ("ephemeral.", body("x", json!("${ephemeral.aws_secret.database_primary_m.x}"))),
        ("another region's", body("x", json!("${aws_vpc.network_secondary_main.id}"))),
        ("the prefix alone", body("x", json!("${aws_vpc.network_primary_.id}"))),
        ("no name of the stack", body("x", json!("${aws_vpc.main.id}"))),
        ("a root that is nothing", body("x", json!("${foo}"))),
        ("the type alone", body("x", json!("${aws_vpc}"))),
        ("an input of a module", body("m", json!({ "source": "./queue", "dynamic": SECRET }))),
        (
            "a value that looks like a dynamic block",
            body("x", json!({ "dynamic": { "aws_vpc": { "for_each": [], "content": SECRET } } })),
        ),
        ("a dynamic block", body("main", dynamic("aws_vpc", SECRET))),
        ("an iterator in a local", body("x", dynamic("rule", "${rule.value}"))),
        ("depends_on", body("main", json!({ "depends_on": ["aws_vpc.database_primary_secret"] }))),
        ("depends_on in lists", body("main", json!({ "depends_on": [["aws_vpc.database_primary_secret"]] }))),
        ("depends_on a string", body("main", json!({ "depends_on": "aws_vpc.database_primary_secret" }))),
        (
            "replace_triggered_by",
            body(
                "main",
                json!({ "lifecycle": [[{ "replace_triggered_by": ["aws_vpc.database_primary_secret.id"] }]] }),
            ),
        ),
        (
            "a check's data in a list",
            body("c", json!({ "data": [{ "aws_ami": [{ "database_primary_d": {} }] }] })),
        ),
        (
            "a check's body in a list",
            body(
                "c",
                json!({ "data": { "aws_ami": { "network_primary_d": [{ "x": SECRET, "depends_on": ["aws_vpc.database_primary_secret"] }] } } }),
            ),
        ),
        ("an assertion", body("c", json!({ "assert": [{ "condition": SECRET }] }))),
        ("unreadable", body("x", json!("${a b}"))),
        (
            "next to what an output brought",
            body(
                "x",
                json!(format!("${{tier.database.vpc_id}} {SECRET} ${{local.database_primary_secret}}")),
            ),
        ),
        (
            "an output",
            unscoped(|attacker| {
                attacker.outputs.get_mut("name").unwrap().value = json!([{ "a": SECRET }]);
            }),
        ),
        (
            "a linked output",
            unscoped(|attacker| {
                let output = attacker.outputs.get_mut("name").unwrap();
                output.value = json!(["${tier.database.vpc_id}", "${local.database_primary_secret}"]);
                output.linked = true;
            }),
        ),
        (
            "a block's name",
            unscoped(|attacker| attacker.blocks[0].address.name = "database_primary_other".to_owned()),
        ),
        (
            "moved",
            unscoped(|attacker| {
                let from = "aws_vpc.database_primary_secret".to_owned();
                attacker.moved = vec![ScopedMoved { from, to: "aws_vpc.network_primary_main".to_owned() }];
            }),
        ),
        (
            "removed",
            unscoped(|attacker| {
                attacker.removed = vec![("aws_vpc.database_primary_secret".to_owned(), true)]
            }),
        ),
    ];
    let mut all = String::new();
    for (name, contributions) in attacks {
        let found = told(contributions);
        assert!(found.contains("[outside-name-space]"), "{name}: {found}");
        all.push_str(&format!("{name}\n    {found}\n"));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn references_within_an_instance_are_allowed() {
    let own = json!({
        "a": "${aws_vpc.network_primary_main.id} ${data.aws_ami.network_primary_d.id} ${module.network_primary_m.x}",
        "b": "${[for aws_vpc in [] : aws_vpc.database_primary_secret]}%{ for x in [] }${x.y}%{ endfor }",
        "c": "${var.password}${each.key}${count.index}${path.module}${terraform.workspace}${self.id}",
        "d": "$${aws_vpc.database_primary_secret.id}", "e": "aws_vpc.database_primary_secret", "f": "{${1}}",
        "dynamic": { "rule": { "for_each": [], "content": { "x": "${rule.value.x}${rule.key}" } } },
        "g": { "dynamic": [{ "x": [{ "iterator": "it", "content": [{ "x": "${it.value}" }] }] }] },
        "depends_on": ["aws_vpc.network_primary_main"],
        "h": { "depends_on": ["app.START", "a.b_c_d"] },
        "lifecycle": { "precondition": { "error_message": "a.b" }, "replace_triggered_by": ["local.network_primary_x"] }
    });
    assert_eq!(told(body("main", own)), "nothing");
    // In a check, too, only an argument of the block can hold raw references.
    let of_a_provider = json!({ "a": 1, "config": { "depends_on": ["rule.value.output"] } });
    assert_eq!(
        told(body("c", json!({ "data": { "aws_ami": { "network_primary_d": of_a_provider } } }))),
        "nothing"
    );
    let brought =
        json!(["${tier.database.vpc_id}", { "${tier.database.vpc_id}": "a ${upper(tier.database.vpc_id)}" }]);
    assert_eq!(told(body("x", brought)), "nothing");
}

#[test]
fn dynamic_block_does_not_hide_references_of_outputs() {
    let content = json!({ "dynamic": { "aws_vpc": { "for_each": [], "content": { "x": "${tier.database.vpc_id}" } } } });
    insta::assert_snapshot!(
        told(body("main", content)),
        @"[outside-name-space] network[primary]: aws_vpc.main: dynamic.aws_vpc.content.x: Terrace rejected tier `network`, which leaves its namespace: the iterator of a dynamic block hides the `aws_vpc` that a linked output refers to; the tier must choose another `iterator`"
    );
}

#[test]
fn outputs_of_the_stack_have_nothing_of_their_own() {
    let mut settings = settings();
    let output = |value: &str| StackOutput { value: value.into(), description: None, sensitive: None };
    settings.outputs = BTreeMap::from([
        ("a".to_owned(), output("${tier.database[\"primary\"].vpc_id}")),
        ("b".to_owned(), output("${aws_vpc.network_primary_main.id}")),
    ]);
    let errors = merge(&Context::new(&settings), unscoped(|_| ())).unwrap_err();
    insta::assert_snapshot!(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"), @"outputs.b.value: Terrace rejected an output of the stack: `aws_vpc.network_primary_main.id` would refer to a block of network[primary]");
}

#[test]
fn it_is_told_with_all_that_is_known() {
    let errors =
        merge(&Context::new(&settings()), body("main", json!({ "tags": { "Name": SECRET } }))).unwrap_err();
    let diagnostic = errors[0].diagnostic();
    assert_eq!(diagnostic.instance.unwrap().to_string(), "network[primary]");
    assert_eq!(diagnostic.address, Some(Address::parse("aws_vpc.main").unwrap()));
    assert_eq!(diagnostic.path.as_deref(), Some("tags.Name"));
    insta::assert_snapshot!(format!("{}\n{}\n{}", diagnostic.summary, diagnostic.notes[0], diagnostic.hints[0]), @r"
    Terrace rejected tier `network`, which leaves its namespace: `aws_vpc.database_primary_secret.id` would refer to a block of database[primary]
    a tier can refer to its own blocks, and to other tiers through their outputs, such as `tier.NAME.OUTPUT`
    report this to Terrace together with the tier: an earlier check should have found it
    ");
}
