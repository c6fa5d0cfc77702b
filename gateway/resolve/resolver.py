"""Asks the sources, settles what they say, and looks the version up in the timeline."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from gateway.asgi import VERSION, Scope
from gateway.errors import ConfigurationError
from gateway.refuse.problem import Problem
from gateway.resolve.refusals import (
    BROWNOUT,
    CONFLICT,
    MALFORMED,
    MISSING,
    RETIRED,
    UNAVAILABLE,
    UNKNOWN,
    Refusals,
    shown,
)
from gateway.resolve.source import PinUnavailable, Selector, Source, Unsure
from gateway.timeline.life import Lifecycle
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

logger = logging.getLogger("gateway")

Retired = Literal["refuse", "fall-forward"]
DEFAULT = "default"
"""What stands for a source where nothing asked for a version."""


class Resolution(NamedTuple):
    """The version a request is for.

    Args:
        version: the version that serves it.
        scope: the request, without what the sources read, and with the version.
        by_path: whether the path asked, so that links bear the version.
        requested: the retired version that was asked for, where another serves it.
        private: whether one client's own pin decided.
        answer_type: the media type that JSON answers bear, where the request asked for one.
        delay: by how many seconds the answer is held back.
        staged: whether the deployment's stage decided, of which the request itself says nothing.
    """

    version: ApiVersion
    scope: Scope
    by_path: bool = False
    requested: ApiVersion | None = None
    private: bool = False
    answer_type: bytes | None = None
    delay: float | None = None
    staged: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether responses say no more than they always do."""
        return self.requested is None and not self.private and self.answer_type is None


class Peeked(NamedTuple):
    """What a plain request is for.

    Args:
        version: the version that serves it.
        prefix: what of the path names it; empty where the path doesn't.
    """

    version: ApiVersion
    prefix: str


class Resolver:
    """Finds the version of a request.

    All asking sources must agree; only if none asks are the supplying ones tried, in order; then the default.

    Args:
        timeline: the versions.
        sources: where a version may stand.
        clock: gives the present instant, timezone-aware.
        refusals: builds what clients are told.
        retired: what becomes of who asks for a retired version: `refuse`, or `fall-forward` to the oldest supported.
        previews: whether versions in preview are served to who asks; where not, they are unknown.

    Raises:
        ConfigurationError: two sources read the same place, or nothing is served.
    """

    def __init__(
        self,
        timeline: Timeline,
        sources: Sequence[Source],
        clock: Callable[[], datetime],
        refusals: Refusals,
        retired: Retired = "refuse",
        *,
        previews: bool = True,
    ) -> None:
        names = [source.name for source in sources]
        if len(set(names)) < len(names):
            raise ConfigurationError(f"Two sources read the same place ({', '.join(names)}). Drop one of them.")
        if retired not in ("refuse", "fall-forward"):
            raise ConfigurationError(f"retired={retired!r} is neither 'refuse' nor 'fall-forward'.")
        self.hidden = frozenset[ApiVersion]() if previews else timeline.previews
        """The versions that are as if they weren't there."""
        if len(self.hidden) == len(timeline) or timeline.default(clock()) in self.hidden:
            raise ConfigurationError(
                "previews=False hides all versions, or the default one. Release it, or drop previews=False."
            )
        self._timeline = timeline
        self._sources = tuple(sources)
        self._asking = [source for source in sources if source.asks]
        self._supplying = [source for source in sources if not source.asks]
        self._clock = clock
        self._refusals = refusals
        self._fall_forward = retired == "fall-forward"
        self._below = any(source.below for source in sources)
        self.vary = tuple(dict.fromkeys(name for source in sources for name in source.vary))

    @property
    def sources(self) -> Sequence[Source]:
        """Where a version may stand."""
        return self._sources

    @property
    def falls_forward(self) -> bool:
        """Whether who asks for a retired version is served the oldest that is supported."""
        return self._fall_forward

    def peek(self, scope: Scope, now: datetime) -> Peeked | None:
        """What the request is for, where that is plain: one version, written as it is named, that is served to all.

        None where `resolve` must find out, or refuse.
        """
        text: str | None = None
        by_path: str | None = None
        for source in self._asking:
            found = source.peek(scope, self._timeline)
            if found is None:
                continue
            if isinstance(found, Unsure) or not source.plain or text not in (None, found):
                return None
            text = found
            if source.kind == "path":
                by_path = f"{source.below}/{text}"
        standing = self._timeline.standing(now)
        if text is None:
            if self._supplying or standing.default is None or self._below:
                return None
            version: ApiVersion | None = standing.default
        else:
            version = self._timeline.named(text)
        if version is None or version not in standing.open or version in self.hidden:
            return None
        if self._below and by_path is None:
            return None
        return Peeked(version, by_path or "")

    async def resolve(self, scope: Scope) -> Resolution:
        """The version that the request is for.

        Raises:
            Problem: a version is missing, malformed, unknown, retired, switched off, or two differ.
        """
        found: list[Selector] = []
        stripped, by_path, answer_type = scope, False, None
        for source in self._asking:
            read = source.read(scope, self._timeline)
            stripped = source.stripped(stripped, read)
            if read:
                found += read
                by_path = by_path or source.kind == "path"
                answer_type = answer_type or source.answer_type(scope, self._timeline)
        private = False
        if not found:
            found, private = await self._supplied(scope)
        if not found:
            found = self._by_default()
        now = self._clock()
        asked = self._agreed(found)
        version = self._served(asked, found, now)
        brownout = self._timeline[version].brownout(now)
        if brownout is not None and brownout.delay is None:
            detail = f"Version {version} is switched off until {brownout.end.isoformat()}: it is deprecated."
            raise self._refused(
                BROWNOUT, found, detail + self._guide(version), {"Retry-After": str(brownout.seconds_left(now))}
            )
        requested = asked if asked in self._timeline and version != asked else None
        delay = brownout.delay if brownout is not None else None
        scope = {**stripped, VERSION: version}
        staged = all(selector.kind in ("stage", "variable") and selector.source != DEFAULT for selector in found)
        return Resolution(version, scope, by_path, requested, private, answer_type, delay, staged)

    def stripped(self, scope: Scope) -> Scope:
        """The request without what the sources read, whatever that is."""
        stripped = scope
        for source in self._asking:
            stripped = source.stripped(stripped, source.read(scope, self._timeline))
        return stripped

    async def _supplied(self, scope: Scope) -> tuple[list[Selector], bool]:
        for source in self._supplying:
            try:
                found = await source.supply(scope, self._timeline)
            except PinUnavailable as error:
                logger.exception("a client's version couldn't be looked up")
                status = self._refusals.status(UNAVAILABLE, "pin")
                detail = "Which version you are pinned to can't be told at present. Ask for one, or try again."
                headers = {"Retry-After": "1"}
                raise self._refusals.refuse(UNAVAILABLE, status, detail, self._names(), (), headers) from error
            if found:
                return found, source.private
        return [], False

    def _by_default(self) -> list[Selector]:
        version = self._timeline.default(self._clock())
        if version is not None:
            return [Selector(DEFAULT, "variable", str(version))]
        names = ", ".join(source.name for source in self._sources) or "no source is configured"
        raise self._refusals.refuse(
            MISSING, self._missing_status(), f"Say which version you want ({names}).", self._names()
        )

    def _missing_status(self) -> int:
        statuses = {self._refusals.status(MISSING, source.kind) for source in self._sources}
        return statuses.pop() if len(statuses) == 1 else 400

    def _agreed(self, found: Sequence[Selector]) -> ApiVersion:
        versions: list[ApiVersion] = []
        for selector in found:
            try:
                versions.append(self._timeline.parse(selector.text))
            except ValueError as error:
                detail = f'"{shown(selector.text)}" ({selector.source}) is no version: {error}.'
                raise self._refused(MALFORMED, [selector], detail) from error
        if any(version != versions[0] for version in versions[1:]):
            detail = "The request asks for more than one version. Ask in one place, or for the same version in all."
            raise self._refused(CONFLICT, found, detail)
        return versions[0]

    def _served(self, asked: ApiVersion, found: Sequence[Selector], now: datetime) -> ApiVersion:
        version = self._timeline.find(asked, now, self.hidden)
        if version is None:
            raise self._refused(UNKNOWN, found, f"There is no version {shown(str(asked))}.")
        if self._timeline[version].lifecycle(now) is not Lifecycle.RETIRED:
            return version
        supported = self._timeline.supported(now)
        if self._fall_forward and supported:
            return supported[0]
        detail = f"Version {version} was retired; the latest is {self._timeline.latest(now)}."
        raise self._refused(RETIRED, found, detail + self._guide(version), self._guide_link(version))

    def _guide(self, version: ApiVersion) -> str:
        guide = self._timeline[version].guide
        return f" How to move on: {guide}" if guide else ""

    def _guide_link(self, version: ApiVersion) -> dict[str, str]:
        guide = self._timeline[version].guide
        return {"Link": f'<{guide}>; rel="deprecation"; type="text/html"'} if guide else {}

    def _names(self) -> list[str]:
        supported = self._timeline.supported(self._clock())
        return [str(version) for version in supported if not self._timeline[version].preview]

    def _refused(
        self, case: str, found: Sequence[Selector], detail: str, headers: dict[str, str] | None = None
    ) -> Problem:
        status = self._refusals.status(case, found[0].kind)
        return self._refusals.refuse(case, status, detail, self._names(), found, headers)
