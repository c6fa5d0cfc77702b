"""Declares typed handlers; they read as if there had only ever been one version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypedDict, TypeVar, Unpack

from gateway.errors import ConfigurationError
from gateway.operations.role import Role
from gateway.refuse.problem import Problem

Handler = TypeVar("Handler", bound=Callable[..., Any])
ErrorMap = Mapping[type[Exception], Callable[[Any], Problem]]


class Declared(NamedTuple):
    """One handler as it was declared."""

    handler: Callable[..., Any]
    method: str
    path: str
    status: int
    role: Role | None
    errors: ErrorMap
    name: str
    problems: Any = None
    sends: Mapping[str, str] = {}
    refuses: Mapping[int, str] = {}
    tags: tuple[str, ...] = ()
    media_type: str | None = None


class Declaring(TypedDict, total=False):
    """What else may be said where a handler is declared; `Router.route` says what it means."""

    role: Role | None
    name: str | None
    sends: Mapping[str, str] | None
    refuses: Mapping[int, str] | None
    media_type: str | None


class Router:
    """A list of typed handlers.

    A handler takes, by name, `request` (the Starlette request), the path's parameters, `query` and `headers` (pydantic
    models of the query parameters and of request headers, `idempotency_key` being `Idempotency-Key`) and `body`
    (anything pydantic can read). It returns what its return annotation says, a `Reply` of it with headers, or a
    Starlette response; as an `AsyncIterator` it gives one document after the other.

    Args:
        include: routers whose handlers come first, in order.
        errors: for exceptions of the domain, the problem that each is answered with.
        documents: models of what no route answers, such as events, which `gateway.downgrade` translates.
        problems: a model of what errors answer, where that has more members than RFC 9457 names.
        tags: what documents of the API group its handlers by.

    Example:
        router = Router()

        @router.post("/orders", status=201)
        async def create_order(request: Request, body: OrderCreate) -> Order: ...
    """

    def __init__(
        self,
        *,
        include: Iterable[Router] = (),
        errors: ErrorMap | None = None,
        documents: Iterable[Any] = (),
        problems: Any = None,
        tags: Iterable[str] = (),
    ) -> None:
        routers = list(include)
        self._declared = [declared for router in routers for declared in router]
        self.documents: list[Any] = [model for router in routers for model in router.documents] + list(documents)
        self._errors = dict(errors or {})
        self._problems = problems
        self._tags = tuple(tags)

    def __iter__(self) -> Iterator[Declared]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)

    def route(
        self,
        method: str,
        path: str,
        *,
        status: int = 200,
        role: Role | None = None,
        name: str | None = None,
        media_type: str | None = None,
        sends: Mapping[str, str] | None = None,
        refuses: Mapping[int, str] | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare a handler.

        Args:
            method: the HTTP method.
            path: the template, with Starlette's convertors: `/orders/{order_id}`.
            status: the status of its success.
            role: what its body does, where the method doesn't say it.
            name: what `url_for` calls it; the function's name when left out.
            media_type: what the stream of a handler is that gives an `AsyncIterator`: `text/event-stream`, or lines or
                records of JSON; `application/jsonl` when left out.

        Raises:
            ConfigurationError: the path has no slash first, or the media type is that of no stream.
            sends: the headers of its own that each success bears, and what they say, for the API's document.
            refuses: the statuses of its own errors, and when it answers them, for the API's document.
        """
        if media_type is not None:
            from gateway.handle.streamed import checked

            checked(media_type)
        if not path.startswith("/"):
            raise ConfigurationError(f"The path {path!r} must begin with a slash.")
        wrong = next((one for one in refuses or () if not 400 <= one <= 599), None)
        if wrong is not None:
            raise ConfigurationError(f"refuses has {wrong}, which is no error. Name statuses from 400 to 599.")

        def declare(handler: Handler) -> Handler:
            self._declared.append(
                Declared(
                    handler,
                    method.upper(),
                    path,
                    status,
                    role,
                    self._errors,
                    name or handler.__name__,
                    self._problems,
                    dict(sends or {}),
                    dict(refuses or {}),
                    self._tags,
                    media_type,
                )
            )
            return handler

        return declare

    def get(self, path: str, *, status: int = 200, **said: Unpack[Declaring]) -> Callable[[Handler], Handler]:
        """Declare a handler for GET (and HEAD)."""
        return self.route("GET", path, status=status, **said)

    def post(self, path: str, *, status: int = 200, **said: Unpack[Declaring]) -> Callable[[Handler], Handler]:
        """Declare a handler for POST."""
        return self.route("POST", path, status=status, **said)

    def put(self, path: str, *, status: int = 200, **said: Unpack[Declaring]) -> Callable[[Handler], Handler]:
        """Declare a handler for PUT."""
        return self.route("PUT", path, status=status, **said)

    def patch(self, path: str, *, status: int = 200, **said: Unpack[Declaring]) -> Callable[[Handler], Handler]:
        """Declare a handler for PATCH."""
        return self.route("PATCH", path, status=status, **said)

    def delete(self, path: str, *, status: int = 204, **said: Unpack[Declaring]) -> Callable[[Handler], Handler]:
        """Declare a handler for DELETE."""
        return self.route("DELETE", path, status=status, **said)
