"""What an older client reads and puts back unchanged changes nothing; or it is said that it does."""

from __future__ import annotations

from pydantic import BaseModel

from gateway import Change, Gateway, Operation, Router, Timeline, Version, route, schema
from gateway.laws.law import Witnessed
from gateway.laws.run import Trial, all_trials, breaches


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
    changed = type("Changed", (Change,), {"__doc__": "Something changed.", "operations": list(operations)})
    timeline = Timeline(Version("v1"), Version("v2"))
    return Gateway(adapters={"v2": [changed]}, current=api, timeline=timeline)


def put_back(made: Gateway) -> list[Trial]:
    """The trials of the law."""
    return [
        trial
        for trial in all_trials(made)
        if not isinstance(trial.laws, Witnessed) and trial.laws[0].says.startswith("What is read and put back")
    ]


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
