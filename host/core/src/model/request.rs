//! The input of a tier's run.

use super::{RegionName, TierName};
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A region of the stack, as tiers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Region {
    /// The region's name, which is also the alias of its provider configurations.
    pub name: RegionName,
    /// The local names of the providers configured for it, sorted.
    pub providers: Vec<String>,
}

/// The parts that all requests of a stack share.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Surroundings {
    pub stack: String,
    pub environment: Option<String>,
    /// All regions, sorted by name.
    pub regions: Vec<Region>,
    /// Tags. Strings are literals, expressions are `{"$expr": "…"}`.
    pub tags: Map<String, Value>,
}

/// The request for one instance. See `request` in `wit/tier.wit`.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The parts that all requests share. With many regions they are most of a request.
    pub surroundings: Arc<Surroundings>,
    /// The tier's name in the stack file.
    pub tier: TierName,
    /// The region of the instance, if its tier is bound to regions.
    pub region: Option<RegionName>,
    /// Inputs in the form of the tags, including the schema's defaults.
    pub inputs: Map<String, Value>,
}
