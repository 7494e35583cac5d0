//! Alarms of the NAT gateways.

use crate::gateways::Gateways;
use crate::{Alarms, Inputs, Nat};
use terrace_aws::{Alarm, Metric, MissingData, add_alarms, check_percentage};
use terrace_sdk::prelude::*;

/// The period of the metrics, in seconds.
const PERIOD: u32 = 300;

/// Adds the alarms of each NAT gateway, and the dashboard if there is to be one.
pub(crate) fn add(
    context: &Context,
    out: &mut Contribution,
    inputs: &Inputs,
    settings: &Alarms,
    gateways: &Gateways,
) {
    if gateways.nat.is_empty() {
        let summary = "there are no alarms, because there is no NAT gateway to watch";
        out.warn(
            Diagnostic::new("nothing-to-watch", summary)
                .path("/alarms")
                .hint("remove `alarms`, or set it to null in this region"),
        );
    }
    let named = gateways.nat.iter().enumerate().map(|(zone, gateway)| match inputs.nat {
        Nat::Regional => ("regional".to_owned(), gateway),
        _ => (format!("zone_{zone}"), gateway),
    });
    let alarms: Vec<Alarm> = named.flat_map(|(name, gateway)| of(settings, &name, gateway)).collect();
    add_alarms(context, out, &settings.topic_arn, settings.dashboard, &alarms);
}

/// Returns the alarms of a gateway. A gateway that is not used may have no metrics.
fn of(settings: &Alarms, name: &str, gateway: &Reference) -> [Alarm; 2] {
    let metric = |metric| {
        Metric::new("AWS/NATGateway", metric, "Sum")
            .period(PERIOD)
            .dimension("NatGatewayId", gateway.attr("id"))
    };
    let errors = Alarm::of(
        metric("ErrorPortAllocation"),
        format!("port_errors_{name}"),
        format!("Connections without a free port of the NAT gateway {name}"),
    );
    let dropped = Alarm::of_math(
        "IF(sent + returned > 0, 100 * FILL(dropped, 0) / (sent + returned), 0)",
        [
            ("dropped", metric("PacketsDropCount")),
            ("sent", metric("PacketsInFromSource")),
            ("returned", metric("PacketsInFromDestination")),
        ],
        format!("dropped_{name}"),
        format!("Packets that the NAT gateway {name} drops, in percent"),
    );
    [
        errors.above(&settings.port_errors).missing(MissingData::NotBreaching),
        dropped.above(&settings.dropped_percent).periods(3).missing(MissingData::NotBreaching),
    ]
}

/// Checks the thresholds.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let percent = inputs.alarms.as_ref().and_then(|alarms| alarms.dropped_percent.as_ref());
    check_percentage(percent, "/alarms/dropped_percent")
}
