"""Whether handlers have the query parameters that changes name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.changes.change import Change
from gateway.check import described
from gateway.check.mistake import Mistake, in_change
from gateway.check.seen import Seen, Way
from gateway.errors import ConversionError, nearest
from gateway.operations.conversions import from_text
from gateway.operations.operation import Operation
from gateway.operations.routes.pages import Paginate
from gateway.operations.routes.parameters import (
    AddQuery,
    ConvertQuery,
    DefaultQuery,
    ListQuery,
    MapQuery,
    QueryOperation,
    RemoveQuery,
    RepeatQuery,
)
from gateway.operations.routes.query import RenameQuery
from gateway.plan.lineage import Link
from gateway.shapes.from_pydantic import schema_of
from gateway.shapes.shape import Schema
from gateway.timeline.version import ApiVersion

Known = dict[str, Schema]
"""The parameters of a route at a point in history."""


class _Verdict:
    """What the routes say on which an operation acts."""

    def __init__(self, version: ApiVersion, change: type[Change]) -> None:
        self.version = version
        self.change = change
        self.unsure = False
        self.found = False
        self.names: set[str] = set()
        self.wrong: dict[tuple[str, str], None] = {}


def known(seen: Seen) -> Iterator[Mistake]:
    """Operations on query parameters that no handler of their routes has, and those that contradict what it has."""
    verdicts: dict[int, tuple[Operation, _Verdict]] = {}
    for way in seen.contract:
        for link, at in _points(way):
            if _name(link.operation) is None:
                continue
            made = _Verdict(link.version, link.change)
            _, verdict = verdicts.setdefault(id(link.operation), (link.operation, made))
            _judge(link.operation, at, verdict)
    for operation, verdict in verdicts.values():
        for problem, fix in verdict.wrong:
            yield in_change(verdict.version, verdict.change, problem, fix)
        name = _name(operation)
        if name is not None and not verdict.found and not verdict.unsure and not isinstance(operation, RemoveQuery):
            said = f"no handler on which this acts has the query parameter {name!r}."
            fix = f"Name it as it was just after the change. {nearest(name, verdict.names)}"
            yield in_change(verdict.version, verdict.change, said, fix)


def _points(way: Way) -> Iterator[tuple[Link, Known | None]]:
    """Each operation on a route with the route's parameters just after it; None where they aren't known."""
    if way.entry is None:
        return
    at = described.parameters(way.entry.endpoint)
    for link in way.links:
        yield link, at
        if at is not None:
            at = _before(link.operation, at)


def _before(operation: Operation, at: Known) -> Known:
    if isinstance(operation, RenameQuery) and operation.to in at:
        return {operation.name if name == operation.to else name: schema for name, schema in at.items()}
    if isinstance(operation, AddQuery):
        return {name: schema for name, schema in at.items() if name != operation.name}
    if isinstance(operation, ConvertQuery):
        return {**at, operation.name: schema_of(operation.was)}
    if isinstance(operation, RemoveQuery | MapQuery | ListQuery | RepeatQuery):
        return {**at, operation.name: {}}
    return at


def _name(operation: Operation) -> str | None:
    """The parameter that an operation says is there."""
    if isinstance(operation, RenameQuery):
        return operation.to
    if isinstance(operation, Paginate):
        return operation.query
    return operation.name if isinstance(operation, QueryOperation) else None


def _judge(operation: Operation, at: Known | None, verdict: _Verdict) -> None:
    name = _name(operation)
    if at is None or name is None:
        verdict.unsure = True
        return
    verdict.names |= at.keys()
    there = name.partition("[")[0] in at or name in at
    verdict.found = verdict.found or there
    for said in _contradictions(operation, at) if there or isinstance(operation, RenameQuery) else ():
        verdict.wrong[said] = None


def _contradictions(operation: Operation, at: Known) -> Iterator[tuple[str, str]]:
    gone = operation.name if isinstance(operation, RemoveQuery | RenameQuery) else None
    if gone is not None and gone in at:
        yield (
            f"a handler on which this acts still has the query parameter {gone!r}.",
            "Take it out of the handler, or say after this how another one came: added().",
        )
    if isinstance(operation, MapQuery):
        values = _values(at.get(operation.name, {}))
        for newer in operation.mapping.values():
            if values is not None and newer not in values:
                yield f"the query parameter {operation.name!r} has no value {newer!r}.", f"It has {', '.join(values)}."
    text = operation.value if isinstance(operation, AddQuery) else None
    text = operation.was if isinstance(operation, DefaultQuery) else text
    if isinstance(operation, AddQuery | DefaultQuery) and text is not None and not _takes(at[operation.name], text):
        yield f"the query parameter {operation.name!r} doesn't take {text!r}.", "Give a text that the handler takes."


def _plain(schema: Schema) -> Schema | None:
    """The schema of a single value; None where there is none, or there are several."""
    parts = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    if parts:
        return _plain(parts[0]) if len(parts) == 1 else None
    return schema if schema.get("type") in ("string", "integer", "number", "boolean") else None


def _values(schema: Schema) -> list[str] | None:
    plain = _plain(schema) or {}
    values = [plain["const"]] if "const" in plain else plain.get("enum")
    return None if values is None else [str(value) for value in values]


def _takes(schema: Mapping[str, object], text: str) -> bool:
    plain = _plain(schema)
    if plain is None:
        return True
    try:
        from_text(plain, text)
    except ConversionError:
        return False
    return True
