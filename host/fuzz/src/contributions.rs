//! Properties of contributions.

use crate::words;
use arbitrary::Unstructured;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use terrace_core::merge::merge as merged;
use terrace_core::model::{
    Explain, InstanceId, Manifest, OutputDeclaration, ProviderRequirement, ProviderSettings, RegionName,
    Settings, TierName,
};
use terrace_core::scope::{Context, ScopedContribution, scope_contribution, unscope};
use terrace_core::terraform_json::print;

/// Any contribution is either rejected with an error, or lies entirely in its tier's own name space.
pub fn contributions(data: &[u8]) {
    let settings = settings();
    for contribution in scoped(&Context::new(&settings), &mut Unstructured::new(data)) {
        for block in &contribution.blocks {
            let (instance, local) = unscope(&block.address.name).unwrap();
            assert_eq!(instance, contribution.instance);
            assert_eq!(local, block.local.name);
        }
    }
}

/// Merging does not depend on the order of contributions or on duplicates, and its result is valid JSON.
pub fn merge(data: &[u8]) {
    let settings = settings();
    let context = Context::new(&settings);
    let given = scoped(&context, &mut Unstructured::new(data));
    let text = |contributions: Vec<ScopedContribution>| {
        let configuration = merged(&context, contributions).map_err(|errors| {
            let mut told: Vec<_> = errors.iter().map(ToString::to_string).collect();
            told.sort();
            told
        });
        configuration.map(|configuration| print(&configuration))
    };
    let once = text(given.clone());
    if let Ok(text) = &once {
        serde_json::from_str::<Value>(text).unwrap();
    }
    assert_eq!(text(given.iter().rev().cloned().collect()), once);
    assert_eq!(text([&given[..], &given[..]].concat()), once);
    let mut turned = given;
    if !turned.is_empty() {
        turned.rotate_left(1);
    }
    assert_eq!(text(turned), once);
}

/// Returns contributions of three instances of two tiers, without those that scoping rejects.
fn scoped(context: &Context<'_>, from: &mut Unstructured<'_>) -> Vec<ScopedContribution> {
    let manifest = Arc::new(manifest());
    let mut all = Vec::new();
    for (name, region) in [("web", Some("home")), ("web", Some("away")), ("db", None)] {
        let Ok(contribution) = words::contribution(from) else { break };
        let instance = InstanceId { tier: tier(name), region: region.map(self::region) };
        match scope_contribution(context, &instance, &manifest, contribution) {
            Ok(contribution) => all.push(contribution),
            Err(errors) => {
                for error in errors {
                    assert!(!error.diagnostic().summary.is_empty());
                }
            }
        }
    }
    all
}

fn tier(name: &str) -> TierName {
    TierName::new(name).unwrap()
}

fn region(name: &str) -> RegionName {
    RegionName::new(name).unwrap()
}

fn settings() -> Settings {
    let aws = || BTreeMap::from([("aws".to_owned(), Map::new())]);
    let source = ProviderSettings { source: Some("hashicorp/aws".to_owned()), ..ProviderSettings::default() };
    Settings {
        stack: "shop".to_owned(),
        variables: BTreeMap::from([("key".to_owned(), Map::new())]),
        providers: BTreeMap::from([("aws".to_owned(), source)]),
        regions: ["home", "away"].map(|name| (region(name), aws())).into(),
        default_region: Some(region("home")),
        tiers: BTreeMap::from([
            (tier("web"), Some(vec![region("away"), region("home")])),
            (tier("db"), None),
        ]),
        ..Settings::default()
    }
}

fn manifest() -> Manifest {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    let output = |name: &str| OutputDeclaration {
        name: name.to_owned(),
        type_constraint: "any".to_owned(),
        description: String::new(),
        sensitive: name == "b",
    };
    let provider = |name: &str, source: &str| ProviderRequirement {
        name: name.to_owned(),
        source: source.to_owned(),
        version: String::new(),
    };
    Manifest {
        name: "sample".to_owned(),
        version: "0.1.0".to_owned(),
        summary: String::new(),
        inputs: json!({}).into(),
        outputs: ["id", "list", "a", "b", "main"].map(output).to_vec(),
        providers: vec![
            provider("aws", "hashicorp/aws"),
            provider("terraform", "terraform.io/builtin/terraform"),
        ],
        resources: texts(&["terraform_data", "aws_vpc", "aws_subnet"]),
        data_sources: texts(&["aws_vpc", "terraform_data"]),
        ephemeral_resources: texts(&["aws_vpc"]),
        modules: texts(&["text"]),
        annotations: Vec::new(),
    }
}
