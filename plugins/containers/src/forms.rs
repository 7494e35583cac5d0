//! The strings of one form that only this tier uses.

use terrace_aws::string_form;

string_form! {
    /// A name that services, clusters and roles can have.
    ServiceName, "^[A-Za-z0-9_-]{1,255}$", "shop-web";

    /// Name of a bucket, not its ARN.
    BucketName, "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", "shop-logs";

    /// ARN of an ECS cluster.
    ClusterArn,
    "^arn:aws[a-z-]*:ecs:[a-z0-9-]+:[0-9]{12}:cluster/[A-Za-z0-9_-]+$",
    "arn:aws:ecs:eu-west-1:123456789012:cluster/shop";

    /// ARN of a listener of an application load balancer.
    ListenerArn,
    "^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:listener/app/[A-Za-z0-9-]+/[0-9a-f]+/[0-9a-f]+$",
    "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/0123456789abcdef/fedcba9876543210";

    /// ARN of a certificate in ACM.
    CertificateArn,
    "^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$",
    "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

    /// ARN of a parameter in Systems Manager.
    ParameterArn,
    "^arn:aws[a-z-]*:ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9_./-]+$",
    "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/api-key";

    /// ARN of an ECR repository, which may contain `*`.
    RepositoryArn,
    "^arn:aws[a-z-]*:ecr:[a-z0-9*-]+:[0-9*]+:repository/[a-z0-9._/*-]+$",
    "arn:aws:ecr:eu-west-1:123456789012:repository/shop/web";

    /// ARN of a role.
    RoleArn,
    "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$",
    "arn:aws:iam::123456789012:role/shop-web";
}
