//! The DNS record in front of the load balancer.

use crate::Inputs;
use crate::load_balancer::Front;
use terrace_sdk::prelude::*;

/// The record that leads to the load balancer. Either `zone_id` or `zone_name` is given. It is an IPv4
/// record, as the load balancer has no IPv6 addresses.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dns {
    /// ID of the public hosted zone.
    pub zone_id: Option<Input<String>>,

    /// Name of the public hosted zone, which must exist already.
    pub zone_name: Option<Input<String>>,

    /// Name of the record. A name outside the zone is taken as one within it: `www` in `example.com` is
    /// `www.example.com`.
    pub name: Input<String>,

    /// What this region is for the name; the other region has the same name and the other role. Default: the
    /// record is the only one of its name.
    pub failover: Option<Failover>,
}

/// What a region is for a name that two regions share.
///
/// AWS never takes two of one kind, and Terraform changes both records at once. So a swap is three runs:
/// remove the secondary's `dns`, make the primary the secondary, and give the other region `dns` again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Failover {
    /// It answers while it is healthy.
    Primary,
    /// It answers while the primary is not healthy.
    Secondary,
}

/// The record that is asked for, checked.
pub(crate) struct Record<'a> {
    zone: Zone<'a>,
    name: &'a Input<String>,
    /// The role, and the name of the region that has it.
    failover: Option<(Failover, &'a str)>,
}

enum Zone<'a> {
    Id(&'a Input<String>),
    Name(&'a Input<String>),
}

impl<'a> Record<'a> {
    /// The record, where one is asked for.
    pub(crate) fn of(context: &'a Context, inputs: &'a Inputs) -> Result<Option<Self>, Diagnostics> {
        let Some(dns) = &inputs.dns else { return Ok(None) };
        let mut problems = Diagnostics::new();
        let zone = problems.take(dns.zone());
        let failover = problems.take(dns.failover(context));
        if dns.failover == Some(Failover::Primary) {
            problems.take(check_tls(inputs));
        }
        match (zone, failover) {
            (Some(zone), Some(failover)) if problems.is_empty() => {
                Ok(Some(Self { zone, name: &dns.name, failover }))
            }
            _ => Err(problems),
        }
    }

    /// Adds the record, and gives its full name.
    pub(crate) fn add(
        &self,
        context: &Context,
        out: &mut Contribution,
        inputs: &Inputs,
        front: &Front,
    ) -> Expression {
        let zone_id = match self.zone {
            Zone::Id(id) => Value::from(id),
            Zone::Name(name) => {
                out.add(Resource::data("aws_route53_zone", "main").set("name", name)).attr("zone_id").into()
            }
        };
        let alias = Block::new()
            .set("name", front.load_balancer.attr("dns_name"))
            .set("zone_id", front.load_balancer.attr("zone_id"))
            // Without a healthy instance the record is not healthy.
            .set("evaluate_target_health", true);
        let mut record = Resource::new("aws_route53_record", "main")
            .set("zone_id", zone_id)
            .set("name", self.name)
            .set("type", "A")
            .block("alias", alias);
        if let Some((role, region)) = self.failover {
            let policy = match role {
                // Instances may well be healthy in a region that users do not reach: so the load balancer is
                // asked from outside too. A secondary is not: it is all that is left.
                Failover::Primary => {
                    let check = out.add(health_check(context, inputs, front));
                    record = record.set("health_check_id", check.attr("id"));
                    "PRIMARY"
                }
                Failover::Secondary => "SECONDARY",
            };
            record = record
                .set("set_identifier", region)
                .block("failover_routing_policy", Block::new().set("type", policy));
        }
        // Not the input: that may be relative to the zone.
        out.add(record).attr("fqdn")
    }
}

impl Dns {
    fn zone(&self) -> Result<Zone<'_>, Diagnostics> {
        let problem = match (&self.zone_id, &self.zone_name) {
            (Some(id), None) => return Ok(Zone::Id(id)),
            (None, Some(name)) => return Ok(Zone::Name(name)),
            (Some(_), Some(_)) => Diagnostic::new("two-zones", "zone_id and zone_name are both given")
                .hint("remove one of them"),
            (None, None) => {
                Diagnostic::new("no-zone", "neither zone_id nor zone_name is given").hint("set one of them")
            }
        };
        Err(problem.path("/dns").into())
    }

    /// The role, with the region's name: that is what tells records of one name apart.
    fn failover<'a>(&self, context: &'a Context) -> Result<Option<(Failover, &'a str)>, Diagnostics> {
        match (self.failover, &context.region) {
            (None, _) => Ok(None),
            (Some(role), Some(region)) => Ok(Some((role, region))),
            (Some(_), None) => Err(Diagnostic::new(
                "failover-without-region",
                "failover is between regions, and this tier runs in none",
            )
            .path("/dns/failover")
            .hint("give the tier regions, or remove failover")
            .into()),
        }
    }
}

/// Route 53 would never see a load balancer as healthy that speaks TLS 1.3 only.
fn check_tls(inputs: &Inputs) -> Result<(), Diagnostics> {
    match inputs.ssl_policy.known() {
        Some(policy) if inputs.certificate_arn.is_some() && policy.contains("-TLS13-1-3-") => {
            let summary =
                format!("Route 53 checks a primary's health with TLS 1.2, which `{policy}` does not allow");
            Err(Diagnostic::new("health-check-without-tls", summary)
                .path("/ssl_policy")
                .hint("use a policy that allows TLS 1.2 too")
                .into())
        }
        _ => Ok(()),
    }
}

fn health_check(context: &Context, inputs: &Inputs, front: &Front) -> Resource {
    Resource::new("aws_route53_health_check", "main")
        .set("fqdn", front.load_balancer.attr("dns_name"))
        // Where there is HTTPS, HTTP only redirects, and Route 53 takes every redirect as healthy.
        .set("type", front.protocol)
        .set("port", front.port)
        .set("resource_path", &inputs.health_check_path)
        .set("request_interval", 30)
        .set("failure_threshold", 3)
        .set("tags", context.tags("main"))
}
