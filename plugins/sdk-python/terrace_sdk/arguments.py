"""Checks the arguments of the SDK's functions immediately, because Python itself would notice much later or never."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn, TypeVar, cast

from .computed import Computed

T = TypeVar("T")

_SHOWN = 60
"""The number of characters of a value that an error contains."""


def refuse(what: str, wanted: str, value: object) -> NoReturn:
    """Raises a ``TypeError`` with the name of the argument, the expected type and the actual value."""
    raise TypeError(f"{what} takes {wanted}, not {_shown(value)}")


def a_text(what: str, value: object) -> str:
    """Expects a string."""
    return value if isinstance(value, str) else refuse(what, "a string", value)


def a_name(what: str, value: object) -> str:
    """Expects a string that is not empty."""
    return a_text(what, value) or refuse(what, "a string that is not empty", value)


def optional_text(what: str, value: object) -> str | None:
    """Expects a string or ``None``."""
    return None if value is None else a_text(what, value)


def instance(what: str, value: object, wanted: type[T], said: str | None = None) -> T:
    """Expects an instance of a class."""
    return value if isinstance(value, wanted) else refuse(what, said or a(wanted.__name__), value)


def computed(what: str, value: object) -> Computed:
    """Expects an expression or a reference."""
    if not isinstance(value, Computed):
        refuse(what, "an Expression or a Reference", value)
    return value


def texts(what: str, values: object) -> tuple[str, ...]:
    """Expects a list of strings. A single string is rejected, because its characters are not meant."""
    return tuple(a_text(f"an item of {what}", value) for value in items(what, values, "a list of strings"))


def items(what: str, values: object, wanted: str) -> tuple[Any, ...]:
    """Returns the items of an iterable. Strings and mappings are rejected: their characters and keys are not meant."""
    if isinstance(values, str):
        raise TypeError(f"{what} takes {wanted}, not a str: write [{_clip(repr(values))}]")
    if isinstance(values, (bytes, Mapping, Computed)) or not isinstance(values, Iterable):
        refuse(what, wanted, values)
    return tuple(values)


def mapping(what: str, value: object) -> Mapping[str, Any]:
    """Expects a dictionary whose keys are strings."""
    if not isinstance(value, Mapping):
        refuse(what, "a dict", value)
    for key in value:
        a_text(f"a key of {what}", key)
    return value


def function(what: str, value: object) -> Callable[..., Any]:
    """Expects a callable that is not a class."""
    if not callable(value) or isinstance(value, type):
        refuse(what, "a function", value)
    return cast("Callable[..., Any]", value)


def a(name: str) -> str:
    """Returns a noun with its article."""
    return f"an {name}" if name[:1] in "AEIOUaeiou" else f"a {name}"


def _shown(value: object) -> str:
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return f"{a(type(value).__name__)}: {_clip(repr(value))}"


def _clip(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
