import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";

export interface ArchiveConfig {
  readonly owner: string;
}

export class Archive extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, config: ArchiveConfig) {
    super(scope, id);
    const bucket = new S3Bucket(this, "bucket", {
      bucket: `acme-${id}`,
      tags: { Owner: config.owner },
    });
    new S3BucketVersioningA(this, "versioning", {
      bucket: bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
    this.arn = bucket.arn;
  }
}
