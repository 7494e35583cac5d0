"""Problems that a tier reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from . import arguments
from .reference import Reference


class Diagnostic(Exception):
    """A problem, for a person to act on.

    Raised, or collected in :class:`Diagnostics`, it is an error. Passed to :meth:`Contribution.warn` it is a warning.
    """

    def __init__(
        self,
        code: str,
        summary: str,
        *,
        detail: str | None = None,
        address: Reference | str | None = None,
        path: str | None = None,
        hint: str | None = None,
    ) -> None:
        arguments.a_name("the code of a Diagnostic", code)
        super().__init__(arguments.a_name(f"the summary of the Diagnostic {code}", summary))
        self.code = code
        """A stable code for this kind of problem: lower-case words joined by ``-``."""
        self.summary = summary
        """A summary of what is wrong, in one line without a full stop."""
        self.detail = arguments.optional_text(f"the detail of the Diagnostic {code}", detail)
        """Details, in any number of lines."""
        if address is not None and not isinstance(address, (str, Reference)):
            arguments.refuse(f"the address of the Diagnostic {code}", "a Reference or a string", address)
        self.address = address.address if isinstance(address, Reference) else address
        """The local address of the block at fault."""
        self.path = arguments.optional_text(f"the path of the Diagnostic {code}", path)
        """The input at fault, as a JSON pointer such as ``/listener/port``, or a tag, such as ``//tags/Owner``.

        The host maps it to a line of the stack file.
        """
        self.hint = arguments.optional_text(f"the hint of the Diagnostic {code}", hint)
        """What to do about the problem, in one line."""

    def __repr__(self) -> str:
        return f"Diagnostic({self.code!r}, {self.summary!r})"


class Diagnostics(Exception):
    """A list of problems. Collect all problems, then raise them together.

    >>> problems = Diagnostics()
    >>> if inputs.max == 0:
    ...     problems.push(Diagnostic("no-instances", "max is 0", path="/max"))
    >>> with problems.collect():
    ...     size = require(inputs.size, "/size")
    >>> problems.finish()
    """

    def __init__(self, problems: Iterable[Diagnostic] = ()) -> None:
        super().__init__()
        self._problems: list[Diagnostic] = []
        for problem in arguments.items("`Diagnostics`", problems, "a list of Diagnostic"):
            self.push(problem)

    def push(self, problem: Diagnostic) -> None:
        """Adds a problem to the list."""
        self._problems.append(arguments.instance("`push`", problem, Diagnostic))

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Collects the problems that are raised in the ``with`` block, which ends at the first one."""
        try:
            yield
        except Diagnostic as problem:
            self._problems.append(problem)
        except Diagnostics as problems:
            self._problems.extend(problems)

    def finish(self) -> None:
        """Raises all problems, if there are any."""
        if self._problems:
            raise self

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._problems)

    def __len__(self) -> int:
        return len(self._problems)

    def __str__(self) -> str:
        return "; ".join(problem.summary for problem in self._problems)
