"""Converts between the contract's types and the SDK's."""

from terrace_sdk import Contribution, Diagnostic, Diagnostics, Region, Removal, Tier
from terrace_sdk.json_text import write
from terrace_sdk.resource import Resource
from wit_world.exports import synthesis as wire

from componentize_py_types import Err

from .failure import account_of
from .program import Program
from .sealed import printed

program: Program
tier: Tier[object]


def run(loaded: Program, entry: str) -> None:
    """Runs a program. Its tier answers the requests from then on."""
    global program, tier
    program = loaded
    tier = loaded.run(entry)


class Synthesis:
    """The component's export `synthesis`."""

    def describe(self) -> wire.Manifest:
        """Returns the manifest."""
        manifest = tier.manifest
        return wire.Manifest(
            manifest.name,
            manifest.version,
            manifest.summary,
            write(tier.schema),
            [
                wire.OutputDeclaration(one.name, one.type, one.description, one.sensitive)
                for one in manifest.outputs
            ],
            [wire.ProviderRequirement(one.name, one.source, one.version) for one in manifest.providers],
            list(manifest.resources),
            list(manifest.data_sources),
            list(manifest.ephemeral_resources),
            list(manifest.modules),
            list(manifest.annotations),
        )

    def synth(self, request: wire.Request) -> wire.Contribution:
        """Returns the contribution, or raises every problem. An exception in the tier's code is one problem."""
        try:
            made = tier.run(
                stack=request.stack,
                environment=request.environment,
                tier=request.tier,
                region=request.region,
                regions=[Region(region.name, tuple(region.providers)) for region in request.regions],
                tags=request.tags,
                inputs=request.inputs,
            )
            return _contribution(made)
        except Diagnostics as problems:
            raise Err([_diagnostic(wire.Severity.ERROR, problem) for problem in problems]) from None
        except BaseException as error:
            raise Err([_exception(error)]) from None


def _exception(error: BaseException) -> wire.Diagnostic:
    account = account_of(error, program.texts, printed.take())
    return wire.Diagnostic(
        wire.Severity.ERROR, "exception", account.summary, account.detail, None, None, None
    )


def _contribution(made: Contribution) -> wire.Contribution:
    return wire.Contribution(
        _resources(made, "resource"),
        _resources(made, "data"),
        _resources(made, "ephemeral"),
        [wire.NamedValue(name, write(value)) for name, value in made._locals],
        [wire.NamedBlock(_text(module.name), write(module.body)) for module in made._modules],
        [wire.NamedBlock(_text(check.name), write(check.body)) for check in made._checks],
        [wire.Moved(_text(earlier), _text(to)) for earlier, to in made._moved],
        [wire.Removed(_text(earlier), removal is Removal.DESTROY) for earlier, removal in made._removed],
        [wire.NamedValue(_text(name), write(value)) for name, value in made._outputs],
        [_diagnostic(wire.Severity.WARNING, warning) for warning in made._warnings],
    )


def _resources(made: Contribution, kind: str) -> list[wire.Resource]:
    return [_resource(resource) for resource in made._resources if resource.kind == kind]


def _resource(resource: Resource) -> wire.Resource:
    return wire.Resource(_text(resource.type_name), _text(resource.name), write(resource.body))


def _diagnostic(severity: wire.Severity, problem: Diagnostic) -> wire.Diagnostic:
    return wire.Diagnostic(
        severity,
        _text(problem.code),
        _text(problem.summary),
        *(
            None if text is None else _text(text)
            for text in (problem.detail, problem.address, problem.path, problem.hint)
        ),
    )


def _text(value: object) -> str:
    """Returns a text in a form that the contract can transfer."""
    if not isinstance(value, str):
        raise TypeError(f"expected a string, found a {type(value).__name__}: {value!r}")
    return value.encode(errors="replace").decode()
