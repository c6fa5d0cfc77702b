"""The lives of versions, as the timeline says them."""

from __future__ import annotations

import pytest

from tests.testing.projects import project, run

V1 = 'Version("v1", deprecated="2025-01-01", sunset="2026-01-01", retired="2100-01-01", guide="https://pets.example/v2"),'


def _with(pytester: pytest.Pytester, version: str, *edits: tuple[str, str]) -> pytest.RunResult:
    names = ("from gateway import Change,", "from gateway import Brownout, Life, Change,")
    project(pytester, (V1, version), names, *edits)
    return run(pytester, "-k", "lifecycle", "-q")


def test_brownouts_have_tests_at_both_ends(pytester: pytest.Pytester) -> None:
    """Switched off in between, served before and after."""
    version = 'Version("v1", deprecated="2025-01-01", brownouts=[Brownout("2030-05-01T10:00", "2030-05-01T12:00")]),'
    result = _with(pytester, version)
    result.assert_outcomes(passed=8)
    listed = run(pytester, "--collect-only", "-q", "service.py::v1::lifecycle").outlines
    assert "service.py::v1::lifecycle::from 2030-05-01T10:00:00Z" in listed
    assert "service.py::v1::lifecycle::from 2030-05-01T12:00:00Z" in listed


def test_routes_have_lives_of_their_own(pytester: pytest.Pytester) -> None:
    """A route that is retired before its version, or deprecated by itself."""
    lives = '{"GET /pet/{id}": Life(deprecated="2024-01-01", retired="2030-01-01", guide="https://pets.example/one")}'
    _with(pytester, f'Version("v1", routes={lives}),').assert_outcomes(passed=6)


def test_previews_and_fall_forward_are_as_chosen(pytester: pytest.Pytester) -> None:
    """Who asks for a retired version is served the oldest that is there, and told so."""
    edits = [
        ("lifespan=lifespan)", 'lifespan=lifespan, retired="fall-forward")'),
        ('Version("v2")', 'Version("v2"), Version("v3", preview=True)'),
    ]
    _with(pytester, V1, *edits).assert_outcomes(passed=9)


LOSING = """

class Losing:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def sent(message):
            if message["type"] == "http.response.start":
                lines = message["headers"]
                if message["status"] == 410:
                    message["status"] = 200
                message["headers"] = [line for line in lines if line[0] not in (b"sunset", b"retry-after", b"link")]
            await send(message)

        await self.app(scope, receive, sent)


app = Losing(app)
"""


def test_what_is_lost_on_the_way_is_found(pytester: pytest.Pytester) -> None:
    """A retired version that is served, a sunset, a guide and a brownout's end that nobody is told."""
    version = V1.replace("guide=", 'brownouts=[Brownout("2025-06-01", "2025-06-02")], guide=')
    project(pytester, (V1, version), ("from gateway import Change,", "from gateway import Brownout, Change,"))
    service = pytester.path / "service.py"
    service.write_text(service.read_text("utf-8") + LOSING, "utf-8")
    result = run(pytester, "-k", "v1 and lifecycle")
    result.stdout.fnmatch_lines(
        [
            "*the life of v1, from 2025-06-01*",
            "v1  /where-no-route-is",
            "    It is in a brownout until 2025-06-02, but is served.",
            "*the life of v1, from 2026-01-01*",
            "v1  /where-no-route-is  sunset",
            "    It is declared to end on 2026-01-01.",
            "v1  /where-no-route-is  link",
            "    Its migration guide is linked.",
            "    expected: <https://pets.example/v2>",
            "*the life of v1, from 2100-01-01*",
            "    It is retired, but is served.",
            "    expected: a refusal, 410",
            "    got:      200",
        ]
    )
