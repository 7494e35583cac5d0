//! The whole output of each stack: golden files, the real terraform, and AWS's own schemas.

use crate::under_test::sandbox;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use terrace_schema::provider_schema::{Rule, check, takes_tags};
use terrace_test_artifacts::QUEUES;
use terrace_tests::elsewhere::of_version;
use terrace_tests::masks;
use terrace_tests::program::{is_there, repository};
use terrace_tests::provider_schemas::Folder;
use terrace_tests::stacks::{STACKS, Stack};

/// Returns the directory of a stack.
fn stack(path: &str) -> PathBuf {
    repository().join(path)
}

/// Returns the output of a stack.
fn text(path: &str) -> String {
    let sandbox = sandbox();
    let ran = sandbox.run(["synth".into(), stack(path), "--stdout".into()]).unwrap();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{path}");
    ran.stdout
}

fn configuration(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap()
}

/// Returns every resource and data source with its address.
fn blocks(configuration: &Value) -> Vec<(String, &Value)> {
    let mut blocks = Vec::new();
    for (root, prefix) in [("resource", ""), ("data", "data.")] {
        let Some(types) = configuration[root].as_object() else { continue };
        for (type_name, named) in types {
            for (name, body) in named.as_object().unwrap() {
                blocks.push((format!("{prefix}{type_name}.{name}"), body));
            }
        }
    }
    blocks
}

#[test]
fn stacks_match_their_golden_files() {
    for Stack { name, path } in STACKS {
        insta::with_settings!({ snapshot_path => "../golden", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, masks::digests(&text(path)));
        });
    }
}

#[test]
fn output_does_not_depend_on_the_location() {
    let sandbox = sandbox();
    let copy = sandbox.work().join("elsewhere");
    fs::create_dir(&copy).unwrap();
    fs::copy(stack("examples/three-tier").join("terrace.yaml"), copy.join("terrace.yaml")).unwrap();
    let ran = sandbox.run(["synth", "elsewhere", "--stdout"]).unwrap();
    assert_eq!(ran.stdout, text("examples/three-tier"));
    assert!(!ran.stdout.contains(&*repository().to_string_lossy()), "no path of this machine");
}

#[test]
fn terraform_reads_the_output() {
    if !is_there("terraform") {
        return;
    }
    for Stack { name, path } in STACKS {
        // Modules would have to be installed first; these stacks are applied with simulated providers.
        if configuration(path)["module"].is_object() {
            continue;
        }
        let sandbox = sandbox();
        let ran = sandbox.run(["synth".into(), stack(path), "--out".into(), "out".into()]).unwrap();
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        // Reads the whole configuration, including names, duplicates and settings, and installs nothing. It would connect
        // to a remote backend first.
        without_backend(&sandbox.work().join("out/main.tf.json"));
        let output = sandbox.bare("terraform").args(["-chdir=out", "providers"]).output().unwrap();
        let ran = sandbox.masked_output(output);
        assert_eq!(ran.code, 0, "{name}: {}", ran.stderr);
        assert!(
            ran.stdout.contains("provider[registry.terraform.io/hashicorp/aws]"),
            "{name}: {}",
            ran.stdout
        );
    }
}

fn without_backend(path: &Path) {
    let mut configuration: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    configuration["terraform"].as_object_mut().unwrap().remove("backend");
    fs::write(path, configuration.to_string()).unwrap();
}

#[test]
fn aws_accepts_every_block() {
    let Some(folder) = shared_schemas() else { return };
    for Stack { name, path } in STACKS.into_iter().filter(Stack::is_in_shared_schemas) {
        let configuration = configuration(path);
        for schemas in folder.combinations().unwrap() {
            let findings: Vec<_> = check(&configuration, &schemas.schemas)
                .into_iter()
                .filter(|finding| finding.rule != Rule::Deprecated)
                .map(|finding| finding.to_string())
                .collect();
            assert!(findings.is_empty(), "{name}:\n{}", findings.join("\n"));
        }
    }
}

#[test]
fn tags_of_the_stack_are_on_all_taggable_resources() {
    let Some(folder) = shared_schemas() else { return };
    let mut tagged = 0;
    for Stack { name, path } in STACKS.into_iter().filter(Stack::is_in_shared_schemas) {
        if !fs::read_to_string(stack(path).join("terrace.yaml")).unwrap().contains("Project: ") {
            continue;
        }
        let configuration = configuration(path);
        for schemas in folder.combinations().unwrap() {
            for (address, body) in blocks(&configuration) {
                let type_name = address.split('.').next().unwrap();
                if !address.starts_with("data.") && takes_tags(&schemas.schemas, type_name) {
                    assert!(body["tags"]["Project"].is_string(), "{name}: {address} has no tag `Project`");
                    tagged += 1;
                }
            }
        }
    }
    assert!(tagged > 100, "only {tagged} blocks take tags");
}

#[allow(clippy::print_stderr, reason = "a skipped test must not look like one that passed")]
fn shared_schemas() -> Option<&'static Folder> {
    let folder = Folder::shared();
    if folder.is_none() {
        eprintln!("SKIPPED: the folder with provider schemas is not here");
    }
    folder
}

#[test]
fn resources_have_the_provider_of_their_region_or_the_default() {
    for Stack { name, path } in STACKS {
        let configuration = configuration(path);
        let default = configuration["provider"]["aws"].as_array().unwrap();
        let aliases: BTreeSet<_> =
            default.iter().map(|provider| provider["alias"].as_str().unwrap()).collect();
        for (address, body) in blocks(&configuration) {
            let provider = body["provider"].as_str();
            // Neither is regional. Terraform itself provides the second.
            if address.contains("random_") || address.starts_with("terraform_data.") {
                assert_eq!(provider, None, "{name}: {address}");
                continue;
            }
            let alias = provider.unwrap().strip_prefix("aws.").unwrap();
            assert!(aliases.contains(alias), "{name}: {address}");
            if let Some(region) = body["//"]["region"].as_str() {
                assert_eq!(alias, region, "{name}: {address}");
            }
        }
    }
}

#[test]
fn dependencies_never_name_another_tier_as_a_whole() {
    for Stack { name, path } in STACKS {
        for (address, body) in blocks(&configuration(path)) {
            let (tier, region) = (body["//"]["tier"].as_str().unwrap(), body["//"]["region"].as_str());
            let prefix = format!("{tier}_{}_", region.unwrap_or_default());
            for dependency in body["depends_on"].as_array().into_iter().flatten() {
                let (_, dependency) = dependency.as_str().unwrap().rsplit_once('.').unwrap();
                assert!(dependency.starts_with(&prefix), "{name}: {address} depends on {dependency}");
            }
        }
    }
}

/// Returns a stack with two regions and two tiers, one of which is the queues tier in a version.
fn with_queues(version: &str) -> String {
    let sandbox = sandbox();
    sandbox.write("queues.wasm", of_version(QUEUES, version)).unwrap();
    sandbox.write("terrace.yaml", TWO_TIERS).unwrap();
    let ran = sandbox.run(["synth", "--stdout"]).unwrap();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    ran.stdout
}

const TWO_TIERS: &str = "stack: shop\nregions:\n  east: { aws: { region: us-east-1 } }\n  west: { aws: { region: us-west-2 } }\n\
    tiers:\n  queues:\n    component: ./queues.wasm\n    regions: all\n    inputs: { names: [orders, bills] }\n  \
    net: { component: network, regions: all, inputs: { cidr_block: 10.0.0.0/16 } }\n";

/// Returns the lines of one text that the other does not have at the same position.
fn changed<'a>(before: &str, after: &'a str) -> Vec<&'a str> {
    assert_eq!(before.lines().count(), after.lines().count());
    let pairs = before.lines().zip(after.lines());
    pairs.filter(|(before, after)| before != after).map(|(_, after)| after.trim()).collect()
}

#[test]
fn version_that_changes_nothing_else_changes_two_lines() {
    let (before, after) = (with_queues("0.1.0"), with_queues("0.1.1"));
    let configuration: Value = serde_json::from_str(&after).unwrap();
    assert!(blocks(&configuration).iter().filter(|(_, body)| body["//"]["tier"] == "queues").count() >= 4);
    let changed = changed(&before, &after);
    let [digest, version] = changed[..] else { panic!("{changed:#?}") };
    assert!(digest.starts_with("\"digest\": \"sha256:"), "{digest}");
    assert_eq!(version, "\"version\": \"0.1.1\"");
}

#[test]
fn update_and_another_change_merge() {
    if !is_there("git") {
        return;
    }
    let sandbox = sandbox();
    let base = with_queues("0.1.0");
    let other = |line: &str, is: &str| base.replacen(line, is, 1);
    let updated = with_queues("0.1.1");
    // One with another update, and one with another input.
    let network =
        base.split("\"name\": \"network\"").next().unwrap().rsplit_once("\"digest\": \"").unwrap().1;
    let digest = network.split('"').next().unwrap();
    let others = [
        other(digest, &format!("sha256:{}", "0".repeat(64))),
        other("\"cidr_block\": \"10.0.0.0/16\"", "\"cidr_block\": \"10.9.0.0/16\""),
        other(
            "\"tier\": \"queues\"\n        },",
            "\"tier\": \"queues\"\n        },\n        \"fifo_queue\": true,",
        ),
    ];
    sandbox.write("base", &base).unwrap();
    sandbox.write("updated", &updated).unwrap();
    for other in others {
        assert_ne!(other, base);
        sandbox.write("other", &other).unwrap();
        let merge = ["merge-file", "--stdout", "updated", "base", "other"];
        let output = sandbox.bare("git").args(merge).output().unwrap();
        let ran = sandbox.masked_output(output);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let lines = changed(&other, &ran.stdout);
        assert_eq!(lines.len(), 2, "{lines:#?}");
    }
}

#[test]
fn third_region_is_one_line_and_leaves_the_others_unchanged() {
    let sandbox = sandbox();
    let text = fs::read_to_string(stack("examples/three-tier").join("terrace.yaml")).unwrap();
    let line = "  tertiary: { aws: { region: eu-west-1 } }\n";
    let with_third = text.replacen("regions:\n", &format!("regions:\n{line}"), 1);
    assert_eq!(with_third.lines().count(), text.lines().count() + 1);
    sandbox.write("terrace.yaml", with_third).unwrap();
    let ran = sandbox.run(["synth", "--stdout"]).unwrap();
    assert_eq!(ran.code, 0, "{}", ran.stderr);

    let before = configuration("examples/three-tier");
    let after: Value = serde_json::from_str(&ran.stdout).unwrap();
    let after_blocks = blocks(&after);
    let find = |address: &str| after_blocks.iter().find(|(a, _)| a == address).map(|(_, body)| *body);
    for (address, body) in blocks(&before) {
        // The only block that depends on all regions.
        if address != "aws_iam_policy.iam__databases" {
            assert_eq!(find(&address), Some(body), "{address}");
        }
    }
    let added: Vec<_> =
        after_blocks.iter().filter(|(_, body)| body["//"]["region"] == "tertiary").map(|(a, _)| a).collect();
    assert!(added.iter().any(|address| *address == "aws_vpc.network_tertiary_main"));
    assert!(added.iter().any(|address| *address == "aws_db_instance.database_tertiary_main"));
    assert!(added.iter().any(|address| *address == "aws_s3_bucket.storage_tertiary_main"));
    assert_eq!(
        after_blocks.len() - blocks(&before).len(),
        added.len() + 1,
        "and a data source of iam, which looks up the region's name"
    );
}

#[test]
fn database_primary_is_swapped_or_replica_dropped_in_the_stack_file() {
    let text = fs::read_to_string(stack("examples/three-tier").join("terrace.yaml")).unwrap();
    let (head, database) = text.split_once("\n  database:\n").unwrap();
    let (database, tail) = database.split_once("\noutputs:\n").unwrap();

    let synth = |head: &str, database: &str, tail: &str| {
        let sandbox = sandbox();
        sandbox.write("terrace.yaml", format!("{head}\n  database:\n{database}\noutputs:\n{tail}")).unwrap();
        let ran = sandbox.run(["synth", "--stdout"]).unwrap();
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        serde_json::from_str::<Value>(&ran.stdout).unwrap()
    };

    let swapped = database
        .replace("tier.database[\"primary\"]", "tier.database[\"secondary\"]")
        .replace("      primary:\n", "      secondary:\n")
        // There are no instances in the region that is now the primary's.
        .replace("        instance_security_group_id: ${tier.compute.instance_security_group_id}\n", "");
    let secret = ["primary", "secondary"].map(|region| format!("tier.database[\"{region}\"].secret_arn"));
    let swapped = synth(&head.replace(&secret[0], &secret[1]), &swapped, tail);
    let instances = &swapped["resource"]["aws_db_instance"];
    assert_eq!(
        instances["database_primary_main"]["replicate_source_db"],
        "${aws_db_instance.database_secondary_main.arn}"
    );
    assert!(instances["database_primary_main"].get("username").is_none());
    assert!(instances["database_secondary_main"].get("replicate_source_db").is_none());
    assert!(instances["database_secondary_main"]["username"].is_string());

    let alone = database.replace("    regions: all\n", "    regions: [primary]\n");
    let tail = tail.replace("  replica_endpoint:\n    value: ${tier.database[\"secondary\"].endpoint}\n    description: Host name and port of the replica.\n", "");
    let alone = synth(head, &alone, &tail);
    let instances = alone["resource"]["aws_db_instance"].as_object().unwrap();
    assert_eq!(instances.keys().collect::<Vec<_>>(), ["database_primary_main"]);
}
