//! Maps blocks in terraform's output back to tiers.

use super::TerraformError;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;
use terrace_core::model::{Address, BlockKind, InstanceId, RegionName, TierName};

/// The name of the file that Terrace writes.
pub const FILE_NAME: &str = "main.tf.json";

/// The origin of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The block's address in the stack, as terraform shows it.
    pub address: Address,
    /// The instance that contributed the block.
    pub instance: InstanceId,
    /// The block's address in the tier.
    pub local: Address,
    /// The tier's component, such as `network@0.1.0`, or `None` if the configuration does not name it.
    pub component: Option<String>,
    /// The lines of the block in `main.tf.json`.
    pub lines: RangeInclusive<usize>,
}

/// The member `"//"` of a block.
#[derive(Deserialize)]
struct Mark {
    tier: String,
    region: Option<String>,
    name: String,
    /// The component's name and version. Earlier versions of Terrace wrote it into every block.
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

/// Returns the name and version of each tier's component.
fn components(remark: Option<&&RawValue>) -> BTreeMap<String, String> {
    let remark = remark.and_then(|remark| serde_json::from_str::<Remark>(remark.get()).ok());
    let components = remark.unwrap_or_default().components;
    let of_tiers = components.into_iter().flat_map(|Component { name, version, tiers }| {
        tiers.into_iter().map(move |tier| (tier, format!("{name}@{version}")))
    });
    of_tiers.collect()
}

type Members<'a> = BTreeMap<String, &'a RawValue>;

/// The origins of a configuration's blocks.
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    origins: BTreeMap<String, Origin>,
}

impl Provenance {
    /// Reads the origins in a configuration that Terrace has written. A block without one, such as a block from the stack file,
    /// is left out.
    ///
    /// # Errors
    ///
    /// The text is not a JSON object. `path` is only used in that error.
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

    /// Returns the origin of an address as terraform writes it: with or without an index, an attribute, or an address inside a
    /// module.
    pub fn find(&self, address: &str) -> Option<&Origin> {
        let address = address.strip_prefix("resource.").unwrap_or(address);
        let block = address.split('[').next()?;
        let length = if block.starts_with("data.") || block.starts_with("ephemeral.") { 3 } else { 2 };
        let parts: Vec<&str> = block.split('.').take(length).collect();
        self.origins.get(&parts.join("."))
    }

    /// Returns the origin of the block at a line of `main.tf.json`, counted from 1.
    pub fn at_line(&self, line: usize) -> Option<&Origin> {
        self.origins.values().find(|origin| origin.lines.contains(&line))
    }

    /// Returns the origin of the block that a diagnostic from `validate -json` or `plan -json` is about.
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

    /// Returns the origins of the blocks that terraform's output is about, in the order in which it names them.
    ///
    /// In addition to `with ADDRESS` and `on main.tf.json line N`, this finds every address in the message itself, as in
    /// `Cycle: a, b`. Quoted source, the values shown with it, and log lines are skipped: they contain addresses of blocks that
    /// are not at fault.
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

/// Returns the message in a line of terraform's output, without the bar before it.
fn message(line: &str) -> Option<&str> {
    let line = line.strip_prefix('│').unwrap_or(line).trim_start();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    // `  12:   "input": …` is source, `2026-01-31T…` is a log line.
    let numbered = digits.len() < line.len() && digits.starts_with([':', '-']);
    let value = line.starts_with(['│', '├']);
    (!numbered && !value).then_some(line)
}

/// Returns N in `on main.tf.json line N`.
fn line_number(line: &str) -> Option<usize> {
    let (before, after) = line.split_once(" line ")?;
    let file = before.strip_prefix("on ")?.rsplit('/').next()?;
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    after[..end].parse().ok().filter(|_| file == FILE_NAME)
}

/// Returns the dotted words in a line, which may be addresses. An index ends a word; it is not needed.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
        .map(|word| word.trim_matches('.'))
        .filter(|word| word.contains('.'))
}

/// Returns the members of an object, or none for any other value.
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

    fn of(&self, part: &str) -> RangeInclusive<usize> {
        let start = part.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        let line = |offset| self.breaks.partition_point(|at| *at < offset) + 1;
        line(start)..=line(start + part.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests;
