//! A tier that tries to read another tier's resources, with terraform as the judge of whether it can.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::{Arc, Mutex, Once, PoisonError};
use terrace_core::expression::{Template, is_template};
use terrace_core::merge::merge;
use terrace_core::model::{
    Contribution, Explain, InstanceId, Manifest, NamedBlock, NamedValue, OutputDeclaration, Resource,
    Settings, TierName,
};
use terrace_core::scope::{Context, ScopedContribution, scope_contribution};
use terrace_core::terraform_json::print;

/// The number of attacks that terraform judges at once: starting it takes longer than reading them.
const AT_ONCE: usize = 256;

const LABELS: [&str; 6] = ["terraform_data", "rule", "local", "data", "own", "aws_db"];
const KEYS: [&str; 12] = [
    "dynamic",
    "content",
    "for_each",
    "iterator",
    "labels",
    "terraform_data",
    "rule",
    "depends_on",
    "lifecycle",
    "//",
    "input",
    "a",
];
const PLACES: [&str; 9] = [
    "input",
    "triggers_replace",
    "count",
    "for_each",
    "depends_on",
    "lifecycle",
    "provisioner",
    "connection",
    "dynamic",
];
/// Names that an attack refers to: the vault's, the attacker's own, and ambiguous ones.
const TARGETS: [&str; 10] = [
    "terraform_data.vault__secret",
    "resource.terraform_data.vault__secret",
    "local.vault__secret",
    "data.terraform_remote_state.vault__secret",
    "terraform_data.own",
    "local.own",
    "terraform_data.value",
    "rule.value",
    "aws_db.vault__secret",
    "terraform_data",
];
/// Templates in which `@` stands for a name.
const TEXTS: [&str; 22] = [
    "${@}",
    "${@.output}",
    "a ${@} b",
    "@",
    "@.output",
    "$${@}",
    "$$${@}",
    "%${@}",
    "%%{ if @ }",
    "%{ if @ != 1 }a%{ endif }",
    "%{ for terraform_data in [1] }${@}%{ endfor }${@}",
    "%{ for x in [@] }${x}%{ endfor }",
    "${[for terraform_data in [@] : @]}",
    "${[for local, rule in {} : @ if @ != 1]}",
    "${[@][0]}",
    "${{ (@) = \"${@}\" }}",
    "${<<EOT\n${@}\n%{ if @ == 1 }%{ endif }\nEOT\n}",
    "${@[*].output}",
    "${@.0}",
    "${jsonencode(/* x */ (@))}",
    "${~ @ ~}",
    "\u{feff}${@}",
];

/// No reference of an accepted attack leads to the vault, neither as Terrace reads it nor as terraform does. Terraform is asked
/// now and then, about all attacks accepted since the last time.
pub fn scope_terraform(data: &[u8]) {
    static ACCEPTED: Mutex<Vec<Contribution>> = Mutex::new(Vec::new());
    let Ok(attack) = attack(&mut Unstructured::new(data)) else { return };
    if !accepted(&attack) {
        return;
    }
    let gathered = {
        let mut all = ACCEPTED.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(attack);
        if all.len() < AT_ONCE { Vec::new() } else { std::mem::take(&mut *all) }
    };
    if !gathered.is_empty() {
        judge(&gathered);
    }
}

/// Lets terraform judge the attacks that these bytes describe, and returns how many of them it judged.
pub fn judged(seeds: impl IntoIterator<Item = Vec<u8>>) -> usize {
    let attacks: Vec<_> =
        seeds.into_iter().filter_map(|seed| attack(&mut Unstructured::new(&seed)).ok()).collect();
    let accepted: Vec<_> = attacks.into_iter().filter(accepted).collect();
    accepted.chunks(AT_ONCE).map(judge).sum()
}

fn text(from: &mut Unstructured<'_>) -> Result<String> {
    Ok(from.choose(&TEXTS)?.replace('@', from.choose(&TARGETS)?))
}

fn value(from: &mut Unstructured<'_>, depth: u32) -> Result<Value> {
    Ok(match from.int_in_range(0..=if depth == 0 { 3 } else { 7 })? {
        0 => json!(1),
        1..=3 => text(from)?.into(),
        4 => {
            (0..from.int_in_range(0..=2)?).map(|_| value(from, depth - 1)).collect::<Result<Vec<_>>>()?.into()
        }
        5 => members(from, depth - 1)?.into(),
        // A look-alike of a dynamic block, in one of the forms that it can have in JSON.
        _ => {
            let content = json!({ "a": value(from, depth - 1)? });
            let content = if from.arbitrary()? { content } else { value(from, depth - 1)? };
            let mut block = json!({ "for_each": [text(from)?], "content": content });
            if from.arbitrary()? {
                block["iterator"] = from.choose(&LABELS).copied()?.into();
            }
            let block = if from.arbitrary()? { json!([block]) } else { block };
            let labels = json!({ from.choose(&LABELS).copied()?: block });
            json!({ "dynamic": if from.arbitrary()? { json!([labels]) } else { labels } })
        }
    })
}

fn members(from: &mut Unstructured<'_>, depth: u32) -> Result<Map<String, Value>> {
    let length = from.int_in_range(0..=3)?;
    (0..length)
        .map(|_| {
            let key = if from.ratio(1, 6)? { text(from)? } else { (*from.choose(&KEYS)?).to_owned() };
            Ok((key, value(from, depth)?))
        })
        .collect()
}

/// Returns an argument of a resource, either in a form that is valid for `place` or in any other.
fn argument(from: &mut Unstructured<'_>, place: &str) -> Result<Value> {
    let any = value(from, 3)?;
    if from.ratio(1, 3)? {
        return Ok(any);
    }
    Ok(match place {
        "depends_on" => json!([from.choose(&TARGETS)?]),
        "lifecycle" => match from.int_in_range(0..=2)? {
            0 => json!({ "replace_triggered_by": [from.choose(&TARGETS)?] }),
            1 => json!([{ "precondition": { "condition": text(from)?, "error_message": text(from)? } }]),
            _ => json!({ "ignore_changes": [text(from)?] }),
        },
        "provisioner" => json!([{ "local-exec": { "command": text(from)?, "environment": any } }]),
        "connection" => json!({ "host": any }),
        "count" => text(from)?.into(),
        "for_each" => json!({ "a": any }),
        _ => any,
    })
}

/// Returns a check whose data source and body may have any form.
fn check(from: &mut Unstructured<'_>) -> Result<Map<String, Value>> {
    let any = value(from, 2)?;
    let mut body = json!({ "backend": "local", "config": any });
    for (level, key) in ["vault__secret", "terraform_remote_state"].into_iter().enumerate() {
        if from.ratio(1, 5)? {
            body = json!([body]);
        }
        body = json!({ if level == 0 && from.arbitrary()? { "own" } else { key }: body });
    }
    let assert = json!({ "condition": text(from)?, "error_message": text(from)? });
    Ok(Map::from_iter([
        ("data".to_owned(), if from.ratio(1, 5)? { json!([body]) } else { body }),
        ("assert".to_owned(), if from.arbitrary()? { json!([assert]) } else { assert }),
    ]))
}

/// Returns an attack, together with blocks of its own that it may also refer to.
fn attack(from: &mut Unstructured<'_>) -> Result<Contribution> {
    let named = |name: &str, value| NamedValue { name: name.to_owned(), value };
    let resource =
        |name: &str, body| Resource { type_name: "terraform_data".to_owned(), name: name.to_owned(), body };
    let mut contribution = Contribution {
        resources: vec![resource("own", Map::new())],
        locals: vec![named("own", json!([1]))],
        ..Contribution::default()
    };
    // The attacker's own blocks may have the same names as the vault's.
    if from.ratio(1, 4)? {
        contribution.resources.push(resource("vault__secret", Map::new()));
        contribution.locals.push(named("vault__secret", json!(1)));
    }
    for _ in 0..=from.int_in_range(0..=1)? {
        match from.int_in_range(0..=4)? {
            0 => contribution.locals.push(named("x", value(from, 4)?)),
            1 => contribution.outputs.push(named("o", value(from, 4)?)),
            2 => contribution.checks.push(NamedBlock { name: "c".to_owned(), body: check(from)? }),
            _ => {
                let place = *from.choose(&PLACES)?;
                let body = Map::from_iter([(place.to_owned(), argument(from, place)?)]);
                contribution.resources.push(resource("x", body));
            }
        }
    }
    Ok(contribution)
}

fn tier(name: &str) -> TierName {
    TierName::new(name).unwrap()
}

fn settings() -> Settings {
    Settings { stack: "shop".to_owned(), ..Settings::default() }
}

fn manifest() -> Manifest {
    let output = OutputDeclaration {
        name: "o".to_owned(),
        type_constraint: "any".to_owned(),
        description: String::new(),
        sensitive: false,
    };
    Manifest {
        name: "sample".to_owned(),
        version: "0.1.0".to_owned(),
        summary: String::new(),
        inputs: json!({}).into(),
        outputs: vec![output],
        providers: Vec::new(),
        resources: vec!["terraform_data".to_owned()],
        data_sources: vec!["terraform_remote_state".to_owned()],
        ephemeral_resources: Vec::new(),
        modules: Vec::new(),
        annotations: Vec::new(),
    }
}

fn scoped(name: &str, contribution: Contribution) -> Option<ScopedContribution> {
    let instance = InstanceId { tier: tier(name), region: None };
    let (settings, manifest) = (settings(), Arc::new(manifest()));
    scope_contribution(&Context::new(&settings), &instance, &manifest, contribution).ok()
}

fn vault() -> ScopedContribution {
    let secret = json!({ "input": "s3cret" }).as_object().unwrap().clone();
    let resource =
        Resource { type_name: "terraform_data".to_owned(), name: "secret".to_owned(), body: secret };
    let local = NamedValue { name: "secret".to_owned(), value: "s3cret".into() };
    let data = json!({ "backend": "local" }).as_object().unwrap().clone();
    let data =
        Resource { type_name: "terraform_remote_state".to_owned(), name: "secret".to_owned(), body: data };
    let contribution = Contribution {
        resources: vec![resource],
        locals: vec![local],
        data_sources: vec![data],
        ..Default::default()
    };
    scoped("vault", contribution).unwrap()
}

/// Returns whether Terrace accepts an attack. Panics if an accepted one refers to the vault.
fn accepted(attack: &Contribution) -> bool {
    let Some(attacker) = scoped("web", attack.clone()) else { return false };
    for output in attacker.outputs.values() {
        harmless(&output.value);
    }
    let configuration = match merge(&Context::new(&settings()), vec![vault(), attacker]) {
        Ok(configuration) => configuration,
        Err(errors) => {
            // Scoping must reject every attack; the check after the merge must find nothing more.
            let told: Vec<_> = errors.iter().map(|error| error.diagnostic()).collect();
            assert!(told.iter().all(|error| error.code != "outside-name-space"), "{told:?}\n{attack:?}");
            return false;
        }
    };
    for block in configuration.blocks.values().filter(|block| block.instance.tier == tier("web")) {
        harmless(&block.body);
    }
    true
}

fn harmless(value: &Value) {
    match value {
        Value::String(text) => harmless_text(text),
        Value::Array(items) => items.iter().for_each(harmless),
        Value::Object(members) => members.iter().for_each(|(key, member)| {
            harmless_text(key);
            harmless(member);
        }),
        _ => {}
    }
}

fn harmless_text(text: &str) {
    if !is_template(text) {
        return;
    }
    for reference in Template::parse(text).unwrap().symbols().references {
        let named = reference.text.replace("web__vault__", "");
        assert!(!named.contains("vault__"), "{text}");
    }
}

/// Puts attacks into one configuration, each as a tier of its own, and asks terraform what they refer to. Returns the number of
/// attacks that it judged: none if terraform is not installed.
fn judge(attacks: &[Contribution]) -> usize {
    let tiers = attacks.iter().enumerate().filter_map(|(number, attack)| {
        let name = format!("a{number}");
        Some((name.clone(), scoped(&name, attack.clone())?))
    });
    judge_tiers(tiers.collect())
}

fn judge_tiers(mut tiers: BTreeMap<String, ScopedContribution>) -> usize {
    while !tiers.is_empty() {
        let all = tiers.values().cloned().chain([vault()]).collect();
        let text = print(&merge(&Context::new(&settings()), all).unwrap());
        let Some(graph) = terraform(&text, &["graph", "-type=plan"]) else { return 0 };
        // A body that terraform cannot load hides the graph of the others.
        let faulty = match &graph {
            Ok(graph) => {
                assert_eq!(edge_to_vault(graph), None, "{text}");
                let Some(Ok(told) | Err(told)) = terraform(&text, &["validate", "-json"]) else { return 0 };
                assert_eq!(undeclared(&told), None, "{text}");
                return tiers.len();
            }
            Err(told) => attackers(told),
        };
        let known = tiers.len();
        tiers.retain(|name, _| !faulty.contains(name.as_str()));
        if tiers.len() == known {
            let middle = tiers.keys().nth(known / 2).filter(|_| known > 1).cloned();
            let Some(second) = middle.map(|middle| tiers.split_off(&middle)) else { return 0 };
            return judge_tiers(tiers) + judge_tiers(second);
        }
    }
    0
}

/// Returns the names of the attackers that a text mentions.
fn attackers(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words
        .filter_map(|word| word.split_once("__"))
        .map(|(tier, _)| tier)
        .filter(|tier| tier.starts_with('a'))
        .collect()
}

/// Runs terraform and returns its output, as an error if it fails, or `None` if terraform is not on `PATH`.
#[allow(clippy::print_stderr)]
fn terraform(text: &str, arguments: &[&str]) -> Option<std::result::Result<String, String>> {
    static TOLD: Once = Once::new();
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("main.tf.json"), text).unwrap();
    let configuration = directory.path().join("empty.tfrc");
    std::fs::write(&configuration, "").unwrap();
    let mut command = Command::new("terraform");
    command.args(arguments).current_dir(directory.path()).env("TF_CLI_CONFIG_FILE", &configuration);
    command.env("HOME", directory.path()).env("CHECKPOINT_DISABLE", "1").env("NO_COLOR", "1");
    let Ok(ran) = command.output() else {
        TOLD.call_once(|| eprintln!("skipped: terraform is not on PATH"));
        return None;
    };
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let all = format!("{}{}", said(&ran.stdout), said(&ran.stderr));
    Some(if ran.status.success() { Ok(said(&ran.stdout)) } else { Err(all) })
}

/// Finds an edge of a graph that leads from an attacker to the vault.
fn edge_to_vault(graph: &str) -> Option<&str> {
    graph.lines().find(|line| {
        line.split_once("\" -> \"").is_some_and(|(from, to)| {
            !attackers(from).is_empty() && to.contains("vault__") && attackers(to).is_empty()
        })
    })
}

/// Finds a reference that terraform calls undeclared, which means that it was not renamed. References that only a dynamic block
/// can bind are expected.
fn undeclared(told: &str) -> Option<String> {
    let told: Value = serde_json::from_str(told).unwrap();
    let diagnostic = told["diagnostics"].as_array().into_iter().flatten().find(|diagnostic| {
        let detail = diagnostic["detail"].as_str().unwrap_or_default();
        let by_iterator = detail.contains("\"value\"") || detail.contains("\"key\"");
        diagnostic["summary"].as_str().is_some_and(|summary| summary.contains("undeclared")) && !by_iterator
    });
    diagnostic.map(|diagnostic| format!("{} {}", diagnostic["detail"], diagnostic["snippet"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(attack: Value) -> Option<[String; 2]> {
        let mut all = json!({ "resource": { "terraform_data": { "vault__secret": {} } } });
        for (key, value) in attack.as_object().unwrap() {
            match key.as_str() {
                "terraform_data" => all["resource"]["terraform_data"]["a1__x"] = value.clone(),
                key => all[key] = value.clone(),
            }
        }
        let text = all.to_string();
        let graph = terraform(&text, &["graph", "-type=plan"])?.unwrap();
        let (Ok(validated) | Err(validated)) = terraform(&text, &["validate", "-json"])?;
        Some([
            edge_to_vault(&graph).unwrap_or_default().to_owned(),
            undeclared(&validated).unwrap_or_default(),
        ])
    }

    #[test]
    fn leaked_references_are_detected_by_terraform() {
        let reference = "${terraform_data.vault__secret.output}";
        let dynamic =
            json!({ "dynamic": { "terraform_data": { "for_each": [], "content": { "x": reference } } } });
        let data =
            json!([{ "terraform_remote_state": { "a1__d": [{ "backend": "local", "config": reference }] } }]);
        let assert = json!({ "condition": "${1 != path.root}", "error_message": "no" });
        for leak in [
            json!({ "locals": { "a1__x": dynamic } }),
            json!({ "output": { "a1__x": { "value": dynamic } } }),
            json!({ "terraform_data": { "input": dynamic } }),
            json!({ "terraform_data": { "depends_on": ["terraform_data.vault__secret"] } }),
            json!({ "check": { "a1__c": { "data": data, "assert": assert } } }),
        ] {
            let Some([edge, _]) = told(leak.clone()) else { return };
            assert!(edge.contains("vault__secret"), "{leak}");
        }
        for unrenamed in
            ["${terraform_data.own.output}", "${local.own}", "${data.terraform_remote_state.own}"]
        {
            let Some([_, undeclared]) = told(json!({ "locals": { "a1__x": [unrenamed] } })) else { return };
            assert!(undeclared.contains("own"), "{unrenamed}");
        }
        let Some(none) = told(json!({ "locals": { "a1__x": "${[for a in [] : a]}" } })) else { return };
        assert_eq!(none, ["", ""]);
    }
}
