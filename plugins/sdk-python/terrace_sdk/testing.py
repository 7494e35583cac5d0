"""Runs a tier in plain Python, for tests of the blocks that it creates.

    >>> from terrace_sdk.testing import Instance
    >>> made = Instance(queues, region="primary", inputs={"names": ["jobs"]}).synth()
    >>> made.block("aws_sqs_queue.jobs")["name"]
    'three-tier-primary-queues-jobs'

Defaults of the inputs are filled in. Terrace's own check against the schema is not part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import arguments
from .context import Region
from .contribution import Contribution, Removal
from .diagnostic import Diagnostic, Diagnostics
from .json_text import read, write
from .schema import encoded
from .tier import Tier

_LISTED = {"resource": "resources", "data": "data_sources", "ephemeral": "ephemeral_resources"}


class Instance:
    """An instance of a tier, to be synthesized in a test.

    By default the stack is called ``three-tier`` and has no environment, region or tags, and the instance has no
    inputs. ``region`` is the instance's region, ``regions`` are additional ones of the stack; each has a configuration
    of the manifest's first provider. In inputs and tags an expression is an :class:`Expression`, or
    ``{"$expr": "${var.team}"}``.
    """

    def __init__(
        self,
        tier: Tier[Any],
        *,
        inputs: Mapping[str, Any] | None = None,
        stack: str = "three-tier",
        environment: str | None = None,
        region: str | None = None,
        regions: Sequence[str] = (),
        tags: Mapping[str, Any] | None = None,
    ) -> None:
        self._tier: Tier[Any] = arguments.instance("`Instance`", tier, Tier)
        self._inputs = dict(arguments.mapping("`inputs` of `Instance`", {} if inputs is None else inputs))
        self._stack = arguments.a_text("`stack` of `Instance`", stack)
        self._environment = arguments.optional_text("`environment` of `Instance`", environment)
        self._region = arguments.optional_text("`region` of `Instance`", region)
        names = {*arguments.texts("`regions` of `Instance`", regions)}
        self._regions = sorted(names if region is None else {*names, region})
        self._tags = dict(arguments.mapping("`tags` of `Instance`", {} if tags is None else tags))

    def synth(self) -> Synthesized:
        """Returns the contribution of the instance.

        Raises ``AssertionError`` if the tier reports problems, if two blocks have the same address, or if the tier
        creates a block or sets an output that its manifest does not list.
        """
        try:
            made = self._run()
        except Diagnostics as problems:
            raise AssertionError(f"the tier reports problems:\n{_told(problems)}") from None
        return Synthesized(self._tier, made)

    def errors(self) -> str:
        """Returns the problems that the tier reports, as text: code, summary, location, detail and hint of each one.

        Raises ``AssertionError`` if the tier reports none.
        """
        try:
            self._run()
        except Diagnostics as problems:
            return _told(problems)
        raise AssertionError("the tier reports no problems")

    def _run(self) -> Contribution:
        manifest = self._tier.manifest
        providers = tuple(provider.name for provider in manifest.providers[:1])
        return self._tier.run(
            stack=self._stack,
            environment=self._environment,
            tier=manifest.name,
            region=self._region,
            regions=[Region(name, providers) for name in self._regions],
            tags=write(encoded(self._tags)),
            inputs=write(encoded(self._inputs)),
        )


class Synthesized:
    """The contribution of an instance, with the tier's local names."""

    def __init__(self, tier: Tier[Any], made: Contribution) -> None:
        manifest = tier.manifest
        self.json: dict[str, Any] = {}
        """The whole contribution in the layout of a Terraform configuration: ``json["resource"]["aws_vpc"]["main"]``.
        """
        self.warnings = _told(made._warnings)
        """The warnings, in the form of :meth:`Instance.errors`."""
        for resource in made._resources:
            listed = getattr(manifest, _LISTED[resource.kind])
            address = resource.reference().address
            assert resource.type_name in listed, f"the manifest does not list the type of {address}"
            self._put([resource.kind, resource.type_name, resource.name], resource.body)
        for module in made._modules:
            source = module.body["source"]
            assert source in manifest.modules, f"the manifest does not list module {source}"
            self._put(["module", module.name], module.body)
        for name, value in made._outputs:
            declared = any(output.name == name for output in manifest.outputs)
            assert declared, f"the manifest does not declare output {name}"
            self._put(["output", name, "value"], value)
        for name, value in made._locals:
            self._put(["locals", name], value)
        for check in made._checks:
            self._put(["check", check.name], check.body)
        if made._moved:
            self.json["moved"] = [{"from": earlier, "to": to} for earlier, to in made._moved]
        if made._removed:
            self.json["removed"] = [
                {"from": earlier, "lifecycle": [{"destroy": removal is Removal.DESTROY}]}
                for earlier, removal in made._removed
            ]
        self.json = read(write(self.json))

    def has(self, address: str) -> bool:
        """Returns whether there is a block with this address: ``aws_vpc.main``, ``data.aws_ami.main``, ``module.x``."""
        return self._find(arguments.a_text("`has`", address)) is not None

    def block(self, address: str) -> Any:
        """Returns the body of a block by its address. Raises ``AssertionError`` if there is no such block."""
        found = self._find(arguments.a_text("`block`", address))
        assert found is not None, f"there is no block {address}; the blocks are: {', '.join(self.addresses())}"
        return found

    def addresses(self, prefix: str = "") -> list[str]:
        """Returns the addresses of resources, data sources and ephemeral resources that begin with a prefix, sorted."""
        addresses = [
            f"{label}{type_name}.{name}"
            for section, label in (("data", "data."), ("ephemeral", "ephemeral."), ("resource", ""))
            for type_name, named in self.json.get(section, {}).items()
            for name in named
        ]
        return sorted(address for address in addresses if address.startswith(prefix))

    def output(self, name: str) -> Any:
        """Returns the value of an output. Raises ``AssertionError`` if it is not set."""
        outputs = self.json.get("output", {})
        assert name in outputs, f"the output {name} is not set"
        return outputs[name]["value"]

    def _find(self, address: str) -> Any:
        section, _, rest = address.partition(".")
        if section == "local":
            section = "locals"
        elif section not in ("data", "ephemeral", "module", "check"):
            section, rest = "resource", address
        found: Any = self.json.get(section)
        for key in rest.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def _put(self, path: list[str], value: Any) -> None:
        inner = self.json
        for key in path[:-1]:
            inner = inner.setdefault(key, {})
        assert path[-1] not in inner, f"{path[-1]} is defined twice"
        inner[path[-1]] = value


def _told(problems: Iterable[Diagnostic]) -> str:
    lines = []
    for problem in problems:
        lines.append(f"{problem.code}: {problem.summary}")
        place = ", ".join(text for text in (problem.address, problem.path) if text)
        for label, text in (("  at ", place), ("  ", problem.detail), ("  hint: ", problem.hint)):
            if text:
                lines.append(f"{label}{text}")
    return "".join(f"{line}\n" for line in lines)
