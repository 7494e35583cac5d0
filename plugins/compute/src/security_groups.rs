//! The connections that are allowed.

use crate::{Inputs, access};
use terrace_aws::{Peer, SecurityGroup, SecurityGroupId};
use terrace_sdk::prelude::*;

/// The port of the HTTP listener.
pub(crate) const HTTP: u16 = 80;
/// The port of the HTTPS listener.
pub(crate) const HTTPS: u16 = 443;

/// The security groups of load balancer and instances.
pub(crate) struct Groups {
    pub(crate) load_balancer: Reference,
    /// None if there are no instances.
    pub(crate) instances: Option<Reference>,
}

/// The load balancer accepts connections from those with access, on its ports, and connects only to the
/// instances. The instances accept connections only from the load balancer.
pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs) -> Groups {
    let mut public = match &inputs.load_balancer.access {
        None => SecurityGroup::new("load_balancer", "Load balancer: open to the world", &inputs.vpc_id),
        // A group that was open to the world keeps its members when it no longer is.
        Some(_) => SecurityGroup::new("load_balancer", "Load balancer: open to some", &inputs.vpc_id)
            .keep_description(),
    };
    let from_public = Peer::group(public.reference().attr("id"));
    let mut ports = vec![HTTP];
    ports.extend(inputs.certificate_arn.is_some().then_some(HTTPS));

    let instances = inputs.instances.then(|| {
        let private =
            SecurityGroup::new("instances", "Instances: open to the load balancer only", &inputs.vpc_id);
        let to_private = Peer::group(private.reference().attr("id"));
        public = public.clone().outbound_ports(inputs.instance_ports(), &to_private);
        private.inbound_ports(inputs.instance_ports(), &from_public).allow_internet_access().add(context, out)
    });
    let load_balancer = match &inputs.load_balancer.access {
        None => public.inbound_ports(ports, &Peer::Anywhere).add(context, out),
        Some(access) => {
            let group = public.add(context, out);
            access::add(context, out, access, &group, &ports);
            group
        }
    };
    out.output("load_balancer_security_group_id", load_balancer.attr("id"));
    out.output("instance_security_group_id", instances.as_ref().map(|group| group.attr("id")));
    Groups { load_balancer, instances }
}

/// Returns the IDs of a group of this tier and of others.
pub(crate) fn with_more(own: &Reference, others: Option<&Input<Vec<Input<SecurityGroupId>>>>) -> Value {
    match others {
        None => values![own.attr("id")].into(),
        Some(Input::Known(ids)) => {
            let ids = std::iter::once(own.attr("id").into()).chain(ids.iter().map(Value::from));
            Value::List(ids.collect())
        }
        Some(Input::Expression(ids)) => {
            Expression::call("concat", values![values![own.attr("id")], ids]).into()
        }
    }
}
