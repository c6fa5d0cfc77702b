"""All tables and plans of an API, each made on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import RLock

from gateway.changes.history import History
from gateway.errors import DeclarationError
from gateway.operations.operation import Form, SchemaOperation
from gateway.operations.routes.document import DocumentOperation
from gateway.operations.routes.exist import AddRoute
from gateway.operations.routes.path_parameter import ConvertPathParameter
from gateway.operations.routes.route import RouteOperation, RouteState
from gateway.plan.derive import Derived
from gateway.plan.endpoint import Endpoint
from gateway.plan.lineage import NOWHERE, Line, Link, State, Step, state_of
from gateway.plan.plan import Plan
from gateway.plan.table import Entry, Table
from gateway.plan.ties import TiedQuery, spoken_of, tied, ties_of
from gateway.shapes.shape import Schema, Shape
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

__all__ = ["NOWHERE", "SENT", "Atlas"]

SENT = "200"


class Atlas:
    """Which handler serves which route in which version, and how it is reached.

    Args:
        timeline: the versions.
        history: their changes.
        endpoints: gives the endpoints that speak a version's documents: the head's, or those frozen in a package.
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
        made: type[Plan] = Plan,
    ) -> None:
        self._made = made
        self._messages = messages
        self._problem = problem
        self._timeline = timeline
        self.served: Sequence[ApiVersion] = timeline.versions
        """The versions whose clients come here: what is asked of all versions is asked of these."""
        self._history = history
        self._endpoints = endpoints
        self._newest_first = tuple(reversed(timeline.versions))
        self._tables: dict[ApiVersion, Table] = {}
        self._plans: dict[tuple[ApiVersion, int], Plan] = {}
        self.derived = Derived()
        """What is remembered of shapes, which endpoints share."""
        self._states: dict[int, State] = {}
        self._lines: dict[tuple[int, str], Line] = {}
        self._steps: dict[ApiVersion, Sequence[Step]] = {}
        self._lock = RLock()

    def table(self, version: ApiVersion) -> Table:
        """The routes of a version."""
        table = self._tables.get(version)
        if table is None:
            with self._lock:
                table = self._tables.get(version)
                if table is None:
                    table = self._tables[version] = self._build(version)
        return table

    def plan(self, version: ApiVersion, entry: Entry) -> Plan:
        """What is translated between a version's clients and a route's handler."""
        key = (version, id(entry))
        plan = self._plans.get(key)
        if plan is None:
            with self._lock:
                plan = self._plans.get(key)
                if plan is None:
                    plan = self._plans[key] = self._plan(version, entry)
        return plan

    def _plan(self, version: ApiVersion, entry: Entry) -> Plan:
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

    def state(self, endpoint: Endpoint) -> State:
        """An endpoint's route and documents as it speaks them; what is the same in several is shared by them."""
        if id(endpoint) not in self._states:
            self._states[id(endpoint)] = state_of(endpoint, self.derived.shared)
        return self._states[id(endpoint)]

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
        for shape in (home.request, *home.responses.values()):
            if shape is not None and schema in shape.schemas:
                return shape
        for endpoint in self._endpoints(entry.home):
            state = self.state(endpoint)
            for shape in (*state.responses.values(), state.request):
                if shape is not None and schema in shape.schemas:
                    return shape
        return None

    def problems(self, version: ApiVersion) -> Plan:
        """What is translated where no route is: problem documents (RFC 9457), as the head would write them."""
        key = (version, 0)
        plan = self._plans.get(key)
        if plan is None:
            with self._lock:
                home = State(RouteState(None, "*"), None, {"4XX": self._problem, "5XX": self._problem})
                passed = self._between(version, self._timeline.head)
                plan = self._plans[key] = Plan(self._links((0, "problems"), home, passed, self._steps_of), home)
        return plan

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
            state = self.state(endpoint)
            held = [(Form.REQUEST, state.request), *((Form.RESPONSE, shape) for shape in state.responses.values())]
            for form, shape in held:
                for name in sorted(shape.names & shape.schemas.keys()) if shape is not None else ():
                    assert shape is not None
                    schema, label = known.setdefault((form, name), (shape.schemas[name], endpoint.label))
                    if schema is not shape.schemas[name] and schema != shape.schemas[name]:
                        raise DeclarationError(
                            endpoint.label,
                            f"its {name!r} is another schema than that of {label}.",
                            "Give one of the models another name, as changes call schemas by the names of models.",
                        )

    def knows(self, path: str) -> bool:
        """Whether any version that is served has the path."""
        return any(self.table(version).any(path) is not None for version in self.served)

    def methods(self, path: str) -> set[str]:
        """The methods under which a path is there in any version that is served; empty where in none."""
        return {method for version in self.served for method in self.table(version).methods(path)}

    def steps(self, after: ApiVersion, upto: ApiVersion) -> Iterator[Step]:
        """The operations of the versions after one up to another, newest first."""
        for version in self._between(after, upto):
            yield from self._steps_of(version)

    def _build(self, version: ApiVersion) -> Table:
        if version == self._timeline.head:
            return Table(self._own(version))
        newer = self._timeline.newer_than(version)[0]
        entries = [older for entry in self.table(newer).entries if (older := self._before(newer, entry)) is not None]
        self._check_named(newer, self.table(newer).entries)
        frozen = self._own(version)
        known = {entry.route: entry for entry in frozen}
        kept = [entry for entry in entries if _plain(entry.route) not in {_plain(route) for route in known}]
        return Table([*frozen, *kept])

    def _own(self, version: ApiVersion) -> list[Entry]:
        return [
            Entry(RouteState(endpoint.method, endpoint.path), endpoint, version)
            for endpoint in self._endpoints(version)
        ]

    def _before(self, version: ApiVersion, entry: Entry) -> Entry | None:
        """The route as it was before a version's changes; None where that version added it."""
        route, conversions = entry.route, list(entry.conversions)
        for operation in self._route_operations(version):
            if isinstance(operation, ConvertPathParameter) and operation.names(route):
                conversions.append(operation)
            older = operation.before(route)
            if older is None:
                return None
            route = older
        if route == entry.route and len(conversions) == len(entry.conversions):
            return entry
        return Entry(route, entry.endpoint, entry.home, conversions)

    def _route_operations(self, version: ApiVersion) -> Iterator[RouteOperation]:
        for change in reversed(self._history.changes(version)):
            for operation in reversed(change.operations):
                if isinstance(operation, RouteOperation):
                    yield operation

    def _check_named(self, version: ApiVersion, entries: Sequence[Entry]) -> None:
        """An operation whose route doesn't exist at its point in history is an error, never skipped."""
        routes = [entry.route for entry in entries]
        for operation in self._route_operations(version):
            named = [route for route in routes if operation.names(route)]
            if isinstance(operation, AddRoute) and not named:
                raise DeclarationError(
                    f"{version}, {operation.kind}",
                    f"`{operation.pattern}` was added, but no handler has it.",
                    "Name a route of the newer version, or write its handler.",
                )
            routes = [older for route in routes if (older := operation.before(route)) is not None]


def _plain(route: RouteState) -> RouteState:
    """The route with its parameters' names left out, by which two are the same."""
    parts = ["{}" if part.startswith("{") else part for part in route.path.split("/")]
    return RouteState(route.method, "/".join(parts))
