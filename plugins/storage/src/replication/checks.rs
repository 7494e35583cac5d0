//! The rules of S3 for replications.

use super::{FIRST_RULE, ReplicateTo, rules};
use crate::Inputs;
use crate::keys::{key_path, limited_key};
use terrace_sdk::prelude::*;

/// Checks the targets.
pub(crate) fn check(inputs: &Inputs, context: &Context) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut targets: Vec<(String, &ReplicateTo)> = Vec::new();
    targets.extend(inputs.replicate_to.iter().map(|target| ("/replicate_to".to_owned(), target)));
    for (name, target) in &inputs.replicas {
        let path = key_path("/replicas", name);
        problems.take(limited_key("a replication", name, &path));
        if name == FIRST_RULE && inputs.replicate_to.is_some() {
            let summary = format!("replicate_to already makes a rule called `{name}`");
            let problem = Diagnostic::new("repeated-rule", summary).path(&path);
            problems.push(problem.hint("give the replica another name"));
        }
        targets.push((path, target));
    }
    problems.take(check_itself(inputs, context));
    problems.take(check_boundary(&targets));
    for (path, target) in &targets {
        problems.take(check_target(inputs, target, path));
    }
    problems.finish()
}

/// A target that is the bucket itself may be in a list that all regions share, but not alone.
fn check_itself(inputs: &Inputs, context: &Context) -> Result<(), Diagnostics> {
    let path = if inputs.replicate_to.as_ref().is_some_and(|target| target.is_own_bucket(context)) {
        "/replicate_to/bucket_arn".to_owned()
    } else if let Some(name) = inputs.replicas.keys().next()
        && rules(inputs, context).is_empty()
    {
        format!("{}/bucket_arn", key_path("/replicas", name))
    } else {
        return Ok(());
    };
    let problem = Diagnostic::new("replicates-to-itself", "a bucket cannot be replicated to itself");
    Err(problem.path(path).hint("name the bucket of another region, or of another storage tier").into())
}

/// The targets share one role, so they cannot have different boundaries.
fn check_boundary(targets: &[(String, &ReplicateTo)]) -> Result<(), Diagnostics> {
    let mut boundaries =
        targets.iter().filter_map(|(path, it)| Some((path, it.permissions_boundary.as_ref()?)));
    let Some((_, first)) = boundaries.next() else { return Ok(()) };
    let Some((path, _)) = boundaries.find(|(_, other)| *other != first) else { return Ok(()) };
    let summary = "the targets have different permissions boundaries, but share one role";
    let problem = Diagnostic::new("two-boundaries", summary).path(format!("{path}/permissions_boundary"));
    Err(problem.hint("set permissions_boundary for one of them").into())
}

fn check_target(inputs: &Inputs, target: &ReplicateTo, path: &str) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if inputs.kms_key_arn.is_some() && target.kms_key_arn.is_none() {
        let summary = "objects encrypted with a KMS key are replicated only to a KMS key";
        let field = path.trim_start_matches('/').replace('/', ".");
        let problem = Diagnostic::new("replica-without-key", summary).path(path);
        problems.push(problem.hint(format!("set {field}.kms_key_arn to a key of the other region")));
    }
    if target.delete_markers == Some(true) && !target.tags.is_empty() {
        let summary = "S3 does not replicate delete markers in a rule for objects with tags";
        let problem = Diagnostic::new("markers-with-tags", summary).path(format!("{path}/delete_markers"));
        problems.push(problem.hint("remove delete_markers, or tags"));
    }
    problems.finish()
}
