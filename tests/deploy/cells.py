"""The table of docs/deploy.md: entry by deployment shape by where the version stands. `python -m tests.deploy.cells`.

Each cell is a function that holds what it says; the page has what was held.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.deploy.front import Front, Headers, fronts
from tests.deploy.functions import Answer
from versions import timeline

PAGE = Path(__file__).parents[2] / "docs" / "deploy.md"
BEGIN, END = "<!-- made by python -m tests.deploy.cells -->\n", "<!-- to here -->\n"
VERSIONS = [str(version) for version in timeline]
OTHER = {version: VERSIONS[at - 1] for at, version in enumerate(VERSIONS)}
TOTALS = {VERSIONS[0]: "25.00", **{version: {"amount": 2500, "currency": "EUR"} for version in VERSIONS[2:]}}
CONTAINER = ("container", "VPC link to an Application Load Balancer, uvicorn")

Send = Callable[[str, str, Headers, str | None], Answer | None]
"""Sends a method, a path of the URL, headers and a body through one way in; None where AWS answers alone."""


def order_path(version: str) -> str:
    """Where an order of the demo's is in a version."""
    return f"/{'order' if version == VERSIONS[0] else 'orders'}/ord_1001"


class Way:
    """One way into one shape.

    Args:
        send: sends a request.
        base: what leads the paths of who names no version by where it asks.
        bases: what leads those of who does, by the kind of source and version.
        supplied: the version that who asks for none gets, or None.
        links: whether links lead back through this way.
    """

    def __init__(
        self,
        send: Send,
        base: str = "",
        bases: dict[str, dict[str, str]] | None = None,
        supplied: str | None = None,
        *,
        links: bool = True,
    ) -> None:
        self._send = send
        self._base = base
        self._bases = bases or {}
        self._supplied = supplied
        self._links = links

    @classmethod
    def through(cls, front: Front, send: Send) -> Way:
        """The way through a front."""
        links = "HTTP API, custom domain" not in front.entry
        return cls(send, front.base(), front.bases(), front.supplied(), links=links)

    def by_path(self) -> str:
        """Each version is served to who has it in the path, and what `Location` says leads back."""
        for version in VERSIONS:
            self._served(version, f"{self._base}/{version}", {})
        return "served"

    def by_header(self) -> str:
        """Each version is served to who has it in the header."""
        for version in VERSIONS:
            self._served(version, self._base, {"API-Version": version})
        return "served"

    def by_stage(self) -> str:
        """Each version is served to who asks its stage."""
        return self._by_base("stage")

    def by_mapping(self) -> str:
        """Each version is served to who asks below the key of its mapping."""
        return self._by_base("mapping")

    def by_variable(self) -> str:
        """Who asks for no version gets that of the stage's variable; who asks for one gets that."""
        if self._supplied is None:
            return "-"
        self._served(self._supplied, self._base, {})
        self._served(OTHER[self._supplied], self._base, {"API-Version": OTHER[self._supplied]})
        return "served"

    def by_none(self) -> str:
        """Who asks for none is told of those that there are."""
        if self._supplied is not None:
            return "served as the variable says"
        answer = self._asked("GET", f"{self._base}/orders", {})
        assert answer.status == 400, answer
        assert answer.body["supported"] == VERSIONS
        return "400, with the list"

    def by_two(self) -> str:
        """Who asks for two versions gets neither, wherever they stand."""
        for version in VERSIONS:
            answers = [self._asked("GET", f"{self._base}/{version}/orders", {"API-Version": OTHER[version]})]
            for bases in self._bases.values():
                answers.append(self._asked("GET", f"{bases[version]}/orders", {"API-Version": OTHER[version]}))
                answers.append(self._asked("GET", f"{bases[version]}/{OTHER[version]}/orders", {}))
            for answer in answers:
                assert answer.status == 400, answer
        return "refused"

    def by_unknown(self) -> str:
        """Nobody is served a version that there isn't."""
        for version in ("2022-01-01", "2030-01-01"):
            in_path = self._send("GET", f"{self._base}/{version}/orders", {}, None)
            assert in_path is None or in_path.status == 404, in_path
            assert self._asked("GET", f"{self._base}/orders", {"API-Version": version}).status == 400
        return "refused"

    def _by_base(self, source: str) -> str:
        if source not in self._bases:
            return "-"
        assert list(self._bases[source]) == VERSIONS
        for version, base in self._bases[source].items():
            self._served(version, base, {})
        return "served" if self._links else "served, links lack the key"

    def _asked(self, method: str, path: str, headers: Headers, body: str | None = None) -> Answer:
        answer = self._send(method, path, headers, body)
        assert answer is not None, f"{method} {path} reaches no function"
        return answer

    def _served(self, version: str, base: str, headers: Headers) -> None:
        """Read what is there, write something, and follow the link to it."""
        order = self._asked("GET", base + order_path(version), headers)
        assert (order.status, order.headers["api-version"]) == (200, version), order
        assert order.body["total"] == TOTALS.get(version, order.body["total"])
        made = self._asked(
            "POST", f"{base}/customers", {**headers, "Content-Type": "application/json"}, _customer(version)
        )
        assert made.status in (200, 201), made
        assert made.headers["api-version"] == version
        if self._links:
            found = self._asked("GET", made.headers["location"], headers)
            assert (found.status, found.headers["api-version"], found.body) == (200, version, made.body), found


def _customer(version: str) -> str:
    address = {"line1": "1 High St", "city": "Jedburgh", "postal_code": "TD8 6AF", "country": "GB"}
    bodies: list[dict[str, Any]] = [
        {"name": "Mary", "email": "mary@example.com", "address": address},
        {"full_name": "Mary", "email": "mary@example.com", "address": address},
        {"full_name": "Mary", "email": "mary@example.com", "addresses": [address], "language": "en"},
    ]
    return json.dumps(bodies[min(VERSIONS.index(version), 2)])


COLUMNS: dict[str, Callable[[Way], str]] = {
    "path": Way.by_path,
    "header": Way.by_header,
    "stage": Way.by_stage,
    "mapping": Way.by_mapping,
    "stage variable": Way.by_variable,
    "none": Way.by_none,
    "two that differ": Way.by_two,
    "unknown": Way.by_unknown,
}

SAID: dict[tuple[str, str], str] = {
    ("stage", "rest-stages"): "served",
    ("mapping", "custom-domain"): "served",
    ("stage variable", "rest-stages"): "served",
    ("none", "rest-stages"): "served as the variable says",
}
"""What cells say that differ from the rest of their column."""
USUAL = {"path": "served", "header": "served", "none": "400, with the list", "two that differ": "refused"}


def rows() -> list[tuple[str, str]]:
    """The shape and the entry of each row."""
    return [*fronts(), CONTAINER]


def said(shape: str, entry: str, column: str) -> str:
    """What the page says in a cell."""
    if column == "mapping" and "HTTP API, custom domain" in entry:
        return "served, links lack the key"
    usual = {**USUAL, "unknown": "refused"}
    return SAID.get((column, shape), usual.get(column, "-"))


def table() -> str:
    """The table's text."""
    lines = [f"| shape | entry | {' | '.join(COLUMNS)} |", f"|---|---|{'---|' * len(COLUMNS)}"]
    lines += [
        f"| `{shape}` | {entry} | {' | '.join(said(shape, entry, column) for column in COLUMNS)} |"
        for shape, entry in rows()
    ]
    return "\n".join(lines) + "\n"


def page(text: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
