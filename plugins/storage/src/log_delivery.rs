//! Permission of AWS services to deliver logs to the bucket.

use crate::choice::choices;
use crate::forms::AccountId;
use crate::{Inputs, account};
use terrace_aws::Statement;
use terrace_sdk::prelude::*;

choices! {
    /// A kind of log that AWS delivers to buckets. Delivery is free of charge or charged by the service that
    /// delivers, such as flow logs by the GB.
    LogKind {
        /// Access and connection logs of Application and Classic Load Balancers.
        LoadBalancers = "load_balancers",
        /// Flow logs of VPCs, and everything else that AWS delivers like them: access logs of Network Load
        /// Balancers, and query logs of Route 53 Resolver. A KMS key of the bucket must allow it as well.
        FlowLogs = "flow_logs",
        /// Server access logs of other buckets.
        Buckets = "buckets",
        /// Inventories of other buckets.
        Inventories = "inventories",
    }
}

/// The bucket as a target of logs.
pub(crate) struct LogTarget {
    pub(crate) bucket: Expression,
    pub(crate) partition: Expression,
    /// The accounts that logs may come from.
    pub(crate) accounts: Vec<Value>,
}

impl LogTarget {
    pub(crate) fn new(
        bucket: Expression,
        partition: Expression,
        accounts: Option<&[Input<AccountId>]>,
    ) -> Self {
        let accounts = match accounts {
            Some(accounts) => accounts.iter().map(Value::from).collect(),
            None => values![account::id()],
        };
        Self { bucket, partition, accounts }
    }

    /// Returns the statements for these kinds of logs.
    pub(crate) fn statements(&self, kinds: &[LogKind]) -> Vec<Statement> {
        let mut statements = Vec::new();
        for kind in kinds {
            match kind {
                LogKind::LoadBalancers => statements.push(self.load_balancers()),
                LogKind::FlowLogs => statements.extend(self.flow_logs()),
                LogKind::Buckets => statements.push(self.buckets()),
                LogKind::Inventories => statements.push(self.inventories()),
            }
        }
        statements
    }

    /// The service writes below the ID of the load balancer's account. It does not say for which account or
    /// load balancer it writes, so a condition would only keep logs out. The principal is the same in all
    /// regions; AWS supports the older ones with an account of each region as well, but advises against it.
    fn load_balancers(&self) -> Statement {
        Statement::allow(["s3:PutObject"])
            .sid("LoadBalancerLogs")
            .principal("Service", values!["logdelivery.elasticloadbalancing.amazonaws.com"])
            .resources(self.account_folders())
    }

    /// Without these statements, AWS adds its own to the policy as soon as it delivers here.
    fn flow_logs(&self) -> [Statement; 2] {
        let arns = self
            .accounts
            .iter()
            .map(|account| template!["arn:", &self.partition, ":logs:*:", account, ":*"].into());
        let arns: Vec<Value> = arns.collect();
        let from_own = |statement: Statement| {
            statement
                .principal("Service", values!["delivery.logs.amazonaws.com"])
                .condition("StringEquals", "aws:SourceAccount", self.accounts.clone())
                .condition("ArnLike", "aws:SourceArn", arns.clone())
        };
        [
            from_own(Statement::allow(["s3:PutObject"]).sid("FlowLogs"))
                .condition("StringEquals", "s3:x-amz-acl", values!["bucket-owner-full-control"])
                .resources(self.account_folders()),
            from_own(Statement::allow(["s3:GetBucketAcl"]).sid("FlowLogsBucket"))
                .resources(values![&self.bucket]),
        ]
    }

    fn buckets(&self) -> Statement {
        Statement::allow(["s3:PutObject"])
            .sid("BucketLogs")
            .principal("Service", values!["logging.s3.amazonaws.com"])
            .condition("StringEquals", "aws:SourceAccount", self.accounts.clone())
            .resources(values![template![&self.bucket, "/*"]])
    }

    fn inventories(&self) -> Statement {
        Statement::allow(["s3:PutObject"])
            .sid("Inventories")
            .principal("Service", values!["s3.amazonaws.com"])
            .condition("StringEquals", "aws:SourceAccount", self.accounts.clone())
            .condition("StringEquals", "s3:x-amz-acl", values!["bucket-owner-full-control"])
            .condition("ArnLike", "aws:SourceArn", values![template!["arn:", &self.partition, ":s3:::*"]])
            .resources(values![template![&self.bucket, "/*"]])
    }

    /// Returns the folders of the accounts, at the top of the bucket and below any prefix.
    fn account_folders(&self) -> Vec<Value> {
        let folder = |account: &Value| {
            ["/AWSLogs/", "/*/AWSLogs/"].map(|at| Value::from(template![&self.bucket, at, account, "/*"]))
        };
        self.accounts.iter().flat_map(folder).collect()
    }
}

/// Checks that the services can write to the bucket.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::new();
    for (at, kind) in inputs.receives_logs.iter().enumerate() {
        let path = format!("/receives_logs/{at}");
        if inputs.receives_logs[..at].contains(kind) {
            let summary = format!("`{}` is listed twice", kind.as_str());
            problems.push(Diagnostic::new("repeated-logs", summary).path(&path).hint("list it once"));
            continue;
        }
        let needs_own_key = matches!(kind, LogKind::LoadBalancers | LogKind::Buckets);
        if needs_own_key && inputs.kms_key_arn.is_some() {
            let summary =
                format!("AWS does not deliver the logs of `{}` to a bucket with a KMS key", kind.as_str());
            problems.push(
                Diagnostic::new("logs-with-key", summary)
                    .path(&path)
                    .hint("remove kms_key_arn: S3 encrypts the logs with its own key"),
            );
        }
        if *kind == LogKind::Buckets && inputs.object_lock.as_ref().is_some_and(|lock| lock.mode.is_some()) {
            let summary = "S3 does not deliver the logs of `buckets` to a bucket with a default retention";
            problems.push(
                Diagnostic::new("logs-with-retention", summary)
                    .path(path)
                    .hint("remove object_lock.mode, or use another bucket for these logs"),
            );
        }
    }
    if inputs.receives_logs.is_empty() && inputs.log_accounts.is_some() {
        let summary = "log_accounts is set, but the bucket receives no logs";
        let problem = Diagnostic::new("accounts-without-logs", summary).path("/log_accounts");
        problems.push(problem.hint("set receives_logs, or remove log_accounts"));
    }
    problems.finish()
}
