"""What the gateway itself answers: the versions there are, and that it is alive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from gateway.asgi import Headers, Scope, Send
from gateway.refuse.problem import Problem
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion


class Meta:
    """The neutral paths below one prefix, which need no version.

    Args:
        prefix: where they are, such as `/-`.
        timeline: the versions.
        clock: gives the present instant.
        hidden: the versions of which nothing is said.
        others: what else there is below the prefix, for who looks for something that isn't.
    """

    def __init__(
        self,
        prefix: str,
        timeline: Timeline,
        clock: Callable[[], datetime],
        hidden: frozenset[ApiVersion] = frozenset(),
        others: Callable[[], list[str]] = list,
    ) -> None:
        self.prefix = prefix
        self._timeline = timeline
        self._clock = clock
        self._hidden = hidden
        self._others = others

    def is_of_a_version(self, path: str) -> bool:
        """Whether what is at a path differs between versions: documents, and their page."""
        name = path[len(self.prefix) :].rstrip("/")
        return name in ("/openapi.json", "/docs") or name.startswith("/docs/")

    async def serve(self, scope: Scope, send: Send, path: str, headers: Headers) -> None:
        """Answer `versions` or `health`; anything else below the prefix is 404."""
        answers = {"/versions": self.versions, "/health": self.health}
        make = answers.get(path[len(self.prefix) :].rstrip("/"))
        head = scope["method"] == "HEAD"
        if make is None:
            detail = f"Here are {', '.join(self.prefix + name for name in (*answers, *self._others()))}."
            await Problem(404, detail=detail, headers={"Cache-Control": "no-store"}).send(send, head=head)
        elif scope["method"] not in ("GET", "HEAD"):
            await Problem(405, headers={"Allow": "GET, HEAD", "Cache-Control": "no-store"}).send(send)
        else:
            import msgspec

            body = msgspec.json.encode(make())
            lines = [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
                (b"cache-control", b"no-cache"),
                *headers,
            ]
            await send({"type": "http.response.start", "status": 200, "headers": lines})
            await send({"type": "http.response.body", "body": b"" if head else body})

    def versions(self) -> dict[str, Any]:
        """The versions, oldest first, each with its place in its life."""
        now = self._clock()
        default = self._timeline.default(now)
        return {
            "versions": [self._described(version, now) for version in self._timeline if version not in self._hidden],
            "latest": str(self._timeline.latest(now)),
            "default": None if default is None else str(default),
        }

    def _described(self, version: ApiVersion, now: datetime) -> dict[str, Any]:
        declared = self._timeline[version]
        dates = {"deprecated": declared.deprecated, "sunset": declared.sunset, "retired": declared.retired}
        described: dict[str, Any] = {"version": str(version), "status": declared.lifecycle(now).value}
        described.update({name: when.date().isoformat() for name, when in dates.items() if when is not None})
        return {**described, "guide": declared.guide} if declared.guide else described

    def health(self) -> dict[str, Any]:
        """That the process answers; says nothing of what is behind it."""
        return {"status": "ok"}
