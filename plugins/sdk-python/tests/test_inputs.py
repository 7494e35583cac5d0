"""Inputs: their schema, and how they are read."""

import unittest
from enum import Enum
from typing import Annotated, Any, Literal

from terrace_sdk import (
    Contribution,
    Diagnostics,
    Expression,
    Field,
    Input,
    Value,
    inputs,
    known,
    require,
    tier,
)
from terrace_sdk.decode import decode
from terrace_sdk.json_text import read, write
from terrace_sdk.schema import schema_of
from terrace_sdk.value import to_json

EXPRESSION = {"type": "string", "format": "terraform-expression"}


class Engine(Enum):
    POSTGRES = "postgres"
    MYSQL = "mysql"


@inputs
class Listener:
    """Where it listens."""

    port: int = Field(default=80, minimum=1, maximum=65535)


@inputs
class Inputs:
    """Inputs of everything.

    In two paragraphs.
    """

    names: list[str] = Field(description="Names.", min_items=1)
    retention: Input[int] = Field(default=345_600, minimum=60, description="Seconds.")
    key: Input[str] | None = Field(default=None, title="Key")
    subnets: Input[list[Input[str]]] | None = None
    engine: Engine = Engine.POSTGRES
    mode: Literal["a", "b"] = "a"
    size: int | None = None
    zones: dict[str, Annotated[str, Field(pattern="^z")]] = Field(default={})
    listener: Listener = Listener()
    listeners: tuple[Listener, ...] = ()
    free: Value = None
    ratio: float = 0.5
    from_: str = Field(default="here", name="from")


def given(**more: Any) -> dict[str, Any]:
    return {"names": ["a"], **more}


class Schema(unittest.TestCase):
    def test_it_says_what_annotations_say(self) -> None:
        schema = schema_of(Inputs)
        self.assertEqual(schema["title"], "Inputs")
        self.assertEqual(schema["description"], "Inputs of everything.\n\nIn two paragraphs.")
        self.assertEqual(schema["required"], ["names"])
        self.assertIs(schema["additionalProperties"], False)
        self.assertEqual(
            schema["properties"],
            {
                "names": {
                    "type": "array",
                    "items": {"type": "string"},
                    "minItems": 1,
                    "description": "Names.",
                },
                "retention": {
                    "anyOf": [{"type": "integer", "minimum": 60}, EXPRESSION],
                    "description": "Seconds.",
                    "default": 345_600,
                },
                "key": {"anyOf": [{"type": "string"}, EXPRESSION, {"type": "null"}], "title": "Key"},
                "subnets": {
                    "anyOf": [
                        {"type": "array", "items": {"anyOf": [{"type": "string"}, EXPRESSION]}},
                        EXPRESSION,
                        {"type": "null"},
                    ]
                },
                "engine": {"type": "string", "enum": ["postgres", "mysql"], "default": "postgres"},
                "mode": {"type": "string", "enum": ["a", "b"], "default": "a"},
                "size": {"type": ["integer", "null"]},
                "zones": {
                    "type": "object",
                    "additionalProperties": {"type": "string", "pattern": "^z"},
                    "default": {},
                },
                "listener": {"$ref": "#/$defs/Listener", "default": {"port": 80}},
                "listeners": {"type": "array", "items": {"$ref": "#/$defs/Listener"}, "default": []},
                "free": {"$ref": "#/$defs/Value"},
                "ratio": {"type": "number", "default": 0.5},
                "from": {"type": "string", "default": "here"},
            },
        )
        self.assertEqual(schema["$defs"]["Listener"]["description"], "Where it listens.")
        self.assertEqual(schema["$defs"]["Value"]["anyOf"][1], EXPRESSION)

    def test_what_an_input_cannot_be(self) -> None:
        @inputs
        class Wrong:
            names: set[str]

        with self.assertRaisesRegex(TypeError, r"Wrong\.names: set\[str\] is not a type that an input can have"):
            schema_of(Wrong)


class Reading(unittest.TestCase):
    def problems(self, json: Any) -> list[tuple[str, str | None]]:
        with self.assertRaises(Diagnostics) as raised:
            decode(Inputs, json)
        problems = list(raised.exception)
        self.assertEqual({problem.code for problem in problems}, {"invalid-inputs"})
        return [(problem.summary.partition(": ")[2], problem.path) for problem in problems]

    def test_defaults_are_filled_in(self) -> None:
        read_inputs = decode(Inputs, given())
        self.assertEqual(read_inputs.retention, 345_600)
        self.assertEqual(read_inputs.listener.port, 80)
        self.assertIs(read_inputs.engine, Engine.POSTGRES)
        self.assertEqual((read_inputs.zones, read_inputs.listeners, read_inputs.from_), ({}, (), "here"))

    def test_an_input_is_known_or_an_expression(self) -> None:
        wire = given(
            retention={"$expr": "${var.x}"}, subnets=["a", {"$expr": "a-${b}"}], key="${x}", engine="mysql"
        )
        read_inputs = decode(Inputs, wire)
        self.assertEqual(read_inputs.retention, Expression("var.x"))
        self.assertIsNone(known(read_inputs.retention))
        self.assertEqual(to_json(read_inputs.subnets), ["a", "a-${b}"])
        self.assertEqual(to_json(read_inputs.key), "$${x}")
        self.assertIs(read_inputs.engine, Engine.MYSQL)
        with self.assertRaisesRegex(Exception, "must be known at synth time"):
            require(read_inputs.retention, "/retention")

    def test_an_expression_is_no_map(self) -> None:
        @inputs
        class Maps:
            labels: dict[str, str] = Field(default={})
            tags: Input[dict[str, Input[str]]] = Field(default={})

        self.assertEqual(decode(Maps, {"tags": {"$expr": "${var.tags}"}}).tags, Expression("var.tags"))
        with self.assertRaises(Diagnostics) as raised:
            decode(Maps, {"labels": {"$expr": "${var.labels}"}})
        self.assertIn("an object must be known at synth time", str(raised.exception))

    def test_numbers_keep_their_digits(self) -> None:
        wire = read(
            '{"names": ["a"], "free": [{"$expr": "${x}"}, 1e400, 0.10, 123456789012345678901234], "ratio": 0.50}'
        )
        read_inputs = decode(Inputs, wire)
        self.assertEqual(write(to_json(read_inputs.free)), '["${x}",1e+400,0.10,123456789012345678901234]')
        self.assertEqual(write(to_json(read_inputs.ratio)), "0.50")
        self.assertEqual(read_inputs.ratio * 2, 1.0)

    def test_numbers_of_python_are_written_in_full(self) -> None:
        numbers = [1e16, 1e-5, 0.1, 1.0, 123456789.125, True, 10**30]
        self.assertEqual(
            write(numbers), "[1e16,1e-5,0.1,1.0,123456789.125,true,1000000000000000000000000000000]"
        )

    def test_every_problem_is_told(self) -> None:
        wire = {
            "names": ["a", 3],
            "key": 7,
            "size": {"$expr": "${x}"},
            "listeners": [{"port": "80"}, {}],
            "mode": "c",
            "zones": {"a/b": 1},
            "nonesuch": 1,
        }
        self.assertEqual(
            self.problems(wire),
            [
                ("expected a string, found a number", "/names/1"),
                ("expected a string or an expression or null, found a number", "/key"),
                ("expected one of 'a', 'b', found a string", "/mode"),
                ("an integer or null must be known at synth time, but this is an expression", "/size"),
                ("expected a string, found a number", "/zones/a~1b"),
                ("expected an integer, found a string", "/listeners/0/port"),
                (
                    "unknown input `nonesuch`, expected one of names, retention, key, subnets, engine, mode, size, "
                    "zones, listener, listeners, free, ratio, from",
                    "/nonesuch",
                ),
            ],
        )
        self.assertEqual(self.problems([]), [("expected an object, found a list", None)])
        self.assertEqual(self.problems({}), [("`names` is missing", None)])

    def test_lists_of_a_tier_are_lists(self) -> None:
        with self.assertRaisesRegex(TypeError, r"`resources` of `tier` takes a list of strings, not a str: write \['aws_sqs_queue'\]"):
            tier(name="a", version="1.0.0", summary="A.", resources="aws_sqs_queue")(
                lambda _, __: Contribution()
            )


if __name__ == "__main__":
    unittest.main()
