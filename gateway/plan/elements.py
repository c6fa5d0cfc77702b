"""Whether a long list can be translated an element at a time."""

from __future__ import annotations

from gateway.operations.operation import SchemaOperation
from gateway.plan.plan import Plan, key_of
from gateway.shapes.parts import Schema
from gateway.shapes.shape import Shape, bases, ref_name


def is_list_of_elements(plan: Plan, status: int) -> bool:
    """Whether what is done to an answer is done to each element of a list, whatever the others are.

    So it is where the document is a list all the way back, and no operation is about it as a whole.

    Args:
        plan: how the answer is translated.
        status: the handler's status.
    """
    key = key_of(plan.home.responses, status)
    if key is None or not _is_list(plan.home.responses[key], frozenset()):
        return False
    for link in plan.links:
        newer, older = link.newer.responses.get(key), link.older.responses.get(key)
        if newer is None or older is None:
            return False
        if newer is older:
            continue
        operation = link.operation
        if not isinstance(operation, SchemaOperation):
            return False
        acted = frozenset(operation.schemas)
        if not (_is_list(newer, acted) and _is_list(older, acted)):
            return False
    return True


def _is_list(shape: Shape, acted: frozenset[str]) -> bool:
    """Whether a document is a list and nothing else, and not itself what is acted on."""
    schema: Schema = shape.root
    seen: set[str] = set()
    while True:
        if not acted.isdisjoint(bases(schema)):
            return False
        name = ref_name(schema)
        if name is None or name in seen or name not in shape.schemas:
            break
        if name in acted:
            return False
        seen.add(name)
        schema = shape.schemas[name]
    other = ("anyOf", "oneOf", "allOf", "prefixItems", "$ref")
    return schema.get("type") == "array" and not any(keyword in schema for keyword in other)
