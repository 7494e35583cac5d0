//! The cluster that the service runs in.

use crate::Inputs;
use crate::inputs::ContainerInsights;
use crate::names::Names;
use terrace_sdk::prelude::*;

/// The expressions of a cluster.
pub(crate) struct Cluster {
    pub(crate) arn: Value,
    pub(crate) name: Value,
}

/// Returns the cluster in the inputs. Without one, adds a cluster.
pub(crate) fn add(context: &Context, out: &mut Contribution, inputs: &Inputs, names: &Names) -> Cluster {
    let cluster = match &inputs.cluster_arn {
        Some(arn) => {
            Cluster { arn: arn.into(), name: Expression::call("split", values!["/", arn]).index(1).into() }
        }
        None => add_own(context, out, inputs, names),
    };
    out.output("cluster_arn", &cluster.arn);
    out.output("cluster_name", &cluster.name);
    cluster
}

fn add_own(context: &Context, out: &mut Contribution, inputs: &Inputs, names: &Names) -> Cluster {
    let insights = match inputs.container_insights {
        None | Some(ContainerInsights::Disabled) => "disabled",
        Some(ContainerInsights::Enabled) => "enabled",
        Some(ContainerInsights::Enhanced) => "enhanced",
    };
    let cluster = out.add(
        Resource::new("aws_ecs_cluster", "main")
            .set("name", &names.service)
            .block("setting", Block::new().set("name", "containerInsights").set("value", insights))
            .set("tags", context.tags("main")),
    );
    let providers = out.add(
        Resource::new("aws_ecs_cluster_capacity_providers", "main")
            .set("cluster_name", cluster.attr("name"))
            .set("capacity_providers", ["FARGATE", "FARGATE_SPOT"]),
    );
    let name = providers.attr("cluster_name");
    // The ARN with its name replaced by itself, so that services wait for the capacity providers.
    let arn = Expression::call("replace", values![cluster.attr("arn"), cluster.attr("name"), &name]);
    Cluster { arn: arn.into(), name: name.into() }
}
