"""Inputs that may be expressions."""

from __future__ import annotations

from typing import TypeVar, Union

from . import arguments
from .diagnostic import Diagnostic
from .expression import Expression

T = TypeVar("T")

Input = Union[T, Expression]
"""An input that is either known when the stack is synthesized, or an expression that Terraform evaluates.

Use it for everything that the tier only passes on: ``Input[str]``. What the tier decides by, such as a count, is a plain
``int``: then Terrace refuses an expression there and says why. ``Input[list[Input[str]]]`` is a list that may be one
expression or hold expressions.
"""


def known(value: Input[T]) -> T | None:
    """The value, where it is known."""
    return None if isinstance(value, Expression) else value


def require(value: Input[T], path: str) -> T:
    """The value, where it is needed in this case. ``path`` is the input's JSON pointer, such as ``/listener/port``.

    Raises a :class:`Diagnostic` with code ``unknown-input`` where it is an expression.
    """
    arguments.a_text("`path` of `require`", path)
    if isinstance(value, Expression):
        raise Diagnostic(
            "unknown-input",
            "this input must be known at synth time, but it is an expression",
            path=path,
            hint="write a literal value",
        )
    return value
