//! Security groups, and their rules as separate resources.

use crate::name::prefix;
use terrace_sdk::prelude::*;

/// A security group. Each of its rules is a separate resource. Without rules it lets nothing in or out.
///
/// A tier that uses it lists [`SecurityGroup::RESOURCES`] in its manifest.
///
/// ```
/// use terrace_aws::{Peer, SecurityGroup};
/// use terrace_sdk::prelude::*;
///
/// fn groups(context: &Context, out: &mut Contribution, vpc_id: &Input<String>) {
///     let public = SecurityGroup::new("load_balancer", "Load balancer", vpc_id)
///         .inbound_ports([80, 443], &Peer::Anywhere)
///         .add(context, out);
///     SecurityGroup::new("instances", "Instances, only from the load balancer", vpc_id)
///         .inbound_ports([8080], &Peer::group(public.attr("id")))
///         .allow_internet_access()
///         .add(context, out);
/// }
/// ```
#[derive(Debug, Clone)]
pub struct SecurityGroup {
    name: String,
    group: Resource,
    rules: Vec<Resource>,
}

/// The other end of a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Peer {
    /// The whole internet (IPv4).
    Anywhere,
    /// The members of a security group, by its ID.
    Group(Value),
}

impl Peer {
    /// Returns the members of a security group, by its ID.
    pub fn group(id: impl Into<Value>) -> Self {
        Self::Group(id.into())
    }

    fn of(&self, rule: Resource) -> Resource {
        match self {
            Self::Anywhere => rule.set("cidr_ipv4", "0.0.0.0/0"),
            Self::Group(id) => rule.set("referenced_security_group_id", id),
        }
    }
}

const GROUP: &str = "aws_security_group";
const INGRESS: &str = "aws_vpc_security_group_ingress_rule";
const EGRESS: &str = "aws_vpc_security_group_egress_rule";

impl SecurityGroup {
    /// The resource types that it consists of.
    pub const RESOURCES: [&str; 3] = [GROUP, INGRESS, EGRESS];

    /// Creates a group without rules. AWS replaces the group when its description changes.
    pub fn new(name: &str, description: &str, vpc_id: impl Into<Value>) -> Self {
        let group = Resource::new(GROUP, name)
            .set("description", description)
            .set("vpc_id", vpc_id)
            .create_before_destroy();
        Self { name: name.to_owned(), group, rules: Vec::new() }
    }

    /// Leaves the description of a group that exists as it is, so that another one does not replace the
    /// group.
    #[must_use]
    pub fn keep_description(mut self) -> Self {
        self.group = self.group.ignore_changes(["description"]);
        self
    }

    /// Returns the reference to the group, for use once it is added. Two groups whose rules refer to each
    /// other need it.
    pub fn reference(&self) -> Reference {
        self.group.reference()
    }

    /// Allows inbound TCP connections on these ports, from one peer. A rule's local name consists of the
    /// group's name and the port, so there is one peer for each port.
    #[must_use]
    pub fn inbound_ports(self, ports: impl IntoIterator<Item = u16>, from: &Peer) -> Self {
        self.tcp(INGRESS, ports, from)
    }

    /// Allows outbound TCP connections to these ports of one peer.
    #[must_use]
    pub fn outbound_ports(self, ports: impl IntoIterator<Item = u16>, to: &Peer) -> Self {
        self.tcp(EGRESS, ports, to)
    }

    /// Allows all outbound traffic.
    #[must_use]
    pub fn allow_internet_access(mut self) -> Self {
        let rule = Resource::new(EGRESS, format!("{}_internet", self.name)).set("ip_protocol", "-1");
        self.rules.push(Peer::Anywhere.of(rule));
        self
    }

    /// Adds the group and its rules.
    pub fn add(self, context: &Context, out: &mut Contribution) -> Reference {
        let tag = self.name.replace('_', "-");
        let tags = context.tags(&tag);
        // A prefix, because the replacement of a group must exist before the old one is deleted.
        let group = self.group.set("name_prefix", group_prefix(context, &tag)).set("tags", &tags);
        let group = out.add(group);
        for rule in self.rules {
            out.add(rule.set("security_group_id", group.attr("id")).set("tags", &tags));
        }
        group
    }

    fn tcp(mut self, rule_type: &str, ports: impl IntoIterator<Item = u16>, peer: &Peer) -> Self {
        for port in ports {
            let rule = Resource::new(rule_type, format!("{}_{port}", self.name))
                .set("ip_protocol", "tcp")
                .set("from_port", port)
                .set("to_port", port);
            self.rules.push(peer.of(rule));
        }
        self
    }
}

/// Returns the beginning of a group's name. It must not begin like the IDs of groups.
fn group_prefix(context: &Context, local: &str) -> String {
    let name = context.name(local);
    if name.starts_with("sg-") { prefix(&format!("group-{name}")) } else { prefix(&name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the prefix of the group `instances` in a stack with this name.
    fn prefix_in(stack: &str) -> String {
        let context = Context {
            tier: "compute".into(),
            stack: stack.into(),
            environment: None,
            region: Some("main".into()),
            regions: Vec::new(),
            stack_tags: [].into(),
        };
        group_prefix(&context, "instances")
    }

    #[test]
    fn security_group_name_never_begins_like_an_id() {
        assert_eq!(prefix_in("shop"), "shop-main-compute-instances-");
        assert_eq!(prefix_in("sgp"), "sgp-main-compute-instances-");
        assert_eq!(prefix_in("sg"), "group-sg-main-compute-instances-");
        assert_eq!(prefix_in("sg-platform"), "group-sg-platform-main-compute-instances-");
        assert_eq!(prefix_in(&format!("sg-{}", "x".repeat(300))).len(), 229);
    }
}
