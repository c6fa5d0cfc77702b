"""Finds the routes of a path in a time that doesn't grow with the number of routes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

PLAIN = re.compile(r"[^{}]*")
PARAMETER = re.compile(r"{[A-Za-z_][A-Za-z0-9_]*(:str)?}")


class Routed(Protocol):
    """What is found by a path."""

    @property
    def pattern(self) -> str:
        """The path's template, with Starlette's convertors."""

    @property
    def names(self) -> Sequence[str]:
        """The names of its parameters, in order."""

    def match(self, path: str) -> Mapping[str, Any] | None:
        """The parameters of a path; None where the template doesn't fit."""


Route = TypeVar("Route", bound=Routed)
Found = list[tuple[int, Route, dict[str, Any]]]


class _Node(Generic[Route]):
    """The routes whose templates begin alike, by their next segment."""

    __slots__ = ("named", "parameter", "routes")

    def __init__(self) -> None:
        self.named: dict[str, _Node[Route]] = {}
        self.parameter: _Node[Route] | None = None
        self.routes: list[tuple[int, Route]] = []


class Paths(Generic[Route]):
    """An index of routes by their paths.

    Paths without parameters are looked up, those with whole segments as parameters are walked to segment by segment,
    and only those with other convertors, or with parameters inside a segment, are tried one by one.

    Args:
        routes: the routes, in order.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self._plain: dict[str, list[tuple[int, Route, dict[str, Any]]]] = {}
        self._settled: dict[str, Found[Route]] = {}
        """What fits the paths without parameters, found out once for each."""
        self._root: _Node[Route] = _Node()
        self._others: list[tuple[int, Route]] = []
        self._walked = False
        for order, route in enumerate(routes):
            self._add(order, route)

    def _add(self, order: int, route: Route) -> None:
        if PLAIN.fullmatch(route.pattern):
            self._plain.setdefault(route.pattern, []).append((order, route, {}))
            return
        segments = route.pattern.split("/")[1:]
        if not all(PLAIN.fullmatch(one) or PARAMETER.fullmatch(one) for one in segments):
            self._others.append((order, route))
            return
        self._walked = True
        node = self._root
        for segment in segments:
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.named.setdefault(segment, _Node())
        node.routes.append((order, route))

    def of(self, path: str) -> Found[Route]:
        """The routes whose path fits, in order, each with the path's parameters."""
        known = self._settled.get(path)
        if known is not None:
            return known
        plain = self._plain.get(path)
        found: Found[Route] = [] if plain is None else list(plain)
        if self._walked and path.startswith("/"):
            self._walk(self._root, path.split("/"), 1, (), found)
        for order, route in self._others:
            parameters = route.match(path)
            if parameters is not None:
                found.append((order, route, dict(parameters)))
        if len(found) > 1:
            found.sort(key=_by_order)
        if plain is not None:
            self._settled[path] = found
        return found

    def _walk(
        self, node: _Node[Route], segments: Sequence[str], place: int, values: tuple[str, ...], found: Found[Route]
    ) -> None:
        if place == len(segments):
            for order, route in node.routes:
                found.append((order, route, dict(zip(route.names, values, strict=True))))
            return
        segment = segments[place]
        named = node.named.get(segment)
        if named is not None:
            self._walk(named, segments, place + 1, values, found)
        if node.parameter is not None and segment:
            self._walk(node.parameter, segments, place + 1, (*values, segment), found)


def _by_order(found: tuple[int, Any, Any]) -> int:
    return found[0]
