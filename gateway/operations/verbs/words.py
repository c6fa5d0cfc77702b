"""The words an adapter module is written in: `schema("Customer").renamed(...)`, `route("/order").moved(...)`.

Each verb is the registration of its operation, which is imported only when the verb is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.operations.verbs.route import RouteVerbs
from gateway.operations.verbs.scalar import ScalarVerbs
from gateway.operations.verbs.schema import SchemaVerbs

if TYPE_CHECKING:
    from gateway.operations.operation import Operation


def schema(*names: str) -> SchemaVerbs:
    """The named schemas, wherever they occur: nested, in lists, in maps, in unions, in every route."""
    return SchemaVerbs(*names)


def scalar(*names: str) -> ScalarVerbs:
    """The named schemas that are no objects, such as `OrderId`, wherever they occur."""
    return ScalarVerbs(*names)


def route(path: str) -> RouteVerbs:
    """One route, named as it was just before the change: `/order`, or `POST /order` for one method."""
    return RouteVerbs(path)


def routes(path: str) -> RouteVerbs:
    """The route at `path` and all below it; `routes("/")` are all."""
    return RouteVerbs(path, below=True)


def behaviour(name: str) -> Operation:
    """A difference in behaviour, not in form; a handler asks `applies(request, name)`."""
    from gateway.operations.behaviour import Behaviour

    return Behaviour(name)


def accepted(reason: str) -> Operation:
    """A break that older clients get as well; the reason is said in the changelog."""
    from gateway.operations.behaviour import Accepted

    return Accepted(reason)
