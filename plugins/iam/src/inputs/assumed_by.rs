//! Inputs about who may assume the role.

use std::collections::BTreeMap;
use terrace_aws::{ResourceArn, string_form};
use terrace_sdk::prelude::*;

string_form! {
    /// The name by which a service assumes roles.
    ServicePrincipal, "^[a-z0-9.-]+\\.amazonaws\\.com(\\.cn)?$", "ecs-tasks.amazonaws.com";

    /// The ID of an account, or the ARN of a role or user in it.
    AwsPrincipal,
    "^([0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/[A-Za-z0-9_+=,.@/-]+))$",
    "123456789012";

    /// An ID that only the other account knows.
    ExternalId, "^[A-Za-z0-9_+=,.@:/-]{2,1224}$", "shop-4f9c2a";

    /// ARN of an OIDC provider in IAM.
    OidcProviderArn,
    "^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/.+$",
    "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

    /// URL of the issuer of OIDC tokens, without a `/` at its end.
    IssuerUrl, "^https://[^\\s?#]*[^\\s?#/]$", "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE";

    /// SHA-1 thumbprint of a certificate: 40 hexadecimal digits.
    Thumbprint, "^[0-9a-fA-F]{40}$", "6938fd4d98bab03faadb97b34396831e3780aea1";

    /// Name of a namespace or a service account.
    KubernetesName, "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", "shop";

    /// Name of a branch, a tag or an environment, in which `*` matches any text.
    RefPattern, "^\\S.*$", max 255, "main";
}

/// Who may assume the role: at least one of these.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssumedBy {
    /// Services, such as `ec2.amazonaws.com`, `ecs-tasks.amazonaws.com`, `lambda.amazonaws.com` or, for EKS
    /// Pod Identity, `pods.eks.amazonaws.com`. An instance profile exists only if EC2 is among them. Services
    /// that say so to IAM can assume the role only on behalf of this account.
    #[serde(default)]
    pub services: Vec<ServicePrincipal>,

    /// ARNs of the resources on whose behalf services may assume the role; `*` matches any text. EC2 and
    /// Lambda do not tell IAM about them, and could not assume the role then. Default: all resources.
    #[serde(default)]
    pub source_arns: Vec<Input<ResourceArn>>,

    /// Other accounts, or roles and users in them.
    #[serde(default)]
    pub accounts: Vec<Account>,

    /// Service accounts of Kubernetes clusters, by names that you choose: a lower-case letter, then lower-case
    /// letters, digits and `_`, at most 13 characters.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z][a-z0-9_]{0,12}$"}))]
    pub kubernetes: BTreeMap<String, Kubernetes>,

    /// Workflows of GitHub Actions.
    pub github: Option<GitHub>,

    /// Jobs of GitLab CI/CD.
    pub gitlab: Option<GitLab>,
}

/// Another account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// ID of the account, whose own policies then say who in it may assume the role, or the ARN of a role or
    /// user.
    pub principal: Input<AwsPrincipal>,

    /// External ID that the other account must send. Set it if the account belongs to somebody else.
    pub external_id: Option<Input<ExternalId>>,

    /// Requires that a person has signed in with a second factor.
    #[serde(default)]
    pub mfa: bool,
}

/// A service account of a Kubernetes cluster. Set `issuer` to create the cluster's OIDC provider, or
/// `provider_arn` if it exists already.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kubernetes {
    /// URL of the cluster's OIDC issuer.
    pub issuer: Option<Input<IssuerUrl>>,

    /// ARN of the cluster's OIDC provider.
    pub provider_arn: Option<Input<OidcProviderArn>>,

    /// Namespace of the service account.
    pub namespace: Input<KubernetesName>,

    /// Name of the service account.
    pub service_account: Input<KubernetesName>,

    /// Thumbprints of the issuer's certificate. IAM finds it by itself, but versions of the AWS provider
    /// before 5.81 require one.
    #[serde(default)]
    pub thumbprints: Vec<Thumbprint>,
}

/// Workflows of GitHub Actions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GitHub {
    /// Repositories, each as `OWNER/NAME`.
    #[schemars(extend(
        "minProperties" = 1,
        "propertyNames" = {"pattern": "^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$"},
    ))]
    pub repositories: BTreeMap<String, GitHubRepository>,

    /// ARN of the OIDC provider. An account has one for each issuer. Default: it is created.
    pub provider_arn: Option<Input<OidcProviderArn>>,

    /// URL of the issuer. GitHub Enterprise has others.
    #[serde(default = "github_issuer")]
    pub issuer: IssuerUrl,

    /// Audience of the tokens.
    #[serde(default = "sts_audience")]
    #[schemars(extend("minLength" = 1, "maxLength" = 255))]
    pub audience: String,

    /// Thumbprints of the issuer's certificate. IAM finds it by itself, but versions of the AWS provider
    /// before 5.81 require one.
    #[serde(default)]
    pub thumbprints: Vec<Thumbprint>,
}

/// The runs of a repository's workflows that may assume the role: at least one kind.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GitHubRepository {
    /// Branches, such as `main` or `release/*`. A job with an environment is not matched by its branch.
    #[serde(default)]
    pub branches: Vec<RefPattern>,

    /// Tags, such as `v*`.
    #[serde(default)]
    pub tags: Vec<RefPattern>,

    /// Environments, such as `production`, whose own rules limit who may deploy to them.
    #[serde(default)]
    pub environments: Vec<RefPattern>,

    /// Allows runs for pull requests, which contain code that nobody has reviewed.
    #[serde(default)]
    pub pull_requests: bool,
}

/// Jobs of GitLab CI/CD.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GitLab {
    /// Projects, each as `GROUP/NAME` with all of its groups.
    #[schemars(extend(
        "minProperties" = 1,
        "propertyNames" = {"pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$"},
    ))]
    pub projects: BTreeMap<String, GitLabProject>,

    /// ARN of the OIDC provider. An account has one for each issuer. Default: it is created.
    pub provider_arn: Option<Input<OidcProviderArn>>,

    /// URL of the GitLab server, which AWS must be able to reach.
    #[serde(default = "gitlab_issuer")]
    pub issuer: IssuerUrl,

    /// Audience of the tokens, as the job's `id_tokens` set it. Default: the URL of the server.
    #[schemars(extend("minLength" = 1, "maxLength" = 255))]
    pub audience: Option<String>,

    /// Thumbprints of the server's certificate. IAM finds it by itself, but versions of the AWS provider
    /// before 5.81 require one.
    #[serde(default)]
    pub thumbprints: Vec<Thumbprint>,
}

/// The jobs of a project that may assume the role: at least one kind. GitLab's tokens name an environment
/// only in a claim that IAM does not read, so protect the branch or tag instead.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GitLabProject {
    /// Branches, such as `main` or `release/*`.
    #[serde(default)]
    pub branches: Vec<RefPattern>,

    /// Tags, such as `v*`.
    #[serde(default)]
    pub tags: Vec<RefPattern>,
}

fn github_issuer() -> IssuerUrl {
    "https://token.actions.githubusercontent.com".into()
}

fn gitlab_issuer() -> IssuerUrl {
    "https://gitlab.com".into()
}

fn sts_audience() -> String {
    "sts.amazonaws.com".into()
}
