"""The properties of an input apart from its type."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import MISSING, dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from . import arguments

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
elif sys.version_info >= (3, 11):
    from typing import dataclass_transform
else:

    def dataclass_transform(**_):
        return lambda decorator: decorator


T = TypeVar("T")

INFO = "terrace"
"""The key of a :class:`FieldInfo` in the metadata of a dataclass's field."""


def _flag(what: str, value: object) -> None:
    arguments.instance(what, value, bool, "True or False")


def _values(what: str, value: object) -> None:
    if not isinstance(value, (list, tuple)):
        arguments.refuse(what, "a list", value)


def _number(what: str, value: object) -> None:
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float, Decimal))
        or not math.isfinite(value)
    ):
        arguments.refuse(what, "a number", value)


def _above_zero(what: str, value: object) -> None:
    _number(what, value)
    if not isinstance(value, (int, float, Decimal)) or value <= 0:
        arguments.refuse(what, "a number above 0", value)


def _count(what: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        arguments.refuse(what, "0 or a greater integer", value)


_CHECKS: dict[str, Callable[[str, object], object]] = {
    "name": arguments.a_name,
    "title": arguments.a_text,
    "description": arguments.a_text,
    "deprecated": _flag,
    "examples": _values,
    "minimum": _number,
    "maximum": _number,
    "exclusive_minimum": _number,
    "exclusive_maximum": _number,
    "multiple_of": _above_zero,
    "min_length": _count,
    "max_length": _count,
    "pattern": arguments.a_text,
    "format": arguments.a_text,
    "min_items": _count,
    "max_items": _count,
    "unique_items": _flag,
    "min_properties": _count,
    "max_properties": _count,
}
_ANNOTATIONS = {
    "title": "title",
    "description": "description",
    "deprecated": "deprecated",
    "examples": "examples",
}
CONSTRAINTS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "format": "format",
    "min_items": "minItems",
    "max_items": "maxItems",
    "unique_items": "uniqueItems",
    "min_properties": "minProperties",
    "max_properties": "maxProperties",
}
"""JSON Schema keywords by the arguments of :func:`Field`."""


@dataclass(frozen=True)
class FieldInfo:
    """The arguments of :func:`Field`."""

    default: Any
    """The value of an input that is left out. ``MISSING`` if the input is required."""
    name: str | None
    """The name in the stack file, if it differs from the attribute's."""
    annotations: dict[str, Any]
    """JSON Schema keywords for people."""
    constraints: dict[str, Any]
    """JSON Schema keywords that the value is checked against."""


def Field(
    *,
    default: Any = MISSING,
    name: str | None = None,
    title: str | None = None,
    description: str | None = None,
    deprecated: bool | None = None,
    examples: Sequence[Any] | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    exclusive_minimum: float | None = None,
    exclusive_maximum: float | None = None,
    multiple_of: float | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    pattern: str | None = None,
    format: str | None = None,
    min_items: int | None = None,
    max_items: int | None = None,
    unique_items: bool | None = None,
    min_properties: int | None = None,
    max_properties: int | None = None,
) -> Any:
    """Describes an input: ``port: int = Field(default=80, minimum=1, description="…")``.

    Write it in place of the default, or in ``Annotated``. The keywords are those of JSON Schema. If an input may be an
    expression, only its known values are checked. ``name`` is the input's name in the stack file if that is not a valid
    name in Python: ``from_: str = Field(name="from")``.
    """
    given = {key: value for key, value in locals().items() if value is not None}
    for key in given.keys() & _CHECKS.keys():
        _CHECKS[key](f"`{key}` of `Field`", given[key])
    return FieldInfo(
        default,
        name,
        {keyword: given[key] for key, keyword in _ANNOTATIONS.items() if key in given},
        {keyword: given[key] for key, keyword in CONSTRAINTS.items() if key in given},
    )


@dataclass_transform(field_specifiers=(Field, field), kw_only_default=True, frozen_default=True)
def inputs(cls: type[T]) -> type[T]:
    """Turns a class into the inputs of a tier, or an object in them: a frozen dataclass with a JSON Schema.

        >>> @inputs
        ... class Inputs:
        ...     '''Inputs of the queues tier.'''
        ...     names: list[str] = Field(description="Names of the queues.")
        ...     kms_key_arn: Input[str] | None = Field(default=None, description="Key that encrypts the messages.")

    Its docstring is the description. Attributes without a default are required.
    """
    if not isinstance(cls, type):
        arguments.refuse("`inputs`", "a class", cls)
    if cls.__doc__ is None:
        cls.__doc__ = ""
    for name, value in list(vars(cls).items()):
        if isinstance(value, FieldInfo):
            setattr(cls, name, _dataclass_field(value))
    return dataclass(frozen=True, kw_only=True)(cls)


def _dataclass_field(info: FieldInfo) -> Any:
    metadata = {INFO: info}
    if isinstance(info.default, (list, dict)):
        return field(default_factory=lambda: copy(info.default), metadata=metadata)
    return field(default=info.default, metadata=metadata)
