"""Schemas that are told apart by a discriminator without a union: a reference to one means its special forms too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from gateway.diff.document import Document
from gateway.shapes.pointers import pointer
from gateway.shapes.shape import REF_PREFIX


class Forms:
    """The special forms of a document's schemas (OpenAPI 3.1, 4.8.25).

    Args:
        document: the document.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, place: str) -> list[str]:
        """The pointers of a schema's special forms, itself among them where it is one; empty where it has none."""
        return self._known.get(place, [])

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        schemas = self._document.part("components", "schemas")
        found = {}
        for name, schema in schemas.items():
            if _is_base(schema):
                mapping = schema["discriminator"].get("mapping")
                said = list(mapping.values()) if isinstance(mapping, Mapping) else []
                forms = {other for other, held in schemas.items() if name in self._bases(held)}
                forms |= {one for one in (str(target).rpartition("/")[2] for target in said) if one in schemas}
                if forms - {name}:
                    # Where tags are said, and none for the schema itself, it has no values of its own.
                    own = set() if said else {name}
                    found[pointer(("components", "schemas", name))] = [
                        pointer(("components", "schemas", form)) for form in sorted(forms | own)
                    ]
        return found

    def _bases(self, schema: Any) -> set[str]:
        """The names of the schemas that a schema is made of by `allOf`, at any depth."""
        schemas = self._document.part("components", "schemas")
        found: set[str] = set()
        todo = list(_parts(schema))
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += _parts(schemas.get(name))
        return found


def _is_base(schema: Any) -> bool:
    return (
        isinstance(schema, Mapping)
        and isinstance(schema.get("discriminator"), Mapping)
        and not {"oneOf", "anyOf"} & schema.keys()
    )


def _parts(schema: Any) -> Iterator[str]:
    parts = schema.get("allOf") if isinstance(schema, Mapping) else None
    for part in parts if isinstance(parts, list) else ():
        target = part.get("$ref") if isinstance(part, Mapping) else None
        if isinstance(target, str) and target.startswith(REF_PREFIX):
            yield target.removeprefix(REF_PREFIX)
