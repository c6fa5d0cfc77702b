"""Requests of an operation, as hypothesis strategies: all that its contract allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

import msgspec
from hypothesis import strategies as st

from gateway.conform.operation import Operation, Parameter
from gateway.laws.documents import documents
from gateway.laws.values import Strategy
from gateway.lossless import dumps
from gateway.shapes.from_openapi import Description
from gateway.shapes.shape import Shape
from gateway.testing.message import Request

JSON = "application/json"
Known = Mapping[str, Sequence[str]]
"""Values that are known to lead somewhere, by the names of the parameters or members that take them."""


class Requests:
    """Makes requests of the operations of one contract.

    Args:
        document: the contract.
        headers: what every request bears.
        asked: in lower case, the names of headers and query parameters by which the version is asked for.
    """

    def __init__(self, document: Mapping[str, Any], headers: Mapping[str, str], asked: Sequence[str]) -> None:
        self._description = Description(document)
        self._schemas = document.get("components", {}).get("schemas", {})
        self._headers = [(name.lower(), value) for name, value in headers.items()]
        self._asked = frozenset(asked)

    def shape(self, operation: Operation) -> Shape | None:
        """The shape of an operation's JSON request body; None where it takes none."""
        return self._description.request_shape(operation.method, operation.path)

    def takes_other(self, operation: Operation) -> bool:
        """Whether an operation must be sent a body that isn't JSON, of which none can be made."""
        return operation.needs_body and self.shape(operation) is None

    def of(self, operation: Operation, known: Known) -> Strategy:
        """The requests of an operation.

        Args:
            operation: the operation.
            known: values that are known to lead somewhere; they stand for all others.
        """
        shape = self.shape(operation)
        bodies = None if shape is None else documents(shape)
        schemas = {one: self._values(operation, one, known) for one in operation.parameters if self._is_sent(one)}
        needed = {one: values for one, values in schemas.items() if one.required or one.place == "path"}
        maybe = {one: values for one, values in schemas.items() if one not in needed}
        parameters = st.fixed_dictionaries(needed, optional=maybe)
        may_lack = bodies is not None and not operation.needs_body

        @st.composite
        def requests(draw: st.DrawFn) -> Request:
            given = draw(parameters)
            if bodies is None or (may_lack and draw(st.booleans())):
                return self._request(operation, given)
            body = with_known(draw(bodies), known, lambda values: draw(st.sampled_from(values)))
            return self._request(operation, given, body)

        return requests()

    def plain(self, operation: Operation, known: Known) -> Request | None:
        """One request that people can read, with all that its body may hold; None where none was found."""
        from gateway.testing.generated.plain import plain, plain_value

        shape, body = self.shape(operation), None
        if shape is not None:
            body = plain(shape)
            if body is None:
                return None
            body = with_known(body, known, lambda values: values[0])
        given: dict[Parameter, Sequence[str]] = {}
        for one in operation.parameters:
            if self._is_sent(one) and (one.required or one.place == "path"):
                value = plain_value(operation.schema(one.schema), self._schemas, one.name)
                given[one] = [known[one.name][0]] if known.get(one.name) else _texts(value)
        return self._request(operation, given, body)

    def _is_sent(self, one: Parameter) -> bool:
        return one.place != "cookie" and not (one.place in ("header", "query") and one.name.lower() in self._asked)

    def _values(self, operation: Operation, one: Parameter, known: Known) -> Strategy:
        """The texts of a parameter: one, several, or none where it is left out."""
        if known.get(one.name):
            return st.sampled_from(list(known[one.name])).map(lambda text: [text])
        schema = operation.schema(one.schema)
        values = documents(Shape(schema if isinstance(schema, Mapping) else {"type": "string"}, self._schemas))
        texts = values.map(_texts)
        fits = {"path": _fits_path, "header": _fits_header}.get(one.place)
        return texts.filter(lambda held: all(map(fits, held)) and len(held) == 1) if fits else texts

    def _request(self, operation: Operation, given: Mapping[Parameter, Sequence[str]], body: Any = None) -> Request:
        path, query, headers = operation.path, list[str](), list(self._headers)
        for one, texts in given.items():
            if one.place == "path":
                path = path.replace("{" + one.name + "}", quote(texts[0], safe=""))
            elif one.place == "query":
                query += [f"{quote_plus(one.name)}={quote_plus(text)}" for text in texts]
            else:
                headers += [(one.name, text) for text in texts]
        target = path + ("?" + "&".join(query) if query else "")
        if body is None and self.shape(operation) is None:
            return Request(operation.method, target, headers)
        media_type = JSON if JSON in operation.bodies else next(iter(operation.bodies), JSON)
        return Request(operation.method, target, [*headers, ("content-type", media_type)], dumps(body))


def with_known(document: Any, known: Known, choose: Callable[[Sequence[str]], str]) -> Any:
    """The document with values that lead somewhere where its members have their names."""
    if isinstance(document, list):
        return [with_known(held, known, choose) for held in document]
    if not isinstance(document, dict):
        return document
    return {
        name: choose(known[name]) if known.get(name) and isinstance(held, str) else with_known(held, known, choose)
        for name, held in document.items()
    }


def _texts(value: Any) -> list[str]:
    """A parameter's value as the texts that stand for it; none where it is left out."""
    if isinstance(value, list):
        return [text for held in value for text in _texts(held)]
    if value is None or isinstance(value, dict):
        return []
    if isinstance(value, bool):
        return [str(value).lower()]
    return [bytes(value).decode() if isinstance(value, msgspec.Raw) else str(value)]


def _fits_path(text: str) -> bool:
    return text not in ("", ".", "..") and "/" not in text and "\0" not in text


def _fits_header(text: str) -> bool:
    return text.isascii() and text.isprintable() and text == text.strip()
