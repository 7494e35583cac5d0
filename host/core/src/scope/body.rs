//! Scopes the body of a block, and binds it to a provider configuration.

use super::block::{BlockScope, Scoping};
use super::error::ScopeProblem;
use super::walk::{self, At, Shape};
use super::{name, provider};
use crate::model::{Address, BlockKind, Identifier};
use crate::words::describe;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Scopes a body in place, binds its provider, and returns the blocks in its `depends_on`.
pub(super) fn scope(scope: &mut BlockScope<'_, '_>, local: &Address, body: &mut Value) -> BTreeSet<Address> {
    let kind = local.kind;
    let Value::Object(members) = body else {
        walk::value(body, scope);
        return BTreeSet::new();
    };
    match kind {
        BlockKind::Local => {
            walk::value(body, scope);
            return BTreeSet::new();
        }
        BlockKind::Resource => walk::block(Shape::Resource, members, &At::Body, scope),
        BlockKind::Data | BlockKind::Ephemeral => walk::block(Shape::Reading, members, &At::Body, scope),
        BlockKind::Module => walk::block(Shape::Module, members, &At::Body, scope),
        BlockKind::Check => {
            walk::check(members, scope);
            scope_nested_data(scope, members);
        }
    }
    match kind {
        BlockKind::Module => bind_module(scope, members),
        BlockKind::Check => {}
        _ => bind(scope, &local.type_name, members, String::new()),
    }
    depends_on(members)
}

/// Returns the addresses in a `depends_on` that has been scoped.
fn depends_on(body: &Map<String, Value>) -> BTreeSet<Address> {
    let list = body.get("depends_on").and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|entry| Address::parse(entry.as_str()?).ok()).collect()
}

/// Scopes a check's own data source, whose name is scoped like that of any other.
///
/// Terraform also accepts a list instead of each of the three objects, which would hide names from the collection of all
/// blocks. A check has at most one data source, so lists are not needed.
fn scope_nested_data(scope: &mut BlockScope<'_, '_>, check: &mut Map<String, Value>) {
    let Some(data) = check.get_mut("data") else { return };
    let Some((type_name, mut names)) = only(scope, "data", data, "an object with one type of data source")
    else {
        return;
    };
    let of_type = format!("data.{type_name}");
    let Some((name, mut body)) = only(scope, &of_type, &mut names, "an object with one data source") else {
        return;
    };
    for name in [&type_name, &name] {
        if let Err(problem) = Identifier::new(name.as_str()) {
            scope.error(of_type.clone(), ScopeProblem::Name(problem.to_string()));
        }
    }
    let data_at = At::Key(&At::Body, "data");
    let type_at = At::Key(&data_at, &type_name);
    let at = At::Key(&type_at, &name);
    match &mut body {
        Value::Object(body) => {
            walk::block(Shape::Reading, body, &at, scope);
            bind(scope, &type_name, body, at.to_string());
        }
        other => {
            let problem = ScopeProblem::Form { expected: "an object", got: describe(other) };
            scope.error(at.to_string(), problem);
        }
    }
    let scoped = name::scope(scope.scoping.instance, &name);
    let names = Value::Object(Map::from_iter([(scoped, body)]));
    *data = Value::Object(Map::from_iter([(type_name, names)]));
}

/// Takes the only member out of an object. Adds an error and returns none for anything else.
fn only(
    scope: &mut BlockScope<'_, '_>,
    path: &str,
    value: &mut Value,
    expected: &'static str,
) -> Option<(String, Value)> {
    let got = match value {
        Value::Object(members) if members.len() == 1 => {
            return std::mem::take(members).into_iter().next();
        }
        Value::Object(members) => format!("an object with {} members", members.len()),
        other => describe(other),
    };
    scope.error(path.to_owned(), ScopeProblem::Form { expected, got });
    None
}

/// Sets the provider configuration of a block, unless the block has one itself.
fn bind(scope: &mut BlockScope<'_, '_>, type_name: &str, body: &mut Map<String, Value>, path: String) {
    if body.contains_key("provider") {
        return;
    }
    let provider = provider::of_type(type_name);
    let Scoping { context, instance, manifest, .. } = scope.scoping;
    let bound =
        provider::declared(manifest, provider).and_then(|()| provider::binding(context, instance, provider));
    match bound {
        Ok(configuration) => {
            if provider::is_required(provider) {
                scope.mentions.providers.insert(provider.to_owned());
            }
            if let Some(configuration) = configuration {
                body.insert("provider".to_owned(), configuration.into());
            }
        }
        Err(problem) => scope.error(path, problem),
    }
}

/// Passes the configurations of all providers in the manifest to a module.
///
/// A module inherits default configurations only if no configuration is passed to it, so as soon as one is passed,
/// all are.
fn bind_module(scope: &mut BlockScope<'_, '_>, body: &mut Map<String, Value>) {
    let Scoping { context, instance, manifest, .. } = scope.scoping;
    let given = body.get("providers").and_then(Value::as_object).cloned();
    let mut passed = given.clone().unwrap_or_default();
    let mut any = given.is_some_and(|given| !given.is_empty());
    let mut defaults = Vec::new();
    for requirement in &manifest.providers {
        let provider = &requirement.name;
        scope.mentions.providers.insert(provider.clone());
        if passed.contains_key(provider) {
            continue;
        }
        match provider::binding(context, instance, provider) {
            Ok(Some(configuration)) => {
                passed.insert(provider.clone(), configuration.into());
                any = true;
            }
            Ok(None) => defaults.push(provider),
            Err(problem) => scope.error("providers".to_owned(), problem),
        }
    }
    if any {
        passed.extend(defaults.into_iter().map(|provider| (provider.clone(), provider.as_str().into())));
        body.insert("providers".to_owned(), Value::Object(passed));
    }
}
