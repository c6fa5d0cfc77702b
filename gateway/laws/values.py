"""Single values of a schema, as hypothesis strategies."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

import msgspec
from hypothesis import strategies as st

from gateway.conform.patterns import compiled
from gateway.shapes.shape import Schema

Strategy = st.SearchStrategy[Any]
TEXT = st.characters(exclude_categories=["Cs"])
LEAF: Strategy = st.none() | st.booleans() | st.integers(-100, 100) | st.text(TEXT, max_size=5)
WHOLE = st.integers(-1000, 1000) | st.integers(-(2**53), 2**53) | st.integers(0, 4_000_000_000)

FORMATS: Mapping[str, Strategy] = {
    "date-time": st.datetimes(timezones=st.timezones() | st.none()).map(
        lambda moment: moment.isoformat() + ("" if moment.tzinfo else "Z")
    ),
    "date": st.dates().map(str),
    "time": st.times().map(lambda moment: f"{moment.isoformat()}Z"),
    "uuid": st.uuids().map(str),
    "email": st.builds("{}@{}.example".format, *[st.text(string.ascii_lowercase, min_size=1, max_size=6)] * 2),
    "uri": st.text(string.ascii_lowercase, max_size=6).map("https://example.com/{}".format),
    "uri-reference": st.text(string.ascii_lowercase, max_size=6).map("/{}".format),
    "ipv4": st.ip_addresses(v=4).map(str),
    "ipv6": st.ip_addresses(v=6).map(str),
}


def whole_bounds(schema: Schema) -> tuple[int | None, int | None]:
    """The least and the greatest whole number that a schema allows."""
    lows = [ceil(Fraction(str(schema["minimum"])))] if "minimum" in schema else []
    lows += [floor(Fraction(str(schema["exclusiveMinimum"]))) + 1] if "exclusiveMinimum" in schema else []
    highs = [floor(Fraction(str(schema["maximum"])))] if "maximum" in schema else []
    highs += [ceil(Fraction(str(schema["exclusiveMaximum"]))) - 1] if "exclusiveMaximum" in schema else []
    return max(lows, default=None), min(highs, default=None)


def stride(schema: Schema) -> int:
    """Of what the whole numbers that a schema allows are multiples; of a step with a fraction, of its numerator."""
    return Fraction(str(schema.get("multipleOf", 1))).numerator


def integers(schema: Schema) -> Strategy:
    """Whole numbers."""
    low, high = whole_bounds(schema)
    step = stride(schema)
    if low is None and high is None:
        return WHOLE.map(lambda whole: whole * step)
    first, last = None if low is None else -(-low // step), None if high is None else high // step
    if first is not None and last is not None and first > last:
        return st.nothing()
    return st.integers(first, last).map(lambda whole: whole * step)


def numbers(schema: Schema) -> Strategy:
    """Numbers, fractions as their text."""
    return fractions(schema, 3).filter(lambda number: within(schema, number)) | integers(schema)


def fractions(schema: Schema, digits: int) -> Strategy:
    """Fractions of so many digits at least; whether bounds are exclusive isn't looked at."""
    least, most = (bound(schema, name) for name in ("inimum", "aximum"))
    if "multipleOf" in schema:
        return _scaled(least, most, Decimal(str(schema["multipleOf"])))
    if least is not None and most is not None and most > least:
        # As many as it takes for some numbers to lie between.
        digits = max(digits, 3 - (most - least).adjusted())
    return _scaled(least, most, Decimal(1).scaleb(-digits))


def bound(schema: Schema, name: str) -> Decimal | None:
    """The narrower of two bounds, exclusive or not: of `minimum` or `maximum`, said without their first letter."""
    given = [schema[keyword] for keyword in (f"m{name}", f"exclusiveM{name}") if keyword in schema]
    if not given:
        return None
    return (max if name == "inimum" else min)(Decimal(str(one)) for one in given)


def _scaled(least: Decimal | None, most: Decimal | None, step: Decimal) -> Strategy:
    """Multiples of a step."""
    low = None if least is None else ceil(Fraction(least) / Fraction(step))
    high = None if most is None else floor(Fraction(most) / Fraction(step))
    if low is None and high is None:
        low, high = -(10**12), 10**12
    if low is not None and high is not None and low > high:
        return st.nothing()
    return st.integers(low, high).map(lambda count: raw(times(count, step)))


def times(count: int, step: Decimal) -> Decimal:
    """A multiple of a step, exactly, whatever the precision of the context is."""
    exponent = step.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(count * int(step.scaleb(-exponent))).scaleb(exponent)


def raw(number: Decimal) -> msgspec.Raw:
    """A number as the gateway reads it."""
    return msgspec.Raw(f"{number:f}".encode())


def within(schema: Schema, number: msgspec.Raw) -> bool:
    """Whether a number is neither of the exclusive bounds."""
    value = Decimal(bytes(number).decode())
    above = "exclusiveMinimum" not in schema or value > Decimal(str(schema["exclusiveMinimum"]))
    return above and ("exclusiveMaximum" not in schema or value < Decimal(str(schema["exclusiveMaximum"])))


def stretched(pattern: re.Pattern[str], text: str, size: int) -> str | None:
    """A longer text that a pattern matches as well; None where none is found."""
    more = size - len(text)
    if not text or more < 1:
        return text if more == 0 else None
    longer = ((text * (size // len(text) + 1))[:size], text + text[-1] * more, text[0] * more + text)
    return next((one for one in longer if pattern.search(one)), None)


def strings(schema: Schema) -> Strategy:
    """Texts."""
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if most is not None and least > most:
        return st.nothing()
    known = FORMATS.get(schema.get("format", ""))
    if "pattern" in schema:
        pattern = compiled(schema["pattern"])
        known = st.from_regex(pattern).map(lambda text: stretched(pattern, text, least) or text)
    if known is not None:
        return known.filter(lambda text: least <= len(text) and (most is None or len(text) <= most))
    return st.text(TEXT, min_size=least, max_size=least + 12 if most is None else min(most, least + 12))
