"""Histories that nobody thought of: random operations that fit what random shapes have become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from gateway import (
    ABSENT,
    LEFT_OUT,
    Change,
    Operation,
    minor_units,
    prefixed,
    scalar,
    schema,
    unix_seconds,
)
from gateway.errors import DeclarationError
from gateway.operations.routes.route import RouteState
from gateway.plan.lineage import Link, State, lineage
from gateway.shapes.shape import Shape, ref
from gateway.timeline.version import ApiVersion

MONEY = {
    "type": "object",
    "properties": {
        "amount": {"type": "integer", "minimum": 0, "maximum": 10**9},
        "currency": {"type": "string", "enum": ["EUR", "JPY"]},
    },
    "required": ["amount", "currency"],
    "additionalProperties": False,
}
ADDRESS = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "zip": {"type": ["string", "null"]},
        "state": {"$ref": "#/components/schemas/Status"},
    },
    "required": ["city"],
}
STATUS = {"type": "string", "enum": ["open", "paid", "lost"]}
ID = {"type": "string", "pattern": "^id_[a-z0-9]{0,4}$"}


def referring(name: str) -> dict[str, str]:
    """A reference."""
    return ref(name)


NODE = {
    "type": "object",
    "properties": {
        "id": ref("Id"),
        "status": STATUS,
        "statuses": {"type": "array", "items": STATUS},
        "shared": ref("Status"),
        "price": ref("Money"),
        "fee": {"anyOf": [ref("Money"), {"type": "null"}]},
        "home": ref("Address"),
        "work": {"anyOf": [ref("Address"), {"type": "null"}]},
        "emails": {"type": "array", "items": {"type": "string"}},
        "made": {"type": "string", "format": "date-time"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "first": {"type": "string"},
        "last": {"type": "string"},
        "child": {"anyOf": [ref("Node"), {"type": "null"}]},
        "children": {"type": "array", "items": ref("Node")},
        "by_name": {"type": "object", "additionalProperties": ref("Address")},
        "pair": {"type": "array", "prefixItems": [ref("Id"), ref("Address")], "minItems": 2, "maxItems": 2},
        "method": {
            "oneOf": [ref("Card"), ref("Cash"), ref("Coin")],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {name.lower(): ref(name)["$ref"] for name in ("Card", "Cash", "Coin")},
            },
        },
        "inner": {"type": "object", "properties": {"a": {"type": "string"}, "b": ref("Address")}},
        "office": ref("Office"),
        "site": {**ADDRESS, "x-bases": ["Address"]},
        "counts": {
            "type": "object",
            "additionalProperties": {"type": "integer"},
            "propertyNames": ref("Status"),
        },
        "by_id": {"type": "object", "additionalProperties": ref("Office"), "propertyNames": ref("Id")},
        "both": {
            "type": "object",
            "properties": {"at": ref("Address"), "kind": {"type": "string"}},
            "anyOf": [ref("Card"), ref("Cash")],
        },
        "methods": {"type": "array", "items": {"anyOf": [ref("Card"), ref("Cash"), ref("Coin")]}},
    },
    "required": ["id", "status", "home", "price", "emails", "children"],
}


def _member(kind: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"kind": {"const": kind}, **properties},
        "required": ["kind", *properties],
    }


SCHEMAS: Mapping[str, Any] = {
    "Node": NODE,
    "Money": MONEY,
    "Address": ADDRESS,
    "Office": {
        **ADDRESS,
        "properties": {**ADDRESS["properties"], "floor": {"type": "integer"}},  # type: ignore[dict-item]
        "x-bases": ["Address"],
    },
    "Status": STATUS,
    "Id": ID,
    "Card": _member("card", number={"type": "string"}, owner=ref("Address")),
    "Cash": _member("cash", given={"type": "integer"}),
    "Coin": _member("coin", name={"type": "string"}),
}
SHAPE = Shape(ref("Node"), SCHEMAS)
HOME = State(RouteState("POST", "/nodes"), SHAPE, {"200": SHAPE})
VERSION = ApiVersion("v2", 2)


class Changed(Change):
    """Something changed."""

    operations = [schema("Node").renamed("a", to="b")]


Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def histories(draw: Draw, most: int = 8) -> list[Link]:
    """The links of a route through operations that fit, newest first."""
    state, links, number = HOME, [], 0
    for _ in range(draw(st.integers(1, most))):
        number += 1
        operation = draw(_operation(state, number))
        if operation is None:
            continue
        try:
            found = lineage(state, [(VERSION, Changed, operation)])
        except (DeclarationError, KeyError):
            continue
        if found:
            links += found
            state = found[-1].older
    return links


def _properties(state: State, name: str) -> dict[str, Any]:
    assert state.request is not None
    found: dict[str, Any] = state.request.schemas.get(name, {}).get("properties", {})
    return found


@st.composite
def _operation(draw: Draw, state: State, number: int) -> Operation | None:
    assert state.request is not None
    name = draw(st.sampled_from(["Node", "Node", "Node", "Address", "Office", "Card", "Cash", "Money"]))
    properties = _properties(state, name)
    if not properties:
        return None
    field = draw(st.sampled_from(sorted(properties)))
    other = draw(st.sampled_from(sorted(properties)))
    fresh, target = f"x{number}", schema(name)
    if name in ("Address", "Office") and draw(st.booleans()):
        target = schema("Address", "Office")
    of_status = draw(st.sampled_from(["status", "statuses", "shared", field]))
    old = draw(st.sampled_from([fresh, fresh, other]))
    kinds: list[Callable[[], Operation]] = [
        lambda: target.renamed(old, to=field),
        lambda: target.renamed(old, to=field),
        lambda: target.added(field, default=draw(st.sampled_from([None, 1, "x"]))),
        lambda: target.removed(fresh, was=str, old_sees=draw(st.sampled_from(["x", lambda node: str(sorted(node))]))),
        lambda: target.wrapped(fresh, into=field, lost="the rest", empty=draw(st.sampled_from([None, ABSENT]))),
        lambda: schema("Node").values(of_status, {"opened": "open", "sold": "paid"}),
        lambda: schema("Node").value_added(of_status, "lost", old_sees="open"),
        lambda: schema("Node").value_removed(of_status, f"v{number}", counts_as="open"),
        lambda: target.converted(field, **unix_seconds()),
        lambda: target.converted(field, **prefixed("id_")),
        lambda: target.joined(fresh, "currency", into=field, by=minor_units()),
        lambda: target.split(fresh, into=[field, other], up=_apart, down=_together, was=str | None),
        lambda: target.nested("a", "b=c", into=field),
        lambda: target.nested("city", "zip", into=field, null=draw(st.booleans())),
        lambda: target.flattened(fresh, f"p={field}", f"q={other}", null=draw(st.booleans())),
        lambda: target.moved(f"{fresh}.p", to=field),
        lambda: target.moved(f"{field}.q", to=f"{field}.city"),
        lambda: target.required(field, default="x").in_requests(),
        lambda: target.optional(field, old_sees="x"),
        lambda: target.nullable(field, old_sees="x"),
        lambda: target.not_null(field, default="x"),
        lambda: target.default(field, was=1, now=2),
        lambda: target.widened(field, was={"type": "string", "maxLength": 3}, old_sees="wide"),
        lambda: target.narrowed(field, was=str | int, counts_as=str),
        lambda: schema("Node").variant_added(
            draw(st.sampled_from(["method", "methods"])),
            "Coin",
            where={"kind": "coin"},
            old_sees=draw(st.sampled_from([LEFT_OUT, None])),
        ),
        target.closed,
        lambda: scalar("Status").values({"opened": "open"}),
        lambda: scalar("Id").converted(**prefixed("id_")),
        lambda: schema("Money").retyped(up=_money, down=_text, was={"type": "string", "pattern": "^[0-9]+$"}),
        lambda: schema(f"Old{number}").called(name),
        lambda: schema("Node").at("/inner").renamed(fresh, to=draw(st.sampled_from(["a", "b"]))),
        lambda: schema("Node").at("/inner").added("b", default=None),
    ]
    try:
        made: Operation = draw(st.sampled_from(kinds))()
    except DeclarationError:
        return None
    return made


def _apart(name: str | None) -> list[str]:
    return str(name).split(" ", 1)


def _together(first: Any, last: Any) -> str:
    return f"{first} {last}"


def _money(text: str) -> dict[str, Any]:
    return {"amount": int(text), "currency": "EUR"}


def _text(money: Any) -> Any:
    return str(money["amount"]) if isinstance(money, dict) and "amount" in money else money


__all__ = ["HOME", "SHAPE", "histories"]
