"""Ready-made conversions for `joined` and `converted`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from gateway.operations.operation import Loss


class Functions:
    """A conversion of one value made of two pure functions.

    Numbers with a fraction reach the functions as `decimal.Decimal`, never as float.
    """

    members: tuple[str, ...] = ()

    def __init__(self, up: Callable[[Any], Any], down: Callable[[Any], Any], was: Any, lost: str | None) -> None:
        self._up = up
        self._down = down
        self.was = (was,)
        self.losses = (Loss("down", lost),) if lost else ()

    def up(self, *older: Any) -> Any:
        return self._up(exact(older[0]))

    def down(self, newer: Any) -> tuple[Any, ...]:
        return (self._down(exact(newer)),)


class MinorUnits:
    """Between decimal text with a currency (`"12.50"`, `"EUR"`) and an integer of minor units with it.

    Args:
        digits: how many digits after the point a currency has (ISO 4217), where it isn't `default`.
        default: how many the others have.
    """

    was = (
        {"type": "string", "pattern": r"^\d{1,15}(\.\d{1,4})?$", "examples": ["12.50"]},
        {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"]},
    )
    members = ("amount", "currency")
    losses: tuple[Loss, ...] = ()
    _text = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?\Z")

    def __init__(self, digits: Mapping[str, int], default: int) -> None:
        self._digits = dict(digits)
        self._default = default

    def up(self, *older: Any) -> dict[str, Any]:
        text, currency = older
        if not isinstance(text, str) or not self._text.match(text):
            raise ValueError('An amount is decimal text such as "12.50".')
        digits = self._digits.get(currency, self._default) if isinstance(currency, str) else self._default
        whole, _, fraction = text.partition(".")
        if fraction[digits:].strip("0"):
            raise ValueError(f"An amount in {currency} has at most {digits} digits after the point.")
        return {"amount": int(whole + fraction[:digits].ljust(digits, "0")), "currency": currency}

    def down(self, newer: Any) -> tuple[Any, ...]:
        if not isinstance(newer, dict) or not isinstance(newer.get("amount"), int):
            return (newer, None)
        digits = self._digits.get(newer.get("currency", ""), self._default)
        sign, text = "-" if newer["amount"] < 0 else "", str(abs(newer["amount"])).rjust(digits + 1, "0")
        return (sign + (text[:-digits] + "." + text[-digits:] if digits else text), newer.get("currency"))


def minor_units(digits: Mapping[str, int] | None = None, default: int = 2) -> MinorUnits:
    """Money as decimal text became integer minor units plus currency.

    Example:
        >>> minor_units({"JPY": 0}).up("12.50", "EUR")
        {'amount': 1250, 'currency': 'EUR'}
    """
    return MinorUnits({"JPY": 0, "KRW": 0, "KWD": 3, "BHD": 3} if digits is None else digits, default)


def exact(value: Any) -> Any:
    """The value as conversion functions get it: numbers with a fraction as Decimal."""
    # A fraction is held as its text, so that what no operation touches goes out as it came in.
    import msgspec

    return Decimal(bytes(value).decode()) if isinstance(value, msgspec.Raw) else value
