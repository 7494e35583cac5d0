"""Calls of Terraform modules."""

from __future__ import annotations

from . import arguments
from .block import Attribute, Body
from .reference import Reference


class Module(Body):
    """A call of a Terraform module, under construction. :meth:`Contribution.module` takes it.

        >>> queue = out.module(Module("queue", "terraform-aws-modules/sqs/aws", "4.2.0", name="jobs"))
        >>> out.output("queue_url", queue.attr("queue_url"))

    Its local name, source and version (or version constraint, for a module from a registry) are literals. The manifest
    must list the source. The host passes it the region's providers.
    """

    def __init__(self, name: str, source: str, version: str | None = None, /, **given: Attribute) -> None:
        super().__init__(given)
        self.name = arguments.a_name("the name of a Module", name)
        self.body["source"] = arguments.a_name(f"the source of the Module {name}", source)
        if version is not None:
            self.version(version)

    def version(self, version: str) -> Module:
        """Sets the version or version constraint, for a module from a registry."""
        self.body["version"] = arguments.a_name("`version`", version)
        return self

    def depends_on(self, *others: Reference) -> Module:
        """Makes Terraform apply other blocks before the whole module."""
        for other in others:
            self._append("depends_on", arguments.instance("`depends_on`", other, Reference).address)
        return self

    def reference(self) -> Reference:
        """Returns the reference to its outputs, for use once the module is added."""
        return Reference.module(self.name)

    def __repr__(self) -> str:
        return f"Module({self.name!r}, {self.body.get('source')!r})"
