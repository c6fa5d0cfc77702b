"""Serves a typed handler: reads path, query and body, calls it, writes its answer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import compile_path

from gateway.asgi import ADAPTED, Receive, Scope, Send
from gateway.handle.router import Declared
from gateway.handle.signature import Reply, Signature
from gateway.operations.operation import Role
from gateway.refuse.problem import Problem, problem_shape, too_large
from gateway.shapes.from_pydantic import shape_of
from gateway.shapes.pointers import pointer
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.walk import without_tags


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
    may_link = True

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
        return Signature(self._declared.handler, list(compile_path(self.path)[2]))

    def request_shape(self) -> Shape | None:
        body = self.signature.body_type
        return None if body is None else shape_of(body, "validation")

    def response_shapes(self) -> Mapping[str, Shape]:
        shapes = {"4XX": problem_shape(), "5XX": problem_shape()}
        if self.signature.returns is not None:
            shapes["2XX"] = shape_of(self.signature.returns, "serialization")
        return shapes

    def query_schemas(self) -> Mapping[str, Schema]:
        return self.signature.query_schemas

    async def serve(self, scope: Scope, receive: Receive, send: Send, parameters: Mapping[str, Any]) -> None:
        """Call the handler. Every answer but success is a problem document (RFC 9457)."""
        request = Request(scope, receive, send)
        head = scope["method"] == "HEAD"
        try:
            response = await self._answer(request, parameters)
        except Problem as problem:
            await problem.send(send, head=head)
        except HTTPException as error:
            headers = dict(error.headers or {})
            await Problem(error.status_code, detail=error.detail or None, headers=headers).send(send, head=head)
        except ClientDisconnect:
            return
        except Exception as error:
            known = next((make for kind, make in self._declared.errors.items() if isinstance(error, kind)), None)
            if known is None:
                raise
            await known(error).send(send, head=head)
        else:
            await response(scope, receive, send)

    async def _answer(self, request: Request, parameters: Mapping[str, Any]) -> Response:
        signature = self.signature
        arguments: dict[str, Any] = {"request": request} if signature.takes_request else {}
        for name, adapter in signature.path.items():
            with _Mistakes("path"):
                arguments[name] = adapter.validate_strings(str(parameters[name]))
        if signature.query is not None:
            arguments["query"] = self._query(request)
        if signature.body is not None:
            raw = await self._read(request)
            with _Mistakes("body", self.request_shape):
                # A translated body has the names that the contract has, and no others a model may be filled by.
                by_name = False if ADAPTED in request.scope else None
                arguments["body"] = signature.body.validate_json(raw, by_name=by_name)
        handler = self._declared.handler
        if inspect.iscoroutinefunction(handler):
            result = await handler(**arguments)
        else:
            result = await run_in_threadpool(handler, **arguments)
        return self._response(result)

    def _query(self, request: Request) -> Any:
        adapter, listed = self.signature.query, self.signature.listed
        assert adapter is not None
        values: dict[str, Any] = {}
        for name, value in request.query_params.multi_items():
            if name in listed:
                values[name] = [*values.get(name, ()), *value.split(",")]
            else:
                values[name] = value if name not in values else [*_listed(values[name]), value]
        with _Mistakes("query"):
            # pydantic's mode for strings knows no lists.
            return adapter.validate_python(values) if listed else adapter.validate_strings(values)

    async def _read(self, request: Request) -> bytes:
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and len(announced) < 20 and int(announced) > self._max_body:
            raise too_large(self._max_body)
        chunks, size = [], 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > self._max_body:
                raise too_large(self._max_body)
            chunks.append(chunk)
        return b"".join(chunks)

    def _response(self, result: Any) -> Response:
        if isinstance(result, Response):
            return result
        status, headers = self._declared.status, {}
        if isinstance(result, Reply):
            status, headers, result = result.status or status, result.headers, result.document
        if self.signature.output is None or status in (204, 304):
            return Response(status_code=status, headers=headers)
        body = self.signature.output.dump_json(result, by_alias=True)
        return Response(body, status_code=status, headers=headers, media_type="application/json")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class _Mistakes:
    """Turns pydantic's errors into a problem that points at each, without what was sent."""

    def __init__(self, place: str, shape: Callable[[], Shape | None] = lambda: None) -> None:
        self._place = place
        self._shape = shape

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, ValidationError):
            return
        found = error.errors(include_url=False, include_context=False, include_input=False)
        if self._place == "body" and found[0]["type"] == "json_invalid":
            raise Problem(400, detail="The body is no valid JSON.") from None
        errors = [self._described(mistake["loc"], mistake["msg"]) for mistake in found]
        raise Problem(422, detail="The request doesn't fit this version's schema.", errors=errors) from None

    def _described(self, location: tuple[int | str, ...], message: str) -> dict[str, Any]:
        if self._place == "body":
            shape = self._shape()
            found = location if shape is None else without_tags(shape, location, named=True)
            return {"detail": message, "pointer": pointer(found)}
        return {"detail": message, "parameter": str(location[0]) if location else self._place}
