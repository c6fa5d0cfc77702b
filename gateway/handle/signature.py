"""Reads a typed handler's signature: what it takes and what it gives."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from starlette.responses import Response

from gateway.errors import DeclarationError
from gateway.shapes.bodies import EVENTS, LINES, kind_of

Document = TypeVar("Document")
STREAMS = (AsyncIterator, AsyncIterable, AsyncGenerator)
"""What a handler returns that gives one document after the other."""
OWN = frozenset(("request", "query", "headers", "body"))
"""The names by which a handler takes what isn't in its path."""


class Reply(Generic[Document]):
    """A handler's answer with headers, or with another status than the declared one.

    Args:
        document: what is serialised as the body.
        headers: response headers, such as `Location`.
        status: the status; the declared one when left out.
    """

    __slots__ = ("document", "headers", "status")

    def __init__(self, document: Document, *, headers: dict[str, str] | None = None, status: int | None = None) -> None:
        self.document = document
        self.headers = headers or {}
        self.status = status


class Signature:
    """What a handler takes and gives, with the pydantic adapters for it.

    Args:
        handler: the function.
        path_parameters: the names of its path's parameters.
        media_type: what its stream is, where the route says so.

    Raises:
        DeclarationError: a parameter that is neither one of `OWN` nor in the path; no return type; a stream of
            nothing that is named, or of events where its route doesn't say that it is one.
    """

    def __init__(self, handler: Callable[..., Any], path_parameters: list[str], media_type: str | None = None) -> None:
        from pydantic import TypeAdapter

        hints = get_type_hints(handler, include_extras=True)
        where = f"{handler.__module__}:{handler.__name__}"
        names = list(inspect.signature(handler).parameters)
        unknown = [name for name in names if name not in {*OWN, *path_parameters}]
        if unknown:
            raise DeclarationError(
                where,
                f"the parameter {unknown[0]!r} is not in the path.",
                "A handler takes request, query, headers, body and the parameters of its path.",
            )
        if "return" not in hints:
            raise DeclarationError(where, "the handler has no return type.", "Write `-> Order`, or `-> Response`.")
        self.takes_request = "request" in names
        self.body_type = hints.get("body", Any) if "body" in names else None
        self.query_type = hints.get("query") if "query" in names else None
        answer = _document_type(hints["return"])
        self.media_type = media_type or LINES
        """What its stream is."""
        self.streams = get_origin(answer) in STREAMS or answer in STREAMS
        """Whether it gives one document after the other."""
        if media_type is not None and not self.streams:
            raise DeclarationError(
                where,
                f"its route says that it answers {media_type}, but it gives one document.",
                "Write `-> AsyncIterator[Order]`, or leave media_type out.",
            )
        self.item = _item_type(answer, self.media_type, where) if self.streams else None
        """The type of each document, where it gives several."""
        self.returns = None if self.streams else answer
        """The type of its document."""
        self.answers_itself = _is_response(hints["return"])
        """Whether the handler makes the response itself, so that nothing is known of it."""
        self.body = TypeAdapter(self.body_type) if self.body_type is not None else None
        self.query = TypeAdapter(self.query_type) if self.query_type is not None else None
        self.headers_type = hints.get("headers") if "headers" in names else None
        self.headers = TypeAdapter(self.headers_type) if self.headers_type is not None else None
        self.query_schemas = self.query.json_schema().get("properties", {}) if self.query is not None else {}
        self.listed = {name for name, schema in self.query_schemas.items() if schema.get("type") == "array"}
        headers = self.headers.json_schema().get("properties", {}) if self.headers is not None else {}
        self.header_names = {name: header_name(name) for name in headers}
        """What the headers are called that are taken, in lower case, by the names of the model's fields."""
        self.path = {name: TypeAdapter(hints.get(name, str)) for name in names if name in path_parameters}
        written = self.item if self.streams else self.returns
        self.output = TypeAdapter(written) if written is not None else None


def _item_type(answer: Any, media_type: str, where: str) -> Any:
    """The type of the items of a stream. Raises DeclarationError."""
    items = get_args(answer)
    if not items:
        raise DeclarationError(where, "it isn't said what the stream holds.", "Write `-> AsyncIterator[Order]`.")
    from gateway.handle.event import Event

    item = items[0]
    if item is not Event and get_origin(item) is not Event:
        return item
    if kind_of(media_type.encode()) != EVENTS:
        raise DeclarationError(
            where, f"it gives events, but {media_type} has none.", 'Say media_type="text/event-stream" on its route.'
        )
    if item is Event:
        raise DeclarationError(where, "it isn't said what its events hold.", "Write `-> AsyncIterator[Event[Order]]`.")
    return get_args(item)[0]


def header_name(field: str) -> str:
    """What the header is called, in lower case, that a field of a model is; an alias is the name itself."""
    return field.replace("_", "-").lower()


def _is_response(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Response)


def _document_type(annotation: Any) -> Any:
    """The type of the JSON body; None where the handler makes the response itself or answers without one."""
    if get_origin(annotation) is Reply:
        annotation = get_args(annotation)[0]
    if annotation is None or annotation is type(None) or _is_response(annotation):
        return None
    return annotation
