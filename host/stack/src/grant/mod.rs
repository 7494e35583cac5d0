//! Checks contributions against the grants of their tiers.
//!
//! A contribution is checked first, while it still has the tier's own names. Text that the stack file puts into
//! inputs and tags belongs to the stack, so a tier may reuse it.

mod accounts;
mod error;
mod functions;
mod given;
mod local_files;
mod outward;

#[cfg(test)]
mod tests;

pub use error::{GrantError, GrantWarning, Place, Subject};
pub use local_files::arguments_that_name_files;

use functions::Functions;
use given::{GivenValues, is_of_interest};
use outward::leads_out;
use serde_json::{Map, Value};
use terrace_core::expression::{Call, OutsideTarget, Templates, Use, literal_text};
use terrace_core::model::{
    Address, BlockKind, Contribution, Grant, Grants, InstanceId, Manifest, NamedBlock, Resource, Settings,
};
use terrace_core::scope::At;

/// The context in which a contribution is checked.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The instance that returned the contribution.
    pub instance: &'a InstanceId,
    /// The tier's manifest, which has the tier's names for providers.
    pub manifest: &'a Manifest,
    /// The stack's own settings.
    pub settings: &'a Settings,
    /// All strings that the stack file puts into the instance's inputs and tags; without defaults, which come from
    /// the tier.
    pub texts: &'a [&'a str],
    /// The tier's grants.
    pub grants: &'a Grants,
    /// The parsed templates of the stack.
    pub templates: &'a Templates,
}

/// Errors and warnings, in the order of the contribution.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Uses that are not granted.
    pub errors: Vec<GrantError>,
    /// Granted uses that deserve attention.
    pub warnings: Vec<GrantWarning>,
}

/// Checks a contribution against the grants of its tier.
pub fn check(ground: Ground<'_>, contribution: &Contribution) -> Verdict {
    let functions = Functions::of(ground.manifest);
    let given = GivenValues::new(ground, &functions);
    let mut checker = Checker { ground, functions, given, verdict: Verdict::default() };
    let typed = [
        (BlockKind::Resource, &contribution.resources),
        (BlockKind::Data, &contribution.data_sources),
        (BlockKind::Ephemeral, &contribution.ephemeral_resources),
    ];
    for (kind, resources) in typed {
        for Resource { type_name, name, body } in resources {
            let subject = Subject::Block(Address::typed(kind, type_name, name));
            checker.typed(&subject, kind, type_name, body);
        }
    }
    for module in &contribution.modules {
        checker.module(module);
    }
    for check in &contribution.checks {
        let subject = Subject::Block(Address::named(BlockKind::Check, &check.name));
        checker.check_data(&subject, &check.body);
        checker.members(&subject, &At::Body, &check.body, Read::Template);
    }
    for local in &contribution.locals {
        let subject = Subject::Block(Address::named(BlockKind::Local, &local.name));
        checker.value(&subject, &At::Body, &local.value, Read::Template);
    }
    for output in &contribution.outputs {
        checker.value(&Subject::Output(output.name.clone()), &At::Body, &output.value, Read::Template);
    }
    checker.state(contribution);
    checker.verdict
}

/// How to parse a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    Template,
    /// An expression without `${}`, unless it is a template.
    Raw,
}

struct Checker<'a> {
    ground: Ground<'a>,
    functions: Functions,
    given: GivenValues<'a>,
    verdict: Verdict,
}

impl Checker<'_> {
    /// Checks a resource, data source or ephemeral resource. A type needs the same grants as any of these.
    fn typed(&mut self, subject: &Subject, kind: BlockKind, type_name: &str, body: &Map<String, Value>) {
        for key in ["provisioner", "connection"].into_iter().filter(|_| kind == BlockKind::Resource) {
            if body.contains_key(key) {
                self.need(Grant::Provisioners, subject, key, format!("has a `{key}`"));
            }
        }
        self.type_name(subject, "", type_name);
        self.arguments(subject, "", type_name, body);
        self.members(subject, &At::Body, body, Read::Template);
    }

    fn type_name(&mut self, subject: &Subject, path: &str, type_name: &str) {
        let (grant, what) = match type_name {
            "external" => (Grant::External, "runs a program"),
            "http" => (Grant::Http, "sends a request"),
            "terraform_remote_state" => (Grant::RemoteState, "reads another state"),
            "archive_file" => (Grant::Files, "accesses a file"),
            _ if type_name.starts_with("local_") => (Grant::Files, "accesses a file"),
            _ => return,
        };
        let what =
            if path.is_empty() { what.to_owned() } else { format!("has the data source `{type_name}`") };
        self.need(grant, subject, path, what);
    }

    /// Checks arguments with a special meaning: files, programs, and provider configurations.
    fn arguments(&mut self, subject: &Subject, path: &str, type_name: &str, body: &Map<String, Value>) {
        let dot = if path.is_empty() { "" } else { "." };
        for way in local_files::of_type(local_files::PROGRAMS, type_name) {
            let at = format!("{path}{dot}{}", way.join("."));
            local_files::each_in(body, way, &mut |_| {
                self.need(Grant::Provisioners, subject, &at, format!("runs a program, `{}`", way.join(".")));
            });
        }
        for way in local_files::of_type(local_files::ARGUMENTS, type_name) {
            let at = format!("{path}{dot}{}", way.join("."));
            local_files::each_in(body, way, &mut |value| self.file(subject, &at, way, value));
        }
        if let Some(provider) = body.get("provider") {
            self.provider(subject, &format!("{path}{dot}provider"), provider);
        }
    }

    fn file(&mut self, subject: &Subject, at: &str, way: &[&str], value: &Value) {
        let argument = way.join(".");
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.file(subject, at, way, item)),
            Value::String(text) if self.given.has_text(text) => {}
            Value::String(text) => {
                self.need(
                    Grant::Files,
                    subject,
                    at,
                    format!("reads a file through its argument `{argument}`"),
                );
                let literal = self.ground.templates.parse(text).map(|template| literal_text(&template));
                self.warn(subject, at, &format!("in `{argument}`"), &literal.unwrap_or_default());
            }
            _ => self.need(
                Grant::Files,
                subject,
                at,
                format!("reads a file through its argument `{argument}`"),
            ),
        }
    }

    fn provider(&mut self, subject: &Subject, path: &str, value: &Value) {
        let Ground { settings, instance, grants, .. } = self.ground;
        match value {
            Value::String(text) => {
                let foreign = accounts::foreign(settings, instance, text);
                if let Some(region) = foreign.filter(|region| !grants.all && !grants.regions.contains(region))
                {
                    let what =
                        format!("uses the provider configuration `{text}`, which belongs to another account");
                    self.add(Grant::Regions, subject, path, what, Some(region.to_string()));
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.provider(subject, path, item)),
            Value::Object(members) => {
                members.values().for_each(|member| self.provider(subject, path, member))
            }
            _ => {}
        }
    }

    fn module(&mut self, module: &NamedBlock) {
        let subject = Subject::Block(Address::named(BlockKind::Module, &module.name));
        self.need(Grant::Modules, &subject, "", "calls a module".to_owned());
        if let Some(providers) = module.body.get("providers") {
            self.provider(&subject, "providers", providers);
        }
        self.members(&subject, &At::Body, &module.body, Read::Template);
    }

    /// Checks the data sources of a check. Labels may be in maps or in lists of maps, in any mixture.
    fn check_data(&mut self, subject: &Subject, body: &Map<String, Value>) {
        for (type_name, named) in body.get("data").into_iter().flat_map(labelled) {
            self.type_name(subject, "data", type_name);
            for body in labelled(named).into_iter().flat_map(|(_, body)| bodies(body)) {
                self.arguments(subject, "data", type_name, body);
            }
        }
    }

    /// Checks the addresses in `moved` and `removed` blocks.
    fn state(&mut self, contribution: &Contribution) {
        let moved = contribution.moved.iter().flat_map(|moved| [&moved.from, &moved.to]);
        for address in moved.chain(contribution.removed.iter().map(|removed| &removed.from)) {
            self.text(&Subject::State, &At::Body, address, Read::Raw);
        }
    }

    fn value(&mut self, subject: &Subject, at: &At<'_>, value: &Value, read: Read) {
        match value {
            Value::String(text) => self.text(subject, at, text, read),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(subject, &At::Index(at, index), item, read);
                }
            }
            Value::Object(members) => self.members(subject, at, members, read),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Checks the members of an object and their keys, which may be templates in an expression.
    fn members(&mut self, subject: &Subject, at: &At<'_>, members: &Map<String, Value>, read: Read) {
        for (key, member) in members {
            let read = if matches!(key.as_str(), "lifecycle" | "depends_on") { Read::Raw } else { read };
            let at = At::Key(at, key);
            self.text(subject, &at, key, Read::Template);
            self.value(subject, &at, member, read);
        }
    }

    fn text(&mut self, subject: &Subject, at: &At<'_>, text: &str, read: Read) {
        if is_of_interest(text) {
            self.template(subject, at, text);
        } else if read == Read::Raw && functions::may_matter(text) {
            self.template(subject, at, &format!("${{{text}}}"));
        }
    }

    fn template(&mut self, subject: &Subject, at: &At<'_>, text: &str) {
        // Templates that do not parse are reported when names are scoped.
        let Ok(template) = self.ground.templates.parse(text) else { return };
        for found in template.uses(&self.given.units, &|name| self.functions.grant(name).is_some()) {
            match found {
                Use::Call(call) => self.call(subject, &at.to_string(), &call),
                Use::Reference(reference) => {
                    let leads = OutsideTarget::of(&reference);
                    if self.ground.grants.all
                        || leads.as_ref().is_some_and(|leads| self.given.covers(&leads.to))
                    {
                        continue;
                    }
                    let name = leads.map(|leads| leads.to.to_string());
                    let what = format!("refers to `{}`", reference.text);
                    self.add(Grant::References, subject, &at.to_string(), what, name);
                }
            }
        }
    }

    fn call(&mut self, subject: &Subject, path: &str, call: &Call) {
        let Some(grant) = self.functions.grant(&call.name) else { return };
        self.need(grant, subject, path, format!("calls `{}`", call.name));
        let paths = call.literals.iter().take(functions::paths_of(&call.name)).flatten();
        if let Some(literal) = paths.into_iter().find(|literal| leads_out(literal)) {
            self.warn(subject, path, &format!("in `{}`", call.name), literal);
        }
    }

    fn warn(&mut self, subject: &Subject, path: &str, how: &str, literal: &str) {
        if leads_out(literal) {
            let what = format!("names the path `{literal}` {how}");
            self.verdict.warnings.push(GrantWarning { place: self.place(subject, path), what });
        }
    }

    fn need(&mut self, grant: Grant, subject: &Subject, path: &str, what: String) {
        if !self.ground.grants.allows(grant) {
            self.add(grant, subject, path, what, None);
        }
    }

    fn add(&mut self, grant: Grant, subject: &Subject, path: &str, what: String, name: Option<String>) {
        let place = self.place(subject, path);
        self.verdict.errors.push(GrantError { place, what, grant, name });
    }

    fn place(&self, subject: &Subject, path: &str) -> Place {
        Place { instance: self.ground.instance.clone(), subject: subject.clone(), path: path.to_owned() }
    }
}

/// Returns the bodies of a block that is written once or as a list.
fn bodies(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Object(body) => vec![body],
        Value::Array(items) => items.iter().flat_map(bodies).collect(),
        _ => Vec::new(),
    }
}

/// Returns the labels in a map or a list of maps, and the value of each.
fn labelled(value: &Value) -> Vec<(&String, &Value)> {
    match value {
        Value::Object(members) => members.iter().collect(),
        Value::Array(items) => items.iter().flat_map(labelled).collect(),
        _ => Vec::new(),
    }
}
