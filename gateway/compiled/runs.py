"""Parts the operations of a plan into runs that one pass over a document can do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from gateway.operations.inline import Inline
from gateway.operations.operation import SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.schemas.rename import RenameSchema
from gateway.shapes.shape import Schema, Shape, bases, ref_name
from gateway.shapes.unions import resolved, tags_of


class Passed(NamedTuple):
    """One operation on documents, with the shape that it finds and the one that it leaves."""

    operation: SchemaOperation | DocumentOperation
    source: Shape
    target: Shape


class Acting(NamedTuple):
    """An operation that acts on a schema: which one of its run it is, and what it calls the schema."""

    order: int
    passed: Passed
    name: str


class Run(NamedTuple):
    """Operations that one pass does.

    Args:
        shape: the shape of the documents as they come.
        acting: the operations by the names of schemas in that shape, in the order in which they act; those that are
            on what a schema is a special form of are on it too.
        passed: all of them, in order.
    """

    shape: Shape
    acting: Mapping[str, Sequence[Acting]]
    passed: Sequence[Passed]


def runs(passed: Sequence[Passed], *, upwards: bool) -> Iterator[Run | Passed]:
    """The runs, and the operations on whole documents between them, in the order in which they act.

    Within a run, what an object holds is done before the object. So an operation that looks at what is inside an
    object's fields, or puts something new there, ends the run for those after it that act in there.
    """
    open_run: _Open | None = None
    for one in passed:
        operation = one.operation
        if isinstance(operation, DocumentOperation):
            if open_run is not None:
                yield open_run.closed()
            open_run = None
            yield one
            continue
        if open_run is None or not open_run.takes(one):
            if open_run is not None:
                yield open_run.closed()
            open_run = _Open(one.source, upwards=upwards)
        open_run.take(one)
        if open_run.is_over:
            yield open_run.closed()
            open_run = None
    if open_run is not None:
        yield open_run.closed()


class _Open:
    """A run that may take more operations."""

    def __init__(self, shape: Shape, *, upwards: bool) -> None:
        self._shape = shape
        self._upwards = upwards
        self._names = {name: name for name in shape.schemas}
        self._kin = {name: _kin(shape, name) for name in shape.schemas}
        self._acting: dict[str, list[Acting]] = {}
        self._passed: list[Passed] = []
        self._inline: tuple[str, ...] | None = None
        self._seen: dict[str, frozenset[str] | None] = {}
        """The schemas whose values an operation has looked into, and for which members; None where for any."""
        self._glanced: set[str] = set()
        self._made: set[str] = set()
        self.is_over = False

    def closed(self) -> Run:
        return Run(self._shape, self._acting, self._passed)

    def takes(self, one: Passed) -> bool:
        """Whether an operation may act in this run, after those that it has."""
        operation = one.operation
        assert isinstance(operation, SchemaOperation)
        inline = tuple(name for name in operation.schemas if isinstance(name, Inline))
        # A form without a name is known by the shape that the run begins with only.
        if inline or type(operation).fitted is not SchemaOperation.fitted:
            return self._passed == []
        if isinstance(operation, RenameSchema):
            return True
        targets = {first for first, name in self._names.items() if name in operation.schemas}
        if operation.on_scalars is not False and targets & self._glanced:
            return False
        known = self._names.values()
        if targets & self._made or any(name in one.source.schemas and name not in known for name in operation.schemas):
            return False
        mentioned = operation.mentions
        for target in targets & set(self._seen):
            members = self._seen[target]
            if members is None or mentioned is None or members & mentioned or operation.on_scalars is not False:
                return False
        return True

    def take(self, one: Passed) -> None:
        operation = one.operation
        assert isinstance(operation, SchemaOperation)
        self._passed.append(one)
        if isinstance(operation, RenameSchema):
            self._rename(operation)
            return
        # A schema without a name gets one for this operation alone.
        self.is_over = any(isinstance(name, Inline) for name in operation.schemas) or self._tells_apart(one)
        for first, current in self._names.items():
            if any(self._names.get(name) in operation.schemas for name in self._kin[first]):
                self._acting.setdefault(first, []).append(Acting(len(self._passed), one, current))
        for name in operation.schemas:
            self._note(operation, one, name)

    def _tells_apart(self, one: Passed) -> bool:
        """Whether an operation may change by what a value is taken for one member of a union or for another."""
        operation, shape = one.operation, one.source
        assert isinstance(operation, SchemaOperation)
        kin = {name for name in shape.schemas if not frozenset(operation.schemas).isdisjoint(_kin(shape, name))}
        unions = [union for whole in (shape.root, *shape.schemas.values()) for union in shape.held(whole).unions]
        return any(_depends(shape, union, kin, operation) for union in unions)

    def _rename(self, operation: RenameSchema) -> None:
        for first, name in self._names.items():
            if self._upwards and name == operation.name:
                # Which of several it is depends on where it stands, which the shape after it says.
                self.is_over = len(operation.to) > 1
                self._names[first] = operation.to[0]
            elif not self._upwards and name in operation.to:
                self._names[first] = operation.name

    def _note(self, operation: SchemaOperation, one: Passed, name: str) -> None:
        held = one.source.schemas.get(name, {})
        for inner in self._inside(one.source, held, operation.looks_into):
            before = self._seen.get(inner, frozenset())
            members = operation.looks_for
            self._seen[inner] = None if members is None or before is None else members | before
        self._glanced |= self._inside(one.source, held, operation.glances_at, deep=False)
        self._made |= self._inside(one.target, one.target.schemas.get(name, {}), operation.makes)
        if operation.on_scalars is not False:
            self._made |= self._inside(one.target, one.target.schemas.get(name, {}), None)

    def _inside(self, shape: Shape, schema: Schema, fields: frozenset[str] | None, *, deep: bool = True) -> set[str]:
        """The schemas, by their first names, of what the fields of an object may hold, at any depth."""
        properties = resolved(shape, schema).get("properties", {})
        chosen = [schema] if fields is None else [properties[name] for name in fields if name in properties]
        todo = [name for held in chosen for name in _names_in(shape, held)]
        found: set[str] = set()
        while todo:
            name = todo.pop()
            if name not in found and name in shape.schemas:
                found.add(name)
                todo += _names_in(shape, shape.schemas[name]) if deep else _kin(shape, name)
        return {first for first, name in self._names.items() if name in found}


def _depends(shape: Shape, union: Schema, kin: Collection[str], operation: SchemaOperation) -> bool:
    """Whether what tells the members of a union apart may be changed by an operation on some schemas."""
    parts = [part for key in ("anyOf", "oneOf") for part in union.get(key, ()) if part.get("type") != "null"]
    if len(parts) < 2:
        return False
    inside = [part for part in parts if not kin_of(shape, part).isdisjoint(kin)]
    tags = tags_of(shape, union, parts)
    if tags is None:
        # By their keys, or by what is in them.
        reaching = shape.reaching(kin)
        return bool(inside) or any(not reaching.isdisjoint(_names_in(shape, part)) for part in parts)
    held = [resolved(shape, part).get("properties", {}).get(tags.name, {}) for part in parts]
    if any(not kin_of(shape, one).isdisjoint(kin) for one in held):
        return True
    return bool(inside) and (operation.mentions is None or tags.name in operation.mentions)


def kin_of(shape: Shape, schema: Schema) -> frozenset[str]:
    """The named schemas that a schema is, or is a special form of."""
    name = ref_name(schema)
    return frozenset(bases(schema)) if name is None or name not in shape.schemas else frozenset(_kin(shape, name))


def _names_in(shape: Shape, schema: Schema) -> Iterator[str]:
    held = shape.held(schema)
    yield from held.refs
    yield from held.bases


def _kin(shape: Shape, name: str) -> tuple[str, ...]:
    """A schema's name with those of which it is a special form, or only another name."""
    found = [name]
    while (other := ref_name(shape.schemas[found[-1]])) in shape.schemas and other not in found:
        found.append(str(other))
    return (*found, *bases(shape.schemas[found[-1]]))
