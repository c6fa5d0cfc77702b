"""The gateway: resolve, plan, upgrade, handle, downgrade."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gateway.asgi import ASGIApp, Receive, Scope, Send, is_prefix, quoted, route_path
from gateway.behaviours import Behaviours
from gateway.changes.history import History
from gateway.errors import ConfigurationError
from gateway.exchange.attempt import attempt
from gateway.exchange.elsewhere import Elsewhere
from gateway.exchange.lane import Lanes
from gateway.exchange.lives import Lives
from gateway.exchange.marks import Marks
from gateway.exchange.shared import Shared
from gateway.exchange.unresolved import Unresolved, is_preflight
from gateway.handle.packages import Packages
from gateway.handle.router import Router
from gateway.meta import Meta
from gateway.operations.role import Form, Role
from gateway.plan.atlas import Atlas
from gateway.refuse.problem import TYPES, Problem
from gateway.resolve.header import HeaderSource, header
from gateway.resolve.path import PathSource, path
from gateway.resolve.refusals import Overrides, Refusals
from gateway.resolve.resolver import Resolver, Retired
from gateway.resolve.source import Source
from gateway.services import Services
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

if TYPE_CHECKING:
    from gateway.asgi import Headers
    from gateway.changelog import Entry
    from gateway.changelog.notes import Migration
    from gateway.changes.change import Change
    from gateway.changes.history import Adapters
    from gateway.check import Mistake
    from gateway.check.frozen import Frozen
    from gateway.contract.contracts import Contracts
    from gateway.contract.documentation import Documentation
    from gateway.documents import Documents
    from gateway.plan.past import Past

Lifespan = Callable[[Any], AbstractAsyncContextManager[Mapping[str, Any] | None]]


class Gateway:
    """An ASGI app that serves every version of an API from one current implementation.

    It is also a middleware: `app.add_middleware(Gateway, timeline=timeline, adapters="adapters")`.

    Args:
        versions: the package of versions: `timeline`, `head/`, and a package for each version with frozen handlers.
            As a middleware, the app.
        adapters: the package that says what each version changed, or the changes by version.
        current: an ASGI app, or a router, that serves the head in place of `versions.head`.
        frozen: apps or routers that serve older versions, in place of packages.
        timeline: the versions; `versions.timeline` when left out.
        sources: where a version may stand; path and `API-Version` header when left out.
        retired: what becomes of who asks for a retired version: `refuse` with 410, or `fall-forward` to the oldest
            that is supported, which `API-Version-Requested` then says.
        serves: the versions that this deployment serves, where others serve the rest; all when left out. Nothing of
            the rest is loaded but what these are made of.
        elsewhere: the app that requests for the rest are handed to, such as an `Upstream`; without it they are
            refused with 421.
        previews: whether versions in preview are served to who asks for them; where not, they are unknown.
        statuses: other statuses of refusals, by case, or by case and kind of source.
        neutral: paths at and below which no version is looked for.
        lifespan: run once around the service, as Starlette's: `versions.lifespan` when left out.
        openapi: gives the OpenAPI document of `current`, where the app can't be asked for it. Of typed handlers, what
            they don't say of the whole: `info`, `servers`, `tags`, `security`; `versions.openapi` when left out.
        documentation: whether each version's OpenAPI document and its page are served below `meta`, and in place of
            an app's own. When left out they are, unless the app that serves the head publishes none itself.
        max_body: the most bytes of a request body that the gateway reads; of older clients' forms with their files.
        meta: below which path the gateway answers `versions` and `health`; None for nowhere.
        echo: the response header that names the version served.
        problem_types: what the types of the gateway's refusals begin with.
        clock: gives the present instant, timezone-aware.

    Raises:
        ConfigurationError: something contradicts itself; the message names the fix.
    """

    def __init__(
        self,
        versions: str | ASGIApp | None = None,
        adapters: Adapters | None = None,
        *,
        current: ASGIApp | Router | None = None,
        frozen: Mapping[str, ASGIApp | Router] | None = None,
        timeline: Timeline | None = None,
        sources: Sequence[Source] | None = None,
        retired: Retired = "refuse",
        serves: Sequence[str] | None = None,
        elsewhere: ASGIApp | None = None,
        previews: bool = True,
        statuses: Overrides | None = None,
        neutral: Sequence[str] = (),
        lifespan: Lifespan | None = None,
        openapi: Callable[[], Mapping[str, Any]] | None = None,
        documentation: bool | None = None,
        max_body: int = 1_048_576,
        meta: str | None = "/-",
        echo: str = "API-Version",
        problem_types: str = TYPES,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.clock = clock
        """Gives the present instant; tests may set another."""
        package = versions if isinstance(versions, str) else None
        inner = versions if not isinstance(versions, str) else None
        if inner is not None and current is not None:
            raise ConfigurationError("The app is given twice. Drop current=, or name the package of versions first.")
        module = import_module(package) if package is not None else None
        self.timeline = timeline or _of(module, "timeline", package)
        for place in (*neutral, *([meta] if meta is not None else [])):
            if not (place.startswith("/") and len(place) > 1 and not place.endswith("/")):
                raise ConfigurationError(f"The path {place!r} must begin with a slash and not end with one: '/-'.")
        self._sources = [path(), header()] if sources is None else list(sources)
        refusals = Refusals(problem_types, statuses)
        self._resolving = partial(
            Resolver, self.timeline, clock=self._now, refusals=refusals, retired=retired, previews=previews
        )
        self.resolver = self._resolving(sources=self._sources)
        self._elsewhere = Elsewhere(self.timeline, serves, elsewhere, problem_types)
        self.packages = Packages(
            self.timeline,
            package,
            inner or current,
            frozen,
            openapi,
            max_body,
            publish=self._publish if documentation is not False else None,
            middleware=_is_stack(inner),
        )
        self._history = History(self.timeline, adapters)
        self.atlas = Atlas(self.timeline, self._history, self.packages.endpoints, self._past)
        self.atlas.served = [version for version in self._elsewhere.here if version not in self.resolver.hidden]
        asked_by = [source.header.encode() for source in self._sources if isinstance(source, HeaderSource)]
        self._services = Services(lifespan or getattr(module, "lifespan", None), self, self.packages, elsewhere)
        lives, marks = Lives(self.timeline, self.atlas), Marks(echo, self.resolver.vary, asked_by)
        self._shared = Shared(
            timeline=self.timeline,
            atlas=self.atlas,
            behaviours=Behaviours(self.timeline, self._history),
            lives=lives,
            packages=self.packages,
            services=self._services,
            marks=marks,
            lanes=Lanes(self.timeline, self.atlas, lives, marks),
            clock=self._now,
            max_body=max_body,
            meta=meta,
            problem_types=problem_types,
        )
        self._echo = echo
        self._said = openapi or getattr(module, "openapi", None)
        self._unresolved = Unresolved(self._shared, self.resolver, neutral)
        self._published = documentation
        self.meta = Meta(meta, self.timeline, self._now, self.resolver.hidden, self._read) if meta is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if "app" in scope:
            self.packages.hosted_by(scope["app"])
        if scope["type"] == "lifespan":
            await self._services.lifespan(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = route_path(scope)
        if self.meta is not None and is_prefix(self.meta.prefix, path):
            await self._own(self.meta, scope, receive, send, path, [])
            return
        if self._unresolved.is_neutral(path):
            await self._unresolved.serve_neutral(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and is_preflight(scope):
            scope, send = self._unresolved.reworked(scope, send)
        peeked = self.resolver.peek(scope, self._shared.clock()) if scope["method"] != "OPTIONS" else None
        here = peeked is not None and not self._elsewhere.has(peeked.version)
        if peeked is not None and here and await attempt(self._shared, peeked, path, scope, receive, send):
            return
        try:
            resolution = await self.resolver.resolve(scope)
        except Problem as problem:
            await self._unresolved.refuse(problem, scope, receive, send)
            return
        inner = route_path(resolution.scope)
        if self.meta is not None and is_prefix(self.meta.prefix, inner):
            await self._own(self.meta, scope, receive, send, inner, self._shared.marks.put([], resolution))
            return
        if self._elsewhere.has(resolution.version):
            await self._elsewhere.serve(resolution, scope, receive, send)
            return
        from gateway.exchange.exchange import Exchange

        await Exchange(self._shared, resolution, scope, receive, send).run()

    async def _own(self, meta: Meta, scope: Scope, receive: Receive, send: Send, path: str, headers: Headers) -> None:
        if meta.is_of_a_version(path) and self._read():
            await self._documentation.serve(path, scope, receive, send)
        else:
            await meta.serve(scope, send, path, headers)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        from gateway.exchange import websockets

        try:
            resolution = await self.resolver.resolve(scope)
        except Problem as problem:
            await self._unresolved.refuse(problem, scope, receive, send)
            return
        if self._elsewhere.has(resolution.version):
            await self._elsewhere.serve(resolution, scope, receive, send)
            return
        await websockets.connect(self._shared, resolution, receive, send)

    def _now(self) -> datetime:
        return self.clock()

    def _past(self) -> Past:
        # What a service whose clients are all at the head needn't load.
        from gateway.compiled.plan import CompiledPlan
        from gateway.plan.past import Past
        from gateway.refuse.problem import problem_shape

        packages = self.packages
        return Past(self.timeline, self._history, packages.endpoints, problem_shape(), packages.messages, CompiledPlan)

    @cached_property
    def _documents(self) -> Documents:
        from gateway.documents import Documents

        return Documents(self.timeline, self.atlas)

    @property
    def request_headers(self) -> list[str]:
        """The request headers that a `CORSMiddleware` around the gateway must allow."""
        return list(self._shared.marks.request_headers)

    @property
    def response_headers(self) -> list[str]:
        """The response headers that a `CORSMiddleware` around the gateway must expose."""
        return list(self._shared.marks.response_headers)

    @cached_property
    def contracts(self) -> Contracts:
        """The contracts of all versions: their OpenAPI documents."""
        from gateway.contract.contracts import Contracts
        from gateway.contract.parts import Parts

        return Contracts(
            Parts(
                timeline=self.timeline,
                atlas=self.atlas,
                lives=self._shared.lives,
                packages=self.packages,
                sources=self._sources,
                vary=self.resolver.vary,
                echo=self._echo,
                said=lambda: (self._said() if callable(self._said) else self._said) or {},
            )
        )

    async def _publish(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._documentation.publisher(scope, receive, send)

    def _read(self) -> list[str]:
        """What there is to read of each version below `meta`."""
        mounted = self._shared.mounted_head() if self._published is None else None
        is_published = mounted is None or mounted.publishes if self._published is None else self._published
        return self._documentation.names() if is_published else []

    @cached_property
    def _documentation(self) -> Documentation:
        from gateway.contract.documentation import Documentation
        from gateway.resolve.query import query

        own = query("version")
        taken = any(source.name == own.name for source in self._sources)
        sources = self._sources if taken else [*self._sources, own]
        return Documentation(
            self.meta.prefix if self.meta is not None else "",
            self.contracts,
            self._resolving(sources=sources),
            self._shared,
            self._sources,
            self._unresolved.refuse,
        )

    def url_for(self, name: str, /, *, version: str | None = None, **parameters: Any) -> str:
        """The path of a named route for the clients of a version, percent-encoded, with the version if paths have it.

        Args:
            name: the route's name: the handler's, unless it was declared with another.
            version: the version; the latest when left out.
            parameters: the path's parameters, as the handler calls them.

        Raises:
            NoMatchFound: that version has no route of this name with these parameters (starlette's).
            ConfigurationError: there is no such version.
        """
        from gateway.exchange.names import Names

        wanted = self.timeline.latest() if version is None else self.timeline.get(version)
        if wanted is None:
            raise ConfigurationError(
                f"There is no version {version!r}. Use one of {', '.join(map(str, self.timeline))}."
            )
        prefix = next((f"{one.below}/{wanted}" for one in self._sources if isinstance(one, PathSource)), "")
        return quoted(prefix + Names(self.atlas, wanted).path_in(wanted, name, parameters))

    def downgrade(self, document: Any, *, schema: str, to: str) -> Any:
        """A document of the head, such as a webhook's, in the form of the version `to`.

        Args:
            document: what the handlers would answer with; it isn't altered. Models and dataclasses, alone or in lists
                and objects, are taken as their JSON; all else as JSON values.
            schema: the name of its schema, which some document of the head must hold.
            to: the version of whoever receives it.

        Returns:
            JSON values; the document itself where it is of JSON values and nothing is different.

        Raises:
            ConfigurationError: there is no such version or schema.
            ConversionError: the value can't be a document of that schema, such as a list where it is an object.
        """
        return self._documents.down(document, schema, to)

    def upgrade(self, document: Any, *, schema: str, since: str, role: Role = Role.REPLACE) -> Any:
        """A document that was made for the version `since`, such as a stored one, in the head's form.

        Args:
            document: what a client of that version would send, or was sent, as for `downgrade`.
            schema: the name of its schema, as the head calls it.
            since: the version.
            role: what the document is for. `Role.CREATE` fills in what its version left to the service, as when a
                client sent it to create something; otherwise nothing is made up that it didn't say.

        Raises:
            ConfigurationError: there is no such version or schema.
            ConversionError: a value can't be converted, or the whole is no document of that schema; the message says
                which.
        """
        return self._documents.up(document, schema, since, role)

    def schema(self, name: str, version: str, *, request: bool = False) -> dict[str, Any]:
        """A named schema as a version has it: JSON Schema 2020-12 with what it refers to in `$defs`.

        Args:
            name: what the head calls it.
            version: the version.
            request: as requests bring it, not as answers bear it.

        Raises:
            ConfigurationError: there is no such version or schema.
        """
        return self._documents.schema(name, version, Form.REQUEST if request else Form.RESPONSE)

    @property
    def history(self) -> History:
        """What each version changed, and where that is written."""
        return self._history

    def changes(self, version: ApiVersion) -> Sequence[type[Change]]:
        """What a version of the timeline changed, in order. Imports its adapter module on first use."""
        return self._history.changes(version)

    def changelog(self) -> list[Entry]:
        """What each version changed, newest first, for the people who write clients."""
        from gateway.changelog import entries

        return list(entries(self.timeline, self._history))

    def migration(self, since: str | None = None, to: str | None = None, *, routes: Sequence[str] = ()) -> Migration:
        """What clients must know that move from one version to a newer one, by version and then by endpoint or schema.

        Args:
            since: the older version; left out, the whole history up to `to` is told, newest version first.
            to: the newer version; left out, the latest after `since`, or the head for the whole history.
            routes: the routes to tell of, such as `POST /orders`; all without.

        Raises:
            ConfigurationError: there is no such version or route, `to` isn't newer, or a version is removed.
        """
        from gateway.changelog.migration import Migrations

        now = self._shared.clock()
        return Migrations(self.timeline, self._history, self.atlas, now).between(since, to, routes)

    def frozen(self) -> list[Frozen]:
        """The handlers that only older versions have: how old each is, and which supported versions need it."""
        from gateway.check.frozen import frozen

        return list(frozen(self.timeline, self.atlas, self.packages.endpoints, self._shared.clock()))

    def check(self) -> list[Mistake]:
        """What is wrong in the declarations of all versions, for a test: `assert not app.check()`."""
        from gateway.check import Check

        lives, endpoints = self._shared.lives, self.packages.endpoints
        return Check(self.timeline, self._history, self.atlas, lives, endpoints).mistakes()

    def warm(self) -> None:
        """Import and plan everything ahead of the first request, where start-up is paid once."""
        for version in self.atlas.served:
            for entry in self.atlas.table(version).entries:
                self.atlas.plan(version, entry)
                self._shared.lives.of(version, entry)

    def refresh(self) -> None:
        """Forget what is kept for a time, such as pins, after a process was restored from a snapshot."""
        for source in self._sources:
            source.refresh()


def _is_stack(inner: ASGIApp | None) -> bool:
    """Whether the gateway stands in an app's middleware, the app's lifespan being run by the app."""
    return inner is not None and not hasattr(inner, "routes")


def _of(module: Any, name: str, package: str | None) -> Any:
    found = getattr(module, name, None)
    if found is None:
        where = f"{package}/__init__.py" if package else "Gateway(timeline=...)"
        raise ConfigurationError(f"There is no {name}. Write `{name} = Timeline(Version(...))` in {where}.")
    return found
