"""Resources, data sources and ephemeral resources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from . import arguments
from .block import Attribute, Block, Body
from .computed import Computed
from .reference import Reference
from .value import Value

Self = TypeVar("Self", bound="Resource")


class Resource(Body):
    """A resource, under construction. :meth:`Contribution.add` takes it and returns its :class:`Reference`.

        >>> out = Contribution()
        >>> vpc = out.add(Resource("aws_vpc", "main", cidr_block="10.0.0.0/16").prevent_destroy())
        >>> out.add(Resource("aws_internet_gateway", "main", vpc_id=vpc.attr("id")))

    Its local name is a Terraform identifier, unique in the contribution for its type. Changing it later makes Terraform
    replace the object unless :meth:`Contribution.moved` records the new name.
    """

    kind: ClassVar[str] = "resource"
    """The section of a Terraform configuration that contains it."""

    def __init__(self, type_name: str, name: str, /, **attributes: Attribute) -> None:
        self.type_name = arguments.a_name(f"the type of {arguments.a(type(self).__name__)}", type_name)
        self.name = arguments.a_name(f"the name of the {type(self).__name__} {type_name}", name)
        super().__init__(attributes)

    def reference(self) -> Reference:
        """Returns the reference to it, for use once it is added."""
        return Reference.resource(self.type_name, self.name)

    def provider_of(self: Self, region: str) -> Self:
        """Puts it in another region of the stack.

        By default the host binds a resource to the instance's own region.
        """
        arguments.a_name("`provider_of`", region)
        self.body["provider"] = f"{self.type_name.partition('_')[0]}.{region}"
        return self

    def depends_on(self: Self, *others: Reference) -> Self:
        """Makes Terraform apply other blocks first.

        Needed only for dependencies that no attribute expresses: every reference in an attribute is a dependency
        already.
        """
        for other in others:
            self._append("depends_on", arguments.instance("`depends_on`", other, Reference).address)
        return self

    def count(self: Self, count: Value) -> Self:
        """Sets the number of objects.

        If the number is known, prefer a loop in the tier: each object then has its own address.
        """
        return self.set("count", count)

    def for_each(self: Self, items: Value) -> Self:
        """Creates one object for each element of a map or of a set of strings, whose keys must be known at plan time.

        A list of literals is not a set: write ``Expression.call("toset", …)``.
        """
        return self.set("for_each", items)

    def prevent_destroy(self: Self) -> Self:
        """``lifecycle``: refuses to destroy the object."""
        self._only("lifecycle", lambda block: block.set("prevent_destroy", True))
        return self

    def create_before_destroy(self: Self) -> Self:
        """``lifecycle``: creates the new object before destroying the old one."""
        self._only("lifecycle", lambda block: block.set("create_before_destroy", True))
        return self

    def ignore_changes(self: Self, attributes: Iterable[str]) -> Self:
        """``lifecycle``: ignores changes of these attributes once the object exists.

        Each is a path such as ``tags`` or ``launch_template[0].version``.
        """
        paths = arguments.texts("`ignore_changes`", attributes)

        def ignore(lifecycle: Body) -> None:
            for attribute in paths:
                lifecycle._append("ignore_changes", attribute)

        self._only("lifecycle", ignore)
        return self

    def ignore_all_changes(self: Self) -> Self:
        """``lifecycle``: ignores changes of all attributes once the object exists."""
        self._only("lifecycle", lambda block: block.set("ignore_changes", "all"))
        return self

    def replace_triggered_by(self: Self, trigger: Computed) -> Self:
        """``lifecycle``: replaces the object whenever the trigger changes, which is a resource or an attribute of one.
        """
        source = arguments.computed("`replace_triggered_by`", trigger).to_source()
        self._only("lifecycle", lambda block: block._append("replace_triggered_by", source))
        return self

    def precondition(self: Self, condition: Computed, message: Value) -> Self:
        """``lifecycle``: stops with this message unless the condition holds before the object is created or read.

        The condition must contain a reference.
        """
        return self._condition("precondition", condition, message)

    def postcondition(self: Self, condition: Computed, message: Value) -> Self:
        """``lifecycle``: stops with this message unless the condition holds after the object is created or read.

        The condition may refer to ``self``.
        """
        return self._condition("postcondition", condition, message)

    def _condition(self: Self, name: str, condition: Computed, message: Value) -> Self:
        arguments.computed(f"the condition of `{name}`", condition)
        block = Block(condition=condition, error_message=message)
        self._only("lifecycle", lambda lifecycle: lifecycle.block(name, block))
        return self

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.type_name!r}, {self.name!r})"


class Data(Resource):
    """A data source, under construction. The type is written without ``data.``."""

    kind = "data"

    def reference(self) -> Reference:
        """Returns the reference to it, for use once it is added."""
        return Reference.data(self.type_name, self.name)


class Ephemeral(Resource):
    """An ephemeral resource, under construction. The type is written without ``ephemeral.``.

    Requires Terraform 1.10 or later.
    """

    kind = "ephemeral"

    def reference(self) -> Reference:
        """Returns the reference to it, for use once it is added."""
        return Reference.ephemeral(self.type_name, self.name)
