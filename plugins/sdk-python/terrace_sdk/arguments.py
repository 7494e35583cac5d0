"""What the functions of the SDK are given, checked there and then: Python itself would look at it much later, or never."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn, TypeVar, cast

from .computed import Computed

T = TypeVar("T")

_SHOWN = 60
"""As much of a value as an error shows."""


def refuse(what: str, wanted: str, value: object) -> NoReturn:
    """Raises what says which argument it is, what it takes, and what it was given."""
    raise TypeError(f"{what} takes {wanted}, not {_shown(value)}")


def a_text(what: str, value: object) -> str:
    """A string."""
    return value if isinstance(value, str) else refuse(what, "a string", value)


def a_name(what: str, value: object) -> str:
    """A string that says something."""
    return a_text(what, value) or refuse(what, "a string that is not empty", value)


def optional_text(what: str, value: object) -> str | None:
    """A string, or ``None``."""
    return None if value is None else a_text(what, value)


def instance(what: str, value: object, wanted: type[T], said: str | None = None) -> T:
    """An instance of a class."""
    return value if isinstance(value, wanted) else refuse(what, said or a(wanted.__name__), value)


def computed(what: str, value: object) -> Computed:
    """An expression or a reference."""
    if not isinstance(value, Computed):
        refuse(what, "an Expression or a Reference", value)
    return value


def texts(what: str, values: object) -> tuple[str, ...]:
    """A list of strings. A string is not meant as its characters."""
    return tuple(a_text(f"an item of {what}", value) for value in items(what, values, "a list of strings"))


def items(what: str, values: object, wanted: str) -> tuple[Any, ...]:
    """What a list or another iterable holds; no string and no mapping, whose characters and keys are not meant."""
    if isinstance(values, str):
        raise TypeError(f"{what} takes {wanted}, not a str: write [{_clip(repr(values))}]")
    if isinstance(values, (bytes, Mapping, Computed)) or not isinstance(values, Iterable):
        refuse(what, wanted, values)
    return tuple(values)


def mapping(what: str, value: object) -> Mapping[str, Any]:
    """A dictionary whose keys are strings."""
    if not isinstance(value, Mapping):
        refuse(what, "a dict", value)
    for key in value:
        a_text(f"a key of {what}", key)
    return value


def function(what: str, value: object) -> Callable[..., Any]:
    """What can be called, and is no class."""
    if not callable(value) or isinstance(value, type):
        refuse(what, "a function", value)
    return cast("Callable[..., Any]", value)


def a(name: str) -> str:
    """A noun with its article."""
    return f"an {name}" if name[:1] in "AEIOUaeiou" else f"a {name}"


def _shown(value: object) -> str:
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return f"{a(type(value).__name__)}: {_clip(repr(value))}"


def _clip(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
