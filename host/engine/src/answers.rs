//! Cached contributions of tiers. A tier is a pure function: the same component returns the same for the same request, so
//! it need not run again, and its code need not be loaded.

use super::{Cache, Engine, EngineError, Tier};
use crate::contract::SynthResult;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use terrace_core::expression::Template;
use terrace_core::model::{Contribution, Limits, Manifest, Request, Surroundings};

/// The contributions for all requests of a stack. Only those that the last run requested are kept, so they do not pile up.
pub struct ContributionCache<'engine> {
    cache: Option<&'engine Cache>,
    /// The name of their file in the cache.
    name: String,
    /// The context that the stack's requests have in common, and its digest.
    surroundings: (Arc<Surroundings>, Option<blake3::Hash>),
    known: BTreeMap<String, Box<RawValue>>,
    /// The contributions requested in this run. Those without a value are in `known`.
    asked: Mutex<BTreeMap<String, Option<Box<RawValue>>>>,
}

impl Engine {
    /// Reads the contributions cached under a name, for requests in these surroundings.
    pub fn answers(&self, name: &str, surroundings: Arc<Surroundings>) -> ContributionCache<'_> {
        let name = format!("answers-{}", blake3::hash(name.as_bytes()).to_hex());
        let cache = self.cache();
        let known = cache.and_then(|cache| cache.recall(&name)).unwrap_or_default();
        let digest = digest(&*surroundings);
        ContributionCache {
            cache,
            name,
            surroundings: (surroundings, digest),
            known,
            asked: Mutex::default(),
        }
    }
}

impl ContributionCache<'_> {
    /// Returns whether nothing was cached, so that tiers have to run.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Returns the cached contribution of a tier for the same request.
    pub fn recall(&self, tier: &Tier<'_>, request: &Request, limits: &Limits) -> Option<Contribution> {
        let recalled = self.known_to(tier, request, limits);
        let region = request.region.as_ref().map(tracing::field::display);
        match &recalled {
            Some(_) => tracing::debug!(tier = %request.tier, region, "contribution is cached"),
            None if self.cache.is_none() => {
                tracing::debug!(tier = %request.tier, region, "contribution is not cached: there is no cache");
            }
            None => tracing::debug!(
                tier = %request.tier,
                region,
                "contribution is not cached: the last run had no such request, or another component or limit"
            ),
        }
        recalled
    }

    fn known_to(&self, tier: &Tier<'_>, request: &Request, limits: &Limits) -> Option<Contribution> {
        let key = self.key(tier, request, limits)?;
        let contribution = serde_json::from_str(self.known.get(&key)?.get()).ok()?;
        self.note(key, None);
        Some(contribution)
    }

    /// Runs a tier. `manifest` is its own. A contribution that contains the value of a sensitive output, and not only a
    /// reference to it, is not cached.
    pub fn ask(
        &self,
        tier: &Tier<'_>,
        manifest: &Manifest,
        request: &Request,
        limits: &Limits,
    ) -> Result<SynthResult, EngineError> {
        let answer = tier.synth(request, limits)?;
        // Problems are not cached: a fix changes the request or the tier.
        if let Ok(contribution) = &answer
            && !holds_secrets(contribution, manifest)
            && let Some(key) = self.key(tier, request, limits)
        {
            let contribution = to_raw_value(contribution);
            self.note(key, Some(contribution.expect("a contribution is JSON values and strings")));
        }
        Ok(answer)
    }

    /// Returns the key of a request, or none if there is no cache.
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

    /// Caches the contributions that were requested. If that fails, the tiers run again next time.
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
    }
}

/// Returns the digest of a value's JSON, or none for a path that is not UTF-8, which JSON cannot express.
pub fn digest(value: &impl Serialize) -> Option<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    serde_json::to_writer(io::BufWriter::new(&mut hasher), value).ok()?;
    Some(hasher.finalize())
}

/// Returns whether a contribution contains the value of an output that its tier declares as sensitive.
fn holds_secrets(contribution: &Contribution, manifest: &Manifest) -> bool {
    let is_sensitive =
        |name: &str| manifest.outputs.iter().any(|output| output.sensitive && output.name == name);
    contribution.outputs.iter().any(|output| is_sensitive(&output.name) && is_literal(&output.value))
}

/// Returns whether a value contains anything but references.
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
