"""The conformance tier: every feature of an SDK, with emphasis on differences between languages.

Every SDK has a port of it, and all ports return the same contribution for the same request. The blocks serve no
purpose; `Part` selects them.
"""

import blocks
import envelope
import expressions
import values
from inputs import Inputs, Part

from terrace_sdk import Context, Contribution, Diagnostics, Output, Provider, tier


@tier(
    name="conformance",
    version="0.1.0",
    summary="Everything that an SDK can do, in each language the same.",
    inputs=Inputs,
    providers=[Provider("aws", "hashicorp/aws", ">= 5.0, < 7.0"), Provider("random", "hashicorp/random")],
    resources=["aws_security_group", "aws_sns_topic", "aws_sqs_queue", "aws_ssm_parameter", "random_pet"],
    data_sources=["aws_ami", "aws_caller_identity"],
    ephemeral_resources=["aws_secretsmanager_secret_version"],
    modules=["./modules/queue", "terraform-aws-modules/sqs/aws"],
    annotations={"license": "Apache-2.0 OR MIT", "documentation": 'Says "hello" — and ${nothing} more.'},
    outputs=[
        Output("text", "string", "A text that holds `${`, and an expression."),
        Output("number", "number", "A number beyond what a double can hold."),
        Output("flag", "bool", "A boolean."),
        Output("list", "list(string)", "A list of expressions."),
        Output("map", "map(string)", "A map whose keys need care."),
        Output("object", "object({ name = string, ports = list(number) })", "An object."),
        Output("whole", "any", "All attributes of a resource."),
        Output("absent", "string", "Never given."),
        Output("secret", "string", "A secret.", sensitive=True),
    ],
)
def conformance(context: Context, inputs: Inputs) -> Contribution:
    """Creates the requested parts."""
    out = Contribution()
    problems = Diagnostics()
    parts = {
        Part.LITERALS: lambda: values.literals(out),
        Part.NUMBERS: lambda: values.numbers(out),
        Part.ABSENT: lambda: values.absent(out),
        Part.INPUTS: lambda: values.inputs(out, inputs),
        Part.BLOCKS: lambda: blocks.nested(out, inputs.rules),
        Part.LIFECYCLE: lambda: blocks.lifecycle(out),
        Part.PROVIDERS: lambda: blocks.providers(out, context),
        Part.MODULES: lambda: blocks.modules(out, inputs),
        Part.CHECKS: lambda: blocks.checks(out),
        Part.REFERENCES: lambda: expressions.references(out),
        Part.EXPRESSIONS: lambda: expressions.functions(out),
        Part.TEMPLATES: lambda: expressions.templates(out, inputs),
        Part.USER_DATA: lambda: expressions.user_data(out, inputs),
        Part.CONTEXT: lambda: envelope.context(out, context),
        Part.OUTPUTS: lambda: envelope.outputs(out),
        Part.MOVES: lambda: envelope.moves(out),
        Part.WARNINGS: lambda: envelope.warnings(out),
        Part.PROBLEMS: lambda: envelope.problems(problems, inputs),
        Part.REQUIRED: lambda: envelope.required(out, inputs),
    }
    for part in inputs.parts:
        with problems.collect():
            parts[part]()
    problems.finish()
    return out
