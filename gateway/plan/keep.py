"""Replaces a document with an older client's, and keeps of the present one what the older form can't express."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from gateway.operations.operation import Role, SchemaOperation
from gateway.plan.lineage import Link
from gateway.shapes.walk import Location, rewrite, rewrite_located

MISSING = object()
Act = Callable[[dict[str, Any], Location], Any]


class Kept:
    """The present document in the form of each version between the handler's and the client's.

    Args:
        links: the operations that touch the route, newest first.
        present: the document as it is now, in the handler's form. Never altered.
    """

    def __init__(self, links: Sequence[Link], present: Any) -> None:
        self._steps: dict[tuple[int, str], tuple[Any, dict[int, Any]]] = {}
        for link in links:
            older, newer, operation = link.older.request, link.newer.request, link.operation
            if older is newer or newer is None or not isinstance(operation, SchemaOperation):
                continue
            for name in operation.schemas:
                if not newer.has(name):
                    continue
                made: dict[int, Any] = {}
                if operation.on_scalars is not False:
                    present = rewrite(newer, name, present, operation.down, operation.on_scalars)
                else:
                    present = rewrite_located(newer, name, present, partial(_down, operation, present, made))
                self._steps[id(link), name] = present, made

    def act(self, link: Link, name: str, operation: SchemaOperation, document: Any) -> Act:
        """What makes the newer form of an object: the older form of which is in `document`, that of the client."""
        present, made = self._steps.get((id(link), name), (MISSING, {}))

        def put(value: dict[str, Any], location: Location) -> Any:
            newer = operation.up(value, Role.REPLACE)
            twin = _twin(document, present, location)
            now = made.get(id(twin), MISSING)
            if not isinstance(now, dict) or operation.newer_fields is None:
                return newer
            if all(value.get(field, MISSING) == twin.get(field, MISSING) for field in operation.older_fields or ()):
                return _with(newer, operation.newer_fields, now)
            return operation.merged(newer, now)

        return put


def _down(
    operation: SchemaOperation, present: Any, made: dict[int, Any], value: dict[str, Any], location: Location
) -> Any:
    older = operation.down(value)
    if older is value:
        older = dict(value)  # so that each object has an identity of its own
    for key in location:
        present = present[key]
    made[id(older)] = present
    return older


def _with(newer: dict[str, Any], fields: Sequence[str], now: dict[str, Any]) -> dict[str, Any]:
    """The object with some fields as they are now, each in its place where it has one."""
    kept = {field: now[field] for field in fields if field in now}
    result = {name: kept.get(name, held) for name, held in newer.items() if name not in fields or name in kept}
    return {**result, **kept}


def _twin(document: Any, present: Any, location: Location) -> Any:
    """What stands in the present document where `location` leads in the client's."""
    for key in location:
        if isinstance(key, str):
            present = present.get(key, MISSING) if isinstance(present, dict) else MISSING
        else:
            present = _same_item(document, key, present) if isinstance(present, list) else MISSING
        document = document[key]
    return present


def _same_item(items: list[Any], index: int, present: list[Any]) -> Any:
    """The item with the same `id`; else one that looks the same; else, in a list of equal length, the same place."""
    item = items[index]
    if isinstance(item, dict) and "id" in item:
        found, others = _of_id(present, item["id"]), _of_id(items, item["id"])
        if len(found) < 2:
            return found[0] if found else MISSING
        # Ids that aren't unique tell no more than their order does.
        place = sum(1 for one in items[:index] if isinstance(one, dict) and one.get("id", MISSING) == item["id"])
        return _alike(others, place, found)
    return _alike(items, index, present)


def _of_id(items: list[Any], name: Any) -> list[Any]:
    return [one for one in items if isinstance(one, dict) and one.get("id", MISSING) == name]


def _alike(items: list[Any], index: int, present: list[Any]) -> Any:
    alike = [one for one in present if one == items[index]]
    if alike:
        # Of several that look the same to the client, each keeps its own.
        return alike[min(sum(one == items[index] for one in items[:index]), len(alike) - 1)]
    return present[index] if len(items) == len(present) else MISSING
