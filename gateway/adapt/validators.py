"""Entity tags of translated bodies: one for each plan, so that no cache takes one version's body for another's.

A handler's `"5"` is `"5--2023-10-16.1f6b0c2d"` to a client of that version: the version and the plan's fingerprint.
Strong tags must differ between all representations of one URI (RFC 9110, 8.8.3).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gateway.asgi import Headers, without
from gateway.plan.plan import Plan
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

CONDITIONS = (b"if-match", b"if-none-match", b"range", b"if-range")
_TAG = re.compile(rb'\*|(?:W/)?"[^"]*"')
_SUFFIX = re.compile(rb'--([A-Za-z0-9._-]{1,64})\.[0-9a-f]{8}"\Z')


class Validators:
    """What becomes of conditions and entity tags in one version on one route.

    Args:
        timeline: the versions, whose names a tag may end in.
        version: the client's.
        plan: how its bodies are translated.
    """

    def __init__(self, timeline: Timeline, version: ApiVersion, plan: Plan) -> None:
        self._timeline = timeline
        self._suffix = b"--%s.%s" % (str(version).encode(), plan.fingerprint.encode()) if plan.links else b""
        self._touched = plan.touches_success

    def request(self, headers: Headers) -> Headers:
        """The request's conditions as the handler knows them.

        `If-Match` guards what is stored, which is the same in every version, so a tag of any version holds.
        `If-None-Match` asks for a body that the client has, so only tags of its own plan do. Ranges of a body that is
        translated mean nothing to the handler.
        """
        if not any(key.lower() in CONDITIONS for key, _ in headers):
            return headers
        headers = _mapped(headers, b"if-match", self._of_any)
        if not self._touched:
            return headers
        return _mapped(without(headers, b"range", b"if-range"), b"if-none-match", self._of_own)

    def response(self, headers: Headers) -> Headers:
        """The response's tag as the client's version has it."""
        if not self._touched:
            return headers
        return [
            (key, value[:-1] + self._suffix + b'"' if key.lower() == b"etag" and value.endswith(b'"') else value)
            for key, value in headers
        ]

    def _of_any(self, tag: bytes) -> bytes | None:
        found = _SUFFIX.search(tag)
        known = found is not None and self._timeline.get(found[1].decode()) is not None
        return tag[: found.start()] + b'"' if found is not None and known else tag

    def _of_own(self, tag: bytes) -> bytes | None:
        if tag == b"*":
            return tag
        ending = self._suffix + b'"'
        return tag[: -len(ending)] + b'"' if tag.endswith(ending) else None


def _mapped(headers: Headers, name: bytes, act: Callable[[bytes], bytes | None]) -> Headers:
    """The headers with each tag of one field mapped; without the field where none is left."""
    result: Headers = []
    for key, value in headers:
        if key.lower() != name:
            result.append((key, value))
            continue
        tags = [mapped for tag in _TAG.findall(value) if (mapped := act(tag)) is not None]
        if tags:
            result.append((key, b", ".join(tags)))
    return result
