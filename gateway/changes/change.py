"""One named, documented difference that a version introduced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from gateway.errors import DeclarationError
from gateway.operations.operation import Operation


class Change:
    """Subclass it in an adapter module. The docstring is the changelog's text; `operations` say what happened.

    Example:
        class OrdersArePlural(Change):
            '''`/order` is now `/orders`.'''

            operations = [routes("/order").moved("/orders")]

    Raises:
        DeclarationError: no docstring, or `operations` isn't a list of operations.
    """

    operations: ClassVar[Sequence[Operation]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        where = f"{cls.__module__} {cls.__name__}"
        if not (cls.__doc__ or "").strip():
            raise DeclarationError(
                where, "the change has no docstring.", "Say in a sentence what client developers must know."
            )
        declared: Sequence[Any] = cls.operations
        wrong = [operation for operation in declared if not isinstance(operation, Operation)]
        if wrong or not cls.operations:
            said = f"operations holds {type(wrong[0]).__name__}" if wrong else "operations is empty"
            raise DeclarationError(
                where, f"{said}.", 'Write operations = [schema("Customer").renamed("name", to="full_name")].'
            )

    @classmethod
    def summary(cls) -> str:
        """The docstring's text, without its indentation."""
        from inspect import cleandoc

        return cleandoc(cls.__doc__ or "")
