"""The words of `schema(...)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gateway.operations.operation import NOTHING

if TYPE_CHECKING:
    from gateway.operations.fields.join import Conversion
    from gateway.operations.operation import SchemaOperation


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
        lost_at: Any = NOTHING,
    ) -> SchemaOperation:
        """The value of `field` has another form; `up` and `down` are pure functions, `was` its older type.

        Where `down` loses something, `lost` says what, and `lost_at` is a newer value that shows it.
        """
        from gateway.operations.conversions import Functions
        from gateway.operations.fields.join import JoinFields

        return JoinFields(self._schemas, (field,), field, Functions(up, down, was, lost, lost_at))

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
        lost_at: tuple[Any, ...] | None = None,
    ) -> SchemaOperation:
        """`field` became several; `up` gives their values in order, `down` the older one from theirs.

        Where `down` loses something, `lost` says what, and `lost_at` are newer values that show it.
        """
        from gateway.operations.fields.split import SplitField

        return SplitField(self._schemas, field, into, up, down, was, lost, lost_at)

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

    def called(self, *names: str) -> SchemaOperation:
        """The schema has another name, or became several that were alike; documents stay as they are."""
        from gateway.errors import DeclarationError
        from gateway.operations.schemas.rename import RenameSchema

        if len(self._schemas) != 1 or not names:
            raise DeclarationError("called()", "several schemas got one name.", 'Write schema("Old").called("New").')
        return RenameSchema(self._schemas[0], names)

    def retyped(
        self,
        *,
        up: Callable[[Any], Any],
        down: Callable[[Any], Any],
        was: Any,
        lost: str | None = None,
        lost_at: Any = NOTHING,
    ) -> SchemaOperation:
        """The values of the schema are of another type; `up` and `down` are pure functions, `was` the older type."""
        from gateway.operations.schemas.retype import RetypeSchema

        return RetypeSchema(self._schemas, up, down, was, lost, lost_at)

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

    def widened(
        self, field: str, *, was: Any, old_sees: Any | Callable[[Any], Any], lost_at: Any = NOTHING
    ) -> SchemaOperation:
        """`field` may be more than it `was`; older clients see `old_sees` where it is, a value or a function.

        `lost_at` is a newer value that it couldn't be, where the laws find none by themselves.
        """
        from gateway.operations.fields.extent import WidenField

        return WidenField(self._schemas, field, was, old_sees, lost_at)

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
