"""Documents at the edges of a shape: as long, as far from nothing, as full or as empty as documents rarely are.

Chance finds them too seldom: what is cut off, rounded or clamped would pass. In the first such document each value is
at its first edge, in the second at its second, and so on, so that a few show all edges of all values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from math import ceil, floor
from typing import Any, NamedTuple, overload

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample, Unsatisfiable

from gateway.conform.patterns import compiled
from gateway.laws.documents import SUCH, UNKNOWN, bearing, guessed, members, merged, strange
from gateway.laws.values import bound, raw, stretched, stride, strings, times, whole_bounds, within
from gateway.operations.fields.extent import Unlike
from gateway.operations.operation import NOTHING
from gateway.shapes.shape import Schema, Shape, ref_name, referenced
from gateway.shapes.unions import resolved

MOST = 32
"""How many such documents there are of a shape at most."""
FAR = (2**53 + 1, 2**63, 2**64 + 1, 10**21 + 1, 2**31, 2**32)
"""Beyond what other languages' integers and floats hold."""
LENGTHS = (300, 41, 4097, 1025, 65, 21, 13, 129)
"""Of texts, beyond what fields of forms and columns often hold."""
LONGEST = 10_000
SIZES, SIZES_OF_OBJECTS = (6, 101, 21, 11, 51), (6, 21, 11)
"""Of lists."""
SIMPLE = ("string", "integer", "number", "boolean")
LISTED = "*"
Names = tuple[str, ...]
"""The named schemas in which a value is, and `LISTED` where it is in a list or a map."""
ANY = ("x", None, True, 10**6, [1], {"a": 1})
FORMATS: Mapping[str, Sequence[str]] = {
    "date-time": ("2024-02-29T23:59:59.999999+05:30", "1969-12-31T23:59:59Z", "9999-12-31T00:00:00Z"),
    "date": ("2024-02-29", "9999-12-31", "0001-01-01"),
    "time": ("23:59:59.999999Z", "00:00:00Z"),
    "uuid": ("00000000-0000-4000-8000-000000000000",),
    "email": ("a+b@sub.example",),
    "uri": ("https://example.com/a%20b?c=d#e",),
    "uri-reference": ("/a%20b?c=d#e",),
    "ipv4": ("255.255.255.255", "0.0.0.0"),  # noqa: S104
    "ipv6": ("::", "2001:db8::1"),
}


class Bounds(NamedTuple):
    """What is an edge because some schema has a bound there.

    Args:
        sizes: of texts, lists and maps.
        numbers: whole ones.
    """

    sizes: tuple[int, ...]
    numbers: tuple[int, ...]


NUMERIC = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
SIZED = ("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties")


def edges(shape: Shape, witness: Mapping[str, Any] | None = None, near: Iterable[Any] = ()) -> Sequence[Any]:
    """Documents at the edges of a shape.

    Args:
        shape: the shape.
        witness: what must be so of the document's members, as `gateway.laws.documents` has it.
        near: further schemas whose bounds are edges too.
    """
    unlike = [test.schema for test in (witness or {}).values() if isinstance(test, Unlike)]
    holders = [*unlike, *near, shape.root, *(shape.schemas[name] for name in referenced(shape.root))]
    if witness and "" in witness and not callable(witness[""]):
        return [witness[""]]
    return Edges(shape, bearing(shape, witness) if witness else strange(shape), _bounds(holders))


def _bounds(holders: list[Any]) -> Bounds:
    sizes: dict[int, None] = {}
    numbers: dict[int, None] = {}
    for keyword, held in _keywords(holders):
        for value in (ceil(held) + 1, floor(held), floor(held) - 1):
            (numbers if keyword in NUMERIC else sizes)[value] = None
    return Bounds(tuple(size for size in sizes if 0 <= size <= LONGEST), tuple(numbers))


def _keywords(node: Any) -> Iterator[tuple[str, float]]:
    if isinstance(node, list | tuple):
        for inner in node:
            yield from _keywords(inner)
    elif isinstance(node, Mapping):
        for key, held in node.items():
            if key in (*NUMERIC, *SIZED) and isinstance(held, int | float) and not isinstance(held, bool):
                yield key, held
            else:
                yield from _keywords(held)


class Edges(Sequence[Any]):
    """The documents, each made when it is asked for."""

    def __init__(self, shape: Shape, root: Schema, bounds: Bounds) -> None:
        self._shape = shape
        self._root = root
        self._bounds = bounds
        self._known: dict[int, list[Any]] = {}
        self._kept: list[Schema] = []
        self._count = min(self._turns(root, ()), MOST)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Any: ...

    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            made = [self._at(self._root, (), turn) for turn in range(self._count)[place]]
            return [one for one in made if one is not NOTHING]
        return self[place : place + 1 or None][0]

    def _at(self, schema: Schema | bool, names: Names, turn: int) -> Any:
        """The value of a schema in a turn; `NOTHING` where none is known."""
        found = self._inner(schema, names)
        if found is None:
            return NOTHING
        plain, names = found
        if isinstance(plain, list):
            return plain[turn % len(plain)] if plain else NOTHING
        if "prefixItems" in plain or "items" in plain:
            return self._list(plain, names, turn)
        return self._object(plain, names, turn)

    def _inner(self, schema: Schema | bool, names: Names) -> tuple[list[Any] | Schema, Names] | None:
        """The values of a schema at its edges, or the schema of a list or an object; None where it has no end."""
        if not isinstance(schema, Mapping):
            return (list(ANY) if schema else []), names
        name = ref_name(schema)
        if name is not None and name in self._shape.schemas:
            # What holds itself holds itself once.
            return None if name in names else self._inner(self._shape.schemas[name], (*names, name))
        if "allOf" in schema and SUCH not in schema:
            return self._inner(merged(self._shape, schema), names)
        types = schema.get("type") or guessed(schema)
        if types in ("array", "object") and not schema.keys() & {"const", "enum", "oneOf", "anyOf", SUCH}:
            return {"items": True, **schema} if types == "array" else schema, names
        if id(schema) not in self._known:
            self._kept.append(schema)  # so that no other gets its identity
            self._known[id(schema)] = self._values(schema, names)
        return self._known[id(schema)], names

    def _values(self, schema: Schema, names: Names) -> list[Any]:
        if SUCH in schema:
            inner, test = schema[SUCH]
            return [value for value in self._all(inner, names) if test(value)]
        if "const" in schema or "enum" in schema:
            return [schema["const"]] if "const" in schema else list(schema["enum"])
        for union in ("oneOf", "anyOf"):
            if union in schema:
                return _by_turns([self._all(part, names) for part in members(self._shape, schema, union)])
        types = schema.get("type") or guessed(schema)
        if types is None:
            return list(ANY)
        kinds = [types] if isinstance(types, str) else types
        return _by_turns([self._of_kind(kind, schema, names) for kind in kinds])

    def _all(self, schema: Schema, names: Names) -> list[Any]:
        """The values of one member of a union, a few of each."""
        turns = range(min(self._turns(schema, names), MOST))
        return [value for turn in turns if (value := self._at(schema, names, turn)) is not NOTHING]

    def _of_kind(self, kind: str, schema: Schema, names: Names) -> list[Any]:
        if kind in ("array", "object"):
            return self._all({**schema, "type": kind}, names)
        known: Mapping[str, Callable[[Schema], list[Any]]] = {
            "null": lambda _: [None],
            "boolean": lambda _: [True, False],
            "integer": self._integers,
            "number": self._numbers,
            "string": self._strings,
        }
        return known[kind](schema)

    def _turns(self, schema: Schema | bool, names: Names) -> int:
        """How many turns show all edges."""
        found = self._inner(schema, names)
        if found is None:
            return 1
        plain, names = found
        if isinstance(plain, list):
            return max(len(plain), 1)
        if "items" in plain or "prefixItems" in plain:
            parts = [*plain.get("prefixItems", ()), plain.get("items", False)]
            return max([len(self._list_sizes(plain, names)), *(self._turns(part, (*names, LISTED)) for part in parts)])
        inner = [*plain.get("properties", {}).values(), plain.get("additionalProperties", False)]
        # And one more, in which all that may be left out is.
        return 1 + max(self._turns(part, names) for part in inner)

    def _integers(self, schema: Schema) -> list[Any]:
        low, high = whole_bounds(schema)
        own = [end + by for end in (high, low) if end is not None for by in (0, -1, 1)]
        wanted = [*own, *FAR[:4], *(-one for one in FAR[:4]), *self._bounds.numbers, 0, *FAR[4:], -1, 1]
        step = stride(schema)
        return [
            one
            for one in dict.fromkeys(wanted)
            if (low is None or one >= low) and (high is None or one <= high) and one % step == 0
        ]

    def _numbers(self, schema: Schema) -> list[Any]:
        least, most = (bound(schema, name) for name in ("inimum", "aximum"))
        start = least if least is not None else most if most is not None else Decimal(0)
        sign = 1 if least is not None or most is None else -1
        step = Decimal(str(schema["multipleOf"])) if "multipleOf" in schema else None
        found = []
        for digits in (4, 20, 9):
            one = step or Decimal(1).scaleb(-digits)
            # 12345 of the last digit beside the bound, or fewer where there is no room.
            for count in (12345, 1):
                number = times(sign * count, one) + (start if step is None else 0)
                if (least is None or number >= least) and (most is None or number <= most):
                    found.append(raw(number))
                    break
        return [*(number for number in found if within(schema, number)), *self._integers(schema)]

    def _sizes(self, schema: Schema, words: tuple[str, str], usual: Sequence[int], top: int) -> list[int]:
        low, high = schema.get(words[0], 0), schema.get(words[1])
        own = [] if high is None else [high, high - 1]
        wanted = dict.fromkeys([*own, *self._bounds.sizes, *usual, low, low + 1])
        return [size for size in wanted if low <= size <= min(top if high is None else high, top)] or [low]

    def _strings(self, schema: Schema) -> list[Any]:
        sizes = self._sizes(schema, ("minLength", "maxLength"), LENGTHS, LONGEST)
        if "pattern" in schema:
            return _stretched(schema["pattern"], tuple(sizes))
        if schema.get("format") in FORMATS:
            return [text for text in FORMATS[schema["format"]] if len(text) in _span(schema)]
        return [_repeated("0é", size) for size in sizes]

    def _list_sizes(self, schema: Schema, names: Names) -> list[int]:
        items = schema.get("items", True)
        simple = isinstance(items, Mapping) and resolved(self._shape, items).get("type") in SIMPLE
        if LISTED in names:  # of long lists that hold long lists nobody has enough
            return self._sizes(schema, ("minItems", "maxItems"), (1, 2), 2)
        usual = SIZES if simple else SIZES_OF_OBJECTS
        return self._sizes(schema, ("minItems", "maxItems"), usual, usual[1] + 1)

    def _list(self, schema: Schema, names: Names, turn: int) -> Any:
        prefix: Sequence[Schema] = schema.get("prefixItems", ())
        items = schema.get("items", True) if not prefix else schema.get("items", False)
        head = [self._at(part, (*names, LISTED), turn) for part in prefix]
        sizes = self._list_sizes(schema, names)
        rest = max(sizes[turn % len(sizes)] - len(head), 0) if items is not False else 0
        few = [self._at(items, (*names, LISTED), turn + place) for place in range(min(rest, 2))]
        if any(one is NOTHING for one in head) or (schema.get("uniqueItems") and len(few) > 1 and few[0] == few[1]):
            return NOTHING
        if not few or NOTHING in few:
            return head if len(head) >= schema.get("minItems", 0) else NOTHING
        few = few if not schema.get("uniqueItems") else few[:rest]
        count = len(few) if schema.get("uniqueItems") else rest
        made = [*head, *(few[place % len(few)] for place in range(count))]
        return made if len(made) >= schema.get("minItems", 0) else NOTHING

    def _object(self, schema: Schema, names: Names, turn: int) -> Any:
        properties = schema.get("properties", {})
        required = list(dict.fromkeys(schema.get("required", ())))
        bare = turn == self._turns(schema, names) - 1
        told = required if bare else dict.fromkeys([*required, *properties])
        made = {name: self._at(properties.get(name, True), names, turn) for name in told}
        if any(made[name] is NOTHING for name in required):
            return NOTHING
        made = {name: held for name, held in made.items() if held is not NOTHING}
        if not properties or schema.get("additionalProperties", True) is not True or "patternProperties" in schema:
            made = {**self._others(schema, names, turn, len(made)), **made}
        elif schema.get(UNKNOWN) is True and turn == 0:
            made[UNKNOWN] = "x"
        return made if schema.get("minProperties", 0) <= len(made) <= schema.get("maxProperties", LONGEST) else NOTHING

    def _others(self, schema: Schema, names: Names, turn: int, known: int) -> dict[str, Any]:
        """Members that have no name of their own in a schema: many, but for every third turn."""
        rest: Any = schema.get("additionalProperties", True)
        keys = ["é", "a/b~c", "k1", "k2", "k3", "k4", "k5"]
        if "propertyNames" in schema:
            keys = self._all({"type": "string", **resolved(self._shape, schema["propertyNames"])}, names)
        if "patternProperties" in schema:
            pattern, rest = next(iter(schema["patternProperties"].items()))
            keys = _stretched(pattern, (9, 8, 7, 6))
        least = max(schema.get("minProperties", 0) - known, 0)
        most = max(schema.get("maxProperties", LONGEST) - known, 0) if turn % 3 < 2 else least
        fresh = [key for key in dict.fromkeys(keys) if key not in schema.get("properties", {})][:most]
        held = {key: self._at(rest, (*names, LISTED), turn + place) for place, key in enumerate(fresh)}
        return {key: value for key, value in held.items() if value is not NOTHING}


def _by_turns(lists: Sequence[list[Any]]) -> list[Any]:
    """The first of each list, then the second of each; null last, as it says least."""
    nothing = object()
    found = [one for turn in zip_longest(*lists, fillvalue=nothing) for one in turn if one is not nothing]
    told = [one for one in found if one is not None]
    return [*told, None] if len(told) < len(found) else told


def _repeated(text: str, size: int) -> str:
    return (text * (size // len(text) + 1))[:size]


def _span(schema: Schema) -> range:
    return range(schema.get("minLength", 0), schema.get("maxLength", LONGEST) + 1)


@cache
def _stretched(pattern: str, sizes: tuple[int, ...]) -> list[str]:
    """Texts that a pattern matches, of these sizes as far as can be; none where none is found."""
    fits = compiled(pattern)
    top, low = max(sizes, default=LONGEST), min(sizes, default=0)
    quiet = settings(
        max_examples=50,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        least = find(strings({"pattern": pattern, "minLength": low, "maxLength": top}), lambda _: True, settings=quiet)
    except (NoSuchExample, Unsatisfiable):
        return []
    found = [longer for size in sizes if (longer := stretched(fits, least, size)) is not None]
    return list(dict.fromkeys([*found, least]))
