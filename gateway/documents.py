"""Documents that aren't in a request: webhooks, queues, what is stored; in the form of any version."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from gateway.errors import ConfigurationError, nearest
from gateway.operations.operation import Form, Role
from gateway.plan.atlas import NOWHERE, SENT, Atlas
from gateway.plan.lineage import State, lineage
from gateway.plan.plan import Plan
from gateway.shapes.polymorphic import rooted
from gateway.shapes.shape import Shape, written
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion


class Documents:
    """Translates documents of named schemas between versions.

    Args:
        timeline: the versions.
        atlas: the head's routes, in whose documents the schemas are found, and the changes.
    """

    def __init__(self, timeline: Timeline, atlas: Atlas) -> None:
        self._timeline = timeline
        self._atlas = atlas
        self._plans: dict[tuple[str, ApiVersion], Plan] = {}

    def down(self, document: Any, schema: str, version: str) -> Any:
        """The document of the head in the form of a version. Never alters its argument."""
        return self._plan(schema, version).downgrade(document, int(SENT))

    def up(self, document: Any, schema: str, version: str) -> Any:
        """The document of a version in the head's form. Never alters its argument.

        Nothing is filled in that only a client that creates something would mean.
        """
        return self._plan(schema, version).upgrade(document, Role.REPLACE)

    def schema(self, schema: str, version: str, form: Form) -> dict[str, Any]:
        """The schema as a version has it: JSON Schema 2020-12 with what it refers to in `$defs`."""
        known = self._version(version)
        shape = self._shape(schema, form)
        home = State(NOWHERE, shape if form is Form.REQUEST else None, {SENT: shape} if form is Form.RESPONSE else {})
        links = lineage(home, self._atlas.steps(known, self._timeline.head), self._atlas.derived)
        older = links[-1].older if links else home
        found = older.request if form is Form.REQUEST else older.responses[SENT]
        assert found is not None
        return found.standalone()

    def _version(self, version: str) -> ApiVersion:
        known = self._timeline.get(version)
        if known is None:
            names = [str(one) for one in self._timeline]
            raise ConfigurationError(f"There is no version {version!r}. {nearest(version, names)}")
        return known

    def _plan(self, schema: str, version: str) -> Plan:
        known = self._version(version)
        plan = self._plans.get((schema, known))
        if plan is None:
            shape = self._shape(schema)
            home = State(NOWHERE, shape, {SENT: shape})
            links = lineage(home, self._atlas.steps(known, self._timeline.head), self._atlas.derived)
            plan = self._plans[schema, known] = Plan(links, home)
        return plan

    def _shape(self, schema: str, form: Form = Form.RESPONSE) -> Shape:
        name, seen = written(schema), set[str]()
        for shape in self._shapes(form):
            if name in shape.schemas:
                return rooted(shape, name)
            seen.update(shape.schemas)
        raise ConfigurationError(f"No document of the head holds the schema {schema!r}. {nearest(schema, seen)}")

    def _shapes(self, form: Form) -> Iterator[Shape]:
        """The shapes of the head's documents, those of one form before the others."""
        states = [partial(self._atlas.state, one.endpoint) for one in self._atlas.table(self._timeline.head).entries]
        messages = [partial(State, *message) for message in self._atlas.messages()]
        for wanted in (form, Form.REQUEST if form is Form.RESPONSE else Form.RESPONSE):
            for made in (*messages, *states):
                state = made()
                if wanted is Form.RESPONSE:
                    yield from state.responses.values()
                elif state.request is not None:
                    yield state.request
