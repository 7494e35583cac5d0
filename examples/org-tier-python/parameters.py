"""What the tier takes."""

from typing import Annotated, Literal

from terrace_sdk import Field, Input, inputs


@inputs
class Worker:
    """A function that works on the messages of a queue."""

    image: Input[str] = Field(description="Container image of the function, with its tag or digest.")
    memory_mb: int = Field(
        default=256, minimum=128, maximum=10240, description="Memory of the function, in MB."
    )
    timeout_seconds: int = Field(
        default=30, minimum=1, maximum=900, description="For how many seconds it may work on one batch."
    )
    batch_size: int = Field(
        default=10, minimum=1, maximum=10, description="How many messages it gets at once."
    )
    concurrency: int | None = Field(
        default=None,
        minimum=2,
        maximum=1000,
        description="How many batches it works on at once. Default: no limit.",
    )
    environment: dict[str, Input[str]] = Field(
        default={}, description="Environment variables of the function."
    )


@inputs
class Queue:
    """A queue, with its queue for dead letters."""

    fifo: bool = Field(default=False, description="Whether messages keep their order and come once.")
    attempts: int = Field(
        default=5,
        minimum=1,
        maximum=1000,
        description="How often a message is tried before it is a dead letter.",
    )
    retention_seconds: Input[int] = Field(
        default=345_600, minimum=60, maximum=1_209_600, description="For how many seconds a message is kept."
    )
    worker: Worker | None = Field(
        default=None, description="What works on the messages. Default: nothing of this tier."
    )


@inputs
class Inputs:
    """Inputs of the queue and worker tier."""

    queues: dict[str, Queue] = Field(
        description="The queues, by their names: lower-case letters, digits and `-`, beginning with a letter.",
        min_properties=1,
    )
    kms_key_arn: Input[str] | None = Field(
        default=None,
        description="ARN of the KMS key that messages are encrypted with. Default: SQS's own key.",
    )
    log_retention_days: Annotated[
        Literal[1, 7, 14, 30, 90, 365], Field(description="For how many days logs are kept.")
    ] = 30
