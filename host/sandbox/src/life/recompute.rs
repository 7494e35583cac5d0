//! Computed attributes that get another value when an argument changes.
//!
//! Schemas do not say so: a provider decides it while planning. All others keep their value.

use crate::value::Value;

/// The types, their arguments, and the attributes that follow from them.
const KNOWN: &[(&str, &str, &[&str])] =
    &[("aws_vpc", "assign_generated_ipv6_cidr_block", &["ipv6_cidr_block", "ipv6_association_id"])];

/// Makes the attributes unknown that follow from a changed argument. Those that the configuration sets stay.
pub(super) fn recompute(type_name: &str, prior: &Value, config: &Value, planned: &mut Value) {
    for (name, argument, attributes) in KNOWN {
        let is_on = |body: &Value| body.attribute(argument).and_then(Value::as_bool) == Some(true);
        if *name != type_name || is_on(prior) == is_on(planned) {
            continue;
        }
        let Value::Map(map) = &mut *planned else { continue };
        for attribute in attributes.iter().filter(|name| config.attribute(name).is_none()) {
            map.entry((*attribute).to_owned()).and_modify(|value| *value = Value::UNKNOWN);
        }
    }
}
