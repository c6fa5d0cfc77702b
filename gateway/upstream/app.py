"""The ASGI app that passes requests on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gateway.asgi import Receive, Scope, Send
from gateway.errors import ConfigurationError
from gateway.refuse.problem import Problem
from gateway.upstream.body import Body, ClientGoneError, unless_gone
from gateway.upstream.document import checked, read
from gateway.upstream.headers import forwarded, length, request_headers, response_headers
from gateway.upstream.target import EXAMPLE, check_url, target

if TYPE_CHECKING:
    import ssl

    import httpx

    _Sender = Callable[[httpx.Request], Awaitable[httpx.Response]]

logger = logging.getLogger("gateway")

IDLE = 2.0
"""Seconds that an idle connection is kept: less than servers keep theirs, so that no request meets one closing."""


class Upstream:
    """An ASGI app that passes each request on to another HTTP service, body and answer streaming.

    As `Gateway(current=Upstream("http://orders.internal:8080", openapi="openapi.json"), ...)` it puts versions in
    front of a service in any language. The service is sent the path below the version, `X-Forwarded-For`, `-Proto`
    and `-Host` as the server in front knows them, and no other word of the client's on where it comes from.

    In a lifespan connections are kept and used again; without one, each request has a connection of its own.

    Args:
        url: where the service is: scheme, host, and the path that leads its paths, if any.
        openapi: its OpenAPI document, or the JSON file that has it; without one, its paths and schemas aren't known
            to the gateway, and requests that no route fits are passed on as they are.
        timeout: the seconds that connecting, one write, or a silence may take; None for no limit.
        client: an `httpx.AsyncClient` to send by, for its certificates, proxy or authentication. Whoever made it
            closes it; `timeout` holds all the same.

    Raises:
        ConfigurationError: the service can't be reached so, or httpx isn't installed.
    """

    def __init__(
        self,
        url: str,
        *,
        openapi: str | Path | Mapping[str, Any] | None = None,
        timeout: float | None = 30.0,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        try:
            import httpx
        except ImportError as error:
            raise ConfigurationError(
                'Upstream needs httpx, which isn\'t installed. Run: pip install "versiongate[upstream]"'
            ) from error
        check_url(url)
        try:
            self._url = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise ConfigurationError(f"Upstream({url!r}): {error}. {EXAMPLE}") from error
        self._base = self._url.raw_path.rstrip(b"/")
        if openapi is not None and not isinstance(openapi, str | Path | Mapping):
            raise ConfigurationError(
                f"Upstream(openapi=...) got {type(openapi).__name__}. Pass the path of a JSON file, or the document."
            )
        if timeout is not None and not timeout > 0:
            raise ConfigurationError(f"Upstream(timeout={timeout!r}) must be seconds above 0, or None for no limit.")
        if client is not None and not isinstance(client, httpx.AsyncClient):
            raise ConfigurationError(
                f"Upstream(client=...) got {type(client).__name__}. Pass an httpx.AsyncClient, or leave it out."
            )
        self._document = openapi
        self._timeout = httpx.Timeout(timeout).as_dict()
        self._client = client
        self._tls: ssl.SSLContext | None = None
        self._kept: tuple[asyncio.AbstractEventLoop, httpx.AsyncHTTPTransport] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "WebSockets aren't passed on"})
        else:
            await self._http(scope, receive, send)

    def openapi(self) -> Mapping[str, Any]:
        """The service's OpenAPI document, read on first use; empty where there is none.

        Raises:
            ConfigurationError: the file can't be read, or holds no OpenAPI 3 document.
        """
        if self._document is None:
            return {}
        if not isinstance(self._document, Mapping):
            self._document = read(Path(self._document))
        return checked(self._document)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._transport(kept=True) as transport:
            self._kept = (asyncio.get_running_loop(), transport)
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self._kept = None
        await send({"type": "lifespan.shutdown.complete"})

    def _transport(self, *, kept: bool) -> httpx.AsyncHTTPTransport:
        # A client of httpx's would keep cookies, add headers, log URLs, and fail at a Location that it can't parse.
        import httpx

        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        # How many requests there are at once is the server's to limit.
        limits = httpx.Limits(
            max_connections=None, max_keepalive_connections=None if kept else 0, keepalive_expiry=IDLE
        )
        return httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False, limits=limits)

    @asynccontextmanager
    async def _sender(self) -> AsyncIterator[_Sender]:
        if self._client is not None:
            yield partial(self._client.send, stream=True, follow_redirects=False)
        # Connections belong to their event loop, and without a lifespan nobody says when to close those kept.
        elif self._kept is not None and self._kept[0] is asyncio.get_running_loop():
            yield self._kept[1].handle_async_request
        else:
            async with self._transport(kept=False) as transport:
                yield transport.handle_async_request

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = Body(receive)
        try:
            whole = target(self._base, scope)
            await body.begin()
            await unless_gone(self._relay(scope, whole, body, send), body)
        except ClientGoneError:
            logger.debug("the client has gone; so is its request to the upstream")
        except Problem as problem:
            await problem.send(send, head=scope["method"] == "HEAD")

    async def _relay(self, scope: Scope, target: bytes, body: Body, send: Send) -> None:
        async with self._sender() as sender:
            response = await self._answer(self._request(scope, target, body), sender)
            try:
                body.leave()
                headers = response_headers(response.headers.raw)
                await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
                async for chunk in response.aiter_raw():
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            finally:
                await response.aclose()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _request(self, scope: Scope, target: bytes, body: Body) -> httpx.Request:
        import httpx

        headers = [*request_headers(scope), *forwarded(scope), *length(scope, body)]
        # httpx writes URLs in its own way; the target goes out as it is.
        extensions = {"timeout": self._timeout, "target": target}
        content = None if body.empty else body.chunks()
        try:
            url = self._url.copy_with(raw_path=target)
        except httpx.InvalidURL as error:
            raise Problem(414, detail="The URL is too long to be passed on.") from error
        return httpx.Request(scope["method"], url, headers=headers, content=content, extensions=extensions)

    async def _answer(self, request: httpx.Request, sender: _Sender) -> httpx.Response:
        import httpx

        try:
            return await sender(request)
        except httpx.LocalProtocolError as error:
            raise Problem(400, detail="The request's headers, or its length, aren't as HTTP has them.") from error
        except httpx.TimeoutException as error:
            raise self._failed(504, "The service behind the gateway hasn't answered in time.", error) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._failed(502, "The service behind the gateway can't be reached.", error) from error

    def _failed(self, status: int, detail: str, error: Exception) -> Problem:
        logger.warning("%s didn't answer: %r", self._url, error)
        return Problem(status, detail=detail, headers={"Cache-Control": "no-store"})
