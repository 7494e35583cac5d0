"""Interprets the annotations of inputs, once for both the schema and the values."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from .expression import Expression
from .field import INFO, FieldInfo
from .number import Number
from .value import Value

_SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number", Number: "number"}


@dataclass(frozen=True)
class Scalar:
    """A string, a boolean or a number."""

    type: type
    """``str``, ``bool``, ``int``, ``float`` or ``Number``."""

    @property
    def name(self) -> str:
        """The type's name in JSON Schema."""
        return _SCALARS[self.type]


@dataclass(frozen=True)
class Choice:
    """One of a set of values: a ``Literal`` or an ``Enum``."""

    values: Mapping[Any, Any]
    """The values in the tier, by the values in the stack file."""


@dataclass(frozen=True)
class Array:
    """A list or a tuple of any length."""

    type: type
    items: Shape


@dataclass(frozen=True)
class Table:
    """An object with any keys."""

    values: Shape


@dataclass(frozen=True)
class Record:
    """An object with the attributes of a dataclass."""

    type: type


@dataclass(frozen=True)
class OneOf:
    """One of several shapes."""

    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class Constrained:
    """A shape with JSON Schema keywords."""

    shape: Shape
    info: FieldInfo


@dataclass(frozen=True)
class Nothing:
    """The shape of ``None``."""


@dataclass(frozen=True)
class Computation:
    """An expression that Terraform evaluates."""


@dataclass(frozen=True)
class Anything:
    """Any JSON, with expressions anywhere in it."""


Shape = Union[Scalar, Choice, Array, Table, Record, OneOf, Constrained, Nothing, Computation, Anything]


@dataclass(frozen=True)
class Attribute:
    """One attribute of a record."""

    attribute: str
    """The name in Python."""
    name: str
    """The name in the stack file."""
    shape: Shape
    info: FieldInfo | None
    default: Any
    """The default, or ``MISSING`` if the attribute is required."""


def attributes_of(cls: type) -> list[Attribute]:
    """Returns the attributes of a dataclass, in order. Raises ``TypeError`` for a type that inputs cannot have."""
    hints = get_type_hints(cls, include_extras=True)
    return [_attribute(cls, entry, hints[entry.name]) for entry in fields(cls)]


def _attribute(cls: type, entry: Field[Any], hint: Any) -> Attribute:
    info = entry.metadata.get(INFO)
    if info is None and get_origin(hint) is Annotated:
        info = next((extra for extra in get_args(hint)[1:] if isinstance(extra, FieldInfo)), None)
        hint = get_args(hint)[0] if info is not None else hint
    try:
        shape = shape_of(hint)
    except TypeError as error:
        raise TypeError(f"{cls.__qualname__}.{entry.name}: {error}") from None
    default = entry.default if entry.default_factory is MISSING else entry.default_factory()
    if default is MISSING and info is not None:
        default = info.default
    return Attribute(entry.name, (info and info.name) or entry.name, shape, info, default)


def shape_of(hint: Any) -> Shape:
    """Returns the shape of an annotation. Raises ``TypeError`` for a type that inputs cannot have."""
    if hint is Any or hint == Value:
        return Anything()
    if hint is None or hint is type(None):
        return Nothing()
    if hint is Expression:
        return Computation()
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        info = next((extra for extra in arguments[1:] if isinstance(extra, FieldInfo)), None)
        shape = shape_of(arguments[0])
        return shape if info is None else Constrained(shape, info)
    if origin in (Union, types.UnionType):
        return OneOf(tuple(map(shape_of, arguments)))
    if origin is Literal:
        return Choice({value: value for value in arguments})
    if origin in (list, Sequence) and len(arguments) == 1:
        return Array(list, shape_of(arguments[0]))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return Array(tuple, shape_of(arguments[0]))
    if origin in (dict, Mapping) and arguments and arguments[0] is str:
        return Table(shape_of(arguments[1]))
    if isinstance(hint, type):
        if hint in _SCALARS:
            return Scalar(hint)
        if issubclass(hint, Enum):
            return Choice({member.value: member for member in hint})
        if is_dataclass(hint):
            return Record(hint)
    raise TypeError(f"{_name(hint)} is not a type that an input can have")


def _name(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)
