"""Requests for versions that another deployment serves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gateway.asgi import ASGIApp, Receive, Scope, Send, header_values
from gateway.errors import ConfigurationError, nearest
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

if TYPE_CHECKING:
    from gateway.resolve.resolver import Resolution

VIA = b"1.1 versiongate"
"""What is added to `Via` (RFC 9110, 7.6.3), so that two deployments that name each other aren't a loop."""


class Elsewhere:
    """Knows which versions are served here, and where the others are.

    Args:
        timeline: the versions.
        serves: the versions that are served here; None for all.
        app: what requests for the others are handed to, as they came; None to refuse them.
        problem_types: what the types of the gateway's refusals begin with.

    Raises:
        ConfigurationError: no version, or one that isn't in the timeline; an app that nothing would reach.
    """

    def __init__(
        self, timeline: Timeline, serves: Sequence[str] | None, app: ASGIApp | None, problem_types: str
    ) -> None:
        if isinstance(serves, str):
            raise ConfigurationError(f"serves={serves!r} is text. Write a list: serves=[{serves!r}].")
        if app is not None and serves is None:
            raise ConfigurationError("elsewhere= is for versions that aren't served here. Say serves=[...] too.")
        if serves is not None and not serves:
            raise ConfigurationError("serves=[] serves nothing. Name a version, or leave it out to serve all.")
        self.app = app
        self._type = problem_types + "version-elsewhere"
        known = [_found(timeline, name) for name in serves] if serves is not None else list(timeline)
        self.here: Sequence[ApiVersion] = tuple(version for version in timeline if version in known)
        """The versions that are served here, oldest first."""
        self._others = frozenset(version for version in timeline if version not in known)

    def has(self, version: ApiVersion) -> bool:
        """Whether a version is served elsewhere."""
        return version in self._others

    async def serve(self, resolution: Resolution, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on as it came, but for a `Via`.

        What only this deployment's stage said isn't in the request, and whoever got it would serve another version;
        so it is refused, as where there is no app (RFC 9110, 15.5.20).
        """
        looped = any(VIA in value for value in header_values(scope, b"via"))
        if self.app is not None and not resolution.staged and not looped:
            await self.app({**scope, "headers": [*scope["headers"], (b"via", VIA)]}, receive, send)
            return
        from gateway.exchange import websockets
        from gateway.refuse.problem import Problem

        detail = f"Version {resolution.version} isn't served here."
        problem = Problem(421, type=self._type, detail=detail, headers={"Cache-Control": "no-store"})
        if scope["type"] == "websocket":
            await websockets.refuse(problem, scope, send)
        else:
            await problem.send(send, head=scope["method"] == "HEAD")


def _found(timeline: Timeline, name: str) -> ApiVersion:
    version = timeline.get(name)
    if version is None:
        raise ConfigurationError(f"serves has {name!r}, no version. {nearest(name, map(str, timeline))}")
    return version
