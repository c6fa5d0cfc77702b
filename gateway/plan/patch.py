"""Translates JSON Patch documents (RFC 6902), which say places and values of a resource, not a resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from gateway.errors import ConversionError
from gateway.operations.operation import NOTHING, Role, SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.plan.lineage import Link
from gateway.shapes.pointers import from_pointer, is_pointer, pointer
from gateway.shapes.shape import Shape, ref_name
from gateway.shapes.unions import resolved
from gateway.shapes.walk import LocatedError, Location, occurrences_along, rewrite, schema_at

WITH_VALUE = ("add", "replace", "test")
WITH_SOURCE = ("move", "copy")
OPERATIONS = ("add", "copy", "move", "remove", "replace", "test")


class Patch:
    """Translates the patches of one route, by what success answers: that is the resource which they change.

    Args:
        links: the operations that touch the route's documents, newest first.
        statuses: the statuses that the handler describes.
    """

    def __init__(self, links: Sequence[Link], statuses: Sequence[str]) -> None:
        self.status = next((status for status in sorted(statuses) if status.startswith("2")), None)
        self.links = [link for link in links if self._touches(link)]

    def __bool__(self) -> bool:
        return bool(self.links)

    def _touches(self, link: Link) -> bool:
        return self.status is not None and link.older.responses[self.status] is not link.newer.responses[self.status]

    def upgraded(self, document: Any) -> Any:
        """The handler's form of a client's patch. Never alters its argument.

        Raises:
            LocatedError: an operation has no newer form; the location is in the client's patch.
        """
        if not isinstance(document, list):
            return document
        newer: list[Any] = []
        for index, operation in enumerate(document):
            wrong = _mistake(operation)
            if wrong is not None:
                raise LocatedError(wrong, (index,))
            try:
                newer += self._operation(operation)
            except LocatedError as error:
                raise LocatedError(error.message, (index, "value", *error.location)) from error
            except (ConversionError, ValueError) as error:
                raise LocatedError(str(error), (index, "path")) from error
        return newer

    def _operation(self, operation: dict[str, Any]) -> list[dict[str, Any]]:
        name = operation["op"]
        if name in WITH_SOURCE:
            return [self._moved(operation)]
        if name == "test" and isinstance(operation.get("value"), dict | list) and self._hides(operation["path"]):
            raise ConversionError("There is more in it than this version shows. Test its members one by one.")
        value = operation.get("value", NOTHING) if name in WITH_VALUE else NOTHING
        role = Role.CREATE if name == "add" else Role.REPLACE
        found = [(from_pointer(operation["path"]), value)]
        for link in reversed(self.links):
            found = [one for place, held in found for one in self._through(link, place, held, role)]
        if name == "test" and not found:
            raise ConversionError("There is nothing to test here any more.")
        return [_with(operation, path=pointer(place), value=held) for place, held in found]

    def _hides(self, path: str) -> bool:
        """Whether what is at a place has more to it than the client's version can express."""
        place = from_pointer(path)
        for link in self.links:
            held = schema_at(link.older.responses[str(self.status)], place)
            operation, schemas = link.operation, link.older.responses[str(self.status)].schemas
            if held is not None and isinstance(operation, SchemaOperation) and operation.erases:
                inner = Shape(held, schemas)
                if any(inner.has(name) or ref_name(held) == name for name in operation.schemas):
                    return True
        return False

    def _moved(self, operation: dict[str, Any]) -> dict[str, Any]:
        source, target = from_pointer(operation["from"]), from_pointer(operation["path"])
        for link in reversed(self.links):
            if self._converts(link, source) or self._converts(link, target):
                raise ConversionError("What is moved or copied here has another form now. Say it with `add`.")
            sources = list(self._through(link, source, NOTHING, Role.REPLACE))
            targets = list(self._through(link, target, NOTHING, Role.REPLACE))
            if len(sources) != 1 or len(targets) != 1:
                raise ConversionError("One of the places isn't there any more. Say it with `add` and `remove`.")
            (source, _), (target, _) = sources[0], targets[0]
        return _with({**operation, "from": pointer(source)}, path=pointer(target), value=NOTHING)

    def _converts(self, link: Link, place: Location) -> bool:
        """Whether the value at a place is given another form."""
        operation, older = link.operation, link.older.responses[str(self.status)]
        if not isinstance(operation, SchemaOperation) or operation.relocates:
            return False
        return any(
            len(place) > depth and (operation.older_fields is None or place[depth] in operation.older_fields)
            for depth in occurrences_along(older, operation.schemas, place)
        )

    def _through(self, link: Link, place: Location, value: Any, role: Role) -> Iterator[tuple[Location, Any]]:
        """What sets in the newer resource what the older one gets at a place."""
        operation = link.operation
        if isinstance(operation, DocumentOperation):
            raise ConversionError("The patched resource has another form altogether. Replace it as a whole.")
        assert isinstance(operation, SchemaOperation)
        older, newer = (state.responses[str(self.status)] for state in (link.older, link.newer))
        yield from _passed(operation, older, newer, place, value, role)


def _passed(
    operation: SchemaOperation, older: Shape, newer: Shape, place: Location, value: Any, role: Role
) -> Iterator[tuple[Location, Any]]:
    if value is not NOTHING and (held := schema_at(older, place)) is not None:
        inner = Shape(held, older.schemas)
        act = partial(operation.up, role=role)
        value = rewrite(inner, operation.schemas, value, act, operation.on_scalars, upwards=True)
    found = [(place, value)]
    if operation.on_scalars is True:
        yield from found
        return
    for depth in reversed(occurrences_along(older, operation.schemas, place)):
        if depth == len(place):
            continue  # the value is the object, which has been seen
        known, knows = (_properties(shape, place[:depth]) for shape in (older, newer))
        through: list[tuple[Location, Any]] = []
        for at, held in found:
            before, rest = at[:depth], at[depth:]
            if rest[0] in knows and rest[0] not in known:
                continue  # a stray from a later contract
            try:
                said = operation.patch_up(rest, held)
            except LocatedError as error:  # in an object that holds nothing but the value
                raise LocatedError(error.message, error.location[1:]) from error
            if said is None:
                raise ConversionError(f"`{pointer(rest)}` is one part of what has another form now. Say the whole.")
            through += [((*before, *target), new) for target, new in said]
        found = through
    yield from found


def _properties(shape: Shape, place: Location) -> Mapping[str, Any]:
    held = schema_at(shape, place)
    found: Mapping[str, Any] = {} if held is None else resolved(shape, held).get("properties", {})
    return found


def _mistake(operation: Any) -> str | None:
    """Why something is no operation of a JSON Patch; None where it is one."""
    if not isinstance(operation, dict) or operation.get("op") not in OPERATIONS:
        return f"Input should be an operation with one of the names {', '.join(OPERATIONS)}"
    for member in ("path", "from") if operation["op"] in WITH_SOURCE else ("path",):
        if not isinstance(operation.get(member), str) or not is_pointer(operation[member]):
            return f"`{member}` should be a JSON Pointer such as /name (RFC 6901)"
    return None


def _with(operation: dict[str, Any], *, path: str, value: Any) -> dict[str, Any]:
    return {**operation, "path": path} if value is NOTHING else {**operation, "path": path, "value": value}
