//! What tiers answered before. A tier is a pure function: the same component asked the same gives the same, so it need
//! not be run, nor its code be loaded.

use super::{Cache, Engine, EngineError, Tier};
use crate::contract::Answer;
use crate::expression::Template;
use crate::model::{Contribution, Limits, Manifest, Request};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The answers to all requests of a stack. Only what the last run asked for is kept, so they do not pile up.
pub struct Answers<'engine> {
    cache: Option<&'engine Cache>,
    /// Under what name they are kept.
    name: String,
    known: BTreeMap<String, Box<RawValue>>,
    /// Those that were asked for in this run; where there is none, `known` has it.
    asked: Mutex<BTreeMap<String, Option<Box<RawValue>>>>,
}

impl Engine {
    /// The answers that were kept under a name.
    pub fn answers(&self, name: &str) -> Answers<'_> {
        let name = format!("answers-{}", blake3::hash(name.as_bytes()).to_hex());
        let cache = self.cache();
        let known = cache.and_then(|cache| cache.answers(&name)).unwrap_or_default();
        Answers { cache, name, known, asked: Mutex::default() }
    }
}

impl Answers<'_> {
    /// Asks a tier, unless it was asked the same before. `manifest` is what the tier says of itself. An answer that holds
    /// the value of a sensitive output, and not only a reference to it, is not kept.
    pub fn ask(
        &self,
        tier: &Tier<'_>,
        manifest: &Manifest,
        request: &Request,
        limits: &Limits,
    ) -> Result<Answer, EngineError> {
        let Some(key) = tier.key(request, limits).filter(|_| self.cache.is_some()) else {
            return tier.synth(request, limits);
        };
        let known = self.known.get(&key).and_then(|answer| serde_json::from_str(answer.get()).ok());
        let (contribution, text): (Contribution, _) = match known {
            Some(contribution) => (contribution, None),
            None => match tier.synth(request, limits)? {
                Ok(contribution) if holds_secrets(&contribution, manifest) => return Ok(Ok(contribution)),
                Ok(contribution) => {
                    let text = to_raw_value(&contribution).ok();
                    (contribution, text)
                }
                // Problems are not kept: whoever mends them asks something else.
                problems => return Ok(problems),
            },
        };
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(key, text);
        Ok(Ok(contribution))
    }

    /// Keeps what was asked for. Where that cannot be, tiers are asked again next time.
    pub fn keep(self) {
        let Self { cache, name, mut known, asked } = self;
        let asked = asked.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_known = asked.len() == known.len() && asked.values().all(Option::is_none);
        if let Some(cache) = cache.filter(|_| !is_known) {
            let answers = asked.into_iter().filter_map(|(key, answer)| {
                let answer = answer.or_else(|| known.remove(&key))?;
                Some((key, answer))
            });
            cache.keep_answers(&name, &answers.collect());
        }
    }
}

/// Whether a contribution holds the value of an output that its tier declares as sensitive.
fn holds_secrets(contribution: &Contribution, manifest: &Manifest) -> bool {
    let is_sensitive =
        |name: &str| manifest.outputs.iter().any(|output| output.sensitive && output.name == name);
    contribution.outputs.iter().any(|output| is_sensitive(&output.name) && is_literal(&output.value))
}

/// Whether a value is, somewhere, more than a reference to one.
fn is_literal(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => {
            !Template::parse(text).is_ok_and(|template| template.single().is_some() || text.is_empty())
        }
        Value::Bool(_) | Value::Number(_) => true,
        Value::Array(items) => items.iter().any(is_literal),
        Value::Object(members) => members.values().any(is_literal),
    }
}
