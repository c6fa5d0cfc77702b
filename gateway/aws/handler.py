"""The function that Lambda calls."""

from __future__ import annotations

import atexit
import logging
from typing import Any

from mangum import Mangum
from mangum.types import LambdaContext, LambdaEvent
from mangum.types import LambdaHandler as EventHandler

from gateway.asgi import ASGIApp
from gateway.aws.answer import answered
from gateway.aws.errors import UnsupportedEvent
from gateway.aws.http_api import HttpApi, HttpApiPayload1
from gateway.aws.lifespan import Lifespan, Mode
from gateway.aws.load_balancer import TEXT_TYPES, LoadBalancer
from gateway.aws.loop import OwnLoop
from gateway.aws.rest_api import RestApi
from gateway.errors import ConfigurationError

logger = logging.getLogger("gateway.aws")

KINDS: tuple[type[EventHandler], ...] = (HttpApi, HttpApiPayload1, RestApi, LoadBalancer)
"""The event kinds served, none of which takes another's events."""


class LambdaHandler(Mangum):
    """Mangum, set right for the gateway: stage, base path, lifespan, loops, errors.

    Args:
        app: any ASGI application.
        base_path: the prefix that a custom domain's mapping (or a route) puts before the application's
            paths, taken away by whole segments. For REST APIs behind a domain it is found without this.
        lifespan: "auto" starts the application at the first invocation and goes on if it has no
            lifespan; "on" demands one; "off" sends none.
        custom_handlers: further kinds of event, asked first, as in Mangum.
        exclude_headers: response headers to leave out, as in Mangum.

    Raises:
        ConfigurationError: `lifespan` or `base_path` isn't one of the above.
    """

    def __init__(
        self,
        app: ASGIApp,
        base_path: str | None = None,
        lifespan: Mode = "auto",
        *,
        custom_handlers: list[type[EventHandler]] | None = None,
        exclude_headers: list[str] | None = None,
    ) -> None:
        if lifespan not in ("auto", "on", "off"):
            raise ConfigurationError(f'LambdaHandler: lifespan is {lifespan!r}. Use "auto", "on" or "off".')
        if base_path is not None and not base_path.startswith("/"):
            raise ConfigurationError(f'LambdaHandler: base_path is {base_path!r}. Write it as "/{base_path}".')
        self._application = app
        self._mode: Mode = lifespan
        self._lifespan: Lifespan | None = None
        self._loop = OwnLoop()
        # Before Mangum's __init__, which would otherwise make a loop that nobody closes.
        self._loop.use()
        atexit.register(self._close_at_exit)
        super().__init__(
            answered(app, self._state),
            lifespan="off",  # Mangum's would start and stop the application on every invocation
            api_gateway_base_path=(base_path or "/").rstrip("/") or "/",
            custom_handlers=[*(custom_handlers or []), *KINDS],
            text_mime_types=TEXT_TYPES,
            exclude_headers=exclude_headers,
        )

    def infer(self, event: LambdaEvent, context: LambdaContext) -> EventHandler:
        """The handler of the event's kind.

        Raises:
            UnsupportedEvent: there is none. Mangum would take WebSocket and VPC Lattice events for HTTP ones.
        """
        if isinstance(event, dict):
            for kind in self.custom_handlers:
                if kind.infer(event, context, self.config):
                    return kind(event, context, self.config)
        raise UnsupportedEvent(event)

    def __call__(self, event: LambdaEvent, context: LambdaContext) -> dict[str, Any]:
        """Serve one invocation.

        Raises:
            UnsupportedEvent: the event isn't an HTTP request of a supported kind.
            StartupError: the application failed to start; the next invocation tries again.
        """
        self._ready()
        return super().__call__(event, context)

    def close(self) -> None:
        """Shut the application down and close the loop; also done, as far as possible, at the end of the process."""
        lifespan, self._lifespan = self._lifespan, None
        try:
            if lifespan is not None and self._loop.is_open:
                self._loop.run(lifespan.stop())
        finally:
            self._loop.close()
            atexit.unregister(self._close_at_exit)

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

    def _state(self) -> dict[str, Any] | None:
        return self._lifespan.state if self._lifespan is not None else None

    def _close_at_exit(self) -> None:
        try:
            self.close()
        except Exception:
            logger.exception("The application didn't shut down cleanly")
