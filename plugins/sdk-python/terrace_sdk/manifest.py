"""The description of a tier."""

from __future__ import annotations

from dataclasses import dataclass

from . import arguments


@dataclass(frozen=True)
class Provider:
    """A provider that the blocks of a tier use."""

    name: str
    """The local name, which is the first word of its resource types: ``aws``."""
    source: str
    """The source address, such as ``hashicorp/aws``."""
    version: str = ""
    """The accepted versions, in Terraform's constraint syntax: ``>= 5.0, < 7.0``. Empty: any."""

    def __post_init__(self) -> None:
        """Raises ``TypeError`` if one of them is not a string."""
        for attribute in ("name", "source", "version"):
            arguments.a_text(f"`{attribute}` of `Provider`", getattr(self, attribute))


@dataclass(frozen=True)
class Output:
    """An output that a tier may set."""

    name: str
    """A Terraform identifier."""
    type: str
    """The type, in Terraform's type constraint syntax: ``list(string)``."""
    description: str
    """A description, in one sentence."""
    sensitive: bool = False
    """Whether the value is secret."""

    def __post_init__(self) -> None:
        """Raises ``TypeError`` if one of them has another type."""
        for attribute in ("name", "type", "description"):
            arguments.a_text(f"`{attribute}` of `Output`", getattr(self, attribute))
        arguments.instance("`sensitive` of `Output`", self.sensitive, bool)


@dataclass(frozen=True)
class Manifest:
    """A tier's description: its outputs, its providers and the types that it may emit.

    The schema of its inputs is not part of it; that is derived from their class.
    """

    name: str
    """Lower-case letters, digits and ``-``."""
    version: str
    """A semantic version."""
    summary: str
    """A summary of what the tier creates, in one sentence."""
    providers: tuple[Provider, ...] = ()
    """The providers that the tier's blocks use."""
    resources: tuple[str, ...] = ()
    """Resource types that the tier may emit. The host rejects all others."""
    data_sources: tuple[str, ...] = ()
    """Data source types that the tier may emit, without ``data.``."""
    ephemeral_resources: tuple[str, ...] = ()
    """Ephemeral resource types that the tier may emit, without ``ephemeral.``."""
    modules: tuple[str, ...] = ()
    """Sources of modules that the tier may call."""
    outputs: tuple[Output, ...] = ()
    """The outputs that the tier may set, in the order in which people should read them."""
    annotations: tuple[tuple[str, str], ...] = ()
    """Other facts for people and catalogues, such as ``license``, ``documentation`` or ``source``."""
