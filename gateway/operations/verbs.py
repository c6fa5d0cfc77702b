"""The words an adapter module is written in: `schema("Customer").renamed(...)`, `route("/order").moved(...)`.

Each verb is the registration of its operation, which is imported only when the verb is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.operations.fields.join import Conversion
    from gateway.operations.operation import Operation, SchemaOperation
    from gateway.operations.routes.pages import Seen
    from gateway.operations.routes.route import RouteOperation, RoutePattern


class SchemaVerbs:
    """What can have happened to the fields of named schemas, wherever they occur."""

    def __init__(self, *schemas: str) -> None:
        self._schemas = schemas

    def at(self, pointer: str) -> SchemaVerbs:
        """The schema without a name at a place of these, by a JSON Pointer with `*` for any item: `at("/parts/*")`."""
        from gateway.operations.inline import Inline

        return SchemaVerbs(*(Inline(name, None, pointer) for name in self._schemas))

    def renamed(self, field: str, *, to: str) -> SchemaOperation:
        """`field` got the name `to`."""
        from gateway.operations.fields.rename import RenameField

        return RenameField(self._schemas, field, to)

    def added(self, field: str, *, default: Any) -> SchemaOperation:
        """`field` is new; what older clients create gets `default`, and they never see it."""
        from gateway.operations.fields.add import AddField

        return AddField(self._schemas, field, default)

    def removed(
        self, field: str, *, was: Any, old_sees: Any | Callable[[dict[str, Any]], Any], required: bool = True
    ) -> SchemaOperation:
        """`field` is gone; older clients still see `old_sees` (a value, or a pure function of the newer object).

        `was` is its type: a Python type such as `str | None`, or a JSON Schema. With `required=False` older
        responses could leave it out.
        """
        from gateway.operations.fields.remove import RemoveField

        return RemoveField(self._schemas, field, was, old_sees, required)

    def wrapped(self, field: str, *, into: str, lost: str, empty: Any = None) -> SchemaOperation:
        """The value `field` became the list `into`; older clients see its first item, not what is `lost`.

        An empty list was `empty`: None, or `ABSENT` where older documents left the field out.
        """
        from gateway.operations.fields.wrap import WrapField

        return WrapField(self._schemas, field, into, lost, empty)

    def converted(
        self,
        field: str,
        *,
        up: Callable[[Any], Any],
        down: Callable[[Any], Any],
        was: Any,
        lost: str | None = None,
    ) -> SchemaOperation:
        """The value of `field` has another form; `up` and `down` are pure functions, `was` its older type."""
        from gateway.operations.conversions import Functions
        from gateway.operations.fields.join import JoinFields

        return JoinFields(self._schemas, (field,), field, Functions(up, down, was, lost))

    def joined(self, *fields: str, into: str, by: Conversion) -> SchemaOperation:
        """Several fields became the one field `into`, converted `by` a pair of pure functions."""
        from gateway.operations.fields.join import JoinFields

        return JoinFields(self._schemas, fields, into, by)

    def split(
        self,
        field: str,
        *,
        into: Sequence[str],
        up: Callable[[Any], Iterable[Any]],
        down: Callable[..., Any],
        was: Any,
        lost: str | None = None,
    ) -> SchemaOperation:
        """`field` became several; `up` gives their values in order, `down` the older one from theirs."""
        from gateway.operations.fields.split import SplitField

        return SplitField(self._schemas, field, into, up, down, was, lost)

    def moved(self, field: str, *, to: str) -> SchemaOperation:
        """The value moved to another place below the same object: `moved("shipping.city", to="address.city")`."""
        from gateway.operations.fields.move import MoveFields

        return MoveFields(self._schemas, [(field, to)])

    def nested(self, *fields: str, into: str, null: bool = False) -> SchemaOperation:
        """The fields are now members of the new object `into`; `old=new` in a field's place gives it another name.

        With `null=True` the object is null where all of them are.
        """
        from gateway.operations.fields.move import MoveFields

        moves = [(older, f"{into}.{newer or older}") for older, _, newer in (field.partition("=") for field in fields)]
        return MoveFields(self._schemas, moves, made=[into], null=null)

    def flattened(self, field: str, *members: str, null: bool = False) -> SchemaOperation:
        """The members of the object `field` are now fields beside it; `city=address_city` gives one another name.

        With `null=True` older clients see null for the object where all of them are null.
        """
        from gateway.operations.fields.move import MoveFields

        moves = [(f"{field}.{older}", newer or older) for older, _, newer in (one.partition("=") for one in members)]
        return MoveFields(self._schemas, moves, gone=[field], null=null)

    def values(self, field: str, names: Mapping[Any, Any]) -> SchemaOperation:
        """Values of `field` got other names, older to newer: `values("status", {"done": "completed"})`."""
        from gateway.operations.fields.values import MapValues

        return MapValues(self._schemas, field, names)

    def value_added(self, field: str, value: Any, *, old_sees: Any) -> SchemaOperation:
        """`field` may have the new `value`; older clients see `old_sees` in its place."""
        from gateway.operations.fields.values import AddValue

        return AddValue(self._schemas, field, value, old_sees)

    def value_removed(self, field: str, value: Any, *, counts_as: Any) -> SchemaOperation:
        """`field` can't have `value` any more; what older clients send of it counts as another."""
        from gateway.operations.fields.values import RemoveValue

        return RemoveValue(self._schemas, field, value, counts_as)

    def variant_added(self, field: str, variant: str, *, where: Mapping[str, Any], old_sees: Any) -> SchemaOperation:
        """The union in `field` has the new member `variant`, told by `where`; older clients see `old_sees`.

        That is a value, a pure function of the newer one, or `LEFT_OUT`.
        """
        from gateway.operations.fields.variants import AddVariant

        return AddVariant(self._schemas, field, variant, where, old_sees)

    def variant_removed(
        self, field: str, variant: str, *, where: Mapping[str, Any], was: Any, refused: str
    ) -> SchemaOperation:
        """The union in `field` lost the member `variant`; older clients that send one are told `refused`."""
        from gateway.operations.fields.variants import RemoveVariant

        return RemoveVariant(self._schemas, field, variant, where, was, refused)

    def called(self, name: str) -> SchemaOperation:
        """The schema has another name; documents stay as they are."""
        from gateway.errors import DeclarationError
        from gateway.operations.schemas.rename import RenameSchema

        if len(self._schemas) != 1:
            raise DeclarationError("called()", "several schemas got one name.", 'Write schema("Old").called("New").')
        return RenameSchema(self._schemas[0], name)

    def required(self, field: str, *, default: Any) -> SchemaOperation:
        """`field` became required; what older clients create without it gets `default`."""
        from gateway.operations.fields.presence import RequireField

        return RequireField(self._schemas, field, default).in_requests()

    def optional(self, field: str, *, old_sees: Any) -> SchemaOperation:
        """`field` may be left out of responses; older clients see `old_sees` then."""
        from gateway.operations.fields.presence import ReleaseField

        return ReleaseField(self._schemas, field, old_sees).in_responses()

    def nullable(self, field: str, *, old_sees: Any) -> SchemaOperation:
        """`field` may be null; older clients see `old_sees` then."""
        from gateway.operations.fields.presence import AllowNull

        return AllowNull(self._schemas, field, old_sees)

    def not_null(self, field: str, *, default: Any) -> SchemaOperation:
        """`field` can't be null any more; a null of an older client counts as `default`."""
        from gateway.operations.fields.presence import ForbidNull

        return ForbidNull(self._schemas, field, default)

    def widened(self, field: str, *, was: Any, old_sees: Any | Callable[[Any], Any]) -> SchemaOperation:
        """`field` may be more than it `was`; older clients see `old_sees` where it is, a value or a function."""
        from gateway.operations.fields.extent import WidenField

        return WidenField(self._schemas, field, was, old_sees)

    def narrowed(self, field: str, *, was: Any, counts_as: Callable[[Any], Any] | None = None) -> SchemaOperation:
        """`field` takes less than it `was`; `counts_as` makes what fits of older values, else they are refused."""
        from gateway.operations.fields.extent import NarrowField

        return NarrowField(self._schemas, field, was, counts_as)

    def constrained(self, field: str, *, was: Mapping[str, Any]) -> SchemaOperation:
        """Bounds of `field` are tighter; `was` holds the older ones: `{"maxLength": 500}`, None for one that is new."""
        from gateway.operations.fields.extent import ConstrainField

        return ConstrainField(self._schemas, field, was)

    def closed(self) -> SchemaOperation:
        """Members that the schema doesn't name were ignored and are refused now; those of older clients are dropped."""
        from gateway.operations.schemas.close import CloseSchema

        return CloseSchema(self._schemas).in_requests()

    def default(self, field: str, *, was: Any, now: Any) -> SchemaOperation:
        """A left-out `field` meant `was` and means `now`; what older clients create without it gets `was`."""
        from gateway.operations.fields.presence import ChangeDefault

        return ChangeDefault(self._schemas, field, was, now).in_requests()


class ScalarVerbs:
    """What can have happened to named schemas that are no objects, wherever they occur."""

    def __init__(self, *schemas: str) -> None:
        self._schemas = schemas
        self._field = " and ".join(schemas)
        self._verbs = SchemaVerbs(*schemas)

    def _acting(self, operation: SchemaOperation) -> SchemaOperation:
        from gateway.operations.schemas.scalar import ScalarOperation

        return ScalarOperation(self._schemas, operation, self._field)

    def converted(
        self, *, up: Callable[[Any], Any], down: Callable[[Any], Any], was: Any, lost: str | None = None
    ) -> SchemaOperation:
        """The value has another form: `scalar("OrderId").converted(**prefixed("ord_"))`."""
        return self._acting(self._verbs.converted(self._field, up=up, down=down, was=was, lost=lost))

    def values(self, names: Mapping[Any, Any]) -> SchemaOperation:
        """Values got other names, older to newer."""
        return self._acting(self._verbs.values(self._field, names))

    def value_added(self, value: Any, *, old_sees: Any) -> SchemaOperation:
        """There is a new `value`; older clients see `old_sees` in its place."""
        return self._acting(self._verbs.value_added(self._field, value, old_sees=old_sees))

    def value_removed(self, value: Any, *, counts_as: Any) -> SchemaOperation:
        """There is no `value` any more; what older clients send of it counts as another."""
        return self._acting(self._verbs.value_removed(self._field, value, counts_as=counts_as))

    def widened(self, *, was: Any, old_sees: Any | Callable[[Any], Any]) -> SchemaOperation:
        """It may be more than it `was`; older clients see `old_sees` where it is."""
        return self._acting(self._verbs.widened(self._field, was=was, old_sees=old_sees))

    def narrowed(self, *, was: Any, counts_as: Callable[[Any], Any] | None = None) -> SchemaOperation:
        """It takes less than it `was`; `counts_as` makes what fits of older values, else they are refused."""
        return self._acting(self._verbs.narrowed(self._field, was=was, counts_as=counts_as))

    def constrained(self, *, was: Mapping[str, Any]) -> SchemaOperation:
        """Its bounds are tighter; `was` holds the older keywords."""
        return self._acting(self._verbs.constrained(self._field, was=was))


class QueryVerbs:
    """What can have happened to a query parameter."""

    def __init__(self, pattern: RoutePattern, name: str) -> None:
        self._pattern = pattern
        self._name = name

    def renamed(self, *, to: str) -> RouteOperation:
        """The parameter got the name `to`."""
        from gateway.operations.routes.query import RenameQuery

        return RenameQuery(self._pattern, self._name, to)

    def added(self, *, value: str | None = None) -> RouteOperation:
        """The parameter is new; older requests get `value`, or nothing."""
        from gateway.operations.routes.parameters import AddQuery

        return AddQuery(self._pattern, self._name, value)

    def removed(self) -> RouteOperation:
        """The parameter is gone; what older clients say under its name has no effect."""
        from gateway.operations.routes.parameters import RemoveQuery

        return RemoveQuery(self._pattern, self._name)

    def default(self, *, was: str) -> RouteOperation:
        """Left out, the parameter meant `was`; older requests without it get that."""
        from gateway.operations.routes.parameters import DefaultQuery

        return DefaultQuery(self._pattern, self._name, was)

    def values(self, names: Mapping[str, str]) -> RouteOperation:
        """Values got other names, older to newer, in lists such as `?sort=-name,age` too."""
        from gateway.operations.routes.parameters import MapQuery

        return MapQuery(self._pattern, self._name, names)


class HeaderVerbs:
    """What can have happened to a header."""

    def __init__(self, pattern: RoutePattern, name: str, *, of_answer: bool) -> None:
        self._pattern = pattern
        self._name = name
        self._of_answer = of_answer

    def renamed(self, *, to: str) -> RouteOperation:
        """The header got the name `to`."""
        from gateway.operations.routes.header import RenameAnswerHeader, RenameHeader

        return (RenameAnswerHeader if self._of_answer else RenameHeader)(self._pattern, self._name, to)


class RouteVerbs:
    """What can have happened to routes."""

    def __init__(self, path: str, below: bool = False) -> None:
        from gateway.operations.routes.route import RoutePattern

        self._pattern = RoutePattern(path, below)

    def moved(self, to: str) -> RouteOperation:
        """The route has another path; at the other one it is 404."""
        from gateway.operations.routes.move import MoveRoute

        return MoveRoute(self._pattern, to)

    def added(self) -> RouteOperation:
        """The route is new."""
        from gateway.operations.routes.exist import AddRoute

        return AddRoute(self._pattern)

    def removed(self) -> RouteOperation:
        """The route is gone; the last version that had it keeps its handler in its package."""
        from gateway.operations.routes.exist import RemoveRoute

        return RemoveRoute(self._pattern)

    def status(self, status: int, *, to: int) -> RouteOperation:
        """The route answers `to` where it answered `status`."""
        from gateway.operations.routes.status import ChangeStatus

        return ChangeStatus(self._pattern, status, to)

    def method(self, to: str) -> RouteOperation:
        """The route answers the method `to` where it answered another: `route("PUT /orders").method("POST")`."""
        from gateway.operations.routes.method import ChangeMethod

        return ChangeMethod(self._pattern, to)

    def paged(self, *, into: str, cursor: str, query: str, old_sees: Seen) -> RouteOperation:
        """The list that the route answered is in pages; older clients see `all_pages(...)` or `first_page(...)`.

        `into` is the member that holds a page's items, `cursor` the one that says where the next page is, and `query`
        the parameter by which it is asked for.
        """
        from gateway.operations.routes.pages import Paginate

        return Paginate(self._pattern, into, cursor, query, old_sees)

    def deferred(
        self,
        *,
        done: Mapping[str, Any],
        was: Any,
        within: float,
        failed: Mapping[str, Any] | None = None,
        status: int = 200,
    ) -> RouteOperation:
        """The route answers 202 where it answered `status` with a result, a `was`; older clients wait for it.

        `Location` leads to a monitor, which is asked until it bears the members of `done` or leads to the result (303),
        for `within` seconds at most.
        """
        from gateway.operations.routes.defer import Defer

        return Defer(self._pattern, status, was, done, failed or {}, within)

    def keeps_the_rest(self) -> RouteOperation:
        """What an older client can't say when it replaces (PUT) is read with GET at the same path, and kept."""
        from gateway.operations.routes.keep import KeepTheRest

        return KeepTheRest(self._pattern)

    def erases_the_rest(self, reason: str) -> RouteOperation:
        """What an older client can't say when it replaces (PUT) goes, and why that is right."""
        from gateway.operations.routes.keep import EraseTheRest

        return EraseTheRest(self._pattern, reason)

    def enveloped(self, *, into: str, lost: str) -> RouteOperation:
        """What the route answered is now the member `into` of an object; older clients don't see what is `lost`."""
        from gateway.operations.routes.document import Envelope

        return Envelope(self._pattern, into, lost)

    def unwrapped(self, *, was_in: str) -> RouteOperation:
        """What was in the member `was_in` of the answer is now the answer."""
        from gateway.operations.routes.document import Unwrap

        return Unwrap(self._pattern, was_in)

    def request(self, *, up: Callable[[Any], Any], was: Any, what: str) -> RouteOperation:
        """The whole request has another form, where no other word fits; `what` is said in the changelog."""
        from gateway.operations.routes.document import RewriteRequest

        return RewriteRequest(self._pattern, up, was, what)

    def response(self, *, down: Callable[[Any], Any], was: Any, what: str) -> RouteOperation:
        """The whole answer has another form, where no other word fits; `what` is said in the changelog."""
        from gateway.operations.routes.document import RewriteResponse

        return RewriteResponse(self._pattern, down, was, what)

    def in_request(self, pointer: str = "") -> SchemaVerbs:
        """The schema without a name at a place of the request, the whole of it when nothing is said."""
        from gateway.operations.inline import Inline
        from gateway.operations.operation import Form

        return SchemaVerbs(Inline(self._pattern, Form.REQUEST, pointer))

    def in_response(self, pointer: str = "") -> SchemaVerbs:
        """The schema without a name at a place of what success answers: `in_response("/data/*")`."""
        from gateway.operations.inline import Inline
        from gateway.operations.operation import Form

        return SchemaVerbs(Inline(self._pattern, Form.RESPONSE, pointer))

    def query(self, name: str) -> QueryVerbs:
        """The query parameter `name` of the route."""
        return QueryVerbs(self._pattern, name)

    def header(self, name: str) -> HeaderVerbs:
        """The request header `name` of the route."""
        return HeaderVerbs(self._pattern, name, of_answer=False)

    def answer_header(self, name: str) -> HeaderVerbs:
        """The response header `name` of the route."""
        return HeaderVerbs(self._pattern, name, of_answer=True)


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
    """The route at `path` and all below it."""
    return RouteVerbs(path, below=True)


def behaviour(name: str) -> Operation:
    """A difference in behaviour, not in form; a handler asks `applies(request, name)`."""
    from gateway.operations.behaviour import Behaviour

    return Behaviour(name)


def accepted(reason: str) -> Operation:
    """A break that older clients get as well; the reason is said in the changelog."""
    from gateway.operations.behaviour import Accepted

    return Accepted(reason)
