//! IAM policy documents.

use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// The version of the policy language, the newest one.
const VERSION: &str = "2012-10-17";

/// An IAM policy document.
///
/// It is written as a call of Terraform's `jsonencode`, so that the values of expressions are encoded
/// correctly as well. In values, IAM's own variables such as `${aws:username}` are literals like any other
/// text.
///
/// ```
/// use terrace_aws::{PolicyDocument, Statement};
/// use terrace_sdk::prelude::*;
///
/// let bucket = Reference::resource("aws_s3_bucket", "main");
/// let read = Statement::allow(["s3:GetObject"]).resources(values![template![bucket.attr("arn"), "/*"]]);
/// Resource::new("aws_iam_policy", "read").set("policy", PolicyDocument::new([read]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyDocument(Vec<Statement>);

impl PolicyDocument {
    /// Creates a document of these statements, in this order.
    pub fn new(statements: impl IntoIterator<Item = Statement>) -> Self {
        Self(statements.into_iter().collect())
    }

    /// Creates the trust policy of a role that a service assumes, such as `ec2.amazonaws.com`.
    pub fn assumed_by_service(service: &str) -> Self {
        Self::new([Statement::allow(["sts:AssumeRole"]).principal("Service", values![service])])
    }

    /// Returns the document itself, before it is encoded.
    pub(crate) fn to_value(&self) -> Value {
        object! { "Version" => VERSION, "Statement" => self.0.clone() }
    }
}

impl From<PolicyDocument> for Expression {
    fn from(document: PolicyDocument) -> Self {
        Self::call("jsonencode", values![document.to_value()])
    }
}

impl From<PolicyDocument> for Value {
    fn from(document: PolicyDocument) -> Self {
        Expression::from(document).into()
    }
}

/// A statement of a policy document. Everything that can be a string or a list in IAM is always a list here.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    fields: BTreeMap<String, Value>,
    principals: BTreeMap<String, Value>,
    conditions: BTreeMap<String, BTreeMap<String, Value>>,
    computed: BTreeMap<String, Value>,
}

impl Statement {
    /// Creates a statement that allows these actions.
    pub fn allow<'a>(actions: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new("Allow", actions)
    }

    /// Creates a statement that denies these actions, whatever else allows them.
    pub fn deny<'a>(actions: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new("Deny", actions)
    }

    fn new<'a>(effect: &str, actions: impl IntoIterator<Item = &'a str>) -> Self {
        let actions: Vec<&str> = actions.into_iter().collect();
        let fields = [("Effect".into(), effect.into()), ("Action".into(), actions.into())];
        Self {
            fields: fields.into(),
            principals: BTreeMap::new(),
            conditions: BTreeMap::new(),
            computed: BTreeMap::new(),
        }
    }

    /// Sets the statement's name: letters and digits.
    #[must_use]
    pub fn sid(mut self, sid: &str) -> Self {
        self.fields.insert("Sid".into(), sid.into());
        self
    }

    /// Sets the ARNs that the statement applies to.
    #[must_use]
    pub fn resources(mut self, arns: impl IntoIterator<Item = Value>) -> Self {
        self.fields.insert("Resource".into(), Value::List(arns.into_iter().collect()));
        self
    }

    /// Applies the statement to all actions except these, in place of its actions.
    #[must_use]
    pub fn not_actions<'a>(mut self, actions: impl IntoIterator<Item = &'a str>) -> Self {
        self.fields.remove("Action");
        let actions: Vec<&str> = actions.into_iter().collect();
        self.fields.insert("NotAction".into(), actions.into());
        self
    }

    /// Applies the statement to all resources except these, in place of its resources.
    #[must_use]
    pub fn not_resources(mut self, arns: impl IntoIterator<Item = Value>) -> Self {
        self.fields.remove("Resource");
        self.fields.insert("NotResource".into(), Value::List(arns.into_iter().collect()));
        self
    }

    /// Sets the principals that the statement applies to, in a trust policy or a resource's own policy. The
    /// kind is `AWS`, `Service` or `Federated`.
    #[must_use]
    pub fn principal(mut self, kind: &str, names: impl IntoIterator<Item = Value>) -> Self {
        self.principals.insert(kind.into(), Value::List(names.into_iter().collect()));
        self
    }

    /// Adds a condition: an operator such as `StringEquals`, a key such as `aws:SourceAccount`, and values,
    /// one of which must match.
    #[must_use]
    pub fn condition(mut self, operator: &str, key: &str, values: impl IntoIterator<Item = Value>) -> Self {
        let keys = self.conditions.entry(operator.into()).or_default();
        keys.insert(key.into(), Value::List(values.into_iter().collect()));
        self
    }
}

impl Statement {
    /// Sets all conditions of an operator, in place of those before, with keys that only Terraform knows:
    /// pairs of a key and its values.
    #[must_use]
    pub fn computed_conditions(
        mut self,
        operator: &str,
        conditions: impl IntoIterator<Item = (Value, Vec<Value>)>,
    ) -> Self {
        let (keys, values): (Vec<Value>, Vec<Vec<Value>>) = conditions.into_iter().unzip();
        let keys = Expression::call("zipmap", values![keys, values]);
        self.computed.insert(operator.into(), keys.into());
        self
    }
}

impl From<Statement> for Value {
    fn from(statement: Statement) -> Self {
        let mut fields = statement.fields;
        if !statement.principals.is_empty() {
            fields.insert("Principal".into(), statement.principals.into());
        }
        let mut conditions: BTreeMap<String, Value> =
            statement.conditions.into_iter().map(|(operator, keys)| (operator, keys.into())).collect();
        conditions.extend(statement.computed);
        if !conditions.is_empty() {
            fields.insert("Condition".into(), conditions.into());
        }
        fields.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_document_is_a_call_of_jsonencode() {
        let arn = Reference::resource("aws_s3_bucket", "main").attr("arn");
        let document = PolicyDocument::new([
            Statement::allow(["s3:GetObject", "s3:PutObject"])
                .sid("Objects")
                .resources(values![&arn, template![&arn, "/${aws:username}/*"]])
                .condition("StringEquals", "aws:SourceAccount", values!["1"])
                .condition("StringEquals", "aws:PrincipalTag/team", values!["web"]),
            Statement::deny(["*"]).principal("AWS", values!["*"]),
        ]);
        insta::assert_snapshot!(
            Expression::from(document),
            @r###"jsonencode({"Statement" = [{"Action" = ["s3:GetObject", "s3:PutObject"], "Condition" = {"StringEquals" = {"aws:PrincipalTag/team" = ["web"], "aws:SourceAccount" = ["1"]}}, "Effect" = "Allow", "Resource" = [aws_s3_bucket.main.arn, "${aws_s3_bucket.main.arn}/$${aws:username}/*"], "Sid" = "Objects"}, {"Action" = ["*"], "Effect" = "Deny", "Principal" = {"AWS" = ["*"]}}], "Version" = "2012-10-17"})"###
        );
    }

    #[test]
    fn policy_document_lets_a_service_assume_a_role() {
        insta::assert_snapshot!(
            Expression::from(PolicyDocument::assumed_by_service("ec2.amazonaws.com")),
            @r###"jsonencode({"Statement" = [{"Action" = ["sts:AssumeRole"], "Effect" = "Allow", "Principal" = {"Service" = ["ec2.amazonaws.com"]}}], "Version" = "2012-10-17"})"###
        );
    }
}
