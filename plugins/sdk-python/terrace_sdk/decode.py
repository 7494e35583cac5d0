"""Converts the inputs of a request into the class of a tier's inputs."""

from __future__ import annotations

from dataclasses import MISSING
from typing import Any, TypeVar

from . import shape as shapes
from .diagnostic import Diagnostic, Diagnostics
from .expression import Expression
from .number import Number
from .shape import Shape, attributes_of

T = TypeVar("T")

_UNFIT = object()


def decode(cls: type[T], json: Any) -> T:
    """Converts the inputs. Raises :class:`Diagnostics` with everything that does not match."""
    reader = _Reader()
    value = reader.record(cls, json, "")
    reader.problems.finish()
    return value  # type: ignore[no-any-return]


def misfits(shape: Shape, json: Any) -> list[str]:
    """Returns the reasons why a value in the form of requests does not have this shape."""
    reader = _Reader()
    reader.value(shape, json, "")
    return [
        problem.summary.partition(": ")[2] + (f", at {problem.path}" if problem.path else "")
        for problem in reader.problems
    ]


def free_value(json: Any) -> Any:
    """Converts a value from the form of requests, where an expression is ``{"$expr": "…"}``."""
    if isinstance(json, dict):
        expression = _expression(json)
        if expression is not None:
            return expression
        return {key: free_value(item) for key, item in json.items()}
    if isinstance(json, list):
        return [free_value(item) for item in json]
    return json


def _expression(json: Any) -> Expression | None:
    if isinstance(json, dict) and len(json) == 1 and isinstance(json.get("$expr"), str):
        return Expression.from_template(json["$expr"])
    return None


class _Reader:
    def __init__(self) -> None:
        self.problems = Diagnostics()

    def record(self, cls: type, json: Any, path: str) -> Any:
        if not isinstance(json, dict):
            return self.unfit(path, "an object", json)
        values = {}
        attributes = attributes_of(cls)
        for attribute in attributes:
            if attribute.name in json:
                values[attribute.attribute] = self.value(
                    attribute.shape, json[attribute.name], f"{path}/{_token(attribute.name)}"
                )
            elif attribute.default is MISSING:
                self.problem(path, f"`{attribute.name}` is missing")
        names = [attribute.name for attribute in attributes]
        for name in json:
            if name not in names:
                self.problem(
                    f"{path}/{_token(name)}", f"unknown input `{name}`, expected one of {', '.join(names)}"
                )
        return None if len(self.problems) else cls(**values)

    def value(self, shape: Shape, json: Any, path: str) -> Any:
        if isinstance(shape, shapes.Constrained):
            return self.value(shape.shape, json, path)
        if isinstance(shape, shapes.Anything):
            return free_value(json)
        if isinstance(shape, shapes.OneOf):
            return self.one_of(shape, json, path)
        if _expression(json) is not None and not isinstance(shape, shapes.Computation):
            return self.unfit(path, _wanted(shape), json)
        if isinstance(shape, shapes.Record):
            return self.record(shape.type, json, path)
        if isinstance(shape, shapes.Array) and isinstance(json, list):
            return shape.type(
                self.value(shape.items, item, f"{path}/{index}") for index, item in enumerate(json)
            )
        if isinstance(shape, shapes.Table) and isinstance(json, dict):
            return {
                key: self.value(shape.values, item, f"{path}/{_token(key)}") for key, item in json.items()
            }
        simple = _simple(shape, json)
        return self.unfit(path, _wanted(shape), json) if simple is _UNFIT else simple

    def one_of(self, shape: shapes.OneOf, json: Any, path: str) -> Any:
        found = []
        for one in shape.shapes:
            attempt = _Reader()
            value = attempt.value(one, json, path)
            if not len(attempt.problems):
                return value
            found.append(attempt.problems)
        deepest = max(found, key=lambda problems: max(len(problem.path or "") for problem in problems))
        if all((problem.path or "") == path for problem in deepest):
            return self.unfit(path, _wanted(shape), json)
        for problem in deepest:
            self.problems.push(problem)
        return None

    def unfit(self, path: str, wanted: str, json: Any) -> None:
        if _expression(json) is not None:
            self.problem(path, f"{wanted} must be known at synth time, but this is an expression")
        else:
            self.problem(path, f"expected {wanted}, found {_found(json)}")

    def problem(self, path: str, reason: str) -> None:
        summary = f"the inputs cannot be read: {reason}"
        self.problems.push(Diagnostic("invalid-inputs", summary, path=path or None))


def _simple(shape: Shape, json: Any) -> Any:
    if isinstance(shape, shapes.Computation):
        expression = _expression(json)
        return _UNFIT if expression is None else expression
    if isinstance(shape, shapes.Nothing):
        return None if json is None else _UNFIT
    if isinstance(shape, shapes.Choice):
        for value, chosen in shape.values.items():
            if type(value) is type(json) and value == json:
                return chosen
        return _UNFIT
    if isinstance(shape, shapes.Scalar):
        return _scalar(shape.type, json)
    return _UNFIT


def _scalar(wanted: type, json: Any) -> Any:
    if wanted is int:
        if isinstance(json, Number) and json.is_integer():
            return int(json)
        return json if isinstance(json, int) and not isinstance(json, bool) else _UNFIT
    if wanted in (float, Number):
        if isinstance(json, int) and not isinstance(json, bool):
            return Number(str(json))
        return json if isinstance(json, float) else _UNFIT
    return json if isinstance(json, wanted) else _UNFIT


def _wanted(shape: Shape) -> str:
    if isinstance(shape, shapes.Constrained):
        return _wanted(shape.shape)
    if isinstance(shape, shapes.Scalar):
        return {"string": "a string", "boolean": "a boolean", "integer": "an integer", "number": "a number"}[
            shape.name
        ]
    if isinstance(shape, shapes.Choice):
        return "one of " + ", ".join(repr(value) for value in shape.values)
    if isinstance(shape, shapes.OneOf):
        return " or ".join(dict.fromkeys(map(_wanted, shape.shapes)))
    if isinstance(shape, shapes.Array):
        return "a list"
    if isinstance(shape, shapes.Nothing):
        return "null"
    if isinstance(shape, shapes.Computation):
        return "an expression"
    return "an object"


def _found(json: Any) -> str:
    if json is None:
        return "null"
    if isinstance(json, bool):
        return "a boolean"
    if isinstance(json, (int, float)):
        return "a number"
    return "a string" if isinstance(json, str) else "a list" if isinstance(json, list) else "an object"


def _token(name: str) -> str:
    """Returns a name as one token of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")
