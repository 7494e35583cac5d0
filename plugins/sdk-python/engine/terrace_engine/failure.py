"""Describes an exception of a tier's code to a person."""

import traceback
from collections.abc import Container
from dataclasses import dataclass

from .program import NoTier
from .standard import can_import


@dataclass(frozen=True)
class Account:
    """The description of an exception."""

    summary: str
    """Its type and message, in one line."""
    detail: str | None
    """The call stack in the tier's own files."""
    path: str | None
    """The path of the file at fault."""
    line: int | None
    """The line in that file."""


def account_of(error: BaseException, files: Container[str], printed: str = "") -> Account:
    """Describes an exception with the calls in these files only, and with the text printed before it."""
    if isinstance(error, NoTier):
        return Account(str(error), None, error.path, None)
    if isinstance(error, ModuleNotFoundError):
        error.add_note(can_import())
    told = traceback.TracebackException.from_exception(error, compact=True)
    _keep(told, files, set())
    place = _place(error, told, files)
    first, *more = "".join(told.format_exception_only()).rstrip("\n").split("\n")
    parts = []
    if place or more or told.__cause__ or told.__context__:
        parts.append("".join(told.format()).rstrip("\n"))
    if printed:
        parts.append("It printed:\n" + printed.rstrip("\n"))
    summary = f"{type(error).__name__}: {error.msg}" if isinstance(error, SyntaxError) else first
    return Account(summary, "\n\n".join(parts) or None, *(place or (None, None)))


def _keep(told: traceback.TracebackException | None, files: Container[str], seen: set[int]) -> None:
    """Removes all calls except those in these files."""
    if told is None or id(told) in seen:
        return
    seen.add(id(told))
    told.stack = traceback.StackSummary.from_list([call for call in told.stack if call.filename in files])
    _keep(told.__cause__, files, seen)
    _keep(told.__context__, files, seen)
    for inner in told.exceptions or ():
        _keep(inner, files, seen)


def _place(
    error: BaseException, told: traceback.TracebackException, files: Container[str]
) -> tuple[str, int | None] | None:
    if isinstance(error, SyntaxError) and error.filename in files:
        return error.filename, error.lineno
    return (told.stack[-1].filename, told.stack[-1].lineno) if told.stack else None
