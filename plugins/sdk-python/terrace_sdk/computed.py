"""Values that only Terraform knows."""

from __future__ import annotations

from typing import NoReturn


class Computed:
    """A value that Terraform evaluates: an expression or a reference.

    Python cannot see its value. Every operation that would need its text or value raises an error that says what to
    write instead.
    """

    __slots__ = ()

    def to_template(self) -> str:
        """Returns the template that represents it in Terraform's JSON."""
        raise NotImplementedError

    def to_source(self) -> str:
        """Returns its text as it appears inside ``${…}``."""
        raise NotImplementedError

    def __str__(self) -> NoReturn:
        self._refuse_text()

    def __format__(self, _: str) -> NoReturn:
        self._refuse_text()

    def __add__(self, _: object) -> NoReturn:
        self._refuse_text()

    def __radd__(self, _: object) -> NoReturn:
        self._refuse_text()

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"{self!r} is only known to Terraform, so Python cannot use it in a condition; "
            "use Expression.conditional(…), or take the input as a plain type"
        )

    def __len__(self) -> NoReturn:
        self._refuse_items()

    def __iter__(self) -> NoReturn:
        self._refuse_items()

    def __contains__(self, _: object) -> NoReturn:
        self._refuse_items()

    def _refuse_text(self) -> NoReturn:
        raise TypeError(
            f"{self!r} is only known to Terraform, so it cannot become part of a Python string; "
            'write template("a-", value, "-b")'
        )

    def _refuse_items(self) -> NoReturn:
        raise TypeError(
            f"{self!r} is only known to Terraform, so Python cannot iterate over it; "
            "use for_each, or take the input as a plain list"
        )
