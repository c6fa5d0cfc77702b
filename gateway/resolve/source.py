"""A place that a version is read from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gateway.asgi import Scope
from gateway.errors import GatewayError
from gateway.timeline.timeline import Timeline


class PinUnavailable(GatewayError):
    """A client's pin couldn't be looked up, so nobody knows which version it is for."""


class Selector(NamedTuple):
    """What one source found in a request.

    Args:
        source: the source, as refusals name it: `path`, `header API-Version`.
        kind: which column of the refusal table it belongs to.
        text: what stands there, not parsed yet. Not to be trusted in form or length.
    """

    source: str
    kind: str
    text: str


class Selecting(NamedTuple):
    """How requests ask one source for a version, as an API document says it.

    Args:
        prefix: what stands before all paths.
        host: the host that is called.
        parameter: where a parameter is, `header` or `query`, and its name.
        media_type: what JSON is called.
    """

    prefix: str = ""
    host: str | None = None
    parameter: tuple[str, str] | None = None
    media_type: str | None = None


class Unsure:
    """Stands for what must be looked at more closely."""


UNSURE = Unsure()


class Source:
    """One place a version is read from.

    Attributes:
        kind: which column of the refusal table it belongs to when it finds nothing.
        name: how refusals call it.
        asks: whether it asks for a version; otherwise it supplies one, and is looked at only when none asks.
        vary: the request headers it reads, for `Vary`.
        private: whether what it supplies is one client's own, so that shared caches must not keep the answer.
    """

    kind: str = ""
    name: str = ""
    asks: bool = True
    vary: tuple[bytes, ...] = ()
    private: bool = False
    plain: bool = False
    """Whether nothing but a version stands there, and nothing is taken out of the request but a prefix of the path."""
    below: str = ""
    """The path below which a version in the path stands."""

    def read(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        """What stands in the request, each occurrence apart. Must not raise, whatever a client sends."""
        raise NotImplementedError

    def peek(self, scope: Scope, timeline: Timeline) -> str | Unsure | None:
        """The one text that stands in the request, None where none does, `UNSURE` where it isn't that simple."""
        found = self.read(scope, timeline)
        if not found:
            return None
        return found[0].text if len(found) == 1 else UNSURE

    async def supply(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        """What a supplying source gives; it may have to ask somebody else."""
        return self.read(scope, timeline)

    def refresh(self) -> None:
        """Forget what is kept for a time: the clock that measured it may have stood still (a restored snapshot)."""

    def stripped(self, scope: Scope, found: Sequence[Selector]) -> Scope:
        """The request without what was read, as handlers know nothing of versions. Never alters its argument."""
        return scope

    def answer_type(self, scope: Scope, timeline: Timeline) -> bytes | None:
        """The media type that JSON answers must bear, where the request asked for one with its version."""
        return None

    def selecting(self, text: str) -> Selecting | None:
        """How requests ask for the version that `text` names; None where nothing in a request does."""
        return None

    def selector(self, text: str) -> Selector:
        """What was found, as this source's."""
        return Selector(self.name, self.kind, text)
