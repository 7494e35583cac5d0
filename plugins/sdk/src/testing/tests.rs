use super::*;
use crate::prelude::*;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Inputs {
    key: Option<Input<String>>,
}

struct Everything;

impl Tier for Everything {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new("everything", "1.0.0", "One of each.")
            .provider("aws", "hashicorp/aws", "")
            .resources(["aws_s3_bucket"])
            .data_sources(["aws_ami"])
            .ephemeral_resources(["aws_secretsmanager_secret_version"])
            .modules(["terraform-aws-modules/sqs/aws"])
            .output("bucket", "string", "The bucket.")
            .output("key", "string", "The key.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut out = Contribution::new();
        let ami = out.add(Resource::data("aws_ami", "main").postcondition(
            &Expression::raw("self.architecture == \"x86_64\""),
            template!["not an image for ", context.stack.as_str()],
        ));
        let secret = out.add(Resource::ephemeral("aws_secretsmanager_secret_version", "main"));
        let bucket = out.add(
            Resource::new("aws_s3_bucket", "main")
                .set("key", &inputs.key)
                .set("tags", context.tags("main"))
                .block("rule", Block::new().set("id", 1))
                .blocks("rule", [Block::new().set("id", 2)])
                .blocks("none", [])
                .depends_on(&ami)
                .depends_on(&secret)
                .provider_of("other")
                .prevent_destroy()
                .create_before_destroy()
                .ignore_changes(["tags", "rule[0].id"])
                .replace_triggered_by(ami.attr("id"))
                .precondition(&ami.attr("ok"), "not ok"),
        );
        out.add(Resource::new("aws_s3_bucket", "frozen").ignore_all_changes());
        out.module(
            Module::new("queue", "terraform-aws-modules/sqs/aws").version("4.2.0").set("name", "${q}"),
        );
        let zones = out.local("zones", values!["a", &inputs.key]);
        out.check(
            Check::new("zones")
                .data(Resource::data("aws_ami", "checked").set("owners", ["self"]))
                .assert(&Expression::raw(format!("length({zones}) > 0")), "no zones"),
        );
        out.moved("aws_s3_bucket.this", &bucket);
        out.removed("aws_s3_bucket.old", Removal::Forget);
        out.output("bucket", bucket.attr("id"));
        out.output("key", inputs.key);
        out.warn(Diagnostic::new("careful", "take care").address(&bucket).path("/key").hint("look"));
        Ok(out)
    }
}

#[test]
fn blocks_of_every_kind_are_written() {
    let made = Instance::<Everything>::new()
        .environment("production")
        .region("primary")
        .tags(json!({"Team": {"$expr": "${var.team}"}}))
        .synth();
    insta::assert_snapshot!(made);
    assert_eq!(made.warnings(), "careful: take care\n  at aws_s3_bucket.main, /key\n  hint: look\n");
    assert!(made.has("module.queue") && made.has("check.zones") && made.has("local.zones"));
    assert_eq!(made.addresses("data."), ["data.aws_ami.main"]);
}

#[test]
fn request_that_cannot_be_read_is_a_diagnostic() {
    let instance = Instance::<Everything>::new().tags(json!([])).inputs(json!({"kye": 1}));
    insta::assert_snapshot!(instance.errors());
}

#[test]
fn stack_tag_called_name_is_kept() {
    let made = Instance::<Everything>::new().tags(json!({"Name": "mine"})).synth();
    assert_eq!(made.block("aws_s3_bucket.main")["tags"], json!({"Name": "mine"}));
}
