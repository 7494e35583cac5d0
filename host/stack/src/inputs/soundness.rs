//! Rejects schemas that cannot be used safely. They come from tiers, which are not trusted.

use super::schema::{DEFINITIONS, PART_LISTS, PARTS, PLACES, PLACES_BY_KEY};
use serde_json::Value;
use std::collections::HashMap;

/// The maximum number of subschemas to check one value against. Only references that multiply each other need more.
const MAX_WORK: usize = 100_000;
/// The maximum number of subschemas. Each takes some hundred times as much memory as its text.
const MAX_SUBSCHEMAS: usize = 10_000;
/// The maximum length of a chain of references.
const MAX_CHAIN: usize = 200;
/// Keywords that make it impossible to resolve references without running the schema.
const UNSUPPORTED: &[&str] =
    &["$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$anchor"];

/// The reason why a schema is rejected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// A reference to something that is not in the schema.
    #[error("`$ref` points to {0}, which is not in the schema; write `#/$defs/NAME`")]
    Reference(String),
    /// A keyword that Terrace does not support.
    #[error("the keyword `{0}` is not supported")]
    Keyword(String),
    /// A subschema that refers to itself for the same value.
    #[error("{0} refers to itself endlessly")]
    Endless(String),
    /// A chain of references that is too long.
    #[error("it has a chain of more than {MAX_CHAIN} references")]
    Chain,
    /// A schema with too many subschemas.
    #[error("it has more than {MAX_SUBSCHEMAS} subschemas")]
    Size,
    /// References that multiply the work of checking a value.
    #[error("its references expand to too many subschemas")]
    Work,
}

/// Checks that all references stay within the schema and are not circular, and that checking values is cheap.
pub fn check(root: &Value) -> Result<(), Unsound> {
    let mut check = Check { root, subschemas: 0, work: HashMap::new() };
    check.below(root, true)
}

struct Check<'a> {
    root: &'a Value,
    /// The number of subschemas visited so far.
    subschemas: usize,
    /// The cost of checking a value against each subschema; `None` while it is being computed.
    work: HashMap<*const Value, Option<usize>>,
}

impl<'a> Check<'a> {
    fn below(&mut self, schema: &'a Value, is_root: bool) -> Result<(), Unsound> {
        let Some(keywords) = schema.as_object() else { return Ok(()) };
        self.subschemas += 1;
        if self.subschemas > MAX_SUBSCHEMAS {
            return Err(Unsound::Size);
        }
        let unsupported = |key: &&String| UNSUPPORTED.contains(&key.as_str()) || (*key == "$id" && !is_root);
        if let Some(keyword) = keywords.keys().find(unsupported) {
            return Err(Unsound::Keyword(keyword.clone()));
        }
        self.work_of(schema, 0)?;
        for (keyword, value) in keywords {
            let keyword_is = |list: &[&str]| list.contains(&keyword.as_str());
            if keyword_is(PLACES) || keyword_is(PARTS) {
                self.below(value, false)?;
            } else if keyword_is(PART_LISTS) || keyword == "prefixItems" {
                value.as_array().into_iter().flatten().try_for_each(|schema| self.below(schema, false))?;
            } else if keyword_is(PLACES_BY_KEY) || keyword_is(DEFINITIONS) {
                let schemas = value.as_object().into_iter().flatten();
                schemas.map(|(_, schema)| schema).try_for_each(|schema| self.below(schema, false))?;
            }
        }
        Ok(())
    }

    /// Returns the cost of checking one value against a schema, excluding nested values.
    fn work_of(&mut self, schema: &'a Value, chain: usize) -> Result<usize, Unsound> {
        let Some(keywords) = schema.as_object() else { return Ok(1) };
        match self.work.get(&std::ptr::from_ref(schema)) {
            Some(Some(work)) => return Ok(*work),
            Some(None) => {
                let reference = keywords.get("$ref").map(|target| format!("`$ref: {target}`"));
                return Err(Unsound::Endless(reference.unwrap_or_else(|| "a subschema".to_owned())));
            }
            None if chain > MAX_CHAIN => return Err(Unsound::Chain),
            None => self.work.insert(schema, None),
        };
        let mut work = 1_usize;
        if let Some(reference) = keywords.get("$ref") {
            let pointer = reference.as_str().and_then(|text| text.strip_prefix('#'));
            let target = pointer.and_then(|pointer| self.root.pointer(pointer));
            let target = target.ok_or_else(|| Unsound::Reference(reference.to_string()))?;
            work += self.work_of(target, chain + 1)?;
        }
        for (keyword, value) in keywords {
            let keyword_is = |list: &[&str]| list.contains(&keyword.as_str());
            if keyword_is(PARTS) {
                work += self.work_of(value, chain + 1)?;
            } else if keyword_is(PART_LISTS) {
                for part in value.as_array().into_iter().flatten() {
                    work = work.saturating_add(self.work_of(part, chain + 1)?);
                }
            } else if keyword == "dependentSchemas" {
                for (_, part) in value.as_object().into_iter().flatten() {
                    work = work.saturating_add(self.work_of(part, chain + 1)?);
                }
            }
        }
        if work > MAX_WORK {
            return Err(Unsound::Work);
        }
        self.work.insert(schema, Some(work));
        Ok(work)
    }
}
