"""Wrong arguments are rejected immediately, with the actual value and the expected type."""

import re
import unittest
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import terrace_sdk
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
    Field,
    Input,
    Module,
    Number,
    Output,
    Provider,
    Reference,
    Removal,
    Resource,
    UserData,
    inputs,
    require,
    template,
    tier,
)
from terrace_sdk.schema import schema_of
from terrace_sdk.testing import Instance

class Refused(unittest.TestCase):
    maxDiff = None

    def refused(self, cases: Iterable[tuple[Callable[[], object], str]]) -> None:
        for number, (call, message) in enumerate(cases):
            with self.subTest(number=number, message=message):
                with self.assertRaises(TypeError) as raised:
                    call()
                self.assertEqual(str(raised.exception), message)


def pet() -> Any:
    return Resource("random_pet", "a")


VPC = Reference.resource("aws_vpc", "main")
YES = Expression("var.yes")
R: Any = Resource
D: Any = Data
M: Any = Module
X: Any = Expression
F: Any = Field
T: Any = object
"""Bypasses the types, which a type checker would reject."""


class Blocks(Refused):
    def test_blocks(self) -> None:
        made: Any = Block
        self.refused(
            (
                (lambda: R(1, "a"), "the type of a Resource takes a string, not an int: 1"),
                (lambda: R("aws_vpc", None), "the name of the Resource aws_vpc takes a string, not None"),
                (lambda: R("", "a"), "the type of a Resource takes a string that is not empty, not a str: ''"),
                (lambda: D("aws_ami", VPC), "the name of the Data aws_ami takes a string, not a Reference: Reference('aws_vpc.main')"),
                (lambda: Ephemeral(VPC, "a"), "the type of an Ephemeral takes a string, not a Reference: Reference('aws_vpc.main')"),
                (lambda: R("a", "b", vpc_id=R("aws_vpc", "main")), "vpc_id: a Resource cannot be a value: Resource('aws_vpc', 'main'); `add` or `module` returns its reference"),
                (lambda: R("a", "b", tags={"x": [object]}), "tags.x[0]: a type cannot be a value: <class 'object'>"),
                (lambda: R("a", "b", tags={1: "x"}), "tags: keys of an object must be strings; this one is 1"),
                (lambda: R("a", "b", names={"x"}), "names: a set has no order, so it cannot be a value; write `sorted(…)`"),
                (lambda: R("a", "b", rule=[Block(a=1), {"a": 2}]), "the block rule takes a Block, not a dict: {'a': 2}"),
                (lambda: pet().set(1, 2), "the name in `set` takes a string, not an int: 1"),
                (lambda: pet().block("rule", {"a": 1}), "the block rule takes a Block, not a dict: {'a': 1}"),
                (lambda: pet().block("rule", None), "the block rule takes a Block, not None"),
                (lambda: pet().block("rule", [Block()]), "the block rule takes a Block, not a list: [Block({})]"),
                (lambda: pet().blocks("rule", Block()), "`blocks` of rule takes a list of blocks, not a Block: Block({})"),
                (lambda: pet().blocks("rule", {"a": 1}), "`blocks` of rule takes a list of blocks, not a dict: {'a': 1}"),
                (lambda: pet().blocks("rule", YES), "`blocks` of rule takes a list of blocks, not an Expression: Expression('var.yes')"),
                (lambda: pet().blocks("rule", ["a"]), "the block rule takes a Block, not a str: 'a'"),
                (lambda: pet().blocks("rule", "ab"), "`blocks` of rule takes a list of blocks, not a str: write ['ab']"),
                (lambda: pet().blocks(YES, []), "the name in `blocks` takes a string, not an Expression: Expression('var.yes')"),
                (lambda: made(a={1}), "a: a set has no order, so it cannot be a value; write `sorted(…)`"),
            )
        )

    def test_what_a_resource_is_told(self) -> None:
        check: Any = Check
        self.refused(
            (
                (lambda: pet().provider_of(None), "`provider_of` takes a string, not None"),
                (lambda: pet().depends_on("aws_vpc.main"), "`depends_on` takes a Reference, not a str: 'aws_vpc.main'"),
                (lambda: pet().depends_on([VPC]), "`depends_on` takes a Reference, not a list: [Reference('aws_vpc.main')]"),
                (lambda: pet().depends_on(pet()), "`depends_on` takes a Reference, not a Resource: Resource('random_pet', 'a')"),
                (lambda: pet().count(pet), "count: a function cannot be a value: " + repr(pet)),
                (lambda: pet().for_each({"a"}), "for_each: a set has no order, so it cannot be a value; write `sorted(…)`"),
                (lambda: pet().ignore_changes("tags"), "`ignore_changes` takes a list of strings, not a str: write ['tags']"),
                (lambda: pet().ignore_changes([VPC.attr("id")]), "an item of `ignore_changes` takes a string, not an Expression: Expression('aws_vpc.main.id')"),
                (lambda: pet().ignore_changes(None), "`ignore_changes` takes a list of strings, not None"),
                (lambda: pet().replace_triggered_by("a.b"), "`replace_triggered_by` takes an Expression or a Reference, not a str: 'a.b'"),
                (lambda: pet().precondition(True, "no"), "the condition of `precondition` takes an Expression or a Reference, not a bool: True"),
                (lambda: pet().postcondition("self.a", "no"), "the condition of `postcondition` takes an Expression or a Reference, not a str: 'self.a'"),
                (lambda: M("queue", None), "the source of the Module queue takes a string, not None"),
                (lambda: M(1, "./queue"), "the name of a Module takes a string, not an int: 1"),
                (lambda: M("queue", "./queue", 4), "`version` takes a string, not an int: 4"),
                (lambda: M("queue", "./queue").depends_on("a.b"), "`depends_on` takes a Reference, not a str: 'a.b'"),
                (lambda: check(None), "the name of a Check takes a string, not None"),
                (lambda: check("a").assert_(True, "no"), "the condition of `assert_` takes an Expression or a Reference, not a bool: True"),
                (lambda: check("a").data(VPC), "`data` of a Check takes a Data, not a Reference: Reference('aws_vpc.main')"),
                (lambda: check("a").data(pet()), "`data` of a Check takes a Data, not a Resource: Resource('random_pet', 'a')"),
            )
        )

    def test_what_is_added(self) -> None:
        out: Any = Contribution()
        wanted = "Removal.DESTROY or Removal.FORGET"
        self.refused(
            (
                (lambda: out.add(VPC), "`add` takes a Resource, not a Reference: Reference('aws_vpc.main')"),
                (lambda: out.add([pet()]), "`add` takes a Resource, not a list: [Resource('random_pet', 'a')]"),
                (lambda: out.module(pet()), "`module` takes a Module, not a Resource: Resource('random_pet', 'a')"),
                (lambda: out.check("a"), "`check` takes a Check, not a str: 'a'"),
                (lambda: out.local(VPC, 1), "the name in `local` takes a string, not a Reference: Reference('aws_vpc.main')"),
                (lambda: out.local("a", {1}), "local.a: a set has no order, so it cannot be a value; write `sorted(…)`"),
                (lambda: out.output({"a": 1}, 1), "the name in `output` takes a string, not a dict: {'a': 1}"),
                (lambda: out.output("a", {"b": pet}), "output a.b: a function cannot be a value: " + repr(pet)),
                (lambda: out.moved(VPC, VPC), "`from_` of `moved` takes a string, not a Reference: Reference('aws_vpc.main')"),
                (lambda: out.moved("a.b", "a.c"), "`to` of `moved` takes a Reference, not a str: 'a.c'"),
                (lambda: out.removed("a.b", "forget"), f"`removal` of `removed` takes {wanted}, not a str: 'forget'"),
                (lambda: out.removed(VPC, Removal.FORGET), "`from_` of `removed` takes a string, not a Reference: Reference('aws_vpc.main')"),
                (lambda: out.warn("careful"), "`warn` takes a Diagnostic, not a str: 'careful'"),
            )
        )
        self.assertEqual((out._resources, out._moved, out._removed), ([], [], []))


class Expressions(Refused):
    def test_references_and_expressions(self) -> None:
        reference: Any = Reference
        vpc: Any = VPC
        script: Any = UserData()
        number: Any = Number
        self.refused(
            (
                (lambda: reference(None), "the address of a Reference takes a string, not None"),
                (lambda: reference.resource("aws_vpc", 1), "the name of the Reference to an aws_vpc takes a string, not an int: 1"),
                (lambda: reference.data(None, "a"), "the type of a Reference takes a string, not None"),
                (lambda: reference.ephemeral("", "a"), "the type of a Reference takes a string that is not empty, not a str: ''"),
                (lambda: reference.module(VPC), "the name of a module takes a string, not a Reference: Reference('aws_vpc.main')"),
                (lambda: vpc.attr(0), "`attr` takes a string, not an int: 0"),
                (lambda: vpc.index("0"), "`index` takes 0 or a greater integer, not a str: '0'"),
                (lambda: vpc.index(-1), "`index` takes 0 or a greater integer, not an int: -1"),
                (lambda: vpc.index(True), "`index` takes 0 or a greater integer, not a bool: True"),
                (lambda: vpc.key(0), "`key` takes a string, not an int: 0"),
                (lambda: vpc[YES], "`key` takes a string, not an Expression: Expression('var.yes')"),
                (lambda: X(YES), "the text of an Expression takes a string, not an Expression: Expression('var.yes')"),
                (lambda: X(""), "the text of an Expression takes a string that is not empty, not a str: ''"),
                (lambda: X.raw(None), "the text of an Expression takes a string, not None"),
                (lambda: X.from_template(1), "`from_template` takes a string, not an int: 1"),
                (lambda: X.call(YES, 1), "the function of `call` takes a string, not an Expression: Expression('var.yes')"),
                (lambda: X.call("length(x)"), "the function of `call` takes the name of a function, not a str: 'length(x)'"),
                (lambda: X.call("length", {1}), "argument 1 of length: a set has no order, so it cannot be a value; write `sorted(…)`"),
                (lambda: X.conditional(True, 1, 2), "the condition of `conditional` takes an Expression or a Reference, not a bool: True"),
                (lambda: X.conditional("a > b", 1, 2), "the condition of `conditional` takes an Expression or a Reference, not a str: 'a > b'"),
                (lambda: template("a", T), "a part of a template: a type cannot be a value: <class 'object'>"),
                (lambda: number(0.1), "`Number` takes a string, not a float: 0.1"),
                (lambda: script.line(YES), "`line` takes a string, not an Expression: Expression('var.yes')"),
                (lambda: script.export("A B", 1), "the name in `export` takes a name of letters, digits and _ that does not begin with a digit, not a str: 'A B'"),
                (lambda: script.export({"A": 1}, 1), "the name in `export` takes a string, not a dict: {'A': 1}"),
                (lambda: script.command(["run", "it"]), "the program of `command` takes a string, not a list: ['run', 'it']"),
            )
        )

    def test_problems(self) -> None:
        problem: Any = Diagnostic
        problems: Any = Diagnostics
        needed: Any = require
        context: Any = Context("t", "s")
        self.refused(
            (
                (lambda: problem(None, "A."), "the code of a Diagnostic takes a string, not None"),
                (lambda: problem("a", ["A."]), "the summary of the Diagnostic a takes a string, not a list: ['A.']"),
                (lambda: problem("a", "A.", path=["b"]), "the path of the Diagnostic a takes a string, not a list: ['b']"),
                (lambda: problem("a", "A.", detail=1), "the detail of the Diagnostic a takes a string, not an int: 1"),
                (lambda: problem("a", "A.", hint=1), "the hint of the Diagnostic a takes a string, not an int: 1"),
                (lambda: problem("a", "A.", address=pet()), "the address of the Diagnostic a takes a Reference or a string, not a Resource: Resource('random_pet', 'a')"),
                (lambda: problems("a"), "`Diagnostics` takes a list of Diagnostic, not a str: write ['a']"),
                (lambda: problems(["a"]), "`push` takes a Diagnostic, not a str: 'a'"),
                (lambda: problems().push([]), "`push` takes a Diagnostic, not a list: []"),
                (lambda: needed(1, None), "`path` of `require` takes a string, not None"),
                (lambda: context.name(None), "`name` takes a string, not None"),
                (lambda: context.tags(["a"]), "`name` takes a string, not a list: ['a']"),
            )
        )


class Inputs(Refused):
    def test_what_is_said_of_an_input(self) -> None:
        made: Any = inputs
        self.refused(
            (
                (lambda: F(minimum="1"), "`minimum` of `Field` takes a number, not a str: '1'"),
                (lambda: F(maximum=True), "`maximum` of `Field` takes a number, not a bool: True"),
                (lambda: F(exclusive_minimum=float("inf")), "`exclusive_minimum` of `Field` takes a number, not a float: inf"),
                (lambda: F(multiple_of=0), "`multiple_of` of `Field` takes a number above 0, not an int: 0"),
                (lambda: F(min_length=-1), "`min_length` of `Field` takes 0 or a greater integer, not an int: -1"),
                (lambda: F(max_items=1.5), "`max_items` of `Field` takes 0 or a greater integer, not a float: 1.5"),
                (lambda: F(pattern=re.compile("a")), "`pattern` of `Field` takes a string, not a Pattern: re.compile('a')"),
                (lambda: F(unique_items=1), "`unique_items` of `Field` takes True or False, not an int: 1"),
                (lambda: F(description=["a"]), "`description` of `Field` takes a string, not a list: ['a']"),
                (lambda: F(examples="a"), "`examples` of `Field` takes a list, not a str: 'a'"),
                (lambda: F(name=""), "`name` of `Field` takes a string that is not empty, not a str: ''"),
                (lambda: made("Inputs"), "`inputs` takes a class, not a str: 'Inputs'"),
            )
        )

    def test_what_does_not_fit_its_type(self) -> None:
        class Mode(Enum):
            ON = "on"

        def of(hint: Any, **said: Any) -> Callable[[], object]:
            made = type("Made", (), {"__annotations__": {"a": hint}, "a": Field(**said)})
            return lambda: schema_of(inputs(made))

        self.refused(
            (
                (of(int, default="1"), "Made.a: its default does not match its type: expected an integer, found a string"),
                (of(int, default=None), "Made.a: its default does not match its type: expected an integer, found null"),
                (of(list[str], default="a"), "Made.a: its default does not match its type: expected a list, found a string"),
                (of(list[str], default=["a", 1]), "Made.a: its default does not match its type: expected a string, found a number, at /1"),
                (of(Mode, default="off"), "Made.a: its default does not match its type: expected one of 'on', found a string"),
                (of(str, default=YES), "Made.a: its default does not match its type: a string must be known at synth time, but this is an expression"),
                (of(int, examples=["1"]), "Made.a: an example does not match its type: expected an integer, found a string"),
                (of(int, min_length=1), "Made.a: `min_length` applies only to a string, which this is not"),
                (of(str, minimum=1), "Made.a: `minimum` applies only to an integer, which this is not"),
                (of(Input[list[str]], max_length=1), "Made.a: `max_length` applies only to a string, which this is not"),
                (of(list[Annotated[str, Field(max_items=1)]]), "Made.a: `max_items` applies only to an array, which this is not"),
                (of(bool, pattern="a"), "Made.a: `pattern` applies only to a string, which this is not"),
                (of(list), "Made.a: list is not a type that an input can have"),
            )
        )
        for hint, said in (
            (Input[str] | None, {"default": None, "min_length": 1}),
            (Mode, {"default": Mode.ON, "examples": [Mode.ON]}),
            (float, {"default": 1, "minimum": 0.5}),
            (dict[str, int], {"default": {"a": 1}, "min_properties": 1}),
        ):
            of(hint, **said)()  # type: ignore[arg-type]

    def test_the_definition_of_a_tier(self) -> None:
        provider: Any = Provider
        output: Any = Output
        instance: Any = Instance

        def synth(_: Context, __: object) -> Contribution:
            return Contribution()

        def made(**facts: Any) -> Any:
            return tier(**{"name": "t", "version": "1.0.0", "summary": "T.", **facts})(synth)

        def block(address: Any) -> Any:
            return Instance(made()).synth().block(address)

        self.refused(
            (
                (lambda: made(name=1), "`name` of `tier` takes a string, not an int: 1"),
                (lambda: made(inputs={"a": str}), "`inputs` of `tier` takes a class with @inputs, not a dict: {'a': <class 'str'>}"),
                (lambda: made(inputs=str), "`inputs` of `tier` takes a class with @inputs, not the class str"),
                (lambda: made(providers=["aws"]), "an item of `providers` of `tier` takes a Provider, not a str: 'aws'"),
                (lambda: made(providers={"aws": "a/b"}), "`providers` of `tier` takes a list of Provider, not a dict: {'aws': 'a/b'}"),
                (lambda: made(resources=["a", 1]), "an item of `resources` of `tier` takes a string, not an int: 1"),
                (lambda: made(modules="./queue"), "`modules` of `tier` takes a list of strings, not a str: write ['./queue']"),
                (lambda: made(outputs=["a"]), "an item of `outputs` of `tier` takes an Output, not a str: 'a'"),
                (lambda: made(annotations=["MIT"]), "`annotations` of `tier` takes a dict, not a list: ['MIT']"),
                (lambda: made(annotations={"license": 1}), "the annotation license takes a string, not an int: 1"),
                (lambda: tier(name="t", version="1.0.0", summary="T.")(T), "`tier` takes a function, not the class object"),
                (lambda: provider("aws", None), "`source` of `Provider` takes a string, not None"),
                (lambda: output("a", str, "A."), "`type` of `Output` takes a string, not the class str"),
                (lambda: output("a", "string", "A.", "no"), "`sensitive` of `Output` takes a bool, not a str: 'no'"),
                (lambda: instance(synth), "`Instance` takes a Tier, not a function: " + repr(synth)[:60] + "…"),
                (lambda: instance(made(), inputs=[1]), "`inputs` of `Instance` takes a dict, not a list: [1]"),
                (lambda: instance(made(), regions="east"), "`regions` of `Instance` takes a list of strings, not a str: write ['east']"),
                (lambda: instance(made(), region=1), "`region` of `Instance` takes a string, not an int: 1"),
                (lambda: block(VPC), "`block` takes a string, not a Reference: Reference('aws_vpc.main')"),
            )
        )


WITHOUT = {
    "Input": "is a type",
    "Manifest": "is made by tier()",
    "Region": "is given",
    "Tier": "is made by tier()",
    "Value": "is a type",
    "known": "takes anything",
}
"""The names without a case above, and the reason."""


class Everything(unittest.TestCase):
    def test_every_name_of_the_sdk_has_a_case_or_none_for_a_reason(self) -> None:
        text = Path(__file__).read_text()
        cases = text[text.index("class Blocks") : text.index("WITHOUT")]
        unknown = [name for name in terrace_sdk.__all__ if not re.search(rf"\b{name}\b", cases)]
        self.assertEqual([name for name in unknown if name not in WITHOUT], [])


if __name__ == "__main__":
    unittest.main()
