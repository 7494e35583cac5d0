//! Services that use a key.

use terrace_sdk::prelude::*;

/// A use of the key by a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceUse {
    /// Volumes of instances in autoscaling groups: EC2 Auto Scaling starts the instances with a role of its
    /// own.
    AutoScaling,
    /// Recovery points of AWS Backup.
    Backup,
    /// CloudWatch alarms that publish to an encrypted topic.
    CloudwatchAlarms,
    /// Log groups of CloudWatch Logs in this account and region.
    CloudwatchLogs,
    /// Tables of DynamoDB.
    Dynamodb,
    /// Volumes and snapshots of EBS.
    Ebs,
    /// Repositories of ECR.
    Ecr,
    /// File systems of EFS.
    Efs,
    /// Clusters of ElastiCache.
    Elasticache,
    /// Rules of EventBridge that send to an encrypted topic or queue.
    Eventbridge,
    /// Environment variables of Lambda functions.
    Lambda,
    /// Logs that AWS delivers to an encrypted bucket, such as flow logs.
    LogDelivery,
    /// Databases of RDS and Aurora.
    Rds,
    /// Objects in buckets.
    S3,
    /// Notifications of buckets to an encrypted topic or queue.
    S3Notifications,
    /// Replication of objects from or to a bucket, by a role of this account.
    S3Replication,
    /// Secrets of Secrets Manager.
    SecretsManager,
    /// Topics of SNS.
    Sns,
    /// Queues of SQS.
    Sqs,
    /// Parameters of Systems Manager.
    Ssm,
}

impl ServiceUse {
    /// Returns the beginning of the domain name of a service that calls KMS for those who use it.
    pub(crate) fn via(self) -> Option<&'static str> {
        Some(match self {
            Self::Backup => "backup",
            Self::Dynamodb => "dynamodb",
            Self::Ebs => "ec2",
            Self::Ecr => "ecr",
            Self::Efs => "elasticfilesystem",
            Self::Elasticache => "elasticache",
            Self::Lambda => "lambda",
            Self::Rds => "rds",
            Self::S3 => "s3",
            Self::SecretsManager => "secretsmanager",
            Self::Sns => "sns",
            Self::Sqs => "sqs",
            Self::Ssm => "ssm",
            Self::AutoScaling
            | Self::CloudwatchAlarms
            | Self::CloudwatchLogs
            | Self::Eventbridge
            | Self::LogDelivery
            | Self::S3Notifications
            | Self::S3Replication => return None,
        })
    }

    /// Returns whether the service uses the key later, with a grant.
    pub(crate) fn needs_grants(self) -> bool {
        matches!(
            self,
            Self::Backup
                | Self::Dynamodb
                | Self::Ebs
                | Self::Ecr
                | Self::Efs
                | Self::Elasticache
                | Self::Lambda
                | Self::Rds
        )
    }

    /// Returns the principal of a service that calls KMS for itself to send to a topic or queue.
    pub(crate) fn sender(self) -> Option<&'static str> {
        match self {
            Self::CloudwatchAlarms => Some("cloudwatch.amazonaws.com"),
            Self::Eventbridge => Some("events.amazonaws.com"),
            Self::S3Notifications => Some("s3.amazonaws.com"),
            _ => None,
        }
    }
}
