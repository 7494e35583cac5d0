//! A network tier for an existing VPC: a central team owns it, and this tier only looks it up.
//!
//! It takes those inputs of the built-in tier `network` that describe what the stack relies on, and has the same
//! outputs. It can therefore replace that tier without a change to any other.

use terrace_sdk::prelude::*;

/// The properties that the stack relies on. Terraform warns after plan and apply about those that the network does
/// not have.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Value of the tag `Name` of the VPC. Default: the stack's name.
    pub vpc_name: Option<Input<String>>,

    /// Expected CIDR block of the VPC. Default: any.
    pub cidr_block: Option<Input<String>>,

    /// Minimum number of availability zones with subnets.
    #[serde(default = "default_number")]
    pub desired_azs: u32,

    /// Minimum number of public subnets, which have the tag `Tier` with the value `public`.
    #[serde(default = "default_number")]
    pub public_subnets: u32,

    /// Minimum number of private subnets, which have the tag `Tier` with the value `private`.
    #[serde(default = "default_number")]
    pub private_subnets: u32,
}

fn default_number() -> u32 {
    2
}

/// An existing network, in each region.
pub struct ExistingNetwork;

impl Tier for ExistingNetwork {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new("existing-network", env!("CARGO_PKG_VERSION"), "An existing VPC, and its subnets.")
            .provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")
            .data_sources(["aws_nat_gateway", "aws_nat_gateways", "aws_route_table", "aws_route_tables"])
            .data_sources(["aws_subnet", "aws_subnets", "aws_vpc"])
            .output("vpc_id", "string", "ID of the VPC.")
            .output("vpc_cidr_block", "string", "CIDR block of the VPC.")
            .output("public_subnet_ids", "list(string)", "IDs of the public subnets, sorted.")
            .output("private_subnet_ids", "list(string)", "IDs of the private subnets, sorted.")
            .output("availability_zones", "list(string)", "Names of the availability zones of the subnets.")
            .output("public_route_table_id", "string", "ID of the public subnets' route table.")
            .output("private_route_table_ids", "list(string)", "IDs of the private subnets' route tables.")
            .output(
                "nat_public_ips",
                "list(string)",
                "Addresses from which private subnets reach the internet.",
            )
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut out = Contribution::new();
        let name = inputs.vpc_name.clone().unwrap_or_else(|| context.stack.as_str().into());
        let vpc = out.add(Resource::data("aws_vpc", "main").set("tags", object! { "Name" => name }));
        let public = subnets(&mut out, &vpc, "public");
        let private = subnets(&mut out, &vpc, "private");
        let zones = zones(&mut out, &public, &private);
        checks(&mut out, &inputs, &vpc, [("public", &public), ("private", &private)], &zones);

        out.output("vpc_id", vpc.attr("id"));
        out.output("vpc_cidr_block", vpc.attr("cidr_block"));
        out.output("availability_zones", zones);
        route_tables(&mut out, &vpc, &public, &private);
        nat_gateways(&mut out, &vpc);
        out.output("public_subnet_ids", public);
        out.output("private_subnet_ids", private);
        Ok(out)
    }
}

terrace_sdk::export!(ExistingNetwork);

/// Sorts the list, because AWS returns it in any order.
fn sorted(list: Expression) -> Expression {
    Expression::call("sort", [list.into()])
}

fn filter(name: &str, values: impl Into<Value>) -> Block {
    Block::new().set("name", name).set("values", values)
}

fn of_vpc(vpc: &Reference) -> Block {
    filter("vpc-id", [vpc.attr("id")])
}

/// Returns the IDs of the subnets of one kind.
fn subnets(out: &mut Contribution, vpc: &Reference, kind: &str) -> Expression {
    let found = out.add(
        Resource::data("aws_subnets", kind)
            .set("tags", object! { "Tier" => kind })
            .block("filter", of_vpc(vpc)),
    );
    sorted(found.attr("ids"))
}

/// Returns the names of the zones of the subnets.
fn zones(out: &mut Contribution, public: &Expression, private: &Expression) -> Expression {
    let all = Expression::call("toset", [Expression::call("concat", values![public, private]).into()]);
    let subnets =
        out.add(Resource::data("aws_subnet", "each").for_each(all).set("id", Expression::raw("each.key")));
    let zones = Expression::raw(format!("[for subnet in {subnets} : subnet.availability_zone]"));
    sorted(Expression::call("distinct", [zones.into()]))
}

fn route_tables(out: &mut Contribution, vpc: &Reference, public: &Expression, private: &Expression) {
    let table = out.add(Resource::data("aws_route_table", "public").set("subnet_id", public.index(0)));
    let tables = out.add(
        Resource::data("aws_route_tables", "private")
            .set("vpc_id", vpc.attr("id"))
            .block("filter", filter("association.subnet-id", private)),
    );
    out.output("public_route_table_id", table.attr("id"));
    out.output("private_route_table_ids", sorted(tables.attr("ids")));
}

fn nat_gateways(out: &mut Contribution, vpc: &Reference) {
    let found = out.add(
        Resource::data("aws_nat_gateways", "main")
            .set("vpc_id", vpc.attr("id"))
            .block("filter", filter("state", ["available"])),
    );
    let gateways = out.add(
        Resource::data("aws_nat_gateway", "each")
            .for_each(Expression::call("toset", [found.attr("ids").into()]))
            .set("id", Expression::raw("each.key")),
    );
    let addresses = Expression::raw(format!("[for gateway in {gateways} : gateway.public_ip]"));
    out.output("nat_public_ips", sorted(addresses));
}

/// Adds checks of the properties that the stack relies on.
fn checks(
    out: &mut Contribution,
    inputs: &Inputs,
    vpc: &Reference,
    subnets: [(&str, &Expression); 2],
    zones: &Expression,
) {
    if let Some(expected) = &inputs.cidr_block {
        let same = Expression::call("contains", values![[vpc.attr("cidr_block")], expected]);
        let message = template!["The VPC does not have the CIDR block ", expected, "."];
        out.check(Check::new("cidr_block").assert(&same, message));
    }
    let wanted = [inputs.public_subnets, inputs.private_subnets];
    for ((kind, ids), wanted) in subnets.into_iter().zip(wanted) {
        let enough = at_least(ids, wanted);
        let message = format!("There are fewer than {wanted} {kind} subnets.");
        out.check(Check::new(format!("{kind}_subnets")).assert(&enough, message));
    }
    let wanted = inputs.desired_azs;
    let message = format!("The subnets are in fewer than {wanted} availability zones.");
    out.check(Check::new("zones").assert(&at_least(zones, wanted), message));
}

fn at_least(list: &Expression, wanted: u32) -> Expression {
    Expression::raw(format!("{} >= {wanted}", Expression::call("length", values![list])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use terrace_sdk::serde_json::{Value as Json, json};
    use terrace_sdk::testing::{Instance, Synthesized};

    fn made(inputs: Json) -> Synthesized {
        Instance::<ExistingNetwork>::new().region("main").inputs(inputs).synth()
    }

    #[test]
    fn nothing_is_made() {
        let made = made(json!({}));
        assert!(made.addresses("").iter().all(|address| address.starts_with("data.")));
        assert_eq!(made.block("data.aws_vpc.main")["tags"], json!({"Name": "three-tier"}));
    }

    #[test]
    fn every_output_of_the_built_in_tier_is_given() {
        let made = made(json!({}));
        let outputs = made.json()["output"].as_object().map(|outputs| outputs.len());
        assert_eq!(outputs, Some(8));
    }

    #[test]
    fn the_cidr_block_is_checked_where_one_is_expected() {
        assert!(!made(json!({})).has("check.cidr_block"));
        let made = made(json!({"cidr_block": "10.0.0.0/16"}));
        assert_eq!(
            made.block("check.cidr_block")["assert"][0]["condition"],
            "${contains([data.aws_vpc.main.cidr_block], \"10.0.0.0/16\")}"
        );
    }
}
