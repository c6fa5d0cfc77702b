"""What holds for every operation: up then down is the same, nothing that was given is altered."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import ABSENT, ConversionError, DeclarationError, Role, minor_units, prefixed, schema, unix_seconds
from gateway.operations.operation import Form, SchemaOperation

PET = schema("Pet")
LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
EXTRA = st.dictionaries(st.sampled_from(["u", "w", "tail"]), LEAF)
MONEY = minor_units({"JPY": 0, "KWD": 3})


def amounts(currency: str) -> st.SearchStrategy[str]:
    """Decimal text as older clients write it."""
    digits = {"JPY": 0, "KWD": 3}.get(currency, 2)
    return (
        st.integers(0, 10**15 - 1)
        .map(lambda units: MONEY.down({"amount": units, "currency": currency})[0])
        .filter(lambda text: ("." in text) == (digits > 0))
    )


CURRENCY = st.sampled_from(["EUR", "JPY", "KWD"])
PRICED = CURRENCY.flatmap(lambda name: st.fixed_dictionaries({"total": amounts(name), "currency": st.just(name)}))

OPERATIONS: list[tuple[SchemaOperation, st.SearchStrategy[dict[str, Any]]]] = [
    (PET.renamed("name", to="full_name"), st.fixed_dictionaries({}, optional={"name": LEAF})),
    (PET.added("kind", default="cat"), st.just({})),
    (PET.removed("fax", was=str | None, old_sees=None), st.just({"fax": None})),
    (PET.wrapped("home", into="homes", lost="all but the first"), st.fixed_dictionaries({}, optional={"home": LEAF})),
    (
        PET.wrapped("home", into="homes", lost="all but the first", empty=ABSENT),
        st.fixed_dictionaries({}, optional={"home": LEAF}),
    ),
    (PET.joined("total", "currency", into="total", by=MONEY), PRICED | st.just({"total": None})),
    (PET.converted("age", up=str, down=int, was=int), st.fixed_dictionaries({}, optional={"age": st.integers()})),
    (
        PET.converted("born", **unix_seconds()),
        st.fixed_dictionaries({}, optional={"born": st.integers(-62_135_596_800, 253_402_300_799)}),
    ),
    (PET.converted("id", **prefixed("pet_")), st.fixed_dictionaries({"id": st.text(max_size=9)})),
    (PET.converted("id", **prefixed("pet_", number=True)), st.fixed_dictionaries({"id": st.integers(0)})),
    (
        PET.split("whole", into=["first", "last"], up=lambda text: text.split("|"), down="{}|{}".format, was=str),
        st.fixed_dictionaries({}, optional={"whole": st.just(None) | st.sampled_from(["a|b", "|"])}),
    ),
    (PET.nested("home", "fax=phone", into="contact"), st.fixed_dictionaries({}, optional={"home": LEAF, "fax": LEAF})),
    (PET.nested("home", "fax", into="contact", null=True), st.fixed_dictionaries({"home": LEAF, "fax": LEAF})),
    (
        PET.flattened("home", "city", "zip=postcode"),
        st.fixed_dictionaries(
            {}, optional={"home": st.dictionaries(st.sampled_from(["city", "zip", "more"]), LEAF, min_size=1)}
        ),
    ),
    (
        PET.flattened("home", "city", "zip", null=True),
        st.fixed_dictionaries({"home": st.none() | st.fixed_dictionaries({"city": st.text(), "zip": LEAF})}),
    ),
    (
        PET.moved("home.city", to="town"),
        st.fixed_dictionaries({}, optional={"home": st.fixed_dictionaries({"zip": LEAF}, optional={"city": LEAF})}),
    ),
    (
        PET.values("kind", {"done": "completed", "new": "done"}),
        st.fixed_dictionaries({"kind": st.sampled_from(["done", "new", "x", None]) | st.lists(st.just("new"))}),
    ),
    (PET.value_added("kind", "late", old_sees="new"), st.fixed_dictionaries({"kind": st.sampled_from(["new", None])})),
    (PET.value_removed("kind", "old", counts_as="new"), st.fixed_dictionaries({"kind": st.sampled_from(["new", 1])})),
    (PET.required("kind", default="cat"), st.fixed_dictionaries({"kind": LEAF})),
    (PET.optional("kind", old_sees="cat"), st.fixed_dictionaries({"kind": LEAF})),
    (PET.nullable("kind", old_sees="cat"), st.fixed_dictionaries({"kind": LEAF.filter(lambda held: held is not None)})),
    (PET.not_null("kind", default="cat"), st.fixed_dictionaries({"kind": LEAF.filter(lambda held: held is not None)})),
    (PET.widened("kind", was=str, old_sees=str), st.fixed_dictionaries({"kind": st.text()})),
    (PET.narrowed("kind", was=str), st.fixed_dictionaries({"kind": st.text()})),
    (PET.constrained("kind", was={"maxLength": 5}), st.fixed_dictionaries({"kind": st.text()})),
    (PET.default("kind", was="cat", now="dog"), st.fixed_dictionaries({"kind": LEAF})),
]


@pytest.mark.parametrize(("operation", "older"), OPERATIONS, ids=[operation.kind for operation, _ in OPERATIONS])
@given(data=st.data())
def test_up_then_down_is_the_same(
    operation: SchemaOperation, older: st.SearchStrategy[dict[str, Any]], data: st.DataObject
) -> None:
    """An older document comes back equal, unknown fields in their order, and neither step alters its argument."""
    document = {**data.draw(EXTRA), **data.draw(older)}
    kept = copy.deepcopy(document)
    newer = operation.up(document, data.draw(st.sampled_from(list(Role))))
    assert document == kept
    newer_kept = copy.deepcopy(newer)
    assert operation.down(newer) == kept
    assert newer == newer_kept
    assert [key for key in newer if key in ("u", "w", "tail")] == [key for key in kept if key in ("u", "w", "tail")]


@pytest.mark.parametrize(("operation", "_older"), OPERATIONS, ids=[operation.kind for operation, _ in OPERATIONS])
@given(data=st.data())
def test_going_down_never_fails(operation: SchemaOperation, _older: Any, data: st.DataObject) -> None:
    """Total on anything but a conversion's own type, which validation has seen to before."""
    fields = ["name", "full_name", "kind", "fax", "home", "homes", "total", "currency", "other"]
    document = data.draw(st.dictionaries(st.sampled_from(fields), LEAF | st.lists(LEAF, max_size=2)))
    assert isinstance(operation.down(document), dict)


def test_a_rename_keeps_the_fields_place() -> None:
    """Key order is part of what isn't touched."""
    newer = PET.renamed("b", to="z").up({"a": 1, "b": 2, "c": 3}, Role.CREATE)
    assert list(newer) == ["a", "z", "c"]


@pytest.mark.parametrize("role", list(Role))
def test_defaults_are_filled_in_only_where_something_is_created(role: Role) -> None:
    """Under replace and merge, what the client's version can't express stays absent."""
    newer = PET.added("kind", default="cat").up({"kind": "stray"}, role)
    assert newer == ({"kind": "cat"} if role is Role.CREATE else {})


@pytest.mark.parametrize(
    ("text", "currency", "units"),
    [("12.50", "EUR", 1250), ("12.5", "EUR", 1250), ("12", "EUR", 1200), ("1800", "JPY", 1800), ("1.500", "KWD", 1500)],
)
def test_amounts_are_exact(text: str, currency: str, units: int) -> None:
    """Never through a float, in any currency."""
    assert MONEY.up(text, currency) == {"amount": units, "currency": currency}


@pytest.mark.parametrize(
    ("text", "currency"), [("0.5", "JPY"), ("1.005", "EUR"), ("-1", "EUR"), ("1e3", "EUR"), ("٣", "EUR"), (5, "EUR")]
)
def test_amounts_that_are_none_are_refused(text: Any, currency: str) -> None:
    """With a message that a client can read."""
    with pytest.raises(ConversionError, match="amount"):
        MONEY.up(text, currency)


@given(st.integers(0, 10**18), CURRENCY)
def test_minor_units_survive_the_way_down_and_up(units: int, currency: str) -> None:
    """Every amount of the head comes back exactly from what an old client saw."""
    money = {"amount": units, "currency": currency}
    if units < 10**15:
        assert MONEY.up(*MONEY.down(money)) == money


def test_a_part_of_a_joined_value_is_required_with_it() -> None:
    """The mistake points at the field that is missing, in the older words."""
    with pytest.raises(ConversionError, match="`currency` is required with `total`"):
        PET.joined("total", "currency", into="total", by=MONEY).up({"total": "1.00"}, Role.CREATE)


NEWER = {
    "type": "object",
    "properties": {
        "full_name": {"type": "string"},
        "kind": {"type": "string"},
        "homes": {"type": "array", "items": {"type": "string"}},
        "total": {"anyOf": [{"$ref": "#/components/schemas/Money"}, {"type": "null"}]},
    },
    "required": ["full_name", "kind", "homes"],
}


@pytest.mark.parametrize(
    ("operation", "properties", "required"),
    [
        (PET.renamed("name", to="full_name"), ["name", "kind", "homes", "total"], ["kind", "homes", "name"]),
        (PET.added("kind", default="cat"), ["full_name", "homes", "total"], ["full_name", "homes"]),
        (
            PET.removed("fax", was=str, old_sees=""),
            ["full_name", "kind", "homes", "total", "fax"],
            ["full_name", "kind", "homes", "fax"],
        ),
        (
            PET.wrapped("home", into="homes", lost="the rest"),
            ["full_name", "kind", "home", "total"],
            ["full_name", "kind", "home"],
        ),
        (
            PET.joined("total", "currency", into="total", by=MONEY),
            ["full_name", "kind", "homes", "total", "currency"],
            ["full_name", "kind", "homes"],
        ),
    ],
)
def test_the_older_schema_is_derived(operation: SchemaOperation, properties: list[str], required: list[str]) -> None:
    """From the newer one, which stays as it is."""
    kept = copy.deepcopy(NEWER)
    older = operation.schema_down(NEWER, Form.RESPONSE)
    assert kept == NEWER
    assert list(older["properties"]) == properties
    assert older["required"] == required


@pytest.mark.parametrize(("least", "null"), [(0, True), (1, False)])
def test_what_became_a_list_was_null_only_where_the_list_may_be_empty(least: int, null: bool) -> None:
    """The older contract isn't widened by a list that always has an item."""
    homes = {"type": "array", "items": {"type": "string"}, "minItems": least}
    newer = {"type": "object", "properties": {"homes": homes}, "required": ["homes"]}
    older = PET.wrapped("home", into="homes", lost="the rest").schema_down(newer, Form.RESPONSE)
    expected = {"anyOf": [{"type": "string"}, {"type": "null"}]} if null else {"type": "string"}
    assert older["properties"]["home"] == expected


def test_a_field_that_is_not_there_is_a_mistake() -> None:
    """With the nearest match."""
    with pytest.raises(DeclarationError, match='Did you mean "full_name"'):
        PET.renamed("name", to="fullname").schema_down(NEWER, Form.REQUEST)


@pytest.mark.parametrize(
    ("operation", "newer", "older"),
    [
        (PET.renamed("name", to="full_name"), ("full_name", "x"), ("name", "x")),
        (PET.wrapped("home", into="homes", lost="the rest"), ("homes", 0, "city"), ("home", "city")),
        (PET.joined("total", "money", into="total", by=MONEY), ("total", "currency"), ("money",)),
        (PET.added("kind", default="cat"), ("kind",), ()),
    ],
)
def test_places_are_found_again(operation: SchemaOperation, newer: Any, older: Any) -> None:
    """Down into the older words, and back up where both have the place."""
    assert operation.location_down(newer) == older
    if older:
        assert operation.location_up(older) == newer


HOME = {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}, "required": ["city"]}
DEEP = {
    "type": "object",
    "properties": {
        "home": {"anyOf": [HOME, {"type": "null"}]},
        "work": HOME,
        "kind": {"enum": ["completed", "late"]},
        "kinds": {"type": "array", "items": {"const": "completed"}},
        "first": {"type": "string"},
        "last": {"type": "string"},
        "maybe": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["home", "work", "kind", "first"],
}


@pytest.mark.parametrize(
    ("operation", "properties", "required"),
    [
        (
            PET.nested("city", "post=zip", into="home"),
            {"city": {"anyOf": [{"type": "string"}, {"type": "null"}]}, "home": None},
            {"city", "work", "kind", "first"},
        ),
        (
            PET.flattened("name", "given=first", "family=last"),
            {
                "name": {
                    "type": "object",
                    "properties": {"given": {"type": "string"}, "family": {"type": "string"}},
                    "required": ["given"],
                },
                "first": None,
            },
            {"home", "work", "kind", "name"},
        ),
        (PET.moved("town", to="work.city"), {"town": {"type": "string"}}, {"home", "work", "kind", "first", "town"}),
        (
            PET.values("kind", {"done": "completed"}),
            {"kind": {"enum": ["done", "late"]}},
            {"home", "work", "kind", "first"},
        ),
        (
            PET.values("kinds", {"done": "completed"}),
            {"kinds": {"type": "array", "items": {"enum": ["done"]}}},
            {"home", "work", "kind", "first"},
        ),
        (
            PET.value_added("kind", "late", old_sees="completed"),
            {"kind": {"enum": ["completed"]}},
            {"home", "work", "kind", "first"},
        ),
        (
            PET.value_removed("kind", "early", counts_as="late"),
            {"kind": {"enum": ["completed", "late", "early"]}},
            {"home", "work", "kind", "first"},
        ),
        (PET.required("kind", default="late"), {}, {"home", "work", "first"}),
        (PET.widened("first", was=int, old_sees=0), {"first": {"type": "integer"}}, {"home", "work", "kind", "first"}),
        (PET.narrowed("last", was=int), {"last": {"type": "integer"}}, {"home", "work", "kind", "first"}),
        (
            PET.constrained("first", was={"type": "string", "maxLength": 9}),
            {"first": {"type": "string", "maxLength": 9}},
            {"home", "work", "kind", "first"},
        ),
        (PET.optional("last", old_sees=""), {}, {"home", "work", "kind", "first", "last"}),
        (PET.nullable("maybe", old_sees=""), {"maybe": {"type": "string"}}, {"home", "work", "kind", "first"}),
        (
            PET.not_null("last", default=""),
            {"last": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
            {"home", "work", "kind", "first"},
        ),
        (
            PET.split("whole", into=["first", "last"], up=str.split, down="{} {}".format, was=str),
            {"whole": {"type": "string"}, "first": None, "last": None},
            {"home", "work", "kind", "whole"},
        ),
    ],
)
def test_the_older_schema_of_moves_values_and_presence(
    operation: SchemaOperation, properties: dict[str, Any], required: set[str]
) -> None:
    """What changed is as it was, the newer schema stays as it is, and None stands for what older clients hadn't."""
    kept = copy.deepcopy(DEEP)
    older = operation.derive(DEEP, Form.RESPONSE, lambda inner: inner)
    assert kept == DEEP
    for name, expected in properties.items():
        assert older["properties"].get(name) == expected, name
    assert set(older["required"]) == required


@pytest.mark.parametrize(
    ("operation", "older", "newer"),
    [
        (PET.nested("city", into="home", null=True), {"city": None}, {"home": None}),
        (PET.nested("city", into="home"), {}, {}),
        (PET.flattened("home", "city"), {"home": None}, {"city": None}),
        (PET.moved("home.city", to="town"), {"home": {"city": 1, "zip": 2}}, {"home": {"zip": 2}, "town": 1}),
        (PET.value_removed("kind", "old", counts_as="new"), {"kind": ["old", "x"]}, {"kind": ["new", "x"]}),
        (PET.not_null("kind", default="x"), {"kind": None}, {"kind": "x"}),
        (PET.required("kind", default="x"), {}, {"kind": "x"}),
        (PET.default("kind", was="x", now="y"), {}, {"kind": "x"}),
    ],
)
def test_the_way_up(operation: SchemaOperation, older: dict[str, Any], newer: dict[str, Any]) -> None:
    """What an older client creates, as the newer version has it."""
    assert operation.up(older, Role.CREATE) == newer


@pytest.mark.parametrize("role", [Role.REPLACE, Role.MERGE])
@pytest.mark.parametrize("operation", [PET.required("kind", default="x"), PET.default("kind", was="x", now="y")])
def test_nothing_is_filled_in_where_nothing_is_created(operation: SchemaOperation, role: Role) -> None:
    """A partial update that leaves a field out leaves it alone."""
    assert operation.up({}, role) == {}


@pytest.mark.parametrize(
    ("operation", "newer", "older"),
    [
        (PET.nested("city", into="home"), {"home": None}, {"city": None}),
        (PET.value_added("kind", "late", old_sees="x"), {"kind": ["late", "y"]}, {"kind": ["x", "y"]}),
        (PET.optional("kind", old_sees="x"), {}, {"kind": "x"}),
        (PET.nullable("kind", old_sees="x"), {"kind": None}, {"kind": "x"}),
    ],
)
def test_the_way_down(operation: SchemaOperation, newer: dict[str, Any], older: dict[str, Any]) -> None:
    """What older clients see."""
    assert operation.down(newer) == older


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: PET.values("kind", {"a": "x", "b": "x"}), "two values became one"),
        (lambda: PET.values("last", {"a": "b"}).derive(DEEP, Form.RESPONSE, lambda s: s), "no enumerated values"),
        (lambda: PET.values("kind", {"a": "b"}).derive(DEEP, Form.RESPONSE, lambda s: s), "no value 'b'"),
        (lambda: PET.moved("a", to="work.street").derive(DEEP, Form.RESPONSE, lambda s: s), "no field 'work.street'"),
        (lambda: PET.moved("a", to="a"), "nothing moves"),
        (lambda: PET.moved("a..b", to="c"), "is no place"),
        (lambda: PET.required("gone", default=1).derive(DEEP, Form.REQUEST, lambda s: s), "no field 'gone'"),
    ],
)
def test_mistakes_in_declarations_name_the_fix(make: Any, said: str) -> None:
    """What can't be is said when it is declared, or when the schema is at hand."""
    with pytest.raises(DeclarationError, match=said):
        make()


@pytest.mark.parametrize(
    ("conversion", "older", "said"),
    [
        (unix_seconds(), "yesterday", "whole number of seconds"),
        (unix_seconds(), True, "whole number of seconds"),
        (unix_seconds(), 10**18, "between the years"),
        (prefixed("pet_"), 5, "An id is text"),
        (prefixed("pet_", number=True), "5", "An id is a number"),
    ],
)
def test_ready_made_conversions_refuse_in_words_for_the_client(conversion: Any, older: Any, said: str) -> None:
    """And never guess."""
    with pytest.raises(ConversionError, match=said):
        conversion["up"](older)
