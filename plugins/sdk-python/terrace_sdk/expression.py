"""Terraform expressions."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum

from . import arguments
from .computed import Computed
from .number import text_of
from .templates import escape, quote, quote_template, unwrap
from .value import Value, to_source

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_TRAVERSAL = re.compile(r'[A-Za-z_](?:[A-Za-z0-9_.\[\]]|"[A-Za-z0-9_.\[\]-]*")*\Z')
_FUNCTION = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:::[A-Za-z_][A-Za-z0-9_-]*)*\Z")
_TERM, _COMPOUND, _TEMPLATE = "term", "compound", "template"


class Expression(Computed):
    """A Terraform expression. Nothing else becomes ``${…}`` in the output.

    It comes from a :class:`Reference`, from an input, or from a function of this class. It is not a string: use it as a
    value, in :func:`template`, or in :meth:`call`.

        >>> vpc = Reference.resource("aws_vpc", "main")
        >>> Expression.call("cidrsubnet", vpc.attr("cidr_block"), 8, 1)
        Expression('cidrsubnet(aws_vpc.main.cidr_block, 8, 1)')
    """

    __slots__ = ("_form", "_text")
    _form: str
    _text: str

    def __init__(self, text: str) -> None:
        """Creates an expression from its text, unchanged: ``Expression("path.module")``.

        The text is neither escaped nor checked here; Terrace parses it later. Never insert an input or another string
        that you do not control: use :meth:`call` or :func:`template` instead.
        """
        self._text = arguments.a_name("the text of an Expression", text)
        self._form = _TERM if _TRAVERSAL.match(text) else _COMPOUND

    @classmethod
    def _of(cls, form: str, text: str) -> Expression:
        expression = cls.__new__(cls)
        expression._form = form
        expression._text = text
        return expression

    @classmethod
    def raw(cls, text: str) -> Expression:
        """Creates an expression like ``Expression(text)``."""
        return cls(text)

    @classmethod
    def from_template(cls, text: str) -> Expression:
        """Creates an expression from the text of a template, the form in which inputs contain expressions.

        It is ``${var.zone}`` or ``x-${var.zone}``, and is taken unchanged.
        """
        inner = unwrap(arguments.a_text("`from_template`", text))
        return cls._of(_TEMPLATE, text) if inner is None else cls(inner)

    @classmethod
    def call(cls, function: str, *values: Value) -> Expression:
        """Returns a function call."""
        if not _FUNCTION.match(arguments.a_text("the function of `call`", function)):
            arguments.refuse("the function of `call`", "the name of a function", function)
        sources = (to_source(value, f"argument {at} of {function}") for at, value in enumerate(values, 1))
        return cls._of(_TERM, f"{function}({', '.join(sources)})")

    @classmethod
    def conditional(cls, condition: Computed, yes: Value, no: Value) -> Expression:
        """Returns ``condition ? yes : no``."""
        arguments.computed("the condition of `conditional`", condition)
        return cls._of(_COMPOUND, f"{_term(condition)} ? {to_source(yes)} : {to_source(no)}")

    @classmethod
    def concat(cls, *parts: Value) -> Expression:
        """Returns a string that joins literals and expressions. It is usually written as :func:`template`.

        Parts that are ``None`` are left out.
        """
        joined = _Joined()
        for part in parts:
            joined.push(part)
        return joined.finish()

    def attr(self, name: str) -> Expression:
        """Returns an attribute of this value: ``.attr("id")``."""
        if _IDENTIFIER.match(arguments.a_name("`attr`", name)):
            return Expression._of(_TERM, f"{_term(self)}.{name}")
        return self.key(name)

    def index(self, index: int) -> Expression:
        """Returns an element of this list: ``[0]``."""
        if not isinstance(index, int) or isinstance(index, bool) or index < 0:
            arguments.refuse("`index`", "0 or a greater integer", index)
        return Expression._of(_TERM, f"{_term(self)}[{int(index)}]")

    def key(self, key: str) -> Expression:
        """Returns an element of this map: ``["key"]``. The key is a literal."""
        return Expression._of(_TERM, f"{_term(self)}[{quote(arguments.a_text('`key`', key))}]")

    def __getitem__(self, key: int | str) -> Expression:
        return self.index(key) if isinstance(key, int) else self.key(key)

    def to_template(self) -> str:
        """Returns the template that represents this expression in Terraform's JSON."""
        return self._text if self._form == _TEMPLATE else f"${{{self._text}}}"

    def to_source(self) -> str:
        """Returns its text as it appears inside ``${…}``, so that it can be part of a larger one."""
        return quote_template(self._text) if self._form == _TEMPLATE else self._text

    def __repr__(self) -> str:
        return f"Expression({self.to_source()!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Expression):
            return (self._form, self._text) == (other._form, other._text)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self._form, self._text))


def template(*parts: Value) -> Expression:
    """Returns a string of literals and expressions: ``template("arn:aws:s3:::", bucket.attr("id"), "/*")``."""
    return Expression.concat(*parts)


def _term(value: Computed) -> str:
    """Returns the text, in parentheses if an attribute or operator could not follow it otherwise."""
    source = value.to_source()
    return f"({source})" if isinstance(value, Expression) and value._form == _COMPOUND else source


class _Joined:
    """A template under construction."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.literal = ""
        self.only: Expression | None = None
        self.parts = 0

    def push(self, part: Value) -> None:
        if isinstance(part, Enum):
            part = part.value
        if part is None:
            return
        if isinstance(part, str):
            self.push_literal(part)
        elif isinstance(part, (bool, int, float, Decimal)):
            self.push_literal(text_of(part))
        else:
            self.push_expression(part if isinstance(part, Expression) else Expression(to_source(part, "a part of a template")))

    def push_literal(self, text: str) -> None:
        if text:
            self.literal += text
            self.parts += 1
            self.only = None

    def push_expression(self, expression: Expression) -> None:
        self.flush(before_sequence=True)
        if expression._form == _TEMPLATE and _can_be_spliced(expression._text):
            self.text.append(expression._text)
        else:
            self.text.append(f"${{{expression.to_source()}}}")
        self.parts += 1
        self.only = expression if self.parts == 1 else None

    def flush(self, *, before_sequence: bool) -> None:
        """Writes the literal text so far.

        A ``$`` or ``%`` at its end would turn a sequence that follows into an escape, so it becomes an interpolation of
        its own.
        """
        plain = self.literal.rstrip("$%") if before_sequence else self.literal
        signs = self.literal[len(plain) :]
        self.text.append(escape(plain))
        if signs:
            self.text.append(f'${{"{signs}"}}')
        self.literal = ""

    def finish(self) -> Expression:
        self.flush(before_sequence=False)
        return self.only if self.only is not None else Expression._of(_TEMPLATE, "".join(self.text))


def _can_be_spliced(text: str) -> bool:
    """Returns whether a template can be next to other text unchanged.

    A trim marker would strip its neighbour's spaces, and a ``$`` at the end would combine with the text that follows.
    """
    return "~" not in text and not text.endswith(("$", "%"))
