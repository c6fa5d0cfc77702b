"""Every operation says whether clients that move to its version, themselves unchanged, may break."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import gateway.operations as vocabulary
from gateway.operations.operation import Operation, SchemaOperation

NEITHER: frozenset[str] = frozenset()
REQUESTS = frozenset({"request"})
ANSWERS = frozenset({"response"})
BOTH = REQUESTS | ANSWERS
IN_DOCUMENTS = {
    "AddField": REQUESTS,  # where the newer schema requires it
    "AddValue": ANSWERS,
    "AddVariant": ANSWERS,
    "AllowNull": ANSWERS,
    "ChangeDefault": REQUESTS,
    "CloseSchema": REQUESTS,
    "ConstrainField": REQUESTS,
    "ForbidNull": REQUESTS,
    "JoinFields": BOTH,
    "MapValues": BOTH,
    "MoveFields": BOTH,
    "NarrowField": REQUESTS,
    "ReleaseField": ANSWERS,
    "RemoveField": BOTH,
    "RemoveValue": REQUESTS,
    "RemoveVariant": REQUESTS,
    "RenameField": BOTH,
    "RenameSchema": NEITHER,  # whose name no document holds
    "RequireField": REQUESTS,
    "RetypeSchema": BOTH,
    "ScalarOperation": BOTH,  # as the operation does that it says
    "SplitField": BOTH,
    "WidenField": ANSWERS,
    "WrapField": BOTH,
}
"""In which documents each operation on schemas breaks them."""
HARMLESS = {"Accepted", "AddAnswerHeader", "AddRoute", "EraseTheRest", "KeepTheRest"}
"""The others that break nobody who moves; what is kept or accepted is about who doesn't."""


def operations() -> Iterator[type[Operation]]:
    """All operations of the vocabulary, the bases of others left out."""
    for module in walk_packages(vocabulary.__path__, f"{vocabulary.__name__}."):
        import_module(module.name)
    found: list[type[Operation]] = [Operation]
    for kind in found:
        below = [one for one in kind.__subclasses__() if one.__module__.startswith("gateway.")]
        found += [one for one in below if one not in found]
        if not below or kind.__name__ == "Envelope":
            yield kind


def test_a_new_operation_must_be_thought_of() -> None:
    """The table has every operation on schemas, so that none breaks or spares anybody by default."""
    held = {one.__name__: one.breaks_in for one in operations() if issubclass(one, SchemaOperation)}
    assert {name: frozenset(form.value for form in forms) for name, forms in held.items()} == IN_DOCUMENTS


def test_what_happens_to_routes_breaks_but_for_a_few() -> None:
    """Parameters and headers that are new break nobody where older requests count as if they weren't there."""
    others = [one for one in operations() if not issubclass(one, SchemaOperation)]
    assert {one.__name__ for one in others if not one.breaking} == HARMLESS
