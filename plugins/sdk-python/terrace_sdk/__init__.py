"""Write Terrace tiers in Python.

A tier is a pure function from the request for one instance to the blocks that this instance adds to the stack. You
write it like a Terraform module, with local names.

    from terrace_sdk import Context, Contribution, Field, Input, Output, Provider, Resource, inputs, tier


    @inputs
    class Inputs:
        '''Inputs of the queues tier.'''

        queues: int = Field(default=1, minimum=1, description="Number of queues.")
        kms_key_id: Input[str] | None = Field(default=None, description="Key that encrypts the messages.")


    @tier(
        name="queues",
        version="0.1.0",
        summary="Message queues.",
        inputs=Inputs,
        providers=[Provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")],
        resources=["aws_sqs_queue"],
        outputs=[Output("urls", "list(string)", "URL of each queue.")],
    )
    def queues(context: Context, inputs: Inputs) -> Contribution:
        out = Contribution()
        urls = []
        for number in range(inputs.queues):
            queue = out.add(
                Resource(
                    "aws_sqs_queue",
                    f"queue_{number}",
                    kms_master_key_id=inputs.kms_key_id,
                    tags=context.tags(f"queue-{number}"),
                )
            )
            urls.append(queue.attr("url"))
        out.output("urls", urls)
        return out

Three rules explain the rest:

- **A string is a literal.** It is escaped in the output, so a ``${`` in it stays text. Only an :class:`Expression`
  becomes ``${…}``, and it comes from a :class:`Reference`, from an :data:`Input`, or from one of the functions of
  :class:`Expression`. It cannot become part of a Python string: write :func:`template`.
- **``None`` is left out.** An attribute or output set to it is not written.
- **All problems are reported, not only the first.** See :class:`Diagnostics`.

:mod:`terrace_sdk.testing` runs a tier in plain Python and looks up its blocks by address.
"""

from .block import Block
from .check import Check
from .context import Context, Region
from .contribution import Contribution, Removal
from .diagnostic import Diagnostic, Diagnostics
from .expression import Expression, template
from .field import Field, inputs
from .input import Input, known, require
from .manifest import Manifest, Output, Provider
from .module import Module
from .number import Number
from .reference import Reference
from .resource import Data, Ephemeral, Resource
from .tier import Tier, tier
from .user_data import UserData
from .value import Value

__all__ = [
    "Block",
    "Check",
    "Context",
    "Contribution",
    "Data",
    "Diagnostic",
    "Diagnostics",
    "Ephemeral",
    "Expression",
    "Field",
    "Input",
    "Manifest",
    "Module",
    "Number",
    "Output",
    "Provider",
    "Reference",
    "Region",
    "Removal",
    "Resource",
    "Tier",
    "UserData",
    "Value",
    "inputs",
    "known",
    "require",
    "template",
    "tier",
]
