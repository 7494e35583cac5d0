//! Availability zones, and how subnets are spread over them.

use crate::Inputs;
use crate::group::Group;
use crate::subnets::{Subnet, Subnets};
use terrace_sdk::prelude::*;

/// Returns the names of the zones that subnets are spread over.
pub(crate) fn names(out: &mut Contribution, inputs: &Inputs) -> Vec<Value> {
    if let Some(names) = &inputs.availability_zones {
        return names.iter().map(Value::from).collect();
    }
    // Not only the available ones: a zone with a problem still contains its subnets.
    let found = out.add(
        Resource::data("aws_availability_zones", "available")
            // Local zones have no NAT gateways and few instance types.
            .block(
                "filter",
                Block::new().set("name", "opt-in-status").set("values", ["opt-in-not-required"]),
            ),
    );
    // An index could be out of range, and then planning would always fail.
    let zone = |number| Expression::call("element", values![found.attr("names"), number]);
    (0..inputs.zones()).map(|number| zone(number).into()).collect()
}

/// Warns if subnets are in fewer zones than intended: the region has too few, or they were created when other
/// zones were requested.
pub(crate) fn check_spread(out: &mut Contribution, inputs: &Inputs, subnets: &Subnets) {
    let mut check = Check::new("availability_zones");
    let mut is_needed = false;
    let fewer = match inputs.availability_zones {
        Some(_) => "list fewer availability_zones",
        None => "lower desired_azs",
    };
    for group in Group::ALL {
        let (kind, subnets) = (group.name(), subnets.of(group));
        let wanted = inputs.zones().min(subnets.len());
        if wanted < 2 {
            continue;
        }
        let zones = distinct(subnets);
        let message = template![
            format!("The {kind} subnets should be in {wanted} availability zones, but are in "),
            Expression::call("join", values![", ", &zones]),
            ". Subnets stay in the zone they were created in. Raise ",
            format!("{kind}_subnets to have some in other zones, or {fewer}."),
        ];
        check = check.assert(&Expression::raw(format!("length({zones}) >= {wanted}")), message);
        is_needed = true;
    }
    if is_needed {
        out.check(check);
    }
}

/// Returns the names of the zones of these subnets, without duplicates.
pub(crate) fn distinct<'a>(subnets: impl IntoIterator<Item = &'a Subnet>) -> Expression {
    let names: Vec<Expression> = subnets.into_iter().map(Subnet::zone_name).collect();
    Expression::call("distinct", values![names])
}
