"""Serves a typed handler: reads path, query and body, calls it, writes its answer."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import compile_path

from gateway.adapt.body import read_body
from gateway.asgi import ADAPTED, Headers, Receive, Scope, Send
from gateway.handle.router import Declared
from gateway.handle.signature import Reply, Signature, header_name
from gateway.operations.role import Role
from gateway.refuse.problem import Problem, problem_shape
from gateway.shapes.bodies import NO_OTHERS, Bodies, kind_of

if TYPE_CHECKING:
    from gateway.handle.streamed import StreamedAnswer
    from gateway.shapes.shape import Schema, Shape

MARKS = ("x-link", "x-old")


class TypedEndpoint:
    """A declared handler as an endpoint.

    Args:
        declared: the handler with its route.
        max_body: the most bytes of body that are read.
    """

    prefix = False
    neutral = False
    patches = False
    other_types: frozenset[bytes] = frozenset()
    answers_head = True

    def __init__(self, declared: Declared, max_body: int) -> None:
        self._declared = declared
        self._max_body = max_body
        self.method: str | None = declared.method
        self.path = declared.path
        self.label = f"{declared.handler.__module__}:{declared.handler.__name__}"
        self.role: Role | None = declared.role
        self.name: str | None = declared.name

    @cached_property
    def signature(self) -> Signature:
        """The handler's signature, read on first use as it makes pydantic build its validators."""
        return Signature(self._declared.handler, list(compile_path(self.path)[2]), self._declared.media_type)

    @property
    def declared(self) -> Declared:
        """The handler as it was declared."""
        return self._declared

    @cached_property
    def may_link(self) -> bool:
        """Whether a model bears a mark, which is what makes pydantic describe the models at the head."""
        if "gateway.handle.marks" in sys.modules:
            return True
        adapters = (self.signature.body, self.signature.output)
        told = [repr(adapter.core_schema) for adapter in adapters if adapter is not None]
        return any(mark in text for text in told for mark in MARKS)

    def request_shape(self) -> Shape | None:
        from gateway.shapes.from_pydantic import shape_of

        body = self.signature.body_type
        return None if body is None else shape_of(body, "validation")

    def response_shapes(self) -> Mapping[str, Shape]:
        from gateway.shapes.from_pydantic import shape_of

        model = self._declared.problems
        problems = problem_shape() if model is None else shape_of(model, "serialization")
        shapes = {"4XX": problems, "5XX": problems}
        if self.signature.returns is not None:
            shapes["2XX"] = shape_of(self.signature.returns, "serialization")
        return shapes

    def other_shapes(self) -> Mapping[str, Bodies]:
        signature = self.signature
        if signature.item is None:
            return NO_OTHERS
        from gateway.shapes.from_pydantic import shape_of

        kind = kind_of(signature.media_type.encode())
        assert kind is not None
        return {kind: Bodies(None, {"2XX": shape_of(signature.item, "serialization")})}

    def query_schemas(self) -> Mapping[str, Schema]:
        return self.signature.query_schemas

    async def serve(self, scope: Scope, receive: Receive, send: Send, parameters: Mapping[str, Any]) -> None:
        """Call the handler. Every answer but success is a problem document (RFC 9457)."""
        head = scope["method"] == "HEAD"
        try:
            body = None
            if self.signature.body is not None:
                body = await read_body(receive, scope["headers"], self._max_body)
                if body is None:
                    return
            if self.signature.streams and self.signature.takes_request:
                from gateway.handle.own_body import OwnBody

                receive = OwnBody(scope, receive)
            request = Request(scope, receive, send) if self.signature.takes_request else None
            adapted = ADAPTED in scope
            arguments = self.arguments(parameters, scope["query_string"], scope["headers"], body, adapted=adapted)
            response = self.written(await self.call(arguments, request))
        except ClientDisconnect:
            return
        except Exception as error:
            problem = self.problem(error)
            if problem is None:
                raise
            await problem.send(send, head=head)
        else:
            if isinstance(response, Written):
                response = response.response()
            await response(scope, receive, send)

    def problem(self, error: Exception) -> Problem | None:
        """What an exception is answered with; None where it is nobody's answer."""
        if isinstance(error, Problem):
            return error
        if isinstance(error, HTTPException):
            return Problem(error.status_code, detail=error.detail or None, headers=dict(error.headers or {}))
        known = next((make for kind, make in self._declared.errors.items() if isinstance(error, kind)), None)
        return None if known is None else known(error)

    def arguments(
        self, parameters: Mapping[str, Any], query: bytes, headers: Headers, body: bytes | None, *, adapted: bool
    ) -> dict[str, Any]:
        """What the handler is called with, but for the request.

        Args:
            parameters: those of the path.
            query: the query string.
            headers: the request's.
            body: the body, where the handler takes one.
            adapted: whether it was translated.

        Raises:
            Problem: something isn't what the handler takes.
        """
        signature = self.signature
        arguments: dict[str, Any] = {}
        try:
            for name, adapter in signature.path.items():
                arguments[name] = adapter.validate_strings(str(parameters[name]))
        except ValidationError as error:
            raise self._mistaken("path", error) from None
        if signature.query is not None:
            arguments["query"] = self._query(query)
        if signature.headers is not None:
            arguments["headers"] = self._headers(headers)
        if signature.body is not None and body is not None:
            # A translated body has the names that the contract has, and no others a model may be filled by.
            by_name = False if adapted else None
            try:
                arguments["body"] = signature.body.validate_json(body, by_name=by_name)
            except ValidationError as error:
                raise self._mistaken("body", error) from None
        return arguments

    async def call(self, arguments: dict[str, Any], request: Request | None) -> Any:
        """What the handler returns."""
        if request is not None:
            arguments["request"] = request
        handler = self._declared.handler
        if self._is_async:
            return await handler(**arguments)
        if self._generates:
            return handler(**arguments)
        return await run_in_threadpool(handler, **arguments)

    @cached_property
    def writes_alike(self) -> bool:
        """Whether each object of a model is written with the same members in the same order, without spaces."""
        return self.signature.output is not None and not _serializes_models(self.signature.output.core_schema)

    @cached_property
    def _is_async(self) -> bool:
        return inspect.iscoroutinefunction(self._declared.handler)

    @cached_property
    def _generates(self) -> bool:
        return inspect.isasyncgenfunction(self._declared.handler)

    def written(self, result: Any) -> Written | Response | StreamedAnswer:
        """What the handler returned as it is sent."""
        if isinstance(result, Response):
            return result
        status, headers = self._declared.status, {}
        if isinstance(result, Reply):
            status, headers, result = result.status or status, result.headers, result.document
        if self.signature.streams:
            return self._streamed(result, status, headers)
        if self.signature.output is None or status in (204, 304):
            return Written(status, headers, b"", None)
        return Written(status, headers, self.signature.output.dump_json(result, by_alias=True), "application/json")

    def _streamed(self, items: Any, status: int, headers: Mapping[str, str]) -> StreamedAnswer:
        from gateway.handle.streamed import StreamedAnswer

        signature = self.signature
        assert signature.output is not None
        dump = partial(signature.output.dump_json, by_alias=True)
        # What a generator raises before its first item is raised in its first step.
        return StreamedAnswer(
            items,
            status=status,
            headers=headers,
            media_type=signature.media_type,
            dump=dump,
            waits=self._generates,
            problem=self.problem,
        )

    def _query(self, query: bytes) -> Any:
        adapter, listed = self.signature.query, self.signature.listed
        assert adapter is not None
        values: dict[str, Any] = {}
        for name, value in QueryParams(query).multi_items():
            if name in listed:
                values[name] = [*values.get(name, ()), *value.split(",")]
            else:
                values[name] = value if name not in values else [*_listed(values[name]), value]
        try:
            # pydantic's mode for strings knows no lists.
            return adapter.validate_python(values) if listed else adapter.validate_strings(values)
        except ValidationError as error:
            raise self._mistaken("query", error) from None

    def _headers(self, headers: Headers) -> Any:
        adapter, values = self.signature.headers, dict[str, str]()
        assert adapter is not None
        for field, name in self.signature.header_names.items():
            lines = [value for key, value in headers if key.lower() == name.encode("latin-1")]
            if lines:  # several lines are one list (RFC 9110, 5.3)
                values[field] = b", ".join(lines).decode("latin-1")
        try:
            return adapter.validate_strings(values)
        except ValidationError as error:
            raise self._mistaken("header", error) from None

    def _mistaken(self, place: str, error: ValidationError) -> Problem:
        """The problem that points at each of pydantic's errors, without what was sent."""
        found = error.errors(include_url=False, include_context=False, include_input=False)
        if place == "body" and found[0]["type"] == "json_invalid":
            return Problem(400, detail="The body is no valid JSON.")
        shape = self.request_shape() if place == "body" else None
        errors = [_described(place, shape, mistake["loc"], mistake["msg"]) for mistake in found]
        return Problem(422, detail="The request doesn't fit this version's schema.", errors=errors)


class Written(NamedTuple):
    """An answer that a handler returned, as bytes.

    Args:
        status: its status.
        headers: its own headers.
        body: its body.
        media_type: what that is.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    media_type: str | None

    def response(self) -> Response:
        """The same as Starlette has it."""
        return Response(self.body, self.status, self.headers, self.media_type)


def _described(place: str, shape: Shape | None, location: tuple[int | str, ...], message: str) -> dict[str, Any]:
    if place == "body":
        from gateway.shapes.pointers import pointer
        from gateway.shapes.walk import without_tags

        found = location if shape is None else without_tags(shape, location, named=True)
        return {"detail": message, "pointer": pointer(found)}
    if place == "header":
        return {"detail": message, "header": header_name(str(location[0])) if location else place}
    return {"detail": message, "parameter": str(location[0]) if location else place}


def _serializes_models(node: Any) -> bool:
    """Whether a function of the user's writes a whole model anywhere in pydantic's schema."""
    if isinstance(node, Mapping):
        own = node.get("serialization")
        if node.get("type") in ("model", "dataclass", "typed-dict") and isinstance(own, Mapping):
            return True
        return any(map(_serializes_models, node.values()))
    return isinstance(node, list | tuple) and any(map(_serializes_models, node))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
