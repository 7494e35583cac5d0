//! The VPC, new or existing.

use crate::Inputs;
use crate::inputs::ExistingVpc;
use terrace_sdk::prelude::*;

/// The VPC.
pub(crate) struct Vpc {
    /// The resource of a new VPC, or the data source of an existing one.
    reference: Reference,
    is_new: bool,
    /// The block from which the blocks of subnets are derived.
    base: Value,
}

impl Vpc {
    /// Adds a new VPC, or looks an existing one up.
    pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs) -> Self {
        match &inputs.existing_vpc {
            Some(existing) => Self::look_up(out, inputs, existing),
            None => Self::create(context, out, inputs),
        }
    }

    fn create(context: &Context, out: &mut Contribution, inputs: &Inputs) -> Self {
        let vpc = Resource::new("aws_vpc", "main")
            .set("cidr_block", &inputs.cidr_block)
            .set("enable_dns_support", true)
            .set("enable_dns_hostnames", &inputs.enable_dns_hostnames)
            .set("assign_generated_ipv6_cidr_block", inputs.ipv6.then_some(true))
            .set("tags", context.tags("main"));
        let reference = out.add(vpc);
        // Without rules, the default group of every VPC lets nothing through.
        out.add(
            Resource::new("aws_default_security_group", "main")
                .set("vpc_id", reference.attr("id"))
                .set("ingress", values![])
                .set("egress", values![])
                .set("tags", context.tags("default")),
        );
        let base = reference.attr("cidr_block").into();
        Self { reference, is_new: true, base }
    }

    fn look_up(out: &mut Contribution, inputs: &Inputs, existing: &ExistingVpc) -> Self {
        let mut vpc = Resource::data("aws_vpc", "main").set("id", &existing.id);
        if inputs.ipv6 {
            let block = Expression::raw("self.ipv6_cidr_block");
            let has_block = Expression::raw(format!("try(length({block}), 0) > 0"));
            vpc = vpc.postcondition(&has_block, "The existing VPC has no IPv6 block, which ipv6 needs.");
        }
        let reference = out.add(vpc);
        let base =
            existing.cidr_block.as_ref().map_or_else(|| reference.attr("cidr_block").into(), Value::from);
        Self { reference, is_new: false, base }
    }

    /// Returns the ID of the VPC.
    pub(crate) fn id(&self) -> Expression {
        self.reference.attr("id")
    }

    /// Returns the resource of the VPC, if it is a new one.
    pub(crate) fn new_one(&self) -> Option<&Reference> {
        Some(&self.reference).filter(|_| self.is_new)
    }

    /// Returns an attribute that the resource and the data source have both.
    pub(crate) fn attr(&self, name: &str) -> Expression {
        self.reference.attr(name)
    }

    /// Returns the block from which the blocks of subnets are derived.
    pub(crate) fn base(&self) -> &Value {
        &self.base
    }
}
