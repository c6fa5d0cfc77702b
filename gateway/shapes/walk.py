"""Finds the occurrences of a named schema in a document, wherever they are, and the way along a location."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gateway.errors import ConversionError
from gateway.shapes.shape import Schema, Shape, ref_name
from gateway.shapes.unions import member, resolved

Location = tuple[str | int, ...]
"""Where something is in a document: the keys and indexes that lead to it."""


class LocatedError(ConversionError):
    """A conversion that failed, and where in the document.

    Args:
        message: why, fit for a client.
        location: where.
        by: the operation that it failed in, where that is known.
    """

    def __init__(self, message: str, location: Location, by: object = None) -> None:
        self.message = message
        self.location = location
        self.by = by
        super().__init__(message)


def rewrite(shape: Shape, target: str, value: Any, act: Callable[[Any], Any], scalars: bool | None = False) -> Any:
    """The document with `act` applied to every object of the named schema `target`, inner ones first.

    With `scalars` it is applied to other values of the schema instead, and with None to all; null excepted.

    Never alters its argument: what changes is a new object, what doesn't is shared.

    Raises:
        LocatedError: `act` raised `ConversionError` or `ValueError`.
    """
    return _Rewrite(shape, target, act, scalars).visit(shape.root, value, ())


def rewrite_located(
    shape: Shape, target: str, value: Any, act: Callable[[Any, Location], Any], scalars: bool | None = False
) -> Any:
    """As `rewrite`, with `act` told where each value is in the document."""
    return _Located(shape, target, act, scalars).visit(shape.root, value, ())


class _Rewrite:
    __slots__ = ("act", "reaching", "scalars", "shape", "target")

    def __init__(self, shape: Shape, target: str, act: Callable[..., Any], scalars: bool | None) -> None:
        self.scalars = scalars
        self.shape = shape
        self.target = target
        self.act = act
        self.reaching = shape.reaching(target)

    def visit(self, schema: Schema | bool, value: Any, location: Location) -> Any:
        if not isinstance(schema, Mapping) or value is None:
            return value
        name = ref_name(schema)
        if name is not None:
            if name not in self.reaching or name not in self.shape.schemas:
                return value
            value = self.visit(self.shape.schemas[name], value, location)
            return self._applied(value, location) if name == self.target and self._is_meant(value) else value
        for part in schema.get("allOf", ()):
            value = self.visit(part, value, location)
        for union in ("anyOf", "oneOf"):
            if union in schema and (chosen := member(self.shape, schema, schema[union], value)) is not None:
                value = self.visit(chosen, value, location)
        if isinstance(value, dict):
            return self._object(schema, value, location)
        if isinstance(value, list):
            return self._array(schema, value, location)
        return value

    def _is_meant(self, value: Any) -> bool:
        return value is not None and isinstance(value, dict) is not self.scalars

    def _applied(self, value: dict[str, Any], location: Location) -> Any:
        try:
            return self._call(value, location)
        except LocatedError as error:
            raise LocatedError(error.message, location + error.location) from error
        except (ConversionError, ValueError) as error:
            raise LocatedError(str(error), location) from error
        except (RecursionError, MemoryError):
            raise
        except Exception as error:
            # A function of the user's that can't cope with what a client sent; who runs the service is told elsewhere.
            raise LocatedError("This can't be read.", location) from error

    def _call(self, value: Any, location: Location) -> Any:
        return self.act(value)

    def _object(self, schema: Schema, value: dict[str, Any], location: Location) -> dict[str, Any]:
        result = value
        for key, held in value.items():
            new = held
            for inner in property_schemas(schema, key):
                new = self.visit(inner, new, (*location, key))
            if new is not held:
                if result is value:
                    result = dict(value)
                result[key] = new
        return result

    def _array(self, schema: Schema, value: list[Any], location: Location) -> list[Any]:
        prefix, rest = schema.get("prefixItems", ()), schema.get("items")
        if rest is None and not prefix:
            return value
        result = [
            self.visit(prefix[index] if index < len(prefix) else rest, held, (*location, index))  # type: ignore[arg-type]
            for index, held in enumerate(value)
        ]
        return result if any(new is not old for new, old in zip(result, value, strict=True)) else value


class _Located(_Rewrite):
    __slots__ = ()

    def _call(self, value: Any, location: Location) -> Any:
        return self.act(value, location)


def property_schemas(schema: Schema, key: str) -> Iterable[Schema]:
    """The schemas that an object's schema has for a key."""
    properties = schema.get("properties", {})
    if key in properties:
        return (properties[key],)
    matching = [inner for pattern, inner in schema.get("patternProperties", {}).items() if re.search(pattern, key)]
    if matching:
        return matching
    rest = schema.get("additionalProperties")
    return (rest,) if isinstance(rest, Mapping) else ()


def occurrences_along(shape: Shape, target: str, location: Location) -> list[int]:
    """How many steps along `location` an object of the named schema `target` is reached, outermost first.

    Without a document at hand every member of a union is followed; pydantic's names of members are no steps.
    """
    found: list[int] = []
    schemas: list[Schema] = [shape.root]
    for depth in range(len(location) + 1):
        names: set[str] = set()
        expanded = [inner for schema in schemas for inner in _expanded(shape, schema, names)]
        if target in names:
            found.append(depth)
        if depth < len(location):
            inner = _stepped(expanded, location[depth])
            schemas = schemas if not inner and _may_be_tag(expanded, location[depth]) else inner
    return found


def without_tags(shape: Shape, location: Location) -> Location:
    """The location as it is in the document: without the members of unions that pydantic names on the way."""
    found: list[str | int] = []
    schemas: list[Schema] = [shape.root]
    for key in location:
        expanded = [inner for schema in schemas for inner in _expanded(shape, schema, set())]
        inner = _stepped(expanded, key)
        if inner or not _may_be_tag(expanded, key):
            found.append(key)
            schemas = inner
    return tuple(found)


def _may_be_tag(schemas: Iterable[Schema], key: str | int) -> bool:
    """Whether what no schema has may be the name that pydantic gives to a member of a union."""
    return isinstance(key, str) and any(union in schema for schema in schemas for union in ("anyOf", "oneOf"))


def _stepped(schemas: Iterable[Schema], key: str | int) -> list[Schema]:
    return [inner for schema in schemas for inner in _step(schema, key)]


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


def _expanded(shape: Shape, schema: Schema, names: set[str]) -> Iterable[Schema]:
    name = ref_name(schema)
    if name is not None:
        if name in names:
            return
        names.add(name)
        schema = resolved(shape, schema)
    yield schema
    for combiner in ("allOf", "anyOf", "oneOf"):
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
