"""What is translated between the clients of one version and one handler; as it stands here, nothing is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.asgi import Headers
    from gateway.operations.operation import Operation
    from gateway.operations.role import Role
    from gateway.operations.routes.pages import Paginate
    from gateway.operations.routes.route import RouteOperation
    from gateway.plan.keep import Kept
    from gateway.plan.lineage import Link
    from gateway.plan.patch import Patch
    from gateway.plan.state import State
    from gateway.plan.ties import TiedQuery
    from gateway.shapes.shape import Shape
    from gateway.shapes.walk import Location

ERROR = 400
"""The first status that says that something went wrong (RFC 9110, 15)."""


class Plan:
    """The plan of a version that speaks as the handler does.

    Args:
        home: the route with its documents as the handler speaks them.
    """

    links: Sequence[Link] = ()
    """The operations that touch the route, newest first."""
    patch: Patch | None = None
    """What translates JSON Patches, where it has something to do."""
    touches_request = False
    """Whether what requests bring is changed in its body."""
    touches_success = False
    """Whether what success answers is changed in its body."""
    touches_query = False
    """Whether the query string is changed."""
    touches_headers = False
    """Whether headers of requests or answers are changed."""
    reads_request = False
    """Whether what requests bring must be read."""
    has_marks = False
    """Whether a document may hold declared links, or fields that are hidden, or must be read."""
    has_links_or_hidden = False
    """Whether a document may hold declared links, or fields that are hidden."""
    has_ties = False
    """Whether parameters speak of schemas that have changed."""

    def __init__(self, home: State) -> None:
        self._home = home

    @property
    def interfacing(self) -> Sequence[RouteOperation | TiedQuery]:
        """What is different in what the route takes and answers besides its documents, newest first."""
        return ()

    @property
    def home(self) -> State:
        """The route with its documents as the handler speaks them."""
        return self._home

    @property
    def client(self) -> State:
        """The route with its documents as the client knows them."""
        return self._home

    @property
    def operations(self) -> list[Operation]:
        """The operations, in the order in which requests meet them."""
        return []

    @property
    def paging(self) -> tuple[int, Paginate] | None:
        """The operation by which the route answers pages, and its place among those on documents."""
        return None

    @property
    def deferring(self) -> Link | None:
        """The operation by which the route's work is done later."""
        return None

    @property
    def keeps(self) -> bool:
        """Whether a client that replaces or patches the resource keeps what its version can't express."""
        return False

    @property
    def asks_again(self) -> bool:
        """Whether the handler may be asked more than once for one request."""
        return False

    @property
    def creates_anew(self) -> bool:
        """Whether a replacement is made as if the resource were created; what is kept is put in after that."""
        return False

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that differ where two plans do, as far as their declarations tell."""
        return ""

    def of(self, kind: str) -> Plan | None:
        """What is translated of bodies of a kind: forms, or the items of streams; None where nothing is said of any."""
        return None

    def touches_response(self, status: int) -> bool:
        """Whether a response with the handler's `status` is changed in its body."""
        return False

    def marks_response(self, status: int) -> bool:
        """Whether a response with the handler's `status` may hold declared links, or fields that are hidden."""
        return False

    def relink_response(self, document: Any, status: int, act: Callable[[str], str]) -> Any:
        """The handler's response document with `act` applied to its declared links."""
        return document

    def relink_request(self, document: Any, act: Callable[[str], str]) -> Any:
        """The handler's request document with `act` applied to its declared links."""
        return document

    def operations_newer_than(self, operation: RouteOperation) -> list[RouteOperation]:
        """The operations on the route after one, newest first."""
        return []

    def operations_older_than(self, operation: RouteOperation) -> list[RouteOperation]:
        """The operations on the route before one, newest first."""
        return []

    def upgrade(self, document: Any, role: Role, kept: Kept | None = None) -> Any:
        """The handler's form of a client's request document. Never alters its argument.

        With `kept`, what the client's version can't express stays as it is now.

        Raises:
            LocatedError: a value can't be converted; the location is in the client's document.
        """
        return document

    def downgrade(self, document: Any, status: int, *, first: int = 0, last: int | None = None) -> Any:
        """The client's form of a response document that the handler answered with `status`.

        With `first` and `last`, only the operations on documents between these places act.
        """
        return document

    def downgrade_bytes(self, data: bytes, status: int, *, trusted: bool = False) -> bytes:
        """The client's form of the body of an answer that is JSON; the same bytes where nothing is different.

        Args:
            data: the body.
            status: the handler's status.
            trusted: whether a typed handler wrote it, so that all objects of a schema are laid out alike.

        Raises:
            gateway.lossless.Unreadable: it is no JSON.
        """
        return data

    def writer(self, status: int, *, trusted: bool = False) -> Callable[[bytes], bytes] | None:
        """What `downgrade_bytes` does to the answers of a status; None where they stay as they are."""
        return None

    def upgrade_query(self, query: bytes) -> bytes:
        """The handler's form of a client's query string.

        Raises:
            ParameterError: a value can't be converted; the name is the client's.
        """
        return query

    def upgrade_headers(self, headers: Headers) -> Headers:
        """The handler's form of a client's request headers."""
        return headers

    def downgrade_headers(self, headers: Headers, status: int) -> Headers:
        """The client's form of a handler's response headers."""
        return headers

    def downgrade_status(self, status: int) -> int:
        """The status that the client gets for the handler's."""
        return status

    def downgrade_parameter(self, name: str) -> str:
        """The client's name of a query parameter."""
        return name

    def downgrade_header(self, name: str) -> str:
        """The client's name of a request header, all lower case where the handler's is."""
        return name

    def downgrade_location(self, location: Location, document: Any = None) -> Location:
        """Where a place in the handler's request document is in the client's.

        Args:
            location: the place.
            document: the handler's request document, which tells members of unions apart where it is at hand.
        """
        return location


def key_of(responses: Mapping[str, Shape] | set[str], status: int) -> str | None:
    """By which status a described answer is found: its own, its class, or the rest."""
    for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
        if key in responses:
            return key
    return None
