//! What tiers answered before. A tier is a pure function: the same component asked the same gives the same, so it need
//! not be run, nor its code be loaded.

use super::{Cache, Engine, EngineError, Tier};
use crate::contract::Answer;
use crate::expression::Template;
use crate::later;
use crate::model::{Contribution, Limits, Manifest, Request, Surroundings};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// The answers to all requests of a stack. Only what the last run asked for is kept, so they do not pile up.
pub struct Answers<'engine> {
    cache: Option<&'engine Cache>,
    /// Under what name they are kept.
    name: String,
    /// What the stack's requests have in common, and its digest.
    surroundings: (Arc<Surroundings>, Option<blake3::Hash>),
    known: BTreeMap<String, Box<RawValue>>,
    /// Those that were asked for in this run; where there is none, `known` has it.
    asked: Mutex<BTreeMap<String, Option<Box<RawValue>>>>,
}

impl Engine {
    /// The answers that were kept under a name, for requests in these surroundings.
    pub fn answers(&self, name: &str, surroundings: Arc<Surroundings>) -> Answers<'_> {
        let name = format!("answers-{}", blake3::hash(name.as_bytes()).to_hex());
        let cache = self.cache();
        let known = cache.and_then(|cache| cache.recall(&name)).unwrap_or_default();
        let digest = digest(&*surroundings);
        Answers { cache, name, surroundings: (surroundings, digest), known, asked: Mutex::default() }
    }
}

impl Answers<'_> {
    /// Whether nothing was kept: tiers have to be run.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// What a tier answered when it was asked the same before.
    pub fn recall(&self, tier: &Tier<'_>, request: &Request, limits: &Limits) -> Option<Contribution> {
        let key = self.key(tier, request, limits)?;
        let contribution = serde_json::from_str(self.known.get(&key)?.get()).ok()?;
        self.note(key, None);
        Some(contribution)
    }

    /// Asks a tier. `manifest` is what it says of itself. An answer that holds the value of a sensitive output, and not only
    /// a reference to it, is not kept.
    pub fn ask(
        &self,
        tier: &Tier<'_>,
        manifest: &Manifest,
        request: &Request,
        limits: &Limits,
    ) -> Result<Answer, EngineError> {
        let answer = tier.synth(request, limits)?;
        // Problems are not kept: whoever mends them asks something else.
        if let Ok(contribution) = &answer
            && !holds_secrets(contribution, manifest)
            && let Some(key) = self.key(tier, request, limits)
        {
            self.note(key, to_raw_value(contribution).ok());
        }
        Ok(answer)
    }

    /// None where nothing is kept.
    fn key(&self, tier: &Tier<'_>, request: &Request, limits: &Limits) -> Option<String> {
        self.cache?;
        let (surroundings, known) = &self.surroundings;
        let is_usual = Arc::ptr_eq(surroundings, &request.surroundings);
        let digest = if is_usual { *known } else { digest(&*request.surroundings) };
        tier.key(request, &digest?, limits)
    }

    fn note(&self, key: String, answer: Option<Box<RawValue>>) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(key, answer);
    }

    /// Keeps what was asked for. Where that cannot be, tiers are asked again next time.
    pub fn keep(self) {
        let Self { cache, name, mut known, asked, surroundings: _ } = self;
        let asked = asked.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_known = asked.len() == known.len() && asked.values().all(Option::is_none);
        if let Some(cache) = cache.filter(|_| !is_known) {
            let answers = asked.into_iter().filter_map(|(key, answer)| {
                let answer = answer.or_else(|| known.remove(&key))?;
                Some((key, answer))
            });
            cache.remember(&name, &answers.collect::<BTreeMap<_, _>>());
        }
        later::free(known);
    }
}

/// The digest of a value's JSON text.
pub(crate) fn digest(value: &impl Serialize) -> Option<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    serde_json::to_writer(io::BufWriter::new(&mut hasher), value).ok()?;
    Some(hasher.finalize())
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
