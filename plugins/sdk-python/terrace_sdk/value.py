"""Values of attributes, arguments and outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias, Union

from .computed import Computed
from .number import finite, text_of
from .templates import checked, escape, quote

Value: TypeAlias = Union[
    None, bool, int, float, Decimal, str, Enum, Computed, Sequence[Any], Mapping[str, Any]
]
"""A value: literals, expressions, and lists and objects of both.

Strings are literals and are escaped when they are written. ``None`` is Terraform's ``null``: an attribute,
argument or output that is left out. As the type of an input it takes any JSON, and an expression in any place of it.
"""

Json: TypeAlias = Union[None, bool, int, float, Decimal, str, list[Any], dict[str, Any]]
"""A value in Terraform's JSON configuration syntax, where strings are templates."""


def to_json(value: Value) -> Json:
    """The value in Terraform's JSON configuration syntax."""
    if isinstance(value, Enum):
        return to_json(value.value)
    if isinstance(value, str):
        return escape(checked(value))
    if isinstance(value, (float, Decimal)):
        return finite(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Mapping):
        return {escape(_key(key)): to_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, Computed):
        return value.to_template()
    raise TypeError(_unusable(value))


def to_source(value: Value) -> str:
    """The value as the text of an expression."""
    if isinstance(value, Enum):
        return to_source(value.value)
    if isinstance(value, str):
        return quote(checked(value))
    if value is None:
        return "null"
    if isinstance(value, (bool, int, float, Decimal)):
        return text_of(value)
    if isinstance(value, Mapping):
        items = sorted((_key(key), item) for key, item in value.items())
        return "{" + ", ".join(f"{quote(key)} = {to_source(item)}" for key, item in items) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(to_source(item) for item in value) + "]"
    if isinstance(value, Computed):
        return value.to_source()
    raise TypeError(_unusable(value))


def _key(key: object) -> str:
    if isinstance(key, Enum):
        key = key.value
    if not isinstance(key, str):
        raise TypeError(f"keys of an object must be strings; this one is {key!r}")
    return checked(key)


def _unusable(value: object) -> str:
    kind = type(value).__name__
    if isinstance(value, (set, frozenset)):
        return f"a {kind} has no order, so it cannot be a value; write `sorted(…)`"
    return f"a {kind} cannot be a value: {value!r}"
