//! Runs a tier natively, for tests of the blocks that it creates.
//!
//! ```
//! # use terrace_sdk::prelude::*;
//! # #[derive(Deserialize, JsonSchema)]
//! # struct Inputs { name: String }
//! # struct Queue;
//! # impl Tier for Queue {
//! #     type Inputs = Inputs;
//! #     fn manifest() -> Manifest {
//! #         Manifest::new("queue", "1.0.0", "A queue.").resources(["aws_sqs_queue"])
//! #     }
//! #     fn synth(_: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
//! #         if inputs.name.is_empty() {
//! #             return Err(Diagnostic::new("no-name", "the name is empty").path("/name").into());
//! #         }
//! #         let mut out = Contribution::new();
//! #         out.add(Resource::new("aws_sqs_queue", "main").set("name", inputs.name));
//! #         Ok(out)
//! #     }
//! # }
//! use terrace_sdk::serde_json::json;
//! use terrace_sdk::testing::Instance;
//!
//! let made = Instance::<Queue>::new().region("primary").inputs(json!({"name": "jobs"})).synth();
//! assert_eq!(made.block("aws_sqs_queue.main")["name"], "jobs");
//!
//! let errors = Instance::<Queue>::new().inputs(json!({"name": ""})).errors();
//! assert_eq!(errors, "no-name: the name is empty\n  at /name\n");
//! ```

use crate::request::{Request, inputs_schema, run};
use crate::resource::Kind;
use crate::{Contribution, Diagnostic, Region, Removal, Tier};
use serde_json::{Map, Value as Json, json};
use std::fmt::{self, Write};
use std::marker::PhantomData;

/// An instance of a tier, to be synthesized in a test. By default the stack is called `three-tier` and has no
/// environment, region or tags, and the instance has no inputs.
#[derive(Debug, Clone)]
pub struct Instance<T> {
    stack: String,
    environment: Option<String>,
    region: Option<String>,
    regions: Vec<Region>,
    tags: Json,
    inputs: Json,
    tier: PhantomData<T>,
}

impl<T: Tier> Default for Instance<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Tier> Instance<T> {
    /// Creates an instance with the defaults.
    pub fn new() -> Self {
        Self {
            stack: "three-tier".into(),
            environment: None,
            region: None,
            regions: Vec::new(),
            tags: json!({}),
            inputs: json!({}),
            tier: PhantomData,
        }
    }

    /// Sets the name of the stack. The default is `three-tier`.
    #[must_use]
    pub fn stack(mut self, name: &str) -> Self {
        self.stack = name.into();
        self
    }

    /// Sets the name of the environment.
    #[must_use]
    pub fn environment(mut self, name: &str) -> Self {
        self.environment = Some(name.into());
        self
    }

    /// Sets the region of the instance, and adds it to the stack.
    #[must_use]
    pub fn region(mut self, name: &str) -> Self {
        self.region = Some(name.into());
        self.regions([name])
    }

    /// Adds regions to the stack, each with a configuration of the manifest's first provider.
    #[must_use]
    pub fn regions<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        let providers: Vec<String> = T::manifest().providers.into_iter().take(1).map(|p| p.name).collect();
        for name in names {
            if self.regions.iter().all(|region| region.name != name) {
                self.regions.push(Region { name: name.into(), providers: providers.clone() });
            }
        }
        self.regions.sort_by(|a, b| a.name.cmp(&b.name));
        self
    }

    /// Sets the stack's tags. An expression is `{"$expr": "${var.team}"}`.
    #[must_use]
    pub fn tags(mut self, tags: Json) -> Self {
        self.tags = tags;
        self
    }

    /// Sets the inputs. An expression is `{"$expr": "${tier.network.vpc_id}"}`.
    #[must_use]
    pub fn inputs(mut self, inputs: Json) -> Self {
        self.inputs = inputs;
        self
    }

    /// Returns the contribution of the instance.
    ///
    /// # Panics
    ///
    /// If the tier reports problems, if two blocks have the same address, or if the tier creates a block or
    /// sets an output that its manifest does not list.
    #[track_caller]
    pub fn synth(self) -> Synthesized {
        match self.try_synth() {
            Ok(made) => made,
            Err(problems) => panic!("the tier reports problems:\n{problems}"),
        }
    }

    /// Returns the contribution of the instance, or the problems that the tier reports, as text.
    ///
    /// # Errors
    ///
    /// The problems, as [`errors`](Self::errors) returns them.
    ///
    /// # Panics
    ///
    /// If two blocks have the same address, or if the tier creates a block or sets an output that its manifest
    /// does not list.
    #[track_caller]
    pub fn try_synth(self) -> Result<Synthesized, String> {
        match run::<T>(self.request()) {
            Ok(contribution) => Ok(Synthesized::new::<T>(contribution)),
            Err(problems) => Err(text(problems)),
        }
    }

    /// Returns the problems that the tier reports, as text: for each one its code and summary, then its
    /// location, then its detail and hint.
    ///
    /// # Panics
    ///
    /// If the tier reports none.
    #[track_caller]
    pub fn errors(self) -> String {
        match self.try_synth() {
            Ok(_) => panic!("the tier reports no problems"),
            Err(problems) => problems,
        }
    }

    fn request(self) -> Request {
        Request {
            stack: self.stack,
            environment: self.environment,
            tier: T::manifest().name,
            region: self.region,
            regions: self.regions,
            tags: self.tags.to_string(),
            inputs: self.inputs.to_string(),
        }
    }
}

/// Returns the JSON Schema of a tier's inputs, as `describe` returns it.
pub fn schema<T: Tier>() -> Json {
    serde_json::from_str(&inputs_schema::<T>()).unwrap_or_default()
}

/// The contribution of an instance, with the tier's local names.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthesized {
    json: Json,
    warnings: String,
}

impl Synthesized {
    #[track_caller]
    fn new<T: Tier>(contribution: Contribution) -> Self {
        let manifest = T::manifest();
        let mut root = Map::new();
        for resource in contribution.resources {
            let (section, listed) = match resource.kind {
                Kind::Managed => ("resource", &manifest.resources),
                Kind::Data => ("data", &manifest.data_sources),
                Kind::Ephemeral => ("ephemeral", &manifest.ephemeral_resources),
            };
            let address = resource.reference();
            assert!(listed.contains(&resource.type_name), "the manifest does not list the type of {address}");
            put(&mut root, &[section, &resource.type_name, &resource.name], Json::Object(resource.body.0));
        }
        for module in contribution.modules {
            let source = module.body.0.get("source").and_then(Json::as_str).unwrap_or_default();
            assert!(
                manifest.modules.iter().any(|m| m == source),
                "the manifest does not list module {source}"
            );
            put(&mut root, &["module", &module.name], Json::Object(module.body.0));
        }
        for (name, value) in contribution.outputs {
            let declared = manifest.outputs.iter().any(|output| output.name == name);
            assert!(declared, "the manifest does not declare output {name}");
            put(&mut root, &["output", &name, "value"], value);
        }
        for (name, value) in contribution.locals {
            put(&mut root, &["locals", &name], value);
        }
        for check in contribution.checks {
            put(&mut root, &["check", &check.name], Json::Object(check.body.0));
        }
        let moved = contribution.moved.into_iter();
        let moved: Vec<Json> = moved.map(|(from, to)| json!({"from": from, "to": to})).collect();
        let removed = contribution.removed.into_iter().map(
            |(from, removal)| json!({"from": from, "lifecycle": [{"destroy": removal == Removal::Destroy}]}),
        );
        let removed: Vec<Json> = removed.collect();
        for (name, blocks) in [("moved", moved), ("removed", removed)] {
            if !blocks.is_empty() {
                root.insert(name.into(), Json::Array(blocks));
            }
        }
        Self { json: Json::Object(root), warnings: text(contribution.warnings) }
    }

    /// Returns the whole contribution in the layout of a Terraform configuration:
    /// `json()["resource"]["aws_vpc"]["main"]`.
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// Returns whether there is a block with this address: `aws_vpc.main`, `data.aws_ami.main`,
    /// `module.queue`.
    pub fn has(&self, address: &str) -> bool {
        self.find(address).is_some()
    }

    /// Returns the body of a block by its address.
    ///
    /// # Panics
    ///
    /// If there is no such block.
    #[track_caller]
    pub fn block(&self, address: &str) -> &Json {
        match self.find(address) {
            Some(block) => block,
            None => panic!("there is no block {address}; the blocks are: {}", self.addresses("").join(", ")),
        }
    }

    /// Returns the addresses of resources, data sources and ephemeral resources that begin with a prefix,
    /// sorted.
    pub fn addresses(&self, prefix: &str) -> Vec<String> {
        let mut addresses = Vec::new();
        for (section, label) in [("data", "data."), ("ephemeral", "ephemeral."), ("resource", "")] {
            for (type_name, named) in self.json[section].as_object().into_iter().flatten() {
                let names = named.as_object().into_iter().flatten();
                addresses.extend(names.map(|(name, _)| format!("{label}{type_name}.{name}")));
            }
        }
        addresses.retain(|address| address.starts_with(prefix));
        addresses.sort();
        addresses
    }

    /// Returns the value of an output.
    ///
    /// # Panics
    ///
    /// If the output is not set.
    #[track_caller]
    pub fn output(&self, name: &str) -> &Json {
        match self.json["output"].get(name) {
            Some(output) => &output["value"],
            None => panic!("the output {name} is not set"),
        }
    }

    /// Returns the warnings, in the form of [`Instance::errors`].
    pub fn warnings(&self) -> &str {
        &self.warnings
    }

    fn find(&self, address: &str) -> Option<&Json> {
        let (section, rest) = match address.split_once('.')? {
            (section @ ("data" | "ephemeral" | "module" | "check"), rest) => (section, rest),
            ("local", rest) => ("locals", rest),
            _ => ("resource", address),
        };
        rest.split('.').try_fold(self.json.get(section)?, |json, key| json.get(key))
    }
}

/// Writes [`json`](Synthesized::json) with sorted keys, as the text for a snapshot.
impl fmt::Display for Synthesized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.json)
    }
}

/// Inserts a value at a path of keys.
#[track_caller]
fn put(map: &mut Map<String, Json>, path: &[&str], value: Json) {
    let [first, rest @ ..] = path else { return };
    if rest.is_empty() {
        assert!(map.insert((*first).into(), value).is_none(), "{first} is defined twice");
    } else if let Json::Object(inner) = map.entry(*first).or_insert_with(|| json!({})) {
        put(inner, rest, value);
    }
}

fn text(diagnostics: impl IntoIterator<Item = Diagnostic>) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let place =
            [diagnostic.address, diagnostic.path].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let mut line = |label: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{label}{value}");
            }
        };
        line("", Some(format!("{}: {}", diagnostic.code, diagnostic.summary)));
        line("  at ", Some(place));
        line("  ", diagnostic.detail);
        line("  hint: ", diagnostic.hint);
    }
    text
}

#[cfg(test)]
mod tests;
