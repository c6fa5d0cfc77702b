"""Follows a location through a shape: what it comes by, and which of its steps are none in the document."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from gateway.shapes.parts import Schema, property_schemas
from gateway.shapes.shape import Shape, bases, names_of, ref_name
from gateway.shapes.unions import member, resolved, tagged

Location = tuple[str | int, ...]
"""Where something is in a document: the keys and indexes that lead to it."""

NO_DOCUMENT = object()
"""Stands for a document that isn't at hand."""
ANYTHING: Schema = {}
OF_KEY = "[key]"
"""What pydantic puts behind a map's key where it is the key that is wrong."""


def occurrences_along(
    shape: Shape, target: str | Collection[str], location: Location, document: Any = NO_DOCUMENT
) -> list[int]:
    """How many steps along `location` a value of the named schemas is reached, outermost first.

    pydantic's names of a union's members are steps that are none in the document; they tell the member. Where there
    are none, the document tells it. Without one, of the members that have the place, one that holds the schema is
    taken.

    Args:
        shape: the document's shape.
        target: one name, or several where one operation is on them all.
        location: the place.
        document: the document in which the place is, as far as it is known.
    """
    return list(_Reader(shape, names_of(target), location).read(shape.root, 0, document).values)


def keys_along(
    shape: Shape, target: str | Collection[str], location: Location, document: Any = NO_DOCUMENT
) -> dict[int, Schema]:
    """Which steps of `location` are keys of maps that are values of the named schemas, by their numbers from 0.

    Returns:
        the schema of each.
    """
    return dict(_Reader(shape, names_of(target), location).read(shape.root, 0, document).keys)


def without_tags(shape: Shape, location: Location, *, named: bool = False) -> Location:
    """The location as it is in the document: without the members of unions that pydantic names on the way.

    Args:
        shape: the document's shape.
        location: the place.
        named: whether pydantic wrote it, so that a step that may be a member's name or a field's is a member's.
    """
    reader = _Reader(shape, frozenset(), location, named=named)
    found = reader.read(shape.root, 0, NO_DOCUMENT)
    return found.place[:-1] if found.place[-1:] == (OF_KEY,) and not found.is_whole else found.place


def schema_at(shape: Shape, location: Location) -> Schema | None:
    """The schema at a place, a union where it may be one of several; None where nothing is known of it.

    `-` is the place after an array's last item, as in JSON Patch (RFC 6902).
    """
    schemas: list[Schema] = [shape.root]
    for key in location:
        expanded = [inner for schema in schemas for inner in _expanded(shape, schema, set())]
        schemas = [inner for schema in expanded for inner in _step(schema, key)]
    if len(schemas) > 1:
        return {"anyOf": schemas}
    return schemas[0] if schemas else None


class _Reading(NamedTuple):
    """One way to understand a location from some step on.

    Args:
        understood: how many of its steps lead somewhere.
        tags: how many of them are names of members.
        values: the numbers of steps after which there is a value of the targets.
        keys: the numbers of steps that are keys which are such values.
        place: the steps that are some in the document.
        is_whole: whether it was understood to its end.
    """

    understood: int
    tags: int
    values: tuple[int, ...]
    keys: tuple[tuple[int, Schema], ...]
    place: Location
    is_whole: bool


class _Reader:
    def __init__(self, shape: Shape, targets: frozenset[str], location: Location, *, named: bool = False) -> None:
        self._shape = shape
        self._targets = targets
        self._location = location
        self._all_named = named
        self._open: set[tuple[int, int]] = set()
        self._known: dict[tuple[int, int, int], _Reading] = {}

    def read(self, schema: Schema, depth: int, value: Any) -> _Reading:
        """The best way to understand the location from a step on."""
        key, turn = (id(schema), depth, id(value)), (id(schema), depth)
        if turn in self._open:
            return self._stopped(depth, hit=False)
        if key not in self._known:
            self._open.add(turn)
            self._known[key] = self._read(schema, depth, value)
            self._open.discard(turn)
        return self._known[key]

    def _read(self, schema: Schema, depth: int, value: Any) -> _Reading:
        plain = resolved(self._shape, schema)
        if depth == len(self._location):
            return self._stopped(depth, self._hits(schema, set()))
        hit = self._is_hit(schema)
        ways = [self._stopped(depth, hit)]
        ways += [_through(way, depth, hit) for way in self._steps(plain, depth, value)]
        for union in ("anyOf", "oneOf"):
            if union in plain:
                ways += [_through(way, depth, hit) for way in self._members(plain, plain[union], depth, value)]
        return max(ways, key=self._rank)

    def _rank(self, way: _Reading) -> tuple[int, int, int]:
        return way.understood, way.tags if self._all_named else -way.tags, len(way.values) + len(way.keys)

    def _stopped(self, depth: int, hit: bool) -> _Reading:
        left = self._location[depth:]
        return _Reading(0, 0, (depth,) if hit else (), (), left, is_whole=not left)

    def _steps(self, schema: Schema, depth: int, value: Any) -> Iterable[_Reading]:
        step = self._location[depth]
        names = schema.get("propertyNames")
        keys: tuple[tuple[int, Schema], ...] = ()
        inner = list(_step(schema, step))
        if isinstance(names, Mapping) and isinstance(step, str):
            inner = inner or [ANYTHING]
            keys = ((depth, names),) if self._hits(names, set()) else ()
        for one in inner:
            way = self.read(one, depth + 1, _child(value, step))
            yield way._replace(understood=way.understood + 1, keys=(*keys, *way.keys), place=(step, *way.place))

    def _members(self, schema: Schema, parts: Sequence[Schema], depth: int, value: Any) -> list[_Reading]:
        """The ways through the members of a union."""
        chosen = member(self._shape, schema, parts, value) if isinstance(value, dict | list) else None
        several = [chosen] if chosen is not None else parts
        inside = [self.read(part, depth, value) for part in several]
        step = self._location[depth]
        if not isinstance(step, str) or sum(part.get("type") != "null" for part in parts) < 2:
            return inside
        named = [self.read(part, depth + 1, value) for part in self._named(schema, parts, step)]
        tagged = [way._replace(understood=way.understood + 1, tags=way.tags + 1) for way in named]
        unknown = [self.read(part, depth + 1, value) for part in several]
        # A name that isn't known, such as that of a validator, only counts by what comes after it.
        guessed = [way._replace(tags=way.tags + 1) for way in unknown]
        if self._all_named and not tagged and not any(way.understood for way in inside):
            best = max(guessed, key=self._rank)
            return [best._replace(understood=best.understood + 1)]
        return [*inside, *tagged, *guessed]

    def _named(self, union: Schema, parts: Sequence[Schema], name: str) -> list[Schema]:
        """The members that a step may name: by the discriminator's tag, or as pydantic calls them."""
        by_tag = tagged(union, parts, name)
        if by_tag is not None:
            return [by_tag]
        telling = union.get("discriminator", {}).get("propertyName")
        if telling is not None:
            found = [part for part in parts if name in _told(self._shape, part, telling)]
            if found:
                return found
        label = _letters(name)
        return [part for part in parts if label == _letters(_label(self._shape, part))]

    def _is_hit(self, schema: Schema) -> bool:
        """Whether a schema is one of the targets, or a special form of one."""
        seen: set[str] = set()
        while self._targets.isdisjoint(bases(schema)):
            name = ref_name(schema)
            if name in self._targets:
                return True
            if name is None or name in seen or name not in self._shape.schemas:
                return False
            seen.add(name)
            schema = self._shape.schemas[name]
        return True

    def _hits(self, schema: Schema, seen: set[int]) -> bool:
        """Whether a schema or a member of it is one of the targets."""
        if id(schema) in seen:
            return False
        seen.add(id(schema))
        plain = resolved(self._shape, schema)
        parts = [part for union in ("anyOf", "oneOf") for part in plain.get(union, ())]
        return self._is_hit(schema) or any(self._hits(part, seen) for part in parts)


def _through(way: _Reading, depth: int, hit: bool) -> _Reading:
    return way._replace(values=(depth, *way.values)) if hit and depth not in way.values else way


def _told(shape: Shape, part: Schema, telling: str) -> list[Any]:
    held = resolved(shape, resolved(shape, part).get("properties", {}).get(telling, {}))
    return [held["const"]] if "const" in held else list(held.get("enum", ()))


_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def _label(shape: Shape, schema: Schema) -> str:
    """What pydantic calls a member of a union: `Cat`, `list[Cat]`, `dict[str,Cat]`, `int`."""
    plain = resolved(shape, schema)
    name = ref_name(schema) or next(iter(bases(schema)), None)
    if name is not None and "properties" in plain:
        return name
    if isinstance(plain.get("items"), Mapping):
        return f"list[{_label(shape, plain['items'])}]"
    if isinstance(plain.get("additionalProperties"), Mapping):
        return f"dict[str,{_label(shape, plain['additionalProperties'])}]"
    types = plain.get("type")
    return _PLAIN.get(types, types) if isinstance(types, str) else name or ""


def _letters(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "_", name)


def _child(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(step), NO_DOCUMENT)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return NO_DOCUMENT


def _expanded(shape: Shape, schema: Schema, names: set[str]) -> Iterable[Schema]:
    name = ref_name(schema)
    if name is not None:
        if name in names:
            return
        names.add(name)
        schema = resolved(shape, schema)
    yield schema
    for combiner in ("anyOf", "oneOf"):
        for part in schema.get(combiner, ()):
            yield from _expanded(shape, part, names)


def _step(schema: Schema, key: str | int) -> Iterable[Schema]:
    prefix, rest = schema.get("prefixItems", ()), schema.get("items")
    if key == "-" and rest is not None:
        key = len(prefix)
    if isinstance(key, str) or (rest is None and not prefix):
        return property_schemas(schema, str(key))  # a map's key may look like an index
    chosen = prefix[key] if 0 <= key < len(prefix) else rest
    return (chosen,) if isinstance(chosen, Mapping) else ()
