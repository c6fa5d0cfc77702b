"""A small service in files, as users have it: three versions, a frozen handler, and one of each kind of change."""

from __future__ import annotations

PETS = {
    "app.py": """
from gateway import Gateway, header, path

app = Gateway("versions", "adapters", sources=[path(), header("API-Version")])
""",
    "pyproject.toml": '[tool.versiongate]\napp = "app:app"\n',
    ".gitignore": "__pycache__/\n",
    "versions/__init__.py": """
from gateway import Timeline, Version

timeline = Timeline(
    Version("v1", released="2023-01-01", deprecated="2024-01-01", sunset="2025-01-01", guide="https://pets.example/v1"),
    Version("v2", released="2024-01-01", deprecated="2025-01-01"),  # for a while
    Version("v3", released="2025-01-01"),
)
""",
    "versions/head/__init__.py": '''
from __future__ import annotations

from typing import Literal

from gateway import Router, applies
from pydantic import BaseModel, Field
from starlette.requests import Request

router = Router()


class Collar(BaseModel):
    colour: str
    size: int


class Pet(BaseModel):
    id: str
    full_name: str
    kind: Literal["cat", "dog", "bird"] = "cat"
    collar: Collar | None = None
    tag: str | None = None


class PetCreate(BaseModel):
    full_name: str
    kind: Literal["cat", "dog", "bird"]


@router.post("/pets", status=201)
async def create_pet(request: Request, body: PetCreate) -> Pet:
    """A new pet."""
    loud = applies(request, "names-are-loud")
    return Pet(id="p1", full_name=body.full_name.upper() if loud else body.full_name, kind=body.kind)


@router.get("/pets/{pet_id}")
async def get_pet(pet_id: str) -> Pet:
    """One pet."""
    return Pet(id=pet_id, full_name="Rex")


@router.get("/toys")
async def list_toys() -> list[str]:
    """What pets play with."""
    return []
''',
    "versions/v1/__init__.py": '''
from gateway import Router

router = Router()


@router.get("/legacy")
async def legacy() -> dict[str, str]:
    """What only the oldest had."""
    return {"old": "yes"}
''',
    "adapters/__init__.py": "",
    "adapters/v2.py": '''
from gateway import Change, behaviour, route, schema


class PetsHaveAFullName(Change):
    """A pet's `name` is now called `full_name`."""

    operations = [schema("Pet", "PetCreate").renamed("name", to="full_name")]


class LegacyIsGone(Change):
    """Nobody needs `/legacy`."""

    operations = [route("GET /legacy").removed()]


class NamesAreLoud(Change):
    """Names are shouted."""

    operations = [behaviour("names-are-loud")]
''',
    "adapters/v3.py": '''
from gateway import Change, accepted, route, schema


class PetsHaveAKind(Change):
    """A pet says of which kind it is."""

    operations = [schema("Pet", "PetCreate").added("kind", default="cat")]


class PetsHaveATag(Change):
    """A pet may have a tag."""

    operations = [schema("Pet").added("tag", default=None)]


class ToysAreListed(Change):
    """There are toys."""

    operations = [route("GET /toys").added()]


class IdsAreSecret(Change):
    """Ids don't say
    how many pets there are."""

    operations = [accepted("Counting pets was a leak.")]
''',
}
"""The files, by name."""
