"""Timelines are edited in their source as people would edit them, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import Timeline, Version
from gateway.scaffold.source import CantEdit
from gateway.scaffold.timeline import TimelineSource

ONE_LINE = 'timeline = Timeline(Version("v1"), Version("v2"), default="latest")\n'
LINES = """\
timeline = Timeline(
    Version("v1", deprecated="2025-01-01"),  # long ago
    # The next one.
    Version(
        "v2",
        routes={
            "GET /a": Life(deprecated="2026-01-01"),
        },
    ),
)
"""
COMMENTED = """\
timeline = Timeline(
    Version(
        'v1',  # kept
        guide='x',
    ),
    Version('v2'),
)
"""
WINDOWS = 't = gateway.Timeline(\r\n\tgateway.Version("v1"),\r\n\tgateway.Version("v2"),\r\n)\r\n'


def source(text: str, *names: str) -> TimelineSource:
    """A file with a timeline of these versions, or of v1 and v2."""
    return TimelineSource(Path("versions.py"), text, list(names or ("v1", "v2")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ONE_LINE, ONE_LINE.replace('"v2")', '"v2"), Version("v3", preview=True)')),
        (LINES, LINES.replace("    ),\n)", '    ),\n    Version("v3", preview=True),\n)')),
        (
            "t = Timeline(\n    Version('v1'),\n    Version('v2')  # now\n)\n",
            "t = Timeline(\n    Version('v1'),\n    Version('v2'),  # now\n    Version('v3', preview=True),\n)\n",
        ),
        (
            't = Timeline(\n    Version("v1"),\n    Version("v2"))\n',
            't = Timeline(\n    Version("v1"),\n    Version("v2"), Version("v3", preview=True))\n',
        ),
        (
            WINDOWS,
            WINDOWS.replace(",\r\n)", ',\r\n\tgateway.Version("v3", preview=True),\r\n)'),
        ),
        (
            'é = "ü"; t = Timeline(Version("v1"), Version("v2"))',
            'é = "ü"; t = Timeline(Version("v1"), Version("v2"), Version("v3", preview=True))',
        ),
    ],
)
def test_a_version_is_added_at_the_end(before: str, after: str) -> None:
    """On a line of its own where the last one has one, in the quotes and the line ends of the file."""
    assert source(before).appended("v3").text == after


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        (ONE_LINE, "v2", ONE_LINE.replace('"v2"', '"v2", retired="2026-01-01", removed=True')),
        (
            ONE_LINE.replace('"v1"', '"v1", guide="https://pets.example/upgrading"'),
            "v1",
            ONE_LINE.replace(
                '"v1"', '"v1", guide="https://pets.example/upgrading", retired="2026-01-01", removed=True'
            ),
        ),
        (
            LINES,
            "v1",
            LINES.replace(
                '"v1", deprecated="2025-01-01")',
                '\n        "v1",\n        deprecated="2025-01-01",\n        retired="2026-01-01",\n'
                "        removed=True,\n    )",
            ),
        ),
        (
            LINES,
            "v2",
            LINES.replace("        },\n", '        },\n        retired="2026-01-01",\n        removed=True,\n'),
        ),
        (
            't = Timeline(Version("v1", retired="2025-01-01"), Version("v2"))',
            "v1",
            't = Timeline(Version("v1", retired="2025-01-01", removed=True), Version("v2"))',
        ),
        (
            COMMENTED,
            "v1",
            COMMENTED.replace("guide='x'", "guide='x', retired='2026-01-01', removed=True"),
        ),
    ],
)
def test_a_version_is_marked(before: str, name: str, after: str) -> None:
    """Laid out as formatters do, comments kept, and what it says already left alone."""
    assert source(before).marked(name, retired="2026-01-01", removed=True).text == after


def test_what_is_said_already_is_left_alone() -> None:
    """The same source, to the byte."""
    text = 't = Timeline(Version("v1", retired="2025-01-01"), Version("v2"))'
    assert source(text).marked("v1", retired="2026-01-01").text == text


SPACES = st.sampled_from(["", " ", "\n    ", "  # why\n    "])
QUOTES = st.sampled_from(["'", '"', '"""'])
SAID = st.sampled_from(
    ['guide="https://a.example/(x)"', "deprecated='2025-01-01'", "description = 'https://b.example'"]
)


@st.composite
def _written(draw: st.DrawFn) -> tuple[list[str], str]:
    """A timeline written in any way, with its versions."""
    names = draw(
        st.lists(st.sampled_from([f"v{number}" for number in range(1, 30)]), min_size=1, max_size=4, unique=True)
    )
    names.sort(key=lambda name: int(name[1:]))
    versions = []
    for name in names:
        quote = draw(QUOTES)
        more = draw(st.lists(SAID, max_size=2, unique_by=lambda one: one[:4]))
        arguments = [f"{quote}{name}{quote}", *more]
        separators = [f",{draw(SPACES)}" for _ in arguments[1:]]
        inner = draw(SPACES) + arguments[0] + "".join(map("".join, zip(separators, arguments[1:], strict=True)))
        versions.append(f"Version({inner}{draw(st.sampled_from(['', ',']))}{draw(SPACES)})")
    text = versions[0] + "".join(f",{draw(SPACES)}{version}" for version in versions[1:])
    behind = draw(st.sampled_from(["", ",", ", default='latest'"]))
    feed = draw(st.sampled_from(["\n", "\r\n"]))
    whole = f"'''Ünïcode.'''\ntimeline = Timeline({draw(SPACES)}{text}{behind}{draw(SPACES)})\nafter = 1  # ü\n"
    return names, whole.replace("\n", feed)


def _made(text: str) -> Timeline:
    names: dict[str, Any] = {"Timeline": Timeline, "Version": Version}
    exec(text, names)  # noqa: S102 - what was just written
    made: Timeline = names["timeline"]
    return made


@given(_written(), st.data())
def test_however_it_is_written_the_edit_says_just_what_is_meant(
    written: tuple[list[str], str], data: st.DataObject
) -> None:
    """What runs is the same timeline with what was added; comments, and all that stands around it, stay."""
    names, text = written
    before = _made(text)
    longer = source(text, *names).appended("v99")
    name = data.draw(st.sampled_from(names))
    after = _made(longer.marked(name, retired="2026-01-01").text)
    assert [str(version) for version in after] == [*map(str, before), "v99"]
    assert [after[version].preview for version in after] == [*(False for _ in names), True]
    assert [str(version) for version in after if after[version].retired is not None] == [name]
    for version in before:
        for said in ("guide", "deprecated", "description"):
            assert getattr(after[version], said) == getattr(before[version], said)
    assert longer.text.count("# why") == text.count("# why")
    head, tail = text.partition("timeline")[0], text.rpartition("after")[2]
    assert longer.text.startswith(head)
    assert longer.text.endswith(tail)
    assert ("\r\n" in longer.text) == ("\r\n" in text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("t = Timeline(*[Version(name) for name in NAMES])", "In versions.py, no timeline has just these versions."),
        ('t = Timeline(Version("v1"), Version(NEWEST))', "no timeline has"),
        ('t = Timeline(Version("v1"), newest)', "no timeline has"),
        (ONE_LINE * 2, "In versions.py, several timelines have just these versions."),
        ("t = Timeline(", "versions.py:1 is no Python"),
    ],
)
def test_what_can_not_be_edited_without_guessing_is_not(text: str, said: str) -> None:
    """And why is told."""
    with pytest.raises(CantEdit, match=said.replace(".", r"\.")):
        source(text)
