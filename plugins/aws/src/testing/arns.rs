//! Checks that inputs for ARNs accept nothing else.

use terrace_sdk::serde_json::Value as Json;

/// Asserts that each input for ARNs has a pattern for them, so that Terrace reports values of another form and
/// linked names: inputs that are called `arn`, `…_arn` or `…_arns`, and those whose description begins with `ARN`.
///
/// `schema` is that of a tier's inputs, as `terrace_sdk::testing::schema` returns it.
///
/// # Panics
///
/// If there are inputs without one, with all of them.
#[track_caller]
pub fn assert_arn_forms(schema: &Json) {
    let mut problems = Vec::new();
    collect(schema, schema, "", &mut problems);
    assert!(problems.is_empty(), "inputs for ARNs without a pattern:\n{}", problems.join("\n"));
}

fn collect(root: &Json, schema: &Json, path: &str, problems: &mut Vec<String>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if is_for_arns(name, property) && !has_pattern(root, property) {
            problems.push(format!("{path}/{name}"));
        }
    }
    let parts = schema.as_object().into_iter().flatten().map(|(key, part)| (key.clone(), part));
    let items = schema.as_array().into_iter().flatten().enumerate();
    let items = items.map(|(number, part)| (number.to_string(), part));
    for (key, part) in parts.chain(items) {
        collect(root, part, &format!("{path}/{key}"), problems);
    }
}

fn is_for_arns(name: &str, property: &Json) -> bool {
    let description = property["description"].as_str().unwrap_or_default();
    name == "arn" || name.ends_with("_arn") || name.ends_with("_arns") || description.starts_with("ARN")
}

/// Returns whether a schema, or a part of it, has a pattern for ARNs.
fn has_pattern(root: &Json, schema: &Json) -> bool {
    let is_pattern = |key: &str, part: &Json| {
        key == "pattern" && part.as_str().is_some_and(|pattern| pattern.contains("arn:"))
    };
    let referred = schema["$ref"].as_str().and_then(|to| root.pointer(to.strip_prefix('#')?));
    referred.is_some_and(|referred| has_pattern(root, referred))
        || schema
            .as_object()
            .into_iter()
            .flatten()
            .any(|(key, part)| key != "properties" && (is_pattern(key, part) || has_pattern(root, part)))
        || schema.as_array().into_iter().flatten().any(|part| has_pattern(root, part))
}
