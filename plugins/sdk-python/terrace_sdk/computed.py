"""What only Terraform knows."""

from __future__ import annotations

from typing import NoReturn


class Computed:
    """What Terraform evaluates: an expression, or a reference.

    Python cannot look into it. Whatever would need its text or its value raises an error that says what to
    write instead.
    """

    __slots__ = ()

    def to_template(self) -> str:
        """What stands for it in Terraform's JSON: a template."""
        raise NotImplementedError

    def to_source(self) -> str:
        """Its text as it stands inside ``${…}``."""
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
            f"{self!r} is only known to Terraform, so Python cannot decide by it; "
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
            f"{self!r} is only known to Terraform, so Python cannot go through it; "
            "use for_each, or take the input as a plain list"
        )
