"""From a request to its version, or to a refusal."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import ConfigurationError, Problem, Timeline, Version, header, media_type, path, stage
from gateway.asgi import STAGE, route_path
from gateway.resolve.refusals import Refusals
from gateway.resolve.resolver import Resolution, Resolver
from gateway.resolve.source import Source
from gateway.resolve.stage import Stage

NOW = datetime(2026, 1, 1, tzinfo=UTC)
VERSIONS = (Version("v1", retired="2025-01-01"), Version("v2"), Version("v10"))
ALL = (path(), header(), stage(), stage(variable="api"))


def resolve(
    *sources: Source, url: str = "/pets", headers: Any = (), staged: Stage | None = None, default: str | None = None
) -> Resolution:
    """Resolve one request."""
    scope: dict[str, Any] = {
        "type": "http",
        "path": url,
        "root_path": "",
        "headers": [(b"api-version", value) for value in headers],
    }
    if staged is not None:
        scope[STAGE] = staged
    timeline = Timeline(*VERSIONS, default=default)
    return asyncio.run(Resolver(timeline, sources or ALL, lambda: NOW, Refusals()).resolve(scope))


def refused(*sources: Source, **request: Any) -> tuple[int, str]:
    """The status and slug of a refusal."""
    with pytest.raises(Problem) as caught:
        resolve(*sources, **request)
    assert caught.value.headers["Cache-Control"] == "no-store"
    return caught.value.status, caught.value.type.rpartition(":")[2]


def test_a_version_in_the_path_moves_into_the_root_path() -> None:
    """The path stays whole, as ASGI says, and routes are matched below the version."""
    found = resolve(url="/v2/pets")
    assert (str(found.version), found.scope["path"], found.scope["root_path"]) == ("v2", "/v2/pets", "/v2")
    assert route_path(found.scope) == "/pets"


def test_a_version_may_stand_below_a_path() -> None:
    """With `below`, that part is stripped with and without a version."""
    assert route_path(resolve(path(below="/api"), url="/api/v2/pets").scope) == "/pets"
    assert route_path(resolve(path(below="/api"), url="/api/pets", default="v2").scope) == "/pets"
    assert route_path(resolve(path(below="/api"), url="/apis/pets", default="v2").scope) == "/apis/pets"


@pytest.mark.parametrize(
    ("request_", "status", "slug"),
    [
        ({"url": "/v3/pets"}, 404, "version-unknown"),
        ({"headers": [b"v3"]}, 400, "version-unknown"),
        ({"staged": Stage("v3")}, 404, "version-unknown"),
        ({"staged": Stage("x", {"api": "v3"})}, 500, "version-unknown"),
        ({"headers": [b"new"]}, 400, "version-malformed"),
        ({"headers": [b""]}, 400, "version-malformed"),
        ({"headers": [b"v2" * 50_000]}, 400, "version-malformed"),
        ({"headers": ["v٢".encode()]}, 400, "version-malformed"),
        ({"staged": Stage("x", {"api": "new"})}, 500, "version-malformed"),
        ({"headers": [b"v2", b"v10"]}, 400, "version-conflict"),
        ({"headers": [b"v2, v10"]}, 400, "version-conflict"),
        ({"url": "/v2/pets", "headers": [b"v10"]}, 400, "version-conflict"),
        ({"url": "/v2/pets", "staged": Stage("v10")}, 400, "version-conflict"),
        ({"url": "/v1/pets"}, 410, "version-retired"),
        ({"headers": [b"1"]}, 410, "version-retired"),
        ({}, 400, "version-required"),
    ],
)
def test_each_case_has_its_refusal(request_: dict[str, Any], status: int, slug: str) -> None:
    """The status goes by the kind of source, the type by the case."""
    assert refused(**request_) == (status, slug)


@pytest.mark.parametrize(("source", "status"), [(path(), 404), (header(), 400), (stage(), 500)])
def test_a_missing_version_goes_by_the_only_source(source: Source, status: int) -> None:
    """No version in the path is another resource, none in the header a missing parameter, no stage our mistake."""
    assert refused(source) == (status, "version-required")


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": [b"v2", b"2.0"]},
        {"url": "/v2/pets", "headers": [b"2"], "staged": Stage("v2", {"api": "v10"})},
        {"staged": Stage("prod", {"api": "v2"})},
        {"staged": Stage("v2", {"api": "v10"})},
        {"default": "v2"},
        {"default": "oldest"},
    ],
)
def test_what_agrees_is_served(request_: dict[str, Any]) -> None:
    """Equal after parsing is no conflict; what supplies is asked only when nothing asks; then the default."""
    assert str(resolve(**request_).version) == "v2"


def test_a_refusal_shows_little_of_what_was_sent() -> None:
    """Bounded, and nothing but printable ASCII."""
    with pytest.raises(Problem) as caught:
        resolve(headers=[b"\xff\x00<script>" + b"x" * 1000])
    shown = caught.value.extensions["requested"][0]["version"]
    assert shown.startswith("??<script>xxx")
    assert len(shown) < 70


@given(st.lists(st.binary(max_size=40) | st.sampled_from([b"v2", b"10", b"v1"]), max_size=3), st.text(max_size=30))
def test_no_client_gets_another_version_than_it_asked_for(headers: list[bytes], text: str) -> None:
    """Whatever stands in the header and the path, it is served as asked or refused."""
    try:
        found = resolve(url="/" + text, headers=headers)
    except Problem as problem:
        if problem.status not in (400, 404, 410):
            raise
        return
    timeline = Timeline(*VERSIONS)
    asked = [part.strip().decode("latin-1") for value in headers for part in value.split(b",")]
    asked += [text.partition("/")[0]] if "/" + text.partition("/")[0] == found.scope["root_path"] else []
    assert asked
    assert all(timeline.parse(one) == found.version for one in asked)


def test_two_sources_at_one_place_are_a_mistake() -> None:
    """Found at the start."""
    with pytest.raises(ConfigurationError, match="Drop one"):
        resolve(header("X"), header("X"))


@pytest.mark.parametrize(
    ("accept", "version"),
    [
        (b'text/plain; p="x, application/vnd.zoo.v10+json", application/vnd.zoo.v2+json', "v2"),
        (b'application/vnd.zoo.v2+json; p="a;q=0", application/vnd.zoo.v10+json;q=0.5', "v2"),
        (b'application/vnd.zoo.v2+json; p="\\", application/vnd.zoo.v10+json"', "v2"),
        (b'application/vnd.zoo.v2+json; p="never closed, application/vnd.zoo.v10+json', "v2"),
    ],
)
def test_what_stands_in_quotes_asks_for_nothing(accept: bytes, version: str) -> None:
    """Commas and semicolons in a quoted parameter part nothing."""
    scope = {"type": "http", "path": "/", "headers": [(b"accept", accept)], "query_string": b""}
    timeline = Timeline(*VERSIONS)
    resolver = Resolver(timeline, [media_type("zoo")], lambda: NOW, Refusals())
    assert str(asyncio.run(resolver.resolve(scope)).version) == version


@pytest.mark.parametrize("name", [b"accept", b"content-type"])
def test_a_media_type_that_is_too_long_to_read_is_not_the_default(name: bytes) -> None:
    """Where it may ask for a version nobody knows which, so it is malformed; where it can't, it asks for nothing."""
    timeline = Timeline(*VERSIONS, default="v2")
    resolver = Resolver(timeline, [media_type("zoo")], lambda: NOW, Refusals())
    long = b"text/x, " * 2000
    scope = {"type": "http", "path": "/", "headers": [(name, long)], "query_string": b""}
    assert str(asyncio.run(resolver.resolve(scope)).version) == "v2"
    scope["headers"] = [(name, long + b"application/vnd.zoo.v10+json")]
    with pytest.raises(Problem) as caught:
        asyncio.run(resolver.resolve(scope))
    assert caught.value.type.endswith("version-malformed")
