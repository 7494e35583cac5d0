//! Buckets and the records of a name change their roles.

use super::rehearsal::Rehearsal;

/// Takes the steps that follow those of the database.
pub fn change_roles(rehearsal: &Rehearsal) {
    let expected = [
        "delete aws_iam_role.storage_primary_replication",
        "create aws_iam_role.storage_secondary_replication",
        "delete aws_iam_role_policy.storage_primary_replication",
        "create aws_iam_role_policy.storage_secondary_replication",
        "delete aws_s3_bucket_replication_configuration.storage_primary_main",
        "create aws_s3_bucket_replication_configuration.storage_secondary_main",
    ];
    assert_eq!(rehearsal.step("reverse").changes(), expected);
    let objects = rehearsal.objects();
    let replication = &objects["aws_s3_bucket_replication_configuration.storage_secondary_main"]["rule"][0];
    let target = &objects["aws_s3_bucket.storage_primary_main"]["arn"];
    assert_eq!(replication["destination"][0]["bucket"], *target);

    // Route 53 accepts each plan, because it changes one record, and no two records have a role at any time.
    let [record, check] = ["record", "health_check"]
        .map(|kind| move |region| format!("aws_route53_{kind}.compute_{region}_main"));
    assert_eq!(rehearsal.roles(), ["PRIMARY primary", "SECONDARY secondary"]);
    let run = rehearsal.step("leave");
    assert_eq!(
        run.changes(),
        [format!("delete {}", check("primary")), format!("delete {}", record("primary"))]
    );
    run.assert_order(&format!("delete {}", record("primary")), &format!("delete {}", check("primary")));
    assert_eq!(rehearsal.roles(), ["SECONDARY secondary"]);
    let changes = rehearsal.step("lead").changes();
    assert_eq!(
        changes,
        [format!("create {}", check("secondary")), format!("update {}", record("secondary"))]
    );
    assert_eq!(rehearsal.roles(), ["PRIMARY secondary"]);
    assert_eq!(rehearsal.step("follow").changes(), [format!("create {}", record("primary"))]);
    assert_eq!(rehearsal.roles(), ["SECONDARY primary", "PRIMARY secondary"]);
}

impl Rehearsal {
    /// Returns the role of each record, and its region.
    pub fn roles(&self) -> Vec<String> {
        let objects = self.objects();
        let roles = ["primary", "secondary"].into_iter().filter_map(|region| {
            let record = objects.get(&format!("aws_route53_record.compute_{region}_main"))?;
            let role = record["failover_routing_policy"][0]["type"].as_str().unwrap();
            Some(format!("{role} {region}"))
        });
        roles.collect()
    }
}
