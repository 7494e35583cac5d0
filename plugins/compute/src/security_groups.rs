//! The connections that are allowed.

use crate::Inputs;
use terrace_aws::{Peer, SecurityGroup};
use terrace_sdk::prelude::*;

/// The port of the HTTP listener.
pub(crate) const HTTP: u16 = 80;
/// The port of the HTTPS listener.
pub(crate) const HTTPS: u16 = 443;

/// The security groups of load balancer and instances.
pub(crate) struct Groups {
    pub(crate) load_balancer: Reference,
    pub(crate) instances: Reference,
}

/// The load balancer accepts connections from anywhere on its ports and connects only to the instances. The
/// instances accept connections only from the load balancer.
pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs) -> Groups {
    let public = SecurityGroup::new("load_balancer", "Load balancer: open to the world", &inputs.vpc_id);
    let private =
        SecurityGroup::new("instances", "Instances: open to the load balancer only", &inputs.vpc_id);
    let from_public = Peer::group(public.reference().attr("id"));
    let to_private = Peer::group(private.reference().attr("id"));

    let mut ports = vec![HTTP];
    ports.extend(inputs.certificate_arn.is_some().then_some(HTTPS));
    let load_balancer = public
        .inbound_ports(ports, &Peer::Anywhere)
        .outbound_ports([inputs.port], &to_private)
        .add(context, out);
    let instances =
        private.inbound_ports([inputs.port], &from_public).allow_internet_access().add(context, out);

    out.output("load_balancer_security_group_id", load_balancer.attr("id"));
    out.output("instance_security_group_id", instances.attr("id"));
    Groups { load_balancer, instances }
}
