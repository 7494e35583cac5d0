//! Finds the targets of references without linking them.

use super::follow::follow;
use super::outputs::Linker;
use crate::expression::{Reference, TierReference};
use crate::model::{InstanceId, OutputDeclaration, RegionName};
use serde_json::Value;

/// The target of a reference to an output.
#[derive(Debug, Clone, Copy)]
pub struct OutputTarget<'l> {
    /// The instance whose output it is.
    pub instance: &'l InstanceId,
    /// The tier's declaration of the output.
    pub declaration: &'l OutputDeclaration,
    /// The linked value that the reference's first steps lead to, in Terraform's JSON syntax.
    pub value: &'l Value,
    /// The number of steps that lead to the output.
    pub output_steps: usize,
    /// The number of steps that lead to the value. The remaining ones lead into a value that only Terraform knows.
    pub steps: usize,
    /// Whether the output is secret, or shows a secret.
    pub sensitive: bool,
}

impl Linker<'_> {
    /// Finds the target of a reference in an instance of this region, or of none. `text` is the string that
    /// contains the reference.
    ///
    /// Returns none if it cannot be linked, which is reported when the block with the reference is linked.
    pub fn find(
        &self,
        region: Option<&RegionName>,
        reference: &Reference<'_>,
        text: &str,
    ) -> Option<OutputTarget<'_>> {
        let tier = TierReference::read(reference).ok()?;
        let contribution = self.instances.locate(region, &tier).ok()?;
        let output = self.output(region, &tier).ok()??;
        let (value, steps) = follow(output.value, reference, tier.steps, text).ok()?;
        let declaration =
            contribution.manifest.outputs.iter().find(|declared| declared.name == tier.output)?;
        Some(OutputTarget {
            instance: &contribution.instance,
            declaration,
            value,
            output_steps: tier.steps,
            steps,
            sensitive: output.sensitive,
        })
    }
}
