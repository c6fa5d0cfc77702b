"""An exchange as the files in `exchanges/` write it, and how an answer is held against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "exchanges"


class _Loader(yaml.SafeLoader):
    """YAML in which a day is text, as versions are."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass
class Request:
    """What an entry sends: the version is in the path and headers already, or is the stage's."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes | None
    stage: str | None
    variables: dict[str, str]


@dataclass
class Answer:
    """What an entry got; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Exchange:
    """One request with what must come back.

    In `expect`, text that begins with `~` is a regular expression, `"...": true` lets an object have further
    members, and `{word}` is what an earlier exchange kept under that word. A list of values in `request_headers` is
    as many lines. `case` and `source` place an exchange in the table of docs/refusals.md.
    """

    name: str
    send: str
    status: int
    by: str = "none"
    version: str | None = None
    service: str | None = None
    case: str | None = None
    source: str | None = None
    request_headers: dict[str, str | list[str]] = field(default_factory=dict)
    body: Any = None
    raw: str | None = None
    headers: dict[str, str | None] = field(default_factory=dict)
    expect: Any = None
    keep: dict[str, str] = field(default_factory=dict)
    keep_headers: dict[str, str] = field(default_factory=dict)
    empty: bool = False

    def request(self, kept: Mapping[str, str]) -> Request:
        """The request, with what was kept filled in."""
        method, _, target = _filled(self.send, kept).partition(" ")
        path, _, query = target.partition("?")
        headers = [
            (name, value)
            for name, values in _filled(self.request_headers, kept).items()
            for value in (values if isinstance(values, list) else [values])
        ]
        if self.service is not None:
            headers.append(("X-Service", self.service))
        if self.by == "path":
            path = f"/{self.version}{path}"
        if self.by == "header" and self.version is not None:
            headers.append(("API-Version", self.version))
        if self.by == "query":
            query += ("&" if query else "") + f"api-version={self.version}"
        if self.by == "accept":
            headers.append(("Accept", str(self.version)))
        if self.by == "host":
            headers.append(("Host", str(self.version)))
        body = None
        if self.raw is not None:
            body = self.raw.encode()
        elif self.body is not None:
            body = json.dumps(_filled(self.body, kept)).encode()
        if body is not None and not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", "application/json"))
        variables = {"apiVersion": str(self.version)} if self.by == "variable" else {}
        return Request(method, path, query, headers, body, self.version if self.by == "stage" else None, variables)

    def hold(self, answer: Answer, kept: dict[str, str]) -> list[str]:
        """What is wrong with an answer; keeps what later exchanges need."""
        wrong = [] if answer.status == self.status else [f"status {answer.status}, not {self.status}"]
        for name, wanted in self.headers.items():
            wrong += _differs(answer.headers.get(name), _filled(wanted, kept), f"header {name}")
        kept.update({word: answer.headers.get(name, "") for word, name in self.keep_headers.items()})
        if self.empty and answer.body:
            wrong.append(f"a body: {answer.body[:200]!r}")
        if self.expect is not None:
            json_ = "json" in answer.headers.get("content-type", "")
            document: Any = json.loads(answer.body or b"null") if json_ else answer.body.decode()
            wrong += _differs(document, _filled(self.expect, kept), "body")
            for word, member in self.keep.items():
                kept[word] = document.get(member, "")
        return wrong


@cache
def exchanges(file: str) -> list[Exchange]:
    """The exchanges of one file, in order."""
    return [Exchange(**item) for item in yaml.load((FOLDER / file).read_text("utf-8"), _Loader)]  # noqa: S506


def files() -> Iterator[str]:
    """All files of exchanges."""
    return (path.name for path in sorted(FOLDER.glob("*.yaml")))


def _filled(value: Any, kept: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda found: kept.get(found[1], found[0]), value)
    if isinstance(value, dict):
        return {name: _filled(held, kept) for name, held in value.items()}
    return [_filled(held, kept) for held in value] if isinstance(value, list) else value


def _differs(found: Any, wanted: Any, where: str) -> list[str]:
    if isinstance(wanted, str) and wanted.startswith("~"):
        fits = isinstance(found, str) and re.fullmatch(wanted[1:], found)
        return [] if fits else [f"{where}: {found!r} doesn't fit {wanted[1:]!r}"]
    if isinstance(wanted, dict) and isinstance(found, dict):
        wanted = dict(wanted)
        more = wanted.pop("...", False)
        wrong = [f"{where}/{name}: missing" for name in wanted if name not in found]
        wrong += [f"{where}/{name}: unexpected" for name in found if name not in wanted and not more]
        shared = [name for name in wanted if name in found]
        return wrong + [item for name in shared for item in _differs(found[name], wanted[name], f"{where}/{name}")]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        pairs = enumerate(zip(found, wanted, strict=True))
        return [item for place, pair in pairs for item in _differs(*pair, f"{where}/{place}")]
    same = found == wanted and type(found) is type(wanted)
    return [] if same else [f"{where}: {found!r}, not {wanted!r}"]
