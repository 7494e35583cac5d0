"""Scripts that machines run on their first start."""

from __future__ import annotations

import re
from decimal import Decimal

from . import arguments
from .expression import Expression
from .value import Value

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_QUOTE = "'\\''"
"""Ends the quoted string, adds a quote, and begins a quoted string again."""


class UserData:
    """A shell script for a machine's first start.

        >>> host = Reference.resource("aws_db_instance", "main").attr("address")
        >>> script = UserData().line("set -eu").export("DATABASE_HOST", host).line("systemctl start app")
        >>> Resource("aws_launch_template", "main", user_data=script.to_base64())

    Lines are literals. Values are inserted by :meth:`export` and :meth:`command`, which quote them for the shell:
    literals immediately, expressions when Terraform evaluates them. The shell therefore never executes any part of a
    value.
    """

    def __init__(self) -> None:
        """Creates a script for ``/bin/sh`` that does nothing yet."""
        self._parts: list[Value] = ["#!/bin/sh\n"]

    def line(self, code: str) -> UserData:
        """Adds one or more lines of literal shell code."""
        self._parts += [arguments.a_text("`line`", code), "\n"]
        return self

    def export(self, name: str, value: Value) -> UserData:
        """Sets and exports a shell variable. The name is a literal shell name."""
        if not _NAME.match(arguments.a_text("the name in `export`", name)):
            arguments.refuse("the name in `export`", "a name of letters, digits and _ that does not begin with a digit", name)
        self._parts += ["export ", name, "=", *_word(value), "\n"]
        return self

    def command(self, program: str, *values: Value) -> UserData:
        """Runs a program with these arguments, each of which stays a single word."""
        self._parts += _word(arguments.a_text("the program of `command`", program))
        for value in values:
            self._parts += [" ", *_word(value)]
        self._parts.append("\n")
        return self

    def to_text(self) -> Expression:
        """Returns the script as a string."""
        return Expression.concat(*self._parts)

    def to_base64(self) -> Expression:
        """Returns the script in base64, as launch templates expect it."""
        return Expression.call("base64encode", self.to_text())


def _word(value: Value) -> list[Value]:
    """Returns one word between single quotes, in which only a single quote is special."""
    if isinstance(value, str):
        value = value.replace("'", _QUOTE)
    elif value is not None and not isinstance(value, (bool, int, float, Decimal)):
        value = Expression.call("replace", value, "'", _QUOTE)
    return ["'", value, "'"]
