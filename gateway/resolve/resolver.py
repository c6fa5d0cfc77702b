"""Asks the sources, settles what they say, and looks the version up in the timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from gateway.asgi import Scope, is_prefix, moved_under, route_path
from gateway.errors import ConfigurationError
from gateway.refuse.problem import Problem
from gateway.resolve.path import PathSource
from gateway.resolve.refusals import CONFLICT, MALFORMED, MISSING, RETIRED, STATUS, UNKNOWN, Refusals, shown
from gateway.resolve.source import Selector, Source
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion, Lifecycle


class Resolution(NamedTuple):
    """The version a request is for.

    Args:
        version: the version.
        scope: the request, with the path's version moved into `root_path`.
        source: which source decided; `default` where none did.
    """

    version: ApiVersion
    scope: Scope
    source: str


class Resolver:
    """Finds the version of a request.

    All asking sources must agree; only if none asks are the supplying ones tried, in order; then the default.

    Args:
        timeline: the versions.
        sources: where a version may stand.
        clock: gives the present instant, timezone-aware.
        refusals: builds what clients are told.

    Raises:
        ConfigurationError: two sources read the same place.
    """

    def __init__(
        self, timeline: Timeline, sources: Sequence[Source], clock: Callable[[], datetime], refusals: Refusals
    ) -> None:
        names = [source.name for source in sources]
        if len(set(names)) < len(names):
            raise ConfigurationError(f"Two sources read the same place ({', '.join(names)}). Drop one of them.")
        self._timeline = timeline
        self._asking = [source for source in sources if source.asks]
        self._supplying = [source for source in sources if not source.asks]
        self._kinds = {source.name: source.kind for source in sources}
        self._below = next((source.below for source in sources if isinstance(source, PathSource)), "")
        self._clock = clock
        self._refusals = refusals
        self.vary = tuple(dict.fromkeys(name for source in sources for name in source.vary))

    def resolve(self, scope: Scope) -> Resolution:
        """The version that the request is for.

        Raises:
            Problem: a version is missing, malformed, unknown, retired, or two differ.
        """
        resembles = self._timeline.scheme.looks_like_version
        found = [selector for source in self._asking for selector in source.read(scope, resembles)]
        if not found:
            found = self._supplied(scope)
        if not found:
            return self._by_default(self._stripped(scope, ""))
        version = self._agreed(found)
        prefix = next((selector.prefix for selector in found if selector.prefix), "")
        return Resolution(self._served(version, found), self._stripped(scope, prefix), found[0].source)

    def _supplied(self, scope: Scope) -> list[Selector]:
        for source in self._supplying:
            found = source.read(scope, self._timeline.scheme.looks_like_version)
            if found:
                return found
        return []

    def _stripped(self, scope: Scope, prefix: str) -> Scope:
        if not prefix and self._below and is_prefix(self._below, route_path(scope)):
            prefix = self._below
        return moved_under(scope, prefix) if prefix else scope

    def _agreed(self, found: list[Selector]) -> ApiVersion:
        versions: list[ApiVersion] = []
        for selector in found:
            try:
                versions.append(self._timeline.parse(selector.text))
            except ValueError as error:
                detail = f'"{shown(selector.text)}" ({selector.source}) is no version: {error}.'
                raise self._refused(MALFORMED, selector, detail, [selector]) from error
        if any(version != versions[0] for version in versions[1:]):
            detail = "The request asks for more than one version. Ask in one place, or for the same version in all."
            raise self._refused(CONFLICT, found[0], detail, found)
        return versions[0]

    def _served(self, version: ApiVersion, found: list[Selector]) -> ApiVersion:
        if version not in self._timeline:
            detail = f"There is no version {shown(str(version))}."
            raise self._refused(UNKNOWN, found[0], detail, found)
        now = self._clock()
        declared = self._timeline[version]
        if declared.lifecycle(now) is Lifecycle.RETIRED:
            detail = f"Version {version} was retired; the latest is {self._timeline.latest(now)}."
            if declared.guide:
                detail += f" How to move on: {declared.guide}"
            raise self._refused(RETIRED, found[0], detail, found)
        return version

    def _by_default(self, scope: Scope) -> Resolution:
        now = self._clock()
        version = self._timeline.default(now)
        if version is None:
            detail = f"Say which version you want ({', '.join(self._kinds) or 'no source is configured'})."
            raise self._refusals.refuse(MISSING, self._missing_status(), detail, self._names())
        return Resolution(self._served(version, [Selector("default", str(version))]), scope, "default")

    def _missing_status(self) -> int:
        kinds = set(self._kinds.values())
        return STATUS[MISSING][next(iter(kinds))] if len(kinds) == 1 else 400

    def _names(self) -> list[str]:
        return [
            str(version) for version in self._timeline.supported(self._clock()) if not self._timeline[version].preview
        ]

    def _refused(self, case: str, selector: Selector, detail: str, found: list[Selector]) -> Problem:
        kind = self._kinds.get(selector.source, "header")
        status = STATUS[case][kind]
        if case == UNKNOWN and kind == "stage" and selector.source != "stage":
            status = 500  # a variable is ours to set; a stage's name may be the caller's mistake
        return self._refusals.refuse(case, status, detail, self._names(), found)
