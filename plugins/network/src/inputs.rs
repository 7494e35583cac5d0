//! The tier's inputs, and the checks of their combinations.

use std::net::Ipv4Addr;
use std::num::NonZeroUsize;
use terrace_sdk::prelude::*;

/// Inputs of the network tier.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// CIDR block of the VPC.
    #[serde(default = "default_cidr_block")]
    pub cidr_block: Input<String>,

    /// Gives public DNS names to instances with public addresses.
    #[serde(default = "default_enable_dns_hostnames")]
    pub enable_dns_hostnames: Input<bool>,

    /// Number of availability zones that subnets are spread over, the region's first ones by name. Subnets
    /// take turns: the first is in the first zone, the second in the second. An existing subnet stays in its
    /// zone when this number changes. Default: 2, or the number of `availability_zones`.
    pub desired_azs: Option<NonZeroUsize>,

    /// Names of the availability zones that subnets are spread over, such as `us-east-1a`, instead of the
    /// region's first ones. An existing subnet stays in its zone when this list changes. Default: chosen by
    /// `desired_azs`.
    #[schemars(extend("minItems" = 1, "uniqueItems" = true))]
    pub availability_zones: Option<Vec<Input<String>>>,

    /// Number of public subnets.
    #[serde(default = "default_subnets")]
    pub public_subnets: usize,

    /// Number of private subnets.
    #[serde(default = "default_subnets")]
    pub private_subnets: usize,

    /// Number of bits by which a subnet's prefix is longer than the VPC's: with 8, subnets of a /16 VPC are
    /// /24. Public subnets are numbered from the start of the VPC's block, private ones from its middle, so
    /// that adding one changes no other. It cannot be changed while there are subnets, because the new ones
    /// would overlap them.
    #[serde(default = "default_subnet_newbits")]
    #[schemars(range(min = 1, max = 12))]
    pub subnet_newbits: u8,

    /// Connection of private subnets to the internet.
    #[serde(default)]
    pub nat: Nat,
}

/// Connection of private subnets to the internet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Nat {
    /// One NAT gateway for each zone that has a public subnet.
    #[default]
    PerZone,
    /// One NAT gateway for the whole VPC: cheaper, but unavailable when its zone is.
    Single,
    /// No connection.
    None,
}

fn default_cidr_block() -> Input<String> {
    "10.0.0.0/16".into()
}

fn default_enable_dns_hostnames() -> Input<bool> {
    true.into()
}

fn default_subnets() -> usize {
    2
}

fn default_subnet_newbits() -> u8 {
    8
}

/// The number of availability zones if the inputs have neither a number nor names.
const ZONES: usize = 2;
/// The prefix lengths that AWS allows for a VPC.
const VPC_PREFIXES: std::ops::RangeInclusive<u8> = 16..=28;
/// The longest prefix that AWS allows for a subnet.
const LONGEST_PREFIX: u8 = 28;

impl Inputs {
    /// Returns the maximum number of public subnets, and of private ones. It is also the number of the first
    /// private one.
    pub(crate) fn half(&self) -> usize {
        1 << self.subnet_newbits.clamp(1, 12).saturating_sub(1)
    }

    /// Returns the number of availability zones that subnets are spread over.
    pub(crate) fn zones(&self) -> usize {
        let named = self.availability_zones.as_ref().map(Vec::len);
        named.or(self.desired_azs.map(NonZeroUsize::get)).unwrap_or(ZONES)
    }

    pub(crate) fn check(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        if !(1..=12).contains(&self.subnet_newbits) {
            let summary = format!("subnet_newbits is {}, but AWS allows 1 to 12", self.subnet_newbits);
            problems.push(Diagnostic::new("subnet-newbits-out-of-range", summary).path("/subnet_newbits"));
        }
        for (name, number) in [("public", self.public_subnets), ("private", self.private_subnets)] {
            if number > self.half() {
                let (half, bits) = (self.half(), self.subnet_newbits);
                let summary = format!("there is room for {half} {name} subnets, not for {number}");
                problems.push(
                    Diagnostic::new("too-many-subnets", summary)
                        .detail(format!(
                            "{bits} more bits are enough for {} subnets, half of them {name}",
                            2 * half
                        ))
                        .path(format!("/{name}_subnets"))
                        .hint("raise subnet_newbits before anything is in the network"),
                );
            }
        }
        problems.take(self.check_block());
        problems.take(self.check_zones());
        if self.nat == Nat::Single && self.public_subnets == 0 && self.private_subnets > 0 {
            problems.push(
                Diagnostic::new(
                    "nat-without-public-subnet",
                    "a NAT gateway needs a public subnet, but there is none",
                )
                .path("/nat")
                .hint("set public_subnets to 1 or more, or nat to `none`"),
            );
        }
        problems.finish()
    }

    /// Checks the VPC's block and the subnets' prefix in it, if the block is known.
    fn check_block(&self) -> Result<(), Diagnostics> {
        let Some(block) = self.cidr_block.known() else { return Ok(()) };
        let problem = |code: &str, summary: String, hint: String| {
            Err(Diagnostic::new(code, summary).path("/cidr_block").hint(hint).into())
        };
        let Some((address, prefix)) = parse_block(block) else {
            let summary = format!("`{block}` is not a CIDR block");
            return problem("not-a-cidr-block", summary, "write one such as `10.0.0.0/16`".into());
        };
        if !VPC_PREFIXES.contains(&prefix) {
            let (shortest, longest) = (VPC_PREFIXES.start(), VPC_PREFIXES.end());
            let summary = format!("a VPC cannot be a /{prefix}: AWS allows /{shortest} to /{longest}");
            return problem("vpc-size", summary, format!("write one such as `{address}/{shortest}`"));
        }
        let first = Ipv4Addr::from(u32::from(address) & u32::MAX << (32 - prefix));
        if first != address {
            let summary = format!("`{block}` does not begin with the first address of its block");
            return problem("not-a-cidr-block", summary, format!("write `{first}/{prefix}`"));
        }
        if is_reserved(address) {
            let summary = format!("a VPC cannot use `{block}`, whose addresses are reserved");
            return problem("reserved-addresses", summary, "write one such as `10.0.0.0/16`".into());
        }
        let longest = prefix.saturating_add(self.subnet_newbits);
        if longest <= LONGEST_PREFIX {
            return Ok(());
        }
        let summary =
            format!("subnets would be /{longest}, but AWS allows none smaller than /{LONGEST_PREFIX}");
        Err(Diagnostic::new("subnets-too-small", summary)
            .path("/subnet_newbits")
            .hint("lower subnet_newbits, or give the VPC a larger block")
            .into())
    }

    /// Checks the names of the zones.
    fn check_zones(&self) -> Result<(), Diagnostics> {
        let Some(zones) = &self.availability_zones else { return Ok(()) };
        let mut problems = Diagnostics::new();
        if zones.is_empty() {
            let summary = "availability_zones is empty";
            problems.push(
                Diagnostic::new("no-zones", summary)
                    .path("/availability_zones")
                    .hint("list at least one zone, or remove it"),
            );
        }
        if let Some(desired) = self.desired_azs.filter(|desired| desired.get() != zones.len()) {
            let summary = format!("desired_azs is {desired}, but availability_zones has {}", zones.len());
            problems.push(
                Diagnostic::new("zones-disagree", summary)
                    .path("/desired_azs")
                    .hint("remove desired_azs: every zone in availability_zones is used"),
            );
        }
        for (at, zone) in zones.iter().enumerate() {
            let Some(name) = zone.known() else { continue };
            let problem = if zones[..at].contains(zone) {
                Diagnostic::new("zone-twice", format!("the availability zone `{name}` is listed twice"))
                    .hint("list each zone once")
            } else if name.contains("-az") {
                Diagnostic::new(
                    "zone-id",
                    format!("`{name}` is the ID of an availability zone, not its name"),
                )
                .hint("write the name that your account has for it, such as `us-east-1a`")
            } else {
                continue;
            };
            problems.push(problem.path(format!("/availability_zones/{at}")));
        }
        problems.finish()
    }
}

/// Parses a block such as `10.0.0.0/16` into address and prefix length.
fn parse_block(block: &str) -> Option<(Ipv4Addr, u8)> {
    let (address, prefix) = block.split_once('/')?;
    let is_number = prefix.chars().all(|c| c.is_ascii_digit()) && (prefix == "0" || !prefix.starts_with('0'));
    let prefix = prefix.parse().ok().filter(|prefix| is_number && *prefix <= 32)?;
    Some((address.parse().ok()?, prefix))
}

/// Returns whether AWS rejects a VPC with such addresses: this network, loopback, link-local and multicast.
fn is_reserved(address: Ipv4Addr) -> bool {
    address.octets()[0] == 0 || address.is_loopback() || address.is_link_local() || address.octets()[0] >= 224
}
