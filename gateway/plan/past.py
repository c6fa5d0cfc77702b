"""Derives what older versions need from newer ones: plans, and the documents between the operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from gateway.changes.history import History
from gateway.errors import DeclarationError
from gateway.operations.operation import SchemaOperation
from gateway.operations.role import Form
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.routes.pattern import RouteState
from gateway.operations.routes.route import RouteOperation
from gateway.plan.derive import Derived
from gateway.plan.endpoint import Endpoint
from gateway.plan.interpreted import InterpretedPlan
from gateway.plan.lineage import Line, Link, Step, state_of
from gateway.plan.state import NOWHERE, State
from gateway.plan.table import Entry
from gateway.plan.ties import TiedQuery, spoken_of, tied, ties_of
from gateway.shapes.shape import Schema, Shape
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

__all__ = ["NOWHERE", "SENT", "Past"]

SENT = "200"


class Past:
    """The lineages of all endpoints, and what is made of them. Its caller sees to it that one thread is in it.

    Args:
        timeline: the versions.
        history: their changes.
        endpoints: gives the endpoints that speak a version's documents.
        problem: the shape of problem documents.
        messages: gives the shapes of what the head sends without being asked, such as events.
        made: what plans are made as.
    """

    def __init__(
        self,
        timeline: Timeline,
        history: History,
        endpoints: Callable[[ApiVersion], Sequence[Endpoint]],
        problem: Shape,
        messages: Callable[[], Sequence[Shape]] = tuple,
        made: type[InterpretedPlan] = InterpretedPlan,
    ) -> None:
        self._made = made
        self._messages = messages
        self._problem = problem
        self._timeline = timeline
        self._history = history
        self._endpoints = endpoints
        self._newest_first = tuple(reversed(timeline.versions))
        self.derived = Derived()
        """What is remembered of shapes, which endpoints share."""
        self._states: dict[int, State] = {}
        self._lines: dict[tuple[int, str], Line] = {}
        self._steps: dict[ApiVersion, Sequence[Step]] = {}

    def plan(self, version: ApiVersion, entry: Entry) -> InterpretedPlan:
        """What is translated between a version's clients and a route's handler."""
        endpoint, passed = entry.endpoint, self._between(version, entry.home)
        # Where no operation asks for them, an app isn't made to describe its documents.
        if not endpoint.may_link and not any(map(self._speaks_of_documents, passed)):
            home = State(RouteState(endpoint.method, endpoint.path), None, {})
            return self._made(self._links((id(endpoint), ""), home, passed, self._steps_of), home)
        home = self.state(endpoint)
        links = self._links((id(endpoint), "documents"), home, passed, self._steps_of)
        if self._lines[id(endpoint), "documents"].added in passed:
            # Who waits for deferred work is told by a route that its version may not have.
            links = self._links((id(endpoint), "beyond"), home, passed, self._steps_of, beyond=True)
        return self._made(links, home, self._query(entry, home, links, passed))

    def problems(self, version: ApiVersion) -> InterpretedPlan:
        """What is translated where no route is: problem documents, as the head would write them."""
        home = State(RouteState(None, "*"), None, {"4XX": self._problem, "5XX": self._problem})
        passed = self._between(version, self._timeline.head)
        return self._made(self._links((0, "problems"), home, passed, self._steps_of), home)

    def steps(self, after: ApiVersion, upto: ApiVersion) -> Iterator[Step]:
        """The operations of the versions after one up to another, newest first."""
        for version in self._between(after, upto):
            yield from self._steps_of(version)

    def state(self, endpoint: Endpoint) -> State:
        """An endpoint's route and documents as it speaks them; what is the same in several is shared by them."""
        if id(endpoint) not in self._states:
            self._states[id(endpoint)] = state_of(endpoint, self.derived.shared)
        return self._states[id(endpoint)]

    def messages(self) -> list[State]:
        """What the head sends without being asked, each as the answer of a route that is nowhere."""
        return [State(NOWHERE, None, {SENT: shape}) for shape in self._messages()]

    def named_apart(self, version: ApiVersion) -> None:
        """Refuse two schemas of one name in what a version's handlers take, or in what they answer.

        Raises:
            DeclarationError: there are some.
        """
        known: dict[tuple[Form, str], tuple[Schema, str]] = {}
        for endpoint in self._endpoints(version):
            for form, shape in self.state(endpoint).shapes():
                for name in sorted(shape.names & shape.schemas.keys()):
                    schema, label = known.setdefault((form, name), (shape.schemas[name], endpoint.label))
                    if schema is not shape.schemas[name] and schema != shape.schemas[name]:
                        raise DeclarationError(
                            endpoint.label,
                            f"its {name!r} is another schema than that of {label}.",
                            "Give one of the models another name, as changes call schemas by the names of models.",
                        )

    def _query(
        self, entry: Entry, home: State, links: Sequence[Link], passed: Sequence[ApiVersion]
    ) -> list[RouteOperation | TiedQuery] | None:
        """What is done to the query string where parameters speak of schemas, even of such as no document holds."""
        ties = ties_of(entry.endpoint.query_schemas())
        if not ties:
            return None
        touching = {}
        for name, tie in ties.items():
            shape = self._holding(entry, home, tie.schema)
            if shape is not None:
                state, key = spoken_of(tie, shape, home.route), (id(entry.endpoint), f"query {name}")
                touching[name] = self._links(key, state, passed, self._steps_about_schemas)
        acting = [link.operation for link in links if isinstance(link.operation, RouteOperation)]
        steps = [step[2] for version in passed for step in self._steps_of(version)]
        return tied(ties, touching, steps, acting)

    def _steps_about_schemas(self, version: ApiVersion) -> list[Step]:
        return [step for step in self._steps_of(version) if not isinstance(step[2], DocumentOperation)]

    def _holding(self, entry: Entry, home: State, schema: str) -> Shape | None:
        """A shape of the handlers' version in which a schema is, the route's own first."""
        others = (state for endpoint in self._endpoints(entry.home) for state in (self.state(endpoint),))
        shapes = (shape for state in (home, *others) for _, shape in state.shapes())
        return next((shape for shape in shapes if schema in shape.schemas), None)

    def _links(
        self,
        key: tuple[int, str],
        home: State,
        passed: Sequence[ApiVersion],
        steps: Callable[[ApiVersion], Iterable[Step]],
        *,
        beyond: bool = False,
    ) -> list[Link]:
        if key not in self._lines:
            self._lines[key] = Line(home, self.derived, beyond=beyond)
        return self._lines[key].upto(passed, steps)

    def _between(self, after: ApiVersion, upto: ApiVersion) -> Sequence[ApiVersion]:
        """The versions after one up to another, newest first."""
        newest = self._newest_first
        return newest[newest.index(upto) : newest.index(after)] if after < upto else ()

    def _steps_of(self, version: ApiVersion) -> Sequence[Step]:
        """The operations of a version, newest first."""
        if version not in self._steps:
            self._steps[version] = tuple(
                (version, change, operation)
                for change in reversed(self._history.changes(version))
                for operation in reversed(change.operations)
            )
        return self._steps[version]

    def _speaks_of_documents(self, version: ApiVersion) -> bool:
        return any(isinstance(step[2], SchemaOperation | DocumentOperation) for step in self._steps_of(version))
