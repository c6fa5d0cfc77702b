"""Documents that aren't in a request: webhooks, queues, what is stored; in the form of any version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.errors import ConfigurationError, nearest
from gateway.operations.operation import Form, Role
from gateway.plan.atlas import NOWHERE, SENT, Atlas
from gateway.plan.lineage import State, lineage
from gateway.plan.plan import Plan
from gateway.shapes.shape import Shape, ref
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
        shape = self._shape(schema)
        home = State(NOWHERE, shape if form is Form.REQUEST else None, {SENT: shape} if form is Form.RESPONSE else {})
        links = lineage(home, self._atlas.steps(known, self._timeline.head))
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
            plan = self._plans[schema, known] = Plan(lineage(home, self._atlas.steps(known, self._timeline.head)), home)
        return plan

    def _shape(self, schema: str) -> Shape:
        seen: set[str] = set()
        for shape in self._shapes():
            if schema in shape.schemas:
                return Shape(ref(schema), shape.schemas)
            seen.update(shape.schemas)
        raise ConfigurationError(f"No document of the head holds the schema {schema!r}. {nearest(schema, seen)}")

    def _shapes(self) -> Iterator[Shape]:
        """The shapes of the head's documents, what is sent before what is received."""
        for message in self._atlas.messages():
            yield from message.responses.values()
        endpoints = [entry.endpoint for entry in self._atlas.table(self._timeline.head).entries]
        for endpoint in endpoints:
            yield from endpoint.response_shapes().values()
        for endpoint in endpoints:
            shape = endpoint.request_shape()
            if shape is not None:
                yield shape
