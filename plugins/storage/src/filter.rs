//! The objects that a rule applies to.

use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// The objects that a rule of the bucket's lifecycle or replication applies to. Everything that is set must
/// match.
#[derive(Default)]
pub(crate) struct Filter<'a> {
    pub(crate) prefix: Option<&'a Input<String>>,
    pub(crate) tags: Option<&'a BTreeMap<String, Input<String>>>,
    pub(crate) larger_than: Option<&'a Input<u64>>,
    pub(crate) smaller_than: Option<&'a Input<u64>>,
}

impl Filter<'_> {
    /// Returns the block `filter`. Several criteria are in its block `and`, a single one is not.
    pub(crate) fn block(&self) -> Block {
        let prefix = self.prefix.filter(|prefix| prefix.known().is_none_or(|text| !text.is_empty()));
        let tags = self.tags.filter(|tags| !tags.is_empty());
        let sizes =
            [("object_size_greater_than", self.larger_than), ("object_size_less_than", self.smaller_than)];
        let sizes = || sizes.iter().filter_map(|(name, size)| Some((*name, (*size)?)));
        let criteria = usize::from(prefix.is_some()) + tags.map_or(0, BTreeMap::len) + sizes().count();

        let mut block = Block::new();
        if let Some(prefix) = prefix {
            block = block.set("prefix", prefix);
        }
        for (name, size) in sizes() {
            block = block.set(name, size);
        }
        match criteria {
            0 => block.set("prefix", ""),
            1 => match tags.and_then(BTreeMap::first_key_value) {
                Some((key, value)) => block.block("tag", Block::new().set("key", key).set("value", value)),
                None => block,
            },
            _ => Block::new().block("and", block.set("tags", tags.cloned())),
        }
    }
}
