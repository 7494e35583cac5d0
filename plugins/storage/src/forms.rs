//! Strings that AWS accepts in one form only, in the inputs of this tier.

use terrace_aws::string_form;

string_form! {
    /// ID of an AWS account.
    AccountId, "^[0-9]{12}$", "123456789012";

    /// Name of a bucket.
    BucketName, "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", "shop-logs";

    /// ARN of an IAM role.
    RoleArn, "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$", "arn:aws:iam::123456789012:role/replication";

    /// ARN of a role or user, ID of an account, or `*` for everybody.
    Principal,
    "^(\\*|[0-9]{12}|arn:aws[a-z-]*:(iam|sts)::[^*]+)$",
    "arn:aws:iam::123456789012:role/reader";

    /// ARN of a queue. S3 does not send to FIFO queues.
    QueueArn, "^arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", "arn:aws:sqs:eu-west-1:123456789012:uploads";

    /// ARN of a topic. S3 does not send to FIFO topics.
    TopicArn, "^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", "arn:aws:sns:eu-west-1:123456789012:uploads";

    /// ARN of a Lambda function, without a version or an alias: the provider replaces a permission for one of
    /// those with every apply.
    FunctionArn,
    "^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+$",
    "arn:aws:lambda:eu-west-1:123456789012:function:thumbnails";

    /// Type of an event of S3.
    EventType,
    "^s3:(ObjectCreated:(\\*|Put|Post|Copy|CompleteMultipartUpload)|ObjectRemoved:(\\*|Delete|DeleteMarkerCreated)|ObjectRestore:(\\*|Post|Completed|Delete)|ReducedRedundancyLostObject|Replication:(\\*|OperationFailedReplication|OperationMissedThreshold|OperationReplicatedAfterThreshold|OperationNotTracked)|LifecycleExpiration:(\\*|Delete|DeleteMarkerCreated)|LifecycleTransition|IntelligentTiering|ObjectAcl:Put|ObjectTagging:(\\*|Put|Delete))$",
    "s3:ObjectCreated:*";

    /// Action of S3.
    S3Action, "^s3(-object-lambda)?:[A-Za-z*?]+$", "s3:GetObject";
}
