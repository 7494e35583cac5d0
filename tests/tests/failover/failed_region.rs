//! A region that has failed is replaced, and comes back later.

use super::instances::{DEFAULT_KEY, PROMOTION, SECONDARY, unprotect_and_demote};
use super::rehearsal::Rehearsal;
use super::{AWS_6, can_run};
use serde_json::json;

#[test]
fn failed_region_is_replaced() {
    if !can_run() {
        return;
    }
    let mut rehearsal = Rehearsal::new("active-active", &[DEFAULT_KEY], AWS_6);
    rehearsal.fail("primary");
    rehearsal.edit_of("promote");
    rehearsal.attempt(&["apply"]).fails("Simulated failure: read of");
    assert_eq!(rehearsal.command_of("promote-alone").succeeds().changes(), PROMOTION);
    assert_eq!(rehearsal.source_of(SECONDARY), json!(null));
    rehearsal.edit_of("leave");
    let changes = rehearsal.command_of("leave-alone").succeeds().changes();
    assert_eq!(changes, ["delete aws_route53_record.compute_primary_main"]);

    rehearsal.recover();
    let changes = rehearsal.apply(&["apply"]).succeeds().changes();
    assert_eq!(changes, ["delete aws_route53_health_check.compute_primary_main"]);
    rehearsal.assert_settled();
    unprotect_and_demote(&rehearsal);
    rehearsal.step("reverse");
    rehearsal.step("lead");
    rehearsal.step("follow");
    assert_eq!(rehearsal.roles(), ["SECONDARY primary", "PRIMARY secondary"]);
}
