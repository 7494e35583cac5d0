use super::*;
use serde_json::json;

fn old() -> Value {
    json!({
        "resource": {
            "aws_s3_bucket": { "storage_main_logs": { "bucket": "logs" }, "storage_main_data": { "bucket": "data" } },
            "aws_db_instance": {
                "database_main_primary": { "engine": "postgres", "instance_class": "db.t3.micro" },
                "database_main_forgotten": { "engine": "mysql" },
            },
            "aws_vpc": { "network_main_main": { "cidr_block": "10.0.0.0/16", "//": { "tier": "network" } } },
            "aws_kms_key": { "storage_main_key": { "description": "k", "//": { "version": "1.0.0" } } },
            "aws_sns_topic": { "alarms_main_a": { "name": "a" } },
        },
        "output": { "vpc": { "value": "x" } },
    })
}

fn new() -> Value {
    json!({
        "resource": {
            "aws_s3_bucket": { "storage_main_data": { "bucket": "data-2" } },
            "aws_db_instance": {
                "database_main_primary": { "engine": "mysql", "instance_class": "db.t3.small" },
            },
            "aws_vpc": { "network_main_main": { "cidr_block": "10.0.0.0/16", "//": { "tier": "net" } } },
            "aws_kms_key": { "storage_main_encryption": { "description": "k", "//": { "version": "1.1.0" } } },
            "aws_sns_topic": { "alarms_main_b": { "name": "a" }, "alarms_main_c": { "name": "c" } },
        },
        "moved": [{ "from": "aws_sns_topic.alarms_main_a", "to": "aws_sns_topic.alarms_main_b" }],
        "removed": [{ "from": "aws_db_instance.database_main_forgotten", "lifecycle": { "destroy": false } }],
    })
}

fn permissions(resources: &[&str]) -> Permissions {
    Permissions {
        resources: resources.iter().map(|&name| name.to_owned()).collect(),
        ..Permissions::default()
    }
}

#[test]
fn consequences_of_every_kind_are_reported() {
    let asked = permissions(&["aws_iam_user", "aws_vpc"]).beyond(&permissions(&["aws_vpc"]));
    let consequences = Consequences::of(&old(), &new(), &AdjacentBlocks::default(), asked);
    assert_eq!(
        consequences.destroyed,
        [
            "aws_db_instance.database_main_primary",
            "aws_kms_key.storage_main_key",
            "aws_s3_bucket.storage_main_data",
            "aws_s3_bucket.storage_main_logs",
        ]
    );
    insta::assert_snapshot!(text(&consequences, false));
    insta::assert_json_snapshot!(consequences);
}

#[test]
fn consequences_of_an_unchanged_configuration_are_empty() {
    let consequences = Consequences::of(&old(), &old(), &AdjacentBlocks::default(), Permissions::default());
    assert!(consequences.is_empty());
    assert_eq!(text(&consequences, false), "");
}

#[test]
fn control_characters_of_tiers_do_not_reach_the_terminal() {
    let consequences = Consequences::of(
        &Value::Null,
        &Value::Null,
        &AdjacentBlocks::default(),
        permissions(&["aws_\u{1b}[2Jvpc"]),
    );
    assert!(!text(&consequences, false).contains('\u{1b}'));
}

/// Returns a configuration with a bucket for each of these tiers in each of these regions.
fn stack(tiers: &[&str], regions: &[(&str, Value)]) -> Value {
    let (mut buckets, mut keys, mut instances) = (json!({}), json!({}), Vec::new());
    for tier in tiers {
        for (region, _) in regions {
            let (name, provider) = (format!("{tier}_{region}_main"), format!("aws.{region}"));
            let id = format!("${{random_id.{tier}_{region}_suffix.hex}}");
            buckets[&name] = json!({ "bucket": id, "provider": provider });
            keys[format!("{tier}_{region}_suffix")] = json!({ "byte_length": 4 });
            let inputs = format!("sha256:{}", tier.len());
            instances.push(json!({ "tier": tier, "region": region, "inputs": inputs }));
        }
    }
    let provider: Vec<_> = regions
        .iter()
        .map(|(alias, body)| {
            let mut body = body.clone();
            body["alias"] = json!(alias);
            body
        })
        .collect();
    json!({
        "//": { "components": [{ "name": "storage", "tiers": tiers }], "instances": instances },
        "provider": { "aws": provider },
        "resource": { "aws_s3_bucket": buckets, "random_id": keys },
        "terraform": { "required_providers": { "aws": { "source": "hashicorp/aws" } } },
    })
}

fn at(region: &str) -> Value {
    json!({ "region": region })
}

fn told(old: &Value, new: &Value) -> String {
    let relocation = Relocation::of(old, new, &AdjacentBlocks::default());
    let warnings = relocation.warnings("terrace.out/default/moved.tf").into_iter().map(|told| {
        let StackDiagnostic { diagnostic, path } = told;
        let lines = diagnostic.notes.iter().map(|note| format!("\n  note: {note}"));
        let hints = diagnostic.hints.iter().map(|hint| format!("\n  help: {hint}"));
        let more: String = lines.chain(hints).collect();
        format!("[{}] {path}: {}{more}\n", diagnostic.code, diagnostic.summary)
    });
    warnings.collect::<String>() + &relocation.moved
}

#[test]
fn removed_region_is_needed_to_destroy_its_blocks() {
    let old = stack(&["storage"], &[("east", at("us-east-1")), ("west", at("us-west-2"))]);
    let new = stack(&["storage"], &[("east", at("us-east-1"))]);
    insta::assert_snapshot!(told(&old, &new));
    insta::assert_snapshot!(text(
        &Consequences::of(&old, &new, &AdjacentBlocks::default(), Permissions::default()),
        false
    ));
    // The procedure that the hint describes works.
    let mut kept = new;
    kept["provider"] = old["provider"].clone();
    assert_eq!(told(&old, &kept), "");
}

#[test]
fn removed_default_provider_is_needed_to_destroy_its_blocks() {
    let configured =
        |body: Value| json!({ "provider": body, "resource": { "cloudflare_zone": { "dns__main": {} } } });
    let old = configured(json!({ "cloudflare": { "api_token": "x" } }));
    insta::assert_snapshot!(told(&old, &json!({})));
    // A configuration that never existed is not needed: terraform uses the defaults.
    assert_eq!(told(&configured(json!({})), &json!({})), "");
    assert_eq!(told(&old, &configured(json!({}))), "");
}

#[test]
fn changed_region_leaves_its_blocks_behind() {
    let regions = |east: &str| stack(&["storage"], &[("east", at(east)), ("west", at("us-west-2"))]);
    let (old, new) = (regions("us-east-1"), regions("eu-west-1"));
    insta::assert_snapshot!(told(&old, &new));
    let consequences = Consequences::of(&old, &new, &AdjacentBlocks::default(), Permissions::default());
    insta::assert_snapshot!(text(&consequences, false));
    insta::assert_json_snapshot!(consequences);
    // A provider without regions has not moved.
    let role = |region: &str| {
        json!({
            "provider": { "aws": at(region) },
            "resource": { "aws_iam_role": { "roles__main": { "name": "x" } } },
        })
    };
    assert_eq!(told(&role("us-east-1"), &role("eu-west-1")), "");
    let account = |account: &str| {
        let mut role = role("us-east-1");
        role["provider"]["aws"]["assume_role"] =
            json!([{ "role_arn": format!("arn:aws:iam::{account}:role/x") }]);
        role
    };
    insta::assert_snapshot!(told(&account("111111111111"), &account("222222222222")));
    // A block that uses another region's provider has moved as well.
    let mut other = old.clone();
    other["resource"]["aws_s3_bucket"]["storage_east_main"]["provider"] = json!("aws.west");
    insta::assert_snapshot!(told(&old, &other));
}

#[test]
fn renamed_tiers_and_regions_are_reported_with_moved_blocks() {
    let old = stack(&["storage"], &[("east", at("us-east-1")), ("west", at("us-west-2"))]);
    let tier = stack(&["files"], &[("east", at("us-east-1")), ("west", at("us-west-2"))]);
    insta::assert_snapshot!(told(&old, &tier));
    let region = stack(&["storage"], &[("east", at("us-east-1")), ("us-west", at("us-west-2"))]);
    insta::assert_snapshot!(told(&old, &region));
    let both = stack(&["files"], &[("us-east", at("us-east-1")), ("us-west", at("us-west-2"))]);
    insta::assert_snapshot!(text(
        &Consequences::of(&old, &both, &AdjacentBlocks::default(), Permissions::default()),
        false
    ));
    // A resource with its name in an immutable attribute is replaced.
    let named = |mut stack: Value, tier: &str| {
        stack["resource"]["aws_s3_bucket"][format!("{tier}_west_main")]["bucket"] =
            json!(format!("shop-{tier}"));
        stack
    };
    let relocation = Relocation::of(
        &named(old.clone(), "storage"),
        &named(tier.clone(), "files"),
        &AdjacentBlocks::default(),
    );
    assert_eq!(relocation.replaced_anyway.len(), 1, "{:?}", relocation.replaced_anyway);
    insta::assert_snapshot!(
        told(&named(old, "storage"), &named(tier, "files")).lines().take(8).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn renames_are_not_guessed_if_ambiguous() {
    let old = stack(&["one", "two"], &[("east", at("us-east-1"))]);
    let moves = |new: &Value| Relocation::of(&old, new, &AdjacentBlocks::default()).moved;
    // Each of the two removed names fits each of the added ones.
    assert_eq!(moves(&stack(&["six", "ten"], &[("east", at("us-east-1"))])), "");
    // The inputs decide which is which.
    let alike = stack(&["one", "three"], &[("east", at("us-east-1"))]);
    let named = stack(&["seven", "six"], &[("east", at("us-east-1"))]);
    let told = Relocation::of(&alike, &named, &AdjacentBlocks::default()).renames;
    let told: Vec<_> = told.iter().map(|one| format!("{} {}", one.from, one.to)).collect();
    assert_eq!(told, ["one six", "three seven"]);
    // A different place is not a rename.
    assert_eq!(moves(&stack(&["one", "two"], &[("west", at("us-west-2"))])), "");
    // A different component is not a rename.
    let mut other = stack(&["six", "two"], &[("east", at("us-east-1"))]);
    other["//"]["components"] =
        json!([{ "name": "network", "tiers": ["six"] }, { "name": "storage", "tiers": ["two"] }]);
    assert_eq!(moves(&other), "");
    // An earlier version of Terrace named the component in each instance.
    let mut earlier = old.clone();
    earlier["//"]["components"] = json!([{ "name": "storage" }]);
    for instance in earlier["//"]["instances"].as_array_mut().unwrap() {
        instance["component"] = json!("storage@1.0.0");
    }
    let later = stack(&["seven", "two"], &[("east", at("us-east-1"))]);
    let renames = |old: &Value| Relocation::of(old, &later, &AdjacentBlocks::default()).renames.len();
    assert_eq!(renames(&earlier), renames(&old));
}

#[test]
fn tier_that_gets_a_region_keeps_its_blocks() {
    let mut old = stack(&["storage"], &[("east", at("us-east-1"))]);
    let text = old
        .to_string()
        .replace("storage_east_", "storage__")
        .replace("\"region\":\"east\",\"tier\"", "\"tier\"");
    old = serde_json::from_str(&text).unwrap();
    let new = stack(&["storage"], &[("east", at("us-east-1"))]);
    insta::assert_snapshot!(told(&old, &new));
    assert!(told(&new, &old).contains("to   = aws_s3_bucket.storage__main"));
    // Of several regions, the one in the same place counts.
    let more = stack(&["storage"], &[("east", at("us-east-1")), ("west", at("us-west-2"))]);
    assert_eq!(told(&old, &more), told(&old, &new));
}

#[test]
fn moved_blocks_next_to_the_output_are_respected() {
    let old = stack(&["storage"], &[("west", at("us-west-2"))]);
    let new = stack(&["storage"], &[("us-west", at("us-west-2"))]);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("moved.tf");
    std::fs::write(&file, Relocation::of(&old, &new, &AdjacentBlocks::default()).moved).unwrap();
    let beside = AdjacentBlocks::read(&[file]);
    assert!(Relocation::of(&old, &new, &beside).is_empty());
    let consequences = Consequences::of(&old, &new, &beside, Permissions::default());
    assert_eq!(consequences.destroyed, [""; 0]);
    insta::assert_snapshot!(text(&consequences, false));
    // A further move by the tier itself is followed.
    let mut next = new;
    let bucket = next["resource"]["aws_s3_bucket"].as_object_mut().unwrap();
    let body = bucket.remove("storage_us-west_main").unwrap();
    bucket.insert("storage_us-west_data".to_owned(), body);
    next["moved"] =
        json!([{ "from": "aws_s3_bucket.storage_us-west_main", "to": "aws_s3_bucket.storage_us-west_data" }]);
    assert!(told(&old, &next).contains("to   = aws_s3_bucket.storage_us-west_main"), "{}", told(&old, &next));
}
