"""The JSON Schema of a tier's inputs."""

from __future__ import annotations

from dataclasses import MISSING, is_dataclass
from enum import Enum
from typing import Any

from . import shape as shapes
from .decode import misfits
from .expression import Expression
from .field import CONSTRAINTS, FieldInfo
from .shape import Attribute, Shape, attributes_of

_EXPRESSION = {"type": "string", "format": "terraform-expression"}
_ANYTHING = {
    "description": "Any JSON, with expressions anywhere in it.",
    "anyOf": [
        {"type": ["null", "boolean", "number", "string"]},
        _EXPRESSION,
        {"type": "array", "items": {"$ref": "#/$defs/Value"}},
        {"type": "object", "additionalProperties": {"$ref": "#/$defs/Value"}},
    ],
}


def schema_of(cls: type) -> dict[str, Any]:
    """Returns the JSON Schema (draft 2020-12) of a dataclass. Raises ``TypeError`` for a type that inputs cannot have.
    """
    definitions: dict[str, Any] = {}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": cls.__name__,
        **_Schemas(definitions).record(cls),
    }
    if definitions:
        schema["$defs"] = definitions
    return schema


def encoded(value: Any) -> Any:
    """Returns a value of an input in the form of requests."""
    if isinstance(value, Expression):
        return {"$expr": value.to_template()}
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        given = ((entry, getattr(value, entry.attribute)) for entry in attributes_of(type(value)))
        return {
            entry.name: encoded(item)
            for entry, item in given
            if item is not None or entry.default is not None
        }
    if isinstance(value, (list, tuple)):
        return [encoded(item) for item in value]
    if isinstance(value, dict):
        return {key: encoded(item) for key, item in value.items()}
    return value


class _Schemas:
    def __init__(self, definitions: dict[str, Any]) -> None:
        self.definitions = definitions
        self.names: dict[type, str] = {}

    def record(self, cls: type) -> dict[str, Any]:
        properties = {}
        required = []
        for attribute in attributes_of(cls):
            try:
                properties[attribute.name] = self.attribute(attribute)
            except TypeError as error:
                raise TypeError(f"{cls.__qualname__}.{attribute.attribute}: {error}") from None
            if attribute.default is MISSING:
                required.append(attribute.name)
        schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            schema["required"] = required
        description = _description(cls)
        return {"description": description, **schema} if description else schema

    def attribute(self, attribute: Attribute) -> dict[str, Any]:
        schema = self.shape(attribute.shape)
        if attribute.info is not None:
            _check(attribute.shape, attribute.info)
            schema = _with(schema, attribute.info)
        if attribute.default is not MISSING:
            _fits("its default", attribute.shape, attribute.default)
        if attribute.default is not MISSING and attribute.default is not None:
            schema = {**schema, "default": encoded(attribute.default)}
        return schema

    def shape(self, shape: Shape) -> dict[str, Any]:
        if isinstance(shape, shapes.Scalar):
            return {"type": shape.name}
        if isinstance(shape, shapes.Choice):
            return _choice(list(shape.values))
        if isinstance(shape, shapes.Array):
            return {"type": "array", "items": self.shape(shape.items)}
        if isinstance(shape, shapes.Table):
            return {"type": "object", "additionalProperties": self.shape(shape.values)}
        if isinstance(shape, shapes.Record):
            return self.reference(shape.type)
        if isinstance(shape, shapes.Constrained):
            _check(shape.shape, shape.info)
            return _with(self.shape(shape.shape), shape.info)
        if isinstance(shape, shapes.OneOf):
            return _any_of([self.shape(one) for one in shape.shapes])
        if isinstance(shape, shapes.Computation):
            return dict(_EXPRESSION)
        if isinstance(shape, shapes.Nothing):
            return {"type": "null"}
        self.definitions["Value"] = _ANYTHING
        return {"$ref": "#/$defs/Value"}

    def reference(self, cls: type) -> dict[str, Any]:
        if cls not in self.names:
            name = cls.__name__
            while name in self.definitions or name == "Value":
                name += "_"
            self.names[cls] = name
            self.definitions[name] = {}
            self.definitions[name] = self.record(cls)
        return {"$ref": f"#/$defs/{self.names[cls]}"}


def _with(schema: dict[str, Any], info: FieldInfo) -> dict[str, Any]:
    """Adds the properties from :func:`Field` to a schema. Constraints go to the branch that they apply to."""
    if info.constraints:
        branches = schema.get("anyOf")
        if branches is None:
            schema = {**schema, **info.constraints}
        else:
            about = [
                branch if branch in (_EXPRESSION, {"type": "null"}) else {**branch, **info.constraints}
                for branch in branches
            ]
            schema = {**schema, "anyOf": about}
    return {**schema, **{keyword: encoded(said) for keyword, said in info.annotations.items()}}


_NUMBERS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
_ABOUT = {
    "string": {"minLength", "maxLength", "pattern", "format"},
    "integer": _NUMBERS,
    "number": _NUMBERS,
    "array": {"minItems", "maxItems", "uniqueItems"},
    "object": {"minProperties", "maxProperties"},
}
"""The constraints that apply to each kind of value."""


def _check(shape: Shape, info: FieldInfo) -> None:
    """Raises ``TypeError`` if a constraint from :func:`Field` does not apply to this shape."""
    about = _constraints(shape)
    for argument, keyword in CONSTRAINTS.items():
        if about is not None and keyword in info.constraints and keyword not in about:
            kind = next(kind for kind, keywords in _ABOUT.items() if keyword in keywords)
            article = "an" if kind[0] in "aio" else "a"
            raise TypeError(f"`{argument}` applies only to {article} {kind}, which this is not")
    for example in info.annotations.get("examples", ()):
        _fits("an example", shape, example)


def _constraints(shape: Shape) -> set[str] | None:
    """Returns the constraints that apply to a shape, or ``None`` for any."""
    if isinstance(shape, shapes.Constrained):
        return _constraints(shape.shape)
    if isinstance(shape, (shapes.Choice, shapes.Anything)):
        return None
    if isinstance(shape, shapes.OneOf):
        found: set[str] = set()
        for about in map(_constraints, shape.shapes):
            if about is None:
                return None
            found |= about
        return found
    if isinstance(shape, shapes.Scalar):
        return _ABOUT.get(shape.name, set())
    if isinstance(shape, shapes.Array):
        return _ABOUT["array"]
    return _ABOUT["object"] if isinstance(shape, (shapes.Table, shapes.Record)) else set()


def _fits(what: str, shape: Shape, value: Any) -> None:
    for reason in misfits(shape, encoded(value)):
        raise TypeError(f"{what} does not match its type: {reason}")


def _any_of(branches: list[dict[str, Any]]) -> dict[str, Any]:
    if len(branches) == 2 and branches[1] == {"type": "null"} and set(branches[0]) == {"type"}:
        return {"type": [branches[0]["type"], "null"]}
    return {"anyOf": branches}


def _choice(values: list[Any]) -> dict[str, Any]:
    kinds = sorted({_kind(value) for value in values})
    return {"type": kinds[0] if len(kinds) == 1 else kinds, "enum": values}


def _kind(value: Any) -> str:
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string")):
        if isinstance(value, kind):
            return name
    if value is None:
        return "null"
    raise TypeError(f"{value!r} is not a value that a stack file can contain")


def _description(cls: type) -> str:
    """Returns the class's own docstring without line breaks, or an empty string."""
    lines = (cls.__doc__ or "").strip().splitlines()
    text = "\n".join(line.strip() for line in lines)
    return "" if text.startswith(f"{cls.__name__}(") else text
