//! The DNS record in front of the load balancer.

use crate::Inputs;
use crate::load_balancer::Front;
use terrace_sdk::prelude::*;

/// Record that points to the load balancer. Set either `zone_id` or `zone_name`. It is an IPv4 record,
/// because the load balancer has no IPv6 addresses.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dns {
    /// ID of the public hosted zone.
    pub zone_id: Option<Input<String>>,

    /// Name of the public hosted zone, which must already exist.
    pub zone_name: Option<Input<String>>,

    /// Name of the record. A name outside the zone is relative to it: `www` in `example.com` is
    /// `www.example.com`.
    pub name: Input<String>,

    /// Role of this region for the name; the other region has the same name and the other role. Default: the
    /// record is the only one with its name.
    pub failover: Option<Failover>,
}

/// Role of a region for a name that two regions share.
///
/// AWS never accepts two records of one role, and Terraform changes both records at once. A swap therefore
/// takes three runs: remove the primary's record with `dns: null`, make the secondary the primary, and add `dns`
/// to the other region again, as the secondary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Failover {
    /// Answers while it is healthy.
    Primary,
    /// Answers while the primary is not healthy.
    Secondary,
}

/// The requested record, after the checks.
pub(crate) struct Record<'a> {
    zone: Zone<'a>,
    name: &'a Input<String>,
    /// The role, and the name of the region with that role.
    failover: Option<(Failover, &'a str)>,
}

enum Zone<'a> {
    Id(&'a Input<String>),
    Name(&'a Input<String>),
}

impl<'a> Record<'a> {
    /// Returns the record, if one is requested.
    pub(crate) fn of(context: &'a Context, inputs: &'a Inputs) -> Result<Option<Self>, Diagnostics> {
        let Some(dns) = &inputs.dns else { return Ok(None) };
        let mut problems = Diagnostics::new();
        let zone = problems.take(dns.zone());
        let failover = problems.take(dns.failover(context));
        if dns.failover == Some(Failover::Primary) {
            problems.take(check_tls(inputs));
            problems.take(check_reach(inputs));
        }
        match (zone, failover) {
            (Some(zone), Some(failover)) if problems.is_empty() => {
                Ok(Some(Self { zone, name: &dns.name, failover }))
            }
            _ => Err(problems),
        }
    }

    /// Adds the record, and returns its full name.
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
                // Instances may be healthy in a region that users cannot reach, so the load balancer is also
                // checked from outside. A secondary is not, because there is nothing else left.
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
        // Not the input, which may be relative to the zone.
        out.add(record).attr("fqdn")
    }
}

impl Dns {
    fn zone(&self) -> Result<Zone<'_>, Diagnostics> {
        let problem = match (&self.zone_id, &self.zone_name) {
            (Some(id), None) => return Ok(Zone::Id(id)),
            (None, Some(name)) => return Ok(Zone::Name(name)),
            (Some(_), Some(_)) => {
                Diagnostic::new("two-zones", "both zone_id and zone_name are set").hint("remove one of them")
            }
            (None, None) => {
                Diagnostic::new("no-zone", "neither zone_id nor zone_name is set").hint("set one of them")
            }
        };
        Err(problem.path("/dns").into())
    }

    /// Returns the role with the region's name, which distinguishes records of the same name.
    fn failover<'a>(&self, context: &'a Context) -> Result<Option<(Failover, &'a str)>, Diagnostics> {
        match (self.failover, &context.region) {
            (None, _) => Ok(None),
            (Some(role), Some(region)) => Ok(Some((role, region))),
            (Some(_), None) => Err(Diagnostic::new(
                "failover-without-region",
                "failover needs regions, but this tier runs without one",
            )
            .path("/dns/failover")
            .hint("set `regions` for the tier, or remove failover")
            .into()),
        }
    }
}

/// Route 53 would never consider a load balancer healthy that accepts TLS 1.3 only.
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

/// Route 53 checks a primary's health from its own servers on the internet.
fn check_reach(inputs: &Inputs) -> Result<(), Diagnostics> {
    let settings = &inputs.load_balancer;
    let is_reached = |access: &crate::inputs::Access| {
        !access.prefix_list_ids.is_empty()
            || access.cidr_blocks.iter().any(|cidr| cidr.known().is_none_or(|cidr| cidr == "0.0.0.0/0"))
    };
    let (input, hint) = if settings.internal {
        ("internal", "remove failover, or make the load balancer reachable from the internet")
    } else if settings.access.as_ref().is_some_and(|access| !is_reached(access)) {
        ("access", "add the prefix list of Route 53's health checks to prefix_list_ids")
    } else {
        return Ok(());
    };
    let summary = "Route 53 cannot check a primary's health, because it cannot connect to the load balancer";
    Err(Diagnostic::new("health-check-without-access", summary)
        .path(format!("/load_balancer/{input}"))
        .hint(hint)
        .into())
}

fn health_check(context: &Context, inputs: &Inputs, front: &Front) -> Resource {
    Resource::new("aws_route53_health_check", "main")
        .set("fqdn", front.load_balancer.attr("dns_name"))
        // With HTTPS, HTTP only redirects, and Route 53 considers every redirect healthy.
        .set("type", front.protocol)
        .set("port", front.port)
        .set("resource_path", inputs.main_health_check_path())
        .set("request_interval", 30)
        .set("failure_threshold", 3)
        .set("tags", context.tags("main"))
}
