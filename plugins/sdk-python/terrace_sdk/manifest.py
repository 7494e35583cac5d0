"""What a tier says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from . import arguments


@dataclass(frozen=True)
class Provider:
    """A provider that the blocks of a tier belong to."""

    name: str
    """Its local name, the first word of its resource types: ``aws``."""
    source: str
    """Where Terraform finds it: ``hashicorp/aws``."""
    version: str = ""
    """The versions that will do, in Terraform's constraint syntax: ``>= 5.0, < 7.0``. Empty: any."""

    def __post_init__(self) -> None:
        """Raises ``TypeError`` where one of them is no string."""
        for attribute in ("name", "source", "version"):
            arguments.a_text(f"`{attribute}` of `Provider`", getattr(self, attribute))


@dataclass(frozen=True)
class Output:
    """An output that a tier may give."""

    name: str
    """A Terraform identifier."""
    type: str
    """Its type, in Terraform's type constraint syntax: ``list(string)``."""
    description: str
    """What it is, in one sentence."""
    sensitive: bool = False
    """Whether its value is secret."""

    def __post_init__(self) -> None:
        """Raises ``TypeError`` where one of them is of another type."""
        for attribute in ("name", "type", "description"):
            arguments.a_text(f"`{attribute}` of `Output`", getattr(self, attribute))
        arguments.instance("`sensitive` of `Output`", self.sensitive, bool)


@dataclass(frozen=True)
class Manifest:
    """What a tier is, gives and may do. The schema of its inputs is made from their class and is not part of it."""

    name: str
    """Lower-case letters, digits and ``-``."""
    version: str
    """A semantic version."""
    summary: str
    """What the tier makes, in one sentence."""
    providers: tuple[Provider, ...] = ()
    """The providers that its blocks belong to."""
    resources: tuple[str, ...] = ()
    """Resource types that it may emit. The host refuses any other."""
    data_sources: tuple[str, ...] = ()
    """Data source types that it may emit, without ``data.``."""
    ephemeral_resources: tuple[str, ...] = ()
    """Ephemeral resource types that it may emit, without ``ephemeral.``."""
    modules: tuple[str, ...] = ()
    """Sources of modules that it may call."""
    outputs: tuple[Output, ...] = ()
    """The outputs that it may give, in the order in which people should read them."""
    annotations: tuple[tuple[str, str], ...] = ()
    """Further facts for people and catalogues, such as ``license``, ``documentation`` or ``source``."""
