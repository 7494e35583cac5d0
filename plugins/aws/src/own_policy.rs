//! Policies that a stack file describes as data.

use crate::policy::{PolicyDocument, Statement};
use crate::policy_grammar::{accepts, is_action, is_condition_key, is_operator, is_sid, operator_like};
use std::collections::{BTreeMap, BTreeSet};
use terrace_sdk::prelude::*;
use terrace_sdk::serde_json;

crate::string_form! {
    /// `*`, or an ARN that may contain `*`, `?` and policy variables such as `${aws:username}`.
    ResourceArn,
    "^(\\*|arn:(aws[a-z-]*|\\*):[a-z0-9*-]+:[^:\\s]*:[^:\\s]*:\\S+)$",
    "arn:aws:s3:::shop-files/*"
}

/// The maximum size of a managed policy, in characters without white space.
const MAX_MANAGED_POLICY_CHARS: usize = 6144;

/// A statement of a policy.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnStatement {
    /// Name of the statement: letters and digits. Default: none.
    pub sid: Option<String>,

    /// `Allow`, or `Deny`, which prevails over everything that is allowed elsewhere.
    #[serde(default)]
    pub effect: Effect,

    /// Actions such as `s3:GetObject`; `*` matches any text.
    #[serde(default)]
    pub actions: Vec<String>,

    /// All actions except these, in place of `actions`.
    #[serde(default)]
    pub not_actions: Vec<String>,

    /// ARNs of the resources, or `*` for all of them.
    #[serde(default)]
    pub resources: Vec<Input<ResourceArn>>,

    /// All resources except these, in place of `resources`.
    #[serde(default)]
    pub not_resources: Vec<Input<ResourceArn>>,

    /// Conditions that must all hold: for each operator, such as `StringEquals`, keys such as
    /// `aws:RequestedRegion`, each with values of which one must match.
    #[serde(default)]
    pub conditions: BTreeMap<String, BTreeMap<String, Vec<Input<String>>>>,
}

/// The effect of a statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum Effect {
    /// The statement allows the actions.
    #[default]
    Allow,
    /// The statement denies the actions, whatever else allows them.
    Deny,
}

impl OwnStatement {
    fn check(&self, path: &str) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        problems.take(one_of(path, "actions", self.actions.len(), "not_actions", self.not_actions.len()));
        problems.take(one_of(
            path,
            "resources",
            self.resources.len(),
            "not_resources",
            self.not_resources.len(),
        ));
        for (list, actions) in [("actions", &self.actions), ("not_actions", &self.not_actions)] {
            for (i, action) in actions.iter().enumerate().filter(|(_, action)| !is_action(action)) {
                let summary = format!("`{action}` is not an action of IAM");
                let problem = Diagnostic::new("not-an-action", summary).path(format!("{path}/{list}/{i}"));
                problems.push(
                    problem.hint("write a service in lower case and an action, such as `s3:GetObject`"),
                );
            }
        }
        if let Some(sid) = self.sid.as_ref().filter(|sid| !is_sid(sid)) {
            let summary = format!("`{sid}` cannot be the name of a statement");
            let problem = Diagnostic::new("not-a-sid", summary).path(format!("{path}/sid"));
            problems.push(problem.hint("use only letters and digits"));
        }
        problems.take(check_conditions(path, &self.conditions));
        problems.finish()
    }

    /// Returns whether the statement allows every action on every resource.
    fn allows_everything(&self) -> bool {
        let is_everything = |arn: &Input<ResourceArn>| arn.known().is_some_and(|arn| arn.as_str() == "*");
        self.effect == Effect::Allow
            && self.conditions.is_empty()
            && self.actions.iter().any(|action| action == "*")
            && self.resources.iter().any(is_everything)
    }
}

impl From<&OwnStatement> for Statement {
    fn from(own: &OwnStatement) -> Self {
        let actions = || own.actions.iter().map(String::as_str);
        let mut statement = match own.effect {
            Effect::Allow => Self::allow(actions()),
            Effect::Deny => Self::deny(actions()),
        };
        if !own.not_actions.is_empty() {
            statement = statement.not_actions(own.not_actions.iter().map(String::as_str));
        }
        if let Some(sid) = &own.sid {
            statement = statement.sid(sid);
        }
        if !own.resources.is_empty() {
            statement = statement.resources(own.resources.iter().map(Value::from));
        }
        if !own.not_resources.is_empty() {
            statement = statement.not_resources(own.not_resources.iter().map(Value::from));
        }
        for (operator, keys) in &own.conditions {
            for (key, values) in keys {
                statement = statement.condition(operator, key, values.iter().map(Value::from));
            }
        }
        statement
    }
}

/// Returns the document of these statements.
///
/// # Errors
///
/// Everything in the statements that IAM does not accept, as far as it is known, with paths below `path`, the
/// JSON pointer of the list.
pub fn own_policy(path: &str, statements: &[OwnStatement]) -> Result<PolicyDocument, Diagnostics> {
    let mut problems = Diagnostics::new();
    if statements.is_empty() {
        let problem = Diagnostic::new("empty-policy", "the policy has no statements").path(path);
        problems.push(problem.hint("add a statement, or remove the policy"));
    }
    let mut sids = BTreeSet::new();
    for (i, statement) in statements.iter().enumerate() {
        let path = format!("{path}/{i}");
        problems.take(statement.check(&path));
        if let Some(sid) = statement.sid.as_ref().filter(|sid| !sids.insert(sid.as_str())) {
            let summary = format!("two statements of the policy are called `{sid}`");
            let problem = Diagnostic::new("repeated-sid", summary).path(format!("{path}/sid"));
            problems.push(problem.hint("choose another name, or none"));
        }
    }
    let document = PolicyDocument::new(statements.iter().map(Statement::from));
    let size = document.known_chars();
    if size > MAX_MANAGED_POLICY_CHARS {
        let summary = format!("the policy has {size} characters, but IAM allows {MAX_MANAGED_POLICY_CHARS}");
        let problem = Diagnostic::new("policy-too-long", summary).path(path);
        problems.push(problem.hint("divide it into several policies, or combine actions with `*`"));
    }
    problems.finish()?;
    Ok(document)
}

/// Returns the documents of a tier's input `policies`, by their names, and warns of statements that allow everything.
/// `reserved` are the names of policies that the tier creates by itself.
///
/// # Errors
///
/// Those of [`own_policy`], and `reserved-name`.
pub fn own_policies(
    out: &mut Contribution,
    policies: &BTreeMap<String, Vec<OwnStatement>>,
    reserved: &[&str],
) -> Result<Vec<(String, PolicyDocument)>, Diagnostics> {
    let mut problems = Diagnostics::new();
    let mut documents = Vec::new();
    for (name, statements) in policies {
        let path = format!("/policies/{name}");
        if reserved.contains(&name.as_str()) {
            let summary = format!("the tier itself creates a policy called `{name}`");
            problems.push(Diagnostic::new("reserved-name", summary).path(&path).hint("choose another name"));
        }
        broad_statements(&path, statements).into_iter().for_each(|warning| out.warn(warning));
        documents.extend(problems.take(own_policy(&path, statements)).map(|it| (name.clone(), it)));
    }
    problems.finish()?;
    Ok(documents)
}

impl PolicyDocument {
    /// Returns the number of characters that IAM counts, without white space, as far as they are known.
    pub fn known_chars(&self) -> usize {
        known_size(&self.to_value())
    }
}

/// Returns a warning for each statement that allows every action on every resource.
pub fn broad_statements(path: &str, statements: &[OwnStatement]) -> Vec<Diagnostic> {
    let broad = statements.iter().enumerate().filter(|(_, statement)| statement.allows_everything());
    broad
        .map(|(i, _)| {
            Diagnostic::new("allows-everything", "the statement allows every action on every resource")
                .path(format!("{path}/{i}"))
                .hint("name the actions and resources that are needed")
        })
        .collect()
}

fn one_of(path: &str, one: &str, ones: usize, other: &str, others: usize) -> Result<(), Diagnostics> {
    let (code, summary, hint) = match (ones, others) {
        (0, 0) => (
            "incomplete-statement",
            format!("the statement has neither {one} nor {other}"),
            format!("set {one}"),
        ),
        (0, _) | (_, 0) => return Ok(()),
        _ => (
            "contradictory-statement",
            format!("the statement has both {one} and {other}"),
            format!("remove {other}"),
        ),
    };
    Err(Diagnostic::new(code, summary).path(path).hint(hint).into())
}

/// Checks the operators, keys and values of a statement's conditions. `path` is the JSON pointer of the statement.
///
/// # Errors
///
/// Operators that IAM does not have, keys that it cannot have, and values of another form than the operator's.
pub fn check_conditions(
    path: &str,
    conditions: &BTreeMap<String, BTreeMap<String, Vec<Input<String>>>>,
) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for (operator, keys) in conditions {
        let path = format!("{path}/conditions/{}", escaped(operator));
        problems.take(check_condition(&path, operator, keys));
    }
    problems.finish()
}

fn check_condition(
    path: &str,
    operator: &str,
    keys: &BTreeMap<String, Vec<Input<String>>>,
) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    if !is_operator(operator) {
        let summary = format!("IAM has no operator `{operator}` for conditions");
        let hint = match operator_like(operator) {
            Some(like) => format!("did you mean `{like}`?"),
            None => "use an operator such as `StringEquals`, `StringLike`, `ArnLike`, `Bool` or `IpAddress`"
                .into(),
        };
        problems.push(Diagnostic::new("unknown-operator", summary).path(path).hint(hint));
    }
    for (key, values) in keys {
        let path = format!("{path}/{}", escaped(key));
        if !is_condition_key(key) {
            let summary = format!("`{key}` is not a key of a condition");
            let problem = Diagnostic::new("not-a-condition-key", summary).path(&path);
            problems.push(problem.hint("write the key with its prefix, such as `aws:RequestedRegion`"));
        }
        if values.is_empty() {
            let problem =
                Diagnostic::new("condition-without-values", "the condition has no values").path(&path);
            problems.push(problem.hint("add a value, or remove the condition"));
        }
        for (i, value) in values.iter().enumerate() {
            if let Some(value) = value.known().filter(|value| !accepts(operator, value)) {
                let summary = format!("`{value}` is not a value for `{operator}`");
                let problem = Diagnostic::new("condition-value", summary).path(format!("{path}/{i}"));
                problems.push(problem.hint(expected(operator)));
            }
        }
    }
    problems.finish()
}

/// Returns a hint about the values of an operator.
fn expected(operator: &str) -> &'static str {
    if operator.contains("Arn") {
        "write an ARN, in which `*` matches any text"
    } else if operator.contains("IpAddress") {
        "write an address or a CIDR block, such as `10.0.0.0/8`"
    } else if operator.contains("Numeric") {
        "write a number"
    } else {
        "write `true` or `false`"
    }
}

/// Escapes a key for a JSON pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Returns the number of characters of a value as JSON without white space. An expression counts nothing.
fn known_size(value: &Value) -> usize {
    match value {
        Value::Expression(_) => 2,
        Value::List(items) => 2 + items.len().saturating_sub(1) + items.iter().map(known_size).sum::<usize>(),
        Value::Object(items) => {
            let sizes = items.iter().map(|(key, item)| text_size(key) + 1 + known_size(item));
            2 + items.len().saturating_sub(1) + sizes.sum::<usize>()
        }
        Value::String(text) => text_size(text),
        Value::Null => 4,
        Value::Bool(value) => value.to_string().len(),
        Value::Number(value) => value.to_string().len(),
    }
}

fn text_size(text: &str) -> usize {
    serde_json::to_string(text).unwrap_or_default().chars().filter(|c| !c.is_whitespace()).count()
}

#[cfg(test)]
mod tests;
