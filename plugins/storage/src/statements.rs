//! Statements of your own in the bucket's policy.

mod conditions;

use crate::choice::choices;
use crate::forms::{Principal, S3Action};
use crate::keys::key_path;
use std::collections::BTreeMap;
use terrace_aws::{Statement, check_conditions};
use terrace_sdk::prelude::*;

/// A statement of the bucket's policy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyStatement {
    /// Allows or denies the actions.
    pub effect: Effect,

    /// Who the statement applies to.
    pub principals: Principals,

    /// Actions, such as `s3:GetObject` or `s3:Get*`.
    #[schemars(extend("minItems" = 1))]
    pub actions: Vec<S3Action>,

    /// Patterns of the keys that actions on objects apply to, such as `reports/*`. Actions on the bucket apply
    /// to the bucket.
    #[serde(default = "default_keys")]
    #[schemars(extend("minItems" = 1))]
    pub keys: Vec<Input<String>>,

    /// Conditions: an operator such as `StringEquals`, then a key such as `aws:PrincipalOrgID`, then values, of
    /// which one must match.
    #[serde(default)]
    pub conditions: BTreeMap<String, BTreeMap<String, Vec<Input<String>>>>,
}

/// Who a statement applies to. All kinds together are one list.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Principals {
    /// ARNs of roles and users, IDs of accounts, or `*` for everybody. An ARN is a whole one: patterns of ARNs
    /// are for a condition on `aws:PrincipalArn`.
    #[serde(default)]
    pub aws: Vec<Input<Principal>>,

    /// Services, such as `cloudfront.amazonaws.com`.
    #[serde(default)]
    pub service: Vec<Input<String>>,
}

choices! {
    /// The effect of a statement.
    Effect {
        /// Allows the actions, unless something denies them.
        Allow = "Allow",
        /// Denies the actions, whatever allows them.
        Deny = "Deny",
    }
}

fn default_keys() -> Vec<Input<String>> {
    vec!["*".into()]
}

/// Names of the statements that the tier itself makes.
const OWN: [&str; 8] = [
    "BucketLogs",
    "FlowLogs",
    "FlowLogsBucket",
    "Inventories",
    "LoadBalancerLogs",
    "OnlyTls",
    "ReplicasBucket",
    "Replicas",
];

impl PolicyStatement {
    /// Returns the statement, for this bucket.
    pub(crate) fn statement(&self, sid: &str, bucket: &Expression) -> Statement {
        let actions = self.actions.iter().map(S3Action::as_str);
        let statement = match self.effect {
            Effect::Allow => Statement::allow(actions),
            Effect::Deny => Statement::deny(actions),
        };
        let objects = self.keys.iter().map(|key| Value::from(template![bucket, "/", key]));
        let mut statement = statement.sid(sid).resources([Value::from(bucket)].into_iter().chain(objects));
        let Principals { aws, service } = &self.principals;
        if !aws.is_empty() {
            statement = statement.principal("AWS", aws.iter().map(Value::from));
        }
        if !service.is_empty() {
            statement = statement.principal("Service", service.iter().map(Value::from));
        }
        for (operator, keys) in &self.conditions {
            for (key, values) in keys {
                statement = statement.condition(operator, key, values.iter().map(Value::from));
            }
        }
        statement
    }
}

/// Checks the statements by IAM's grammar, and that none makes the bucket public.
pub(crate) fn check(statements: &BTreeMap<String, PolicyStatement>) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for (sid, statement) in statements {
        let path = key_path("/statements", sid);
        problems.take(check_sid(sid, &path));
        problems.take(check_principals(&statement.principals, &path));
        problems.take(check_conditions(&path, &statement.conditions));
        if statement.effect == Effect::Allow
            && statement.principals.has_everybody()
            && !conditions::limit_everybody(&statement.conditions)
        {
            let summary = format!("the statement `{sid}` makes the bucket public, and S3 rejects it");
            problems.push(
                Diagnostic::new("public-statement", summary)
                    .path(format!("{path}/principals/aws"))
                    .detail("the bucket blocks public policies")
                    .hint("name the principals, or add a condition on aws:PrincipalOrgID, aws:SourceVpce or the like"),
            );
        }
    }
    problems.finish()
}

/// Warns of services that may act for anybody: everyone can make most services act.
pub(crate) fn warn(out: &mut Contribution, statements: &BTreeMap<String, PolicyStatement>) {
    for (sid, statement) in statements {
        let allows_services = statement.effect == Effect::Allow && !statement.principals.service.is_empty();
        if allows_services && !conditions::name_source(&statement.conditions) {
            let summary = format!("the statement `{sid}` lets a service act for other accounts as well");
            let path = format!("{}/principals/service", key_path("/statements", sid));
            let hint =
                "add a condition on aws:SourceAccount or aws:SourceArn, unless the service sends neither";
            out.warn(Diagnostic::new("any-source", summary).path(path).hint(hint));
        }
    }
}

fn check_sid(sid: &str, path: &str) -> Result<(), Diagnostics> {
    let problem = if OWN.contains(&sid) {
        let summary = format!("`{sid}` is the name of a statement that the tier makes itself");
        Diagnostic::new("reserved-name", summary).hint("give the statement another name")
    } else if sid.is_empty() || !sid.chars().all(|c| c.is_ascii_alphanumeric()) {
        let summary = format!("`{sid}` cannot be the name of a statement");
        Diagnostic::new("not-a-name", summary).hint("use letters and digits, such as `ReadReports`")
    } else {
        return Ok(());
    };
    Err(problem.path(path).into())
}

impl Principals {
    fn has_everybody(&self) -> bool {
        self.aws.iter().any(|name| name.known().is_some_and(|name| name.as_str() == "*"))
    }
}

fn check_principals(principals: &Principals, path: &str) -> Result<(), Diagnostics> {
    let path = format!("{path}/principals");
    let mut problems = Diagnostics::new();
    if principals.aws.is_empty() && principals.service.is_empty() {
        let summary = "a statement of a bucket's policy needs principals";
        problems.push(Diagnostic::new("no-principals", summary).path(&path).hint("set aws or service"));
    }
    for (at, name) in principals.service.iter().enumerate() {
        let Input::Known(name) = name else { continue };
        if !name.ends_with(".amazonaws.com") && !name.ends_with(".amazonaws.com.cn") {
            let summary = format!("`{name}` is not a service");
            let problem = Diagnostic::new("not-a-principal", summary).path(format!("{path}/service/{at}"));
            problems.push(problem.hint("write one such as `cloudfront.amazonaws.com`"));
        }
    }
    problems.finish()
}
