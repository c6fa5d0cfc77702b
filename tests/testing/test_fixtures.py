"""What users write their own tests with."""

from __future__ import annotations

import pytest

from tests.testing.projects import project, run

OWN = """
import pytest

BODY = {"v1": {"name": "Rex", "kind": "dog"}, "v2": {"full_name": "Rex", "kind": "dog"}}
PATH = {"v1": "/pet", "v2": "/pets"}


def test_client(gateway_client, each_version):
    client = gateway_client(each_version)
    made = client.post(PATH[each_version], json=BODY[each_version])
    assert made.headers["api-version"] == each_version
    assert made.json()["id"] in made.headers["location"]
    assert client.get(made.headers["location"]).json() == made.json()


def test_versions_share_one_service(gateway_client):
    made = gateway_client("v1").post("/pet", json=BODY["v1"]).json()
    assert gateway_client("v2").get(f"/pets/{made['id']}").json()["full_name"] == "Rex"


def test_nothing_is_left_from_other_tests(gateway_client):
    assert gateway_client("v2").get("/pets").json() == {"data": []}


@pytest.mark.versions(">=v2")
def test_chosen(each_version):
    assert each_version == "v2"


def test_clock(gateway_client, gateway_clock):
    assert gateway_client("v1").get("/pet").status_code == 200
    gateway_clock.set("2100-01-01")
    assert gateway_clock.now.isoformat() == "2100-01-01T00:00:00+00:00"
    gone = gateway_client("v1").get("/pet")
    assert (gone.status_code, gone.json()["type"]) == (410, "urn:problem-type:versiongate:version-retired")


def test_clock_is_given_back(gateway_client):
    assert gateway_client("v1").get("/pet").status_code == 200
"""


def test_clients_clock_and_versions(pytester: pytest.Pytester) -> None:
    """A client of each version, one service for a test, a clock that stands still, and tests of chosen versions."""
    project(pytester, files={"tests/test_own.py": OWN})
    run(pytester, "tests", "-q").assert_outcomes(passed=7)
    names = run(pytester, "tests", "--collect-only", "-q").outlines
    assert "tests/test_own.py::test_client[v1]" in names
    assert "tests/test_own.py::test_chosen[v2]" in names


def test_what_the_app_raises_is_raised_in_the_test(pytester: pytest.Pytester) -> None:
    """As Starlette's client does, so that one sees where."""
    own = "def test_own(gateway_client):\n    gateway_client('v2').get('/pets')\n"
    listed = '    """All pets."""\n'
    project(pytester, (listed, listed + "    raise RuntimeError('here')\n"), files={"tests/test_own.py": own})
    assert "RuntimeError: here" in run(pytester, "tests").stdout.str()


def test_a_lifespan_that_fails_says_why(pytester: pytest.Pytester) -> None:
    """Its own message is in the error, of whatever test needs the app."""
    started = '    """Pets as long as the service runs."""\n'
    project(pytester, (started, started + "    raise RuntimeError('no database')\n"))
    assert "RuntimeError: no database" in run(pytester, "-k", "v2 and today").stdout.str()


@pytest.mark.parametrize(
    ("sources", "asked"),
    [
        ("[query('v')]", "GET /pets?v=v2"),
        ("[path(below='/api')]", "GET /api/v2/pets"),
        ("[host('{version}.pets.example')]", "GET /pets host: v2.pets.example"),
        ("[media_type('pets')]", "GET /pets accept: application/vnd.pets.v2+json"),
        ("[stage()]", "GET /pets"),
        ("[stage(variable='api')]", "GET /pets"),
        ("[path(), header('X-Version')]", "GET /pets x-version: v2"),
        ("[stage(names={'live': 'v2', 'old': 'v1'})]", "GET /pets"),
    ],
)
def test_versions_are_asked_for_where_the_gateway_reads_them(
    pytester: pytest.Pytester, sources: str, asked: str
) -> None:
    """Whatever the sources are; the whole suite asks so."""
    names = "header, host, media_type, path, query, stage"
    own = "def test_own(gateway_client):\n    assert 'data' in gateway_client('v2').get('/pets').json()\n"
    project(
        pytester,
        ("from gateway import Change,", f"from gateway import {names}\nfrom gateway import Change,"),
        ("lifespan=lifespan)", f"lifespan=lifespan, sources={sources})"),
        files={"tests/test_own.py": own},
    )
    run(pytester, "tests", "-q").assert_outcomes(passed=1)
    from gateway.testing.asking import asking
    from gateway.testing.message import Request
    from gateway.testing.subject import Subject

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(pytester.path)
        gateway = Subject("service:app", pytester.path).gateway
    request = Request("GET", "/pets").asking(asking(gateway, "v2"))
    shown = " ".join([request.method, request.target, *(f"{name}: {value}" for name, value in request.headers)])
    assert shown == asked


def test_a_source_that_nobody_knows_how_to_ask_is_told(pytester: pytest.Pytester) -> None:
    """A source of the user's own says how; a pin can't be asked for."""
    own = "def test_own(gateway_client):\n    gateway_client('v2')\n"
    project(
        pytester,
        ("from gateway import Change,", "from gateway import Source, Change,"),
        ("lifespan=lifespan)", "lifespan=lifespan, sources=[Source()])"),
        files={"tests/test_own.py": own},
    )
    assert "Give your source a method selecting(text)" in run(pytester, "tests").stdout.str()
