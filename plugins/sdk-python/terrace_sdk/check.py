"""Check blocks."""

from __future__ import annotations

from . import arguments
from .block import Block, Body
from .computed import Computed
from .resource import Data, Resource
from .value import Value


class Check:
    """A ``check`` block: assertions that Terraform warns about after plan and apply.

    Requires Terraform 1.5 or later.

        >>> running = Expression("aws_autoscaling_group.main.desired_capacity > 0")
        >>> out.check(Check("running").assert_(running, "no instance is wanted"))

    It needs at least one assertion.
    """

    def __init__(self, name: str) -> None:
        self.name = arguments.a_name("the name of a Check", name)
        self._body = Body()
        self.body = self._body.body
        """The body in Terraform's JSON configuration syntax."""

    def assert_(self, condition: Computed, message: Value) -> Check:
        """Warns with this message unless the condition holds. The condition must contain a reference."""
        arguments.computed("the condition of `assert_`", condition)
        self._body.block("assert", Block(condition=condition, error_message=message))
        return self

    def data(self, source: Resource) -> Check:
        """Reads a data source for the assertions only. A check has at most one: a second one replaces the first."""
        arguments.instance("`data` of a Check", source, Data)
        self.body["data"] = {source.type_name: {source.name: source.body}}
        return self

    def __repr__(self) -> str:
        return f"Check({self.name!r})"
