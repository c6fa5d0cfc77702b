"""Mistakes in declarations are found before traffic finds them, each with its place and its fix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from gateway import (
    Change,
    ConfigurationError,
    DeclarationError,
    Gateway,
    GatewayError,
    Life,
    Operation,
    Router,
    Timeline,
    Version,
    route,
    routes,
    schema,
)


class Toy(BaseModel):
    """Something to play with."""

    label: str


class Pet(BaseModel):
    """An animal."""

    full_name: str
    kind: Literal["cat", "dog"] = "cat"
    homes: list[str] = []
    toys: list[Toy] = []


router = Router()


@router.post("/pets", status=201)
async def create(body: Pet) -> Pet:
    """Echo a pet."""
    return body


@router.get("/pets/{name}")
async def get(name: str) -> Pet:
    """A pet."""
    return Pet(full_name=name)


def declared(*operations: Operation, **versions: Any) -> Gateway:
    """Three versions; the operations are those of the newest."""
    timeline = Timeline(Version("v1"), Version("v2", **versions), Version("v3"))
    members = {"__doc__": "A change.", "operations": list(operations)}
    adapters = {"v3": [type("Made", (Change,), members)]} if operations else {}
    return Gateway(current=router, timeline=timeline, adapters=adapters)


PET = schema("Pet")


def test_nothing_wrong_is_nothing_found() -> None:
    """Renames, moves and the rest that fit."""
    app = declared(
        PET.renamed("name", to="full_name"),
        schema("Toy").renamed("name", to="label"),
        PET.wrapped("home", into="homes", lost="all but the first"),
        PET.values("kind", {"feline": "cat"}),
        routes("/pet").moved("/pets"),
        route("POST /pets").status(200, to=201),
    )
    assert app.check() == []


@pytest.mark.parametrize(
    ("operation", "problem", "fix"),
    [
        (schema("Pets").renamed("a", to="b"), "no document holds the schema 'Pets'", 'Did you mean "Pet"?'),
        (
            schema("Pet", "Toys").added("kind", default="cat"),
            "no document holds the schema 'Toys'",
            'Did you mean "Toy"?',
        ),
        (PET.renamed("name", to="fullname"), "no field 'fullname'", 'Did you mean "full_name"?'),
        (PET.added("sort", default="cat"), "no field 'sort'", "Name a field it has"),
        (PET.wrapped("home", into="house", lost="the rest"), "no field 'house'", "homes"),
        (PET.split("x", into=["a", "b"], up=str.split, down=str, was=str), "no field 'a'", "Name a field it has"),
        (PET.nested("street", into="address"), "no field 'address.street'", "Name a field it has"),
        (PET.flattened("home", "street"), "no field 'street'", "Name a field it has"),
        (PET.moved("city", to="home.city"), "no field 'home.city'", "Name a field it has"),
        (PET.values("kind", {"a": "bird"}), "no value 'bird'", "'cat', 'dog'"),
        (PET.values("full_name", {"a": "b"}), "no enumerated values", "converted()"),
        (PET.value_added("kind", "bird", old_sees="cat"), "no value 'bird'", "'cat', 'dog'"),
        (PET.value_removed("kind", "fish", counts_as="bird"), "no value 'bird'", "'cat', 'dog'"),
        (PET.required("sort", default="x"), "no field 'sort'", "Name a field it has"),
        (PET.optional("sort", old_sees="x"), "no field 'sort'", "Name a field it has"),
        (PET.nullable("sort", old_sees="x"), "no field 'sort'", "Name a field it has"),
        (PET.not_null("sort", default="x"), "no field 'sort'", "Name a field it has"),
        (PET.default("sort", was=1, now=2), "no field 'sort'", "Name a field it has"),
        (PET.converted("size", up=int, down=str, was=str), "no field 'size'", "Name a field it has"),
        (PET.renamed("name", to="full_name").on("GET /pet"), ".on('GET /pet') names no route", "GET /pets/{name}"),
        (route("/pet").moved("/animals"), "no route is what", "Name a route as it was"),
        (route("GET /pet").status(200, to=201), "no route is what", "POST /pets"),
        (route("/cats").query("a").renamed(to="b"), "no route is what", "GET /pets/{name}"),
        (route("PUT /pets").added(), "`PUT /pets` was added, but no handler has it.", "write its handler"),
        (route("GET /zoo").removed(), "was removed, but no handler of v2 has it.", "Keep its handler"),
    ],
)
def test_each_mistake_is_named_with_its_fix(operation: Operation, problem: str, fix: str) -> None:
    """And with the version whose declarations it is in."""
    [mistake] = declared(operation).check()
    assert mistake.version == "v3"
    assert problem in mistake.problem
    assert fix in mistake.fix


def test_a_mistake_says_which_change_and_where() -> None:
    """By file and line, as editors open it."""

    class Wrong(Change):
        """A change that isn't so."""

        operations = [PET.renamed("name", to="fullname")]

    timeline = Timeline(Version("v1"), Version("v2"))
    [mistake] = Gateway(current=router, timeline=timeline, adapters={"v2": [Wrong]}).check()
    assert mistake.where.startswith("tests/test_check.py:")
    assert mistake.problem.startswith("Wrong: ")
    assert str(mistake).startswith("tests/test_check.py:")


def test_names_are_read_as_they_were_at_their_point_in_history() -> None:
    """A field that a later version renames has its older name in the change before."""

    class Second(Change):
        """`name` is now `full_name`."""

        operations = [PET.renamed("name", to="full_name")]

    class First(Change):
        """`title` is now `name`."""

        operations = [PET.renamed("title", to="name")]

    timeline = Timeline(Version("v1"), Version("v2"), Version("v3"))
    good = Gateway(current=router, timeline=timeline, adapters={"v2": [First], "v3": [Second]})
    assert good.check() == []
    bad = Gateway(current=router, timeline=timeline, adapters={"v2": [Second], "v3": [First]})
    assert [mistake.version for mistake in bad.check()][:1] == ["v3"]


def test_a_life_of_no_route_is_found() -> None:
    """The timeline is checked too."""
    [mistake] = declared(routes={"GET /pest": Life(deprecated="2026-01-01")}).check()
    assert mistake.version == "v2"
    assert "GET /pest" in mistake.problem


def _change(doc: str | None, operations: Any) -> Callable[[], Any]:
    return lambda: type("Made", (Change,), {"__doc__": doc, "operations": operations})


@pytest.mark.parametrize(
    ("make", "kind", "said"),
    [
        (_change(None, [PET.renamed("a", to="b")]), DeclarationError, "no docstring"),
        (_change("A change.", []), DeclarationError, "operations is empty"),
        (_change("A change.", ["renamed"]), DeclarationError, "operations holds str"),
        (
            lambda: Gateway(current=router, timeline=Timeline(Version("v1")), adapters={"v2": []}),
            ConfigurationError,
            "v2",
        ),
        (
            lambda: Gateway(current=router, timeline=Timeline(Version("v1")), adapters="nowhere"),
            ConfigurationError,
            "nowhere",
        ),
        (lambda: Gateway("nowhere"), ModuleNotFoundError, "nowhere"),
        (lambda: Gateway(timeline=Timeline(Version("v1"))), ConfigurationError, "Nothing serves the head"),
        (lambda: Gateway(current=router), ConfigurationError, "There is no timeline"),
        (
            lambda: Gateway(current=router, timeline=Timeline(Version("v1")), frozen={"v9": router}),
            ConfigurationError,
            "v9",
        ),
        (lambda: Router().get("pets"), ConfigurationError, "begin with a slash"),
    ],
)
def test_what_is_wrong_in_itself_is_refused_at_once(make: Callable[[], Any], kind: type[Exception], said: str) -> None:
    """Before anything is checked."""
    with pytest.raises(kind, match=said):
        make()


def test_handlers_that_cannot_be_read_are_found() -> None:
    """A parameter from nowhere, and an answer without a type."""
    odd = Router()

    @odd.get("/odd")
    async def odd_one(nowhere: str) -> Pet:
        raise NotImplementedError

    bare = Router()

    @bare.get("/bare")
    async def bare_one():  # type: ignore[no-untyped-def]  # noqa: ANN202
        raise NotImplementedError

    for handlers, said in ((odd, "'nowhere' is not in the path"), (bare, "no return type")):
        app = Gateway(current=handlers, timeline=Timeline(Version("v1")))
        with pytest.raises(GatewayError, match=said):
            app.warm()


def _package(folder: Path, **files: str) -> str:
    """A package of adapters whose version v2 has several files."""
    name = f"made_{folder.name.replace('-', '_')}"
    inner = folder / name / "v2"
    inner.mkdir(parents=True)
    (folder / name / "__init__.py").write_text("", "utf-8")
    for file, text in {"__init__": "", **files}.items():
        (inner / f"{file}.py").write_text(text, "utf-8")
    return name


PETS = """from gateway import Change, schema

class {name}(Change):
    \"\"\"A change.\"\"\"

    operations = [schema("{schema}").renamed("{field}", to="{to}")]
"""


@pytest.mark.parametrize(
    ("second", "field", "to", "clash"),
    [("Pet", "title", "name", True), ("Pet", "sort", "kind", False), ("Toy", "name", "label", False)],
)
def test_files_of_one_version_need_an_order_only_where_it_matters(
    second: str, field: str, to: str, clash: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that touch the same field must be listed; two that don't, needn't."""
    monkeypatch.syspath_prepend(str(tmp_path))
    name = _package(
        tmp_path,
        pets=PETS.format(name="Pets", schema="Pet", field="name", to="full_name"),
        others=PETS.format(name="Others", schema=second, field=field, to=to),
    )
    mistakes = Gateway(current=router, timeline=Timeline(Version("v1"), Version("v2")), adapters=name).check()
    if clash:
        [mistake] = mistakes
        assert f"Others in {name}.v2.others and Pets in {name}.v2.pets may depend on their order" in mistake.problem
        assert "the field `name` is now called `full_name`" in mistake.problem
        assert "changes = [Others, Pets, ...]" in mistake.fix
    else:
        assert mistakes == []


def test_an_explicit_order_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`changes` in the package says which comes first, whatever the files are called."""
    monkeypatch.syspath_prepend(str(tmp_path))
    name = _package(
        tmp_path,
        a=PETS.format(name="Second", schema="Pet", field="name", to="full_name"),
        b=PETS.format(name="First", schema="Pet", field="title", to="name"),
        __init__="from .a import Second\nfrom .b import First\n\nchanges = [First, Second]\n",
    )
    app = Gateway(current=router, timeline=Timeline(Version("v1"), Version("v2")), adapters=name)
    assert app.check() == []
    assert TestClient(app).post("/v1/pets", json={"title": "Rex"}).json()["title"] == "Rex"
