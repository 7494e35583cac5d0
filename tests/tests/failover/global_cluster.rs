//! A global cluster of Aurora writes in another region.

use super::rehearsal::Rehearsal;
use super::{AWS_5, AWS_6, can_run};
use serde_json::json;

#[test]
fn global_cluster_writes_in_another_region_with_aws_5() {
    switch_over("aurora-postgresql", AWS_5);
}

#[test]
fn global_cluster_writes_in_another_region_with_aws_6() {
    switch_over("aurora-mysql", AWS_6);
}

fn switch_over(name: &str, schemas: &str) {
    if !can_run() {
        return;
    }
    let aurora = format!(
        "@@\n-      engine: aurora-postgresql\n+      engine: {name}\n@@\n-      parameters: {{ rds.force_ssl: true }}\n"
    );
    let rehearsal = Rehearsal::new("production", &[&aurora], schemas);
    let regions = ["primary", "secondary", "america"];
    rehearsal.aws_writes_in("primary", &regions);
    rehearsal.assert_settled();
    for (step, writer) in [("switchover", "secondary"), ("failover", "america")] {
        // The commands are AWS's. The sandbox has no AWS, so this changes what terraform reads afterwards.
        let command = rehearsal.runbook.command(step);
        assert_eq!(command[..3], ["aws", "rds", &format!("{step}-global-cluster")]);
        assert_eq!(rehearsal.runbook.edit(step), None, "the stack file stays as it is");
        rehearsal.aws_writes_in(writer, &regions);
        assert_eq!(rehearsal.command_of("after").succeeds().changes(), [""; 0]);
    }
}

impl Rehearsal {
    /// Lets the global cluster write in this region: it is the source of the others, and the member that writes.
    fn aws_writes_in(&self, writer: &str, regions: &[&str]) {
        let objects = self.objects();
        let cluster = |region: &str| format!("aws_rds_cluster.database_{region}_main");
        let arn = |region: &str| objects[&cluster(region)]["arn"].clone();
        for region in regions {
            let source = if *region == writer { json!("") } else { arn(writer) };
            self.aws_sets(&cluster(region), "replication_source_identifier", source);
        }
        let members = regions
            .iter()
            .map(|region| json!({ "db_cluster_arn": arn(region), "is_writer": *region == writer }));
        self.aws_sets(
            "aws_rds_global_cluster.database_primary_main",
            "global_cluster_members",
            members.collect(),
        );
    }
}
