"""Finds the handlers of each version in the package of versions, importing a version's package on first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from threading import RLock
from typing import TYPE_CHECKING, Any

from gateway.asgi import ASGIApp, Receive, Scope, Send
from gateway.changes.history import submodules
from gateway.errors import ConfigurationError, nearest
from gateway.handle.router import Router
from gateway.handle.typed import TypedEndpoint
from gateway.plan.endpoint import Endpoint
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

if TYPE_CHECKING:
    from gateway.handle.mounted import MountedApp
    from gateway.shapes.shape import Shape

HEAD = "head"


class Packages:
    """The handlers of an API, by the version whose documents they speak.

    A package holds `router = Router(...)` or `app = FastAPI()`; `versions.head` is the head's, `versions.v2024_06_01`
    has what was frozen in that version.

    Args:
        timeline: the versions.
        package: the package of versions, or None.
        current: an ASGI app that serves the head in place of `versions.head`.
        frozen: apps or routers by version, in place of packages.
        openapi: gives the OpenAPI document of `current`, where it can't be asked for it.
        max_body: the most bytes of body that typed handlers read.
        publish: answers in place of apps where they give their own documents; None where they are left alone.
        middleware: whether `current` is what stands behind the gateway in the middleware of an app.

    Raises:
        ConfigurationError: no head, or a package that belongs to no version.
    """

    def __init__(
        self,
        timeline: Timeline,
        package: str | None,
        current: ASGIApp | Router | None,
        frozen: Mapping[str, ASGIApp | Router] | None,
        openapi: Callable[[], Mapping[str, Any]] | None,
        max_body: int,
        *,
        publish: ASGIApp | None = None,
        middleware: bool = False,
    ) -> None:
        self.middleware = middleware
        self._publish = publish
        self._host: Any = None
        self._timeline = timeline
        self._current = current
        self._openapi = openapi
        self._max_body = max_body
        self._lock = RLock()
        self._endpoints: dict[ApiVersion, list[Endpoint]] = {}
        self._names: dict[ApiVersion, str] = {}
        self._objects: dict[ApiVersion, Any] = {}
        self._models: list[Any] = []
        self.mounted: dict[ApiVersion, MountedApp] = {}
        if package is not None:
            self._index(package)
        for name, handlers in (frozen or {}).items():
            version = timeline.get(name)
            if version is None:
                known = [str(known) for known in timeline]
                raise ConfigurationError(f"frozen has {name!r}, which is no version. {nearest(name, known)}")
            self._objects[version] = handlers
        if current is not None:
            self._objects[timeline.head] = current
        if timeline.head not in self._names and timeline.head not in self._objects:
            raise ConfigurationError(
                "Nothing serves the head. Write the package versions/head with a router, or pass current=app."
            )

    def _index(self, package: str) -> None:
        modules = {self._timeline.scheme.module(version): version for version in self._timeline}
        for name in submodules(package):
            if name == HEAD:
                self._names[self._timeline.head] = f"{package}.{name}"
            elif name in modules and modules[name] != self._timeline.head:
                self._names[modules[name]] = f"{package}.{name}"
            elif not name.startswith("_"):
                raise ConfigurationError(
                    f"{package}.{name} belongs to no version with frozen handlers. {nearest(name, [*modules, HEAD])} "
                    "A package of something else begins with an underscore; the head's is called head."
                )

    @property
    def modules(self) -> Mapping[ApiVersion, str]:
        """The names of the packages that hold handlers, the head's among them."""
        return dict(self._names)

    def hosted_by(self, app: Any) -> None:
        """Learn which app the gateway is a middleware of; the request says so."""
        self._host = app

    def _hosts_document(self) -> Mapping[str, Any]:
        if self._host is None:
            raise ConfigurationError("The app isn't known before it has started. Call warm() in its lifespan.")
        openapi = getattr(self._host, "openapi", None)
        return openapi() if callable(openapi) else {}

    async def current(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the app that serves the head, past the gateway."""
        assert self._current is not None
        assert not isinstance(self._current, Router)
        await self._current(scope, receive, send)

    @property
    def head(self) -> ApiVersion:
        """The version that the newest handlers speak."""
        return self._timeline.head

    def endpoints(self, version: ApiVersion) -> Sequence[Endpoint]:
        """The endpoints that speak exactly this version's documents."""
        found = self._endpoints.get(version)
        if found is None:
            with self._lock:
                found = self._endpoints.get(version)
                if found is None:
                    found = self._endpoints[version] = self._load(version)
        return found

    def messages(self) -> list[Shape]:
        """The shapes of what the head sends without being asked: its router's documents, its app's webhooks."""
        self.endpoints(self._timeline.head)
        mounted = self.mounted.get(self._timeline.head)
        if mounted is not None:
            return mounted.description.webhook_shapes()
        from gateway.shapes.from_pydantic import shape_of

        return [shape_of(model, "serialization") for model in self._models]

    def _load(self, version: ApiVersion) -> list[Endpoint]:
        handlers = self._objects.get(version)
        label = f"app of {version}"
        if handlers is None:
            name = self._names.get(version)
            if name is None:
                return []
            module = import_module(name)
            handlers = getattr(module, "router", None) or getattr(module, "app", None)
            label = f"{name}:app"
            if handlers is None:
                raise ConfigurationError(
                    f"{name} has neither `router` nor `app`. "
                    "Write `router = Router(include=[...])` or `app = FastAPI()`."
                )
        if isinstance(handlers, Router):
            if version == self._timeline.head:
                self._models = handlers.documents
            return [TypedEndpoint(declared, self._max_body) for declared in handlers]
        from gateway.handle.mounted import MountedApp

        openapi = self._openapi if version == self._timeline.head else None
        if openapi is None and version == self._timeline.head and self.middleware:
            openapi = self._hosts_document
        host = self._host if version == self._timeline.head else None
        self.mounted[version] = MountedApp(handlers, label, openapi, publish=self._publish, host=host)
        return list(self.mounted[version].endpoints())
