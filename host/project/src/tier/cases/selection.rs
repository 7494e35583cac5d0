//! Selects the blocks of some tiers from a synthesized stack.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use terrace_core::model::TierName;
use terrace_core::scope::unscope;

/// Returns the blocks of these tiers from a synthesized configuration: with their names in the stack and linked references, but
/// without their origins.
pub(super) fn of_tiers(configuration: &Value, tiers: &BTreeSet<TierName>) -> Value {
    let mut selected = Map::new();
    for (section, content) in configuration.as_object().into_iter().flatten() {
        let kept = match section.as_str() {
            "resource" | "data" | "ephemeral" => Value::Object(typed(content, tiers)),
            "module" | "check" => Value::Object(blocks(content, tiers)),
            "locals" => Value::Object(locals(content, tiers)),
            "moved" | "removed" => Value::Array(state(content, tiers)),
            _ => continue,
        };
        if kept != Value::Object(Map::new()) && kept != Value::Array(Vec::new()) {
            selected.insert(section.clone(), kept);
        }
    }
    Value::Object(selected)
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn typed(content: &Value, tiers: &BTreeSet<TierName>) -> Map<String, Value> {
    let own = members(content).map(|(type_name, named)| (type_name, blocks(named, tiers)));
    let own = own.filter(|(_, named)| !named.is_empty());
    own.map(|(type_name, named)| (type_name.clone(), Value::Object(named))).collect()
}

fn blocks(content: &Value, tiers: &BTreeSet<TierName>) -> Map<String, Value> {
    members(content).filter_map(|(name, body)| Some((name.clone(), block(body, tiers)?))).collect()
}

fn block(body: &Value, tiers: &BTreeSet<TierName>) -> Option<Value> {
    let mut body = body.as_object()?.clone();
    let origin = body.remove("//")?;
    is_of(&origin, tiers).then_some(Value::Object(body))
}

fn is_of(origin: &Value, tiers: &BTreeSet<TierName>) -> bool {
    origin
        .get("tier")
        .and_then(Value::as_str)
        .is_some_and(|name| tiers.iter().any(|tier| tier.as_str() == name))
}

fn locals(content: &Value, tiers: &BTreeSet<TierName>) -> Map<String, Value> {
    let origin = |name: &str| content.get("//")?.get(name);
    let own = members(content).filter(|(name, _)| origin(name).is_some_and(|origin| is_of(origin, tiers)));
    own.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Selects `moved` and `removed` blocks, whose tier is part of the names in their addresses.
fn state(content: &Value, tiers: &BTreeSet<TierName>) -> Vec<Value> {
    let is_own = |block: &&Value| {
        let address = block.get("from").and_then(Value::as_str).unwrap_or_default();
        let mut parts = address.split(['.', '[']);
        parts.any(|part| unscope(part).is_some_and(|(instance, _)| tiers.contains(&instance.tier)))
    };
    content.as_array().into_iter().flatten().filter(is_own).cloned().collect()
}
