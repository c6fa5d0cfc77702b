"""A history of as many versions as are asked for, with one change each on the same schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gateway import Change, Operation, prefixed, schema
from gateway.operations.operation import SchemaOperation

FIELDS = ("customer", "email", "name", "currency", "note")
DOCUMENT: dict[str, Any] = {
    "customer": "cus_1",
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "note": "leave it at the door",
    "status": "open",
    "reference": "7",
    "amount": 1250,
    "currency": "EUR",
}
"""What a client of the newest version sends."""
MODULE = '''"""Version {number}."""

from gateway import Change, prefixed, schema


class Change{number}(Change):
    """Something changed in version {number}."""

    operations = [{said}]
'''


def said(versions: int) -> list[str]:
    """What each version after the first declares, oldest first, as it stands in an adapter module."""
    return list(_said(versions))[::-1]


def _said(versions: int) -> Iterator[str]:
    # Newest first, as the models say how it ends.
    names = {field: field for field in FIELDS}
    status, orders = "open", 'schema("Order", "OrderCreate")'
    for number in range(versions - 1, 0, -1):
        turn = number % 10
        if turn in (0, 1, 3, 5, 7):
            field = FIELDS[(0, 1, 3, 5, 7).index(turn)]
            yield f'{orders}.renamed("{field}_{number}", to="{names[field]}")'
            names[field] = f"{field}_{number}"
        elif turn == 2:
            yield f'{orders}.values("status", {{"open_{number}": "{status}"}})'
            status = f"open_{number}"
        elif turn == 9 and number < versions - 1:
            yield f'{orders}.removed("extra_{number}", was=str, old_sees="x")'
        elif turn == 8 and number < versions - 2:
            yield f'{orders}.added("extra_{number + 1}", default="x")'
        elif turn == 6:
            yield f'{orders}.converted("reference", **prefixed("{number}-"))'
        else:
            yield _same(orders, number)


def _same(orders: str, number: int) -> str:
    return f'{orders}.constrained("amount", was={{"title": "Amount of {number}"}})'


def operations(versions: int) -> list[SchemaOperation]:
    """The operation of each version after the first, oldest first."""
    found: list[Operation] = [eval(one, {"schema": schema, "prefixed": prefixed}) for one in said(versions)]  # noqa: S307
    return [one for one in found if isinstance(one, SchemaOperation)]


def oldest(versions: int, document: dict[str, Any]) -> dict[str, Any]:
    """A document of the newest version as the oldest has it."""
    for operation in reversed(operations(versions)):
        document = operation.down(document)
    return document


def adapters(versions: int) -> dict[str, list[type[Change]]]:
    """The changes by version."""
    return {
        f"v{number}": [type(f"Change{number}", (Change,), {"__doc__": f"Change {number}.", "operations": [operation]})]
        for number, operation in enumerate(operations(versions), start=2)
    }


def write(versions: int, package: Path) -> None:
    """The changes as a package of adapters on disk, with bytecode."""
    import compileall

    package.mkdir()
    (package / "__init__.py").write_text("")
    for number, one in enumerate(said(versions), start=2):
        (package / f"v{number}.py").write_text(MODULE.format(number=number, said=one))
    compileall.compile_dir(package, quiet=2)
