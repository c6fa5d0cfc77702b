"""Answers that are translated while they pass."""

from __future__ import annotations

from collections.abc import Callable

from gateway.adapt.decoding import Decoding
from gateway.adapt.elements import Elements
from gateway.adapt.events import Events
from gateway.adapt.streams import Lines, Records, Stream
from gateway.asgi import essence
from gateway.errors import GatewayError
from gateway.shapes.bodies import EVENTS, is_sequence, kind_of


class Broken(GatewayError):
    """An answer that can't go on, though it has begun. The server closes the connection, so that nobody takes it for
    the whole.
    """


class Passing:
    """One answer on its way to the client.

    Args:
        stream: translates it.
        encoding: its content coding, which is undone.

    Raises:
        UnknownEncoding: the coding can't be undone.
    """

    def __init__(self, stream: Stream, encoding: bytes | None = None) -> None:
        self._stream = stream
        self._decoding = Decoding(encoding)

    def passed(self, chunk: bytes, *, last: bool) -> bytes:
        """What can be said once these bytes have come.

        Raises:
            Exception: they can't be translated, or aren't in the coding.
        """
        told = b"".join([self._stream.feed(piece) for piece in self._decoding.feed(chunk)])
        if not last:
            return told
        self._decoding.end()
        return told + self._stream.end()


def items(content_type: bytes, translate: Callable[[bytes], bytes], encoding: bytes | None) -> Passing:
    """An answer of lines, records or events.

    Args:
        content_type: its `Content-Type`.
        translate: gives the client's form of one item.
        encoding: its content coding.

    Raises:
        UnknownEncoding: the coding can't be undone.
    """
    media_type = essence(content_type)
    kind = Events if kind_of(media_type) == EVENTS else Records if is_sequence(media_type) else Lines
    return Passing(kind(translate), encoding)


def elements(translate: Callable[[bytes], bytes]) -> Passing:
    """An answer that is one list.

    Args:
        translate: gives the client's form of a list.
    """
    return Passing(Elements(translate))
