"""Whether the schemas are there that changes name, where they act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.check.mistake import Mistake, in_change
from gateway.check.seen import Seen, Way, shapes
from gateway.errors import nearest
from gateway.operations.inline import Inline
from gateway.operations.operation import Form, Operation, SchemaOperation
from gateway.plan.lineage import Link, State

FORMS = {Form.REQUEST: "requests", Form.RESPONSE: "answers"}
MOST_NAMED = 3


def held(seen: Seen) -> Iterator[Mistake]:
    """Operations on schemas that no document on which they act holds at their point in history."""
    touched = {one for way in seen.ways for link in way.links for one in _touched(link)}
    order = {id(operation): place for place, (_, _, operation) in enumerate(seen.operations())}
    known = {name for way in seen.ways for shape in shapes(way.state) for name in shape.schemas}
    for version, change, operation in seen.operations():
        if not isinstance(operation, SchemaOperation):
            continue
        for name in operation.schemas:
            if (id(operation), name) not in touched:
                states = [_just_after(way, order, operation) for way in seen.ways]
                yield in_change(version, change, *_missing(operation, name, states, known))


def _touched(link: Link) -> set[tuple[int, str]]:
    if not isinstance(link.operation, SchemaOperation):
        return set()
    found = shapes(link.newer)
    return {(id(link.operation), name) for name in link.operation.schemas if any(shape.has(name) for shape in found)}


def _just_after(way: Way, order: dict[int, int], operation: Operation) -> State:
    """A route as it is just after an operation."""
    newer = [link for link in way.links if order[id(link.operation)] < order[id(operation)]]
    return newer[-1].older if newer else way.state


def _missing(operation: SchemaOperation, name: str, states: Sequence[State], known: set[str]) -> tuple[str, str]:
    """What is wrong where a schema isn't there, and the fix."""
    if isinstance(name, Inline) and not isinstance(name.holder, str):
        what = "request" if name.form is Form.REQUEST else "answer"
        said = f"`{name.holder}` has no {what} that is described at this point in history."
        return said, "Name a route that has one, as it was just before the change."
    sought = str(name.holder) if isinstance(name, Inline) else name
    places = [place for state in states for place in _places(state, sought)]
    if not places:
        said = f"no document holds the schema {sought!r} at this point in history."
        if sought in known:
            return said, "Newer ones do: put this after the change that says how it came, or take it out."
        return said, f"Name it as its model is called. {nearest(sought, known)}"
    acts = " and ".join(FORMS[form] for form in operation.forms)
    where = f" of {' and '.join(f'`{route}`' for route in operation.routes)}" if operation.routes else ""
    named = ", ".join(places[:MOST_NAMED]) + (", and more" if len(places) > MOST_NAMED else "")
    said = f"no {acts}{where} hold the schema {sought!r} at this point in history. It is in {named}."
    return said, "Narrow it to where the schema is, or leave the narrowing out."


def _places(state: State, name: str) -> Iterator[str]:
    """The documents that hold a schema, in words."""
    route = f"`{state.route.method} {state.route.path}`" if state.route.method else f"`{state.route.path}`"
    forms = {form for form, shape in state.shapes() if shape.has(name)}
    if Form.REQUEST in forms:
        yield f"requests of {route}"
    if Form.RESPONSE in forms:
        yield f"answers of {route}" if state.route.path else "messages"
