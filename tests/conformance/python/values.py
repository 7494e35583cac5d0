"""Values: literals, numbers, absent values, and values from inputs."""

from inputs import Inputs

from terrace_sdk import Contribution, Expression, Number, Resource, Value, template

TEXTS = {
    "interpolation": "a ${aws_vpc.main.id} b",
    "directive": "%{ if true }yes%{ endif }",
    "escapes": "$${kept} and %%{kept}",
    "signs": "$ % $$ %% ${ %{ 100% $",
    "quotes": "\"double\" 'single' `back` \\n \\\\",
    "lines": "one\ntwo\r\nthree\tfour\n",
    "controls": "\u2028\ufeff",
    "unicode": "é 漢字 \ufffd \U0001f600 \U0001f468\u200d\U0001f469",
    "numeric": "007",
    "null": "null",
    "empty": "",
}
"""Strings that are special to Terraform, to JSON or to a language, each with a name."""

KEYS = ("b", "a", "10", "9", "__proto__", "constructor", "\U0001f600", "\ufffd", "${k}")
"""Keys in an order that no language would sort them in by itself."""


def literals(out: Contribution) -> None:
    for name, text in TEXTS.items():
        out.local(f"literal_{name}", text)
        out.local(f"quoted_{name}", Expression.call("join", "", [text]))
    keyed = {key: key for key in KEYS}
    out.local("keys", keyed)
    out.local("quoted_keys", Expression.call("merge", keyed, {}))
    out.add(
        Resource(
            "aws_ssm_parameter",
            "literals",
            name="/literals/${name}",
            type="String",
            value="|".join(TEXTS.values()),
            tags={"${key}": "%{value}", "plain": "$plain"},
        )
    )


def numbers(out: Contribution) -> None:
    integers = [0, -1, 65535, 9_007_199_254_740_993, -(2**63), 2**64 - 1]
    decimals = [0.5, -2.25, 1234567.125]
    written = [
        Number(text)
        for text in (
            "-0",
            "1.0",
            "1.50",
            "3.14159265358979323846264338327950288",
            "123456789012345678901234567890",
            "1e2",
            "1E-7",
            "2.5e+30",
        )
    ]
    out.local("integers", integers)
    out.local("decimals", decimals)
    out.local("written", written)
    out.local("greatest", Expression.call("max", *integers, *decimals, *written))
    out.local(
        "joined", template(*(part for number in (*integers, *decimals, *written) for part in (number, " ")))
    )
    out.local("truths", [True, False, template(True, "-", False)])


def absent(out: Contribution) -> None:
    nothing: str | None = None
    out.add(
        Resource(
            "aws_sqs_queue",
            "absent",
            name=None,
            name_prefix=nothing,
            policy="",
            delay_seconds=0,
            fifo_queue=False,
            tags={},
        ).blocks("timeouts", [])
    )
    out.add(
        Resource("aws_sqs_queue", "taken_back", name="first", policy="{}")
        .set("name", "second")
        .set("policy", None)
        .set("tags", {"kept": nothing})
    )
    out.local("nothing", None)
    out.local("holes", [None, "a", nothing, [], {}])
    out.local("called", Expression.call("jsonencode", [None, {}, []]))
    out.output("absent", None)


def inputs(out: Contribution, inputs: Inputs) -> None:
    out.add(
        Resource(
            "aws_ssm_parameter",
            "text",
            name=inputs.text,
            type=inputs.mode,
            value=inputs.number,
            overwrite=inputs.flag,
            tags=inputs.map,
        )
    )
    out.local("list", inputs.items)
    out.local("anything", inputs.anything)
    out.local("size", inputs.size)
    out.local("names", inputs.names)
    out.local("labels", inputs.labels)
    every: dict[str, Value] = {
        "text": inputs.text,
        "number": inputs.number,
        "flag": inputs.flag,
        "list": inputs.items,
        "map": inputs.map,
        "anything": inputs.anything,
    }
    out.local("all", every)
    out.local("passed", Expression.call("jsonencode", [*every.values(), inputs.names, inputs.labels]))
    for index in range(inputs.size):
        out.add(Resource("random_pet", f"pet_{index}", length=index + 1))
