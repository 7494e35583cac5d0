//! OIDC providers, and the statements that trust their tokens.

use super::subjects::Subjects;
use crate::inputs::{GitHub, GitLab, IssuerUrl, Kubernetes, OidcProviderArn, Thumbprint};
use terrace_aws::Statement;
use terrace_sdk::prelude::*;

/// The audience of tokens for service accounts.
const STS: &str = "sts.amazonaws.com";

/// An OIDC provider.
pub(super) struct Provider {
    /// Its local name.
    pub(super) name: String,
    pub(super) arn: Value,
    /// The issuer's URL without `https://`, the prefix of the conditions' keys.
    host: Value,
    audience: String,
}

impl Provider {
    /// Returns the statement that lets these subjects assume the role.
    pub(super) fn statement(&self, subjects: Subjects) -> Statement {
        let statement =
            Statement::allow(["sts:AssumeRoleWithWebIdentity"]).principal("Federated", values![&self.arn]);
        let operator = if subjects.has_patterns { "StringLike" } else { "StringEquals" };
        let audience = values![&self.audience];
        if let Value::String(host) = &self.host {
            return statement.condition("StringEquals", &format!("{host}:aud"), audience).condition(
                operator,
                &format!("{host}:sub"),
                subjects.values,
            );
        }
        let key = |name: &str| Value::from(template![&self.host, name]);
        match operator {
            "StringLike" => statement
                .computed_conditions("StringEquals", [(key(":aud"), audience)])
                .computed_conditions("StringLike", [(key(":sub"), subjects.values)]),
            _ => statement.computed_conditions(
                "StringEquals",
                [(key(":aud"), audience), (key(":sub"), subjects.values)],
            ),
        }
    }
}

pub(super) fn of_cluster(
    context: &Context,
    out: &mut Contribution,
    name: &str,
    cluster: &Kubernetes,
) -> Provider {
    let source = Source {
        name: format!("kubernetes_{name}"),
        issuer: cluster.issuer.as_ref(),
        arn: cluster.provider_arn.as_ref(),
        audience: STS,
        thumbprints: &cluster.thumbprints,
    };
    source.add(context, out)
}

pub(super) fn of_github(context: &Context, out: &mut Contribution, github: &GitHub) -> Provider {
    let issuer = github.issuer.clone().into();
    let source = Source {
        name: "github".into(),
        issuer: Some(&issuer),
        arn: github.provider_arn.as_ref(),
        audience: &github.audience,
        thumbprints: &github.thumbprints,
    };
    source.add(context, out)
}

pub(super) fn of_gitlab(context: &Context, out: &mut Contribution, gitlab: &GitLab) -> Provider {
    let issuer = gitlab.issuer.clone().into();
    let source = Source {
        name: "gitlab".into(),
        issuer: Some(&issuer),
        arn: gitlab.provider_arn.as_ref(),
        audience: gitlab.audience.as_deref().unwrap_or(gitlab.issuer.as_str()),
        thumbprints: &gitlab.thumbprints,
    };
    source.add(context, out)
}

/// Where a provider comes from.
struct Source<'a> {
    name: String,
    issuer: Option<&'a Input<IssuerUrl>>,
    arn: Option<&'a Input<OidcProviderArn>>,
    audience: &'a str,
    thumbprints: &'a [Thumbprint],
}

impl Source<'_> {
    /// Returns the provider, and adds it unless it exists already.
    fn add(self, context: &Context, out: &mut Contribution) -> Provider {
        let host = match (self.issuer, self.arn) {
            (Some(issuer), _) => after(issuer.known().map(IssuerUrl::as_str), issuer.into(), "https://"),
            (None, Some(arn)) => {
                after(arn.known().map(OidcProviderArn::as_str), arn.into(), ":oidc-provider/")
            }
            (None, None) => Value::Null,
        };
        let arn = match self.arn {
            Some(arn) => arn.into(),
            None => {
                let thumbprints: Option<Vec<Thumbprint>> =
                    (!self.thumbprints.is_empty()).then(|| self.thumbprints.to_vec());
                let provider = Resource::new("aws_iam_openid_connect_provider", &self.name)
                    .set("url", self.issuer.map(Value::from))
                    .set("client_id_list", values![self.audience])
                    .set("thumbprint_list", thumbprints)
                    .set("tags", context.tags(&self.name));
                out.add(provider).attr("arn").into()
            }
        };
        Provider { name: self.name, arn, host, audience: self.audience.to_owned() }
    }
}

/// Returns the text after a separator: known, or computed by Terraform.
fn after(known: Option<&str>, value: Value, separator: &str) -> Value {
    match known {
        Some(text) => text.split_once(separator).map_or(text, |(_, rest)| rest).into(),
        None => {
            let parts = Expression::call("split", values![separator, value]);
            Expression::call("element", values![parts, 1]).into()
        }
    }
}
