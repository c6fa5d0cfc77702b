"""What forms can't follow, and what streams and forms take part in, is told before traffic."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from click.testing import CliRunner
from fastapi import FastAPI, Form, UploadFile
from pydantic import BaseModel

from gateway import Operation, route, schema
from gateway.check import forms
from gateway.cli.plan import plan
from tests.check.gateways import changed, mistakes


class Picture(BaseModel):
    """A picture, as a form."""

    full_name: str
    avatar: UploadFile
    others: list[UploadFile] = []


class Pet(BaseModel):
    """An animal."""

    full_name: str


app = FastAPI()


@app.post("/pictures")
async def upload(picture: Annotated[Picture, Form()]) -> Pet:
    """Take a picture."""
    raise NotImplementedError


@app.put("/pictures")
async def replace(picture: Annotated[Picture, Form()]) -> Pet:
    """Take another picture."""
    raise NotImplementedError


@app.get("/pets")
async def pets() -> AsyncIterator[Pet]:
    """All of them."""
    yield Pet(full_name="rex")


ERASES = route("PUT /pictures").erases_the_rest("there is none")


@pytest.mark.parametrize(
    ("operation", "problem"),
    [
        (schema("Picture").renamed("photo", to="avatar"), None),
        (schema("Picture").wrapped("other", into="others", lost="all but the first"), None),
        (
            schema("Picture").converted("avatar", up=str.upper, down=str.lower, was=str),
            "`avatar` is a file, and what is in it passes as it is.",
        ),
        (schema("Picture").renamed("nam", to="name"), "has no field 'name'"),
        (schema("Pet").renamed("nam", to="name"), "has no field 'name'"),
        (route("GET /pets").in_response("/owner").renamed("name", to="full_name"), "no 'owner' on the way"),
    ],
)
def test_what_a_form_or_a_stream_can_not_follow_is_a_mistake(operation: Operation, problem: str | None) -> None:
    """As anywhere else."""
    found = mistakes(app, operation, ERASES)
    assert len(found) == (problem is not None), found
    assert all(str(problem) in str(one) for one in found)


def test_a_replacement_by_a_form_erases_too() -> None:
    """So that something must be said of it."""
    [found] = mistakes(app, schema("Picture").added("full_name", default=""))
    assert "`PUT /pictures` of an older client would erase" in found.problem


def test_what_reads_forms_must_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an older client's form is translated."""
    monkeypatch.setattr(forms, "find_spec", lambda *_: None)
    found = mistakes(app, schema("Picture").renamed("name", to="full_name"), ERASES)
    assert {one.fix for one in found} == {'Run: pip install "versiongate[forms]"'}
    assert mistakes(app, schema("Pet").renamed("name", to="full_name"), ERASES) == []


def test_a_plan_says_in_which_kind_of_body_an_operation_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where that isn't JSON."""
    served: Any = changed(app, schema("Pet", "Picture").renamed("name", to="full_name"), ERASES)
    monkeypatch.setattr(sys.modules[__name__], "served", served, raising=False)
    monkeypatch.setitem(sys.modules, "a_zoo", sys.modules[__name__])

    def printed(*arguments: str) -> str:
        ran = CliRunner().invoke(plan, ["a_zoo:served", "v1", *arguments])
        assert ran.exit_code == 0, ran.output
        return ran.output

    told = printed("GET", "/pets").partition("comes down")[2]
    assert "; in application/jsonl)" in told
    assert "compiled, an answer of status 200\n    application/jsonl: one pass for 1 operation, on Pet (1)" in told
    up, down = printed("POST", "/pictures").split("comes down")
    assert "; in application/x-www-form-urlencoded)" in up
    assert "; in" not in down
