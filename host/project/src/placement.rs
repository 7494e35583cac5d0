//! Checks that resources which AWS spreads over availability zones have subnets in enough of them, as far as the configuration
//! shows.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use terrace_core::model::{Address, BlockKind, Diagnostic, Explain, InstanceId};
use terrace_core::terraform_json::{Block, Configuration};

/// How subnets must be spread over availability zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The subnets must be in at least two zones.
    TwoZones,
    /// No two subnets may be in the same zone.
    OneInEach,
}

/// Types of resources, the attribute that lists their subnets, and how those must be spread.
const SPREAD: &[(&str, &str, Rule)] = &[
    ("aws_alb", "subnets", Rule::OneInEach),
    ("aws_db_subnet_group", "subnet_ids", Rule::TwoZones),
    ("aws_docdb_subnet_group", "subnet_ids", Rule::TwoZones),
    ("aws_elb", "subnets", Rule::OneInEach),
    ("aws_lb", "subnets", Rule::OneInEach),
    ("aws_neptune_subnet_group", "subnet_ids", Rule::TwoZones),
];

/// The maximum number of blocks that are followed from a list to a subnet.
const MAX_STEPS: usize = 4;

/// A resource whose subnets are in the same availability zone although they must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CrowdedSubnets {
    /// The instance of the resource.
    pub(crate) instance: InstanceId,
    /// The resource's address in its tier.
    local: Address,
    attribute: &'static str,
    rule: Rule,
    /// The subnets in the same zone, by their addresses in their tiers.
    subnets: Vec<Address>,
    /// The instance of the subnets, if they all belong to one.
    pub(crate) maker: Option<InstanceId>,
}

impl Explain for CrowdedSubnets {
    /// Returns the error as a diagnostic, without locations in the stack file.
    fn diagnostic(&self) -> Diagnostic {
        let Self { local, attribute, subnets, .. } = self;
        let subnets = subnets.iter().map(|subnet| format!("`{subnet}`")).collect::<Vec<_>>().join(", ");
        let maker = self.maker.as_ref().map(|maker| format!("make tier `{}` ", maker.tier));
        let (summary, hint) = match self.rule {
            Rule::TwoZones => (
                format!(
                    "`{local}` needs subnets in two availability zones, but all of its subnets are in one"
                ),
                match maker {
                    Some(maker) => {
                        format!("{maker}spread its subnets over two zones, for example with `desired_azs: 2`")
                    }
                    None => "add a subnet in another zone".to_owned(),
                },
            ),
            Rule::OneInEach => (
                format!("`{local}` takes one subnet per availability zone, but has several in one"),
                match maker {
                    Some(maker) => format!(
                        "{maker}spread its subnets over as many zones as there are subnets, for example with `desired_azs`, or \
                         link only some of them"
                    ),
                    None => "remove all but one of them".to_owned(),
                },
            ),
        };
        Diagnostic::error("zones", summary)
            .instance(self.instance.clone())
            .address(local.clone())
            .path(*attribute)
            .note(format!("in one zone: {subnets}"))
            .hint(hint)
    }
}

/// Returns all resources that AWS would reject. A subnet in an unknown zone counts as one in a zone of its own.
pub fn check(configuration: &Configuration) -> Vec<CrowdedSubnets> {
    let resources = configuration.blocks.iter().filter_map(|(address, block)| {
        let (_, attribute, rule) = SPREAD.iter().find(|(name, ..)| *name == address.type_name)?;
        (address.kind == BlockKind::Resource).then_some((block, *attribute, *rule))
    });
    let blocks = &configuration.blocks;
    resources.filter_map(|(block, attribute, rule)| crowded(blocks, block, attribute, rule)).collect()
}

fn crowded(
    blocks: &BTreeMap<Address, Block>,
    block: &Block,
    attribute: &'static str,
    rule: Rule,
) -> Option<CrowdedSubnets> {
    let listed = block.body.get(attribute)?.as_array()?;
    let mut zones: BTreeMap<&str, Vec<&Block>> = BTreeMap::new();
    for text in listed {
        if let Some(subnet) = text.as_str().and_then(|text| subnet(blocks, text, MAX_STEPS))
            && let Some(zone) = subnet.body.get("availability_zone").and_then(Value::as_str)
        {
            zones.entry(zone).or_default().push(subnet);
        }
    }
    let together = zones.into_values().find(|together| match rule {
        Rule::TwoZones => together.len() == listed.len(),
        Rule::OneInEach => together.len() > 1,
    })?;
    let makers: BTreeSet<_> = together.iter().map(|subnet| &subnet.instance).collect();
    Some(CrowdedSubnets {
        instance: block.instance.clone(),
        local: block.local.clone(),
        attribute,
        rule,
        subnets: together.iter().map(|subnet| subnet.local.clone()).collect(),
        maker: makers.first().filter(|_| makers.len() == 1).map(|maker| (*maker).clone()),
    })
}

/// Follows a reference such as `${aws_route_table_association.a.subnet_id}` to its subnet.
fn subnet<'c>(blocks: &'c BTreeMap<Address, Block>, text: &str, steps: usize) -> Option<&'c Block> {
    let (address, attribute) = plain(text).rsplit_once('.')?;
    let address = Address::parse(address).ok()?;
    let block = blocks.get(&address)?;
    if address.type_name == "aws_subnet" && attribute == "id" {
        return Some(block);
    }
    subnet(blocks, block.body.get(attribute)?.as_str()?, steps.checked_sub(1)?)
}

/// Returns the expression of a template that consists of one interpolation, or else the string itself.
fn plain(text: &str) -> &str {
    text.strip_prefix("${").and_then(|text| text.strip_suffix('}')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use terrace_core::model::TierName;

    fn configuration(blocks: &[(&str, &str, Value)]) -> Configuration {
        let block = |tier: &str, address: &Address, body: &Value| Block {
            instance: InstanceId { tier: TierName::new(tier).unwrap(), region: None },
            local: address.clone(),
            body: body.clone(),
            references: BTreeSet::new(),
            depends_on: BTreeSet::new(),
        };
        let blocks = blocks.iter().map(|(tier, address, body)| {
            let address = Address::parse(address).unwrap();
            (address.clone(), block(tier, &address, body))
        });
        Configuration { blocks: blocks.collect(), ..Configuration::default() }
    }

    fn zone(index: usize) -> Value {
        json!(format!("${{data.aws_availability_zones.z.names[{index}]}}"))
    }

    /// Returns a subnet group and a load balancer with these subnets; `a` is in the first zone.
    fn with(subnets: &Value, second_zone: &Value) -> [Vec<CrowdedSubnets>; 2] {
        let errors = check(&configuration(&[
            ("network", "aws_subnet.a", json!({ "availability_zone": zone(0) })),
            ("network", "aws_subnet.b", json!({ "availability_zone": second_zone })),
            ("network", "aws_subnet.c", json!({ "availability_zone": zone(2) })),
            ("network", "aws_route_table_association.b", json!({ "subnet_id": "${aws_subnet.b.id}" })),
            ("database", "aws_db_subnet_group.main", json!({ "subnet_ids": subnets })),
            ("compute", "aws_lb.main", json!({ "subnets": subnets })),
        ]));
        let (group, balancer) = errors.into_iter().partition(|error| error.rule == Rule::TwoZones);
        [group, balancer]
    }

    #[test]
    fn placement_check_reports_subnets_in_one_zone() {
        let both = json!(["${aws_subnet.a.id}", "${aws_route_table_association.b.subnet_id}"]);
        let [group, balancer] = with(&both, &zone(0));
        let told = group.iter().chain(&balancer).map(CrowdedSubnets::diagnostic).collect::<Vec<_>>();
        insta::assert_debug_snapshot!(told);
        assert_eq!(with(&both, &zone(1)), [[], []]);
        let one = with(&json!(["${aws_subnet.a.id}"]), &zone(1));
        assert_eq!(one.map(|errors| errors.len()), [1, 0]);
        let three = json!(["${aws_subnet.a.id}", "${aws_subnet.b.id}", "${aws_subnet.c.id}"]);
        assert_eq!(with(&three, &zone(0)).map(|errors| errors.len()), [0, 1]);
        assert_eq!(with(&three, &zone(1)), [[], []]);
    }

    #[test]
    fn placement_check_accepts_unknown_subnets() {
        for unknown in [
            json!("${aws_subnet.a[*].id}"),
            json!(["${aws_subnet.a.id}", "${var.subnet}"]),
            json!(["${aws_subnet.a.id}", "subnet-1"]),
            json!(["${aws_subnet.a.id}", "${aws_subnet.d.id}"]),
            json!(["subnet-1", "subnet-1"]),
            json!([]),
            json!(null),
        ] {
            assert_eq!(with(&unknown, &json!("eu-west-1a")), [[], []], "{unknown}");
        }
        assert_eq!(with(&json!(["${aws_subnet.a.id}", "${aws_subnet.b.id}"]), &json!(null)), [[], []]);
    }
}
