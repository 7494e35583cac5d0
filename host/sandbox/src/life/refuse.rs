//! Updates that a provider refuses, which is known only when they are applied.
//!
//! Only those are listed that a stack can get around, by replacing the object.

use super::provider::Problem;
use crate::value::Value;

/// Returns the provider's error if it does not make this update.
pub(super) fn refusal(type_name: &str, prior: &Value, planned: &Value) -> Option<Problem> {
    let source = |body: &Value| body.attribute("replicate_source_db").map(Value::bare).cloned();
    let is_new_source = source(planned).is_some() && source(planned) != source(prior);
    (type_name == "aws_db_instance" && is_new_source).then(|| Problem {
        summary: "cannot elect new source database for replication".to_owned(),
        detail: "The AWS provider promotes a replica in place, but does not turn an existing instance into a replica. \
                 Replace it with -replace."
            .to_owned(),
    })
}
