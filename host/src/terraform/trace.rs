//! From what terraform says back to the tier that it speaks of.

use super::TerraformError;
use crate::model::{Address, BlockKind, InstanceId, RegionName, TierName};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;

/// The name of the file that Terrace writes.
pub const FILE_NAME: &str = "main.tf.json";

/// Where a block comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its address as terraform knows it.
    pub address: Address,
    /// The instance that gave it.
    pub instance: InstanceId,
    /// Its address as the tier knows it.
    pub local: Address,
    /// The tier's component, such as `network@0.1.0`. None where the configuration does not say it.
    pub component: Option<String>,
    /// The lines of `main.tf.json` that it takes.
    pub lines: RangeInclusive<usize>,
}

/// What stands under `"//"` in a block.
#[derive(Deserialize)]
struct Mark {
    tier: String,
    region: Option<String>,
    name: String,
    /// The mark that earlier versions of Terrace wrote into every block.
    component: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "//")]
    mark: Option<Mark>,
}

/// The manifest under `"//"` at the root, as far as it is needed here.
#[derive(Default, Deserialize)]
struct Remark {
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    name: String,
    version: String,
    #[serde(default)]
    tiers: Vec<String>,
}

/// Name and version of the component of each tier.
fn components(remark: Option<&&RawValue>) -> BTreeMap<String, String> {
    let remark = remark.and_then(|remark| serde_json::from_str::<Remark>(remark.get()).ok());
    let components = remark.unwrap_or_default().components;
    let of_tiers = components.into_iter().flat_map(|Component { name, version, tiers }| {
        tiers.into_iter().map(move |tier| (tier, format!("{name}@{version}")))
    });
    of_tiers.collect()
}

type Members<'a> = BTreeMap<String, &'a RawValue>;

/// Where each block of a configuration comes from.
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    origins: BTreeMap<String, Origin>,
}

impl Provenance {
    /// Reads the marks in a configuration that Terrace has written. A block without a mark, such as one that the
    /// stack file gave, has no origin.
    ///
    /// # Errors
    ///
    /// The text is no JSON object. `path` is only named in that error.
    pub fn read(text: &str, path: &Path) -> Result<Self, TerraformError> {
        let root: Members = serde_json::from_str(text)
            .map_err(|source| TerraformError::Foreign { path: path.to_owned(), source })?;
        let components = components(root.get("//"));
        let mut reader = Reader { lines: Lines::new(text), components, origins: BTreeMap::new() };
        for kind in [BlockKind::Resource, BlockKind::Data, BlockKind::Ephemeral] {
            for (type_name, named) in members(root.get(kind.key())) {
                for (name, body) in members(Some(&named)) {
                    reader.block(|name| Address::typed(kind, &type_name, name), &name, body);
                }
            }
        }
        for kind in [BlockKind::Module, BlockKind::Check] {
            for (name, body) in members(root.get(kind.key())) {
                reader.block(|name| Address::named(kind, name), &name, body);
            }
        }
        Ok(Self { origins: reader.origins })
    }

    /// The origin of an address as terraform writes it: with or without index, attribute, or what stands inside
    /// of a module.
    pub fn find(&self, address: &str) -> Option<&Origin> {
        let address = address.strip_prefix("resource.").unwrap_or(address);
        let block = address.split('[').next()?;
        let length = if block.starts_with("data.") || block.starts_with("ephemeral.") { 3 } else { 2 };
        let parts: Vec<&str> = block.split('.').take(length).collect();
        self.origins.get(&parts.join("."))
    }

    /// The origin of the block that takes a line of `main.tf.json`, counted from 1.
    pub fn at_line(&self, line: usize) -> Option<&Origin> {
        self.origins.values().find(|origin| origin.lines.contains(&line))
    }

    /// The origin of what a diagnostic is about, as `validate -json` lists them and `plan -json` streams them.
    pub fn in_diagnostic(&self, diagnostic: &Value) -> Option<&Origin> {
        let diagnostic = diagnostic.get("diagnostic").unwrap_or(diagnostic);
        let line = || {
            let range = &diagnostic["range"];
            let ours = range["filename"].as_str()?.rsplit('/').next() == Some(FILE_NAME);
            let line = range["start"]["line"].as_u64().filter(|_| ours)?;
            self.at_line(usize::try_from(line).ok()?)
        };
        let address = diagnostic["address"].as_str().and_then(|address| self.find(address));
        let context = || self.find(diagnostic["snippet"]["context"].as_str()?);
        address.or_else(line).or_else(context)
    }

    /// The origins of the blocks that a text of terraform's is about, in the order in which it names them.
    ///
    /// Besides `with ADDRESS` and `on main.tf.json line N` this finds every address in the message itself, as in
    /// `Cycle: a, b`. Quoted source, the values shown with it, and log lines are passed over: they hold addresses
    /// of blocks that are not at fault.
    pub fn mentioned(&self, text: &str) -> Vec<&Origin> {
        let text = anstream::adapter::strip_str(text).to_string();
        let mut seen = BTreeSet::new();
        text.lines()
            .filter_map(message)
            .flat_map(|line| {
                let at_line = line_number(line).and_then(|number| self.at_line(number));
                at_line.into_iter().chain(words(line).filter_map(|word| self.find(word)))
            })
            .filter(|origin| seen.insert(&origin.address))
            .collect()
    }
}

/// The message in a line of terraform's, without the bar before it.
fn message(line: &str) -> Option<&str> {
    let line = line.strip_prefix('│').unwrap_or(line).trim_start();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    // `  12:   "input": …` is source, `2026-01-31T…` is log.
    let numbered = digits.len() < line.len() && digits.starts_with([':', '-']);
    let value = line.starts_with(['│', '├']);
    (!numbered && !value).then_some(line)
}

/// N in `on main.tf.json line N`.
fn line_number(line: &str) -> Option<usize> {
    let (before, after) = line.split_once(" line ")?;
    let file = before.strip_prefix("on ")?.rsplit('/').next()?;
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    after[..end].parse().ok().filter(|_| file == FILE_NAME)
}

/// What may be an address: a dotted word. An index ends it, which is no loss.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
        .map(|word| word.trim_matches('.'))
        .filter(|word| word.contains('.'))
}

/// The members of an object; none for what is no object.
fn members<'a>(value: Option<&&'a RawValue>) -> Members<'a> {
    value.and_then(|value| serde_json::from_str(value.get()).ok()).unwrap_or_default()
}

struct Reader<'a> {
    lines: Lines<'a>,
    components: BTreeMap<String, String>,
    origins: BTreeMap<String, Origin>,
}

impl Reader<'_> {
    fn block(&mut self, address: impl Fn(&str) -> Address, name: &str, body: &RawValue) {
        let Ok(Body { mark: Some(mark) }) = serde_json::from_str(body.get()) else { return };
        let Ok(tier) = TierName::new(mark.tier) else { return };
        let Ok(region) = mark.region.map(RegionName::new).transpose() else { return };
        let component = mark.component.or_else(|| self.components.get(tier.as_str()).cloned());
        let origin = Origin {
            address: address(name),
            instance: InstanceId { tier, region },
            local: address(&mark.name),
            component,
            lines: self.lines.of(body.get()),
        };
        self.origins.insert(origin.address.to_string(), origin);
    }
}

/// Line numbers in a text.
struct Lines<'a> {
    text: &'a str,
    breaks: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, breaks: text.match_indices('\n').map(|(at, _)| at).collect() }
    }

    /// The lines that a part of the text takes.
    fn of(&self, part: &str) -> RangeInclusive<usize> {
        let start = part.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        let line = |offset| self.breaks.partition_point(|at| *at < offset) + 1;
        line(start)..=line(start + part.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests;
