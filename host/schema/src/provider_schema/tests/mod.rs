use super::{ProviderSchemas, check};
use serde_json::{Value, json};
use std::sync::OnceLock;

mod arguments;
mod blocks;
mod loading;
mod meta;
mod properties;
mod references;
mod root;
mod values;

/// Returns the schemas of a provider that uses every form a schema can have.
fn schemas() -> &'static ProviderSchemas {
    static SCHEMAS: OnceLock<ProviderSchemas> = OnceLock::new();
    SCHEMAS.get_or_init(|| ProviderSchemas::parse(include_str!("small.json")).unwrap())
}

/// Returns the findings in a configuration, one line each.
fn findings(mut configuration: Value) -> String {
    configuration["terraform"] = json!({"required_providers": {"demo": {"source": "example/demo"}}});
    let findings = check(&configuration, &[schemas()]);
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}

/// Returns the findings in a `demo_server.web` with these arguments and the required ones.
fn server(arguments: Value) -> String {
    let mut body = json!({"name": "web", "disk": [{"size": 1}]});
    for (name, value) in arguments.as_object().unwrap() {
        body[name] = value.clone();
    }
    findings(json!({"resource": {"demo_server": {"web": body}}, "data": {"demo_zones": {"all": {}}}}))
}

/// Returns the findings in an output with this value, next to a few blocks to refer to.
fn output(value: &str) -> String {
    findings(json!({
        "resource": {
            "demo_server": {
                "one": {"name": "one", "disk": [{"size": 1}], "network": [{}]},
                "some": {"name": "some", "disk": [{"size": 1}], "count": 2},
                "named": {"name": "named", "disk": [{"size": 1}], "for_each": {"a": 1, "b": 2}},
            },
            "demo_site": {"main": {"origin": {}}},
        },
        "data": {"demo_zones": {"all": {}}},
        "ephemeral": {"demo_token": {"t": {"length": 8}}},
        "locals": {
            "port": 80,
            "ports": [80, 443],
            "sizes": {"small": {"cpu": 1}, "large": {"cpu": 8}},
            "server": "${demo_server.one}",
            "ring": "${local.ring.next}",
        },
        "variable": {
            "any": {},
            "shape": {"type": "object({ name = string, ports = optional(list(number), []) })"},
        },
        "module": {"dns": {"source": "./dns"}},
        "output": {"o": {"value": value}},
    }))
}
