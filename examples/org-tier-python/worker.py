"""The function that processes a queue."""

from parameters import Inputs, Worker

from terrace_sdk import Block, Context, Contribution, Expression, Reference, Resource, Value, template


def add_worker(
    out: Contribution, context: Context, inputs: Inputs, name: str, worker: Worker, queue: Reference
) -> Reference:
    """Adds a queue's function, with its role and its logs, and connects it to the queue."""
    logs = out.add(
        Resource(
            "aws_cloudwatch_log_group",
            name,
            name=f"/aws/lambda/{context.name(name)}",
            retention_in_days=inputs.log_retention_days,
            tags=context.tags(name),
        )
    )
    role = out.add(Resource("aws_iam_role", name, assume_role_policy=trust(), tags=context.tags(name)))
    rights = out.add(
        Resource("aws_iam_role_policy", name, role=role.attr("id"), policy=policy(inputs, queue, logs))
    )
    function = out.add(
        Resource(
            "aws_lambda_function",
            name,
            function_name=context.name(name),
            package_type="Image",
            image_uri=worker.image,
            role=role.attr("arn"),
            memory_size=worker.memory_mb,
            timeout=worker.timeout_seconds,
            logging_config=Block(log_format="JSON", log_group=logs.attr("name")),
            tags=context.tags(name),
        ).blocks("environment", [Block(variables=worker.environment)] if worker.environment else [])
        # Lambda tests the role's permissions as soon as the function exists, and no attribute refers to them.
        .depends_on(rights)
    )
    out.add(
        Resource(
            "aws_lambda_event_source_mapping",
            name,
            event_source_arn=queue.attr("arn"),
            function_name=function.attr("arn"),
            batch_size=worker.batch_size,
            function_response_types=["ReportBatchItemFailures"],
        ).blocks(
            "scaling_config", [Block(maximum_concurrency=worker.concurrency)] if worker.concurrency else []
        )
    )
    return function


def trust() -> Expression:
    """Allows Lambda to assume the role."""
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"},
    }
    return document(statement)


def policy(inputs: Inputs, queue: Reference, logs: Reference) -> Expression:
    """Allows the function to receive messages from its queue, and to write its logs."""
    statements: list[dict[str, Value]] = [
        {
            "Effect": "Allow",
            "Action": ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
            "Resource": queue.attr("arn"),
        },
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": template(logs.attr("arn"), ":*"),
        },
    ]
    if inputs.kms_key_arn is not None:
        statements.append({"Effect": "Allow", "Action": "kms:Decrypt", "Resource": inputs.kms_key_arn})
    return document(*statements)


def document(*statements: Value) -> Expression:
    """Returns a policy with these statements."""
    return Expression.call("jsonencode", {"Version": "2012-10-17", "Statement": list(statements)})
