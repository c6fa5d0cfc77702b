"""jsonschema's validator of JSON Schema 2020-12, exact where its own isn't."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from gateway.conform.patterns import compiled


def _multiple_of(_validator: Any, step: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As jsonschema's, but exact: 0.07 is a multiple of 0.01."""
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if number and Fraction(str(value)) % Fraction(str(step)):
        yield ValidationError(f"{value} is not a multiple of {step}")


def _pattern(_validator: Any, pattern: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As jsonschema's, but as ECMA-262 reads patterns, where Python can read them at all."""
    if isinstance(value, str) and not compiled(pattern).search(value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"multipleOf": _multiple_of, "pattern": _pattern}
)
"""Makes a validator of a schema."""


def numbered(document: Any) -> Any:
    """The document with its fractions as floats, where those are exact, else as Decimal."""
    if isinstance(document, msgspec.Raw):
        return _number(Decimal(bytes(document).decode()))
    if isinstance(document, Decimal):
        return _number(document)
    if isinstance(document, dict):
        return {key: numbered(held) for key, held in document.items()}
    return [numbered(held) for held in document] if isinstance(document, list) else document


def _number(value: Decimal) -> float | Decimal:
    near = float(value)
    return near if Decimal(repr(near)) == value else value
