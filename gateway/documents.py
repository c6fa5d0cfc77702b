"""Documents that aren't in a request: webhooks, queues, what is stored; in the form of any version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, NamedTuple

from gateway.compiled.plan import CompiledPlan
from gateway.errors import ConfigurationError, ConversionError, nearest
from gateway.operations.operation import Form, Role
from gateway.plan.atlas import Atlas
from gateway.plan.lineage import State, lineage
from gateway.plan.past import NOWHERE, SENT
from gateway.shapes.fits import is_type
from gateway.shapes.polymorphic import rooted
from gateway.shapes.shape import Schema, Shape, written
from gateway.shapes.unions import resolved
from gateway.shapes.walk import LocatedError
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

KINDS: Mapping[type, str] = {
    dict: "An object",
    list: "A list",
    str: "Text",
    bool: "A truth value",
    int: "A number",
    float: "A number",
    Decimal: "A number",
    type(None): "Null",
}
"""What JSON values are called, by the types that stand for them."""


class NoDocument(LocatedError):
    """A value that no document of the named schema can be, whatever it holds.

    Args:
        value: the value.
        schema: the schema's name.
    """

    def __init__(self, value: Any, schema: str) -> None:
        what = "A class" if isinstance(value, type) else KINDS.get(type(value), f"A {type(value).__name__}")
        fix = " Give each of its items by itself." if isinstance(value, list) else ""
        super().__init__(f"{what} is no document of `{schema}`.{fix}", ())


class Translation(NamedTuple):
    """How documents of one schema are translated, and what they are at either end.

    Args:
        plan: between the head and a version.
        newer: the head's shape.
        older: the version's.
    """

    plan: CompiledPlan
    newer: Shape
    older: Shape


class Documents:
    """Translates documents of named schemas between versions.

    Args:
        timeline: the versions.
        atlas: the head's routes, in whose documents the schemas are found, and the changes.
    """

    def __init__(self, timeline: Timeline, atlas: Atlas) -> None:
        self._timeline = timeline
        self._atlas = atlas
        self._translations: dict[tuple[str, ApiVersion], Translation] = {}

    def down(self, document: Any, schema: str, version: str) -> Any:
        """The document of the head in the form of a version. Never alters its argument."""
        plan, newer, _ = self._translation(schema, version)
        try:
            return plan.downgrade(_taken(document, schema, newer), int(SENT))
        except RecursionError as error:
            raise _too_deep() from error

    def up(self, document: Any, schema: str, version: str, role: Role) -> Any:
        """The document of a version in the head's form. Never alters its argument.

        Only where it creates something is anything filled in that its version left to the service.
        """
        if role is Role.PATCH_OPS:
            raise ConfigurationError(
                f"A JSON Patch is no document of {schema!r}. Use Role.CREATE, Role.REPLACE or Role.MERGE."
            )
        plan, _, older = self._translation(schema, version)
        try:
            return plan.upgrade(_taken(document, schema, older), role)
        except RecursionError as error:
            raise _too_deep() from error

    def schema(self, schema: str, version: str, form: Form) -> dict[str, Any]:
        """The schema as a version has it: JSON Schema 2020-12 with what it refers to in `$defs`."""
        known = self._version(version)
        shape = self._shape(schema, form)
        home = State(NOWHERE, shape if form is Form.REQUEST else None, {SENT: shape} if form is Form.RESPONSE else {})
        links = lineage(home, self._atlas.past.steps(known, self._timeline.head), self._atlas.past.derived)
        older = links[-1].older if links else home
        found = older.request if form is Form.REQUEST else older.responses[SENT]
        assert found is not None
        return found.standalone()

    def _version(self, version: str) -> ApiVersion:
        known = self._timeline.get(version)
        if known is None:
            names = [str(one) for one in self._timeline]
            raise ConfigurationError(f"There is no version {version!r}. {nearest(version, names)}")
        if self._timeline[known].removed:
            kept = ", ".join(map(str, self._timeline.kept))
            raise ConfigurationError(
                f"Version {known} is removed: nothing can be put into its form any more. Kept: {kept}."
            )
        return known

    def _translation(self, schema: str, version: str) -> Translation:
        known = self._version(version)
        found = self._translations.get((schema, known))
        if found is None:
            shape = self._shape(schema)
            home = State(NOWHERE, shape, {SENT: shape})
            links = lineage(home, self._atlas.past.steps(known, self._timeline.head), self._atlas.past.derived)
            older = links[-1].older.request if links else shape
            assert older is not None
            found = self._translations[schema, known] = Translation(CompiledPlan(links, home), shape, older)
        return found

    def _shape(self, schema: str, form: Form = Form.RESPONSE) -> Shape:
        name, seen = written(schema), set[str]()
        for shape in self._shapes(form):
            if name in shape.schemas:
                return rooted(shape, name)
            seen.update(shape.schemas)
        raise ConfigurationError(f"No document of the head holds the schema {schema!r}. {nearest(schema, seen)}")

    def _shapes(self, form: Form) -> Iterator[Shape]:
        """The shapes of the head's documents, those of one form before the others."""
        past, entries = self._atlas.past, self._atlas.table(self._timeline.head).entries
        states = [partial(past.state, one.endpoint) for one in entries]
        messages = [partial(State, *message) for message in past.messages()]
        for wanted in (form, Form.REQUEST if form is Form.RESPONSE else Form.RESPONSE):
            for made in (*messages, *states):
                yield from (shape for shaped, shape in made().shapes() if shaped is wanted)


def _taken(document: Any, schema: str, shape: Shape) -> Any:
    """The document's JSON values. Raises NoDocument."""
    taken = _plain(document)
    if not _can_be(shape, shape.root, taken):
        raise NoDocument(taken, schema)
    return taken


def _plain(value: Any) -> Any:
    """The value with the models and dataclasses in it as handlers would answer them; itself where there are none."""
    if isinstance(value, dict):
        members = {name: _plain(held) for name, held in value.items()}
        return value if all(members[name] is held for name, held in value.items()) else members
    if isinstance(value, list | tuple):
        items = [_plain(held) for held in value]
        same = isinstance(value, list) and all(new is held for new, held in zip(items, value, strict=True))
        return value if same else items
    # Models say how they are read; of a class that is given in place of an instance nothing can be made.
    if not isinstance(value, type) and (hasattr(value, "__pydantic_serializer__") or is_dataclass(value)):
        kind: Any = type(value)
        return _adapter(kind).dump_python(value, mode="json", by_alias=True)
    return value


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _can_be(shape: Shape, schema: Schema | bool, value: Any) -> bool:
    """Whether a value is of a JSON type that a schema allows; what it holds isn't looked at."""
    if not isinstance(schema, Mapping):
        return schema
    schema = resolved(shape, schema)
    types = schema.get("type")
    if types is not None:
        # 1.0 may be an integer (JSON Schema core, 4.2.3).
        names = [types] if isinstance(types, str) else types
        return any(is_type(value, "number" if name == "integer" else name) for name in names)
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return any(_can_be(shape, part, value) for part in schema[union])
    return "properties" not in schema or isinstance(value, Mapping)


def _too_deep() -> ConversionError:
    return ConversionError("The document is nested too deeply.")
