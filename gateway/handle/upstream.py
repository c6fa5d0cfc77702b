"""Another HTTP service, whatever it is written in, as what serves a version."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from gateway.asgi import (
    Headers,
    Message,
    Receive,
    Scope,
    Send,
    first_header,
    header_values,
    route_path,
    with_route_path,
    without,
)
from gateway.errors import ConfigurationError
from gateway.refuse.problem import Problem

if TYPE_CHECKING:
    import ssl

    import httpx

    _Sender = Callable[[httpx.Request], Awaitable[httpx.Response]]

logger = logging.getLogger("gateway")

HOP_BY_HOP = (
    b"connection",
    b"keep-alive",
    b"proxy-connection",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
)
"""Headers that are about one connection, beside those that `Connection` names (RFC 9110, 7.6.1)."""
OWN_REQUEST = (b"host", b"content-length", b"expect", b"forwarded", b"x-real-ip")
"""Request headers that are said anew or not at all; the server has answered `Expect` already."""
OWN_RESPONSE = (b"date", b"server")
"""Response headers that the server in front writes itself, and that may be there once (RFC 9110, 6.6.1)."""
IDLE = 2.0
"""Seconds that an idle connection is kept: less than servers keep theirs, so that no request meets one closing."""

_UNSENDABLE = re.compile(rb"[^\x21-\x7e]|#")


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
        _check_url(url)
        try:
            self._url = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise ConfigurationError(f"Upstream({url!r}): {error}. {_EXAMPLE}") from error
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
            self._document = _read(Path(self._document))
        return _checked(self._document)

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
        body = _Body(receive)
        try:
            target = self._target(scope)
            await body.begin()
            await _unless_gone(self._relay(scope, target, body, send), body)
        except _ClientGoneError:
            logger.debug("the client has gone; so is its request to the upstream")
        except Problem as problem:
            await problem.send(send, head=scope["method"] == "HEAD")

    def _target(self, scope: Scope) -> bytes:
        """The request target: the base, the route path as the client encoded it, and the query."""
        if scope["method"] == "CONNECT":
            raise Problem(501, detail="CONNECT isn't passed on.")
        path = route_path(scope)
        if _escapes(path):
            raise Problem(400, detail="The path begins with two slashes, or has a segment of dots alone.")
        raw = _raw_tail(scope, path) or with_route_path({}, path)["raw_path"]
        query = scope.get("query_string", b"")
        target: bytes = self._base + raw + (b"?" + query if query else b"")
        return _UNSENDABLE.sub(lambda found: b"%%%02X" % found[0][0], target)

    async def _relay(self, scope: Scope, target: bytes, body: _Body, send: Send) -> None:
        async with self._sender() as sender:
            response = await self._answer(self._request(scope, target, body), sender)
            try:
                body.leave()
                headers = _response_headers(response.headers.raw)
                await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
                async for chunk in response.aiter_raw():
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            finally:
                await response.aclose()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _request(self, scope: Scope, target: bytes, body: _Body) -> httpx.Request:
        import httpx

        headers = [*_request_headers(scope), *_forwarded(scope), *_length(scope, body)]
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


class _ClientGoneError(Exception):
    """The client has disconnected; nobody is left to answer."""


class _Body:
    """A request's body as it comes in, and after it, word of whether the client is still there.

    Args:
        receive: where both come from. It has one reader at a time.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._chunk = b""
        self._more = True
        self._left = asyncio.Event()

    async def begin(self) -> None:
        """Read the first chunk, before which nobody knows whether there is a body. Raises where the client has gone."""
        message: Message = await self._receive()
        if message["type"] == "http.disconnect":
            raise _ClientGoneError
        self._chunk, self._more = message.get("body", b""), message.get("more_body", False)
        if self.empty:
            self.leave()

    @property
    def empty(self) -> bool:
        """Whether there is none, known once it has begun."""
        return not self._chunk and not self._more

    @property
    def size(self) -> int | None:
        """Its length, where the first chunk is all of it."""
        return None if self._more else len(self._chunk)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Its chunks, each read when the upstream has taken the one before."""
        if self._chunk:
            yield self._chunk
        while self._more:
            await self.begin()
            if self._chunk:
                yield self._chunk
        self.leave()

    def leave(self) -> None:
        """Nobody reads it any further."""
        self._left.set()

    async def gone(self) -> None:
        """Wait until the client has gone."""
        await self._left.wait()
        while (await self._receive())["type"] != "http.disconnect":  # noqa: ASYNC110 - it waits in receive
            # The rest of a body that the upstream has answered without reading; it may be there without waiting.
            await asyncio.sleep(0)


async def _unless_gone(work: Coroutine[Any, Any, None], body: _Body) -> None:
    """Do the work; it is cancelled once the client has gone."""
    tasks = [asyncio.ensure_future(work), asyncio.ensure_future(body.gone())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


def _connection_headers(headers: Headers) -> set[bytes]:
    """The names of the headers that don't go past this hop."""
    named = (value.split(b",") for key, value in headers if key.lower() == b"connection")
    return {*HOP_BY_HOP, *(name.strip().lower() for names in named for name in names)}


def _request_headers(scope: Scope) -> Headers:
    headers: Headers = [(key.lower(), value) for key, value in scope["headers"]]
    kept = without(headers, *OWN_REQUEST, *_connection_headers(headers))
    # CGI and WSGI read an underscore as a hyphen.
    return [(key, value) for key, value in kept if not key.replace(b"_", b"-").startswith(b"x-forwarded-")]


def _forwarded(scope: Scope) -> Headers:
    """Where the request came from, as the server knows it."""
    client, host = scope.get("client"), first_header(scope["headers"], b"host")
    headers = [(b"x-forwarded-proto", scope.get("scheme", "http").encode())]
    if client and client[0]:
        headers.append((b"x-forwarded-for", client[0].encode("latin-1")))
    return headers if host is None else [*headers, (b"x-forwarded-host", host)]


def _length(scope: Scope, body: _Body) -> Headers:
    """The body's length, where it is known; without it, the body is sent in chunks."""
    announced = header_values(scope, b"content-length")
    if body.size is not None:
        return [(b"content-length", str(body.size).encode())] if body.size or announced else []
    # Beside a transfer coding a length says nothing (RFC 9112, 6.3).
    coded = first_header(scope["headers"], b"transfer-encoding") is not None
    return [] if coded or not announced else [(b"content-length", announced[0])]


def _response_headers(raw: Headers) -> Headers:
    headers: Headers = [(key.lower(), value) for key, value in raw]
    coded = [b"content-length"] if first_header(headers, b"transfer-encoding") is not None else []
    return without(headers, *OWN_RESPONSE, *coded, *_connection_headers(headers))


def _escapes(path: str) -> bool:
    """Whether a server might take the path for one elsewhere: `//host`, and dot segments in any server's reading."""
    segments = re.split(r"[/\\]", path)
    lead = not path.startswith("/") or path.startswith(("//", "/\\"))
    return lead or any(segment.partition(";")[0] in (".", "..") for segment in segments)


def _raw_tail(scope: Scope, path: str) -> bytes | None:
    """The route path as the client encoded it; None where the server doesn't tell, or tells of another path."""
    raw: bytes = (scope.get("raw_path") or b"").partition(b"?")[0]
    at = 0
    for _ in scope["path"].removesuffix(path).encode():
        at += 3 if raw[at : at + 1] == b"%" else 1
    tail = raw[at:]
    return tail if tail.isascii() and unquote(tail.decode("ascii")) == path else None


_EXAMPLE = 'Write it like "http://orders.internal:8080" or "https://example.com/api".'


def _check_url(url: str) -> None:
    if "@" in str(url).partition("//")[2].partition("/")[0]:
        # Not shown: it holds a password.
        raise ConfigurationError(
            "The URL of an Upstream has a user. Take it out and pass client=httpx.AsyncClient(auth=...)."
        )
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"Upstream({url!r}): {error}. {_EXAMPLE}") from error
    if not whole:
        raise ConfigurationError(f"Upstream({url!r}) has no scheme http or https, or no host. {_EXAMPLE}")
    if "?" in url or "#" in url:
        raise ConfigurationError(f"Upstream({url!r}) has a query or a fragment. Take it out. {_EXAMPLE}")
    if parts.path and _escapes(unquote(parts.path)):
        raise ConfigurationError(f"Upstream({url!r}): the path has dot segments or two slashes. {_EXAMPLE}")


def _read(path: Path) -> Mapping[str, Any]:
    try:
        document: Any = json.loads(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"Upstream(openapi={str(path)!r}) can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise ConfigurationError(
            f"Upstream(openapi={str(path)!r}) is no JSON: {error}. Convert a YAML document to JSON first."
        ) from error
    return _checked(document, f"Upstream(openapi={str(path)!r})")


def _checked(document: Any, where: str = "Upstream(openapi=...)") -> Mapping[str, Any]:
    """The document, where it is one of OpenAPI 3."""
    held = document if isinstance(document, Mapping) else {}
    if not str(held.get("openapi", "")).startswith("3.") or not isinstance(held.get("paths", {}), Mapping):
        raise ConfigurationError(
            f'{where} is no OpenAPI 3 document: an object with "openapi": "3.x" and "paths". '
            "Export it from the service anew."
        )
    return held
