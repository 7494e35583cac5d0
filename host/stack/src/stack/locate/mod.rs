//! Maps problems that are found later to locations in the stack file.

pub mod place;
pub mod referring;
pub mod suspects;

use crate::stack::{Instance, Node, NodeValue, Stack};
use place::within;
use terrace_core::model::{InstanceId, Location};
use terrace_core::path::{Path, pointer_steps};

impl Stack {
    pub fn instance(&self, id: &InstanceId) -> Option<&Instance> {
        let at = self.instances.binary_search_by(|instance| instance.id.cmp(id)).ok()?;
        Some(&self.instances[at])
    }

    /// Returns the location of a path such as `outputs.url.value` or `tiers.network.regions[0]`.
    ///
    /// If the path does not exist, returns the location of the deepest value on the way, or `None` if the first step
    /// is missing already.
    pub fn location_of(&self, path: &str) -> Option<Location> {
        let steps = Path::parse(path).steps();
        let first = self.document.get(steps.first()?)?;
        let node = first.value.find(steps[1..].iter().map(String::as_str));
        // Points to the key of a map, because the map's first line is an arbitrary entry.
        let is_section = steps.len() == 1 && matches!(node.value, NodeValue::Mapping(_));
        Some(if is_section { first.key.clone() } else { node.location.clone() })
    }

    /// Returns the location of a reference, such as `tier.network.vpc_id`, in an instance's inputs or in the tags.
    /// Returns `None` if they do not contain it, because the tier created it.
    pub fn location_of_reference(&self, id: &InstanceId, reference: &str) -> Option<Location> {
        let mut found = None;
        let mut visit = |text: &str, node: &Node| {
            if found.is_none()
                && let Some(at) = position(text, reference)
            {
                found = Some(within(&self.sources, node, text, at..at + reference.len()));
            }
        };
        self.instance(id)?.inputs.for_each_text(&mut visit);
        self.tags.values().for_each(|entry| entry.value.for_each_text(&mut visit));
        found
    }

    /// Returns the location of a reference in the string at a path such as `outputs.url.value`, or of the whole
    /// string if it does not contain the reference.
    pub fn location_of_reference_at(&self, path: &str, reference: &str) -> Option<Location> {
        let steps = Path::parse(path).steps();
        let first = self.document.get(steps.first()?)?;
        let node = first.value.find(steps[1..].iter().map(String::as_str));
        let within = node.as_str().and_then(|text| {
            let at = position(text, reference)?;
            Some(within(&self.sources, node, text, at..at + reference.len()))
        });
        within.or_else(|| self.location_of(path))
    }

    /// Returns the location of an input by its JSON pointer, such as `/listener/port`, or of a tag, such as `//tags/Owner`.
    /// Where there is no such input, returns the location of the innermost value that would contain it.
    pub fn location_of_input(&self, id: &InstanceId, pointer: &str) -> Option<Location> {
        let steps = pointer_steps(pointer);
        if let [nothing, tags, key, ..] = &steps[..]
            && (nothing.as_str(), tags.as_str()) == ("", "tags")
        {
            return self.tags.get(key).map(|entry| entry.key.clone()).or_else(|| self.location_of_tier(id));
        }
        Some(self.instance(id)?.inputs.find(steps.iter().map(String::as_str)).location.clone())
    }

    /// Returns the location of a substring in an instance's input, or in a tag if there is no instance. If it is not
    /// found, returns the location of the whole input.
    pub fn location_in_input(
        &self,
        id: Option<&InstanceId>,
        steps: &[String],
        piece: &str,
    ) -> Option<Location> {
        let (root, steps) = match id {
            Some(id) => (&*self.instance(id)?.inputs, steps),
            None => (&self.tags.get(steps.first()?)?.value, &steps[1..]),
        };
        let node = root.find(steps.iter().map(String::as_str));
        let part = node.as_str().and_then(|text| {
            let at = position(text, piece)?;
            Some(within(&self.sources, node, text, at..at + piece.len()))
        });
        Some(part.unwrap_or_else(|| node.location.clone()))
    }

    pub fn location_of_tier(&self, id: &InstanceId) -> Option<Location> {
        self.tiers.get(&id.tier).map(|tier| tier.location.clone())
    }
}

/// Finds a reference in a string, other than as a part of a longer reference.
fn position(text: &str, reference: &str) -> Option<usize> {
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    text.match_indices(reference).map(|(at, _)| at).find(|at| {
        !text[..*at].ends_with(|c| goes_on(c) || c == '.')
            && !text[at + reference.len()..].starts_with(goes_on)
    })
}
