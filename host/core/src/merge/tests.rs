use super::*;
use crate::model::Explain;
use crate::model::*;
use crate::render::{Style, text};
use crate::scope::fixture::*;
use crate::scope::{Context, ScopedContribution};
use crate::terraform_json::print;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

fn stack() -> (Settings, Vec<ScopedContribution>) {
    let mut settings = settings();
    settings.backend = Some(("s3".to_owned(), object(json!({ "bucket": "state", "key": "a" }))));
    settings.outputs = BTreeMap::from([
        (
            "url".to_owned(),
            StackOutput {
                value: json!("${tier.iam.role}"),
                description: Some("Where.".to_owned()),
                sensitive: None,
            },
        ),
        (
            "key".to_owned(),
            StackOutput {
                value: json!({ "a": ["${tier.network[\"primary\"].secret}"] }),
                description: None,
                sensitive: None,
            },
        ),
        (
            "password".to_owned(),
            StackOutput { value: json!("${var.password}"), description: None, sensitive: None },
        ),
    ]);
    let network = json!({
        "aws_vpc.main": { "cidr_block": "${local.cidr}" },
        "data.aws_ami.this": { "most_recent": true },
        "local.cidr": "10.0.0.0/16",
        "check.health": { "assert": { "condition": "${aws_vpc.main.id != \"\"}", "error_message": "no" } },
        "output.vpc_id": "${aws_vpc.main.id}",
        "output.secret": "x",
        "moved": [["aws_vpc.this", "aws_vpc.main"]],
        "removed": [["aws_vpc.old", false]]
    });
    let contributions = vec![
        scoped("network[primary]", network.clone()),
        scoped("network[secondary]", network),
        scoped(
            "iam",
            json!({
                "aws_instance.web": { "vpc": "${tier.network[\"secondary\"].vpc_id}", "n": 1 },
                "module.queue": { "source": "./queue" },
                "ephemeral.aws_secret.key": {},
                "output.role": "r-${tier.network[\"primary\"].vpc_id}"
            }),
        ),
    ];
    (settings, contributions)
}

fn faults(settings: &Settings, contributions: Vec<ScopedContribution>) -> String {
    let errors = merge(&Context::new(settings), contributions).unwrap_err();
    let show = |error: &MergeError| {
        let Diagnostic { code, notes, hints, .. } = error.diagnostic();
        let notes = notes.iter().map(|note| format!("\n  note: {note}"));
        let hints = hints.iter().map(|hint| format!("\n  hint: {hint}"));
        format!("[{code}] {error}{}", notes.chain(hints).collect::<String>())
    };
    errors.iter().map(show).collect::<Vec<_>>().join("\n")
}

#[test]
fn whole_stack() {
    let (settings, contributions) = stack();
    let mut configuration = merge(&Context::new(&settings), contributions).unwrap();
    configuration.remark = Some(json!({ "stack": "three-tier" }));
    insta::assert_snapshot!(print(&configuration));
    let addresses: Vec<_> = configuration.addresses().map(ToString::to_string).collect();
    insta::assert_snapshot!(addresses.join("\n"));
}

#[test]
fn only_needed_providers_are_required() {
    let settings = Settings { regions: BTreeMap::new(), default_region: None, ..settings() };
    let random = scoped_in(&settings, "iam", json!({ "random_id.x": {} })).unwrap();
    let required = merge(&Context::new(&settings), vec![random]).unwrap().required_providers;
    assert_eq!(required.keys().collect::<Vec<_>>(), ["random"]);
    let function =
        scoped_in(&settings, "iam", json!({ "local.x": "${provider::aws::arn_parse(\"x\").account}" }))
            .unwrap();
    let required = merge(&Context::new(&settings), vec![function]).unwrap().required_providers;
    assert_eq!(required.keys().collect::<Vec<_>>(), ["aws"]);
    assert_eq!(print(&merge(&Context::new(&Settings::default()), Vec::new()).unwrap()), "{}\n");
}

#[test]
fn versions_and_sources_are_joined() {
    let (mut settings, mut contributions) = stack();
    let say = |source: Option<&str>, version: &str| ProviderSettings {
        source: source.map(str::to_owned),
        version: Some(version.to_owned()),
        configuration: None,
    };
    settings.providers.insert("aws".to_owned(), say(Some("registry.terraform.io/hashicorp/AWS"), "~> 6.0"));
    let aws =
        merge(&Context::new(&settings), contributions.clone()).unwrap().required_providers["aws"].clone();
    assert_eq!((aws.source.as_str(), aws.version.to_string().as_str()), ("hashicorp/aws", ">= 5.0, ~> 6.0"));

    Arc::make_mut(&mut contributions[2].manifest).providers[0].version = "< 6.0".to_owned();
    let mut out = faults(&settings, contributions.clone());
    settings.providers.clear();
    Arc::make_mut(&mut contributions[2].manifest).providers[0].version = ">= 4, < 5".to_owned();
    out = out + "\n" + &faults(&settings, contributions.clone());
    Arc::make_mut(&mut contributions[2].manifest).providers[0].version = "latest".to_owned();
    Arc::make_mut(&mut contributions[2].manifest).providers[1].source = "other/random".to_owned();
    out = out + "\n" + &faults(&settings, contributions.clone());
    Arc::make_mut(&mut contributions[2].manifest).providers[1].source = "https://x".to_owned();
    Arc::make_mut(&mut contributions[2].manifest).providers[0].version = "> 5, < 4".to_owned();
    out = out + "\n" + &faults(&settings, contributions.clone());
    settings.regions.values_mut().next().unwrap().insert("google".to_owned(), Default::default());
    out = out + "\n" + &faults(&settings, Vec::new());
    insta::assert_snapshot!(out);
}

#[test]
fn conflicting_versions_are_shown_by_their_bounds() {
    let (settings, contributions) = stack();
    let conflict = |versions: [&str; 2]| {
        let mut contributions = contributions.clone();
        let [network, iam] = versions;
        for (contribution, version) in contributions.iter_mut().zip([network, network, iam]) {
            Arc::make_mut(&mut contribution.manifest).providers[0].version = version.to_owned();
        }
        let errors = merge(&Context::new(&settings), contributions).unwrap_err();
        let show = |error: &MergeError| text(&error.diagnostic(), &Sources::default(), Style::default());
        errors.iter().map(show).collect::<String>()
    };
    insta::assert_snapshot!(
        [
            [">= 5.0, != 5.6.0, != 6.0.0, < 7.0", ">= 6.0.0, != 6.0.1, <= 6.0.1"],
            [">= 5.0, != 5.6.0, != 6.0.0, < 7.0", "6.0.0"],
            [">= 5.0, != 5.6.0, != 6.0.0, < 7.0", ">= 7.0, != 7.1.0"],
            ["!= 6.0.0", "6.0.0"],
            [">= 6.0.0, != 6.0.0, <= 6.0.0", ">= 5.0"],
        ]
        .map(conflict)
        .join("\n")
    );
}

#[test]
fn provider_without_usable_source_is_reported_once() {
    let mut settings = Settings { regions: BTreeMap::new(), default_region: None, ..settings() };
    settings.providers = BTreeMap::from(["aws", "random", "randon"].map(|name| {
        let source = match name {
            "aws" => Some("https://x".to_owned()),
            "random" => Some("hashicorp/random".to_owned()),
            _ => None,
        };
        let configuration = Some(Default::default());
        (name.to_owned(), ProviderSettings { source, version: None, configuration })
    }));
    insta::assert_snapshot!(faults(&settings, Vec::new()), @r"
    [invalid-provider-source] `https://x` in the stack file is not a source for provider `aws`: write `NAMESPACE/NAME` or `HOST/NAMESPACE/NAME`
    [no-provider-source] provider `randon` has no source
      hint: did you mean `random`?
    ");
}

#[test]
fn versions_that_only_together_exclude_everything_are_all_named() {
    let contributions =
        ["!= 1.0.0", "!= 1.0.1", ""].into_iter().zip(["network[primary]", "database[primary]", "iam"]);
    let contributions = contributions.map(|(version, at)| {
        let mut contribution = scoped(at, json!({ "aws_vpc.main": {} }));
        Arc::make_mut(&mut contribution.manifest).providers[0].version = version.to_owned();
        contribution
    });
    let mut settings = settings();
    let version = Some(">= 1.0.0, < 1.0.2".to_owned());
    settings.providers =
        BTreeMap::from([("aws".to_owned(), ProviderSettings { version, ..ProviderSettings::default() })]);
    insta::assert_snapshot!(faults(&settings, contributions.collect()), @r"
    [provider-version-conflict] no version of provider `aws` satisfies all requirements: the stack file needs `>= 1.0.0, < 1.0.2`, tier `network` needs `!= 1.0.0`, tier `database` needs `!= 1.0.1`
      hint: change `providers.aws.version`, or use a component that works with it
    ");
}

#[test]
fn moves_and_removals_of_one_address_agree() {
    let contribution = |to: &str, destroy: bool| {
        let moved = [["aws_vpc.a", to], ["aws_vpc.same", "aws_vpc.b"]];
        let removed = json!([["aws_vpc.x", destroy], ["aws_vpc.y", true]]);
        scoped("iam", json!({ "aws_vpc.b": {}, "aws_vpc.c": {}, "moved": moved, "removed": removed }))
    };
    let contributions = vec![contribution("aws_vpc.b", true), contribution("aws_vpc.c", false)];
    insta::assert_snapshot!(faults(&settings(), contributions), @r"
    [duplicate-instance] iam has two different contributions
    [contradicting-moves] `aws_vpc.iam__a` is moved to two different addresses
    [contradicting-moves] `aws_vpc.iam__x` is removed twice, once destroyed and once forgotten
    ");
}

#[test]
fn faults_of_all_kinds_come_together() {
    let (settings, mut contributions) = stack();
    contributions.push(scoped("iam", json!({ "aws_instance.web": { "n": 2 } })));
    contributions.push(scoped("database[primary]", json!({
        "aws_vpc.a": { "x": "${aws_vpc.b.id}" }, "aws_vpc.b": { "x": "${local.c}" }, "local.c": "${aws_vpc.a.id}",
        "aws_vpc.self": { "x": "${aws_vpc.self.id}" },
        "aws_vpc.d": { "for_each": "${tier.database.subnets}", "y": "${tier.network.nothing}" },
        "aws_vpc.e": {}, "output.subnets": ["${aws_vpc.e.id}"]
    })));
    insta::assert_snapshot!(faults(&settings, contributions));
}

#[test]
fn regions_that_refer_to_each_other_are_no_cycle_but_their_resources_can_be() {
    let settings = settings();
    let network = |at: &str, other: &str, extra: &str| {
        scoped(
            at,
            json!({
                "aws_vpc.main": {}, "aws_subnet.a": { "peer": format!("${{tier.network[\"{other}\"].subnets[{extra}]}}") },
                "output.subnets": ["${aws_vpc.main.id}", "${aws_subnet.a.id}"]
            }),
        )
    };
    let both = |extra| {
        vec![network("network[primary]", "secondary", extra), network("network[secondary]", "primary", extra)]
    };
    assert!(merge(&Context::new(&settings), both("0")).is_ok());
    insta::assert_snapshot!(faults(&settings, both("1")));
    let modules = |depends_on: serde_json::Value| {
        vec![scoped(
            "iam",
            json!({
                "module.a": { "source": "./queue", "x": "${module.b.x}" }, "module.b": { "source": "./queue", "x": "${aws_vpc.a.x}" },
                "aws_vpc.a": { "x": "${module.a.x}", "depends_on": depends_on }
            }),
        )]
    };
    assert!(merge(&Context::new(&settings), modules(json!([]))).is_ok());
    let mut through = modules(json!([]));
    let module = through[0].blocks.iter_mut().find(|b| b.local.to_string() == "module.a").unwrap();
    module.depends_on = [Address::parse("aws_vpc.iam__a").unwrap()].into();
    assert!(merge(&Context::new(&settings), through).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn order_and_repetition_change_nothing(picks in Just(vec![0usize, 1, 2, 0, 1, 2]).prop_shuffle(), cut in 3usize..=6) {
        let (settings, contributions) = stack();
        let whole = merge(&Context::new(&settings), contributions.clone()).unwrap();
        let mut picked: Vec<_> = picks[..cut].iter().map(|&at| contributions[at].clone()).collect();
        picked.extend(contributions);
        prop_assert_eq!(merge(&Context::new(&settings), picked).unwrap(), whole);
    }
}

#[test]
fn sensitive_outputs_of_the_stack() {
    let (mut settings, contributions) = stack();
    let cases = [
        ("${var.password}", None, true),
        ("${var.password}", Some(false), false),
        ("a", Some(true), true),
        ("a", None, false),
        ("${nonsensitive(var.password)}", None, false),
        ("${core::nonsensitive(upper(var.password))}", None, false),
        ("${nonsensitive(var.password)}${var.password}", None, true),
        ("${provider::a::nonsensitive(var.password)}", None, true),
        ("${length(var.password) > 0}", None, true),
        ("${nonsensitive(tier.network[\"primary\"].secret)}", None, false),
        ("${tier.network[\"primary\"].secret}", None, true),
    ];
    for (value, sensitive, expected) in cases {
        let output = StackOutput { value: json!(value), description: None, sensitive };
        settings.outputs = BTreeMap::from([("out".to_owned(), output)]);
        settings.providers.entry("a".to_owned()).or_default().source = Some("example/a".to_owned());
        let configuration = merge(&Context::new(&settings), contributions.clone()).unwrap();
        let is_hidden = configuration.outputs["out"].get("sensitive") == Some(&json!(true));
        assert_eq!(is_hidden, expected, "{value} {sensitive:?}");
    }
}
