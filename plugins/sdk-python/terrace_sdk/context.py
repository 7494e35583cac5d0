"""What an instance is made for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from . import arguments
from .value import Value


@dataclass(frozen=True)
class Region:
    """A region of the stack."""

    name: str
    """Its name in the stack file."""
    providers: Sequence[str] = ()
    """Local names of the providers that have a configuration for it, sorted."""


@dataclass(frozen=True)
class Context:
    """What an instance is made for, apart from its inputs."""

    tier: str
    """The tier's name in the stack file, which need not be its manifest's."""
    stack: str
    """The stack's name."""
    environment: str | None = None
    """The environment's name, where the stack has one."""
    region: str | None = None
    """The name of the region that the instance runs for; ``None`` where the tier is bound to no region."""
    regions: Sequence[Region] = ()
    """All regions of the stack, sorted by name."""
    stack_tags: Mapping[str, Value] = field(default_factory=dict)
    """The stack's tags, without a name."""

    def name(self, name: str) -> str:
        """The name of one thing of this instance.

        Stack, environment, region, tier and the given name are joined by ``-``, without those that there are none
        of: ``three-tier-production-primary-network-main``. It may be longer than a provider allows; where that is so,
        leave the choice of a name to the provider.
        """
        arguments.a_text("`name`", name)
        parts = (self.stack, self.environment, self.region, self.tier, name)
        return "-".join(part for part in parts if part is not None)

    def tags(self, name: str) -> dict[str, Value]:
        """The tags of one thing: the stack's, and ``Name`` with its :meth:`name` where the stack's have none."""
        return {"Name": self.name(name), **self.stack_tags}
