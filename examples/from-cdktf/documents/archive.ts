import { type Expression, input, resource, tier } from "@terrace/sdk";

const archive = input.object({
  owner: input.string().describe("The team that owns the archive, as a tag."),
});

const inputs = input.object({
  company: input.string().describe("Prefix of the name of each bucket."),
  archives: input.map(archive).describe("The archives by name."),
});

export default tier({
  name: "archive",
  version: "0.1.0",
  summary: "Buckets that keep every version of an object.",
  inputs,
  providers: { aws: { source: "hashicorp/aws", version: ">= 6.0, < 7.0" } },
  resources: ["aws_s3_bucket", "aws_s3_bucket_versioning"],
  outputs: {
    arns: { type: "map(string)", description: "ARN of each bucket, by the archive's name." },
  },

  synth(context, { company, archives }, out) {
    const arns: Record<string, Expression> = {};
    for (const [name, { owner }] of Object.entries(archives)) {
      const bucket = out.add(
        resource("aws_s3_bucket", name, {
          bucket: `${company}-${name}`,
          tags: { ...context.stackTags, Owner: owner },
        }),
      );
      out.add(
        resource("aws_s3_bucket_versioning", name, {
          bucket: bucket.attr("id"),
          versioning_configuration: [{ status: "Enabled" }],
        }),
      );
      arns[name] = bucket.attr("arn");
    }
    out.output("arns", arns);
  },
});
