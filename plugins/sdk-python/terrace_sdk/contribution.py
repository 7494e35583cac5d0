"""The contribution of an instance."""

from __future__ import annotations

from enum import Enum

from . import arguments
from .check import Check
from .diagnostic import Diagnostic
from .expression import Expression
from .module import Module
from .reference import Reference
from .resource import Resource
from .value import Json, Value, to_json


class Removal(Enum):
    """What Terraform does with an object whose block was removed."""

    DESTROY = "destroy"
    """Terraform destroys the object."""
    FORGET = "forget"
    """Terraform removes the object from its state and leaves the object itself alone."""


class Contribution:
    """Everything that one instance adds to the stack. The order of additions has no meaning."""

    def __init__(self) -> None:
        self._resources: list[Resource] = []
        self._locals: list[tuple[str, Json]] = []
        self._modules: list[Module] = []
        self._checks: list[Check] = []
        self._moved: list[tuple[str, str]] = []
        self._removed: list[tuple[str, Removal]] = []
        self._outputs: list[tuple[str, Json]] = []
        self._warnings: list[Diagnostic] = []

    def add(self, resource: Resource) -> Reference:
        """Adds a resource, data source or ephemeral resource, and returns a reference to it.

        The host rejects two of them with the same address unless they are identical.
        """
        arguments.instance("`add`", resource, Resource)
        self._resources.append(resource)
        return resource.reference()

    def module(self, module: Module) -> Reference:
        """Adds a module call, and returns a reference to it."""
        arguments.instance("`module`", module, Module)
        self._modules.append(module)
        return module.reference()

    def local(self, name: str, value: Value) -> Expression:
        """Adds a local value, and returns the expression that reads it."""
        arguments.a_name("the name in `local`", name)
        self._locals.append((name, to_json(value, f"local.{name}")))
        return Reference(f"local.{name}").whole()

    def output(self, name: str, value: Value) -> None:
        """Sets an output that the manifest declares. ``None`` leaves it out."""
        arguments.a_name("the name in `output`", name)
        if value is not None:
            self._outputs.append((name, to_json(value, f"output {name}")))

    def check(self, check: Check) -> None:
        """Adds a ``check`` block."""
        arguments.instance("`check`", check, Check)
        self._checks.append(check)

    def moved(self, from_: str, to: Reference) -> None:
        """Records that a block was renamed, so that Terraform moves its state. ``from_`` is its previous local address.
        """
        arguments.a_name("`from_` of `moved`", from_)
        arguments.instance("`to` of `moved`", to, Reference)
        self._moved.append((from_, to.address))

    def removed(self, from_: str, removal: Removal) -> None:
        """Records that a block is no longer managed. ``from_`` is its previous local address, without an index.

        Requires Terraform 1.7 or later.
        """
        arguments.a_name("`from_` of `removed`", from_)
        arguments.instance("`removal` of `removed`", removal, Removal, "Removal.DESTROY or Removal.FORGET")
        self._removed.append((from_, removal))

    def warn(self, warning: Diagnostic) -> None:
        """Adds a warning. The contribution is used nevertheless."""
        arguments.instance("`warn`", warning, Diagnostic)
        self._warnings.append(warning)
