//! Types whose values follow from their own arguments.

use std::collections::BTreeMap;

use super::plausible::{arn, ipv6_block, uuid};
use super::subject::{ACCOUNT, Subject};
use crate::value::{Number, Value};

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &[u8] = b"0123456789";
const SPECIAL: &[u8] = b"!@#$%&*()-_=+[]{}<>:?";
const ADJECTIVES: [&str; 8] = ["calm", "brave", "quick", "quiet", "proud", "sunny", "gentle", "lucky"];
const ANIMALS: [&str; 8] = ["otter", "heron", "lynx", "finch", "tapir", "ibex", "marten", "stoat"];

/// Returns the attributes that the object must have, as far as its type is known.
pub(super) fn attributes(subject: &Subject<'_>, set: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let text = |name: &'static str, value: String| (name.to_owned(), Value::String(value));
    let integer = |name: &str| set.get(name).and_then(Value::as_integer);
    match subject.type_name {
        "random_string" => {
            let result = characters(subject, set);
            [text("id", result.clone()), text("result", result)].into()
        }
        "random_password" => [text("id", "none".to_owned()), text("result", characters(subject, set))].into(),
        "random_uuid" | "random_uuid4" => {
            let result = uuid(subject, "result");
            [text("id", result.clone()), text("result", result)].into()
        }
        "random_integer" => {
            let (least, most) = (integer("min").unwrap_or(0), integer("max").unwrap_or(0));
            let span = u64::try_from(most.saturating_sub(least)).unwrap_or(0).saturating_add(1);
            let result = least.saturating_add(i64::try_from(subject.number("result", span)).unwrap_or(0));
            let number = ("result".to_owned(), Value::Number(Number::Integer(result)));
            [text("id", result.to_string()), number].into()
        }
        "random_id" => {
            let count = integer("byte_length").and_then(|count| usize::try_from(count).ok()).unwrap_or(8);
            let prefix = set.get("prefix").and_then(Value::as_str).unwrap_or_default();
            let hex: String =
                subject.bytes("result", count).iter().map(|byte| format!("{byte:02x}")).collect();
            [text("id", hex.clone()), text("hex", format!("{prefix}{hex}"))].into()
        }
        "random_pet" => {
            let separator = set.get("separator").and_then(Value::as_str).unwrap_or("-");
            let prefix = set.get("prefix").and_then(Value::as_str);
            let pick =
                |words: &[&'static str], purpose| words[subject.number(purpose, words.len() as u64) as usize];
            let words = [prefix, Some(pick(&ADJECTIVES, "adjective")), Some(pick(&ANIMALS, "animal"))];
            [text("id", words.into_iter().flatten().collect::<Vec<_>>().join(separator))].into()
        }
        "random_shuffle" => {
            let Some(Value::List(input)) = set.get("input").map(Value::bare) else { return BTreeMap::new() };
            let count =
                integer("result_count").and_then(|count| usize::try_from(count).ok()).unwrap_or(input.len());
            let turn = usize::try_from(subject.number("result", input.len() as u64)).unwrap_or(0);
            let result = input.iter().cycle().skip(turn).take(count.min(1000)).cloned().collect();
            [text("id", "-".to_owned()), ("result".to_owned(), Value::List(result))].into()
        }
        "aws_caller_identity" => [
            text("id", ACCOUNT.to_owned()),
            text("account_id", ACCOUNT.to_owned()),
            text("arn", arn(subject)),
        ]
        .into(),
        "aws_region" => ["id", "name", "region"].map(|name| text(name, subject.region.to_owned())).into(),
        "aws_vpc" if !subject.data => {
            let has_ipv6 = set.get("assign_generated_ipv6_cidr_block").and_then(Value::as_bool) == Some(true)
                || set.get("ipv6_ipam_pool_id").is_some_and(|pool| !pool.is_null());
            let (block, association) = if has_ipv6 {
                (ipv6_block(subject), format!("vpc-cidr-assoc-{}", subject.digits("ipv6_association_id", 17)))
            } else {
                Default::default()
            };
            [text("ipv6_cidr_block", block), text("ipv6_association_id", association)].into()
        }
        "aws_availability_zones" => [text("id", subject.region.to_owned())].into(),
        _ => BTreeMap::new(),
    }
}

/// Returns characters of the classes that the arguments allow, with at least the required number of each.
fn characters(subject: &Subject<'_>, set: &BTreeMap<String, Value>) -> String {
    let integer =
        |name: &str| set.get(name).and_then(Value::as_integer).and_then(|count| usize::try_from(count).ok());
    let admitted = |name: &str| set.get(name).and_then(Value::as_bool).unwrap_or(true);
    let special = set.get("override_special").and_then(Value::as_str).filter(|text| !text.is_empty());
    let special = special.map_or(SPECIAL, str::as_bytes);
    let classes = [
        (LOWER, admitted("lower"), "min_lower"),
        (UPPER, admitted("upper"), "min_upper"),
        (DIGITS, admitted("numeric") && admitted("number"), "min_numeric"),
        (special, admitted("special"), "min_special"),
    ];
    let length = integer("length").unwrap_or(16).min(10_000);
    let bytes = subject.bytes("result", length * 2);
    let alphabet: Vec<u8> =
        classes.iter().filter(|class| class.1).flat_map(|class| class.0.iter().copied()).collect();
    let mut least =
        classes.iter().flat_map(|(class, _, name)| std::iter::repeat_n(*class, integer(name).unwrap_or(0)));
    let pick = |pair: &[u8]| {
        let class = least.next().unwrap_or(&alphabet);
        let number = usize::from(u16::from_be_bytes([pair[0], pair[1]]));
        class.get(number % class.len().max(1)).copied().map(char::from)
    };
    bytes.chunks_exact(2).filter_map(pick).collect()
}
