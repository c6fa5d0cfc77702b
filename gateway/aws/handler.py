"""The function that Lambda calls."""

from __future__ import annotations

import atexit
import logging
from typing import Any, cast

from mangum import Mangum
from mangum.types import ASGI, LambdaContext, LambdaEvent
from mangum.types import LambdaHandler as Handler

from gateway.asgi import ASGIApp
from gateway.aws import snapshots
from gateway.aws.cycle import Cycle
from gateway.aws.errors import UnsupportedEvent
from gateway.aws.event_handler import EventHandler
from gateway.aws.http_api import HttpApi
from gateway.aws.kinds import Kind, kind_of
from gateway.aws.lifespan import Lifespan, Mode
from gateway.aws.load_balancer import LoadBalancer
from gateway.aws.loop import OwnLoop
from gateway.aws.mappings import Domains, Mappings
from gateway.aws.rest_api import RestApi
from gateway.errors import ConfigurationError

logger = logging.getLogger("gateway.aws")

HANDLERS: dict[Kind, type[EventHandler]] = {kind: one for one in (HttpApi, RestApi, LoadBalancer) for kind in one.kinds}


class LambdaHandler(Mangum):
    """Mangum, set right for the gateway: entries, stage, base path, identity, lifespan, loops, errors, snapshots.

    Args:
        app: any ASGI application.
        base_path: a prefix that is before the application's paths wherever they are asked, taken away by whole
            segments: a load balancer's rule, a CDN's behaviour. For REST APIs a domain's is found without this.
        lifespan: "auto" starts the application at the first invocation and goes on if it has no
            lifespan; "on" demands one; "off" sends none.
        mappings: the base paths of custom domains of HTTP APIs, which payload 2.0 doesn't tell and links need:
            `{"api.example.com": "/shop", ("api.example.com", "beta"): "/shop-beta"}` by domain, or domain and stage.
        custom_handlers: further kinds of event, asked first, as in Mangum.
        exclude_headers: response headers to leave out, as in Mangum.

    Raises:
        ConfigurationError: `lifespan`, `base_path` or `mappings` isn't one of the above.
    """

    def __init__(
        self,
        app: ASGIApp,
        base_path: str | None = None,
        lifespan: Mode = "auto",
        *,
        mappings: Domains | None = None,
        custom_handlers: list[type[Handler]] | None = None,
        exclude_headers: list[str] | None = None,
    ) -> None:
        if lifespan not in ("auto", "on", "off"):
            raise ConfigurationError(f'LambdaHandler: lifespan is {lifespan!r}. Use "auto", "on" or "off".')
        named = Mappings(base_path, mappings)
        self._application = app
        self._mode: Mode = lifespan
        self._lifespan: Lifespan | None = None
        self._loop = OwnLoop()
        # Before Mangum's __init__, which would otherwise make a loop that nobody closes.
        self._loop.use()
        atexit.register(self._close_at_exit)
        super().__init__(
            cast("ASGI", app),
            lifespan="off",  # Mangum's would start and stop the application on every invocation
            custom_handlers=custom_handlers,
            exclude_headers=exclude_headers,
        )
        self.config["api_gateway_base_path"] = cast("Any", named)
        snapshots.prepare(app, self.close)

    def infer(self, event: LambdaEvent, context: LambdaContext) -> Handler:
        """The handler of the event's kind.

        Raises:
            UnsupportedEvent: there is none. Mangum would take WebSocket and VPC Lattice events for HTTP ones.
        """
        if isinstance(event, dict):
            for custom in self.custom_handlers:
                if custom.infer(event, context, self.config):
                    return custom(event, context, self.config)
            kind = kind_of(event)
            if kind is not None:
                return HANDLERS[kind](event, context, self.config, kind)
        raise UnsupportedEvent(event)

    def __call__(self, event: LambdaEvent, context: LambdaContext) -> dict[str, Any]:
        """Serve one invocation.

        Raises:
            UnsupportedEvent: the event isn't an HTTP request of a supported kind.
            StartupError: the application failed to start; the next invocation tries again.
        """
        handler = self.infer(event, context)
        self._ready()
        scope = handler.scope
        if self._lifespan is not None:
            scope["state"] = self._lifespan.state.copy()
        cycle = Cycle(scope, handler.body)
        self._loop.run(cycle.run(self._application))
        return handler(cycle.response)

    def close(self) -> None:
        """Shut the application down and close the loop; also done, as far as possible, at the end of the process.

        A later invocation makes a new loop and starts the application again.
        """
        lifespan, self._lifespan = self._lifespan, None
        try:
            if lifespan is not None and self._loop.is_open:
                self._loop.run(lifespan.stop())
        finally:
            self._loop.close()

    def _ready(self) -> None:
        """Have a loop and a started application.

        A new loop needs a new start: what the application made at the last one is bound to the old loop.
        """
        if self._loop.use():
            self._lifespan = None
        if self._mode != "off" and self._lifespan is None:
            lifespan = Lifespan(self._application, self._mode)
            self._loop.run(lifespan.start())
            self._lifespan = lifespan

    def _close_at_exit(self) -> None:
        try:
            self.close()
        except Exception:
            logger.exception("The application didn't shut down cleanly")
