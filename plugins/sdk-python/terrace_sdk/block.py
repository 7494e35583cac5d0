"""The bodies of blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar, Union

from . import arguments
from .value import Json, Value, to_json

Self = TypeVar("Self", bound="Body")


class Body:
    """The attributes and nested blocks of everything that has a body."""

    def __init__(self, attributes: dict[str, Attribute] | None = None) -> None:
        self.body: dict[str, Json] = {}
        """The body in Terraform's JSON configuration syntax."""
        for name, value in (attributes or {}).items():
            self.set(name, value)

    def set(self: Self, name: str, value: Attribute) -> Self:
        """Sets an attribute. ``None`` leaves it out, and a second value replaces the first.

        A :class:`Block`, or a list of them, is added as with :meth:`block`.
        """
        arguments.a_name("the name in `set`", name)
        if isinstance(value, Block):
            return self.block(name, value)
        if isinstance(value, (list, tuple)) and any(isinstance(item, Block) for item in value):
            return self.blocks(name, value)
        if value is not None or name in self.body:
            self.body[name] = to_json(value, name)
        return self

    def block(self: Self, name: str, block: Block) -> Self:
        """Adds a nested block after the others of the same name."""
        arguments.a_name("the name in `block`", name)
        self._append(name, arguments.instance(f"the block {name}", block, Block).body)
        return self

    def blocks(self: Self, name: str, blocks: Iterable[Block]) -> Self:
        """Adds any number of nested blocks of the same name. Without any, the name is left out."""
        arguments.a_name("the name in `blocks`", name)
        for block in arguments.items(f"`blocks` of {name}", blocks, "a list of blocks"):
            self.block(name, block)
        return self

    def _append(self, name: str, value: Json) -> None:
        items = self.body.get(name)
        if isinstance(items, list):
            items.append(value)
        else:
            self.body[name] = [value]

    def _only(self, name: str, change: Callable[[Body], object]) -> None:
        """Changes the single block of this name, and adds it first if there is none."""
        inner = Body()
        items = self.body.get(name)
        if isinstance(items, list) and items and isinstance(items[-1], dict):
            inner.body = items[-1]
        else:
            self._append(name, inner.body)
        change(inner)


class Block(Body):
    """A nested block, with attributes and nested blocks of its own.

        >>> health_check = Block(path="/health", matcher="200")
        >>> Resource("aws_lb_target_group", "main", health_check=health_check)

    Blocks are always written as a list, which every provider accepts, whether its schema has them as blocks or as an
    attribute.
    """

    def __init__(self, **attributes: Attribute) -> None:
        super().__init__(attributes)

    def __repr__(self) -> str:
        return f"Block({self.body!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Block) and self.body == other.body

    __hash__ = None  # type: ignore[assignment]


Attribute: TypeAlias = Union[Value, Block, list[Block], tuple[Block, ...]]
"""The value of an attribute, or nested blocks."""
