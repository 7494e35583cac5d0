"""Values of attributes, arguments and outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum
from types import MethodType
from typing import Any, TypeAlias, Union

from .computed import Computed
from .number import finite, text_of
from .templates import checked, escape, quote

Value: TypeAlias = Union[
    None, bool, int, float, Decimal, str, Enum, Computed, Sequence[Any], Mapping[str, Any]
]
"""A literal, an expression, or a list or object of values.

Strings are literals and are escaped in the output. ``None`` is Terraform's ``null``: an attribute, argument or output
with this value is left out. As the type of an input it accepts any JSON, with expressions anywhere in it.
"""

Json: TypeAlias = Union[None, bool, int, float, Decimal, str, list[Any], dict[str, Any]]
"""A value in Terraform's JSON configuration syntax, where strings are templates."""


def to_json(value: Value, at: str = "") -> Json:
    """Returns the value in Terraform's JSON configuration syntax. If it has none, the error begins with ``at``."""
    if isinstance(value, Enum):
        return to_json(value.value, at)
    if isinstance(value, str):
        return escape(checked(value))
    if isinstance(value, (float, Decimal)):
        return finite(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Mapping):
        return {escape(_key(key, at)): to_json(item, f"{at}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(item, f"{at}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, Computed):
        return value.to_template()
    raise TypeError(_unusable(value, at))


def to_source(value: Value, at: str = "") -> str:
    """Returns the value as the text of an expression."""
    if isinstance(value, Enum):
        return to_source(value.value, at)
    if isinstance(value, str):
        return quote(checked(value))
    if value is None:
        return "null"
    if isinstance(value, (bool, int, float, Decimal)):
        return text_of(value)
    if isinstance(value, Mapping):
        items = sorted(((_key(key, at), item) for key, item in value.items()), key=lambda item: item[0])
        sources = (f"{quote(key)} = {to_source(item, f'{at}.{key}')}" for key, item in items)
        return "{" + ", ".join(sources) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(to_source(item, f"{at}[{index}]") for index, item in enumerate(value)) + "]"
    if isinstance(value, Computed):
        return value.to_source()
    raise TypeError(_unusable(value, at))


def _key(key: object, at: str) -> str:
    if isinstance(key, Enum):
        key = key.value
    if not isinstance(key, str):
        raise TypeError(_placed(f"keys of an object must be strings; this one is {key!r}", at))
    return checked(key)


def _unusable(value: object, at: str) -> str:
    kind = type(value).__name__
    if isinstance(value, (set, frozenset)):
        return _placed(f"a {kind} has no order, so it cannot be a value; write `sorted(…)`", at)
    # The argument is a block that has not been added.
    is_added = isinstance(getattr(value, "reference", None), MethodType)
    instead = "; `add` or `module` returns its reference" if is_added else ""
    return _placed(f"a {kind} cannot be a value: {value!r}{instead}", at)


def _placed(problem: str, at: str) -> str:
    return f"{at.lstrip('.')}: {problem}" if at else problem
