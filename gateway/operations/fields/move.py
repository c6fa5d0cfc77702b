"""Fields moved to another place in the tree: into an object of their own, out of one, or from one to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from gateway.errors import DeclarationError
from gateway.operations.allowed import allows
from gateway.operations.objects import allows_null, nullable, retitled, with_properties
from gateway.operations.operation import NOTHING, Doubt, Form, Role, SchemaOperation, Sides
from gateway.operations.trace import Trace
from gateway.shapes.shape import Schema
from gateway.shapes.unions import resolved
from gateway.shapes.walk import LocatedError, Location

Path = tuple[str, ...]


class Missing:
    """Stands for what isn't there."""


MISSING = Missing()


class MoveFields(SchemaOperation):
    """Values moved from older places to newer ones below the same object; each place is a dotted path.

    An object that has nothing left in it goes, and one that is needed comes, where the change says so.

    Args:
        moves: the older place and the newer one of each value.
        gone: the older objects that exist no more, by path.
        made: the newer objects that didn't exist, by path.
        null: whether such an object is null where all that it holds is.
    """

    kind = "fields.move"
    relocates = True

    def __init__(
        self,
        schemas: Iterable[str],
        moves: Iterable[tuple[str, str]],
        *,
        gone: Iterable[str] = (),
        made: Iterable[str] = (),
        null: bool = False,
    ) -> None:
        super().__init__(schemas)
        self.moves = tuple((_path(older), _path(newer)) for older, newer in moves)
        self._back = tuple((newer, older) for older, newer in self.moves)
        self.gone = tuple(_path(path) for path in gone)
        self.made = tuple(_path(path) for path in made)
        self.null = null
        if not self.moves or any(older == newer for older, newer in self.moves):
            raise DeclarationError(
                f"{self.subject}, {self.kind}", "nothing moves.", 'Write moved("city", to="address.city").'
            )

    def up(self, value: dict[str, Any], role: Role) -> dict[str, Any]:
        for path in self.gone:
            held = _get(value, path)
            if held is not MISSING and held is not None and not isinstance(held, dict):
                raise LocatedError("Input should be an object", path)
        return _moved(value, self.moves, self.gone, self.made if self.null else ())

    def down(self, value: dict[str, Any]) -> dict[str, Any]:
        return _moved(value, self._back, self.made, self.gone if self.null else ())

    def doubts(self, sides: Sides) -> Iterator[Doubt]:
        resolve = partial(resolved, sides.newer)
        for older, _ in self.moves:
            found = _schema_at(sides.newer.root, older, resolve)[0]
            if found is not None and not any(newer[: len(older)] == older for _, newer in self.moves):
                place = ".".join(older)
                yield Doubt(
                    f"the newer schema still has {place!r}.",
                    "Take it out of the model, or say after this how another one came.",
                )
        for path in () if self.null else self.made:
            found = _schema_at(sides.newer.root, path, resolve)[0]
            if found is not None and allows(sides.newer, found, None):
                place = ".".join(path)
                yield Doubt(
                    f"{place!r} may be null, which nothing of older clients means.",
                    f'Write nested(..., into="{place}", null=True): it is null where all of its members are.',
                )

    def settled(self, value: dict[str, Any], *, newer: bool) -> dict[str, Any]:
        places = [move[1] if newer else move[0] for move in self.moves]
        nulls = (self.made if newer else self.gone) if self.null else ()
        ways = {path[:depth] for move in self.moves for path in move for depth in range(1, len(path))}
        for way in sorted(ways, key=len, reverse=True):
            held = _get(value, way)
            if way in nulls:
                if held == {place[-1]: None for place in places if place[:-1] == way}:
                    value = _with(value, way, None)
            elif held is None:
                # An object that is needed comes, so that null says no more than an object with nothing in it.
                value = _with(value, way, {})
        return value

    @property
    def mentions(self) -> frozenset[str] | None:
        return frozenset(path[0] for move in self.moves for path in move)

    def traced_up(self, value: dict[str, Any], role: Role, trace: Trace) -> dict[str, Any] | None:
        nulls = self.made if self.null else ()
        opened = _opened(value, self.moves, self.gone, nulls, trace)
        if any(not isinstance(_get(opened, path), dict | None | Missing) for path in self.gone):
            return None  # which is refused
        return _moved(opened, self.moves, self.gone, nulls)

    def traced_down(self, value: dict[str, Any], trace: Trace) -> dict[str, Any]:
        nulls = self.gone if self.null else ()
        return _moved(_opened(value, self._back, self.made, nulls, trace), self._back, self.made, nulls)

    def patch_up(self, location: Location, value: Any) -> list[tuple[Location, Any]] | None:
        inside = [path for path, _ in self.moves if len(path) > len(location) and path[: len(location)] == location]
        if not inside:
            target = self.location_up(location)
            return [(target, value)] if target else []
        if location not in self.gone or value is NOTHING:
            return None  # of several places, of which some may hold what this patch doesn't say
        holder: Any = value
        for name in reversed(location):
            holder = {name: holder}
        newer = self.up(holder, Role.MERGE)
        targets = [target for source, target in self.moves if source in inside]
        return [(target, held) for target in targets if (held := _get(newer, target)) is not MISSING]

    def schema_down(self, schema: Schema, form: Form) -> Schema:
        return self.derive(schema, form, lambda inner: inner)

    def derive(self, schema: Schema, form: Form, resolve: Callable[[Schema], Schema]) -> Schema:
        result: Schema = schema
        for older, newer in self.moves:
            found, required, null = _schema_at(result, newer, resolve)
            if found is None:
                raise self.misses(schema, ".".join(newer))
            found = retitled(found, newer[-1], older[-1])
            result = _schema_without(result, newer, resolve)
            result = _schema_with(result, older, nullable(found) if null else found, required, resolve)
        for path in self.made:
            result = _schema_without(result, path, resolve)
        for path in self.gone if self.null else ():
            held, required, _ = _schema_at(result, path, resolve)
            if held is not None and not allows_null(resolve(held)):
                result = _schema_with(result, path, nullable(held), required, resolve)
        return result

    def location_up(self, location: Location) -> Location:
        return _translated(location, self.moves)

    def location_down(self, location: Location) -> Location:
        found = _translated(location, self._back)
        return () if found == location and any(location[: len(path)] == path for path in self.made) else found

    def describe(self) -> str:
        moves = ", ".join(f"`{'.'.join(older)}` is now `{'.'.join(newer)}`" for older, newer in self.moves)
        return f"In {self.subject}, {moves}."


def _path(text: str) -> Path:
    parts = tuple(text.split("."))
    if not all(parts):
        raise DeclarationError(
            "fields.move", f"{text!r} is no place.", 'Write names with dots between: "address.city".'
        )
    return parts


def _moved(
    value: dict[str, Any], moves: Iterable[tuple[Path, Path]], emptied: Iterable[Path], nulls: Iterable[Path]
) -> dict[str, Any]:
    held = [(target, _get(value, source)) for source, target in moves]
    result = value
    for source, target in moves:
        # What stands at the new place already is a stray from another contract.
        result = _without(_without(result, source), target)
    for path in emptied:
        whole = _get(result, path)
        if whole == {} or whole is None:
            result = _without(result, path)
        if whole is None:  # so is all that it held
            held = [(target, None) for source, target in moves if source[: len(path)] == path]
    for target, found in held:
        if found is not MISSING:
            result = _with(result, target, found)
    for path in nulls:
        # Where one is left out, as a patch may, nothing says that the others are null.
        parts = [found for target, found in held if target[: len(path)] == path]
        if all(part is None for part in parts):
            result = _with(result, path, None)
    return result


def _opened(
    value: dict[str, Any],
    moves: Iterable[tuple[Path, Path]],
    emptied: Iterable[Path],
    nulls: Iterable[Path],
    trace: Trace,
) -> dict[str, Any]:
    """The object with all on the way of its moves opened, and null where that decides, so that it can be followed."""
    ways = {path[:depth]: None for move in moves for path in move for depth in range(1, len(path))}
    result = value
    for way in sorted(ways, key=len):
        held = _get(result, way)
        members = None if held is MISSING else trace.members(held)
        if members is not None:
            result = _put(result, way, dict(members))
    for way in (
        *emptied,
        *(source for source, target in moves if any(target[: len(path)] == path for path in nulls)),
    ):
        held = _get(result, way)
        if held is not MISSING and not isinstance(held, dict) and trace.is_null(held):
            result = _put(result, way, None)
    return result


def _put(value: dict[str, Any], way: Path, held: Any) -> dict[str, Any]:
    name, *rest = way
    return {**value, name: _put(value[name], tuple(rest), held) if rest else held}


def _get(value: Any, path: Path) -> Any:
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return MISSING
        value = value[name]
    return value


def _with(value: dict[str, Any], path: Path, held: Any) -> dict[str, Any]:
    name, *rest = path
    if not rest:
        return {**value, name: held}
    inner = value.get(name)
    return {**value, name: _with(inner if isinstance(inner, dict) else {}, tuple(rest), held)}


def _without(value: dict[str, Any], path: Path) -> dict[str, Any]:
    name, *rest = path
    if name not in value:
        return value
    if not rest:
        return {key: held for key, held in value.items() if key != name}
    inner = value[name]
    if not isinstance(inner, dict):
        return value
    new = _without(inner, tuple(rest))
    return value if new is inner else {**value, name: new}


def _schema_at(schema: Schema, path: Path, resolve: Callable[[Schema], Schema]) -> tuple[Schema | None, bool, bool]:
    """The schema at a path, whether all on the way to it is required, and whether what holds it may be null."""
    required, null, found = True, False, schema
    for name in path:
        null = null or (found is not schema and allows_null(resolve(found)))
        holder = _plain(found, resolve)
        if name not in holder.get("properties", {}):
            return None, False, False
        required = required and name in holder.get("required", ())
        found = holder["properties"][name]
    return found, required, null


def _plain(schema: Schema, resolve: Callable[[Schema], Schema]) -> Schema:
    """The object schema behind references and `or null`."""
    schema = resolve(schema)
    parts = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    return resolve(parts[0]) if len(parts) == 1 else schema


def _schema_with(
    schema: Schema, path: Path, held: Schema, required: bool, resolve: Callable[[Schema], Schema]
) -> Schema:
    name, *rest = path
    plain = _plain(schema, resolve)
    properties = dict(plain.get("properties", {}))
    if rest:
        held = _schema_with(properties.get(name, {"type": "object"}), tuple(rest), held, required, resolve)
    properties[name] = held
    result = with_properties({"type": "object", **plain}, properties, require=[name] if required else [])
    return nullable(result) if allows_null(resolve(schema)) else result


def _schema_without(schema: Schema, path: Path, resolve: Callable[[Schema], Schema]) -> Schema:
    name, *rest = path
    plain = _plain(schema, resolve)
    properties = dict(plain.get("properties", {}))
    if name not in properties:
        return schema
    if not rest:
        del properties[name]
        result = with_properties(plain, properties, drop=[name])
    else:
        properties[name] = _schema_without(properties[name], tuple(rest), resolve)
        result = with_properties(plain, properties)
    return nullable(result) if allows_null(resolve(schema)) else result


def _translated(location: Location, moves: Iterable[tuple[Path, Path]]) -> Location:
    for source, target in moves:
        if location[: len(source)] == source:
            return (*target, *location[len(source) :])
    return location
