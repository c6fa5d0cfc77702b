"""Which version source works through which way in: the table in docs/aws.md, by `python -m tests.conformance.sources`.

A cell that isn't empty is a request that is served by the version it asks for; an empty one is a request that is
refused, as nothing in the event can say the version. `test_sources.py` runs all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from tests.conformance.exchange import Request
from tests.conformance.ways import WAYS, Event, Way

PAGE = Path(__file__).parents[2] / "docs" / "aws.md"
START, END = "<!-- sources: made by tests.conformance.sources -->", "<!-- end -->"
CLIENT = "ada"
"""Who is pinned to v3."""


def _request(service: str, path: str = "/pets/rex", query: str = "", *headers: tuple[str, str]) -> Request:
    return Request("GET", path, query, [("X-Service", service), *headers], None, None, {})


def _path(way: Way) -> Event:
    return way.event(_request("only-path", "/v3/pets/rex"))


def _header(way: Way) -> Event:
    return way.event(_request("only-header", "/pets/rex", "", ("API-Version", "v3")))


def _query(way: Way) -> Event:
    return way.event(_request("only-query", "/pets/rex", "api-version=v3"))


def _media_type(way: Way) -> Event:
    return way.event(_request("only-media-type", "/pets/rex", "", ("Accept", "application/vnd.zoo.v3+json")))


def _host(way: Way) -> Event | None:
    request = _request("only-host")
    return way.event(request, domain="v3.zoo.test") if way.own_domain else None


def _stage(way: Way) -> Event | None:
    return way.event(_request("only-stage"), stage="v3") if way.stage is not None else None


def _variable(way: Way) -> Event | None:
    request = replace(_request("only-variable"), variables={"apiVersion": "v3"})
    return way.event(request) if way.stage is not None else None


def _base_path(way: Way) -> Event | None:
    request = _request("only-base-path")
    if not way.base_path:
        return None
    # Payload 2.0 tells the domain and the stage, of which the function knows the base path.
    return way.event(request, stage="three", base_path="/v3")


def _pin(way: Way) -> Event:
    return way.event(_request("only-pin", "/pets/rex", "", ("X-Client", CLIENT)))


def _caller(way: Way) -> Event | None:
    if way.caller is None:
        return None
    event = way.event(_request("only-caller"))
    way.caller(event, CLIENT)
    return event


SOURCES: dict[str, tuple[str, Callable[[Way], Event | None]]] = {
    "path": ("only-path", _path),
    "header": ("only-header", _header),
    "query": ("only-query", _query),
    "media type": ("only-media-type", _media_type),
    "host": ("only-host", _host),
    "stage": ("only-stage", _stage),
    "stage variable": ("only-variable", _variable),
    "base path": ("only-base-path", _base_path),
    "pin by header": ("only-pin", _pin),
    "pin by caller": ("only-caller", _caller),
}


def cells() -> Iterator[tuple[Way, str, Event, bool]]:
    """Every cell: the way, the source, an event, and whether it is served."""
    for way in WAYS:
        for source, (service, make) in SOURCES.items():
            event = make(way)
            yield way, source, event or way.event(_request(service)), event is not None


def table() -> str:
    """The table in Markdown."""
    lines = [f"| | {' | '.join(SOURCES)} |", f"|---|{'---|' * len(SOURCES)}"]
    found = {(way.name, source): served for way, source, _, served in cells()}
    for way in WAYS:
        row = ("yes" if found[way.name, source] else "" for source in SOURCES)
        lines.append(f"| {way.name} | {' | '.join(row)} |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """The page with the table as it is."""
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
