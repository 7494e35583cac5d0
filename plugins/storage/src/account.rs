//! The bucket's account.

use crate::Inputs;
use terrace_sdk::prelude::*;

const DATA_SOURCE: &str = "aws_caller_identity";

/// Looks the account up, if anything needs its ID.
pub(crate) fn add(out: &mut Contribution, inputs: &Inputs) {
    let for_logs = !inputs.receives_logs.is_empty() && inputs.log_accounts.is_none();
    let for_functions = inputs.notifications.as_ref().is_some_and(|it| !it.functions.is_empty());
    if for_logs || for_functions {
        out.add(Resource::data(DATA_SOURCE, "current"));
    }
}

/// Returns the account's ID.
pub(crate) fn id() -> Expression {
    Reference::data(DATA_SOURCE, "current").attr("account_id")
}
