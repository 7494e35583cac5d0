//! The tier's inputs.

mod assumed_by;

pub use assumed_by::{
    Account, AssumedBy, AwsPrincipal, ExternalId, GitHub, GitHubRepository, GitLab, GitLabProject, IssuerUrl,
    Kubernetes, KubernetesName, OidcProviderArn, RefPattern, ServicePrincipal, Thumbprint,
};

use crate::managed::is_name;
use crate::trust::includes_ec2;
use std::collections::BTreeMap;
use terrace_aws::{BucketArn, KmsKeyArn, OwnStatement, PolicyArn, SecretArn, string_form};
use terrace_sdk::prelude::*;

string_form! {
    /// A name that roles, instance profiles and policies can have.
    IamName, "^[A-Za-z0-9_+=,.@-]+$", "shop-instance";

    /// An IAM path that roles, instance profiles and policies can have: it begins and ends with `/`.
    IamPath, "^/([A-Za-z0-9.,+@=_-]+/)*$", "/shop/";

    /// A managed policy: the name of one of AWS's own, with its path, or an ARN.
    ManagedPolicy,
    "^(arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/[A-Za-z0-9_+=,.@/-]+|[A-Za-z][A-Za-z0-9_+=,.@/-]*)$",
    "AmazonSSMManagedInstanceCore";
}

/// Inputs of the IAM tier. The tier creates one role; use it several times, under different names, for several
/// roles. A permission without an input has no policy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Name of the role and of the instance profile, and the beginning of the policies' names: letters,
    /// digits and `_+=,.@-`, at most 64. Default: composed of the names of stack, environment and tier.
    pub name: Option<IamName>,

    /// IAM path of role, instance profile and policies: it begins and ends with `/`.
    #[serde(default = "default_path")]
    #[schemars(extend("maxLength" = 512))]
    pub path: Input<IamPath>,

    /// Description of the role. Default: a sentence about its purpose.
    #[schemars(extend("maxLength" = 1000))]
    pub description: Option<Input<String>>,

    /// Who may assume the role. Default: EC2 instances, which get an instance profile.
    pub assumed_by: Option<AssumedBy>,

    /// Maximum duration of a session, in seconds: 3600 to 43200. Services renew their sessions by themselves.
    /// Default: 3600.
    #[schemars(extend("minimum" = 3600, "maximum" = 43_200))]
    pub max_session_duration: Option<Input<u32>>,

    /// ARN of the policy that sets the role's permissions boundary.
    pub permissions_boundary: Option<Input<PolicyArn>>,

    /// ARN of the database's secret in Secrets Manager, which the role may read.
    pub secret_arn: Option<Input<SecretArn>>,

    /// ARNs of further secrets that the role may read. They may be in any region.
    #[serde(default)]
    pub secret_arns: Vec<Input<SecretArn>>,

    /// ARNs of the buckets in which the role may list, get and put objects.
    #[serde(default)]
    pub bucket_arns: Vec<Input<BucketArn>>,

    /// ARNs of your own KMS keys, not of aliases, that encrypt the secrets or the buckets. The role may use
    /// them through Secrets Manager and S3 only. Keys that AWS manages are not needed here.
    #[serde(default)]
    pub kms_key_arns: Vec<Input<KmsKeyArn>>,

    /// Names of the stack's regions in which the role may describe the account's databases. Default: all
    /// regions that configure the provider `aws`, or none if `assumed_by` is set. An empty list: none.
    pub database_regions: Option<Vec<String>>,

    /// Managed policies to attach: names of AWS's own, such as `AmazonSSMManagedInstanceCore` for shells
    /// through Session Manager or `service-role/AmazonECSTaskExecutionRolePolicy`, or ARNs.
    #[serde(default)]
    pub managed_policies: Vec<ManagedPolicy>,

    /// Managed policies that are created elsewhere: ARNs, such as references to other tiers, by names that
    /// you choose: a lower-case letter, then lower-case letters, digits, `_` and `-`, at most 24 characters.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z][a-z0-9_-]{0,23}$"}))]
    pub policy_arns: BTreeMap<String, Input<PolicyArn>>,

    /// Your own policies: lists of statements, by names that you choose: a lower-case letter, then lower-case
    /// letters, digits, `_` and `-`, at most 24 characters. IAM attaches up to 10 managed policies to a role,
    /// or 20 on request; each of these, and each kind of permission above, is one.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"pattern": "^[a-z][a-z0-9_-]{0,23}$"}))]
    pub policies: BTreeMap<String, Vec<OwnStatement>>,
}

impl Inputs {
    /// Returns the names of the regions whose databases the role may describe. None stands for all of them.
    pub(crate) fn database_regions(&self) -> Option<&[String]> {
        match (&self.database_regions, &self.assumed_by) {
            (Some(names), _) => Some(names),
            (None, Some(_)) => Some(&[]),
            (None, None) => None,
        }
    }

    /// Returns what the role's own name ends with.
    pub(crate) fn local_name(&self) -> &'static str {
        if includes_ec2(self.assumed_by.as_ref()) { "instance" } else { "role" }
    }

    /// Returns the description of the role.
    pub(crate) fn role_description(&self, context: &Context) -> Input<String> {
        let default = || match &self.assumed_by {
            None => "What instances of the application run as".to_owned(),
            Some(_) => format!("Role of the tier {} of the stack {}", context.tier, context.stack),
        };
        self.description.clone().unwrap_or_else(|| default().into())
    }

    /// Returns whether an ARN is composed of the partition's name.
    pub(crate) fn needs_partition(&self, database_regions: &[Option<String>]) -> bool {
        let is_account = |by: &AssumedBy| !by.accounts.is_empty();
        !database_regions.is_empty()
            || self.assumed_by.as_ref().is_some_and(is_account)
            || self.managed_policies.iter().any(is_name)
    }
}

fn default_path() -> Input<IamPath> {
    IamPath::from("/").into()
}
