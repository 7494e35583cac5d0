//! Subnets and their zones.

use crate::Inputs;
use terrace_sdk::prelude::*;

/// A subnet, and the number of its intended zone.
pub(crate) struct Subnet {
    pub(crate) reference: Reference,
    pub(crate) zone: usize,
}

impl Subnet {
    /// Returns the name of the zone that the subnet is really in. It may differ from the intended one,
    /// because subnets stay where they are.
    pub(crate) fn zone_name(&self) -> Expression {
        self.reference.attr(ZONE)
    }
}

/// All subnets, in order.
pub(crate) struct Subnets {
    pub(crate) public: Vec<Subnet>,
    pub(crate) private: Vec<Subnet>,
}

/// The attribute of a subnet with its zone.
const ZONE: &str = "availability_zone";

pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs, vpc: &Reference) -> Subnets {
    let zones = zones(out, inputs);
    let mut add_all = |kind: &str, number: usize, first: usize| -> Vec<Subnet> {
        let zones = zones.iter().enumerate().cycle().take(number);
        zones
            .enumerate()
            .map(|(i, (zone, name))| {
                let block = Expression::call(
                    "cidrsubnet",
                    values![vpc.attr("cidr_block"), inputs.subnet_newbits, first + i],
                );
                let subnet = Resource::new("aws_subnet", format!("{kind}_{i}"))
                    .set("vpc_id", vpc.attr("id"))
                    .set(ZONE, name)
                    .set("cidr_block", block)
                    .set("tags", context.tags(&format!("{kind}-{i}")))
                    // A subnet cannot move, and neither can its contents: it stays where it was created,
                    // whatever zones AWS lists today and however many are requested.
                    .ignore_changes([ZONE])
                    // Everything in a subnet leaves it before it is deleted.
                    .create_before_destroy();
                Subnet { reference: out.add(subnet), zone }
            })
            .collect()
    };
    let subnets = Subnets {
        public: add_all("public", inputs.public_subnets, 0),
        private: add_all("private", inputs.private_subnets, inputs.half()),
    };

    check_spread(out, inputs, &subnets);
    let all: Vec<&Subnet> = subnets.public.iter().chain(&subnets.private).collect();
    let used = if all.is_empty() { Value::List(Vec::new()) } else { distinct(all).into() };
    out.output("availability_zones", used);
    subnets
}

/// Returns the names of the zones that subnets are spread over.
fn zones(out: &mut Contribution, inputs: &Inputs) -> Vec<Value> {
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
fn check_spread(out: &mut Contribution, inputs: &Inputs, subnets: &Subnets) {
    let mut check = Check::new("availability_zones");
    let mut is_needed = false;
    let fewer = match inputs.availability_zones {
        Some(_) => "list fewer availability_zones",
        None => "lower desired_azs",
    };
    for (kind, subnets) in [("public", &subnets.public), ("private", &subnets.private)] {
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
fn distinct<'a>(subnets: impl IntoIterator<Item = &'a Subnet>) -> Expression {
    let names: Vec<Expression> = subnets.into_iter().map(Subnet::zone_name).collect();
    Expression::call("distinct", values![names])
}
