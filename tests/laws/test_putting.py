"""What an older client reads and puts back unchanged changes nothing; or it is said that it does."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from gateway import Gateway, Operation, Router, route, schema
from gateway.laws.run import Trial, all_trials, breaches
from tests.laws.gateways import changed, echo


class Visit(BaseModel):
    """A visit to the vet."""

    id: int
    price: int


class Owner(BaseModel):
    """Somebody with pets."""

    name: str
    emails: list[str]
    visits: list[Visit]


api = Router()


@api.get("/owner")
async def read() -> Owner:
    """Somebody."""
    return Owner(name="", emails=[], visits=[])


@api.put("/owner")
async def replace(body: Owner) -> Owner:
    """Somebody else."""
    return body


LOSING: list[Operation] = [
    schema("Owner").wrapped("email", into="emails", lost="all but the first"),
    schema("Visit").added("price", default=0),
]


def gateway(*operations: Operation) -> Gateway:
    """Two versions of the owner's API."""
    return changed(api, *operations)


def put_back(made: Gateway) -> list[Trial]:
    """The trials of the law."""
    return [trial for trial in all_trials(made) if trial.says[0].startswith("What is read and put back")]


def test_a_replacement_that_keeps_the_rest_keeps_the_law() -> None:
    """Whatever ids its items have: also where they aren't unique."""
    made = gateway(*LOSING, route("PUT /owner").keeps_the_rest())
    [trial] = put_back(made)
    assert breaches(made, examples=300, trials=[trial]) == []


def test_one_that_erases_without_a_word_breaks_it() -> None:
    """With the smallest document of which something is gone."""
    made = gateway(*LOSING)
    [broken] = breaches(made, trials=put_back(made))
    assert (broken.where, broken.said) == ("PUT /owner", "It is another one.")
    assert "keeps_the_rest()" in broken.fix


def test_where_it_is_said_that_something_is_erased_there_is_no_law() -> None:
    """What goes is the declaration's word, not a breach of it."""
    assert put_back(gateway(*LOSING, route("PUT /owner").erases_the_rest("It is written anew each night."))) == []


class Held(BaseModel):
    """An owner, as the answer to a GET holds it."""

    data: Owner
    read_at: str


class OwnerUpdate(BaseModel):
    """What of an owner is written."""

    name: str
    emails: list[str]


class OwnerPatch(BaseModel):
    """What of an owner is changed."""

    name: str | None = None
    emails: list[str] = []


def written(taken: type[BaseModel], answered: type[BaseModel], method: str, *operations: Operation) -> Gateway:
    """Two versions of an API that answers one model and takes another one."""
    router = Router()
    router.route(method, "/owner")(echo(taken))

    async def read() -> object:
        """Somebody."""
        raise NotImplementedError

    read.__annotations__ = {"return": answered}
    router.get("/owner")(read)
    return changed(router, *operations)


@pytest.mark.parametrize(
    ("taken", "answered", "method", "schemas"),
    [
        (Owner, Held, "PUT", ["Owner"]),
        (OwnerUpdate, Owner, "PUT", ["Owner", "OwnerUpdate"]),
        (OwnerPatch, Owner, "PATCH", ["Owner", "OwnerPatch"]),
    ],
)
def test_what_is_written_may_be_a_part_of_what_is_read(
    taken: type[BaseModel], answered: type[BaseModel], method: str, schemas: list[str]
) -> None:
    """One member of the answer, or the fields that both models have; by PUT and by PATCH."""
    wraps = schema(*schemas).wrapped("email", into="emails", lost="all but the first")
    losing = written(taken, answered, method, wraps)
    [broken] = breaches(losing, trials=put_back(losing))
    assert (broken.where, broken.said) == (f"{method} /owner", "It is another one.")
    keeping = written(taken, answered, method, wraps, route(f"{method} /owner").keeps_the_rest())
    assert keeping.check() == []
    assert breaches(keeping, examples=100, trials=put_back(keeping)) == []


def test_what_only_reading_hides_is_erased_by_writing_unless_it_is_kept() -> None:
    """Also where nothing that is written has changed its form."""
    hidden = schema("Visit").added("price", default=0).on("GET /owner")
    made = written(Owner, Owner, "PUT", hidden)
    [broken] = breaches(made, trials=put_back(made))
    assert broken.said == "It is another one."
    kept = written(Owner, Owner, "PUT", hidden, route("PUT /owner").keeps_the_rest())
    assert breaches(kept, trials=put_back(kept)) == []


def test_what_is_read_and_written_in_forms_of_their_own_is_no_law() -> None:
    """Nothing says what a client would put back."""
    assert put_back(written(OwnerUpdate, Visit, "PUT", schema("OwnerUpdate").renamed("title", to="name"))) == []
