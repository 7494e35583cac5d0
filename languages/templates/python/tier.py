"""{{title}}: a Terrace tier."""

from terrace_sdk import (
    Context,
    Contribution,
    Diagnostic,
    Diagnostics,
    Field,
    Input,
    Output,
    Provider,
    Resource,
    inputs,
    tier,
)


@inputs
class {{type}}:
    """Inputs of the {{name}} tier."""

    names: list[str] = Field(description="Names of the topics.", min_items=1)
    kms_key_arn: Input[str] | None = Field(
        default=None, description="ARN of the KMS key that messages are encrypted with. Default: none."
    )


@tier(
    name="{{name}}",
    version="0.1.0",
    summary="Topics that messages are published to.",
    inputs={{type}},
    providers=[Provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")],
    resources=["aws_sns_topic"],
    outputs=[Output("arns", "map(string)", "ARN of each topic, by its name.")],
)
def topics(context: Context, inputs: {{type}}) -> Contribution:
    """Makes a topic for each name."""
    check(inputs.names)
    out = Contribution()
    arns = {}
    for name in inputs.names:
        topic = out.add(
            Resource(
                "aws_sns_topic",
                name,
                name=context.name(name),
                kms_master_key_id=inputs.kms_key_arn,
                tags=context.tags(name),
            )
        )
        arns[name] = topic.attr("arn")
    out.output("arns", arns)
    return out


def check(names: list[str]) -> None:
    """Raises every problem with the names, not only the first."""
    problems = Diagnostics()
    for index, name in enumerate(names):
        if name in names[:index]:
            problems.push(
                Diagnostic(
                    "duplicate-topic",
                    f"there are two topics `{name}`",
                    path=f"/names/{index}",
                    hint="give each topic a name of its own",
                )
            )
    problems.finish()
