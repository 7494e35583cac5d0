"""Inputs that may be expressions."""

from __future__ import annotations

from typing import TypeVar, Union

from . import arguments
from .diagnostic import Diagnostic
from .expression import Expression

T = TypeVar("T")

Input = Union[T, Expression]
"""An input that is either known when the stack is synthesized, or an expression that Terraform evaluates.

Use it for every value that the tier only passes on: ``Input[str]``. Values that the tier itself depends on, such as a
count, have a plain type such as ``int``: Terrace then rejects an expression and says why. ``Input[list[Input[str]]]``
is a list that can be one expression or contain expressions.
"""


def known(value: Input[T]) -> T | None:
    """Returns the value if it is known, or ``None`` if it is an expression."""
    return None if isinstance(value, Expression) else value


def require(value: Input[T], path: str) -> T:
    """Returns a value that must be known in this case. ``path`` is the input's JSON pointer: ``/listener/port``.

    Raises a :class:`Diagnostic` with the code ``unknown-input`` if the input is an expression.
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
