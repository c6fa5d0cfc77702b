"""Requests to addresses that strangers gave: only to the public internet, without redirects, and bounded."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

import anyio
import httpcore

from versions._shop.courier import Post

SECONDS = 15.0
"""How long a request may take."""


class NotPublic(OSError):
    """A name leads to an address inside, where strangers have no business."""


class PublicOnly(httpcore.AnyIOBackend):
    """Connects to public addresses only.

    The name is looked up once, and what was looked at is what is connected to, so that it can't lead elsewhere a
    moment later (DNS rebinding).
    """

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore calls it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect, unless the host has an address that isn't public."""
        found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]) for one in found]
        if not addresses or not all(ipaddress.ip_address(address).is_global for address in addresses):
            raise NotPublic(f"{host} leads to an address that isn't public")
        return await super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)


@asynccontextmanager
async def posting(*, anywhere: bool = False) -> AsyncIterator[Post]:
    """A function that sends with POST.

    Args:
        anywhere: also to plain `http` and to addresses inside, as on a developer's machine.
    """
    backend = httpcore.AnyIOBackend() if anywhere else PublicOnly()
    async with httpcore.AsyncConnectionPool(network_backend=backend, max_connections=20) as pool:

        async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
            if not anywhere and not url.startswith("https://"):
                raise NotPublic("only https is spoken")
            lines = [("host", _host(url)), *headers.items()]
            try:
                with anyio.fail_after(SECONDS):
                    async with pool.stream("POST", url, headers=lines, content=body) as answer:
                        return answer.status  # whatever else it says isn't read
            except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, TimeoutError) as error:
                raise OSError(f"{type(error).__name__}: {error}") from error
            except (httpcore.UnsupportedProtocol, OverflowError) as error:  # there is no such scheme or port
                raise OSError(f"it can't be sent to: {error}") from error

        yield post


def _host(url: str) -> str:
    try:
        parts = httpcore.URL(url)
    except (TypeError, ValueError) as error:
        raise OSError(f"it can't be sent to: {error}") from error
    host = parts.host.decode("ascii")
    return host if parts.port is None else f"{host}:{parts.port}"
