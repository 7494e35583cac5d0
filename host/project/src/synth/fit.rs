//! Checks outputs of tiers against the inputs that they are linked to, across the whole stack.

use super::{Components, locate};
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use terrace_core::link::Linker;
use terrace_core::model::{Diagnostic, InstanceId};
use terrace_core::scope::{Context, ScopedContribution};
use terrace_stack::fit::{Consumer, Tiers, check_inputs, check_stack_output};
use terrace_stack::inputs::schema::Schema;
use terrace_stack::stack::Stack;

/// Returns all mismatches. `inputs` are those of the contributions, in the same order; `tags` are the stack's tags in the form
/// that tiers receive.
///
/// Outputs that cannot be linked to each other are reported when contributions are merged, not here.
pub fn check(
    stack: &Stack,
    context: &Context<'_>,
    components: &Components<'_, '_>,
    contributions: &[ScopedContribution],
    inputs: &[Map<String, Value>],
    tags: &Map<String, Value>,
) -> Vec<Diagnostic> {
    let mut tiers = Tiers::default();
    for (name, tier) in &stack.tiers {
        if let Some(component) = components.get(&tier.component.reference) {
            tiers.add(name, component.title().to_owned(), &component.types);
        }
    }
    let (linker, _) = Linker::new(context, contributions);
    let instances: Vec<_> =
        contributions.iter().map(|contribution| &contribution.instance).zip(inputs).collect();
    let check_one = |(instance, inputs): &(&InstanceId, &Map<String, Value>)| {
        let tier = stack.tiers.get(&instance.tier);
        let component = tier.and_then(|tier| components.get(&tier.component.reference));
        component.map_or_else(Vec::new, |component| {
            let schema = component.schema.declared();
            check_inputs(&linker, &tiers, Consumer { instance: Some(instance), inputs, schema })
        })
    };
    let mut errors: Vec<_> = instances.par_iter().flat_map_iter(check_one).collect();
    let schema = Schema::new(&json!({ "additionalProperties": { "type": "string" } }));
    let tags = Consumer { instance: None, inputs: tags, schema: &schema };
    errors.extend(check_inputs(&linker, &tiers, tags));
    for (name, output) in &stack.settings.outputs {
        errors.extend(check_stack_output(&linker, &tiers, name, &output.value));
    }
    errors.iter().map(|error| locate::misfit(stack, error)).collect()
}
