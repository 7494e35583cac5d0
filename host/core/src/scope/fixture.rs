//! A small stack for the tests of this crate and of those above it: `network` in two regions, `database` in one, `iam` in none.

#![allow(clippy::unwrap_used)]

use super::{Context, ScopeError, ScopedContribution, scope_contribution};
use crate::model::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("no object: {other}"),
    }
}

pub fn region(name: &str) -> RegionName {
    RegionName::new(name).unwrap()
}

pub fn tier(name: &str) -> TierName {
    TierName::new(name).unwrap()
}

/// Parses an instance such as `network[primary]` or `iam`.
pub fn instance(text: &str) -> InstanceId {
    match text.trim_end_matches(']').split_once('[') {
        Some((name, at)) => InstanceId { tier: tier(name), region: Some(region(at)) },
        None => InstanceId { tier: tier(text), region: None },
    }
}

pub fn settings() -> Settings {
    let aws = |zone: &str| BTreeMap::from([("aws".to_owned(), object(json!({ "region": zone })))]);
    let both = vec![region("primary"), region("secondary")];
    Settings {
        stack: "three-tier".to_owned(),
        required_version: Some(">= 1.5".to_owned()),
        variables: BTreeMap::from([
            ("primary_region".to_owned(), object(json!({ "type": "string", "default": "us-east-1" }))),
            ("password".to_owned(), object(json!({ "type": "string", "sensitive": true }))),
        ]),
        regions: BTreeMap::from([
            (region("primary"), aws("${var.primary_region}")),
            (region("secondary"), aws("us-west-2")),
        ]),
        default_region: Some(region("primary")),
        tiers: BTreeMap::from([
            (tier("network"), Some(both)),
            (tier("database"), Some(vec![region("primary")])),
            (tier("iam"), None),
        ]),
        ..Settings::default()
    }
}

pub fn manifest() -> Manifest {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    let output = |name: &str| OutputDeclaration {
        name: name.to_owned(),
        type_constraint: "any".to_owned(),
        description: String::new(),
        sensitive: name == "secret",
    };
    let provider = |name: &str, version: &str| ProviderRequirement {
        name: name.to_owned(),
        source: format!("hashicorp/{name}"),
        version: version.to_owned(),
    };
    Manifest {
        name: "sample".to_owned(),
        version: "0.1.0".to_owned(),
        summary: String::new(),
        inputs: json!({}).into(),
        outputs: ["vpc_id", "subnets", "settings", "role", "name", "secret", "ami", "count", "again"]
            .map(output)
            .to_vec(),
        providers: vec![provider("aws", ">= 5.0"), provider("random", "")],
        resources: texts(&["aws_vpc", "aws_subnet", "aws_instance", "random_id", "terraform_data"]),
        data_sources: texts(&["aws_ami", "aws_caller_identity"]),
        ephemeral_resources: texts(&["aws_secret"]),
        modules: texts(&["./queue"]),
        annotations: Vec::new(),
    }
}

/// Parses a contribution: `{"aws_vpc.main": {…}, "data.aws_ami.this": {…}, "local.x": …, "module.m": {…},
/// "check.c": {…}, "output.o": …, "moved": [[from, to]], "removed": [[from, destroy]]}`.
pub fn contribution(value: Value) -> Contribution {
    let mut contribution = Contribution::default();
    for (key, value) in object(value) {
        let text = |at: usize, list: &Value| list[at].as_str().unwrap().to_owned();
        let list = |value: &Value| value.as_array().unwrap().clone();
        if let Some(name) = key.strip_prefix("output.") {
            contribution.outputs.push(NamedValue { name: name.to_owned(), value });
        } else if key == "moved" {
            contribution.moved =
                list(&value).iter().map(|m| Moved { from: text(0, m), to: text(1, m) }).collect();
        } else if key == "removed" {
            contribution.removed =
                list(&value).iter().map(|m| Removed { from: text(0, m), destroy: m[1] == true }).collect();
        } else {
            let mut parts: Vec<&str> = key.split('.').collect();
            let name = parts.pop().unwrap().to_owned();
            let type_name = parts.last().map(|&last| last.to_owned()).unwrap_or_default();
            match parts[0] {
                "local" => contribution.locals.push(NamedValue { name, value }),
                "module" => contribution.modules.push(NamedBlock { name, body: object(value) }),
                "check" => contribution.checks.push(NamedBlock { name, body: object(value) }),
                kind => {
                    let resource = Resource { type_name, name, body: object(value) };
                    match kind {
                        "data" => contribution.data_sources.push(resource),
                        "ephemeral" => contribution.ephemeral_resources.push(resource),
                        _ => contribution.resources.push(resource),
                    }
                }
            }
        }
    }
    contribution
}

pub fn scoped_in(settings: &Settings, at: &str, value: Value) -> Result<ScopedContribution, Vec<ScopeError>> {
    let manifest = Arc::new(manifest());
    scope_contribution(&Context::new(settings), &instance(at), &manifest, contribution(value))
}

pub fn scoped(at: &str, value: Value) -> ScopedContribution {
    scoped_in(&settings(), at, value).unwrap_or_else(|errors| {
        panic!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}
