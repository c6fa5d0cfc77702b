"""What a handler must tell the gateway, whatever it is written with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from gateway.asgi import Receive, Scope, Send, essence
from gateway.operations.role import Role

if TYPE_CHECKING:
    from gateway.shapes.bodies import Bodies
    from gateway.shapes.shape import Schema, Shape


class Endpoint(Protocol):
    """One handler under one method. Its shapes are asked for on first use, never before."""

    @property
    def method(self) -> str | None:
        """The method it answers; None means any."""

    @property
    def path(self) -> str:
        """Its path template: `/orders/{order_id}`, with Starlette's convertors."""

    @property
    def label(self) -> str:
        """What serves it, for people: `versions.head.orders:create_order`."""

    @property
    def answers_head(self) -> bool:
        """Whether it answers HEAD where it answers GET (RFC 9110, 9.3.2); FastAPI's routes don't."""

    @property
    def may_link(self) -> bool:
        """Whether its documents may hold declared links."""

    @property
    def name(self) -> str | None:
        """What `url_for` calls it."""

    @property
    def neutral(self) -> bool:
        """Whether it is no part of the API's contract, such as static files, so that no version need be asked for."""

    @property
    def role(self) -> Role | None:
        """What its body does, where the handler says so; None leaves it to the method."""

    @property
    def patches(self) -> bool:
        """Whether a media type can say that a body is a JSON Patch, where the handler doesn't say it."""

    @property
    def other_types(self) -> frozenset[bytes]:
        """The media types besides JSON that it takes as what they are."""

    @property
    def prefix(self) -> bool:
        """Whether it answers all paths below its own too, as a mount does."""

    def request_shape(self) -> Shape | None:
        """The shape of its JSON request body, or None."""

    def query_schemas(self) -> Mapping[str, Schema]:
        """The schemas of its query parameters, by name."""

    def response_shapes(self) -> Mapping[str, Shape]:
        """The shapes of its JSON responses by status: `201`, `4XX`, `default`."""

    def other_shapes(self) -> Mapping[str, Bodies]:
        """The shapes of its forms, and of the items of its streams, by the kind of body."""

    async def serve(self, scope: Scope, receive: Receive, send: Send, parameters: Mapping[str, Any]) -> None:
        """Answer a request whose path has been matched already."""


ROLES = {"POST": Role.CREATE, "PUT": Role.REPLACE, "PATCH": Role.MERGE}


def role_of(endpoint: Endpoint, method: str, content_type: bytes) -> Role:
    """What a request's body does: what the handler says, else what the method and media type mean."""
    if method == "PATCH" and endpoint.patches and essence(content_type) == b"application/json-patch+json":
        return Role.PATCH_OPS
    return endpoint.role or ROLES.get(method, Role.CREATE)
