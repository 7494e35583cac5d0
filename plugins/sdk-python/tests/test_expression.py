"""Expressions, templates, and the Python operations that they reject."""

import unittest

from terrace_sdk import Expression, Reference, Value, template
from terrace_sdk.templates import escape, quote, quote_template, unwrap
from terrace_sdk.value import to_json

ID = Reference.resource("aws_vpc", "main").attr("id")


def from_input(text: str) -> Expression:
    return Expression.from_template(text)


class Templates(unittest.TestCase):
    def test_only_what_begins_a_sequence_is_escaped(self) -> None:
        self.assertEqual(escape("${x} %{y} $ % {} $$ 100%"), "$${x} %%{y} $ % {} $$ 100%")
        self.assertEqual(escape("$${x}"), "$$${x}")

    def test_literals_are_quoted(self) -> None:
        self.assertEqual(quote('say "hi"\n\t\\ ${x}'), r'"say \"hi\"\n\t\\ $${x}"')

    def test_templates_are_quoted_around_their_sequences(self) -> None:
        self.assertEqual(quote_template('a"b${f("x")}c\\'), r'"a\"b${f("x")}c\\"')
        self.assertEqual(quote_template("$${x}%%{y}\n"), r'"$${x}%%{y}\n"')
        self.assertEqual(quote_template('%{ if a }"%{ endif }'), r'"%{ if a }\"%{ endif }"')

    def test_only_one_whole_interpolation_is_unwrapped(self) -> None:
        self.assertEqual(unwrap("${var.x}"), "var.x")
        self.assertEqual(unwrap("${~ var.x ~}"), "var.x")
        inner = 'merge({a = "}"}, {b = "${var.c}"})'
        self.assertEqual(unwrap(f"${{{inner}}}"), inner)
        self.assertEqual(unwrap("${a /* } */}"), "a /* } */")
        self.assertEqual(unwrap('${<<E\n}"\nE\n}'), '<<E\n}"\nE')
        for whole in (
            "${a}${b}",
            "x${a}",
            "${a}x",
            "$${a}",
            "%{ if a }%{ endif }",
            "${",
            "${}",
            "",
            "a",
            "${}}",
        ):
            self.assertIsNone(unwrap(whole), whole)


class Expressions(unittest.TestCase):
    def source(self, expression: Expression, expected: str) -> None:
        self.assertEqual(expression.to_source(), expected)

    def test_attributes_and_indices_follow(self) -> None:
        subnets = Expression('tier.network["us-east-1"].subnets')
        self.source(subnets.index(0).attr("id"), 'tier.network["us-east-1"].subnets[0].id')
        self.source(subnets[0], 'tier.network["us-east-1"].subnets[0]')
        self.source(subnets.key('a"${b}'), r'tier.network["us-east-1"].subnets["a\"$${b}"]')
        self.source(subnets["a b"], 'tier.network["us-east-1"].subnets["a b"]')
        self.source(subnets.attr("a b"), 'tier.network["us-east-1"].subnets["a b"]')
        self.source(from_input("${var.a ? var.b : var.c}").index(0), "(var.a ? var.b : var.c)[0]")

    def test_templates_of_inputs_stand_in_calls(self) -> None:
        made = Expression.call(
            "f", from_input("${var.zone}"), from_input('x-"${var.zone}"'), "${literal}", 3, True
        )
        self.source(made, r'f(var.zone, "x-\"${var.zone}\"", "$${literal}", 3, true)')

    def test_lists_and_objects_stand_in_calls(self) -> None:
        value: Value = {"a b": [1, None], "${x}": from_input("${var.y}")}
        self.source(Expression.call("jsonencode", value), 'jsonencode({"$${x}" = var.y, "a b" = [1, null]})')

    def test_a_conditional_keeps_its_condition_together(self) -> None:
        made = Expression.conditional(Expression("var.a == null"), "none", Expression("var.a"))
        self.source(made, '(var.a == null) ? "none" : var.a')

    def test_literals_and_expressions_are_joined(self) -> None:
        self.assertEqual(template("a-", ID, "-${b}").to_template(), "a-${aws_vpc.main.id}-$${b}")
        self.assertEqual(template(ID).to_template(), "${aws_vpc.main.id}")
        self.source(template("", ID, None), "aws_vpc.main.id")
        self.assertEqual(template("a", 1, True).to_template(), "a1true")
        self.assertEqual(template().to_template(), "")

    def test_parts_do_not_run_into_each_other(self) -> None:
        for made, expected in (
            (template("$", "{x}"), "$${x}"),
            (template("$", ID), '${"$"}${aws_vpc.main.id}'),
            (template("5%$", ID), '5${"%$"}${aws_vpc.main.id}'),
            (template(from_input("a-${var.b}"), "-c"), "a-${var.b}-c"),
            (template(from_input("${var.b}$"), "{c}"), '${"${var.b}$"}{c}'),
            (template("a ", from_input("${~ var.b}c")), 'a ${"${~ var.b}c"}'),
        ):
            self.assertEqual(made.to_template(), expected)


class Mistakes(unittest.TestCase):
    def refused(self, message: str, mistake: object) -> None:
        assert callable(mistake)
        with self.assertRaisesRegex(TypeError, message):
            mistake()

    def test_an_expression_is_no_text(self) -> None:
        for value in (ID, Reference.resource("aws_vpc", "main")):
            self.refused("cannot become part of a Python string", lambda value=value: f"{value}")
            self.refused("cannot become part of a Python string", lambda value=value: str(value))
            self.refused("cannot become part of a Python string", lambda value=value: "a" + value)
            self.refused("cannot become part of a Python string", lambda value=value: value + "a")

    def test_python_does_not_know_its_value(self) -> None:
        self.refused("Python cannot use it in a condition", lambda: 1 if ID else 2)
        self.refused("Python cannot iterate over it", lambda: list(ID))
        self.refused("Python cannot iterate over it", lambda: "a" in ID)
        self.refused("Python cannot iterate over it", lambda: len(ID))

    def test_what_is_no_value(self) -> None:
        for value, message in (
            ({1}, "a set has no order"),
            (object(), "a object cannot be a value"),
            ({1: 2}, "keys of an object must be strings"),
        ):
            with self.assertRaisesRegex(TypeError, message):
                to_json(value)  # type: ignore[arg-type]
        for value, message in ((float("inf"), "finite"), ("\ud800", "half of a character")):
            with self.assertRaisesRegex(ValueError, message):
                to_json(value)


if __name__ == "__main__":
    unittest.main()
