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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Template;
    use crate::link::tests::providers;
    use crate::scope::Context;
    use crate::scope::fixture::{instance, settings};

    #[test]
    fn target_of_a_reference_is_found() {
        let (settings, contributions) = (settings(), providers());
        let context = Context::new(&settings);
        let linker = Linker::new(&context, &contributions).0;
        let found = |at: &str, text: &str| {
            let template = Template::parse(text).unwrap();
            let region = instance(at).region;
            let found = linker.find(region.as_ref(), &template.symbols().references[0], text)?;
            let OutputTarget { instance, declaration, value, output_steps, steps, sensitive } = found;
            Some(format!("{instance} {} = {value} {output_steps} {steps} {sensitive}", declaration.name))
        };
        for (at, text, target) in [
            (
                "network[secondary]",
                "${tier.network.vpc_id}",
                "network[secondary] vpc_id = \"${aws_vpc.network_secondary_main.id}\" 2 2 false",
            ),
            (
                "iam",
                "${tier.network[\"primary\"].settings.number}",
                "network[primary] settings = 1 3 4 false",
            ),
            (
                "iam",
                "${tier.network[\"primary\"].secret.x}",
                "network[primary] secret = \"${var.primary_region}\" 3 3 true",
            ),
        ] {
            assert_eq!(found(at, text).as_deref(), Some(target), "{text}");
        }
        for text in ["${tier.network.vpc_id}", "${tier.network[\"primary\"].nothing}", "${tier.iam}"] {
            assert_eq!(found("iam", text), None, "{text}");
        }
    }
}
