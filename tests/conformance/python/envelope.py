"""Everything except blocks and values: context, outputs, moves, diagnostics."""

from inputs import Inputs

from terrace_sdk import (
    Context,
    Contribution,
    Diagnostic,
    Diagnostics,
    Module,
    Reference,
    Removal,
    Resource,
    require,
    template,
)


def context(out: Contribution, context: Context) -> None:
    out.local(
        "context",
        {
            "stack": context.stack,
            "environment": context.environment,
            "tier": context.tier,
            "region": context.region,
            "regions": [{"name": region.name, "providers": region.providers} for region in context.regions],
            "stack_tags": context.stack_tags,
            "name": context.name("${thing}"),
        },
    )
    out.add(Resource("aws_sns_topic", "context", tags=context.tags("topic")))


def outputs(out: Contribution) -> None:
    topic = out.add(Resource("aws_sns_topic", "outputs", name="outputs"))
    out.output("text", template("${literal} ", topic.attr("arn")))
    out.output("number", 2**64 - 1)
    out.output("flag", False)
    out.output("list", [topic.attr("arn"), topic.attr("id")])
    out.output("map", {"${key}": topic.attr("arn"), "a.b": "${value}"})
    out.output("object", {"name": topic.attr("name"), "ports": [80, 443]})
    out.output("whole", topic)
    out.output("secret", topic.attr("owner"))


def moves(out: Contribution) -> None:
    topic = out.add(Resource("aws_sns_topic", "present", name="present"))
    module = out.module(Module("present", "./modules/queue"))
    out.moved("aws_sns_topic.earlier", topic)
    out.moved("module.earlier", module)
    out.removed("aws_sns_topic.destroyed", Removal.DESTROY)
    out.removed("module.forgotten", Removal.FORGET)


def warnings(out: Contribution) -> None:
    out.warn(Diagnostic("a-warning", "this is only a warning"))
    out.warn(full("a-full-warning"))


def problems(problems: Diagnostics, inputs: Inputs) -> None:
    problems.push(Diagnostic("an-error", "nothing but code and summary"))
    problems.push(full("a-full-error"))
    for index, name in enumerate(inputs.names):
        problems.push(Diagnostic("a-name", f"there is a name `{name}`", path=f"/names/{index}"))


def full(code: str) -> Diagnostic:
    return Diagnostic(
        code,
        'with "every" field and ${no.expression}',
        detail="Two lines:\n  é \U0001f600",
        address=Reference.data("aws_ami", "main"),
        path="/rules/0/port",
        hint="do something about it",
    )


def required(out: Contribution, inputs: Inputs) -> None:
    """Outputs those inputs that must be known. Each expression among them is a problem."""
    problems = Diagnostics()
    text: str | None = None
    flag: bool | None = None
    with problems.collect():
        text = require(inputs.text, "/text")
    with problems.collect():
        flag = require(inputs.flag, "/flag")
    out.local("known", {"text": text, "flag": flag})
    problems.finish()
