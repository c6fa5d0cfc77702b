"""One server-sent event of a typed handler."""

from __future__ import annotations

from typing import Generic, TypeVar

Data = TypeVar("Data")


class Event(Generic[Data]):
    """A server-sent event with more than its data (WHATWG HTML, 9.2); a handler yields it in place of a document.

    Args:
        data: what is serialised as its data; None where it has none, as in a comment that keeps the connection open.
        event: its type.
        id: what a client that connects again says it has seen, in `Last-Event-ID`.
        retry: after how many milliseconds a client connects again.
        comment: what clients don't read.

    Raises:
        ValueError: a text can't be said in a line.
    """

    __slots__ = ("comment", "data", "event", "id", "retry")

    def __init__(
        self,
        data: Data | None = None,
        *,
        event: str | None = None,
        id: str | None = None,
        retry: int | None = None,
        comment: str | None = None,
    ) -> None:
        for name, text in (("event", event), ("id", id), ("comment", comment)):
            if text is not None and any(character in text for character in "\r\n\0"):
                raise ValueError(f"Event({name}=...) goes over several lines. Say it in one.")
        self.data = data
        self.event = event
        self.id = id
        self.retry = retry
        self.comment = comment

    def written(self, data: bytes | None) -> bytes:
        """The event as it is sent.

        Args:
            data: its data as JSON.
        """
        fields = {"": self.comment, "event": self.event, "id": self.id, "retry": self.retry}
        lines = [f"{name}: {held}\n".encode() for name, held in fields.items() if held is not None]
        if data is not None:
            lines.append(b"data: " + data + b"\n")
        return b"".join(lines) + b"\n"
