//! Tests of the grants that contributions need.

mod given;

use super::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use terrace_core::expression::Templates;
use terrace_core::model::{Explain, Moved, NamedValue, Origin, Outside, RegionName, Removed, TierName};

fn members(value: Value) -> Map<String, Value> {
    let Value::Object(members) = value else { panic!("an object") };
    members
}

/// Returns `queue` in `main`, in a stack where `west` is another account and `near` is not.
fn instance() -> InstanceId {
    InstanceId { tier: TierName::new("queue").unwrap(), region: Some(RegionName::new("main").unwrap()) }
}

fn settings() -> Settings {
    let region = |name| RegionName::new(name).unwrap();
    let configured = |body| BTreeMap::from([("aws".to_owned(), members(body))]);
    let tiers = [("queue", true), ("network", true), ("vault", false)];
    let regions = || vec![region("main"), region("near"), region("west")];
    let tier = |(name, is_regional): (&str, bool)| (TierName::new(name).unwrap(), is_regional.then(regions));
    Settings {
        tiers: tiers.into_iter().map(tier).collect(),
        regions: BTreeMap::from([
            (region("main"), configured(json!({ "region": "a", "profile": "one" }))),
            (region("near"), configured(json!({ "region": "b", "profile": "one", "default_tags": [{}] }))),
            (region("west"), configured(json!({ "region": "c", "profile": "two" }))),
        ]),
        ..Settings::default()
    }
}

/// Returns the manifest of a tier that has its own name for the provider `local`.
fn manifest() -> Manifest {
    let manifest = json!({
        "name": "queue", "version": "1.0.0", "summary": "", "inputs": {}, "outputs": [],
        "providers": [{ "name": "disk", "source": "registry.example/hashicorp/local", "version": "" }],
        "resources": [], "data_sources": [], "ephemeral_resources": [], "modules": [], "annotations": [],
    });
    serde_json::from_value(manifest).unwrap()
}

fn verdict(contribution: &Contribution, texts: &[&str], grants: &Grants) -> Verdict {
    let (instance, manifest, settings) = (instance(), manifest(), settings());
    let templates = &Templates::default();
    let ground =
        Ground { instance: &instance, manifest: &manifest, settings: &settings, texts, grants, templates };
    check(ground, contribution)
}

fn resource(type_name: &str, body: Value) -> Resource {
    Resource { type_name: type_name.to_owned(), name: "main".to_owned(), body: members(body) }
}

fn block(name: &str, body: Value) -> NamedBlock {
    NamedBlock { name: name.to_owned(), body: members(body) }
}

/// Returns a topic with this name.
fn topic(name: &str) -> Contribution {
    let resources = vec![resource("aws_sns_topic", json!({ "name": name }))];
    Contribution { resources, ..Contribution::default() }
}

#[test]
fn references_are_found_in_the_whole_contribution() {
    let secret = "${var.a}";
    let value = |value| vec![NamedValue { name: "v".to_owned(), value }];
    let of = |resource| Contribution { resources: vec![resource], ..Contribution::default() };
    let checking = |body| Contribution { checks: vec![block("c", body)], ..Contribution::default() };
    let state = |from: &str| Moved { from: from.to_owned(), to: "aws_x.y".to_owned() };
    let cases = [
        of(resource("aws_x", json!({ "a": [{ "b": [[secret]] }] }))),
        of(resource("aws_x", json!({ "tags": { secret: 1 } }))),
        of(resource("aws_x", json!({ "_": { "count": secret } }))),
        of(resource("aws_x", json!({ "//": secret }))),
        of(resource("aws_x", json!({ "for_each": secret }))),
        of(resource("aws_x", json!({ "dynamic": { "b": { "for_each": secret, "content": {} } } }))),
        of(resource("aws_x", json!({ "lifecycle": { "replace_triggered_by": ["var.a"] } }))),
        of(resource("aws_x", json!({ "lifecycle": [{ "precondition": [{ "condition": secret }] }] }))),
        of(resource("aws_x", json!({ "depends_on": ["tier.vault.token"] }))),
        Contribution {
            data_sources: vec![resource("aws_x", json!({ "x": secret }))],
            ..Contribution::default()
        },
        Contribution {
            ephemeral_resources: vec![resource("aws_x", json!({ "x": secret }))],
            ..Contribution::default()
        },
        Contribution {
            modules: vec![block("m", json!({ "x": { "y": secret } }))],
            ..Contribution::default()
        },
        Contribution { locals: value(json!([secret])), ..Contribution::default() },
        Contribution { outputs: value(json!({ "x": secret })), ..Contribution::default() },
        Contribution { outputs: value(json!({ secret: "x" })), ..Contribution::default() },
        checking(json!({ "assert": [{ "condition": secret, "error_message": "x" }] })),
        checking(json!({ "data": { "aws_x": { "y": { "z": secret } } } })),
        checking(json!({ "data": [{ "aws_x": [{ "y": [{ "z": secret }] }] }] })),
        checking(json!({ "data": { "aws_x": { "y": { "depends_on": ["tier.vault.token"] } } } })),
        checking(json!({ "unknown": [secret] })),
        Contribution { moved: vec![state("aws_x.z[\"${var.a}\"]")], ..Contribution::default() },
        Contribution { moved: vec![state("aws_x.z[var.a]")], ..Contribution::default() },
        Contribution {
            removed: vec![Removed { from: "aws_x.z[tier.vault.token]".to_owned(), destroy: false }],
            ..Contribution::default()
        },
    ];
    for contribution in cases {
        let mut errors = verdict(&contribution, &[], &Grants::default()).errors;
        errors.retain(|error| error.grant != Grant::Modules);
        assert_eq!(errors.len(), 1, "{contribution:?}: {errors:?}");
        assert_eq!(errors[0].grant, Grant::References);
    }
}

#[test]
fn data_types_that_reach_out_are_found_in_checks() {
    for type_name in
        ["http", "external", "local_file", "local_sensitive_file", "archive_file", "terraform_remote_state"]
    {
        let named = json!({ "y": {} });
        let shapes = [
            json!({ "data": { type_name: named } }),
            json!({ "data": [{ type_name: named }] }),
            json!({ "data": { type_name: [named] } }),
            json!({ "data": [[{ type_name: [{ "y": [{}] }] }]] }),
        ];
        for shape in shapes {
            let contribution =
                Contribution { checks: vec![block("c", shape.clone())], ..Contribution::default() };
            assert_eq!(verdict(&contribution, &[], &Grants::default()).errors.len(), 1, "{shape}");
        }
        for kind in 0..3 {
            let mut contribution = Contribution::default();
            let into = [
                &mut contribution.resources,
                &mut contribution.data_sources,
                &mut contribution.ephemeral_resources,
            ];
            into.into_iter().nth(kind).unwrap().push(resource(type_name, json!({})));
            assert_eq!(verdict(&contribution, &[], &Grants::default()).errors.len(), 1, "{type_name} {kind}");
        }
    }
}

#[test]
fn arguments_that_read_files_need_a_word() {
    let refused = [
        ("aws_s3_object", json!({ "source": "x" })),
        ("aws_s3_object", json!({ "source": "${local.x}" })),
        ("aws_s3_object", json!({ "source": "${path.module}/x" })),
        ("aws_s3_object", json!({ "source": "given/../other" })),
        ("aws_s3_object", json!({ "source": "${var.file}.bak" })),
        ("aws_s3_object", json!({ "_": { "source": "x" } })),
        ("aws_s3_object", json!({ "_": [{ "source": "x" }] })),
        ("aws_s3_object", json!({ "source": { "x": 1 } })),
        ("aws_s3_bucket_object", json!({ "source": "x" })),
        ("aws_lambda_function", json!({ "filename": "x" })),
        ("aws_lambda_layer_version", json!({ "filename": "x" })),
        ("aws_synthetics_canary", json!({ "zip_file": "x" })),
        ("aws_transfer_web_app_customization", json!({ "logo_file": "x" })),
        ("google_storage_bucket_object", json!({ "source": "x" })),
        ("azurerm_storage_blob", json!({ "source": "x" })),
        ("helm_release", json!({ "repository_key_file": "x" })),
        ("helm_release", json!({ "postrender": { "binary_path": "x" } })),
        (
            "helm_release",
            json!({ "dynamic": { "postrender": { "for_each": [1], "content": { "binary_path": "x" } } } }),
        ),
        ("vsphere_virtual_machine", json!({ "ovf_deploy": [{ "local_ovf_path": "x" }] })),
        ("tfe_slug", json!({ "source_path": "x" })),
    ];
    let given = ["given", "${var.file}", "${var.dir}/app.zip", "${join(\"/\", [var.dir, \"x\"])}"];
    for (type_name, body) in refused {
        let contribution =
            Contribution { resources: vec![resource(type_name, body)], ..Contribution::default() };
        assert_eq!(verdict(&contribution, &given, &Grants::default()).errors.len(), 1, "{contribution:?}");
    }
    let passed = [
        ("aws_s3_object", json!({ "source": "given" })),
        ("aws_s3_object", json!({ "source": "${var.file}" })),
        ("aws_s3_object", json!({ "source": "${ var.file }" })),
        ("aws_s3_object", json!({ "source": "${var.dir}/app.zip" })),
        ("aws_s3_object", json!({ "source": "${join(\"/\", [ var.dir, \"x\" ])}" })),
        ("aws_s3_object", json!({ "source": null, "content": "x" })),
        ("aws_s3_object", json!({ "tags": { "source": "x" } })),
        ("aws_s3_object_copy", json!({ "source": "bucket/x" })),
        ("aws_lambda_function", json!({ "s3_bucket": "x" })),
        ("aws_pipes_pipe", json!({ "source": "x" })),
    ];
    for (type_name, body) in passed {
        let contribution =
            Contribution { resources: vec![resource(type_name, body)], ..Contribution::default() };
        let errors = verdict(&contribution, &given, &Grants::default()).errors;
        assert!(errors.is_empty(), "{contribution:?}: {errors:?}");
    }
}

#[test]
fn another_account_needs_a_word() {
    let of = |body| Contribution { resources: vec![resource("aws_x", body)], ..Contribution::default() };
    let module = |body| Contribution { modules: vec![block("m", body)], ..Contribution::default() };
    let checking = |body| Contribution { checks: vec![block("c", body)], ..Contribution::default() };
    let modules = Grants { plain: [Grant::Modules].into(), ..Grants::default() };
    let refused = [
        of(json!({ "provider": "aws.west" })),
        of(json!({ "provider": ["aws.west"] })),
        module(json!({ "providers": { "aws": "aws.west" } })),
        module(json!({ "providers": [{ "aws.x": "aws.west" }] })),
        checking(json!({ "data": { "aws_x": { "y": { "provider": "aws.west" } } } })),
        checking(json!({ "data": [{ "aws_x": [{ "y": [{ "provider": "aws.west" }] }] }] })),
    ];
    let allowed = Grants { regions: BTreeSet::from([RegionName::new("west").unwrap()]), ..modules.clone() };
    for contribution in refused {
        let errors = verdict(&contribution, &[], &modules).errors;
        assert!(errors.len() == 1 && errors[0].grant == Grant::Regions, "{contribution:?}: {errors:?}");
        assert!(verdict(&contribution, &[], &allowed).errors.is_empty());
    }
    for provider in ["aws.main", "aws.near", "aws", "aws.nowhere", "other.west"] {
        assert!(verdict(&of(json!({ "provider": provider })), &[], &modules).errors.is_empty(), "{provider}");
    }
}

#[test]
fn granted_references_and_no_others() {
    let variable = |name: &str, steps: &[&str]| Outside {
        origin: Origin::Variable(name.to_owned()),
        steps: steps.iter().map(|&step| step.to_owned()).collect(),
    };
    let output = Origin::Output { tier: "network".to_owned(), region: None, output: "id".to_owned() };
    let output = Outside { origin: output, steps: Vec::new() };
    let references = BTreeSet::from([variable("a", &[]), variable("b", &["c"]), output]);
    let grants = Grants { references, ..Grants::default() };
    let passes = |name: &str| verdict(&topic(name), &[], &grants).errors.is_empty();
    for name in [
        "${var.a}",
        "${upper(var.a.b)}",
        "${var.b.c[0]}",
        "${tier.network.id}",
        "${tier.network[\"main\"].id.x}",
    ] {
        assert!(passes(name), "{name}");
    }
    for name in [
        "${var.b}",
        "${var.c}",
        "${tier.network[\"west\"].id}",
        "${tier.network.other}",
        "${nonsensitive(var.a)}",
    ] {
        assert!(!passes(name), "{name}");
    }
}

#[test]
fn paths_that_lead_out_are_told_even_where_files_are_granted() {
    let grants = Grants { plain: [Grant::Files].into(), ..Grants::default() };
    let told = |name: &str| verdict(&topic(name), &["${file(\"/given\")}"], &grants).warnings.len().min(1);
    let out = [
        "${file(\"/etc/passwd\")}",
        "${file(\"~/.aws/credentials\")}",
        "${file(\"${path.module}/../../x\")}",
        "${file(join(\"/\", [path.module, \"..\", \"x\"]))}",
        "${fileset(\".\", \"../*\")}",
        "${pathexpand(\"~\")}",
        "${templatefile(\"../t\", {})}",
        "${file(<<EOT\n/etc/passwd\nEOT\n)}",
        "${provider::local::direxists(\"/root\")}",
    ];
    for name in out {
        assert_eq!(told(name), 1, "{name}");
    }
    for name in [
        "${file(\"x\")}",
        "${templatefile(\"t\", { path = \"/healthz\" })}",
        "${file(\"/given\")}",
        "/etc/passwd",
    ] {
        assert_eq!(told(name), 0, "{name}");
    }
    for (source, warnings) in
        [("/etc/passwd", 1), ("${path.module}/../x", 1), ("~/x", 1), ("x", 0), ("${path.module}/x", 0)]
    {
        let object = resource("aws_s3_object", json!({ "source": source }));
        let contribution = Contribution { resources: vec![object], ..Contribution::default() };
        assert_eq!(verdict(&contribution, &[], &grants).warnings.len(), warnings, "{source}");
    }
}

/// Returns a contribution that uses everything that can be granted.
fn contribution() -> Contribution {
    let exec = json!([{ "local-exec": { "command": "id" } }]);
    Contribution {
        resources: vec![
            resource(
                "aws_instance",
                json!({ "provisioner": exec, "connection": {}, "user_data": "${file(\"x\")}" }),
            ),
            resource("local_file", json!({ "filename": "x" })),
            resource(
                "aws_vpc",
                json!({ "tags": { "a": ["say file(\"x\")", "${templatefile(\"t\", {})}"] } }),
            ),
            resource("aws_s3_object", json!({ "source": "/etc/passwd", "provider": "aws.west" })),
            resource(
                "aws_sns_topic",
                json!({ "name": "${nonsensitive(var.db_password)}-${tier.vault.token}" }),
            ),
        ],
        data_sources: vec![
            resource("external", json!({ "program": ["id"] })),
            resource("http", json!({ "url": "x" })),
            resource("terraform_remote_state", json!({ "backend": "local" })),
            resource("archive_file", json!({})),
            resource(
                "aws_ami",
                json!({ "tags": { "${filesha1(\"key\")}": "${provider::disk::direxists(\"d\")}" } }),
            ),
        ],
        ephemeral_resources: vec![resource(
            "random_password",
            json!({ "keepers": "${core::filemd5(\"k\")}" }),
        )],
        locals: vec![NamedValue { name: "l".to_owned(), value: json!("${tier.network[\"west\"].id.x[0]}") }],
        modules: vec![block("m", json!({ "source": "./m" }))],
        checks: vec![block("c", json!({ "data": { "http": { "h": {} } } }))],
        outputs: vec![NamedValue { name: "o".to_owned(), value: json!(["${fileexists(\"o\")}"]) }],
        ..Contribution::default()
    }
}

fn told(grants: &Grants) -> String {
    let Verdict { errors, warnings } = verdict(&contribution(), &[], grants);
    let errors = errors.iter().map(GrantError::diagnostic);
    let told = errors.chain(warnings.iter().map(GrantWarning::diagnostic)).map(|diagnostic| {
        let path = diagnostic.path.map(|path| format!(" (at {path})")).unwrap_or_default();
        format!("{}{path}\n  help: {}\n", diagnostic.summary, diagnostic.hints.join("; "))
    });
    told.collect()
}

#[test]
fn grants_by_default_allow_nothing_outward() {
    insta::assert_snapshot!(told(&Grants::default()));
}

#[test]
fn each_grant_allows_its_own_and_no_other() {
    let errors = |grants: &Grants| verdict(&contribution(), &[], grants).errors;
    assert_eq!(errors(&Grants::all()), []);
    let every = errors(&Grants::default());
    for grant in Grant::ALL {
        assert!(every.iter().any(|error| error.grant == grant), "{grant} is needed");
        if !grant.takes_names() {
            let plain = Grants { plain: [grant].into(), ..Grants::default() };
            let left: Vec<_> = every.iter().filter(|error| error.grant != grant).cloned().collect();
            assert_eq!(errors(&plain), left, "{grant}");
        }
    }
}
