"""Numbers with their digits as they were written."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TypeVar

_JSON = re.compile(r"(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?:([eE])([+-]?)([0-9]+))?\Z")


class Number(float):
    """A number with its text as it was written: ``Number("3.14159265358979323846")``.

    It is a ``float``, to calculate with. As a value it is written with all its digits. Numbers of inputs that are not
    integers have this class.
    """

    text: str
    """The text, a JSON number. Its exponent has a sign."""

    def __new__(cls, text: str) -> Number:
        if not isinstance(text, str):
            raise TypeError(f"`Number` takes a string, not a {type(text).__name__}: {text!r}")
        match = _JSON.match(text)
        if match is None:
            raise ValueError(f"{text!r} is not a JSON number")
        number = super().__new__(cls, text)
        digits, mark, sign, exponent = match.groups(default="")
        number.text = f"{digits}e{sign or '+'}{exponent}" if mark else digits
        return number


def text_of(value: bool | int | float | Decimal) -> str:
    """Returns a boolean or number as written in JSON and in expressions."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Number):
        return value.text
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(finite(value), Decimal):
        return Number(str(value)).text
    return _plain_exponent(float.__repr__(value))


N = TypeVar("N", bound="float | Decimal")


def finite(value: N) -> N:
    """Returns the number if it is one. Raises ``ValueError`` for an infinite one that is not from the inputs."""
    if not math.isfinite(value) and not isinstance(value, Number):
        raise ValueError(f"a value must be a finite number; this one is {value}")
    return value


def _plain_exponent(text: str) -> str:
    digits, mark, exponent = text.partition("e")
    return f"{digits}e{int(exponent)}" if mark else text
