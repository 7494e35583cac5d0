from terrace_sdk import Context, Contribution, Expression, Field, Output, Provider, Resource, inputs, tier


@inputs
class Inputs:
    attempts: int = Field(default=5, minimum=1, description="Number of attempts before a job counts as failed.")


@tier(
    name="jobs",
    version="0.1.0",
    summary="A queue of jobs, and one of failed jobs.",
    inputs=Inputs,
    providers=[Provider("aws", "hashicorp/aws", ">= 6.0, < 7.0")],
    resources=["aws_sqs_queue"],
    outputs=[Output("queue_url", "string", "URL of the queue for new jobs.")],
)
def jobs(context: Context, inputs: Inputs) -> Contribution:
    out = Contribution()
    failed = out.add(
        Resource(
            "aws_sqs_queue",
            "failed",
            name=f"{context.stack}-{context.tier}-failed",
            message_retention_seconds=1_209_600,
        )
    )
    waiting = out.add(
        Resource(
            "aws_sqs_queue",
            "waiting",
            name=f"{context.stack}-{context.tier}",
            redrive_policy=Expression.call(
                "jsonencode",
                {"deadLetterTargetArn": failed.attr("arn"), "maxReceiveCount": inputs.attempts},
            ),
        )
    )
    out.output("queue_url", waiting.attr("url"))
    return out
