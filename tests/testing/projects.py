"""A small project of a user's, in which the suite is run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.metadata import entry_points

import pytest

LOADED = [] if entry_points(group="pytest11", name="versiongate") else ["-p", "gateway.testing.plugin"]
"""What makes pytest load the plugin where the package isn't installed with it."""

SERVICE = '''
"""Pets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import BaseModel, Field
from starlette.requests import Request

from gateway import Change, Gateway, Problem, Reply, Router, Timeline, Version, route, routes, schema

Name = Annotated[str, Field(min_length=1, max_length=40)]


class PetCreate(BaseModel):
    """A pet to be."""

    full_name: Name
    kind: Literal["cat", "dog"]
    age: Annotated[int, Field(ge=0, le=30, strict=True)] = 1


class Pet(PetCreate):
    """A pet."""

    id: str


class PetList(BaseModel):
    """Pets."""

    data: list[Pet]


router = Router()


@router.post("/pets", status=201)
async def create_pet(request: Request, body: PetCreate) -> Reply[Pet]:
    """Take a pet in."""
    pet = Pet(id=f"pet_{uuid4().hex[:12]}", **body.model_dump())
    request.state.pets[pet.id] = pet
    return Reply(pet, headers={"Location": f"/pets/{pet.id}"})


@router.get("/pets")
async def list_pets(request: Request) -> PetList:
    """All pets."""
    return PetList(data=list(request.state.pets.values()))


@router.get("/pets/{pet_id}")
async def get_pet(request: Request, pet_id: str) -> Pet:
    """One pet."""
    if pet_id not in request.state.pets:
        raise Problem(404, detail="There is no such pet.")
    return request.state.pets[pet_id]


class PetsHaveAFullName(Change):
    """A pet's `name` is now called `full_name`, and pets are plural."""

    operations = [
        schema("Pet", "PetCreate").renamed("name", to="full_name"),
        routes("/pet").moved("/pets"),
        route("POST /pets").status(200, to=201),
    ]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Pets as long as the service runs."""
    yield {"pets": {}}


timeline = Timeline(
    Version("v1", deprecated="2025-01-01", sunset="2026-01-01", retired="2100-01-01", guide="https://pets.example/v2"),
    Version("v2"),
)
app = Gateway(current=router, timeline=timeline, adapters={"v2": [PetsHaveAFullName]}, lifespan=lifespan)
'''


def project(pytester: pytest.Pytester, *edits: tuple[str, str], files: Mapping[str, str] | None = None) -> None:
    """Write the project.

    Args:
        pytester: where it is written.
        edits: what of the service's source is put in place of what.
        files: further files, by path.
    """
    source = SERVICE
    for old, new in edits:
        assert old in source
        source = source.replace(old, new)
    written = {"service.py": source, "pytest.ini": "[pytest]\nversiongate_app = service:app\n", **(files or {})}
    for name, text in written.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run pytest in the project."""
    os.environ.pop("PYTEST_ADDOPTS", None)
    return pytester.runpytest_inprocess(*LOADED, "-p", "no:cacheprovider", *arguments)
