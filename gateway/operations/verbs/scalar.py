"""The words of `scalar(...)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gateway.operations.operation import NOTHING
from gateway.operations.verbs.schema import SchemaVerbs

if TYPE_CHECKING:
    from gateway.operations.operation import SchemaOperation


class ScalarVerbs:
    """What can have happened to named schemas that are no objects, wherever they occur."""

    def __init__(self, *schemas: str) -> None:
        self._schemas = schemas
        self._field = " and ".join(schemas)
        self._verbs = SchemaVerbs(*schemas)

    def _acting(self, operation: SchemaOperation) -> SchemaOperation:
        from gateway.operations.schemas.scalar import ScalarOperation

        return ScalarOperation(self._schemas, operation, self._field)

    def converted(
        self,
        *,
        up: Callable[[Any], Any],
        down: Callable[[Any], Any],
        was: Any,
        lost: str | None = None,
        lost_at: Any = NOTHING,
    ) -> SchemaOperation:
        """The value has another form: `scalar("OrderId").converted(**prefixed("ord_"))`."""
        return self._acting(self._verbs.converted(self._field, up=up, down=down, was=was, lost=lost, lost_at=lost_at))

    def values(self, names: Mapping[Any, Any]) -> SchemaOperation:
        """Values got other names, older to newer."""
        return self._acting(self._verbs.values(self._field, names))

    def value_added(self, value: Any, *, old_sees: Any) -> SchemaOperation:
        """There is a new `value`; older clients see `old_sees` in its place."""
        return self._acting(self._verbs.value_added(self._field, value, old_sees=old_sees))

    def value_removed(self, value: Any, *, counts_as: Any) -> SchemaOperation:
        """There is no `value` any more; what older clients send of it counts as another."""
        return self._acting(self._verbs.value_removed(self._field, value, counts_as=counts_as))

    def widened(self, *, was: Any, old_sees: Any | Callable[[Any], Any], lost_at: Any = NOTHING) -> SchemaOperation:
        """It may be more than it `was`; older clients see `old_sees` where it is."""
        return self._acting(self._verbs.widened(self._field, was=was, old_sees=old_sees, lost_at=lost_at))

    def narrowed(self, *, was: Any, counts_as: Callable[[Any], Any] | None = None) -> SchemaOperation:
        """It takes less than it `was`; `counts_as` makes what fits of older values, else they are refused."""
        return self._acting(self._verbs.narrowed(self._field, was=was, counts_as=counts_as))

    def constrained(self, *, was: Mapping[str, Any]) -> SchemaOperation:
        """Its bounds are tighter; `was` holds the older keywords."""
        return self._acting(self._verbs.constrained(self._field, was=was))
