//! The values of all outputs, linked in order of their dependencies.

use super::error::{LinkError, LinkProblem};
use super::inserted::{InsertedBytes, TotalInsertedBytes};
use super::locate::Instances;
use super::substitute::{Consumer, LinkedSymbols};
use crate::expression::{Templates, TierReference, is_template};
use crate::graph;
use crate::model::{Address, InstanceId, RegionName};
use crate::scope::{Context, ScopedContribution};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// Links references to outputs. It is built once for a stack and then read-only, so blocks can be linked in parallel.
#[derive(Debug)]
pub struct Linker<'a> {
    context: &'a Context<'a>,
    pub(super) instances: Instances<'a>,
    /// The linked values of outputs that refer to other outputs, or none for an output with an error, which has been reported.
    linked: HashMap<(&'a InstanceId, &'a str), Option<Output>>,
    /// Variables of the stack whose values are secret.
    sensitive_variables: BTreeSet<&'a str>,
    /// The total size of the values that replaced references.
    total: TotalInsertedBytes,
}

#[derive(Debug)]
struct Output {
    value: Value,
    sensitive: bool,
    /// Blocks of other instances that the value refers to.
    brought: BTreeSet<Address>,
}

/// The value of an output, ready to replace a reference.
#[derive(Debug, Clone, Copy)]
pub(super) struct OutputValue<'l> {
    pub(super) value: &'l Value,
    pub(super) sensitive: bool,
}

type Key<'a> = (&'a InstanceId, &'a str);

impl<'a> Linker<'a> {
    /// Links the outputs of all instances with each other.
    ///
    /// Returns the errors in outputs next to the linker. References to an output with an error are not reported again.
    pub fn new(context: &'a Context<'a>, contributions: &'a [ScopedContribution]) -> (Self, Vec<LinkError>) {
        let is_sensitive =
            |body: &serde_json::Map<String, Value>| body.get("sensitive") == Some(&true.into());
        let sensitive = context.settings.variables.iter().filter(|(_, body)| is_sensitive(body));
        let mut linker = Self {
            context,
            instances: Instances::new(context.settings, contributions),
            linked: HashMap::new(),
            sensitive_variables: sensitive.map(|(name, _)| name.as_str()).collect(),
            total: TotalInsertedBytes::default(),
        };
        let errors = linker.link_outputs(contributions);
        (linker, errors)
    }

    /// Returns the parsed templates of the stack.
    pub fn templates(&self) -> &'a Templates {
        self.context.templates()
    }

    /// Returns whether a variable's value is secret.
    pub(super) fn is_sensitive_variable(&self, name: &str) -> bool {
        self.sensitive_variables.contains(name)
    }

    /// Links a block. `inserted` counts the values inserted into the instance's blocks so far.
    ///
    /// Returns the symbols in the changed strings, or every reference that cannot be linked. Once the limit is exceeded,
    /// further blocks are not linked.
    pub fn link_block(
        &self,
        instance: &InstanceId,
        local: &Address,
        body: &mut Value,
        inserted: &mut InsertedBytes,
    ) -> Result<LinkedSymbols, Vec<LinkError>> {
        if inserted.is_full() || self.total.is_full() {
            return Ok(LinkedSymbols { broken: true, ..LinkedSymbols::default() });
        }
        let consumer = Consumer { instance: Some(instance), address: Some(local) };
        let linked = self.link(consumer, "", body)?;
        match inserted.add(linked.size, consumer, "").or_else(|| self.total.add(linked.size)) {
            None => Ok(linked),
            Some(error) => Err(vec![error]),
        }
    }

    /// Links the value of one of the stack's own outputs, and returns its references.
    pub fn link_stack_output(&self, name: &str, value: &mut Value) -> Result<LinkedSymbols, Vec<LinkError>> {
        if self.total.is_full() {
            return Ok(LinkedSymbols { broken: true, ..LinkedSymbols::default() });
        }
        let linked =
            self.link(Consumer { instance: None, address: None }, &format!("outputs.{name}.value"), value)?;
        match self.total.add(linked.size) {
            None => Ok(linked),
            Some(error) => Err(vec![error]),
        }
    }

    /// Returns the linked value of an output that refers to other outputs, and the blocks that these brought. Returns none for
    /// an output with an error.
    pub(crate) fn linked_output<'l>(
        &'l self,
        instance: &'l InstanceId,
        name: &'l str,
    ) -> Option<(&'l Value, &'l BTreeSet<Address>)> {
        let output = self.linked.get(&(instance, name))?.as_ref()?;
        Some((&output.value, &output.brought))
    }

    /// Returns the output that a reference leads to, or none for an output with an error.
    pub(super) fn output(
        &self,
        consumer: Option<&RegionName>,
        reference: &TierReference<'_>,
    ) -> Result<Option<OutputValue<'_>>, LinkProblem> {
        let found = self.instances.locate(consumer, reference)?;
        let Some((name, output)) = found.outputs.get_key_value(reference.output) else { return Ok(None) };
        if !output.linked {
            let variables = output.variables.iter();
            let sensitive =
                output.sensitive || variables.into_iter().any(|name| self.is_sensitive_variable(name));
            return Ok(Some(OutputValue { value: &output.value, sensitive }));
        }
        let linked = self.linked.get(&(&found.instance, name.as_str())).and_then(Option::as_ref);
        Ok(linked.map(|output| OutputValue { value: &output.value, sensitive: output.sensitive }))
    }

    fn link_outputs(&mut self, contributions: &'a [ScopedContribution]) -> Vec<LinkError> {
        let nodes: Vec<(Key<'a>, &'a Value)> = contributions
            .iter()
            .flat_map(|c| c.outputs.iter().map(move |(name, output)| (c, name, output)))
            .filter(|(_, _, output)| output.linked)
            .map(|(c, name, output)| ((&c.instance, name.as_str()), &output.value))
            .collect();
        let ids: HashMap<Key<'a>, usize> =
            nodes.iter().enumerate().map(|(id, (key, _))| (*key, id)).collect();
        let edges: Vec<Vec<usize>> = nodes
            .iter()
            .map(|((instance, _), value)| {
                let mut targets = BTreeSet::new();
                self.dependencies(instance.region.as_ref(), value, &mut |key| targets.extend(ids.get(&key)));
                targets.into_iter().collect()
            })
            .collect();

        let mut errors = Vec::new();
        for cycle in graph::cycles(&edges) {
            let name = |id: &usize| {
                let ((instance, output), _) = nodes[*id];
                match &instance.region {
                    Some(region) => format!("tier.{}[\"{region}\"].{output}", instance.tier),
                    None => format!("tier.{}.{output}", instance.tier),
                }
            };
            let members: Vec<_> = cycle.iter().chain(cycle.first()).map(name).collect();
            let ((instance, output), _) = nodes[cycle[0]];
            errors.push(LinkError {
                instance: Some(instance.clone()),
                address: None,
                path: format!("outputs.{output}"),
                // The list ends with its first member again, so there are two at least.
                reference: members[1].clone(),
                problem: LinkProblem::Cycle(members),
            });
        }
        // Dependencies of an output come before it, and the members of a cycle do not find each other.
        let mut inserted: HashMap<&InstanceId, InsertedBytes> = HashMap::new();
        for id in graph::components(&edges).into_iter().flatten() {
            let ((instance, name), value) = nodes[id];
            let inserted = inserted.entry(instance).or_default();
            let linked = if inserted.is_full() || self.total.is_full() {
                None
            } else {
                self.link_output(instance, name, value, inserted, &mut errors)
            };
            self.linked.insert((instance, name), linked);
        }
        errors
    }

    fn link_output(
        &self,
        instance: &'a InstanceId,
        name: &str,
        value: &Value,
        inserted: &mut InsertedBytes,
        errors: &mut Vec<LinkError>,
    ) -> Option<Output> {
        let mut value = value.clone();
        let consumer = Consumer { instance: Some(instance), address: None };
        match self.link(consumer, &format!("outputs.{name}"), &mut value) {
            Ok(linked) if linked.broken => None,
            Ok(linked) => {
                errors.extend(inserted.add(linked.size, consumer, &format!("outputs.{name}")));
                errors.extend(self.total.add(linked.size));
                let tier =
                    TierReference { tier: instance.tier.as_str(), region: None, output: name, steps: 0 };
                let declared = self.instances.locate(instance.region.as_ref(), &tier);
                let own = declared.is_ok_and(|c| {
                    c.outputs.get(name).is_some_and(|output| {
                        output.sensitive
                            || output.variables.iter().any(|name| self.is_sensitive_variable(name))
                    })
                });
                Some(Output { value, sensitive: own || linked.sensitive, brought: linked.brought })
            }
            Err(more) => {
                errors.extend(more);
                None
            }
        }
    }

    /// Finds the outputs that a value refers to. Errors in its references are reported when the value is linked.
    fn dependencies(&self, region: Option<&RegionName>, value: &Value, found: &mut impl FnMut(Key<'a>)) {
        match value {
            Value::String(text) if is_template(text) => {
                let Ok(template) = self.templates().parse(text) else { return };
                for reference in template.symbols().references.iter().filter(|r| r.root == "tier") {
                    let Ok(tier) = TierReference::read(reference) else { continue };
                    let Ok(contribution) = self.instances.locate(region, &tier) else { continue };
                    if let Some((name, _)) = contribution.outputs.get_key_value(tier.output) {
                        found((&contribution.instance, name));
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.dependencies(region, item, found)),
            Value::Object(members) => {
                for (key, member) in members {
                    if is_template(key) {
                        self.dependencies(region, &Value::String(key.clone()), found);
                    }
                    self.dependencies(region, member, found);
                }
            }
            _ => {}
        }
    }
}
