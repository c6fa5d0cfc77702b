"""What the request bodies do in which an operation acts."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.check.reach import reached
from gateway.check.writes import is_kept
from gateway.operations.operation import Form, Role
from gateway.plan.endpoint import Endpoint, role_of
from gateway.plan.lineage import Link


def roles_of(endpoint: Endpoint | None, links: Sequence[Link], link: Link, name: str) -> frozenset[Role]:
    """The roles in which an operation acts on a route.

    Args:
        endpoint: what serves the route; None where nothing does.
        links: all operations that touch it.
        link: the operation.
        name: the named schema on which it acts, or the route.
    """
    shape = next((shape for form, shape in link.older.shapes() if form is Form.REQUEST), None)
    role = Role.CREATE if endpoint is None else role_of(endpoint, endpoint.method or "", b"")
    if role is Role.REPLACE and not is_kept(links, link):
        return frozenset((Role.REPLACE,))
    if role is Role.MERGE and shape is not None and not is_kept(links, link):
        listed = reached(shape, name)
        # A patch replaces lists as wholes, so what is in them is created.
        return frozenset(Role.CREATE if inside else Role.MERGE for inside in listed) or frozenset((Role.MERGE,))
    return frozenset((Role.CREATE,))
