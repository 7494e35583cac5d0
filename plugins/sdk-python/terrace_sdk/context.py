"""The context of an instance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import arguments
from .value import Value


@dataclass(frozen=True)
class Region:
    """A region of the stack."""

    name: str
    """The region's name in the stack file."""
    providers: Sequence[str] = ()
    """Local names of the providers that have a configuration for the region, sorted."""


@dataclass(frozen=True)
class Context:
    """Everything that a tier knows about an instance apart from its inputs."""

    tier: str
    """The tier's name in the stack file. It may differ from the name in the manifest."""
    stack: str
    """The name of the stack."""
    environment: str | None = None
    """The name of the environment, if the stack has one."""
    region: str | None = None
    """The name of the instance's region. ``None`` if the tier is not bound to a region."""
    regions: Sequence[Region] = ()
    """All regions of the stack, sorted by name."""
    stack_tags: Mapping[str, Value] = field(default_factory=dict)
    """The stack's tags, without a ``Name``."""

    def name(self, name: str) -> str:
        """Returns a name that is unique to this instance.

        Stack, environment, region, tier and the given name are joined by ``-``. Environment and region are left out if
        there is none: ``three-tier-production-primary-network-main``. It may be longer than a provider allows; in that
        case let the provider choose the name.
        """
        arguments.a_text("`name`", name)
        parts = (self.stack, self.environment, self.region, self.tier, name)
        return "-".join(part for part in parts if part is not None)

    def tags(self, name: str) -> dict[str, Value]:
        """Returns the tags of an object: the stack's, plus a ``Name`` unless they already contain one."""
        return {"Name": self.name(name), **self.stack_tags}
