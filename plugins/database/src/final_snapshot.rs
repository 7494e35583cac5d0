//! The snapshot that is taken when a primary is deleted.

use crate::Inputs;
use terrace_sdk::prelude::*;

/// Asks for the snapshot, with a name that no other snapshot has: each time that the database becomes a primary,
/// it gets a new one.
pub(crate) fn set(out: &mut Contribution, inputs: &Inputs, database: Resource, identifier: &str) -> Resource {
    let database = database.set("skip_final_snapshot", !inputs.final_snapshot);
    if !inputs.final_snapshot {
        return database;
    }
    let name = match &inputs.final_snapshot_name {
        Some(name) => Value::from(name),
        None => {
            let now = Expression::raw("formatdate(\"YYYYMMDDhhmmss\", timestamp())");
            let made = Resource::new("terraform_data", "final_snapshot").set("input", now);
            let made = out.add(made.ignore_changes(["input"]));
            template![identifier, "-final-", made.attr("output")].into()
        }
    };
    database.set("final_snapshot_identifier", name)
}
