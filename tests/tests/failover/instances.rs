//! Databases with storage of their own: a replica becomes the primary.

use super::records::change_roles;
use super::rehearsal::Rehearsal;
use super::{AWS_5, AWS_6, can_run};
use serde_json::{Value, json};

pub const PRIMARY: &str = "aws_db_instance.database_primary_main";
pub const SECONDARY: &str = "aws_db_instance.database_secondary_main";

/// What the promotion changes.
pub const PROMOTION: [&str; 3] = [
    "update aws_db_instance.database_secondary_main",
    "update aws_iam_policy.iam__secret",
    "create terraform_data.database_secondary_final_snapshot",
];

/// In AWS, a database without a key of its own has the key that the alias stands for. The sandbox invents both.
pub const DEFAULT_KEY: &str = "\
@@
 # The application in two regions at once. Route 53 sends all users to the primary while it is healthy, otherwise to
+sandbox:
+  data:
+    aws_kms_alias: { target_key_arn: 'arn:aws:kms:us-east-1:123456789012:key/1' }
+  resource:
+    aws_db_instance: { kms_key_id: 'arn:aws:kms:us-east-1:123456789012:key/1' }
";

const READERS: &str = "\
@@
       subnet_ids: ${tier.network.private_subnet_ids}
+      readers: { a: {} }
";

/// Adds a third region, which has only a network and a replica of the database.
const THIRD_REGION: &str = "\
@@
   secondary:
     aws: { region: \"${var.secondary_region}\" }
+  third: { aws: { region: eu-west-1 } }
@@
   compute:
     component: compute
-    regions: all
+    regions: [primary, secondary]
@@
   storage:
     component: storage
-    regions: all
+    regions: [primary, secondary]
@@
         replicate_source_db: null
         multi_az: true
         credentials:
           secret_name: ${var.database_secret}
+      third: { instance_security_group_id: null }
";

/// Returns the edit that gives the database of `examples/active-active` another engine.
fn engine(engine: &str) -> String {
    format!("@@\n       subnet_ids: ${{tier.network.private_subnet_ids}}\n+      engine: {engine}\n")
}

#[test]
fn application_with_mysql_moves_with_aws_5() {
    if let Some(rehearsal) = move_database("mysql", AWS_5) {
        change_roles(&rehearsal);
    }
}

#[test]
fn application_with_mysql_moves_with_aws_6() {
    if let Some(rehearsal) = move_database("mysql", AWS_6) {
        change_roles(&rehearsal);
    }
}

#[test]
fn postgres_moves() {
    move_database("postgres", AWS_6);
}

#[test]
fn mariadb_moves() {
    move_database("mariadb", AWS_6);
}

/// Takes the steps of the database. Returns `None` if they cannot be taken here.
fn move_database(name: &str, schemas: &str) -> Option<Rehearsal> {
    if !can_run() {
        return None;
    }
    let rehearsal = Rehearsal::new("active-active", &[DEFAULT_KEY, &engine(name)], schemas);
    assert_eq!(rehearsal.source_of(SECONDARY), rehearsal.objects()[PRIMARY]["arn"]);
    let promoted = rehearsal.objects()[SECONDARY]["id"].clone();

    assert_eq!(rehearsal.step("promote").changes(), PROMOTION);
    for database in [PRIMARY, SECONDARY] {
        assert_eq!(rehearsal.source_of(database), json!(null), "{database} is a primary");
    }

    unprotect_and_demote(&rehearsal);
    let objects = rehearsal.objects();
    assert_eq!(rehearsal.source_of(PRIMARY), objects[SECONDARY]["arn"]);
    assert_eq!(objects[SECONDARY]["id"], promoted, "it is still the one that was promoted");
    assert_eq!(objects[SECONDARY]["deletion_protection"], true);
    Some(rehearsal)
}

/// Takes the steps from two primaries to a primary and a replica.
pub fn unprotect_and_demote(rehearsal: &Rehearsal) {
    assert_eq!(rehearsal.objects()[PRIMARY]["deletion_protection"], true);
    assert_eq!(rehearsal.step("unprotect").changes(), [format!("update {PRIMARY}")]);
    let old = rehearsal.objects()[PRIMARY].clone();
    assert_eq!(old["deletion_protection"], false);
    // The provider deletes the database with these settings, which are in the state and no longer in the stack file.
    assert_eq!(old["skip_final_snapshot"], false);
    assert!(old["final_snapshot_identifier"].as_str().unwrap().contains("-final-"), "{old}");

    rehearsal.edit_of("demote");
    rehearsal.attempt(&["apply"]).fails("cannot elect new source database for replication");
    let changes = rehearsal.command_of("demote").succeeds().changes();
    let expected = [
        "replace aws_db_instance.database_primary_main",
        "delete terraform_data.database_primary_final_snapshot",
    ];
    assert_eq!(changes, expected);
    rehearsal.assert_settled();
    assert_ne!(rehearsal.objects()[PRIMARY]["id"], old["id"]);
}

/// The readers of the old primary and a replica in a third region get the new source as well.
#[test]
fn readers_and_further_replicas_get_the_new_source() {
    if !can_run() {
        return;
    }
    let edits = [DEFAULT_KEY, &engine("postgres"), READERS, THIRD_REGION];
    let rehearsal = Rehearsal::new("active-active", &edits, AWS_6);
    let third = "aws_db_instance.database_third_main";
    let reader = "aws_db_instance.database_primary_reader_a";
    let promotion = rehearsal.step("promote").changes();
    assert!(promotion.iter().all(|change| !change.contains("delete") && !change.contains("replace")));
    rehearsal.step("unprotect");
    rehearsal.edit_of("demote");
    let command = rehearsal.runbook.command("demote");
    rehearsal.attempt(&command[1..]).fails("cannot elect new source database for replication");
    // AWS turns the readers of a deleted database into primaries, which the provider does not turn back.
    rehearsal.aws_sets(reader, "replicate_source_db", json!(null));
    let target = format!("-target={reader}");
    rehearsal.attempt(&["apply", "--", &target]).fails("cannot elect new source database for replication");

    let others = [third, reader].map(|address| format!("-replace={address}"));
    let words: Vec<&str> = command[1..].iter().copied().chain(others.iter().map(String::as_str)).collect();
    let run = rehearsal.apply(&words).succeeds();
    let replaced = [PRIMARY, reader, third].map(|address| format!("replace {address}"));
    assert_eq!(run.changes()[..3], replaced);
    run.assert_order(&format!("delete {reader}"), &format!("delete {PRIMARY}"));
    run.assert_order(&format!("create {PRIMARY}"), &format!("create {reader}"));
    rehearsal.assert_settled();
    let objects = rehearsal.objects();
    for replica in [PRIMARY, third] {
        assert_eq!(rehearsal.source_of(replica), objects[SECONDARY]["arn"]);
    }
    assert_eq!(rehearsal.source_of(reader), objects[PRIMARY]["identifier"]);
}

impl Rehearsal {
    /// Returns the source of a replica; null for a primary.
    pub fn source_of(&self, database: &str) -> Value {
        self.objects()[database]["replicate_source_db"].clone()
    }
}
