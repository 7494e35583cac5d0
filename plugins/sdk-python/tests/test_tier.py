"""A tier that makes one of everything."""

import unittest
from typing import Any

from terrace_sdk import (
    Block,
    Check,
    Context,
    Contribution,
    Data,
    Diagnostic,
    Diagnostics,
    Ephemeral,
    Expression,
    Input,
    Module,
    Output,
    Provider,
    Reference,
    Removal,
    Resource,
    UserData,
    inputs,
    template,
    tier,
)
from terrace_sdk.testing import Instance


@inputs
class Inputs:
    key: Input[str] | None = None


@tier(
    name="everything",
    version="1.0.0",
    summary="One of each.",
    inputs=Inputs,
    providers=[Provider("aws", "hashicorp/aws")],
    resources=["aws_s3_bucket"],
    data_sources=["aws_ami"],
    ephemeral_resources=["aws_secretsmanager_secret_version"],
    modules=["terraform-aws-modules/sqs/aws"],
    outputs=[Output("bucket", "string", "The bucket."), Output("key", "string", "The key.")],
)
def everything(context: Context, inputs: Inputs) -> Contribution:
    out = Contribution()
    ami = out.add(
        Data("aws_ami", "main").postcondition(
            Expression('self.architecture == "x86_64"'), template("not an image for ", context.stack)
        )
    )
    secret = out.add(Ephemeral("aws_secretsmanager_secret_version", "main"))
    bucket = out.add(
        Resource("aws_s3_bucket", "main", key=inputs.key, tags=context.tags("main"), rule=Block(id=1))
        .blocks("rule", [Block(id=2)])
        .blocks("none", [])
        .depends_on(ami, secret)
        .provider_of("other")
        .prevent_destroy()
        .create_before_destroy()
        .ignore_changes(["tags", "rule[0].id"])
        .replace_triggered_by(ami.attr("id"))
        .precondition(ami.attr("ok"), "not ok")
    )
    out.add(Resource("aws_s3_bucket", "frozen").ignore_all_changes())
    out.module(Module("queue", "terraform-aws-modules/sqs/aws", "4.2.0", name="${q}"))
    zones = out.local("zones", ["a", inputs.key])
    out.check(
        Check("zones")
        .data(Data("aws_ami", "checked", owners=["self"]))
        .assert_(Expression(f"length({zones.to_source()}) > 0"), "no zones")
    )
    out.moved("aws_s3_bucket.this", bucket)
    out.removed("aws_s3_bucket.old", Removal.FORGET)
    out.output("bucket", bucket.attr("id"))
    out.output("key", inputs.key)
    out.warn(Diagnostic("careful", "take care", address=bucket, path="/key", hint="look"))
    return out


class Everything(unittest.TestCase):
    maxDiff = None

    def test_every_kind_of_block_is_written(self) -> None:
        tags = {"Team": Expression("var.team")}
        made = Instance(everything, environment="production", region="primary", tags=tags).synth()
        self.assertEqual(made.json, EXPECTED)
        self.assertEqual(made.warnings, "careful: take care\n  at aws_s3_bucket.main, /key\n  hint: look\n")
        self.assertTrue(made.has("module.queue") and made.has("check.zones") and made.has("local.zones"))
        self.assertEqual(made.addresses("data."), ["data.aws_ami.main"])

    def test_a_request_that_cannot_be_read_is_a_diagnostic(self) -> None:
        errors = Instance(everything, inputs={"kye": 1}).errors()
        self.assertEqual(
            errors,
            "invalid-inputs: the inputs cannot be read: unknown input `kye`, expected one of key\n  at /kye\n",
        )

    def test_a_stack_tag_called_name_stays(self) -> None:
        made = Instance(everything, tags={"Name": "mine"}).synth()
        self.assertEqual(made.block("aws_s3_bucket.main")["tags"], {"Name": "mine"})


class Mistakes(unittest.TestCase):
    def run_tier(self, change: Any) -> Instance:
        def synth(_: Context, __: Inputs) -> Contribution:
            out = Contribution()
            change(out)
            return out

        made = tier(name="wrong", version="1.0.0", summary="Wrong.", inputs=Inputs, resources=["aws_vpc"])(
            synth
        )
        return Instance(made)

    def test_what_the_manifest_does_not_list(self) -> None:
        for change, message in (
            (lambda out: out.add(Resource("aws_subnet", "a")), "does not list the type of aws_subnet.a"),
            (lambda out: out.module(Module("m", "./m")), "does not list module ./m"),
            (lambda out: out.output("id", "a"), "does not declare output id"),
            (lambda out: [out.add(Resource("aws_vpc", "a")) for _ in range(2)], "a is defined twice"),
        ):
            with self.assertRaisesRegex(AssertionError, message):
                self.run_tier(change).synth()

    def test_what_is_no_block(self) -> None:
        for change, message in (
            (
                lambda out: out.add(Module("m", "./m")),
                r"`add` takes a Resource, not a Module: Module\('m', './m'\)",
            ),
            (lambda out: out.moved("a.b", "a.c"), "`moved` takes a Reference, not a str"),
            (lambda out: Resource("a", "b").ignore_changes("tags"), r"write \['tags'\]"),
        ):
            with self.assertRaisesRegex(TypeError, message):
                self.run_tier(change).synth()

    def test_a_tier_returns_its_contribution(self) -> None:
        forgotten = tier(name="wrong", version="1.0.0", summary="Wrong.", inputs=Inputs)
        with self.assertRaisesRegex(TypeError, "the tier returned None, which is not a Contribution"):
            Instance(forgotten(lambda _, __: None)).synth()  # type: ignore[arg-type, return-value]


class Problems(unittest.TestCase):
    def test_all_of_them_are_kept(self) -> None:
        problems = Diagnostics()
        problems.finish()
        problems.push(Diagnostic("one", "first", path="/a"))
        with problems.collect():
            raise Diagnostic("two", "second")
        with problems.collect():
            raise Diagnostics([Diagnostic("three", "third")])
        with self.assertRaises(Diagnostics) as raised:
            problems.finish()
        self.assertEqual([problem.code for problem in raised.exception], ["one", "two", "three"])
        self.assertEqual(str(raised.exception), "first; second; third")


class Scripts(unittest.TestCase):
    def test_values_are_quoted_for_the_shell(self) -> None:
        name = Expression("var.name")
        script = UserData().line("set -eu; echo ${HOME}").export("A", "it's $x").command("run", name, 3)
        self.assertEqual(
            script.to_text().to_template(),
            "#!/bin/sh\nset -eu; echo $${HOME}\nexport A='it'\\''s $x'\n"
            "'run' '${replace(var.name, \"'\", \"'\\\\''\")}' '3'\n",
        )
        self.assertEqual(
            UserData().export("A", name).to_base64().to_source(),
            r"""base64encode("#!/bin/sh\nexport A='${replace(var.name, "'", "'\\''")}'\n")""",
        )


class References(unittest.TestCase):
    def test_they_lead_to_attributes_and_instances(self) -> None:
        queue = Reference.resource("aws_sqs_queue", "main")
        self.assertEqual(queue.attr("arn").to_template(), "${aws_sqs_queue.main.arn}")
        self.assertEqual(queue[0].attr("arn").to_source(), "aws_sqs_queue.main[0].arn")
        self.assertEqual(queue["a"].to_source(), 'aws_sqs_queue.main["a"]')
        self.assertEqual(queue.to_template(), "${aws_sqs_queue.main}")
        self.assertEqual(Reference.module("m").attr("url").to_source(), "module.m.url")
        self.assertEqual(Reference.data("aws_ami", "a").address, "data.aws_ami.a")


EXPECTED = {
    "check": {
        "zones": {
            "assert": [{"condition": "${length(local.zones) > 0}", "error_message": "no zones"}],
            "data": {"aws_ami": {"checked": {"owners": ["self"]}}},
        }
    },
    "data": {
        "aws_ami": {
            "main": {
                "lifecycle": [
                    {
                        "postcondition": [
                            {
                                "condition": '${self.architecture == "x86_64"}',
                                "error_message": "not an image for three-tier",
                            }
                        ]
                    }
                ]
            }
        }
    },
    "ephemeral": {"aws_secretsmanager_secret_version": {"main": {}}},
    "locals": {"zones": ["a", None]},
    "module": {"queue": {"name": "$${q}", "source": "terraform-aws-modules/sqs/aws", "version": "4.2.0"}},
    "moved": [{"from": "aws_s3_bucket.this", "to": "aws_s3_bucket.main"}],
    "output": {"bucket": {"value": "${aws_s3_bucket.main.id}"}},
    "removed": [{"from": "aws_s3_bucket.old", "lifecycle": [{"destroy": False}]}],
    "resource": {
        "aws_s3_bucket": {
            "frozen": {"lifecycle": [{"ignore_changes": "all"}]},
            "main": {
                "depends_on": ["data.aws_ami.main", "ephemeral.aws_secretsmanager_secret_version.main"],
                "lifecycle": [
                    {
                        "create_before_destroy": True,
                        "ignore_changes": ["tags", "rule[0].id"],
                        "precondition": [{"condition": "${data.aws_ami.main.ok}", "error_message": "not ok"}],
                        "prevent_destroy": True,
                        "replace_triggered_by": ["data.aws_ami.main.id"],
                    }
                ],
                "provider": "aws.other",
                "rule": [{"id": 1}, {"id": 2}],
                "tags": {"Name": "three-tier-production-primary-everything-main", "Team": "${var.team}"},
            },
        }
    },
}


if __name__ == "__main__":
    unittest.main()
