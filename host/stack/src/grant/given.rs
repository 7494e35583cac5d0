//! The expressions and strings that the stack file itself puts into a tier's inputs and tags.
//!
//! Defaults of inputs do not count, because they come from the tier.

use super::Ground;
use super::functions::{Functions, may_matter};
use std::borrow::Cow;
use std::collections::HashSet;
use terrace_core::expression::{OutsideTarget, Templates, Units, is_template, literal};
use terrace_core::model::{InstanceId, Origin, Outside, RegionName, Settings};

/// Expressions, references and strings that a tier was given.
pub(super) struct GivenValues<'a> {
    parsed: &'a Templates,
    places: Places<'a>,
    /// Expressions that the tier may reuse unchanged.
    pub(super) units: Units,
    /// References that the tier may use.
    references: Vec<Outside>,
    literals: HashSet<Cow<'a, str>>,
    /// Strings with expressions.
    templates: HashSet<&'a str>,
}

/// Resolves which instance a reference points to.
struct Places<'a> {
    settings: &'a Settings,
    instance: &'a InstanceId,
}

impl Places<'_> {
    /// Adds the region of the instance that a reference points to.
    fn resolved(&self, mut outside: Outside) -> Outside {
        if let Origin::Output { tier, region: region @ None, .. } = &mut outside.origin {
            let has_regions =
                self.settings.tiers.iter().any(|(name, regions)| name.as_str() == tier && regions.is_some());
            *region = self.instance.region.as_ref().filter(|_| has_regions).map(ToString::to_string);
        }
        outside
    }

    /// Returns whether a reference points to an output of the instance itself, whose value it sets anyway.
    fn is_own(&self, outside: &Outside) -> bool {
        matches!(&outside.origin, Origin::Output { tier, region, .. }
            if tier == self.instance.tier.as_str()
                && region.as_deref() == self.instance.region.as_ref().map(RegionName::as_str))
    }
}

impl<'a> GivenValues<'a> {
    pub(super) fn new(ground: Ground<'a>, functions: &Functions) -> Self {
        let Ground { instance, settings, texts, grants, templates: parsed, .. } = ground;
        let places = Places { settings, instance };
        let references = grants.references.iter().map(|outside| places.resolved(outside.clone())).collect();
        let mut given = Self {
            parsed,
            places,
            units: Units::default(),
            references,
            literals: HashSet::new(),
            templates: HashSet::new(),
        };
        texts.iter().for_each(|text| given.add(functions, text));
        given
    }

    fn add(&mut self, functions: &Functions, text: &'a str) {
        if let Some(literal) = literal(text) {
            self.literals.insert(literal);
            return;
        }
        self.templates.insert(text);
        let Some(template) = may_matter(text).then(|| self.parsed.parse(text).ok()).flatten() else { return };
        self.units.add(&template, &|name| functions.grant(name).is_some());
        for reference in template.plain_references() {
            if let Some(OutsideTarget { to, is_whole: true }) = OutsideTarget::of(&reference) {
                self.references.push(self.places.resolved(to));
            }
        }
    }

    /// Returns whether the tier may use a reference.
    pub(super) fn covers(&self, outside: &Outside) -> bool {
        let outside = self.places.resolved(outside.clone());
        self.places.is_own(&outside) || self.references.iter().any(|given| given.covers(&outside))
    }

    /// Returns whether the tier was given a string.
    pub(super) fn has_text(&self, text: &str) -> bool {
        if let Some(literal) = literal(text) {
            return literal.is_empty() || self.literals.contains(&*literal);
        }
        self.templates.contains(text) || self.is_one(text)
    }

    /// Returns whether a template consists of a single expression that the tier was given.
    fn is_one(&self, text: &str) -> bool {
        let Ok(template) = self.parsed.parse(text) else { return false };
        let leads = template.single().and_then(|_| OutsideTarget::of(template.plain_references().first()?));
        leads.is_some_and(|leads| self.covers(&leads.to)) || template.is_unit(&self.units)
    }
}

/// Returns whether a string is a template that needs to be checked.
pub(super) fn is_of_interest(text: &str) -> bool {
    is_template(text) && may_matter(text)
}
