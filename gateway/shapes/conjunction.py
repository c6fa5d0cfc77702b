"""What two schemas say together, keyword by keyword (JSON Schema validation 2020-12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import lcm
from typing import Any

from gateway.shapes.parts import Schema
from gateway.shapes.shape import bases, special

ANNOTATIONS = frozenset(
    {
        "title",
        "description",
        "default",
        "example",
        "examples",
        "deprecated",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
        "$comment",
        "$schema",
        "nullable",
        "$id",
    }
)
"""Keywords that say something to people, and nothing of which values there are."""
OF_THEIR_OWN = frozenset({"title", "description", "example", "examples", "externalDocs", "xml", "$comment", "$id"})
"""Those that say something of a schema, and nothing of its special forms."""

CONDITION = ("if", "then", "else")
CONTAINED = ("contains", "minContains", "maxContains")
LISTED = frozenset({"items", "prefixItems"})


def without_annotations(schema: Schema) -> dict[str, Any]:
    """What a schema hands on to its special forms.

    An OpenAPI discriminator without a union tells the schema's own forms apart, not those of one of them.
    """
    gone = OF_THEIR_OWN if "oneOf" in schema or "anyOf" in schema else OF_THEIR_OWN | {"discriminator"}
    return {key: held for key, held in schema.items() if key not in gone}


def both(one: Schema, other: Schema) -> dict[str, Any]:
    """The schema of what keeps to both; its members' schemas may have parts again. The second one's words are taken."""
    result, other = dict(one), dict(other)
    for group in (CONDITION, CONTAINED):
        if group[0] in result and group[0] in other:
            aside = {keyword: other.pop(keyword) for keyword in group if keyword in other}
            if any(result.get(keyword) != held for keyword, held in aside.items()):
                result = _with_union(result, [aside])
    if LISTED & result.keys() and LISTED & other.keys():
        result |= _items(result, other)
        other = {keyword: held for keyword, held in other.items() if keyword not in LISTED}
    for keyword, held in other.items():
        if keyword not in result:
            result[keyword] = held
        elif result[keyword] == held:
            continue
        elif keyword in ("anyOf", "oneOf"):
            # Of two that each have exactly one member, the second is only asked for any.
            result = _with_union(result, held)
        else:
            act = _RULES.get(keyword)
            result[keyword] = held if act is None else act(result[keyword], held)
    if "enum" in result and "const" in result and result["const"] in result["enum"]:
        del result["enum"]
    names = (*bases(one), *bases(other))
    return _narrowed(special(result, names) if names else result)


def _with_union(schema: dict[str, Any], parts: Sequence[Any]) -> dict[str, Any]:
    """The schema with one union more, as each member of it with each of those that it has."""
    if "anyOf" not in schema:
        return {**schema, "anyOf": list(parts)}
    return {**schema, "anyOf": [together(mine, yours) for mine in schema["anyOf"] for yours in parts]}


def together(mine: Any, yours: Any) -> Any:
    """The schema of what keeps to two, either of which may be a boolean."""
    if mine is False or yours is False:
        return False
    if mine is True or mine == yours:
        return yours
    return mine if yours is True else {"allOf": [mine, yours]}


def _joined(mine: Mapping[str, Any], yours: Mapping[str, Any], act: Callable[[Any, Any], Any]) -> dict[str, Any]:
    shared = {name: act(mine[name], held) for name, held in yours.items() if name in mine}
    return {**mine, **yours, **shared}


def _each(mine: Mapping[str, Any], yours: Mapping[str, Any]) -> dict[str, Any]:
    return _joined(mine, yours, together)


def _types(mine: Any, yours: Any) -> Any:
    one, other = ([held] if isinstance(held, str) else list(held) for held in (mine, yours))
    kept = [name for name in one if name in other]
    kept += [name for name in ("integer",) if name not in kept and _whole(one, other, name)]
    return kept[0] if len(kept) == 1 else kept or yours


def _whole(one: list[str], other: list[str], name: str) -> bool:
    return (name in one and "number" in other) or (name in other and "number" in one and name not in one)


def _items(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    rests = one.get("items", True), other.get("items", True)
    first, second = one.get("prefixItems", ()), other.get("prefixItems", ())
    result: dict[str, Any] = {}
    if first or second:
        result["prefixItems"] = [
            together(
                first[place] if place < len(first) else rests[0], second[place] if place < len(second) else rests[1]
            )
            for place in range(max(len(first), len(second)))
        ]
    if "items" in one or "items" in other:
        result["items"] = together(*rests)
    return result


def _steps(mine: Any, yours: Any) -> Any:
    whole = isinstance(mine, int) and isinstance(yours, int) and mine > 0 and yours > 0
    return lcm(mine, yours) if whole else yours


def _required(mine: list[str], yours: list[str]) -> list[str]:
    return list(dict.fromkeys((*mine, *yours)))


_RULES: Mapping[str, Callable[[Any, Any], Any]] = {
    "type": _types,
    "enum": lambda mine, yours: [value for value in mine if value in yours] or yours,
    "required": _required,
    "properties": _each,
    "patternProperties": _each,
    "dependentSchemas": _each,
    "dependentRequired": lambda mine, yours: _joined(mine, yours, _required),
    "additionalProperties": together,
    "unevaluatedProperties": together,
    "unevaluatedItems": together,
    "propertyNames": together,
    "discriminator": lambda mine, _: mine,
    "not": lambda mine, yours: {"anyOf": [mine, yours]},
    "uniqueItems": lambda mine, yours: mine or yours,
    "multipleOf": _steps,
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), min),
}


def _narrowed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema whose union has no null where its type allows none; a union of one is that one."""
    types = schema.get("type")
    names = [types] if isinstance(types, str) else types
    if names is None or "null" in names:
        return schema
    for union in ("anyOf", "oneOf"):
        left = [
            part for part in schema.get(union, ()) if not (isinstance(part, Mapping) and part.get("type") == "null")
        ]
        if union not in schema or len(left) == len(schema[union]):
            continue
        if len(left) > 1:
            return {**schema, union: left}
        if left:
            rest = {key: held for key, held in schema.items() if key not in (union, "discriminator")}
            return {**rest, "allOf": [*rest.get("allOf", ()), *left]}
    return schema
