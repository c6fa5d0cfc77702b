"""Finds the occurrences of named schemas in a document, wherever they are.

What acts on a value depends on its schema, its JSON type and which member of a union it is, on nothing else: an
operation on `Address` acts where a schema refers to it, and where one is a special form of it, once for each value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from gateway.errors import ConversionError
from gateway.shapes.along import NO_DOCUMENT, Location, keys_along, occurrences_along, schema_at, without_tags
from gateway.shapes.budget import TooVaried, spend
from gateway.shapes.kin import is_kin
from gateway.shapes.map_keys import SameKey, key_text, key_value, with_keys
from gateway.shapes.parts import property_schemas
from gateway.shapes.shape import Schema, Shape, names_of, ref_name
from gateway.shapes.unions import member

__all__ = [
    "NO_DOCUMENT",
    "LocatedError",
    "Location",
    "keys_along",
    "occurrences_along",
    "property_schemas",
    "rewrite",
    "rewrite_fitted",
    "rewrite_located",
    "schema_at",
    "without_tags",
]

Act = Callable[[Any, Location], Any]
"""What is made of a value, which is told where it is in the document."""


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


def rewrite(
    shape: Shape,
    target: str | Collection[str],
    value: Any,
    act: Callable[[Any], Any],
    scalars: bool | None = False,
    *,
    upwards: bool = False,
) -> Any:
    """The document with `act` applied to every object of the named schemas `target`, inner ones first.

    With `scalars` it is applied to other values of the schemas instead, and with None to all; null excepted. The keys
    of maps are such values too.

    Never alters its argument: what changes is a new object, what doesn't is shared.

    Args:
        shape: the document's shape.
        target: one name, or several where one operation is on them all.
        value: the document.
        act: what is done.
        scalars: to what it is done.
        upwards: whether two keys of a map that become one are refused; else the entry stays whose own key it is, or
            the first of them.

    Raises:
        LocatedError: `act` raised.
    """
    return _Rewrite(shape, target, lambda _: lambda held, _: act(held), scalars, upwards).run(value)


def rewrite_located(
    shape: Shape,
    target: str | Collection[str],
    value: Any,
    act: Act,
    scalars: bool | None = False,
    *,
    upwards: bool = False,
) -> Any:
    """As `rewrite`, with `act` told where each value is in the document."""
    return _Rewrite(shape, target, lambda _: act, scalars, upwards).run(value)


def rewrite_fitted(
    shape: Shape,
    target: str | Collection[str],
    value: Any,
    fitted: Callable[[Schema], Act],
    scalars: bool | None = False,
    *,
    upwards: bool = False,
) -> Any:
    """As `rewrite_located`, with what is done made for each schema: a named one, or a special form of one."""
    return _Rewrite(shape, target, fitted, scalars, upwards).run(value)


class _Rewrite:
    __slots__ = ("acts", "fitted", "reaching", "scalars", "shape", "targets", "upwards")

    def __init__(
        self,
        shape: Shape,
        target: str | Collection[str],
        fitted: Callable[[Schema], Act],
        scalars: bool | None,
        upwards: bool,
    ) -> None:
        self.shape = shape
        self.targets = names_of(target)
        self.fitted = fitted
        self.scalars = scalars
        self.upwards = upwards
        self.reaching = shape.reaching(self.targets)
        self.acts: dict[int, Act] = {}

    def run(self, value: Any) -> Any:
        return self.visit(self.shape.root, value, ())

    def visit(self, schema: Schema | bool, value: Any, location: Location) -> Any:
        if not isinstance(schema, Mapping) or value is None:
            return value
        meant = False
        seen: set[str] = set()
        while (name := ref_name(schema)) is not None:
            if name not in self.reaching or name not in self.shape.schemas or name in seen:
                return value
            seen.add(name)
            meant = meant or name in self.targets
            schema = self.shape.schemas[name]
        value = self.inside(schema, value, location)
        if (meant or is_kin(schema, self.targets)) and self._is_meant(value):
            return self._applied(schema, value, location)
        return value

    def inside(self, schema: Schema, value: Any, location: Location) -> Any:
        """The value with what is in it visited."""
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

    def _applied(self, schema: Schema, value: Any, location: Location) -> Any:
        act = self.acts.get(id(schema))
        if act is None:
            act = self.acts[id(schema)] = self.fitted(schema)
        try:
            return act(value, location)
        except LocatedError as error:
            raise LocatedError(error.message, location + error.location) from error
        except TooVaried:
            raise
        except (ConversionError, ValueError) as error:
            raise LocatedError(str(error), location) from error
        except (RecursionError, MemoryError):
            raise
        except Exception as error:
            # A function of the user's that can't cope with what a client sent; who runs the service is told elsewhere.
            raise LocatedError("This can't be read.", location) from error

    def _object(self, schema: Schema, value: dict[str, Any], location: Location) -> dict[str, Any]:
        spend(len(value))
        result = value
        for key, held in value.items():
            new = held
            for inner in property_schemas(schema, key):
                new = self.visit(inner, new, (*location, key))
            if new is not held:
                if result is value:
                    result = dict(value)
                result[key] = new
        names = schema.get("propertyNames")
        if isinstance(names, Mapping) and self.scalars is not False and result:
            return self._keys(names, result, location)
        return result

    def _keys(self, names: Schema, value: dict[str, Any], location: Location) -> dict[str, Any]:
        """The map with its keys visited, each in its place."""
        found = {key: self._key(names, key, (*location, key)) for key in value}
        try:
            return with_keys(value, found, {key: key for key in value}, upwards=self.upwards)[0]
        except SameKey as error:
            raise LocatedError(str(error), (*location, error.key)) from error

    def _key(self, names: Schema, key: str, location: Location) -> str:
        return key_text(self.visit(names, key_value(self.shape, names, key), location), key)

    def _array(self, schema: Schema, value: list[Any], location: Location) -> list[Any]:
        prefix, rest = schema.get("prefixItems", ()), schema.get("items")
        if rest is None and not prefix:
            return value
        result = [
            self.visit(prefix[index] if index < len(prefix) else rest, held, (*location, index))  # type: ignore[arg-type]
            for index, held in enumerate(value)
        ]
        return result if any(new is not old for new, old in zip(result, value, strict=True)) else value
