"""The routes of one version, in their order, and what serves each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.routing import compile_path

from gateway.errors import ConversionError
from gateway.operations.routes.pattern import RouteState
from gateway.plan.endpoint import Endpoint
from gateway.plan.paths import Paths
from gateway.timeline.version import ApiVersion

if TYPE_CHECKING:
    from gateway.operations.routes.path_parameter import ConvertPathParameter


class Entry:
    """One route of one version.

    Args:
        route: the route as this version's clients know it.
        endpoint: what serves it.
        home: the version whose documents the endpoint speaks.
        conversions: what gives its parameters the form that the endpoint knows, newest first.
    """

    __slots__ = (
        "_format",
        "_regex",
        "conversions",
        "convertors",
        "endpoint",
        "home",
        "methods",
        "names",
        "pattern",
        "route",
    )

    def __init__(
        self,
        route: RouteState,
        endpoint: Endpoint,
        home: ApiVersion,
        conversions: Sequence[ConvertPathParameter] = (),
    ) -> None:
        self.route = route
        self.conversions = tuple(conversions)
        self.endpoint = endpoint
        self.home = home
        self.pattern = route.path.rstrip("/") + "/{path:path}" if endpoint.prefix else route.path
        self._regex, self._format, self.convertors = compile_path(self.pattern)
        self.names = list(self.convertors)
        self.methods = frozenset([route.method] if route.method else [])
        if route.method == "GET" and endpoint.answers_head:
            self.methods |= {"HEAD"}

    def match(self, path: str) -> dict[str, Any] | None:
        """The path's parameters, converted, or None."""
        found = self._regex.match(path)
        if found is None:
            return None
        return {name: self.convertors[name].convert(text) for name, text in found.groupdict().items()}

    def path_for(self, values: Iterable[Any]) -> str:
        """The path with its parameters set, in their order."""
        texts = {
            name: convertor.to_string(value)
            for (name, convertor), value in zip(self.convertors.items(), values, strict=True)
        }
        return self._format.format_map(texts)

    def upgraded(self, values: Iterable[Any]) -> list[Any]:
        """The endpoint's form of the parameters' values, in their order.

        Raises:
            ConversionError: an older value has none.
        """
        newer = list(values)
        for operation in reversed(self.conversions):
            newer[operation.place] = operation.value_up(newer[operation.place])
        return newer

    def downgraded(self, values: Iterable[Any]) -> list[Any]:
        """The form that the values have in this version, of those that the endpoint knows."""
        older = list(values)
        for operation in self.conversions:
            older[operation.place] = operation.value_down(older[operation.place])
        return older


class Match(NamedTuple):
    """What a table found for a request.

    Args:
        entry: the route, or None where the path exists under other methods only.
        parameters: the path's parameters, by the client's names.
        allow: the methods of the path, where the method isn't among them.
    """

    entry: Entry | None
    parameters: dict[str, Any]
    allow: Sequence[str] = ()


class Table:
    """The route table of one version. The first route that fits wins, however it is found.

    Args:
        entries: the routes, in order.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self._twins = {id(entry.endpoint): entry for entry in reversed(self.entries)}
        self._paths = Paths(self.entries)

    def match(self, method: str, path: str) -> Match | None:
        """The route for a method and path; None where the path is in no route."""
        allow: set[str] = set()
        for _, entry, parameters in self._paths.of(path):
            if entry.route.method is None or method in entry.methods:
                return Match(entry, dict(parameters))
            allow |= entry.methods
        return Match(None, {}, sorted(allow)) if allow else None

    def any(self, path: str) -> Match | None:
        """The first route whose path fits, whatever its method."""
        return next((Match(entry, parameters) for _, entry, parameters in self._paths.of(path)), None)

    def twin(self, endpoint: Endpoint) -> Entry | None:
        """The route that an endpoint serves in this version."""
        return self._twins.get(id(endpoint))

    def methods(self, path: str) -> set[str]:
        """The methods under which a path is there; empty where it is in no route or answers any method."""
        return {method for _, entry, _ in self._paths.of(path) for method in entry.methods}


def path_between(one: Table, other: Table, path: str) -> str | None:
    """Where a path of one version is in another; itself where only one has it, None where it is no route's."""
    found = one.any(path)
    if found is None or found.entry is None:
        return None
    twin = other.twin(found.entry.endpoint)
    if twin is None:
        return path
    try:
        return twin.path_for(twin.downgraded(found.entry.upgraded(found.parameters.values())))
    except ConversionError:
        return None  # no route of the client's leads there
