//! The check against the schemas of real providers, if there is a folder of them.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use terrace_schema::provider_schema::{Attribute, Block, Kind, Rule, check, takes_tags};
use terrace_stack::grant::arguments_that_name_files;
use terrace_tests::provider_schemas::Folder;

/// Returns a small application as one would write it by hand: every kind of nesting, and references throughout.
fn configuration() -> Value {
    json!({
        "terraform": {"required_providers": {
            "aws": {"source": "hashicorp/aws"},
            "random": {"source": "hashicorp/random"},
        }},
        "provider": {"aws": [{"alias": "primary", "region": "${var.region}"}]},
        "variable": {"region": {"type": "string"}},
        "locals": {
            "zones": "${slice(data.aws_availability_zones.available.names, 0, 2)}",
            "subnets": {"a": {"number": 0}, "b": {"number": 1}},
        },
        "data": {
            "aws_availability_zones": {"available": {"state": "available"}},
            "aws_ami": {"linux": {
                "most_recent": true,
                "owners": ["amazon"],
                "filter": [{"name": "name", "values": ["al2023-ami-*-x86_64"]}],
            }},
            "aws_caller_identity": {"current": {}},
        },
        "resource": {
            "aws_vpc": {"main": {
                "provider": "aws.primary", "cidr_block": "10.0.0.0/16", "enable_dns_hostnames": true, "tags": {"Name": "main"},
            }},
            "aws_subnet": {"private": {
                "for_each": "${local.subnets}",
                "vpc_id": "${aws_vpc.main.id}",
                "cidr_block": "${cidrsubnet(aws_vpc.main.cidr_block, 8, each.value.number)}",
                "availability_zone": "${element(local.zones, each.value.number)}",
            }},
            "aws_security_group": {
                "web": {"vpc_id": "${aws_vpc.main.id}", "ingress": [], "timeouts": {"create": "5m"}},
                "inline": {"vpc_id": "${aws_vpc.main.id}", "egress": [{
                    "cidr_blocks": ["0.0.0.0/0"], "description": "all", "from_port": 0, "ipv6_cidr_blocks": null,
                    "prefix_list_ids": null, "protocol": "-1", "security_groups": null, "self": false, "to_port": 0,
                }]},
            },
            "aws_vpc_security_group_ingress_rule": {"web": {
                "security_group_id": "${aws_security_group.web.id}",
                "referenced_security_group_id": "${aws_security_group.inline.id}",
                "ip_protocol": "tcp", "from_port": 80, "to_port": 80,
            }},
            "aws_launch_template": {"web": {
                "name_prefix": "web-",
                "image_id": "${data.aws_ami.linux.id}",
                "metadata_options": [{"http_tokens": "required"}],
                "vpc_security_group_ids": ["${aws_security_group.web.id}"],
                "tag_specifications": [{"resource_type": "instance", "tags": {"Name": "web"}}],
            }},
            "aws_autoscaling_group": {"web": {
                "min_size": 1, "max_size": 2,
                "vpc_zone_identifier": "${[for subnet in aws_subnet.private : subnet.id]}",
                "launch_template": [{
                    "id": "${aws_launch_template.web.id}", "version": "${aws_launch_template.web.latest_version}",
                }],
                "tag": [{"key": "Name", "value": "web", "propagate_at_launch": true}],
                "lifecycle": {"ignore_changes": ["desired_capacity"], "create_before_destroy": true},
            }},
            "random_string": {"suffix": {"length": 8, "lower": true, "upper": false, "special": false}},
            "aws_s3_bucket": {"data": {"bucket": "data-${random_string.suffix.result}", "force_destroy": false}},
            "aws_s3_bucket_versioning": {"data": {
                "bucket": "${aws_s3_bucket.data.id}", "versioning_configuration": [{"status": "Enabled"}],
            }},
            "aws_iam_role": {"web": {
                "assume_role_policy": "${jsonencode({ Version = \"2012-10-17\", Statement = [] })}",
                "name": "web-${data.aws_caller_identity.current.account_id}",
            }},
        },
        "output": {
            "subnets": {"value": "${values(aws_subnet.private)[*].id}"},
            "tokens": {"value": "${aws_launch_template.web.metadata_options[0].http_tokens}"},
        },
    })
}

/// Returns the shared folder. Without it, prints a note, because the test is then skipped.
fn folder(test: &str) -> Option<&'static Folder> {
    let folder = Folder::shared();
    if folder.is_none() {
        // Written past the test harness, which hides the output of a passing test.
        writeln!(io::stderr().lock(), "skipped {test}: no provider schemas (set TERRACE_PROVIDER_SCHEMAS)")
            .unwrap();
    }
    folder
}

#[test]
fn valid_configuration_matches_all_versions() {
    let Some(folder) = folder("valid_configuration_matches_all_versions") else { return };
    for combination in folder.combinations().unwrap() {
        let findings = check(&configuration(), &combination.schemas);
        let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
        assert_eq!(lines, [""; 0], "{}", combination.name);
    }
}

#[test]
fn mistakes_of_each_kind_are_found_in_all_versions() {
    let Some(folder) = folder("mistakes_of_each_kind_are_found_in_all_versions") else { return };
    let mistakes = [
        ("/resource/aws_vpc/main/cidr_blok", json!("10.0.0.0/16"), Rule::UnknownArgument),
        ("/resource/aws_vpc/main/arn", json!("a"), Rule::ComputedArgument),
        ("/resource/aws_vpc/main/enable_dns_hostnames", json!("maybe"), Rule::WrongType),
        ("/resource/aws_subnet/private/vpc_id", json!("${aws_vpc.min.id}"), Rule::UnknownReference),
        ("/resource/aws_security_group/web/ingress", json!([{"from_port": 1}]), Rule::MissingArgument),
        ("/resource/aws_launch_template/web/metadata_options", json!([{}, {}]), Rule::TooManyBlocks),
        ("/resource/aws_s3_bucket_versioning/data/versioning_configuration", json!([]), Rule::TooFewBlocks),
        ("/resource/aws_s3_bucket_versioning/data/versioning_configuration", json!("on"), Rule::NotABlock),
        ("/resource/aws_vps", json!({"main": {}}), Rule::UnknownType),
        (
            "/output/tokens/value",
            json!("${aws_launch_template.web.metadata_options.http_tokens}"),
            Rule::InvalidReference,
        ),
        ("/output/tokens/value", json!("${aws_vpc.main.idd}"), Rule::UnknownReference),
    ];
    for combination in folder.combinations().unwrap() {
        for (pointer, value, rule) in &mistakes {
            let mut configuration = configuration();
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            configuration.pointer_mut(parent).unwrap()[name] = value.clone();
            let findings = check(&configuration, &combination.schemas);
            assert!(
                findings.iter().any(|finding| finding.rule == *rule),
                "{}: {pointer}: {findings:?}",
                combination.name
            );
        }
    }
}

#[test]
fn tags_are_set_where_the_schema_accepts_them() {
    let Some(folder) = folder("tags_are_set_where_the_schema_accepts_them") else { return };
    for combination in folder.combinations().unwrap() {
        for (type_name, takes) in [
            ("aws_vpc", true),
            ("aws_iam_role", true),
            ("aws_autoscaling_group", false),
            ("random_string", false),
        ] {
            assert_eq!(
                takes_tags(&combination.schemas, type_name),
                takes,
                "{type_name} in {}",
                combination.name
            );
        }
    }
}

/// Collects every argument that a configuration may set in a block, as its path through blocks and nested attributes.
fn arguments(block: &Block, way: &[&str], found: &mut BTreeSet<String>) {
    nested_arguments(&block.attributes, way, found);
    for (name, nested) in &block.block_types {
        arguments(&nested.block, &[way, &[name]].concat(), found);
    }
}

fn nested_arguments(attributes: &BTreeMap<String, Attribute>, way: &[&str], found: &mut BTreeSet<String>) {
    for (name, attribute) in attributes {
        let way = [way, &[name.as_str()]].concat();
        if attribute.settable() {
            found.insert(way.join("."));
        }
        if let Some(nested) = &attribute.nested_type {
            nested_arguments(&nested.attributes, &way, found);
        }
    }
}

/// Each argument that the grant `files` covers exists, and each argument with the name of a file is covered.
#[test]
fn file_arguments_match_the_provider() {
    let Some(folder) = folder("file_arguments_match_the_provider") else { return };
    let covered: BTreeSet<String> = arguments_that_name_files()
        .iter()
        .filter(|(type_name, _)| type_name.starts_with("aws_"))
        .map(|(type_name, way)| format!("{type_name}: {}", way.join(".")))
        .collect();
    let mut all = BTreeSet::new();
    for combination in folder.combinations().unwrap() {
        let aws = combination.schemas.iter().find_map(|schemas| schemas.provider("hashicorp/aws")).unwrap();
        for kind in [Kind::Resource, Kind::Data, Kind::Ephemeral] {
            for type_name in aws.types(kind) {
                let mut found = BTreeSet::new();
                arguments(&aws.schema(kind, type_name).unwrap().unwrap().block, &[], &mut found);
                all.extend(found.iter().map(|way| format!("{type_name}: {way}")));
            }
        }
    }
    assert_eq!(covered.difference(&all).collect::<Vec<_>>(), [""; 0], "no version has these");
    let names_a_file = |argument: &&String| {
        let name = argument.rsplit([' ', '.']).next().unwrap();
        name == "filename" || name.ends_with("_file")
    };
    let left = all.difference(&covered).filter(names_a_file);
    assert_eq!(left.collect::<Vec<_>>(), [""; 0], "these need the grant as well");
}
