//! Where a reference leads, for those who only want to know.

use super::follow::follow;
use super::outputs::Linker;
use crate::expression::{Reference, TierReference};
use crate::model::{InstanceId, OutputDeclaration, RegionName};
use serde_json::Value;

/// What a reference to an output leads to.
#[derive(Debug, Clone, Copy)]
pub struct Found<'l> {
    /// The instance whose output it is.
    pub instance: &'l InstanceId,
    /// What the tier says of the output.
    pub declaration: &'l OutputDeclaration,
    /// The value that the reference's first steps lead to, in Terraform's JSON syntax, linked.
    pub value: &'l Value,
    /// How many steps lead to the output.
    pub output_steps: usize,
    /// How many steps lead to the value. What is left goes into something that only Terraform knows.
    pub steps: usize,
    /// Whether the output is secret, or shows something that is.
    pub sensitive: bool,
}

impl Linker<'_> {
    /// Where a reference leads that stands in an instance of this region, or of none. `text` is the text that
    /// holds it.
    ///
    /// None for one that cannot be linked: that is reported where a block is linked that holds it.
    pub fn find(
        &self,
        region: Option<&RegionName>,
        reference: &Reference<'_>,
        text: &str,
    ) -> Option<Found<'_>> {
        let tier = TierReference::read(reference).ok()?;
        let contribution = self.instances.locate(region, &tier).ok()?;
        let output = self.output(region, &tier).ok()??;
        let (value, steps) = follow(output.value, reference, tier.steps, text).ok()?;
        let declaration =
            contribution.manifest.outputs.iter().find(|declared| declared.name == tier.output)?;
        Some(Found {
            instance: &contribution.instance,
            declaration,
            value,
            output_steps: tier.steps,
            steps,
            sensitive: output.sensitive,
        })
    }
}
