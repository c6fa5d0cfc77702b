"""The order of changes in several files of one version, where it matters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

from gateway.changes.change import Change
from gateway.changes.commuting import commute
from gateway.errors import DeclarationError

Files = Sequence[tuple[str, Sequence[type[Change]]]]


def in_no_order(package: str, files: Files) -> list[type[Change]]:
    """The changes of several files, where it doesn't matter which comes first.

    Raises:
        DeclarationError: of two files' operations, which comes first must be said.
    """
    for (one, ours), (other, theirs) in combinations(files, 2):
        for first, second in product(ours, theirs):
            for here, there in product(first.operations, second.operations):
                if not commute(here, there):
                    raise DeclarationError(
                        package,
                        f"{first.__name__} in {one} and {second.__name__} in {other} may depend on their order: "
                        f'"{here.describe()}" and "{there.describe()}"',
                        f"Say which comes first: write `changes = [{first.__name__}, {second.__name__}, ...]` with all "
                        f"changes of the version in {package}/__init__.py.",
                    )
    return [change for _, changes in files for change in changes]
