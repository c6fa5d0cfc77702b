"""Whether a document keeps to its shape, as jsonschema sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from gateway.laws.values import compiled
from gateway.shapes.shape import Shape, ref_name


class Validity:
    """Finds what is wrong with documents of one shape.

    Args:
        shape: the shape.
    """

    def __init__(self, shape: Shape) -> None:
        # Names may hold what a JSON Pointer can't, so they are numbered.
        self._places = {name: f"s{place}" for place, name in enumerate(shape.schemas)}
        schemas = {self._places[name]: self._local(schema) for name, schema in shape.schemas.items()}
        self._validator = _Validator({**self._local(shape.root), "$defs": schemas})

    def _local(self, schema: Any) -> Any:
        if isinstance(schema, Mapping):
            name = ref_name(schema)
            found = {key: self._local(held) for key, held in schema.items()}
            return {**found, "$ref": f"#/$defs/{self._places[name]}"} if name in self._places else found
        return [self._local(held) for held in schema] if isinstance(schema, list | tuple) else schema

    def wrong(self, document: Any) -> str | None:
        """What is wrong with a document, with its place; None where nothing is."""
        errors = sorted(self._validator.iter_errors(_numbered(document)), key=lambda error: len(error.absolute_path))
        if not errors:
            return None
        error = errors[0]
        place = "".join(f"/{part}" for part in error.absolute_path)
        message = error.message if len(error.message) < 300 else f"it doesn't keep to `{error.validator}`"
        return f"{place or 'the document'}: {message}."


def _multiple_of(_validator: Any, step: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As jsonschema's, but exact: 0.07 is a multiple of 0.01."""
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if number and Fraction(str(value)) % Fraction(str(step)):
        yield ValidationError(f"{value} is not a multiple of {step}")


def _pattern(_validator: Any, pattern: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """As jsonschema's, but as ECMA-262 reads patterns, where Python can read them at all."""
    if isinstance(value, str) and not compiled(pattern).search(value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"multipleOf": _multiple_of, "pattern": _pattern}
)


def _numbered(document: Any) -> Any:
    """The document with its fractions as floats, where those are exact, else as Decimal."""
    if isinstance(document, msgspec.Raw):
        return _number(Decimal(bytes(document).decode()))
    if isinstance(document, Decimal):
        return _number(document)
    if isinstance(document, dict):
        return {key: _numbered(held) for key, held in document.items()}
    return [_numbered(held) for held in document] if isinstance(document, list) else document


def _number(value: Decimal) -> float | Decimal:
    near = float(value)
    return near if Decimal(repr(near)) == value else value
