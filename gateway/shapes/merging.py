"""`allOf` made one schema, so that nothing after it need know of parts.

What holds is the one direction that is needed: a value that keeps to all parts keeps to what they are merged to. Where
no schema says a conjunction exactly, such as that of two patterns, the merged one allows more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gateway.shapes.conjunction import ANNOTATIONS, both, without_annotations
from gateway.shapes.parts import Schema, mapped, parts
from gateway.shapes.shape import BASES, bases, ref, ref_name, special

DEEPEST = 60
"""How deep schemas are looked for in each other; what is deeper stays as it is."""


def merged(root: Schema, schemas: Mapping[str, Schema]) -> tuple[Schema, dict[str, Schema]]:
    """The schemas without `allOf`, and without references that something else stands beside.

    A schema that was made of named ones is a special form of them. A reference stays one where only words for people
    or a default stand beside it.
    """
    merging = Merging(schemas)
    whole = merging.all_named()
    found = merging.inside(root)
    return found, {**whole, **merging.made}


def has_parts(schema: Schema) -> bool:
    """Whether there is anything to merge in a schema."""
    return "allOf" in schema or _says_more(schema) or any(map(has_parts, parts(schema)))


def _says_more(schema: Schema) -> bool:
    """Whether a reference has more beside it than words."""
    return "$ref" in schema and len(schema) > 1 and any(key != "$ref" and not _is_words(key) for key in schema)


def _is_words(keyword: str) -> bool:
    return keyword in ANNOTATIONS or keyword.startswith("x-")


class Merging:
    """Merges the schemas of one document, each once.

    Args:
        schemas: the named schemas as they were written.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._raw = schemas
        self._flat: dict[str, Schema] = {}
        self._doing: list[str] = []
        self._stack: list[tuple[Schema, list[str]]] = []
        self.made: dict[str, Schema] = {}
        """What is named because it holds itself."""

    def all_named(self) -> dict[str, Schema]:
        """The named schemas, merged at every depth; the same where none has parts."""
        if not any(map(has_parts, self._raw.values())):
            return dict(self._raw)
        return {name: mapped(self._flat_named(name), self.inside) for name in self._raw}

    def inside(self, schema: Schema) -> Schema:
        """A schema that isn't named, merged at every depth."""
        if not has_parts(schema) or len(self._stack) > DEEPEST:
            return schema
        flat = self._flattened(schema)
        if flat is schema or ref_name(flat) is not None:
            return mapped(flat, self.inside)
        for raw, given in self._stack:
            if raw == schema:  # it holds itself
                given[:] = given or [self._new_name(flat)]
                return ref(given[0])
        names: list[str] = []
        self._stack.append((schema, names))
        whole = mapped(flat, self.inside)
        self._stack.pop()
        if names:
            self.made[names[0]] = whole
            return ref(names[0])
        return whole

    def _new_name(self, schema: Schema) -> str:
        stem = next(iter(bases(schema)), "Part")
        number = 2
        while f"{stem}_{number}" in self._raw or f"{stem}_{number}" in self.made:
            number += 1
        name = f"{stem}_{number}"
        self.made[name] = {}
        return name

    def _flat_named(self, name: str) -> Schema:
        """A named schema without parts of its own; what is in its members may have some."""
        if name in self._flat:
            return self._flat[name]
        if name in self._doing:  # a part of itself, which says nothing
            return {}
        self._doing.append(name)
        flat = self._flattened(self._raw[name])
        other = ref_name(flat)
        if other is not None and other in self._raw:
            # Another name for a schema is a schema of its own, so that changes may mean it alone.
            flat = self._form_of(flat, other)
        self._doing.pop()
        self._flat[name] = flat
        return flat

    def _form_of(self, reference: Schema, name: str) -> Schema:
        """A special form of what a reference leads to, with what stands beside the reference."""
        held = self._flat_named(name)
        if any(ref_name(part) in self._doing for part in (*held.get("anyOf", ()), *held.get("oneOf", ()))):
            # A union of its own special forms, of which this is one.
            held = {key: said for key, said in held.items() if key not in ("anyOf", "oneOf", "discriminator")}
        beside = {key: said for key, said in reference.items() if key not in ("$ref", BASES)}
        return {**special(without_annotations(held), (name, *bases(reference))), **beside}

    def _flattened(self, schema: Schema) -> Schema:
        """The schema without parts of its own: itself, a reference, or what its parts are together."""
        if "allOf" not in schema and not _says_more(schema):
            return schema
        rest = {key: held for key, held in schema.items() if key not in ("allOf", "$ref")}
        held = list(schema.get("allOf", ()))
        if "$ref" in schema:
            held.insert(0, {"$ref": schema["$ref"]})
        flat = [self._flattened(part) for part in held if isinstance(part, Mapping)]
        words = {key: said for part in flat if all(map(_is_words, part)) for key, said in part.items()}
        rest = {**words, **rest}
        flat = self._without_wider([part for part in flat if not all(map(_is_words, part))])
        single = flat[0] if len(flat) == 1 else None
        if single is not None and "$ref" in single and self._adds_nothing(rest, single):
            return {**single, **{key: said for key, said in rest.items() if key != "type"}}
        whole: Schema = {}
        for part in flat:
            whole = both(whole, self._open(part))
        whole = both(whole, rest)
        return self._flattened(whole) if "allOf" in whole else _closed(whole)

    def _open(self, part: Schema) -> Schema:
        name = ref_name(part)
        return part if name is None or name not in self._raw else self._form_of(part, name)

    def _adds_nothing(self, rest: Schema, reference: Schema) -> bool:
        name = ref_name(reference)
        if not all(_is_words(key) or key == "type" for key in rest):
            return False
        return "type" not in rest or (
            name in self._raw and self._flat_named(str(name)).get("type", "object") == rest["type"]
        )

    def _without_wider(self, flat: Sequence[Schema]) -> list[Schema]:
        """The parts without references to what another of them is a form of already, each once."""
        once: list[Schema] = []
        for part in flat:
            if part not in once:
                once.append(part)
        covered = {base for part in once for base in self._bases_of(part)}
        return [part for part in once if len(part) > 1 or ref_name(part) not in covered]

    def _bases_of(self, part: Schema) -> tuple[str, ...]:
        name = ref_name(part)
        held = self._flat_named(name) if name is not None and name in self._raw else part
        return bases(held)


def _closed(schema: Schema) -> Schema:
    """A schema that says of members that it doesn't name what it said of those that no part names."""
    if "unevaluatedProperties" not in schema or _NAMING & schema.keys():
        return schema
    said = schema["unevaluatedProperties"]
    return {
        **{key: held for key, held in schema.items() if key != "unevaluatedProperties"},
        "additionalProperties": said,
    }


_NAMING = frozenset({"additionalProperties", "anyOf", "oneOf", "if", "dependentSchemas"})
"""What may name members besides `properties` and `patternProperties` do."""
