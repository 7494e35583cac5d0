"""Expressions: references, function calls, templates, scripts."""

from inputs import Inputs

from terrace_sdk import (
    Contribution,
    Data,
    Ephemeral,
    Expression,
    Module,
    Reference,
    Resource,
    UserData,
    Value,
    template,
)


def references(out: Contribution) -> None:
    tags = {key: "tag" for key in ('Na"me', "${k}", "with space", "kebab-case")}
    topic = out.add(Resource("aws_sns_topic", "main", name="main", tags=tags))
    identity = out.add(Data("aws_caller_identity", "main"))
    secret = out.add(Ephemeral("aws_secretsmanager_secret_version", "main", secret_id=topic.attr("name")))
    module = out.module(Module("main", "./modules/queue"))
    local = out.local("main", {"a": ["x", {"b": 1}]})
    out.local("whole", [topic, identity, module, local])
    out.local(
        "attributes",
        [
            topic.attr("arn"),
            identity.attr("account_id"),
            module.attr("queue_url"),
            local.attr("a")[1].attr("b"),
            local["a"][0],
            topic.attr("tags")['Na"me'],
            topic.attr("tags")["${k}"],
            topic.attr("tags").attr("with space"),
            topic.attr("tags").attr("kebab-case"),
        ],
    )
    out.local("by_name", Reference.resource("aws_sns_topic", "main").attr("id"))
    out.local("data_by_name", Reference.data("aws_caller_identity", "main").attr("id"))
    out.local("module_by_name", Reference.module("main").attr("arn"))
    out.add(
        Resource(
            "aws_ssm_parameter",
            "ephemeral",
            name="ephemeral",
            type="SecureString",
            value_wo=secret.attr("secret_string"),
            value_wo_version=1,
        ).depends_on(Reference.ephemeral("aws_secretsmanager_secret_version", "main"))
    )


def functions(out: Contribution) -> None:
    topic = out.add(Resource("aws_sns_topic", "functions", name="functions"))
    arn = topic.attr("arn")
    nested = Expression.call(
        "jsonencode",
        {
            "list": [1, "two", arn, [True, None]],
            "${key}": {"b": arn, "a": "%{literal}"},
            'quoted "key"': "line\nbreak",
        },
    )
    out.local("nested", nested)
    out.local("no_arguments", Expression.call("timestamp"))
    out.local("of_a_call", Expression.call("split", ":", arn)[5])
    out.local("of_a_namespace", Expression.call("core::split", ":", arn)[0])
    out.local("raw", Expression("path.module"))
    some = Expression(f"length({arn.to_source()}) > 0 && true")
    out.local("compound", some)
    out.local("conditional", Expression.conditional(some, arn, "${none}"))
    out.local("conditional_of_values", Expression.conditional(some, [1, 2], [])[0])
    out.local("of_a_conditional", Expression.conditional(some, topic, None).attr("id"))
    out.local("splat", Expression(f'[for part in split(":", {arn.to_source()}) : upper(part)]')[0])
    out.local("decoded", Expression.call("jsondecode", nested)["${key}"].attr("a"))


def templates(out: Contribution, inputs: Inputs) -> None:
    topic = out.add(Resource("aws_sns_topic", "templates", name="templates"))
    arn = topic.attr("arn")
    compound = Expression("1 + 2")
    made: dict[str, Value] = {
        "mixed": template("arn: ", arn, ', literal: ${arn} "q" \\ \n', 1, True),
        "only_an_expression": template(arn),
        "only_a_literal": template("${literal}"),
        "only_nothing": template(None, ""),
        "nothing_between": template(arn, None, "", arn),
        "signs_before": template("a$", arn, "%", arn, "$$%", arn, "$", "{k}", "%"),
        "of_a_compound": template("<", compound, ">"),
        "of_the_input": template("<", inputs.text, "|", inputs.number, "|", inputs.flag, ">"),
        "in_a_template": template("<", template("[", arn, "]"), ">"),
        "in_a_call": Expression.call("upper", template("${a}", arn, '\t"b"')),
        "input_in_a_call": Expression.call("upper", inputs.text),
    }
    for name, value in made.items():
        out.local(name, value)
    for name, text in (
        ("whole", "${local.mixed}"),
        ("trimmed", "${~ local.mixed ~}"),
        ("mixed", 'a "${upper("b}${local.mixed}")}" $${c} %{ if true }d%{ else }e%{ endif }\n'),
        ("dollar", "${local.mixed}$"),
        ("literal", "no expression"),
        ("trimming", "${~ local.mixed ~} b"),
    ):
        given = Expression.from_template(text)
        out.local(f"template_{name}", given)
        out.local(f"template_{name}_between", template("<", given, "{k}>"))
        out.local(f"template_{name}_called", Expression.call("upper", given))


def user_data(out: Contribution, inputs: Inputs) -> None:
    topic = out.add(Resource("aws_sns_topic", "user_data", name="user_data"))
    script = (
        UserData()
        .line('set -eu\necho "${HOME}" %{x}')
        .export("LITERAL", 'it\'s "quoted" ${x} \\')
        .export("TOPIC", topic.attr("arn"))
        .export("TEXT", inputs.text)
        .export("NUMBER", 8080)
        .export("FLAG", inputs.flag)
        .export("NOTHING", None)
        .command("run it", "--arn", topic.attr("arn"), 3, "a'b")
    )
    out.local("script", script.to_text())
    out.local("script_in_base64", script.to_base64())
