"""The order of changes in several files of one version, where it matters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from gateway.changes.change import Change
from gateway.errors import DeclarationError
from gateway.operations.operation import Operation, SchemaOperation
from gateway.operations.routes.route import RouteOperation
from gateway.operations.schemas.rename import RenameSchema

Files = Sequence[tuple[str, Sequence[type[Change]]]]


def in_no_order(package: str, files: Files) -> list[type[Change]]:
    """The changes of several files, where it doesn't matter which comes first.

    Raises:
        DeclarationError: two files touch the same schema or route, so which comes first must be said.
    """
    for (one, ours), (other, theirs) in combinations(files, 2):
        for first in ours:
            for second in theirs:
                shared = touched(first) & touched(second)
                if shared:
                    raise DeclarationError(
                        package,
                        f"{first.__name__} in {one} and {second.__name__} in {other} both touch {min(shared)}.",
                        f"Say which comes first: write `changes = [{first.__name__}, {second.__name__}, ...]` with all "
                        f"changes of the version in {package}/__init__.py.",
                    )
    return [change for _, changes in files for change in changes]


def touched(change: type[Change]) -> set[str]:
    """The schemas and paths that a change names, by its older and its newer names."""
    return {name for operation in change.operations for name in _names(operation)}


def _names(operation: Operation) -> list[str]:
    if isinstance(operation, RenameSchema):
        return [operation.name, *operation.to]
    if isinstance(operation, SchemaOperation):
        return list(operation.schemas)
    if isinstance(operation, RouteOperation):
        # A path may be below another one that moves.
        return [operation.pattern.path, str(getattr(operation, "to", operation.pattern.path))]
    return []
