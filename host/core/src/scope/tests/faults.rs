//! What scoping refuses.

use super::*;

fn faults(settings: &Settings, at: &str, value: Value) -> String {
    let errors = scoped_in(settings, at, value).unwrap_err();
    let show = |error: &ScopeError| {
        let Diagnostic { code, notes, .. } = error.diagnostic();
        let notes: String = notes.iter().map(|note| format!("\n  note: {note}")).collect();
        format!("[{code}] {error}{notes}")
    };
    errors.iter().map(show).collect::<Vec<_>>().join("\n")
}

#[test]
fn faults_of_references() {
    insta::assert_snapshot!(faults(
        &settings(),
        "network[primary]",
        json!({
            "aws_vpc.main": {
                "a": "${aws_vpc.mian.id}", "b": "${data.aws_vpc.main.id}", "c": "${var.primary_regoin}", "d": "${local.nmae}",
                "e": "${each.key}", "f": "${count.index}", "g": "${self.id}", "h": "${path.home}", "i": "${FOO}",
                "j": "${terrace.region}", "k": "${a b}", "l": ["x", { "y": "${module.quue.x}" }],
                "m": "${provider::google::f(1)}", "for_each": "${toset([each.key])}", "n": "${each.valeu}"
            },
            "aws_vpc.third": { "count": 1, "a": "${count.foo}", "b": "${terraform.version}" },
            "aws_vpc.other": {
                "depends_on": ["aws_vpc.main.id", "aws_vpc.nothing", "${aws_vpc.main}", "tier.iam.role", 1, "aws_vpc.main[0]"],
                "lifecycle": { "replace_triggered_by": ["aws_vpc.nothing.id", "${aws_vpc.main.id}", "1 +"] }
            },
            "local.name": "x",
            "module.queue": { "source": "./queue" },
            "output.vpc_id": { "deep": ["${aws_vpc.nothing.id}"] }
        })
    ));
}

#[test]
fn faults_of_form() {
    insta::assert_snapshot!(faults(
        &settings(),
        "network[primary]",
        json!({
            "aws_vpc.main": {
                "//": 1, "count": null, "for_each": ["a"], "depends_on": "aws_vpc.main", "provider": "${aws.x}",
                "lifecycle": [{ "prevent_destroy": "${var.primary_region == \"x\"}", "ignore_changes": ["all"] }],
                "provisioner": { "local-exec": { "when": "${destroy}" } }, "connection": { "type": "${var.primary_region}" },
                "${local.x}": 1, "dynamic": { "data": { "for_each": [], "content": {} } }
            },
            "aws_vpc.second": { "count": 1, "for_each": {}, "lifecycle": [{}, {}], "provider": null, "depends_on": null },
            "module.queue": { "source": "./queue", "version": "${var.primary_region}", "providers": { "aws": "aws.nowhere" } },
            "aws_vpc.third": { "dynamic": { "x": { "for_each": [], "labels": "a", "content": {} } } },
            "module.null": { "source": "./queue", "providers": null },
            "module.nothing": {},
            "module.other": { "source": "./other" },
            "check.c": { "data": [], "assert": 1 }
        })
    ));
}

#[test]
fn faults_of_the_manifest_and_of_names() {
    insta::assert_snapshot!(faults(
        &settings(),
        "network[primary]",
        json!({
            "aws_iam_role.x": {}, "data.aws_vpc.x": {}, "aws_vpc.1x": {}, "google_vpc.x": {}, "local.a b": 1,
            "output.vpc": 1, "check.c": { "data": { "aws_vpc": { "x": {} } } }
        })
    ));
    let mut twice = contribution(json!({ "aws_vpc.main": { "a": 1 } }));
    twice.resources.push(twice.resources[0].clone());
    let (settings, manifest) = (settings(), Arc::new(manifest()));
    let scope = |c| scope_contribution(&Context::new(&settings), &instance("iam"), &manifest, c);
    assert_eq!(scope(twice.clone()).unwrap().blocks.len(), 1);
    twice.resources[1].body.insert("a".to_owned(), 2.into());
    let diagnostic = scope(twice).unwrap_err()[0].diagnostic();
    assert_eq!(diagnostic.summary, "the tier emits two different blocks under this address");
    assert_eq!(diagnostic.notes, [r#"one is {"a":1}"#, r#"the other is {"a":2}"#]);
    assert_eq!(diagnostic.path, None);
}

#[test]
fn output_may_be_returned_twice_if_it_is_the_same() {
    let mut twice = contribution(json!({ "output.name": "a" }));
    twice.outputs.push(twice.outputs[0].clone());
    let (settings, manifest) = (settings(), Arc::new(manifest()));
    let scope = |c| scope_contribution(&Context::new(&settings), &instance("iam"), &manifest, c);
    assert_eq!(scope(twice.clone()).unwrap().outputs["name"].value, json!("a"));
    twice.outputs[1].value = json!("b");
    let error = scope(twice).unwrap_err()[0].diagnostic();
    assert_eq!((error.code.as_str(), error.path.as_deref()), ("misplaced-argument", Some("outputs.name")));
}

#[test]
fn data_sources_in_checks_have_names_of_their_own() {
    let check = |name: &str| json!({ "data": { "aws_ami": { name: {} } } });
    assert_eq!(scoped("iam", json!({ "check.a": check("x"), "check.b": check("y") })).blocks.len(), 2);
    insta::assert_snapshot!(faults(
        &settings(),
        "iam",
        json!({ "check.a": check("x"), "check.b": check("x"), "data.aws_ami.x": { "owners": ["a".repeat(200)] } })
    ));
}

#[test]
fn similar_blocks_are_searched_for_ten_references() {
    let attributes = (0..12).map(|at| (format!("a{at:02}"), json!("${aws_vpc.mian.id}")));
    let body = Value::Object(attributes.collect());
    let errors = scoped_in(&settings(), "iam", json!({ "aws_vpc.main": body })).unwrap_err();
    let has_hint = errors.iter().map(|error| error.to_string().contains("did you mean `aws_vpc.main`?"));
    assert_eq!(has_hint.collect::<Vec<_>>(), [[true; 10].as_slice(), &[false; 2]].concat());
}

#[test]
fn faults_of_providers() {
    let mut settings = settings();
    let body = json!({
        "aws_vpc.a": { "provider": "aws" }, "aws_vpc.b": { "provider": "aws.tertiary" },
        "aws_vpc.c": { "provider": "random.primary" }, "aws_vpc.d": { "provider": "google" }
    });
    let mut out = faults(&settings, "network[primary]", body);
    settings.default_region = None;
    out = out + "\n" + &faults(&settings, "iam", json!({ "aws_vpc.main": {} }));
    settings.regions.insert(region("third"), Default::default());
    out = out
        + "\n"
        + &faults(
            &settings,
            "network[third]",
            json!({ "aws_vpc.main": {}, "module.m": { "source": "./queue" } }),
        );
    insta::assert_snapshot!(out);
}

#[test]
fn faults_of_moves() {
    insta::assert_snapshot!(faults(
        &settings(),
        "network[primary]",
        json!({
            "aws_vpc.main": {}, "aws_vpc.other": {},
            "moved": [
                ["aws_vpc.main", "aws_vpc.other"], ["aws_vpc.a", "aws_vpc.mian"], ["aws_vpc.b", "aws_vpc.main"],
                ["aws_vpc.b", "aws_vpc.other"], ["${aws_vpc.c}", "aws_vpc.main"], ["data.aws_ami.x", "a.b + 1"]
            ],
            "removed": [["aws_vpc.main", true], ["aws_vpc.x[0]", true], ["aws_vpc.z", true], ["aws_vpc.z", false], ["x", true]]
        })
    ));
}
