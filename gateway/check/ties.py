"""Whether the schemas are there that query parameters speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.check.mistake import Mistake, place
from gateway.check.seen import Seen, shapes
from gateway.errors import nearest
from gateway.handle.typed import TypedEndpoint
from gateway.plan.endpoint import Endpoint
from gateway.plan.ties import Tie, ties_of
from gateway.shapes.shape import Shape
from gateway.shapes.unions import resolved
from gateway.timeline.version import ApiVersion


def spoken_of(seen: Seen) -> Iterator[Mistake]:
    """Parameters that speak of a schema or a field that no document of their version has."""
    holders: dict[ApiVersion, list[Shape]] = {}
    for way in seen.contract:
        version = seen.timeline.head if way.entry is None else way.entry.home
        holders.setdefault(version, []).extend(shapes(way.state))
    for way in seen.contract:
        if way.entry is None:
            continue
        endpoint = way.entry.endpoint
        for name, tie in ties_of(endpoint.query_schemas()).items():
            wrong = _wrong(tie, holders[way.entry.home])
            if wrong is not None:
                said = f"{_called(endpoint)}: the query parameter {name!r} speaks of what isn't there: {wrong[0]}"
                yield Mistake(str(way.entry.home), _where(endpoint), said, wrong[1])


def _wrong(tie: Tie, holders: list[Shape]) -> tuple[str, str] | None:
    """What is wrong with what a parameter speaks of, and the fix."""
    holding = [shape for shape in holders if tie.schema in shape.schemas]
    if not holding:
        known = {name for shape in holders for name in shape.schemas}
        return f"no document holds the schema {tie.schema!r}.", nearest(tie.schema, known)
    fields = {name for shape in holding for name in _fields(shape, shape.schemas[tie.schema])}
    if tie.field == "":
        return (
            f"{tie.schema!r} names no field.",
            f'Write values_of("{tie.schema}.status"): the schema and the field, with a dot between.',
        )
    if tie.field is None and not fields:
        return f"{tie.schema!r} has no fields.", 'Name an object\'s schema: names_of("Order").'
    if tie.field is not None and tie.field not in fields:
        return f"{tie.schema!r} has no field {tie.field!r}.", nearest(tie.field, fields)
    return None


def _fields(shape: Shape, schema: Mapping[str, Any]) -> Iterator[str]:
    plain = resolved(shape, schema)
    yield from plain.get("properties", {})
    for combiner in ("allOf", "anyOf", "oneOf"):
        for part in plain.get(combiner, ()):
            yield from _fields(shape, part)


def _called(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


def _where(endpoint: Endpoint) -> str:
    return place(endpoint.declared.handler) if isinstance(endpoint, TypedEndpoint) else endpoint.label
