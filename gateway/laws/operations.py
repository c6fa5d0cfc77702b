"""The laws of one operation on one schema, or on one document."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from gateway.changes.change import Change
from gateway.errors import ConversionError
from gateway.laws.breach import NOT_THERE, Broken, differ, same
from gateway.laws.documents import documents
from gateway.laws.law import Law, Witnessed
from gateway.laws.validity import Validity
from gateway.operations.operation import Form, Loss, Role, SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.shapes.marked import OLD, without_marked
from gateway.shapes.shape import Shape, ref
from gateway.shapes.walk import Location, occurrences_along, rewrite
from gateway.timeline.version import ApiVersion

BACK_FIX = "Make up and down exact opposites, or declare what is lost."


class Subject(NamedTuple):
    """One operation where it acts.

    Args:
        version: the version that made the change.
        change: the change.
        operation: the operation.
        form: whether in requests or in responses.
        older: the shape before, with the named schema at its root where the operation is on one.
        newer: the shape after.
    """

    version: ApiVersion
    change: type[Change]
    operation: SchemaOperation | DocumentOperation
    form: Form
    older: Shape
    newer: Shape


def at_root(shape: Shape, name: str) -> Shape:
    """The shape of nothing but a named schema."""
    return Shape(ref(name), shape.schemas)


def laws_of(subject: Subject) -> Iterator[Law | Witnessed]:
    """The laws that an operation must keep."""
    made = _Laws(subject)
    if subject.form is Form.RESPONSE:
        yield made.down_is_total()
    else:
        yield made.up_is_valid()
        yield made.something_gets_up()
    if isinstance(subject.operation, SchemaOperation):
        yield made.older_comes_back()
        yield made.newer_comes_back()
        for loss in subject.operation.losses:
            yield made.loss_occurs(loss)
        if subject.operation.on_scalars is False:
            yield made.nothing_is_filled_in()
            yield made.places_lead_up()
            yield made.places_lead_down()


class _Laws:
    def __init__(self, subject: Subject) -> None:
        self._operation = subject.operation
        self._older_shape, self._newer_shape = subject.older, subject.newer
        self._older, self._newer = documents(subject.older), documents(subject.newer)
        self._older_validity, self._newer_validity = Validity(subject.older), Validity(subject.newer)
        self._name = ""
        if isinstance(subject.operation, SchemaOperation):
            self._name = str(subject.newer.root["$ref"]).rpartition("/schemas/")[2]

    def _up(self, document: Any, role: Role) -> Any:
        operation = self._operation
        if isinstance(operation, DocumentOperation):
            return _untouched(document, partial(operation.document_up, role=role))
        fitted = operation.fitted(self._older_shape.schemas[self._name])
        act = partial(fitted.up, role=role)
        return _untouched(
            document, lambda given: rewrite(self._older_shape, self._name, given, act, operation.on_scalars)
        )

    def _down(self, document: Any) -> Any:
        operation = self._operation
        try:
            if isinstance(operation, DocumentOperation):
                return _untouched(document, operation.document_down)
            return _untouched(
                document,
                lambda given: rewrite(self._newer_shape, self._name, given, operation.down, operation.on_scalars),
            )
        except Broken:
            raise
        except Exception as error:
            raise Broken(f"{type(error).__name__}: {error}.", newer=document) from error

    def down_is_total(self) -> Law:
        """Every newer document has an older form, which is valid."""

        def holds(newer: Any) -> None:
            older = without_marked(self._older_shape, OLD, self._down(newer))
            wrong = self._older_validity.wrong(older)
            if wrong is not None:
                raise Broken(f"{wrong}", newer=newer, older=older)

        says = "Every newer document has a valid older form."
        return Law(says, self._newer, holds, "Let down give what the older schema allows, for all of the newer one.")

    def up_is_valid(self) -> Law:
        """What gets up is valid, unless the operation says that it refuses."""

        def holds(older: Any) -> None:
            try:
                newer = self._up(older, Role.CREATE)
            except ConversionError:
                return
            wrong = None if getattr(self._operation, "refuses", False) else self._newer_validity.wrong(newer)
            if wrong is not None:
                raise Broken(wrong, older=older, newer=newer)

        says = "What an older client sends becomes valid, or is refused in its words."
        return Law(says, self._older, holds, "Let up give what the newer schema allows, or raise ConversionError.")

    def something_gets_up(self) -> Witnessed:
        """Not everything is refused."""

        def shows(older: Any) -> bool:
            try:
                self._up(older, Role.CREATE)
            except ConversionError:
                return False
            return True

        fix = "Say in `was=` what the older values looked like: a type with a pattern, a format or bounds."
        return Witnessed("What an older client sends gets through.", self._older, shows, fix)

    def _lossy(self, direction: str) -> set[str] | None:
        """The members that may be lost; None where any may."""
        assert isinstance(self._operation, SchemaOperation)
        losses = [loss for loss in self._operation.losses if loss.direction == direction]
        witnesses = [self._operation.witness(loss) for loss in losses]
        if losses and not all(witnesses):
            fields = self._operation.newer_fields if direction == "down" else self._operation.older_fields
            return None if fields is None or self._operation.on_scalars is not False else set(fields)
        return {name for witness in witnesses for name in witness}

    def older_comes_back(self) -> Law:
        """Up and down again is the same, except for declared losses."""
        lossy = self._lossy("up")

        def holds(older: Any) -> None:
            for role in (Role.CREATE, Role.REPLACE):
                try:
                    newer = self._up(older, role)
                except ConversionError:
                    return
                back = self._down(newer)
                if lossy is not None and differ(older, back, lossy):
                    raise Broken("It doesn't.", older=older, newer=newer, back=back)

        return Law("An older document comes back as it was, up and down again.", self._older, holds, BACK_FIX)

    def newer_comes_back(self) -> Law:
        """Down and up again is the same, except for declared losses."""
        lossy = self._lossy("down")

        def holds(newer: Any) -> None:
            known = without_marked(self._newer_shape, OLD, newer)
            older = self._down(newer)
            try:
                back = without_marked(self._newer_shape, OLD, self._up(older, Role.REPLACE))
            except ConversionError as error:
                raise Broken(f"It is refused: {error}", newer=newer, older=older) from error
            if lossy is not None and differ(known, back, lossy):
                raise Broken("It doesn't.", newer=newer, older=older, back=back)

        return Law("A newer document comes back as it was, down and up again.", self._newer, holds, BACK_FIX)

    def loss_occurs(self, loss: Loss) -> Witnessed:
        """What is declared as lost is lost, by a witness that the operation gives."""
        operation = self._operation
        assert isinstance(operation, SchemaOperation)
        shape = self._newer_shape if loss.direction == "down" else self._older_shape

        def shows(document: Any) -> bool:
            try:
                if loss.direction == "down":
                    known = without_marked(self._newer_shape, OLD, document)
                    return not same(known, self._up(self._down(document), Role.REPLACE))
                return not same(document, self._down(self._up(document, Role.CREATE)))
            except ConversionError:
                return True

        fix = "Declare no loss, or give a newer value that shows it: lost_at=..."
        return Witnessed(
            f'A declared loss occurs: "{loss.what}"', documents(shape, operation.witness(loss)), shows, fix
        )

    def nothing_is_filled_in(self) -> Law:
        """Under replace and merge, what the client left out stays out."""

        def holds(role: Role) -> None:
            operation = self._operation
            assert isinstance(operation, SchemaOperation)
            newer = operation.up({}, role)
            if newer:
                raise Broken(f"Under {role.value} it is.", older={}, newer=newer)

        from hypothesis import strategies as st

        says = "Nothing is filled in where nothing is created."
        roles = st.sampled_from([Role.REPLACE, Role.MERGE])
        return Law(says, roles, holds, "Fill in under Role.CREATE only.")

    def places_lead_up(self) -> Law:
        """A place in the older form is nowhere in the newer one, or there."""

        def holds(older: Any) -> None:
            try:
                newer = self._up(older, Role.CREATE)
            except ConversionError:
                return
            self._lead(older, newer, "older", "location_up", self._lossy("up"))

        says = "A place in the older form leads to one in the newer."
        return Law(says, self._older, holds, "Let location_up follow what up does.")

    def places_lead_down(self) -> Law:
        """A place in the newer form is nowhere in the older one, or there."""

        def holds(newer: Any) -> None:
            self._lead(newer, self._down(newer), "newer", "location_down", self._lossy("down"))

        says = "A place in the newer form leads to one in the older."
        return Law(says, self._newer, holds, "Let location_down follow what down does.")

    def _lead(self, source: Any, target: Any, name: str, way: str, lossy: set[str] | None) -> None:
        if lossy is None:
            return
        move: Callable[[Location], Location] = getattr(self._operation, way)
        shape = self._older_shape if name == "older" else self._newer_shape
        for place in _places(source, ()):
            found = place
            for depth in reversed(occurrences_along(shape, self._name, place)):
                found = found[:depth] + move(found[depth:])
            if not lossy.intersection(map(str, place)) and not _leads(found, target):
                raise Broken(f"{place} leads to {found}, which isn't there.", **{name: source, "became": target})


def _places(document: Any, before: Location) -> Iterator[Location]:
    """The places of all single values below an object."""
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, held in inner:
        if isinstance(held, dict | list):
            yield from _places(held, (*before, key))
        else:
            yield (*before, key)


def _leads(place: Location, document: Any) -> bool:
    """Whether a place is there; lists may have grown shorter, and what held it may be null."""
    for key in place:
        if document is None:
            return True
        if isinstance(document, list) and isinstance(key, int):
            if key >= len(document):
                return True
            document = document[key]
        elif isinstance(document, dict) and key in document:
            document = document[key]
        else:
            return False
    return True


def _untouched(document: Any, act: Callable[[Any], Any]) -> Any:
    """What a function makes of a document, which it must not alter."""
    kept = copy.deepcopy(document)
    made = act(document)
    if not same(kept, document):
        raise Broken("The document that was given is altered.", before=kept, after=document, made=made)
    return NOT_THERE if made is None and document is not None else made
