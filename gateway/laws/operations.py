"""The laws of one operation on one schema, or on one document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gateway.errors import ConversionError
from gateway.laws.acting import Acting, Subject
from gateway.laws.breach import Broken, differ, same, told
from gateway.laws.documents import documents
from gateway.laws.edges import edges
from gateway.laws.law import Cases, Law, Witnessed
from gateway.laws.validity import Validity
from gateway.operations.operation import Form, Loss, Role, SchemaOperation
from gateway.shapes.marked import OLD, without_marked
from gateway.shapes.walk import Location, occurrences_along

BACK_FIX = "Make up and down exact opposites, or declare what is lost."
FICKLE = "It gives another result each time."
ODD: tuple[Any, ...] = (None, True, 7, -1, "", "x", [], [{}], {}, {"x": None})
"""One value of each JSON type, and some that functions often trip over."""


def laws_of(subject: Subject) -> Iterator[Law | Witnessed | Cases]:
    """The laws that an operation must keep."""
    made = _Laws(subject)
    if subject.form is Form.RESPONSE:
        yield made.down_is_total()
    else:
        yield made.up_is_valid()
        yield made.something_gets_up()
        if isinstance(subject.operation, SchemaOperation):
            yield made.nothing_odd_crashes()
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
        self._acting = Acting(subject)
        self._roles = sorted(subject.roles, key=lambda role: role.value)
        self._older_shape, self._newer_shape = subject.older, subject.newer
        self._name = subject.name
        self._near = near = [shape.schemas.get(self._name, shape.root) for shape in (subject.older, subject.newer)]
        self._older, self._newer = documents(subject.older), documents(subject.newer)
        self._older_edges, self._newer_edges = edges(subject.older, near=near), edges(subject.newer, near=near)
        self._older_validity, self._newer_validity = Validity(subject.older), Validity(subject.newer)

    def down_is_total(self) -> Law:
        """Every newer document has an older form, which is valid."""

        def holds(newer: Any) -> None:
            made = self._acting.down(newer)
            if self._by_functions and not same(made, self._acting.down(newer, again=True)):
                raise Broken(FICKLE, newer=newer, older=made)
            older = without_marked(self._older_shape, OLD, made)
            wrong = self._older_validity.wrong(older)
            if wrong is not None:
                raise Broken(wrong, newer=newer, older=older)

        says = "Every newer document has a valid older form."
        fix = "Let down give what the older schema allows, for all of the newer one."
        return Law(says, self._newer, holds, fix, self._newer_validity.wrong, self._newer_edges)

    @property
    def _by_functions(self) -> bool:
        return not getattr(self._operation, "by_keys", False)

    def up_is_valid(self) -> Law:
        """What gets up is valid in whatever a body does, unless the operation says that it refuses."""

        def holds(older: Any) -> None:
            for role in self._roles:
                try:
                    newer = self._acting.up(older, role)
                    again = self._acting.up(older, role, again=True) if self._by_functions else newer
                except ConversionError:
                    continue
                if not same(newer, again):
                    raise Broken(FICKLE, older=older, newer=newer)
                wrong = None if getattr(self._operation, "refuses", False) else self._newer_validity.wrong(newer)
                if wrong is not None:
                    raise Broken(
                        wrong if role is Role.CREATE else f"Under {role.value}, {wrong}", older=older, newer=newer
                    )

        says = "What an older client sends becomes valid, or is refused in its words."
        fix = "Let up give what the newer schema allows, or raise ConversionError."
        if self._roles != [Role.CREATE]:
            fix += (
                " Only what is created is filled in: give the field a default in the newer model, or add"
                " route(...).keeps_the_rest(), by which the rest of what is replaced is there."
            )
        return Law(says, self._older, holds, fix, self._older_validity.wrong, self._older_edges)

    def something_gets_up(self) -> Witnessed:
        """Not everything is refused."""

        def shows(older: Any) -> bool:
            try:
                self._acting.up(older, Role.CREATE)
            except (ConversionError, Broken):
                return False
            return True

        fix = "Say in `was=` what the older values looked like: a type with a pattern, a format or bounds."
        says = "What an older client sends gets through."
        return Witnessed(says, self._older, shows, fix, edges=self._older_edges)

    def nothing_odd_crashes(self) -> Cases:
        """What isn't of the older type is refused, or passed on for the handler to refuse."""
        operation = self._operation
        assert isinstance(operation, SchemaOperation)
        fields = operation.older_fields if operation.older_fields is not None else sorted(operation.mentions or ())
        whole = operation.on_scalars is not False
        cases = [*ODD] if whole else [{field: odd} for field in fields for odd in ODD]

        def holds(odd: Any) -> None:
            try:
                self._acting.raised(odd, Role.CREATE)
            except ConversionError:
                return
            except Exception as error:
                raise Broken(told(error), older=odd) from error

        says = "What isn't of the older type is refused, and crashes nothing."
        return Cases(says, cases, holds, "Raise ConversionError for what an older client can't mean.")

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
                    newer = self._acting.up(older, role)
                except ConversionError:
                    return
                back = self._acting.down(newer)
                one, other = (self._acting.settled(held, newer=False) for held in (older, back))
                if lossy is not None and differ(one, other, lossy):
                    raise Broken("It doesn't.", older=older, newer=newer, back=back)

        says = "An older document comes back as it was, up and down again."
        return Law(says, self._older, holds, BACK_FIX, self._older_validity.wrong, self._older_edges)

    def newer_comes_back(self) -> Law:
        """Down and up again is the same, except for declared losses."""
        lossy = self._lossy("down")

        def holds(newer: Any) -> None:
            known = without_marked(self._newer_shape, OLD, newer)
            older = self._acting.down(newer)
            try:
                back = without_marked(self._newer_shape, OLD, self._acting.up(older, Role.REPLACE))
            except ConversionError as error:
                raise Broken(f"It is refused: {error}", newer=newer, older=older) from error
            one, other = (self._acting.settled(held, newer=True) for held in (known, back))
            if lossy is not None and differ(one, other, lossy):
                raise Broken("It doesn't.", newer=newer, older=older, back=back)

        says = "A newer document comes back as it was, down and up again."
        return Law(says, self._newer, holds, BACK_FIX, self._newer_validity.wrong, self._newer_edges)

    def loss_occurs(self, loss: Loss) -> Witnessed:
        """What is declared as lost is lost, by a witness that the operation gives and the schema allows."""
        operation = self._operation
        assert isinstance(operation, SchemaOperation)
        newest = loss.direction == "down"
        shape, validity = (
            (self._newer_shape, self._newer_validity) if newest else (self._older_shape, self._older_validity)
        )

        def shows(document: Any) -> bool:
            try:
                if newest:
                    known = without_marked(self._newer_shape, OLD, document)
                    return not same(known, self._acting.up(self._acting.down(document), Role.REPLACE))
                return not same(document, self._acting.down(self._acting.up(document, Role.CREATE)))
            except ConversionError:
                return True
            except Broken:
                return True  # which another law tells of

        takes = hasattr(operation, "lost_at") or hasattr(getattr(operation, "by", None), "newer_witness")
        fix = (
            "Declare no loss, or give a newer value that shows it, and that the newer schema allows: lost_at=..."
            if takes
            else "Don't declare what can't happen: say the change as the schemas have it, or narrow it with "
            ".in_requests(), .in_responses() or .on(...)."
        )
        witness, says = operation.witness(loss), f'A declared loss occurs: "{loss.what}"'
        first = edges(shape, witness, self._near)
        return Witnessed(says, documents(shape, witness), shows, fix, validity.wrong, first)

    def nothing_is_filled_in(self) -> Cases:
        """Under replace and merge, what the client left out stays out."""

        def holds(role: Role) -> None:
            operation = self._operation
            assert isinstance(operation, SchemaOperation)
            newer = operation.up({}, role)
            if newer:
                raise Broken(f"Under {role.value} it is.", older={}, newer=newer)

        says = "Nothing is filled in where nothing is created."
        return Cases(says, [Role.REPLACE, Role.MERGE], holds, "Fill in under Role.CREATE only.")

    def places_lead_up(self) -> Law:
        """A place in the older form is nowhere in the newer one, or there."""

        def holds(older: Any) -> None:
            try:
                newer = self._acting.up(older, Role.CREATE)
            except (ConversionError, Broken):
                return  # what breaks there another law tells of
            self._lead(older, newer, "older", "location_up", self._lossy("up"))

        says = "A place in the older form leads to one in the newer."
        return Law(
            says,
            self._older,
            holds,
            "Let location_up follow what up does.",
            self._older_validity.wrong,
            self._older_edges,
        )

    def places_lead_down(self) -> Law:
        """A place in the newer form is nowhere in the older one, or there."""

        def holds(newer: Any) -> None:
            try:
                older = self._acting.down(newer)
            except Broken:
                return  # which another law tells of
            self._lead(newer, older, "newer", "location_down", self._lossy("down"))

        says = "A place in the newer form leads to one in the older."
        return Law(
            says,
            self._newer,
            holds,
            "Let location_down follow what down does.",
            self._newer_validity.wrong,
            self._newer_edges,
        )

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
