//! Subnets, and the zones they are in.

use crate::Inputs;
use terrace_sdk::prelude::*;

/// A subnet, and the number of its zone.
pub(crate) struct Subnet {
    pub(crate) reference: Reference,
    pub(crate) zone: usize,
}

/// All subnets, in order.
pub(crate) struct Subnets {
    pub(crate) public: Vec<Subnet>,
    pub(crate) private: Vec<Subnet>,
}

pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs, vpc: &Reference) -> Subnets {
    let count = inputs.desired_azs.get();
    let enough = Expression::raw(format!("length(self.names) >= {count}"));
    let zones = out.add(
        Resource::data("aws_availability_zones", "available")
            .set("state", "available")
            // Local zones have no NAT gateways and few instance types.
            .block("filter", Block::new().set("name", "opt-in-status").set("values", ["opt-in-not-required"]))
            .postcondition(&enough, format!("The region has fewer than {count} availability zones.")),
    );

    let mut add_all = |kind: &str, number: usize, first: usize| -> Vec<Subnet> {
        (0..number)
            .map(|i| {
                let zone = i % count;
                let block = Expression::call(
                    "cidrsubnet",
                    values![vpc.attr("cidr_block"), inputs.subnet_newbits, first + i],
                );
                let subnet = Resource::new("aws_subnet", format!("{kind}_{i}"))
                    .set("vpc_id", vpc.attr("id"))
                    .set("availability_zone", zones.attr("names").index(zone))
                    .set("cidr_block", block)
                    .set("tags", context.tags(&format!("{kind}-{i}")));
                Subnet { reference: out.add(subnet), zone }
            })
            .collect()
    };
    let subnets = Subnets {
        public: add_all("public", inputs.public_subnets, 0),
        private: add_all("private", inputs.private_subnets, inputs.half()),
    };

    let used = count.min(subnets.public.len().max(subnets.private.len()));
    let used: Vec<Expression> = (0..used).map(|zone| zones.attr("names").index(zone)).collect();
    out.output("availability_zones", used);
    subnets
}
