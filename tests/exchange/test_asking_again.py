"""Where an older client needs more than one answer says: pages, deferred work, and what a replacement keeps."""

from __future__ import annotations

import itertools
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient

from gateway import (
    LEFT_OUT,
    Change,
    DeclarationError,
    Gateway,
    Operation,
    Problem,
    Reply,
    Router,
    Timeline,
    Version,
    all_pages,
    first_page,
    route,
    schema,
    unix_seconds,
)


class Pet(BaseModel):
    """An animal."""

    full_name: str


class Page(BaseModel):
    """Some pets."""

    data: list[Pet]
    next_cursor: str | None


class PageQuery(BaseModel):
    """Which pets."""

    after: int = 0
    kind: str = "any"


class Report(BaseModel):
    """Work that takes its time."""

    state: Literal["running", "done", "failed"]
    pets: list[Pet] = []


class Visit(BaseModel):
    """A visit to the vet."""

    id: int
    note: str = ""
    price: int = 0


class Cash(BaseModel):
    """Paid in coins."""

    type: Literal["cash"] = "cash"


class Coin(BaseModel):
    """Paid in some currency of the net."""

    type: Literal["coin"] = "coin"
    name: str


class Owner(BaseModel):
    """Somebody with pets."""

    name: str
    emails: list[str] = []
    since: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    channel: Literal["web", "shop", "phone"] = "web"
    nick: str | None = None
    visits: list[Visit] = []
    paid: list[Annotated[Cash | Coin, Field(discriminator="type")]] = []


NAMES = ["Rex", "Tom", "Kim", "Ada", "Bo"]
OWNER = Owner(
    name="Ann",
    emails=["a@x.example", "b@x.example"],
    since="2026-01-02T03:04:05.75Z",
    channel="phone",
    visits=[Visit(id=1, note="x", price=5), Visit(id=2, price=7)],
    paid=[Cash(), Coin(name="x"), Cash()],
)
router = Router()


STATE: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _afresh() -> None:
    STATE.clear()
    STATE.update(owner=OWNER.model_dump(mode="json"), tag=1, asked=itertools.count(), seen=[])


@router.get("/pets")
async def pets(request: Request, query: PageQuery) -> Page:
    """Two pets a page."""
    STATE["seen"].append((query.after, query.kind, request.headers.get("authorization")))
    found = NAMES[query.after : query.after + 2]
    more = query.after + 2 < len(NAMES)
    return Page(data=[Pet(full_name=name) for name in found], next_cursor=str(query.after + 2) if more else None)


@router.post("/reports", status=202)
async def begin(body: dict[str, Any]) -> Reply[Report]:
    """Begin a report; what it is about says how it goes."""
    return Reply(Report(state="running"), headers={"Location": f"/reports/{body['goes']}"})


@router.get("/reports/{goes}")
async def monitor(goes: str) -> Response:
    """Done at the third question, unless it isn't."""
    finished = next(STATE["asked"]) >= 2
    if goes == "elsewhere" and finished:
        return Response(status_code=303, headers={"Location": "/reports/well"})
    state: Literal["running", "done", "failed"] = (
        "failed" if goes == "badly" else "done" if finished and goes != "on" else "running"
    )
    report = Report(state=state, pets=[Pet(full_name="Rex")] if state == "done" else [])
    return JSONResponse(report.model_dump(), headers={"Retry-After": "0"})


monitor.__annotations__["return"] = Report


@router.get("/owner")
async def read(request: Request) -> Reply[Owner]:
    """The only owner."""
    if request.headers.get("authorization") == "nobody":
        raise Problem(403, detail="Not yours.")
    if STATE["owner"] is None:
        raise Problem(404)
    return Reply(Owner(**STATE["owner"]), headers={"ETag": f'"{STATE["tag"]}"'})


@router.put("/owner")
async def replace(request: Request, body: Owner) -> Reply[Owner]:
    """Replace the owner, whole."""
    if STATE.get("race"):
        STATE["tag"] += 1
    wanted = request.headers.get("if-match")
    if wanted is not None and wanted != f'"{STATE["tag"]}"':
        raise Problem(412, detail="Changed.")
    STATE["owner"], STATE["tag"] = body.model_dump(mode="json"), STATE["tag"] + 1
    return Reply(body, headers={"ETag": f'"{STATE["tag"]}"'})


def gateway_of(*versions: list[Operation]) -> Gateway:
    """A gateway with a version more than there are lists of operations."""
    adapters = {
        f"v{number}": [type("Changed", (Change,), {"__doc__": "Something changed.", "operations": operations})]
        for number, operations in enumerate(versions, start=2)
    }
    timeline = Timeline(*(Version(f"v{number}") for number in range(1, len(versions) + 2)))
    return Gateway(adapters=adapters, current=router, timeline=timeline)


def paged(seen: Any) -> list[list[Operation]]:
    """Pages came in v2; in v3 some of their names changed, and in v2 too."""
    return [
        [
            schema("Pet").renamed("name", to="full_name"),
            route("GET /pets").paged(into="items", cursor="next", query="cursor", old_sees=seen),
        ],
        [
            schema("Page").renamed("items", to="data"),
            schema("Page").renamed("next", to="next_cursor"),
            route("GET /pets").query("cursor").renamed(to="after"),
        ],
    ]


def test_older_clients_see_all_pages_as_one_list() -> None:
    """Asked for as the same client, with the other parameters of the query, through later renames."""
    gateway = gateway_of(*paged(all_pages(10)))
    assert gateway.check() == []
    with TestClient(gateway) as client:
        seen = client.get("/v1/pets?kind=dog", headers={"Authorization": "me"})
        middle = client.get("/v2/pets?cursor=2")
        head = client.get("/v3/pets?after=2")
    assert seen.json() == [{"name": name} for name in NAMES]
    assert "link" not in seen.headers
    assert STATE["seen"][:3] == [(0, "dog", "me"), (2, "dog", "me"), (4, "dog", "me")]
    assert middle.json() == {"items": [{"full_name": "Kim"}, {"full_name": "Ada"}], "next": "4"}
    assert head.json()["next_cursor"] == "4"


def test_no_more_pages_are_asked_for_than_was_said() -> None:
    """A link says where it goes on, in the client's words; following it goes on."""
    with TestClient(gateway_of(*paged(all_pages(2)))) as client:
        seen = client.get("/v1/pets?kind=dog")
        rest = client.get(seen.links["next"]["url"])
    assert [pet["name"] for pet in seen.json()] == NAMES[:4]
    assert seen.links["next"]["url"] == "/v1/pets?kind=dog&cursor=4"
    assert rest.json() == [{"name": "Bo"}]
    assert len(STATE["seen"]) == 3


def test_the_first_page_with_a_link_or_alone() -> None:
    """As the change says; there is no default."""
    with TestClient(gateway_of(*paged(first_page(linked=True)))) as client:
        linked = client.get("/v1/pets")
    with TestClient(gateway_of(*paged(first_page(lost="the pages after the first")))) as client:
        alone = client.get("/v1/pets")
    assert linked.json() == alone.json() == [{"name": "Rex"}, {"name": "Tom"}]
    assert linked.links["next"]["url"] == "/v1/pets?cursor=2"
    assert "link" not in alone.headers
    with pytest.raises(DeclarationError, match="what becomes of the others"):
        first_page()
    with pytest.raises(DeclarationError, match="there would be none"):
        all_pages(0)


def deferred(within: float = 20) -> list[list[Operation]]:
    """Reports take their time since v2; the monitor is new with them, and said otherwise how far it is."""
    return [
        [
            route("POST /reports").deferred(
                done={"status": "done"}, failed={"status": "failed"}, was=Report, within=within
            ),
            route("GET /reports/{goes}").added(),
            schema("Pet").renamed("name", to="full_name"),
        ],
        [schema("Report").renamed("status", to="state")],
    ]


@pytest.mark.parametrize("goes", ["well", "elsewhere"])
def test_older_clients_wait_for_deferred_work(goes: str) -> None:
    """They get the result with the status they know, in their words, whether the monitor has it or leads to it."""
    gateway = gateway_of(*deferred())
    assert gateway.check() == []
    with TestClient(gateway) as client:
        seen = client.post("/v1/reports", json={"goes": goes})
        newer = client.post("/v2/reports", json={"goes": goes})
        hidden = client.get("/v1/reports/well")
    assert (seen.status_code, seen.json()) == (200, {"status": "done", "pets": [{"name": "Rex"}]})
    assert seen.headers["api-version"] == "v1"
    assert (newer.status_code, newer.json()["status"]) == (202, "running")
    assert hidden.status_code == 404


@pytest.mark.parametrize(("goes", "within", "status"), [("badly", 20, 500), ("on", 0.01, 504), ("on/and/on", 20, 502)])
def test_work_that_is_not_done_in_time_was_taken_on_all_the_same(goes: str, within: float, status: int) -> None:
    """So that nobody orders twice."""
    with TestClient(gateway_of(*deferred(within))) as client:
        seen = client.post("/v1/reports", json={"goes": goes})
    assert (seen.status_code, seen.json()["committed"]) == (status, True)


KEPT: list[list[Operation]] = [
    [
        schema("Owner").wrapped("email", into="emails", lost="all but the first"),
        schema("Owner").added("channel", default="web"),
        route("PUT /owner").keeps_the_rest(),
    ],
    [
        schema("Owner").converted("since", **unix_seconds()),
        schema("Owner").value_added("channel", "phone", old_sees="shop"),
        schema("Visit").added("price", default=0),
        schema("Owner").variant_added("paid", "Coin", where={"type": "coin"}, old_sees=LEFT_OUT),
        schema("Owner").nullable("nick", old_sees=""),
        route("PUT /owner").keeps_the_rest(),
    ],
]


@pytest.mark.parametrize("version", ["v1", "v2", "v3"])
def test_what_was_read_and_is_put_back_changes_nothing(version: str) -> None:
    """In no version, whatever it can't express."""
    gateway = gateway_of(*KEPT)
    assert gateway.check() == []
    with TestClient(gateway) as client:
        seen = client.get(f"/{version}/owner").json()
        put = client.put(f"/{version}/owner", json=seen)
    assert (put.status_code, put.json()) == (200, seen)
    assert STATE["owner"] == OWNER.model_dump(mode="json")


def test_what_the_client_changes_is_changed_and_the_rest_is_kept() -> None:
    """Item by item where they have ids, wherever they stand now."""
    with TestClient(gateway_of(*KEPT)) as client:
        seen = client.get("/v1/owner").json()
        seen |= {"email": "new@x.example", "since": 0, "visits": [{"id": 3}, {"id": 2, "note": "changed"}], "paid": []}
        assert client.put("/v1/owner", json=seen).status_code == 200
    assert STATE["owner"] == OWNER.model_dump(mode="json") | {
        "emails": ["new@x.example", "b@x.example"],
        "since": "1970-01-01T00:00:00Z",
        "visits": [{"id": 3, "note": "", "price": 0}, {"id": 2, "note": "changed", "price": 7}],
        "paid": [{"type": "coin", "name": "x"}],
    }


def test_somebody_else_was_faster() -> None:
    """Nothing is overwritten; the client that set no condition is told in words it can act on."""
    STATE["race"] = True
    with TestClient(gateway_of(*KEPT)) as client:
        seen = client.put("/v1/owner", json=client.get("/v1/owner").json())
        own = client.put("/v1/owner", json={}, headers={"If-Match": '"9"'})
    assert seen.status_code == 409
    assert "Read it again" in seen.json()["detail"]
    assert own.status_code in (412, 422)
    assert STATE["owner"] == OWNER.model_dump(mode="json")


def test_where_there_is_nothing_nothing_is_kept() -> None:
    """And where it may not be read, it isn't replaced either."""
    with TestClient(gateway_of(*KEPT)) as client:
        seen = client.get("/v1/owner").json()
        refused = client.put("/v1/owner", json=seen, headers={"Authorization": "nobody"})
        STATE["owner"] = None
        made = client.put("/v1/owner", json=seen)
    assert refused.status_code == 403
    assert made.status_code == 200
    assert STATE["owner"]["emails"] == ["a@x.example"]


def test_a_replacement_that_would_erase_is_a_mistake() -> None:
    """Unless it is said on purpose."""
    added = schema("Owner").added("channel", default="web")
    (mistake,) = gateway_of([added]).check()
    assert "`PUT /owner` of an older client would erase what its version can't express of `channel`" in str(mistake)
    assert 'route("PUT /owner").keeps_the_rest()' in str(mistake)
    assert gateway_of([added, route("PUT /owner").erases_the_rest("It is made anew with each.")]).check() == []
    with pytest.raises(DeclarationError, match="there is no reason"):
        route("PUT /owner").erases_the_rest(" ")
    with pytest.raises(DeclarationError, match="the method isn't named"):
        route("/owner").keeps_the_rest()
    with pytest.raises(DeclarationError, match="what shows that the work is done"):
        route("POST /reports").deferred(done={}, was=dict, within=1)
