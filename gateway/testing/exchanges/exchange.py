"""One golden exchange, and the file it is in."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from gateway.lossless import Unreadable, dumps, loads
from gateway.shapes.pointers import is_pointer
from gateway.testing.exchanges.varying import Varying
from gateway.testing.exchanges.yaml_text import read, written
from gateway.testing.message import Answer, Lines, Request

SUFFIX = ".yaml"
HEAD = "# What a client of {version} sends, and what it was answered: see `gateway record --help`.\n"
UNSAID = frozenset({"content-length", "date", "server", "connection", "transfer-encoding", "keep-alive", "etag"})
"""Headers of answers that aren't recorded: they are about one transfer, or change with every deployment."""
LIFE = frozenset({"deprecation", "sunset"})
"""Headers of answers that change in the life of a version; other tests are about them."""
RELATIONS = ("deprecation", "sunset", "successor-version", "latest-version", "service-desc", "service-doc")
"""The relations of links that do."""
IMPLIED = frozenset({"host", "content-length"})
"""Headers of requests that aren't recorded."""


class Unfit(Exception):
    """A file that is no exchange. The message names the file, what is wrong and the fix."""


class Exchange(NamedTuple):
    """A request, and what it was answered.

    Args:
        name: the file's name without its suffix.
        request: the request as it goes over the wire, with what asks for the version.
        answer: what it was answered, without what isn't recorded; None where nothing is recorded yet.
        after: the names of the exchanges that come before it, in the same run of the service.
        varies: what of the answer is another each time.
        exact: whether the answer may have no members that weren't recorded.
    """

    name: str
    request: Request
    answer: Answer | None
    after: Sequence[str] = ()
    varies: Sequence[Varying] = ()
    exact: bool = False

    def text(self, version: str) -> str:
        """The text of its file."""
        request = {"method": self.request.method, "path": self.request.target, **_told(self.request.headers)}
        request |= _body(self.request.body, self.request.headers)
        document: dict[str, Any] = {"after": list(self.after)} if self.after else {}
        document["request"] = request
        if self.answer is not None:
            answer = {"status": self.answer.status, **_told(self.answer.headers)}
            document["response"] = answer | _body(self.answer.body, self.answer.headers)
        if self.varies:
            document["varies"] = [one.written() for one in self.varies]
        if self.exact:
            document["exact"] = True
        return HEAD.format(version=version) + written(document)


def recorded(answer: Answer) -> Answer:
    """What of an answer is recorded."""
    lines = [
        (name, value)
        for name, value in answer.headers
        if name not in UNSAID and name not in LIFE and not (name == "link" and _is_of_a_life(value))
    ]
    return Answer(answer.status, lines, answer.body)


def asked(request: Request) -> Request:
    """What of a request is recorded."""
    return request._replace(headers=[line for line in request.headers if line[0] not in IMPLIED], scope={})


def _is_of_a_life(link: str) -> bool:
    return any(f'rel="{relation}"' in link for relation in RELATIONS)


def _told(headers: Lines) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in headers:
        if name in told:
            told[name] = [*(told[name] if isinstance(told[name], list) else [told[name]]), value]
        else:
            told[name] = value
    return {"headers": told} if told else {}


def _is_json(headers: Lines) -> bool:
    media_type = (
        next((value for name, value in headers if name == "content-type"), "").partition(";")[0].strip().lower()
    )
    return media_type == "application/json" or media_type.endswith("+json")


def _body(body: bytes, headers: Lines) -> dict[str, Any]:
    if not body:
        return {}
    if _is_json(headers):
        try:
            return {"body": loads(body)}
        except Unreadable:
            pass
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def load(path: Path) -> Exchange:
    """The exchange in a file.

    Raises:
        Unfit: it is none.
    """
    try:
        document = read(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unfit(f"{path}: it can't be read as YAML: {error}") from error
    return _Reading(path).exchange(document)


class _Reading:
    """Makes an exchange of what a file holds."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exchange(self, document: Any) -> Exchange:
        held = self._members(document, "the file", {"after", "request", "response", "varies", "exact"})
        if "request" not in held:
            raise self._unfit("it has no `request`", "Write request: with method: and path:.")
        after = held.get("after", [])
        if not (isinstance(after, list) and all(isinstance(name, str) for name in after)):
            raise self._unfit("`after` is no list of names", "Write the names of other files: [create_order].")
        varies = [self._varying(one) for one in self._listed(held.get("varies", []))]
        return Exchange(
            self._path.stem,
            self._request(held["request"]),
            self._answer(held["response"]) if held.get("response") is not None else None,
            after,
            varies,
            held.get("exact", False) is True,
        )

    def _request(self, document: Any) -> Request:
        held = self._members(document, "`request`", {"method", "path", "headers", "body", "text", "base64"})
        method, path = held.get("method"), held.get("path")
        if not isinstance(method, str) or not isinstance(path, str) or not path.startswith("/") or not path.isascii():
            fix = "Write method: GET and path: /orders, percent-encoded, with the query string."
            raise self._unfit("`request` has no method and path", fix)
        headers = self._headers(held.get("headers", {}))
        if "body" in held and not any(name == "content-type" for name, _ in headers):
            headers.append(("content-type", "application/json"))
        return Request(method.upper(), path, headers, self._bytes(held))

    def _answer(self, document: Any) -> Answer:
        held = self._members(document, "`response`", {"status", "headers", "body", "text", "base64"})
        status = held.get("status")
        if not isinstance(status, int) or isinstance(status, bool):
            raise self._unfit("`response` has no status", "Write status: 200, or leave the response out to record it.")
        return Answer(status, self._headers(held.get("headers", {})), self._bytes(held))

    def _headers(self, document: Any) -> list[tuple[str, str]]:
        held = self._members(document, "`headers`", None)
        return [
            (name.lower(), self._text(value))
            for name, values in held.items()
            for value in (values if isinstance(values, list) else [values])
        ]

    def _text(self, value: Any) -> str:
        return value if isinstance(value, str) else dumps(value).decode()

    def _bytes(self, held: Mapping[str, Any]) -> bytes:
        if "body" in held:
            self._check(held["body"])
            return dumps(held["body"])
        if "text" in held:
            return self._text(held["text"]).encode()
        try:
            return base64.b64decode(held.get("base64", ""), validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            raise self._unfit("`base64` isn't that", "Write text: for text, and body: for JSON.") from error

    def _check(self, document: Any) -> None:
        """Refuse members whose names aren't text, as JSON has no others."""
        if isinstance(document, dict):
            for name, held in document.items():
                if not isinstance(name, str):
                    raise self._unfit(f"a member is called {name!r}, which is no text", f'Write "{name}" in quotes.')
                self._check(held)
        elif isinstance(document, list):
            for held in document:
                self._check(held)

    def _varying(self, document: Any) -> Varying:
        held = {"at": document} if isinstance(document, str) else self._members(document, "`varies`", {"at", "like"})
        at, like = held.get("at"), held.get("like")
        fits = isinstance(at, str) and (at.startswith("header ") or is_pointer(at))
        if not fits or not (like is None or isinstance(like, str)):
            fix = "Write a JSON Pointer into the body, /data/*/id, or `header x-request-id`; and like: a pattern."
            raise self._unfit(f"`varies` has {document!r}", fix)
        assert isinstance(at, str)
        try:
            return Varying(at, like)
        except ValueError as error:
            raise self._unfit(f"`varies` has the pattern {like!r}: {error}", "Write a regular expression.") from error

    def _listed(self, document: Any) -> list[Any]:
        if not isinstance(document, list):
            raise self._unfit("`varies` is no list", "Write a list of JSON Pointers.")
        return document

    def _members(self, document: Any, what: str, known: set[str] | None) -> dict[str, Any]:
        if not isinstance(document, dict):
            raise self._unfit(f"{what} holds no members", "Look at what `gateway record` writes.")
        strange = sorted(set(document) - known) if known is not None else []
        if strange:
            names = ", ".join(sorted(known or ()))
            raise self._unfit(f"{what} has `{strange[0]}`", f"It may have {names}.")
        return document

    def _unfit(self, said: str, fix: str) -> Unfit:
        return Unfit(f"{self._path}: {said}. {fix}")
