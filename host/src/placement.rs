//! Whether what AWS spreads over availability zones has enough of them, as far as the configuration tells.

use crate::model::{Address, BlockKind, Diagnostic, InstanceId};
use crate::terraform_json::{Block, Configuration};
use std::collections::{BTreeMap, BTreeSet};

/// Types that need subnets in two zones, and the attribute that lists them.
const IN_TWO_ZONES: &[(&str, &str)] = &[
    ("aws_db_subnet_group", "subnet_ids"),
    ("aws_docdb_subnet_group", "subnet_ids"),
    ("aws_neptune_subnet_group", "subnet_ids"),
];

/// How many blocks are followed from a subnet group to a subnet.
const STEPS: usize = 4;

/// A group whose subnets are all in one availability zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OneZone {
    /// The instance that made the group.
    pub(crate) instance: InstanceId,
    /// The group's address in its tier.
    local: Address,
    /// The attribute that lists the subnets.
    attribute: &'static str,
    /// The subnets' addresses in their tiers.
    subnets: Vec<Address>,
    /// The instance that made the subnets, where one made them all.
    pub(crate) maker: Option<InstanceId>,
}

impl OneZone {
    /// The error as a diagnostic, without places in the stack file.
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let Self { local, attribute, subnets, .. } = self;
        let summary = format!("`{local}` needs subnets in two availability zones, and has them in one");
        let subnets: Vec<_> = subnets.iter().map(|subnet| format!("`{subnet}`")).collect();
        let hint = match &self.maker {
            Some(maker) => {
                format!(
                    "let tier `{}` spread its subnets over two zones, as with `desired_azs: 2`",
                    maker.tier
                )
            }
            None => "add a subnet of another zone".to_owned(),
        };
        Diagnostic::error("one-zone", summary)
            .instance(self.instance.clone())
            .address(local.clone())
            .path(*attribute)
            .note(format!("of one zone: {}", subnets.join(", ")))
            .hint(hint)
    }
}

/// Every group that AWS would refuse. One with a subnet of which nobody knows where it is passes.
pub(crate) fn check(configuration: &Configuration) -> Vec<OneZone> {
    let groups = configuration.blocks.iter().filter_map(|(address, block)| {
        let (_, attribute) = IN_TWO_ZONES.iter().find(|(name, _)| *name == address.type_name)?;
        (address.kind == BlockKind::Resource).then_some((block, *attribute))
    });
    groups.filter_map(|(block, attribute)| one_zone(&configuration.blocks, block, attribute)).collect()
}

fn one_zone(blocks: &BTreeMap<Address, Block>, group: &Block, attribute: &'static str) -> Option<OneZone> {
    let listed = group.body.get(attribute)?.as_array()?;
    let subnets: Option<Vec<_>> = listed.iter().map(|text| subnet(blocks, text.as_str()?, STEPS)).collect();
    let subnets = subnets?;
    let zone = |subnet: &Block| subnet.body.get("availability_zone")?.as_str().map(str::to_owned);
    let zones: Option<BTreeSet<_>> = subnets.iter().map(|subnet| zone(subnet)).collect();
    zones.filter(|zones| zones.len() == 1)?;
    let makers: BTreeSet<_> = subnets.iter().map(|subnet| &subnet.instance).collect();
    Some(OneZone {
        instance: group.instance.clone(),
        local: group.local.clone(),
        attribute,
        subnets: subnets.iter().map(|subnet| subnet.local.clone()).collect(),
        maker: makers.first().filter(|_| makers.len() == 1).map(|maker| (*maker).clone()),
    })
}

/// The subnet behind a reference such as `${aws_route_table_association.a.subnet_id}`.
fn subnet<'c>(blocks: &'c BTreeMap<Address, Block>, text: &str, steps: usize) -> Option<&'c Block> {
    let (address, attribute) = plain(text).rsplit_once('.')?;
    let address = Address::parse(address).ok()?;
    let block = blocks.get(&address)?;
    if address.type_name == "aws_subnet" && attribute == "id" {
        return Some(block);
    }
    subnet(blocks, block.body.get(attribute)?.as_str()?, steps.checked_sub(1)?)
}

/// The expression of a template that is one, and the text of any other.
fn plain(text: &str) -> &str {
    text.strip_prefix("${").and_then(|text| text.strip_suffix('}')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Provenance;
    use serde_json::{Value, json};
    use std::sync::Arc;

    fn configuration(blocks: &[(&str, &str, Value)]) -> Configuration {
        let provenance = Arc::new(Provenance { component: "x@1.0.0".into(), digest: "sha256:0".into() });
        let block = |tier: &str, address: &Address, body: &Value| Block {
            instance: InstanceId { tier: crate::model::TierName::new(tier).unwrap(), region: None },
            local: address.clone(),
            body: body.clone(),
            provenance: Arc::clone(&provenance),
            references: BTreeSet::new(),
            depends_on: BTreeSet::new(),
        };
        let blocks = blocks.iter().map(|(tier, address, body)| {
            let address = Address::parse(address).unwrap();
            (address.clone(), block(tier, &address, body))
        });
        Configuration { blocks: blocks.collect(), ..Configuration::default() }
    }

    fn with(subnet_ids: Value, second_zone: Value) -> Vec<OneZone> {
        check(&configuration(&[
            (
                "network",
                "aws_subnet.a",
                json!({ "availability_zone": "${data.aws_availability_zones.z.names[0]}" }),
            ),
            ("network", "aws_subnet.b", json!({ "availability_zone": second_zone })),
            ("network", "aws_route_table_association.b", json!({ "subnet_id": "${aws_subnet.b.id}" })),
            ("database", "aws_db_subnet_group.main", json!({ "subnet_ids": subnet_ids })),
        ]))
    }

    #[test]
    fn subnets_of_one_zone_are_not_enough() {
        let both = || json!(["${aws_subnet.a.id}", "${aws_route_table_association.b.subnet_id}"]);
        let zone = |index: usize| json!(format!("${{data.aws_availability_zones.z.names[{index}]}}"));
        let errors = with(both(), zone(0));
        insta::assert_debug_snapshot!(errors.iter().map(OneZone::diagnostic).collect::<Vec<_>>());
        assert_eq!(with(json!(["${aws_subnet.a.id}"]), zone(1)).len(), 1);
        assert_eq!(with(both(), zone(1)), []);
    }

    #[test]
    fn what_is_not_known_passes() {
        for unknown in [
            json!("${aws_subnet.a[*].id}"),
            json!(["${aws_subnet.a.id}", "${var.subnet}"]),
            json!(["${aws_subnet.a.id}", "subnet-1"]),
            json!(["${aws_subnet.a.id}", "${aws_subnet.c.id}"]),
            json!([]),
            json!(null),
        ] {
            assert_eq!(with(unknown.clone(), json!("eu-west-1a")), [], "{unknown}");
        }
        assert_eq!(with(json!(["${aws_subnet.a.id}", "${aws_subnet.b.id}"]), json!(null)), []);
    }
}
