//! The connections that are allowed.

use crate::Inputs;
use crate::front::{Front, HTTP, HTTPS, Way};
use std::collections::BTreeSet;
use terrace_aws::{Peer, SecurityGroup};
use terrace_sdk::prelude::*;

/// The IDs of the security groups of load balancer and tasks.
pub(crate) struct Groups {
    pub(crate) load_balancer: Option<Value>,
    pub(crate) tasks: Expression,
}

/// Tasks accept connections only from the load balancer, and from the groups in the inputs. The service's own
/// load balancer connects only to the tasks.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    front: Option<&Front>,
) -> Groups {
    let mut tasks = SecurityGroup::new("tasks", "Tasks of a service", &inputs.vpc_id);
    if inputs.internet_access {
        tasks = tasks.allow_internet_access();
    }
    let to_tasks = Peer::group(tasks.reference().attr("id"));
    let mut load_balancer = None;
    if let Some(front) = front {
        let id = match &front.way {
            Way::Listener { security_group, .. } => {
                out.add(
                    rule("aws_vpc_security_group_egress_rule", "load_balancer_tasks", front.port)
                        .set("security_group_id", *security_group)
                        .set("referenced_security_group_id", tasks.reference().attr("id"))
                        .set("tags", context.tags("tasks")),
                );
                Value::from(*security_group)
            }
            Way::Own { .. } => own_load_balancer(context, out, inputs, front, &to_tasks),
        };
        tasks = tasks.inbound_ports([front.port], &Peer::group(&id));
        out.output("load_balancer_security_group_id", &id);
        load_balancer = Some(id);
    }
    let tasks = tasks.add(context, out);
    let ports: BTreeSet<u16> = inputs.containers.values().flat_map(|it| it.ports.iter().copied()).collect();
    for (name, client) in &inputs.client_security_group_ids {
        for port in &ports {
            out.add(
                rule("aws_vpc_security_group_ingress_rule", &format!("client_{name}_{port}"), *port)
                    .set("security_group_id", tasks.attr("id"))
                    .set("referenced_security_group_id", client)
                    .set("tags", context.tags("tasks")),
            );
        }
    }
    out.output("security_group_id", tasks.attr("id"));
    Groups { load_balancer, tasks: tasks.attr("id") }
}

/// Adds the group of the service's own load balancer, and returns its ID.
fn own_load_balancer(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    front: &Front,
    to_tasks: &Peer,
) -> Value {
    let description = "Load balancer of a service";
    let group = SecurityGroup::new("load_balancer", description, &inputs.vpc_id)
        .outbound_ports([front.port], to_tasks)
        .add(context, out);
    let mut ports = vec![HTTP];
    ports.extend(inputs.certificate_arn.is_some().then_some(HTTPS));
    for block in inputs.load_balancer.clone().unwrap_or_default().allowed_cidr_blocks {
        let (version, attribute) =
            if block.contains(':') { ("ipv6", "cidr_ipv6") } else { ("ipv4", "cidr_ipv4") };
        let text: String = block.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        for port in &ports {
            let local = format!("load_balancer_{version}_{text}_{port}");
            out.add(
                rule("aws_vpc_security_group_ingress_rule", &local, *port)
                    .set("security_group_id", group.attr("id"))
                    .set(attribute, &block)
                    .set("tags", context.tags("load-balancer")),
            );
        }
    }
    group.attr("id").into()
}

/// Returns a rule for TCP connections to one port.
fn rule(kind: &str, local: &str, port: u16) -> Resource {
    Resource::new(kind, local).set("ip_protocol", "tcp").set("from_port", port).set("to_port", port)
}
