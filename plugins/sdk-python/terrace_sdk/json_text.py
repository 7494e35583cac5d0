"""JSON texts that keep every digit."""

from __future__ import annotations

import json
from decimal import Decimal
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from .number import Number, text_of


def read(text: str) -> Any:
    """Parses a JSON text."""
    return json.loads(text, parse_float=Number)


def write(value: object) -> str:
    """Writes a JSON text in one line, with sorted keys."""
    parts: list[str] = []
    _write(value, parts)
    return "".join(parts)


def _write(value: object, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(quoted(value))
    elif value is None:
        parts.append("null")
    elif isinstance(value, (bool, int, float, Decimal)):
        parts.append(text_of(value))
    elif isinstance(value, dict):
        mark = "{"
        for key in sorted(value):
            parts += (mark, quoted(key), ":")
            _write(value[key], parts)
            mark = ","
        parts.append("}" if value else "{}")
    elif isinstance(value, (list, tuple)):
        mark = "["
        for item in value:
            parts.append(mark)
            _write(item, parts)
            mark = ","
        parts.append("]" if value else "[]")
    else:
        raise TypeError(f"a {type(value).__name__} cannot be written as JSON: {value!r}")
