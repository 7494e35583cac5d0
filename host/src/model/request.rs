//! What a tier is asked for.

use super::{RegionName, TierName};
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A region of the stack, as tiers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Region {
    /// Its name, also the alias of its provider configurations.
    pub name: RegionName,
    /// Local names of the providers configured for it, sorted.
    pub providers: Vec<String>,
}

/// What all requests of a stack have in common.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Surroundings {
    /// The stack's name.
    pub stack: String,
    /// The environment's name, where it has one.
    pub environment: Option<String>,
    /// All regions, sorted by name.
    pub regions: Vec<Region>,
    /// Tags; strings are literals, expressions are `{"$expr": "…"}`.
    pub tags: Map<String, Value>,
}

/// The request for one instance. See `request` in `wit/tier.wit`.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What it has in common with the stack's other requests. Shared: with many regions it is most of a request.
    pub surroundings: Arc<Surroundings>,
    /// The tier's name in the stack file.
    pub tier: TierName,
    /// The region the instance runs for, where its tier is bound to regions.
    pub region: Option<RegionName>,
    /// Inputs in the form of the tags, with the schema's defaults filled in.
    pub inputs: Map<String, Value>,
}
