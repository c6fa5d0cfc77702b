"""The life of a version as the timeline says it: one test for each instant at which something changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest

from gateway.operations.routes.route import RoutePattern
from gateway.testing.finding import Finding, raise_found
from gateway.testing.suite import item
from gateway.timeline.life import Life, Lifecycle

if TYPE_CHECKING:
    from gateway.app import Gateway
    from gateway.testing.clock import Clock
    from gateway.testing.message import Answer
    from gateway.testing.running import Running
    from gateway.testing.subject import Subject
    from gateway.timeline.version import ApiVersion

NOWHERE = "/where-no-route-is"
"""A path that no version has; its answer says as much of the version as any other."""


def items(parent: pytest.Collector, subject: Subject, version: str) -> Iterator[pytest.Item]:
    """The tests: today, just before each day, and on it."""
    known = subject.gateway.timeline.get(version)
    assert known is not None
    declared = subject.gateway.timeline[known]
    yield item(parent, "today", f"the life of {version}, today", _lives(version, None))
    lives: Sequence[Life] = [declared, *declared.routes.values()]
    for day in sorted({instant for life in lives for instant in life.instants()}):
        shown = _shown(day)
        for name, instant in ((f"before {shown}", day - timedelta(seconds=1)), (f"from {shown}", day)):
            yield item(parent, name, f"the life of {version}, {name}", _lives(version, instant))


def _shown(day: datetime) -> str:
    utc = day.astimezone(UTC)
    return utc.date().isoformat() if utc.time() == datetime.min.time() else utc.strftime("%Y-%m-%dT%H:%M:%SZ")


def _lives(name: str, instant: datetime | None) -> Callable[..., None]:
    def lives(gateway_running: Running, gateway_clock: Clock) -> None:
        from gateway.locate import gateway_in

        if instant is not None:
            gateway_clock.set(instant)
        gateway = gateway_in(gateway_running.app)
        version = gateway.timeline.get(name)
        assert version is not None
        raise_found(list(_wrong(gateway, version, gateway_running, gateway_clock.now)))

    return lives


def _wrong(gateway: Gateway, version: ApiVersion, running: Running, now: datetime) -> Iterator[Finding]:
    declared = gateway.timeline[version]
    yield from wrong_life(gateway, version, NOWHERE, _asked(gateway, version, running, "GET", NOWHERE), now, [declared])
    for pattern, life in declared.routes.items():
        for entry in gateway.atlas.table(version).entries:
            if RoutePattern(pattern).names(entry.route):
                path = entry.path_for(["x" if kind == "str" else 1 for kind in _kinds(entry.convertors)])
                method = entry.route.method or "GET"
                answer = _asked(gateway, version, running, method, path)
                yield from wrong_life(gateway, version, f"{method} {path}", answer, now, [declared, life])
    yield from _wrong_list(gateway, version, running, now)


def _kinds(convertors: Any) -> list[str]:
    return [
        "int" if type(one).__name__ in ("IntegerConvertor", "FloatConvertor") else "str" for one in convertors.values()
    ]


def _asked(gateway: Gateway, version: ApiVersion, running: Running, method: str, path: str) -> Answer:
    from gateway.testing.asking import asking
    from gateway.testing.message import Request

    return running.send(Request(method, path).asking(asking(gateway, str(version))))


def wrong_life(
    gateway: Gateway, version: ApiVersion, where: str, answer: Answer, now: datetime, lives: Sequence[Life]
) -> Iterator[Finding]:
    """What an answer says of its version that isn't so at an instant.

    Args:
        gateway: the gateway.
        version: the version that was asked for.
        where: what was asked, for people.
        answer: the answer.
        now: when.
        lives: the version's life, and the route's where it has one of its own.
    """
    told = _Told(str(version), where)
    declared = gateway.timeline[version]
    if declared.lifecycle(now) is Lifecycle.RETIRED:
        yield from _wrong_end(gateway, version, answer, now, told)
        return
    brownout = next((found for life in lives if (found := life.brownout(now)) is not None), None)
    if brownout is not None and brownout.delay is None:
        if answer.status < 400:
            yield told(
                f"It is in a brownout until {_shown(brownout.end)}, but is served.", "", "410", str(answer.status)
            )
        elif answer.header("retry-after") is None:
            yield told("A brownout says when it is over.", "retry-after", "a number of seconds", "nothing")
        return
    if any(life.lifecycle(now) is Lifecycle.RETIRED for life in lives):
        if answer.status < 400:
            yield told("The route is retired, but is served.", "", "410", str(answer.status))
        return
    yield from _wrong_marks(gateway, version, answer, told)
    yield from _wrong_days(lives, answer, told)


class _Told:
    """Findings about one answer."""

    def __init__(self, version: str, where: str) -> None:
        self._version = version
        self._where = where

    def __call__(self, said: str, place: str, expected: str, got: str) -> Finding:
        return Finding(self._version, self._where, said, place, {"expected": expected, "got": got})


def _wrong_end(gateway: Gateway, version: ApiVersion, answer: Answer, now: datetime, told: _Told) -> Iterator[Finding]:
    """What a retired version's clients get: a refusal, or where that is chosen the oldest that is supported."""
    echo = gateway.response_headers[0].lower()
    if not gateway.resolver.falls_forward:
        if answer.status < 400 or answer.header(echo) is not None:
            served = answer.header(echo) or str(answer.status)
            yield told("It is retired, but is served.", echo, "a refusal, 410", served)
        return
    oldest = str(gateway.timeline.supported(now)[0])
    if answer.header(echo) != oldest:
        said = "It is retired, and the oldest version that is supported serves in its place."
        yield told(said, echo, oldest, answer.header(echo) or "nothing")
    if answer.header("api-version-requested") != str(version):
        said = "It is retired, and the answer says which version was asked for."
        yield told(said, "api-version-requested", str(version), answer.header("api-version-requested") or "nothing")


def _wrong_marks(gateway: Gateway, version: ApiVersion, answer: Answer, told: _Told) -> Iterator[Finding]:
    """Which version served, and on which headers that depended (RFC 9110, 12.5.5)."""
    echo = gateway.response_headers[0].lower()
    if answer.values(echo) != [str(version)]:
        yield told("An answer names the version that served.", echo, str(version), answer.header(echo) or "nothing")
    varies = {name.strip().lower() for name in (answer.header("vary") or "").split(",")}
    missing = [name.decode() for name in gateway.resolver.vary if name.decode().lower() not in varies]
    if missing and "*" not in varies:
        said = "An answer names the headers that a version is read from, so that caches keep versions apart."
        yield told(said, "vary", ", ".join(missing), answer.header("vary") or "nothing")


def _wrong_days(lives: Sequence[Life], answer: Answer, told: _Told) -> Iterator[Finding]:
    """Deprecation (RFC 9745) and Sunset (RFC 8594) as declared, and the guide linked."""
    deprecated = min((life.deprecated for life in lives if life.deprecated is not None), default=None)
    sunset = min((life.sunset for life in lives if life.sunset is not None), default=None)
    if deprecated is not None and sunset is not None and sunset < deprecated:
        deprecated = None  # the sunset mustn't be earlier (RFC 9745, 4)
    if deprecated is not None:
        expected = f"@{int(deprecated.timestamp())}"
        if answer.header("deprecation") != expected:
            said = f"It is declared deprecated from {_shown(deprecated)}."
            yield told(said, "deprecation", expected, answer.header("deprecation") or "nothing")
    if sunset is not None and _date(answer.header("sunset")) != sunset:
        said = f"It is declared to end on {_shown(sunset)}."
        yield told(said, "sunset", _shown(sunset), answer.header("sunset") or "nothing")
    links = answer.header("link") or ""
    for life in lives:
        announced = life.deprecated is not None or life.sunset is not None
        if life.guide is not None and announced and f"<{life.guide}>" not in links:
            yield told("Its migration guide is linked.", "link", f"<{life.guide}>", links or "nothing")


def _date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text is not None else None
    except ValueError:
        return None


def _wrong_list(gateway: Gateway, version: ApiVersion, running: Running, now: datetime) -> Iterator[Finding]:
    """The list of versions says the same."""
    import json

    from gateway.testing.message import Request

    if gateway.meta is None:
        return
    path = f"{gateway.meta.prefix}/versions"
    answer = running.send(Request("GET", path))
    told = _Told(str(version), path)
    try:
        listed = {one["version"]: one for one in json.loads(answer.body)["versions"]}
    except (ValueError, KeyError, TypeError):
        yield told("The list of versions can't be read.", "", "JSON with `versions`", f"{answer.status}")
        return
    expected = gateway.timeline[version].lifecycle(now).value
    got = listed.get(str(version), {}).get("status", "nothing")
    if got != expected:
        yield told("The list of versions says where it stands.", f"/versions/{version}/status", expected, str(got))
