//! What the tier takes, and what of it goes together.

use std::num::NonZeroUsize;
use terrace_sdk::prelude::*;

/// Inputs of the network tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// CIDR block of the VPC.
    #[serde(default = "default_cidr_block")]
    pub cidr_block: Input<String>,

    /// Whether instances with public addresses get public DNS names.
    #[serde(default = "default_enable_dns_hostnames")]
    pub enable_dns_hostnames: Input<bool>,

    /// Number of availability zones that the subnets are spread over. Subnets take turns: the first is in
    /// the first zone, the second in the second.
    #[serde(default = "default_desired_azs")]
    pub desired_azs: NonZeroUsize,

    /// Number of public subnets.
    #[serde(default = "default_subnets")]
    pub public_subnets: usize,

    /// Number of private subnets.
    #[serde(default = "default_subnets")]
    pub private_subnets: usize,

    /// By how many bits a subnet's prefix is longer than the VPC's: 8 makes subnets of /24 in a VPC of /16.
    /// Public subnets are numbered from the start of the VPC's block, private ones from its middle, so that
    /// adding one changes no other. Changing this number changes all.
    #[serde(default = "default_subnet_newbits")]
    #[schemars(range(min = 1, max = 12))]
    pub subnet_newbits: u8,

    /// How private subnets reach the internet.
    #[serde(default)]
    pub nat: Nat,
}

/// How private subnets reach the internet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Nat {
    /// One NAT gateway for each zone that has a public subnet.
    #[default]
    PerZone,
    /// One NAT gateway for the whole VPC: cheaper, and gone with its zone.
    Single,
    /// Not at all.
    None,
}

fn default_cidr_block() -> Input<String> {
    "10.0.0.0/16".into()
}

fn default_enable_dns_hostnames() -> Input<bool> {
    true.into()
}

fn default_desired_azs() -> NonZeroUsize {
    NonZeroUsize::MIN.saturating_add(1)
}

fn default_subnets() -> usize {
    2
}

fn default_subnet_newbits() -> u8 {
    8
}

/// The longest prefix that AWS takes for a subnet.
const LONGEST_PREFIX: u8 = 28;

impl Inputs {
    /// How many public subnets there may be, and as many private ones: the number of the first private one.
    pub(crate) fn half(&self) -> usize {
        1 << self.subnet_newbits.clamp(1, 12).saturating_sub(1)
    }

    pub(crate) fn check(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        if !(1..=12).contains(&self.subnet_newbits) {
            let summary = format!("subnet_newbits is {}, and AWS allows 1 to 12", self.subnet_newbits);
            problems.push(Diagnostic::new("subnet-newbits-out-of-range", summary).path("/subnet_newbits"));
        }
        for (name, number) in [("public", self.public_subnets), ("private", self.private_subnets)] {
            if number > self.half() {
                let (half, bits) = (self.half(), self.subnet_newbits);
                let summary = format!("there is room for {half} {name} subnets, not for {number}");
                problems.push(
                    Diagnostic::new("too-many-subnets", summary)
                        .detail(format!("{bits} more bits number {} subnets, half of them {name}", 2 * half))
                        .path(format!("/{name}_subnets"))
                        .hint("raise subnet_newbits before anything is in the network"),
                );
            }
        }
        problems.take(self.check_prefix());
        if self.nat == Nat::Single && self.public_subnets == 0 && self.private_subnets > 0 {
            problems.push(
                Diagnostic::new(
                    "nat-without-public-subnet",
                    "a NAT gateway needs a public subnet, there is none",
                )
                .path("/nat")
                .hint("set public_subnets to 1 or more, or nat to `none`"),
            );
        }
        problems.finish()
    }

    /// Checks the length of the subnets' prefix where the VPC's block is known.
    fn check_prefix(&self) -> Result<(), Diagnostics> {
        let Some(block) = self.cidr_block.known() else { return Ok(()) };
        let Some(prefix) = block.split_once('/').and_then(|(_, prefix)| prefix.parse::<u8>().ok()) else {
            return Err(Diagnostic::new("not-a-cidr-block", format!("`{block}` is not a CIDR block"))
                .path("/cidr_block")
                .hint("write one such as `10.0.0.0/16`")
                .into());
        };
        let longest = prefix.saturating_add(self.subnet_newbits);
        if longest <= LONGEST_PREFIX {
            return Ok(());
        }
        let summary =
            format!("subnets would be /{longest}, and AWS allows none smaller than /{LONGEST_PREFIX}");
        Err(Diagnostic::new("subnets-too-small", summary)
            .path("/subnet_newbits")
            .hint("lower subnet_newbits, or give the VPC a greater block")
            .into())
    }
}
