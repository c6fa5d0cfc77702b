"""Which versions a test is run for: `@pytest.mark.versions(">=2024", "2023-10-16")`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from gateway.errors import nearest
from gateway.testing.subject import subject_of
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion

PART = re.compile(r"\s*(>=|<=|>|<|==|!=)?\s*([^\s<>=!,]+)\s*")


def chosen(config: pytest.Config, node: pytest.Item) -> list[str]:
    """The versions that the test's markers leave, oldest first; all where it has none.

    Raises:
        pytest.UsageError: a marker can't be read, or leaves none.
    """
    timeline = subject_of(config).gateway.timeline
    marks = list(node.iter_markers("versions"))
    left = [version for version in timeline if all(_any(timeline, mark.args, version) for mark in marks)]
    if not left:
        said = " ".join(repr(one) for mark in marks for one in mark.args)
        raise pytest.UsageError(f"{node.nodeid}: the marker versions({said}) leaves no version.")
    return [str(version) for version in left]


def _any(timeline: Timeline, wanted: tuple[str, ...], version: ApiVersion) -> bool:
    return any(all(_fits(timeline, part, version) for part in one.split(",")) for one in wanted)


def _fits(timeline: Timeline, part: str, version: ApiVersion) -> bool:
    found = PART.fullmatch(part)
    if found is None:
        raise pytest.UsageError(f"The marker versions({part!r}) can't be read. Write '>=2024-06-01', or a version.")
    sign, text = found.groups()
    first, last = _bounds(timeline, text)
    within = not version < first and not last < version
    return {
        None: within,
        "==": within,
        "!=": not within,
        ">=": not version < first,
        ">": last < version,
        "<=": not last < version,
        "<": version < first,
    }[sign]


def _bounds(timeline: Timeline, text: str) -> tuple[ApiVersion, ApiVersion]:
    """The first and the last version that a text means; of dates, a year or a month means all of it."""
    try:
        return (timeline.parse(text),) * 2
    except ValueError:
        days = list(_days(text))
        if not days or not isinstance(timeline.head.key, date):
            names = map(str, timeline)
            raise pytest.UsageError(f"The marker versions names {text!r}. {nearest(text, names)}") from None
        return timeline.parse(days[0]), timeline.parse(days[-1])


def _days(text: str) -> Iterator[str]:
    """The first and the last day of a year, `2024`, or of a month, `2024-06`."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", text)
    if found is None:
        return
    year, month = found.groups()
    for one in (f"{year}-{month or '01'}-01", *(f"{year}-{month or '12'}-{day}" for day in (28, 29, 30, 31))):
        try:
            date.fromisoformat(one)
        except ValueError:
            continue
        yield one
