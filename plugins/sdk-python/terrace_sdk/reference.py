"""References to blocks."""

from __future__ import annotations

from . import arguments
from .computed import Computed
from .expression import Expression


class Reference(Computed):
    """A reference to a block of this contribution, by its local address: ``aws_vpc.main``, ``data.aws_ami.main``.

    :meth:`Contribution.add` returns it. Use the class methods to refer to a block before it is added. As a value it is
    the whole object of the block.
    """

    __slots__ = ("address",)
    address: str
    """The local address."""

    def __init__(self, address: str) -> None:
        self.address = arguments.a_name("the address of a Reference", address)

    @classmethod
    def resource(cls, type_name: str, name: str) -> Reference:
        """References a managed resource."""
        return cls(_typed(type_name, name))

    @classmethod
    def data(cls, type_name: str, name: str) -> Reference:
        """References a data source."""
        return cls(f"data.{_typed(type_name, name)}")

    @classmethod
    def ephemeral(cls, type_name: str, name: str) -> Reference:
        """References an ephemeral resource."""
        return cls(f"ephemeral.{_typed(type_name, name)}")

    @classmethod
    def module(cls, name: str) -> Reference:
        """References a module call."""
        return cls(f"module.{arguments.a_name('the name of a module', name)}")

    def whole(self) -> Expression:
        """Returns the whole object of the block."""
        return Expression._of("term", self.address)

    def attr(self, name: str) -> Expression:
        """Returns an attribute of the block, or an output of the module."""
        return self.whole().attr(name)

    def index(self, index: int) -> Expression:
        """Returns one of the instances that ``count`` creates."""
        return self.whole().index(index)

    def key(self, key: str) -> Expression:
        """Returns one of the instances that ``for_each`` creates."""
        return self.whole().key(key)

    def __getitem__(self, key: int | str) -> Expression:
        return self.whole()[key]

    def to_template(self) -> str:
        """Returns the template that represents the whole object in Terraform's JSON."""
        return self.whole().to_template()

    def to_source(self) -> str:
        """Returns its text as it appears inside ``${…}``."""
        return self.address

    def __repr__(self) -> str:
        return f"Reference({self.address!r})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Reference):
            return self.address == other.address
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.address)


def _typed(type_name: str, name: str) -> str:
    arguments.a_name("the type of a Reference", type_name)
    return f"{type_name}.{arguments.a_name(f'the name of the Reference to {arguments.a(type_name)}', name)}"
