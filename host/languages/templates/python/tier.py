"""{{title}}: a Terrace tier."""

from terrace_sdk import Context, Contribution, Field, Input, Output, Provider, Resource, inputs, tier


@inputs
class {{type}}:
    """Inputs of the {{name}} tier."""

    names: list[str] = Field(description="Names of the queues.")
    retention_seconds: Input[int] = Field(
        default=345600, minimum=0, description="Number of seconds for which a message is kept."
    )


@tier(
    name="{{name}}",
    version="0.1.0",
    summary="Message queues.",
    inputs={{type}},
    providers=[Provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")],
    resources=["aws_sqs_queue"],
    outputs=[Output("urls", "map(string)", "URL of each queue, by its name.")],
)
def queues(context: Context, inputs: {{type}}) -> Contribution:
    """Creates a queue for each name."""
    out = Contribution()
    urls = {}
    for name in inputs.names:
        queue = out.add(
            Resource(
                "aws_sqs_queue",
                name,
                name=context.name(name),
                message_retention_seconds=inputs.retention_seconds,
                tags=context.tags(name),
            )
        )
        urls[name] = queue.attr("url")
    out.output("urls", urls)
    return out
