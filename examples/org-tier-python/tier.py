"""Queues, each with a dead-letter queue, and the functions that process their messages."""

import re

from parameters import Inputs, Queue
from worker import add_worker

from terrace_sdk import (
    Context,
    Contribution,
    Diagnostic,
    Diagnostics,
    Expression,
    Output,
    Provider,
    Reference,
    Resource,
    tier,
)

QUEUE_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
LONGEST_QUEUE_NAME = 80
LONGEST_FUNCTION_NAME = 64
FOURTEEN_DAYS = 1_209_600


@tier(
    name="queue-workers",
    version="1.0.0",
    summary="Queues with dead-letter queues, and the Lambda functions that process them.",
    inputs=Inputs,
    providers=[Provider("aws", "hashicorp/aws", ">= 5.32, < 7.0")],
    resources=[
        "aws_cloudwatch_log_group",
        "aws_iam_role",
        "aws_iam_role_policy",
        "aws_lambda_event_source_mapping",
        "aws_lambda_function",
        "aws_sqs_queue",
        "aws_sqs_queue_redrive_allow_policy",
    ],
    outputs=[
        Output("urls", "map(string)", "URL of each queue, by its name."),
        Output("arns", "map(string)", "ARN of each queue, by its name."),
        Output(
            "dead_letter_arns", "map(string)", "ARN of each dead-letter queue, by the name of its queue."
        ),
        Output(
            "functions", "map(string)", "Name of the function that processes a queue, by the queue's name."
        ),
    ],
)
def queue_workers(context: Context, inputs: Inputs) -> Contribution:
    """Creates the queues and their workers."""
    check_names(context, inputs)
    out = Contribution()
    queues: dict[str, Reference] = {}
    dead_letters: dict[str, Reference] = {}
    functions: dict[str, Expression] = {}
    for name, queue in inputs.queues.items():
        dead_letters[name] = out.add(dead_letter_queue(context, inputs, name, queue))
        queues[name] = out.add(main_queue(context, inputs, name, queue, dead_letters[name]))
        out.add(redrive_allowance(name, queues[name], dead_letters[name]))
        if queue.worker is not None:
            function = add_worker(out, context, inputs, name, queue.worker, queues[name])
            functions[name] = function.attr("function_name")
    out.output("urls", {name: queue.attr("url") for name, queue in queues.items()})
    out.output("arns", {name: queue.attr("arn") for name, queue in queues.items()})
    out.output("dead_letter_arns", {name: queue.attr("arn") for name, queue in dead_letters.items()})
    out.output("functions", functions)
    return out


def main_queue(
    context: Context, inputs: Inputs, name: str, queue: Queue, dead_letters: Reference
) -> Resource:
    """Returns the queue itself.

    A message that a worker holds stays invisible for six times as long as the worker may take.
    """
    redrive = {"deadLetterTargetArn": dead_letters.attr("arn"), "maxReceiveCount": queue.attempts}
    return queue_of(
        context,
        inputs,
        name,
        queue,
        message_retention_seconds=queue.retention_seconds,
        visibility_timeout_seconds=None if queue.worker is None else 6 * queue.worker.timeout_seconds,
        redrive_policy=Expression.call("jsonencode", redrive),
    )


def dead_letter_queue(context: Context, inputs: Inputs, name: str, queue: Queue) -> Resource:
    """Returns the queue for messages that could not be processed. They are kept as long as possible."""
    return queue_of(context, inputs, f"{name}_dead_letters", queue, message_retention_seconds=FOURTEEN_DAYS)


def queue_of(
    context: Context, inputs: Inputs, name: str, queue: Queue, **attributes: Expression | int | None
) -> Resource:
    """Returns a queue with the attributes that all queues have."""
    label = name.replace("_", "-")
    resource = Resource(
        "aws_sqs_queue",
        name,
        name=queue_name(context, label, queue),
        fifo_queue=True if queue.fifo else None,
        content_based_deduplication=True if queue.fifo else None,
        kms_master_key_id=inputs.kms_key_arn,
        sqs_managed_sse_enabled=True if inputs.kms_key_arn is None else None,
        tags=context.tags(label),
    )
    for attribute, value in attributes.items():
        resource.set(attribute, value)
    return resource


def redrive_allowance(name: str, queue: Reference, dead_letters: Reference) -> Resource:
    """Prevents other queues from using this queue for dead letters."""
    policy = {"redrivePermission": "byQueue", "sourceQueueArns": [queue.attr("arn")]}
    return Resource(
        "aws_sqs_queue_redrive_allow_policy",
        name,
        queue_url=dead_letters.attr("url"),
        redrive_allow_policy=Expression.call("jsonencode", policy),
    )


def queue_name(context: Context, name: str, queue: Queue) -> str:
    """Returns the queue's name in AWS."""
    return context.name(name) + (".fifo" if queue.fifo else "")


def check_names(context: Context, inputs: Inputs) -> None:
    """Raises a problem for each name that is not a valid queue name, or is too long for AWS."""
    problems = Diagnostics()
    for name, queue in inputs.queues.items():
        if not QUEUE_NAME.match(name):
            problems.push(
                Diagnostic(
                    "invalid-queue-name",
                    f"`{name}` is not a valid queue name",
                    path=f"/queues/{name.replace('~', '~0').replace('/', '~1')}",
                    hint="use lower-case letters, digits and `-`, beginning with a letter",
                )
            )
            continue
        longest = queue_name(context, f"{name}-dead-letters", queue)
        if len(longest) > LONGEST_QUEUE_NAME:
            problems.push(too_long(name, f"the queue `{longest}`", len(longest), LONGEST_QUEUE_NAME))
        elif queue.worker is not None and len(context.name(name)) > LONGEST_FUNCTION_NAME:
            function = context.name(name)
            problems.push(too_long(name, f"the function `{function}`", len(function), LONGEST_FUNCTION_NAME))
    problems.finish()


def too_long(name: str, what: str, length: int, longest: int) -> Diagnostic:
    """Returns the problem of a name that AWS would reject."""
    return Diagnostic(
        "name-too-long",
        f"{what} would have a name of {length} characters, but only {longest} are allowed",
        path=f"/queues/{name}",
        hint="shorten the name of the queue, the tier or the stack",
    )
