"""Makes what goes over a document, by its shape: lists, maps, unions, references and objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.compiled.maps import map_of
from gateway.compiled.objects import ObjectForm, located, moved, tried
from gateway.compiled.step import Step
from gateway.compiled.visitor import Unclear, Visit, Visitor
from gateway.shapes.map_keys import key_value
from gateway.shapes.shape import Schema, Shape, bases, ref_name
from gateway.shapes.unions import member, resolved, tags_of
from gateway.shapes.walk import LocatedError, property_schemas


class Visitors:
    """Makes visitors of one shape. What nothing acts on has none.

    Args:
        shape: the shape of the documents as they come.
        steps: the operations by the names of the schemas that they act on, in the order in which they act.
        listed: the same for what is in lists, where that is another; the same visitors when left out.
    """

    def __init__(self, shape: Shape, steps: Mapping[str, Sequence[Step]], listed: Visitors | None = None) -> None:
        self._shape = shape
        self._steps = steps
        self._listed = listed or self
        self._named: dict[str, Visitor] = {}
        self._targets = frozenset(steps)
        self._reaching = shape.reaching(self._targets)

    def of(self, schema: Schema | bool | None) -> Visitor | None:
        """What goes over the values of a schema."""
        if not isinstance(schema, Mapping) or not self._reaches(schema):
            return None
        name = ref_name(schema)
        if name is not None:
            return self._of_name(name)
        return self._of_plain(schema, self._of_form(schema), "")

    def _reaches(self, schema: Schema) -> bool:
        held = self._shape.held(schema)
        return not (self._reaching.isdisjoint(held.refs) and self._targets.isdisjoint(held.bases))

    def _of_form(self, schema: Schema) -> list[Step]:
        """What acts on a schema without a name: what acts on those of which it is a special form, each once."""
        found = {step.order: step for name in bases(schema) for step in self._steps.get(name, ())}
        return [found[order].fitted(schema) for order in sorted(found)]

    def _of_name(self, name: str) -> Visitor | None:
        if name not in self._shape.schemas:
            return None
        known = self._named.get(name)
        if known is None:
            # It may hold itself.
            late = _Late()
            self._named[name] = Visitor(late.visit, late.find)
            plain = resolved(self._shape, self._shape.schemas[name])
            late.made = known = self._named[name] = self._of_plain(plain, self._steps.get(name, ()), name)
        return known

    def _of_plain(self, schema: Schema, steps: Sequence[Step], name: str) -> Visitor:
        """What goes over the values of a schema that is no reference, and then through operations on it."""
        unions = [self._union(schema, schema[union]) for union in ("anyOf", "oneOf") if union in schema]
        of_values = any(step.operation.on_scalars is not False for step in steps)
        if "properties" in schema and not unions and not of_values and not self._keys(schema):
            return self._object(schema, steps, name)
        inside = self._list(schema) if "items" in schema or "prefixItems" in schema else None
        if (
            inside is None
            and {"properties", "patternProperties", "additionalProperties", "propertyNames"} & schema.keys()
        ):
            inside = self._object(schema, (), name)
        inner = _together([*unions, *([] if inside is None else [inside])])
        return _chain(inner, steps) if steps else inner or _NOTHING

    def _keys(self, schema: Schema) -> list[Visitor]:
        """What goes over the keys of a map, operation by operation, as keys may become one in between."""
        names = schema.get("propertyNames")
        if not isinstance(names, Mapping) or not self._reaches(names):
            return []
        steps = {step.order: step for held in self._steps.values() for step in held}
        found = []
        for order in sorted(steps):
            if steps[order].operation.on_scalars is False:
                continue
            one = {name: [step for step in held if step.order == order] for name, held in self._steps.items()}
            keys = Visitors(self._shape, {name: held for name, held in one.items() if held}).of(names)
            found += [] if keys is None else [keys]
        return found

    def _object(self, schema: Schema, steps: Sequence[Step], name: str) -> Visitor:
        children: dict[str, Visitor | None] = {}
        known = frozenset(schema.get("properties", ()))

        def child(key: str) -> Visitor | None:
            if key in children:
                return children[key]
            found = _together([one for one in map(self.of, property_schemas(schema, key)) if one is not None])
            if key in known:
                children[key] = found
            return found

        keys = self._keys(schema)
        if keys or not known:
            upwards = any(step.is_upwards for held in self._steps.values() for step in held)
            inner = map_of(
                child, keys, lambda key: key_value(self._shape, schema["propertyNames"], key), upwards=upwards
            )
            return _chain(inner, steps) if steps else inner
        return ObjectForm(name or "an object", child, steps, known).visitor

    def _list(self, schema: Schema) -> Visitor:
        rest = self._listed.of(schema.get("items"))
        first = [self._listed.of(one) for one in schema.get("prefixItems", ())]
        if first:
            return _tuple([*first], rest)
        return _NOTHING if rest is None else _items(rest)

    def _union(self, schema: Schema, parts: Sequence[Schema]) -> Visitor:
        real = [part for part in parts if part.get("type") != "null"]
        if len(real) == 1 and "properties" not in schema:
            return self.of(real[0]) or _NOTHING
        visitors = {id(part): self.of(part) for part in parts}
        tags = tags_of(self._shape, schema, parts)
        by_tag = {tag: visitors[id(part)] for tag, part in tags.members.items()} if tags else {}
        name = tags.name if tags else ""

        def chosen(value: Any) -> Visitor | None:
            if value.__class__ is dict and tags is not None:
                tag = value.get(name)
                if tag.__class__ is str and tag in by_tag:
                    return by_tag[tag]
                # What it is taken for may be another thing after each operation.
                raise Unclear
            part = member(self._shape, schema, parts, value)
            return None if part is None else visitors[id(part)]

        def visit(value: Any) -> Any:
            found = None if value is None else chosen(value)
            return value if found is None else found.visit(value)

        def find(value: Any) -> LocatedError | None:
            found = None if value is None else chosen(value)
            return None if found is None else found.find(value)

        return Visitor(visit, find)


class _Late:
    """Stands for a visitor that isn't made yet."""

    made: Visitor

    def visit(self, value: Any) -> Any:
        return self.made.visit(value)

    def find(self, value: Any) -> LocatedError | None:
        return self.made.find(value)


_NOTHING = Visitor(lambda value: value, lambda _: None)


def _together(visitors: Sequence[Visitor]) -> Visitor | None:
    """One visitor for several, each going over what the one before made."""
    if len(visitors) < 2:
        return visitors[0] if visitors else None

    def visit(value: Any) -> Any:
        for one in visitors:
            value = one.visit(value)
        return value

    return Visitor(visit, lambda value: next((found for one in visitors if (found := tried(one, value))), None))


def _chain(inner: Visitor | None, steps: Sequence[Step]) -> Visitor:
    """What goes over a value and then through operations on it as such, null excepted."""

    def through(value: Any) -> Any:
        for step in steps:
            if step.is_meant(value):
                value = step.act(value)
        return value

    def visit(value: Any) -> Any:
        return None if value is None else through(value if inner is None else inner.visit(value))

    def find(value: Any) -> LocatedError | None:
        found = None if inner is None or value is None else tried(inner, value)
        if found is not None or value is None:
            return found
        return _failed(value if inner is None else inner.visit(value), steps)

    return Visitor(visit, find)


def _failed(value: Any, steps: Sequence[Step]) -> LocatedError | None:
    """The error of an operation on a value, with its place before those that acted on it; None where there is none."""
    acted: list[Step] = []
    for step in steps:
        if not step.is_meant(value):
            continue
        try:
            value = step.act(value)
        except Exception as error:  # noqa: BLE001 - of the user's functions, told by its place
            found = located(error)
            place = found.location
            for earlier in reversed(acted):
                place = earlier.before(place)
            return moved(found, place, step.operation)
        acted.append(step)
    return None


def _items(item: Visitor) -> Visitor:
    """What goes over a list of the same."""
    act = item.visit
    form = getattr(act, "__self__", None)
    if isinstance(form, ObjectForm):
        known: Callable[..., Visit] = form.forms.get
        missed, other = form.missed, form.visit

        def each(items: list[Any]) -> list[Any]:
            return [known(tuple(one), missed)(one) if one.__class__ is dict else other(one) for one in items]
    else:

        def each(items: list[Any]) -> list[Any]:
            return [act(one) for one in items]

    def visit(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        result = each(value)
        for new, old in zip(result, value, strict=True):
            if new is not old:
                return result
        return value

    return Visitor(visit, lambda value: _found(value, lambda _: item), item)


def _tuple(first: Sequence[Visitor | None], rest: Visitor | None) -> Visitor:
    """What goes over a list of which the first items have places of their own."""

    def at(place: int) -> Visitor | None:
        return first[place] if place < len(first) else rest

    def visit(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        result = [held if (one := at(place)) is None else one.visit(held) for place, held in enumerate(value)]
        return result if any(new is not old for new, old in zip(result, value, strict=True)) else value

    return Visitor(visit, lambda value: _found(value, at))


def _found(value: Any, at: Callable[[int], Visitor | None]) -> LocatedError | None:
    for place, held in enumerate(value if isinstance(value, list) else ()):
        one = at(place)
        found = None if one is None else tried(one, held)
        if found is not None:
            return moved(found, (place, *found.location))
    return None


__all__ = ["Visit", "Visitors"]
