"""Whether a document keeps to its shape, as jsonschema sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.conform.validator import Validator, numbered
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
        self._validator = Validator({**self._local(shape.root), "$defs": schemas})

    def _local(self, schema: Any) -> Any:
        if isinstance(schema, Mapping):
            name = ref_name(schema)
            found = {key: self._local(held) for key, held in schema.items()}
            return {**found, "$ref": f"#/$defs/{self._places[name]}"} if name in self._places else found
        return [self._local(held) for held in schema] if isinstance(schema, list | tuple) else schema

    def wrong(self, document: Any) -> str | None:
        """What is wrong with a document, with its place; None where nothing is."""
        errors = sorted(self._validator.iter_errors(numbered(document)), key=lambda error: len(error.absolute_path))
        if not errors:
            return None
        error = errors[0]
        place = "".join(f"/{part}" for part in error.absolute_path)
        message = error.message if len(error.message) < 300 else f"it doesn't keep to `{error.validator}`"
        return f"{place or 'the document'}: {message}."
