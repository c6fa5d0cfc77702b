"""What an operation can't mean is refused where it is written, not when it is checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway import DeclarationError, Operation, accepted, behaviour, minor_units, route, routes, scalar, schema

PET = schema("Pet")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: route("/pets").moved("/pets"), "it is there already"),
        (lambda: route("/pets").moved("/pets/"), "it is there already"),
        (lambda: route("/pets").moved("animals"), "that is no path"),
        (lambda: route("GET /pets").method("get"), "it has that method already"),
        (lambda: route("POST /pets").status(201, to=201), "it answers 201 already"),
        (lambda: route("POST /pets").status(20, to=201), "from 200 to 599"),
        (lambda: route("/pets").header("").renamed(to="X"), "no header's name"),
        (lambda: route("/pets").header("X").renamed(to=""), "no header's name"),
        (lambda: route("/pets").header("X").renamed(to="x"), "that name already"),
        (lambda: route("/pets").header("X-Ä").removed(), "no header's name"),
        (lambda: route("/pets").header("X").default(was="a\r\nb"), "its value can't be"),
        (lambda: route("/pets").header("X").values({"ключ": "a"}), "its value can't be"),
        (lambda: route("/pets").answer_header("X").removed(old_sees=" a"), "its value can't be"),
        (lambda: route("/pets").answer_header("Host").added(), "how a message is sent"),
        (lambda: route("/pets").media_type(was="json", to="text/json"), "two media types"),
        (lambda: route("/pets").request_media_type(was="text/json", to="Text/JSON"), "two media types"),
        (lambda: route("/pets").query("").removed(), "no parameter is named"),
        (lambda: route("/pets").query("a").renamed(to="a"), "what it was called"),
        (lambda: route("/pets").query("a").listed(""), "nothing stands between"),
        (lambda: PET.renamed("a", to="a"), "that name already"),
        (lambda: PET.default("a", was=1, now=1), "as it was"),
        (lambda: PET.value_added("a", "x", old_sees="x"), "stands for itself"),
        (lambda: PET.value_removed("a", "x", counts_as="x"), "stands for itself"),
        (lambda: PET.constrained("a", was={}), "no bound is named"),
        (lambda: PET.joined("a", "a", into="b", by=minor_units()), "2 older values are converted"),
        (lambda: PET.joined("a", into="b", by=minor_units()), "2 older values are converted"),
        (lambda: PET.split("a", into=["b", "b"], up=list, down=str, was=str), "named twice"),
        (lambda: PET.split("a", into=["b", "c"], up=list, down=str, was=str, lost="x", lost_at=("1",)), "lost_at"),
        (lambda: PET.called("Pet"), "a name is said twice"),
        (lambda: PET.required("a", default=1).in_responses(), "it acts in requests only"),
        (lambda: PET.optional("a", old_sees=1).in_requests(), "it acts in responses only"),
        (lambda: PET.added("a", default=1).in_requests().in_responses(), "it acts in requests only"),
        (lambda: PET.added("a", default=1).on("GET /a").on("GET /b"), "it is narrowed twice"),
        (lambda: PET.added("a", default=1).on(), "no route is named"),
    ],
)
def test_what_means_nothing_is_refused(make: Callable[[], Operation], said: str) -> None:
    """With the fix."""
    with pytest.raises(DeclarationError, match=said) as refused:
        make()
    assert refused.value.fix


@pytest.mark.parametrize(
    "operation",
    [
        route("/pets").status(200, to=201),
        routes("/").query("a").renamed(to="b"),
        routes("/").query("a").removed(),
        routes("/").header("X").added(),
        routes("/").answer_header("X").added(),
        routes("/").errors().renamed("a", to="b"),
        route("/pets").enveloped(into="data", lost="the rest"),
        route("/pets").moved("/animals"),
        route("/pets").added(),
        route("/pets").media_type(was="text/a", to="text/b"),
        schema("Old").called("Pet"),
        behaviour("a"),
        accepted("a"),
    ],
)
def test_what_says_itself_where_it_acts_cannot_be_narrowed(operation: Operation) -> None:
    """It was ignored once; the error says what to do instead."""
    for narrow in (operation.in_requests, operation.in_responses, lambda: operation.on("POST /pets")):
        with pytest.raises(DeclarationError, match="can't be narrowed with") as refused:
            narrow()
        assert refused.value.fix


def test_what_acts_on_schemas_is_narrowed() -> None:
    """In either order, once each."""
    narrowed = PET.renamed("a", to="b").in_requests().on("POST /pets", "PUT /pets")
    assert narrowed.routes == PET.renamed("a", to="b").on("POST /pets", "PUT /pets").in_requests().routes
    assert scalar("Kind").values({"a": "b"}).in_requests().on("POST /pets").routes == ("POST /pets",)
