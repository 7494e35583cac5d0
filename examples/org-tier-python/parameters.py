"""The tier's inputs."""

from typing import Annotated, Literal

from terrace_sdk import Field, Input, inputs


@inputs
class Worker:
    """A function that processes the messages of a queue."""

    image: Input[str] = Field(description="Container image of the function, with its tag or digest.")
    memory_mb: int = Field(
        default=256, minimum=128, maximum=10240, description="Memory of the function, in MB."
    )
    timeout_seconds: int = Field(
        default=30, minimum=1, maximum=900, description="Number of seconds that it may work on one batch."
    )
    batch_size: int = Field(
        default=10, minimum=1, maximum=10, description="Maximum number of messages in one batch."
    )
    concurrency: int | None = Field(
        default=None,
        minimum=2,
        maximum=1000,
        description="Number of batches that it processes in parallel. Default: no limit.",
    )
    environment: dict[str, Input[str]] = Field(
        default={}, description="Environment variables of the function."
    )


@inputs
class Queue:
    """A queue with its dead-letter queue."""

    fifo: bool = Field(default=False, description="Delivers messages in order and exactly once.")
    attempts: int = Field(
        default=5,
        minimum=1,
        maximum=1000,
        description="Number of attempts before a message becomes a dead letter.",
    )
    retention_seconds: Input[int] = Field(
        default=345_600, minimum=60, maximum=1_209_600, description="Number of seconds for which a message is kept."
    )
    worker: Worker | None = Field(
        default=None, description="Function that processes the messages. Default: none in this tier."
    )


@inputs
class Inputs:
    """Inputs of the queue and worker tier."""

    queues: dict[str, Queue] = Field(
        description="The queues by name: lower-case letters, digits and `-`, beginning with a letter.",
        min_properties=1,
    )
    kms_key_arn: Input[str] | None = Field(
        default=None,
        description="ARN of the KMS key that encrypts messages. Default: SQS's own key.",
    )
    log_retention_days: Annotated[
        Literal[1, 7, 14, 30, 90, 365], Field(description="Number of days for which logs are kept.")
    ] = 30
