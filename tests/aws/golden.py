"""Events from AWS's documentation and from reports, as files that name their source; see `events/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "events"


class Golden(NamedTuple):
    """One event.

    Args:
        name: the file's.
        source: where it was found.
        expect: what must be read in it.
        event: the event.
    """

    name: str
    source: str
    expect: dict[str, Any]
    event: dict[str, Any]


def golden() -> list[Golden]:
    """All events."""
    files = sorted(FOLDER.glob("*.json"))
    found = ((path.stem, json.loads(path.read_text("utf-8"))) for path in files)
    return [Golden(name, data["source"], data["expect"], data["event"]) for name, data in found]


SERVED = [one for one in golden() if "unsupported" not in one.expect]
UNSUPPORTED = [one for one in golden() if "unsupported" in one.expect]
