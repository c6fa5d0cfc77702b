"""Bodies that aren't one JSON document: forms, and streams of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gateway.shapes.shape import Shape

LINES = "application/jsonl"
"""JSON texts one after the other, each on a line or as a record (RFC 7464)."""
EVENTS = "text/event-stream"
"""Server-sent events (WHATWG HTML, 9.2), whose data is JSON."""
FORM = "application/x-www-form-urlencoded"
"""A form's fields in a line (WHATWG URL, 5)."""
MULTIPART = "multipart/form-data"
"""A form's fields and files, each a part (RFC 7578)."""

SEQUENCE = "application/json-seq"
"""Records of JSON, each begun by the character RS (RFC 7464)."""
_OF_LINES = frozenset(
    (
        LINES,
        SEQUENCE,
        "application/jsonlines",
        "application/ndjson",
        "application/x-jsonlines",
        "application/x-ndjson",
    )
)


class Bodies(NamedTuple):
    """What a route takes and answers in one kind of body.

    Args:
        request: the shape of a form, or of an item of the stream; None where it takes none.
        responses: the shapes of the items that are answered, by status (`200`, `2XX`, `default`).
    """

    request: Shape | None
    responses: Mapping[str, Shape]


NO_OTHERS: Mapping[str, Bodies] = MappingProxyType({})
"""The bodies of a route that has JSON documents only."""


def kind_of(media_type: bytes) -> str | None:
    """The kind of body that a media type is: `LINES`, `EVENTS`, `FORM` or `MULTIPART`; None for another.

    Args:
        media_type: without its parameters, in lower case.
    """
    name = media_type.decode("latin-1")
    if name in _OF_LINES or name.endswith("+json-seq"):  # RFC 8091
        return LINES
    return name if name in (EVENTS, FORM, MULTIPART) else None


def is_sequence(media_type: bytes) -> bool:
    """Whether JSON texts are records, not lines (RFC 7464, RFC 8091)."""
    name = media_type.decode("latin-1")
    return name == SEQUENCE or name.endswith("+json-seq")
