"""Makes docs/refusals.md from the exchanges that have a case and a source: `python -m tests.conformance.table`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tests.conformance.exchange import Exchange, exchanges

PAGE = Path(__file__).parents[2] / "docs" / "refusals.md"
SOURCES = ("path", "header", "query", "Accept", "Content-Type", "host", "stage name", "stage variable", "client pin")
HEAD = """\
# Refusals

What a client is told whose version can't be settled, by case and by where the version stands. Every cell is an
exchange of the conformance suite (`tests/conformance/exchanges/table.yaml`), run through every entry; this page is made
from them by `python -m tests.conformance.table`, and a test holds it to them.

A version in the path or host names a resource (404, 410); one beside it is a parameter (400); one in the media type is
negotiated (406, 415); and what only the operator can set is the operator's mistake (500). Each status can be set:
`Gateway(statuses={"version-unknown": {"header": 404}})`. Every refusal is a problem document (RFC 9457), with a type
below `urn:problem-type:versiongate:` or the base that `Gateway(problem_types=...)` sets. It lists the versions that are
`supported`, and what was `requested` in each source, cut to 64 printable characters.
"""


def page() -> str:
    """The page's text."""
    rows = [exchange for exchange in exchanges("table.yaml") if exchange.case and exchange.source]
    cases = list(dict.fromkeys(str(row.case) for row in rows))
    lines = [HEAD, f"| case | {' | '.join(SOURCES)} | headers |", f"|---|{'---|' * (len(SOURCES) + 1)}"]
    for case in cases:
        of_case = [row for row in rows if row.case == case]
        cells = [_cell(row for row in of_case if row.source == source) for source in SOURCES]
        lines.append(f"| {case} | {' | '.join(cells)} | {_headers(of_case)} |")
    lines += ["", "Where a place has several ways to be wrong:", "", "| case | where | answer |", "|---|---|---|"]
    lines += [f"| {row.case} | {row.source} | {_cell([row])} |" for row in rows if row.source not in SOURCES]
    return "\n".join(lines) + "\n"


def _cell(rows: Iterable[Exchange]) -> str:
    found = [f"{row.status} `{str(row.expect['type']).rpartition(':')[2]}`" for row in rows]
    return "<br>".join(dict.fromkeys(found)) or "-"


def _headers(rows: Iterable[Exchange]) -> str:
    names = dict.fromkeys(
        f"`{re.sub(r'(^|-)([a-z])', lambda found: found[0].upper(), name)}`" + (": no-store" if "cache" in name else "")
        for row in rows
        for name in row.headers
        if name != "content-type"
    )
    return ", ".join(sorted(names))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
