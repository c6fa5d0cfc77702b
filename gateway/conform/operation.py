"""What the contract says of one operation: how a request of it looks, and what is answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote

from referencing import Registry

from gateway.conform.fault import NOT_SAID, Fault, of_schema
from gateway.conform.validator import Validator, numbered
from gateway.lossless import Unreadable, loads
from gateway.shapes.pointers import from_pointer, pointer

WITHOUT_BODY = (204, 205, 304)
"""Statuses whose answers have no body (RFC 9110, 6.4.1)."""
Lines = Sequence[tuple[str, str]]
"""Header lines; names in lower case."""


class Parameter(NamedTuple):
    """A parameter of the operation.

    Args:
        place: `path`, `query`, `header` or `cookie`.
        name: its name; of a header in lower case.
        required: whether it must be there.
        schema: where its schema is in the document, as a JSON Pointer.
    """

    place: str
    name: str
    required: bool
    schema: str


class Operation:
    """One operation of a contract.

    Args:
        document: the contract.
        name: what the document is called in the registry.
        registry: holds it.
        method: the method, in capitals.
        path: the path template.
    """

    def __init__(self, document: Mapping[str, Any], name: str, registry: Registry[Any], method: str, path: str) -> None:
        self._document = document
        self._name = name
        self._registry = registry
        self.method = method
        self.path = path
        self._place = pointer(("paths", path, method.lower()))
        self._validators: dict[str, Any] = {}

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @cached_property
    def said(self) -> Mapping[str, Any]:
        """What the document says of it."""
        found: Mapping[str, Any] = self.at(self._place)[1]
        return found

    def at(self, place: str) -> tuple[str, Any]:
        """What is at a JSON Pointer into the document, and where it is, references being followed.

        Raises:
            LookupError: nothing is.
        """
        held: Any = self._document
        for part in from_pointer(place):
            held = held[part] if not isinstance(held, Mapping) or part in held else held[str(part)]
        target = held.get("$ref") if isinstance(held, Mapping) else None
        # References of schemas are the validator's to follow.
        if isinstance(target, str) and target.startswith("#/components/") and "/schemas/" not in target:
            return self.at(target[1:])
        return place, held

    @cached_property
    def parameters(self) -> list[Parameter]:
        """Its parameters, those of its path too."""
        item = self._place.rpartition("/")[0]
        found: dict[tuple[str, str], Parameter] = {}
        for holder in (item, self._place):
            listed = self.at(holder)[1].get("parameters", ())
            for number in range(len(listed)):
                place, one = self.at(f"{holder}/parameters/{number}")
                name = one["name"].lower() if one["in"] == "header" else one["name"]
                schema = f"{place}/schema"
                found[one["in"], name] = Parameter(one["in"], name, bool(one.get("required")), schema)
        return list(found.values())

    @cached_property
    def bodies(self) -> dict[str, str]:
        """Where the schemas of its request bodies are, by media type; where nothing is said of one, the empty text."""
        if "requestBody" not in self.said:
            return {}
        place, body = self.at(f"{self._place}/requestBody")
        return self._contents(place, body)

    @property
    def needs_body(self) -> bool:
        """Whether a request must have a body."""
        return "requestBody" in self.said and bool(self.at(f"{self._place}/requestBody")[1].get("required"))

    def _contents(self, place: str, holder: Mapping[str, Any]) -> dict[str, str]:
        found = {}
        for name, said in holder.get("content", {}).items():
            there = place + pointer(("content", name, "schema")) if "schema" in said else ""
            found[name.partition(";")[0].strip().lower()] = there
        return found

    def request_faults(
        self, path_values: Mapping[str, str], query: Lines, headers: Lines, body: bytes | None
    ) -> list[Fault]:
        """What in a request isn't as the contract says.

        Args:
            path_values: the path's parameters, decoded.
            query: names and values of the query string, decoded.
            headers: the header lines.
            body: the body; None where nothing is asked of it.
        """
        found: list[Fault] = []
        values = {"path": list(path_values.items()), "query": list(query), "header": list(headers)}
        for one in self.parameters:
            if one.place in values:
                given = [value for name, value in values[one.place] if name == one.name]
                found += self._parameter_faults(one, given)
        if body or (self.needs_body and body is not None):
            media_type = next((value for name, value in headers if name == "content-type"), "")
            found += self._body_faults(self.bodies, media_type, body)
        return found

    def _parameter_faults(self, one: Parameter, given: Sequence[str]) -> Iterator[Fault]:
        part = f"{one.place} {one.name}"
        if not given:
            if one.required:
                yield Fault(part, "required", expected="it is required")
            return
        schema = self.schema(one.schema)
        if schema is None:
            return
        readings = list(_readings(given))
        first: list[Fault] = []
        for reading in readings:
            faults = list(of_schema(part, self._validator(one.schema).iter_errors(reading)))
            if not faults:
                return
            # A text that is a number may still be too great; that it is none says less.
            first = faults if not first or first[0].rule == "type" else first
        yield from first[:1]

    def schema(self, place: str) -> Any:
        """The schema at a place; None where none is."""
        try:
            return self.at(place)[1]
        except LookupError:
            return None

    def answer_faults(self, status: int, headers: Lines, body: bytes | None) -> list[Fault]:
        """What in an answer isn't as the contract says.

        Args:
            status: its status.
            headers: its header lines.
            body: its body; None where nothing is asked of it, as of an answer to HEAD.
        """
        key = self.answer_key(status)
        if key is None:
            described = ", ".join(map(str, self.said.get("responses", {})))
            return [Fault("status", "described", value=status, expected=described or "no status at all")]
        place, answer = self.at(self._place + pointer(("responses", key)))
        found = list(self._header_faults(place, answer, headers))
        contents = self._contents(place, answer)
        media_type = next((value for name, value in headers if name == "content-type"), "")
        if body or (body is not None and contents and status not in WITHOUT_BODY):
            found += self._body_faults(contents, media_type, body)
        return found

    def answer_key(self, status: int) -> str | None:
        """By which key the answers of a status are described; None where they aren't."""
        responses = self.said.get("responses", {})
        return next((key for key in (str(status), f"{status // 100}XX", "default") if key in responses), None)

    def _header_faults(self, place: str, answer: Mapping[str, Any], headers: Lines) -> Iterator[Fault]:
        for name in answer.get("headers", {}):
            there, said = self.at(place + pointer(("headers", name)))
            lines = [value for key, value in headers if key == name.lower()]
            # Several lines are one list (RFC 9110, 5.3).
            given = [", ".join(lines)] if lines else []
            one = Parameter("header", name.lower(), bool(said.get("required")), f"{there}/schema")
            yield from self._parameter_faults(one, given)

    def _body_faults(self, contents: Mapping[str, str], media_type: str, body: bytes) -> Iterator[Fault]:
        essence = media_type.partition(";")[0].strip().lower()
        key = next((one for one in (essence, f"{essence.partition('/')[0]}/*", "*/*") if one in contents), None)
        if key is None:
            expected = ", ".join(contents) or "no body"
            yield Fault("content-type", "described", value=media_type or NOT_SAID, expected=expected)
            return
        if not (essence == "application/json" or essence.endswith("+json")):
            return
        try:
            document = loads(body)
        except Unreadable:
            yield Fault("body", "json", expected="JSON")
            return
        if contents[key]:
            yield from of_schema("body", self._validator(contents[key]).iter_errors(numbered(document)))

    def _validator(self, place: str) -> Any:
        if place not in self._validators:
            self._validators[place] = Validator({"$ref": f"{self._name}#{quote(place)}"}, registry=self._registry)
        return self._validators[place]


def _readings(given: Sequence[str]) -> Iterator[Any]:
    """What a parameter's texts may mean: themselves, what JSON they are, or a list of that."""
    plain = [_value(text) for text in given]
    if len(given) == 1:
        yield given[0]
        yield plain[0]
    yield list(given)
    yield plain
    if len(given) == 1 and "," in given[0]:
        yield given[0].split(",")
        yield [_value(text) for text in given[0].split(",")]


def _value(text: str) -> Any:
    """The JSON value that a text is; itself where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
