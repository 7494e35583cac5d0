//! Contributions made of words that mean something to Terrace or Terraform.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};
use terrace_core::model::{Contribution, Moved, NamedBlock, NamedValue, Removed, Resource};

const NAMES: [&str; 8] = ["main", "a", "b", "x_y", "a-b", "é", "", "a b"];
const TYPES: [&str; 5] = ["terraform_data", "aws_vpc", "data", "module", "aws_subnet"];
const KEYS: [&str; 12] = [
    "input",
    "for_each",
    "count",
    "depends_on",
    "provider",
    "providers",
    "lifecycle",
    "ignore_changes",
    "replace_triggered_by",
    "source",
    "//",
    "${var.key}",
];
const TEXTS: [&str; 20] = [
    "text",
    "",
    "terraform_data.main",
    "${terraform_data.main.id}",
    "${terraform_data.a[0].id} and ${local.a}",
    "${module.a.x}",
    "${data.aws_vpc.a.id}",
    "${tier.web.id}",
    "${tier.web[\"home\"].list[0]}",
    "${tier.db.id}-${tier.web.id}",
    "${var.key}",
    "${[for a in local.a : a.id]}",
    "${each.value}",
    "${count.index}",
    "%{ for x in local.a }${x}%{ endfor }",
    "$${literal}",
    "${",
    "aws.home",
    "aws.elsewhere",
    "\u{1b}[2J\u{9b}",
];

fn word<'a>(from: &mut Unstructured<'_>, words: &[&'a str]) -> Result<&'a str> {
    from.choose(words).copied()
}

fn value(from: &mut Unstructured<'_>, depth: u32) -> Result<Value> {
    Ok(match from.int_in_range(0..=if depth == 0 { 4 } else { 6 })? {
        0 => Value::Null,
        1 => from.arbitrary::<bool>()?.into(),
        2 => json!(from.arbitrary::<i16>()?),
        3 => word(from, &TEXTS)?.into(),
        4 => from.arbitrary::<&str>()?.into(),
        5 => {
            let length = from.int_in_range(0..=3)?;
            (0..length).map(|_| value(from, depth - 1)).collect::<Result<Vec<_>>>()?.into()
        }
        _ => body(from, depth - 1)?.into(),
    })
}

fn body(from: &mut Unstructured<'_>, depth: u32) -> Result<Map<String, Value>> {
    let length = from.int_in_range(0..=3)?;
    (0..length).map(|_| Ok((word(from, &KEYS)?.to_owned(), value(from, depth)?))).collect()
}

fn list<T>(from: &mut Unstructured<'_>, one: impl Fn(&mut Unstructured<'_>) -> Result<T>) -> Result<Vec<T>> {
    let length = from.int_in_range(0..=3)?;
    (0..length).map(|_| one(from)).collect()
}

fn resource(from: &mut Unstructured<'_>) -> Result<Resource> {
    let type_name = word(from, &TYPES)?.to_owned();
    Ok(Resource { type_name, name: word(from, &NAMES)?.to_owned(), body: body(from, 3)? })
}

fn named_value(from: &mut Unstructured<'_>) -> Result<NamedValue> {
    Ok(NamedValue { name: word(from, &NAMES)?.to_owned(), value: value(from, 3)? })
}

fn named_block(from: &mut Unstructured<'_>) -> Result<NamedBlock> {
    Ok(NamedBlock { name: word(from, &NAMES)?.to_owned(), body: body(from, 3)? })
}

/// Returns a contribution, valid or not.
pub(crate) fn contribution(from: &mut Unstructured<'_>) -> Result<Contribution> {
    Ok(Contribution {
        resources: list(from, resource)?,
        data_sources: list(from, resource)?,
        ephemeral_resources: list(from, resource)?,
        locals: list(from, named_value)?,
        modules: list(from, named_block)?,
        checks: list(from, named_block)?,
        moved: list(from, |from| {
            Ok(Moved { from: word(from, &TEXTS)?.to_owned(), to: word(from, &TEXTS)?.to_owned() })
        })?,
        removed: list(from, |from| {
            Ok(Removed { from: word(from, &TEXTS)?.to_owned(), destroy: from.arbitrary()? })
        })?,
        outputs: list(from, named_value)?,
        warnings: Vec::new(),
    })
}
