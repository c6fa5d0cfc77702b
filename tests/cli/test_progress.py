"""What takes long is shown."""

from __future__ import annotations

import sys

import pytest

from gateway.cli import progress as shown


@pytest.mark.parametrize(
    ("patience", "terminal", "expected"), [(0.0, True, True), (3600.0, True, False), (0.0, False, False)]
)
def test_a_bar_is_shown_to_people_who_wait(
    patience: float,
    terminal: bool,
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On a terminal, and once it takes long."""
    monkeypatch.setattr(shown, "PATIENCE", patience)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with shown.progress(3, "comparing") as told:
        for _ in range(3):
            told(1)
    written = capsys.readouterr()
    assert ("comparing" in written.err, "100%" in written.err, written.out) == (expected, expected, "")
