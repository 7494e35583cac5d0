"""An environment with nothing in it: no files, no clock, no randomness, no processes.

The component has no imports, so any access to these would end it without a message. Here such an access raises an
exception that explains what a tier cannot do.
"""

import io
import os
import posix
import random
import sys
import time
import types
from collections.abc import Callable
from typing import NoReturn

# The deepest recursion before the host's stack ends. Beyond this, Python raises `RecursionError`.
_RECURSION_LIMIT = 250

_FILES = "a tier has no files and no processes; what it needs must be an input or part of its source"
_CLOCK = "a tier has no clock, so that its output is always the same; take the time as an input"
_RANDOMNESS = (
    "a tier has no randomness, so that its output is always the same; "
    "use random.Random(seed), or a resource such as random_string"
)

_CLOCKS = (
    "clock_gettime",
    "clock_gettime_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
    "process_time_ns",
    "sleep",
    "thread_time",
    "thread_time_ns",
    "time",
    "time_ns",
)
_CLOCKS_BY_DEFAULT = {"asctime": 0, "ctime": 0, "gmtime": 0, "localtime": 0, "strftime": 1}

# The functions of `os` that stay inside the interpreter.
_HARMLESS = {
    "_create_environ",
    "_path_normpath",
    "_path_splitroot_ex",
    "fspath",
    "getcwd",
    "getcwdb",
    "getpid",
    "putenv",
    "strerror",
    "unsetenv",
}


class Unavailable(OSError):
    """A tier used something that tiers do not have. The standard library treats it as an error of the operating system.
    """


Unavailable.__module__ = "builtins"


class Printed(io.TextIOBase):
    """Receives the output of `print`, to show it with an error."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def write(self, text: str) -> int:
        """Appends to the output."""
        self._texts.append(text)
        return len(text)

    def writable(self) -> bool:
        """Returns true."""
        return True

    def take(self) -> str:
        """Returns everything written since the last call."""
        text = "".join(self._texts)
        self._texts.clear()
        return text


printed = Printed()


def seal() -> None:
    """Removes the outside for good."""
    sys.addaudithook(_refuse_files)
    sys.stdin = None
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = printed
    os.environ.clear()
    for name in dir(posix):
        if isinstance(getattr(posix, name), types.BuiltinFunctionType) and name not in _HARMLESS:
            for module in (posix, os):
                if hasattr(module, name):
                    setattr(
                        module, name, _refusal(f"os.{name}", _RANDOMNESS if name == "urandom" else _FILES)
                    )
    _seal_clock()
    _seal_randomness()
    sys.set_int_max_str_digits(0)
    sys.setrecursionlimit(_RECURSION_LIMIT)
    sys.setrecursionlimit = _keep_recursion_limit


def _seal_clock() -> None:
    for name in _CLOCKS:
        if hasattr(time, name):
            setattr(time, name, _refusal(f"time.{name}", _CLOCK))
    for name, given in _CLOCKS_BY_DEFAULT.items():
        setattr(time, name, _needs_time(name, getattr(time, name), given))


def _seal_randomness() -> None:
    seed = random.Random.seed

    def seeded(self: random.Random, a: object = None, version: int = 2) -> None:
        if a is None:
            raise Unavailable(f"random.Random() without a seed: {_RANDOMNESS}")
        seed(self, a, version)

    random.Random.seed = seeded  # type: ignore[method-assign, assignment]
    random._urandom = os.urandom  # type: ignore[attr-defined]
    for name in random.__all__:
        if not isinstance(getattr(random, name), type):
            setattr(random, name, _refusal(f"random.{name}", _RANDOMNESS))


def _needs_time(name: str, function: Callable[..., object], given: int) -> Callable[..., object]:
    def checked(*arguments: object) -> object:
        if len(arguments) <= given or arguments[given] is None:
            raise Unavailable(f"time.{name} without a time: {_CLOCK}")
        return function(*arguments)

    return checked


def _refusal(name: str, reason: str) -> Callable[..., NoReturn]:
    def refused(*_: object, **__: object) -> NoReturn:
        raise Unavailable(f"{name}: {reason}")

    return refused


def _refuse_files(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        raise Unavailable(f"open({arguments[0]!r}): {_FILES}")


def _keep_recursion_limit(limit: int) -> None:
    if limit > _RECURSION_LIMIT:
        raise Unavailable(f"sys.setrecursionlimit: a tier's calls are at most {_RECURSION_LIMIT} deep")
