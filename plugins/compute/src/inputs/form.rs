//! Strings of one form that only this tier's inputs have.

terrace_aws::string_form! {
    /// ARN of a certificate in ACM, or of a server certificate in IAM.
    CertificateArn,
    "^arn:aws[a-z-]*:(acm:[a-z0-9-]+:[0-9]{12}:certificate/|iam::[0-9]{12}:server-certificate/).+$",
    "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

    /// ARN of a regional web ACL of AWS WAF. Those of CloudFront are global and do not fit.
    WebAclArn,
    "^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/[^/]+/[A-Za-z0-9-]+$",
    "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/12345678-1234-1234-1234-123456789012";

    /// Name of a bucket, not its ARN.
    BucketName,
    "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
    "shop-logs";

    /// Name of an instance profile, not its ARN.
    ProfileName, "^[A-Za-z0-9_+=,.@-]{1,128}$", "shop-instance";

    /// ID of a prefix list.
    PrefixListId, "^pl-[0-9a-f]+$", "pl-0123456789abcdef0";

    /// ID of a snapshot of a volume.
    SnapshotId, "^snap-[0-9a-f]+$", "snap-0123456789abcdef0";
}
