"""What the exchanges are sent to: the shop with every source, and the zoo in all its set-ups."""

from __future__ import annotations

from gateway import Gateway, header, host, media_type, path, query, stage
from gateway.asgi import Receive, Scope, Send, first_header
from gateway.aws import LambdaHandler
from tests.conformance.ways import MAPPINGS
from tests.conformance.zoo import services


class Switchboard:
    """Connects a request to the service that its `X-Service` header names; the shop without one."""

    def __init__(self) -> None:
        sources = [path(), header(), query(), media_type("shop"), host("{version}.shop.test"), stage()]
        self._shop = Gateway("versions", "adapters", sources=[*sources, stage(variable="apiVersion")])
        self._services = services()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = first_header(scope.get("headers", ()), b"x-service")
        service = self._shop if named is None else self._services[named.decode()]
        await service(scope, receive, send)


app = Switchboard()
handler = LambdaHandler(app, mappings=MAPPINGS)
