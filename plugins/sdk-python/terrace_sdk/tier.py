"""The decorator that turns a function into a tier."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any, Generic, TypeVar

from . import arguments
from .context import Context, Region
from .contribution import Contribution
from .decode import decode, free_value
from .diagnostic import Diagnostic, Diagnostics
from .field import inputs as inputs_class
from .json_text import read
from .manifest import Manifest, Output, Provider
from .schema import schema_of

I = TypeVar("I")
T = TypeVar("T")


@inputs_class
class NoInputs:
    """The inputs of a tier without inputs."""


class Tier(Generic[I]):
    """A tier, as created from a function by :func:`tier`. Calling it calls the function."""

    def __init__(
        self, manifest: Manifest, inputs: type[I], synth: Callable[[Context, I], Contribution]
    ) -> None:
        self.manifest = manifest
        """The tier's description."""
        self.inputs = inputs
        """The class of the tier's inputs."""
        self.schema = schema_of(inputs)
        """The JSON Schema of the tier's inputs."""
        self._synth = synth

    def __call__(self, context: Context, inputs: I) -> Contribution:
        return self._synth(context, inputs)

    def run(
        self,
        *,
        stack: str,
        environment: str | None,
        tier: str,
        region: str | None,
        regions: Sequence[Region],
        tags: str,
        inputs: str,
    ) -> Contribution:
        """Answers a request as the contract defines it, with tags and inputs as JSON texts.

        Raises :class:`Diagnostics` if the tier reports problems, or if the request does not match.
        """
        problems = Diagnostics()
        stack_tags: Mapping[str, Any] = {}
        values: I | None = None
        with problems.collect():
            stack_tags = _tags(read(tags))
        with problems.collect():
            values = decode(self.inputs, read(inputs))
        problems.finish()
        context = Context(tier, stack, environment, region, tuple(regions), stack_tags)
        try:
            made = self._synth(context, values)
        except Diagnostic as problem:
            raise Diagnostics([problem]) from None
        if not isinstance(made, Contribution):
            raise TypeError(
                f"the tier returned {made!r}, which is not a Contribution; does it end with `return`?"
            )
        return made


def tier(
    *,
    name: str,
    version: str,
    summary: str,
    inputs: type[I] = NoInputs,  # type: ignore[assignment]
    providers: Sequence[Provider] = (),
    resources: Sequence[str] = (),
    data_sources: Sequence[str] = (),
    ephemeral_resources: Sequence[str] = (),
    modules: Sequence[str] = (),
    outputs: Sequence[Output] = (),
    annotations: Mapping[str, str] | None = None,
) -> Callable[[Callable[[Context, I], Contribution]], Tier[I]]:
    """Turns a function into a tier. A program has exactly one.

        >>> @tier(name="queues", version="0.1.0", summary="Message queues.", inputs=Inputs, resources=["aws_sqs_queue"])
        ... def queues(context: Context, inputs: Inputs) -> Contribution: ...

    The function is pure: its result depends on its arguments only. It raises :class:`Diagnostics`, or a single
    :class:`Diagnostic`, for problems that a person has to fix. :class:`Manifest` describes the arguments.
    """
    facts = arguments.mapping("`annotations` of `tier`", annotations or {})
    manifest = Manifest(
        arguments.a_text("`name` of `tier`", name),
        arguments.a_text("`version` of `tier`", version),
        arguments.a_text("`summary` of `tier`", summary),
        _all("providers", providers, Provider),
        arguments.texts("`resources` of `tier`", resources),
        arguments.texts("`data_sources` of `tier`", data_sources),
        arguments.texts("`ephemeral_resources` of `tier`", ephemeral_resources),
        arguments.texts("`modules` of `tier`", modules),
        _all("outputs", outputs, Output),
        tuple((key, arguments.a_text(f"the annotation {key}", fact)) for key, fact in facts.items()),
    )
    if not isinstance(inputs, type) or not is_dataclass(inputs):
        arguments.refuse("`inputs` of `tier`", "a class with @inputs", inputs)
    return lambda synth: Tier(manifest, inputs, arguments.function("`tier`", synth))


def _all(argument: str, values: object, wanted: type[T]) -> tuple[T, ...]:
    what, name = f"`{argument}` of `tier`", wanted.__name__
    given = arguments.items(what, values, f"a list of {name}")
    return tuple(arguments.instance(f"an item of {what}", value, wanted) for value in given)


def _tags(json: Any) -> dict[str, Any]:
    tags = free_value(json)
    if not isinstance(tags, dict):
        raise Diagnostic("invalid-tags", "the tags cannot be read: expected an object")
    return tags
