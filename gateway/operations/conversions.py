"""Ready-made conversions for `joined` and `converted`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from math import floor
from operator import methodcaller
from typing import Any, NotRequired, TypedDict

from gateway.errors import ConversionError
from gateway.operations.operation import NOTHING, Loss
from gateway.operations.trace import Quick
from gateway.shapes.fits import misfit
from gateway.shapes.from_pydantic import schema_of
from gateway.shapes.shape import Schema
from gateway.shapes.walk import LocatedError

AS_MEMBER = object()
"""Stands for the type of an older value that is the same as its newer member's."""


class Functions:
    """A conversion of one value made of two pure functions.

    Numbers with a fraction reach the functions as `decimal.Decimal`, never as float.
    """

    members: tuple[str, ...] = ()

    older_witness: tuple[Any, ...] | None = None

    def __init__(
        self, up: Callable[[Any], Any], down: Callable[[Any], Any], was: Any, lost: str | None, lost_at: Any = NOTHING
    ) -> None:
        self._up = up
        self._down = down
        self.was = (was,)
        self.newer_witness = lost_at
        self.losses = (Loss("down", lost),) if lost else ()

    @cached_property
    def _older(self) -> Schema:
        return schema_of(self.was[0])

    @cached_property
    def _plain(self) -> type | None:
        return plain_type(self._older)

    def up(self, *older: Any) -> Any:
        return self._up(checked(self._older, older[0]))

    def down(self, newer: Any) -> tuple[Any, ...]:
        return (self._down(exact(newer)),)

    @property
    def quick_up(self) -> Quick | None:
        """`up` for values of the one type that the older type is, where it is such a type."""
        return None if self._plain is None else (self._plain, _of_type(self._plain, self._up))

    @property
    def quick_down(self) -> Quick:
        """`down` for texts."""
        return str, _of_type(str, self._down)

    @cached_property
    def one_up(self) -> Callable[[Any], Any]:
        """`up` of one value, in as few steps as can be; null stays."""
        plain, older, act = self._plain, self._older, self._up

        def one_up(value: Any) -> Any:
            if value.__class__ is plain:
                return act(value)
            return None if value is None else act(checked(older, value))

        return one_up

    @cached_property
    def one_down(self) -> Callable[[Any], Any]:
        """`down` to one value, in as few steps as can be; null stays."""
        act = self._down

        def one_down(value: Any) -> Any:
            if value.__class__ is str:
                return act(value)
            return None if value is None else act(exact(value))

        return one_down


def _of_type(kind: type, act: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What does the same to values of a type: the shorter function for texts that one may have, or itself."""
    shorter = getattr(act, "of_text", None) if kind is str else None
    return shorter or act


class MinorUnits:
    """Between decimal text with a currency (`"12.50"`, `"EUR"`) and an integer of minor units with it.

    Args:
        digits: how many digits after the point a currency has (ISO 4217), where it isn't `default`.
        default: how many the others have.
        negative: whether amounts may be less than nothing.
        most: the most minor units that an amount may have; None for as many as its text allows.
    """

    members = ("amount", "currency")
    losses = (Loss("up", "Amounts come back with as many digits after the point as their currency has."),)
    older_witness = ("1.5", "EUR")
    newer_witness = NOTHING

    def __init__(self, digits: Mapping[str, int], default: int, negative: bool, most: int | None = None) -> None:
        self._most = most
        self._digits = dict(digits)
        self._default = default
        form = ("-?" if negative else "") + r"[0-9]{1,15}(\.[0-9]{1,4})?"
        self._text = re.compile(form + r"\Z")
        amount = {
            "type": "string",
            "pattern": f"^{form}$",
            "description": "Decimal text; how many digits may follow the point depends on the currency.",
            "examples": ["12.50"],
        }
        self.was = (amount, AS_MEMBER)

    def up(self, *older: Any) -> dict[str, Any]:
        text, currency = older
        if not isinstance(text, str) or not self._text.match(text):
            raise LocatedError('An amount is decimal text such as "12.50".', (0,))
        if not isinstance(currency, str):
            raise LocatedError('An amount has a currency such as "EUR".', (1,))
        digits = self._digits.get(currency, self._default)
        whole, _, fraction = text.partition(".")
        if fraction[digits:].strip("0"):
            raise LocatedError(f"An amount in {currency} has at most {digits} digits after the point.", (0,))
        amount = int(whole + fraction[:digits].ljust(digits, "0"))
        if self._most is not None and abs(amount) > self._most:
            bound, _ = self.down({"amount": self._most, "currency": currency})
            raise LocatedError(f"An amount in {currency} is at most {bound}.", (0,))
        return {"amount": amount, "currency": currency}

    def down(self, newer: Any) -> tuple[Any, ...]:
        if not isinstance(newer, dict) or not isinstance(newer.get("amount"), int):
            return (newer, None)
        digits = self._digits.get(newer.get("currency", ""), self._default)
        sign, text = "-" if newer["amount"] < 0 else "", str(abs(newer["amount"])).rjust(digits + 1, "0")
        return (sign + (text[:-digits] + "." + text[-digits:] if digits else text), newer.get("currency"))


def minor_units(
    digits: Mapping[str, int] | None = None, default: int = 2, *, negative: bool = False, most: int | None = None
) -> MinorUnits:
    """Money as decimal text became integer minor units plus currency; with `negative=True` it may be owed.

    Where the newer type has a bound, `most` says it, so that an older client is told of it in its own terms.

    Example:
        >>> minor_units({"JPY": 0}).up("12.50", "EUR")
        {'amount': 1250, 'currency': 'EUR'}
    """
    known = {"JPY": 0, "KRW": 0, "KWD": 3, "BHD": 3} if digits is None else digits
    return MinorUnits(known, default, negative, most)


MOST_DIGITS = 4300
"""The most digits of a number that is converted; as Python's own limit, which keeps arithmetic from taking minutes."""


def exact(value: Any) -> Any:
    """The value as conversion functions get it: numbers with a fraction as Decimal.

    Raises:
        ConversionError: it is a number of more than 4300 digits, written out.
    """
    # A fraction is held as its text, so that what no operation touches goes out as it came in.
    import msgspec

    if value.__class__ is str:
        return value
    if isinstance(value, msgspec.Raw):
        text = bytes(value).decode()
        # Minus zero, and integers of very many digits, are held as texts too.
        value = int(_decimal(text)) if re.fullmatch("-?[0-9]+", text) else _decimal(text)
    elif isinstance(value, float):
        value = Decimal(repr(value))
    elif isinstance(value, int) and value.bit_length() > MOST_DIGITS * 3.33:
        raise ConversionError("The number is too large.")
    return value


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ConversionError("The number can't be read.") from error
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(number.adjusted()) > MOST_DIGITS or -exponent > MOST_DIGITS:
        raise ConversionError("The number is too large or too small.")
    return number


def checked(was: Schema, value: Any) -> Any:
    """The older value as `up` gets it.

    Raises:
        ConversionError: it isn't what the older type allows.
    """
    held = exact(value)
    wrong = misfit(was, held)
    if wrong is not None:
        raise ConversionError(wrong)
    return held


def plain_type(schema: Schema) -> type | None:
    """The Python type of which all values fit a schema; None where there is none."""
    if set(schema) <= {"type", "title", "description", "examples", "default", "format"}:
        return {"string": str, "boolean": bool}.get(str(schema.get("type")))
    return None


def from_text(was: Schema, text: str) -> Any:
    """The value that a text in a query means, by its type.

    Raises:
        ConversionError: it isn't what the type allows.
    """
    types = was.get("type")
    if types == "integer":
        if not re.fullmatch(r"-?[0-9]{1,4000}", text):
            raise ConversionError("Input should be a valid integer")
        value: Any = int(text)
    elif types == "number":
        if not re.fullmatch(r"-?[0-9]{1,4000}(\.[0-9]{1,4000})?([eE][-+]?[0-9]{1,9})?", text):
            raise ConversionError("Input should be a valid number")
        value = _decimal(text)
    elif types == "boolean":
        if text.lower() not in ("true", "false", "1", "0"):
            raise ConversionError("Input should be true or false")
        value = text.lower() in ("true", "1")
    else:
        value = text
    return checked(was, value)


def to_text(value: Any) -> str:
    """A value as a text in a query."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class TwoWays(TypedDict):
    """What `converted` takes, ready-made: `converted("created", **unix_seconds())`."""

    up: Callable[[Any], Any]
    down: Callable[[Any], Any]
    was: Any
    lost: str | None
    lost_at: NotRequired[Any]


def unix_seconds() -> TwoWays:
    """A moment as whole seconds since 1970 became ISO 8601 text in UTC."""

    def up(seconds: Any) -> str:
        if not isinstance(seconds, int) or isinstance(seconds, bool):
            raise ConversionError("A moment is a whole number of seconds since 1970.")
        try:
            moment = datetime.fromtimestamp(seconds, UTC)
        except (OverflowError, OSError, ValueError) as error:
            raise ConversionError("A moment is between the years 1 and 9999.") from error
        return moment.isoformat().replace("+00:00", "Z")

    def down(text: Any) -> Any:
        if not isinstance(text, str):
            return text
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return floor(moment.timestamp())

    lost = "Older clients don't see fractions of a second, nor the offset from UTC."
    return TwoWays(up=up, down=down, was=int, lost=lost, lost_at="2025-11-15T10:00:00.75Z")


def prefixed(prefix: str, *, number: bool = False) -> TwoWays:
    """An id got a prefix: `17` or `"17"` became `"ord_17"`; with `number=True` it was a number."""

    def up(old: Any) -> str:
        wanted = isinstance(old, int) and not isinstance(old, bool) if number else isinstance(old, str)
        if not wanted:
            raise ConversionError(f"An id is {'a number' if number else 'text'}.")
        return f"{prefix}{old}"

    def down(new: Any) -> Any:
        if not isinstance(new, str):
            return new
        bare = new.removeprefix(prefix)
        return int(bare) if number and bare.isascii() and bare.isdigit() else bare

    if not number:
        # Python's own functions do the same to texts.
        vars(up)["of_text"] = prefix.__add__
        vars(down)["of_text"] = methodcaller("removeprefix", prefix)
    return TwoWays(up=up, down=down, was=int if number else str, lost=None)
