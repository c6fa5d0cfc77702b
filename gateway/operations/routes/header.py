"""Headers were renamed, added, removed, required, or have other values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gateway.asgi import Headers
from gateway.errors import DeclarationError
from gateway.operations.operation import Loss
from gateway.operations.routes.interface import Answer, Header, Interface, Parameter, valued
from gateway.operations.routes.parameters import defaulted, gone
from gateway.operations.routes.route import RouteOperation, RoutePattern
from gateway.shapes.shape import Shape

OF_THE_CONNECTION = (
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
)
"""Headers that say how a message is sent, not what it means (RFC 9110, 7.6.1), so that no version may change them."""
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What a header's name is made of (RFC 9110, 5.1)."""
VALUE = re.compile(r"(?:[\x21-\x7e\x80-\xff](?:[\t \x21-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?")
"""What a header's value is made of (RFC 9110, 5.5)."""


def _named(name: str) -> str:
    """The name of a header. Raises DeclarationError where it is none that a version may change."""
    if not TOKEN.fullmatch(name):
        raise DeclarationError(f"header({name!r})", "that is no header's name.", 'Write header("X-Request-Id").')
    if name.lower() in OF_THE_CONNECTION:
        raise DeclarationError(
            f"header({name!r})", "it says how a message is sent, not what it means.", "Leave it to the server."
        )
    return name


def _valued(name: str, *values: str | None) -> None:
    """Raises DeclarationError where a header can't have a value."""
    for value in values:
        if value is not None and not VALUE.fullmatch(value):
            raise DeclarationError(
                f"header({name!r})",
                f"its value can't be {value!r}.",
                "Write what a header can hold: Latin-1 on one line, with no space around it (RFC 9110, 5.5).",
            )


class HeaderOperation(RouteOperation):
    """An operation on one header; every other one stays as it is, in its order."""

    kind = "routes.header"

    def __init__(self, pattern: RoutePattern, name: str) -> None:
        super().__init__(pattern)
        self.name = _named(name)
        self.key = name.lower().encode("latin-1")

    def is_it(self, name: str) -> bool:
        """Whether a header of that name is meant."""
        return name.lower() == self.name.lower()

    def _set(self, headers: Headers, value: str) -> Headers:
        return [*headers, (self.key, value.encode("latin-1"))]

    def _dropped(self, headers: Headers) -> Headers:
        return [(key, value) for key, value in headers if key.lower() != self.key]


class RequestHeaderOperation(HeaderOperation):
    """An operation on a request header."""

    def interface_down(self, interface: Interface) -> Interface:
        return interface.with_parameters("header", lambda one: self.older(one) if self.is_it(one.name) else [one])

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        """What the header was: none where it wasn't there."""
        return [parameter]


class AnswerHeaderOperation(HeaderOperation):
    """An operation on a response header."""

    def interface_down(self, interface: Interface) -> Interface:
        return interface._replace(answers=[self._older_answer(one) for one in interface.answers])

    def _older_answer(self, answer: Answer) -> Answer:
        headers = [older for one in answer.headers for older in (self.older(one) if self.is_it(one.name) else [one])]
        return answer._replace(headers=headers)

    def older(self, header: Header) -> Iterable[Header]:
        """What the header was: none where it wasn't there."""
        return [header]


class RenameHeader(RequestHeaderOperation):
    """The request header `name` is now `to`; its values and its repeats stay."""

    def __init__(self, pattern: RoutePattern, name: str, to: str) -> None:
        super().__init__(pattern, name)
        self.to = _named(to)
        if to.lower() == name.lower():
            raise DeclarationError(f"header({name!r})", "it has that name already.", "Name the newer one.")

    def headers_up(self, headers: Headers) -> Headers:
        new = self.to.lower().encode("latin-1")
        kept = [(key, value) for key, value in headers if key.lower() != new]  # strays of a later contract
        return [(new if key.lower() == self.key else key, value) for key, value in kept]

    def header_down(self, name: str) -> str:
        if name.lower() != self.to.lower():
            return name
        return self.name.lower() if name.islower() else self.name

    def is_it(self, name: str) -> bool:
        return name.lower() == self.to.lower()

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        return [parameter._replace(name=self.name)]

    def describe(self) -> str:
        return f"On {self.pattern.subject}, the request header `{self.name}` is now called `{self.to}`."


class AddHeader(RequestHeaderOperation):
    """The request header is new. Older requests get `value`, whatever they say under its name; without one, nothing."""

    def __init__(self, pattern: RoutePattern, name: str, value: str | None) -> None:
        super().__init__(pattern, name)
        _valued(name, value)
        self.value = value
        self.breaking = value is not None

    def headers_up(self, headers: Headers) -> Headers:
        kept = self._dropped(headers)
        return kept if self.value is None else self._set(kept, self.value)

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        return []

    def describe(self) -> str:
        counts = "" if self.value is None else f"; older requests count as `{self.value}`"
        return f"On {self.pattern.subject}, the request header `{self.name}` is new{counts}."


class RemoveHeader(RequestHeaderOperation):
    """The request header is gone; what older clients say in it has no effect."""

    def headers_up(self, headers: Headers) -> Headers:
        return self._dropped(headers)

    def interface_down(self, interface: Interface) -> Interface:
        return interface._replace(parameters=[*interface.parameters, gone("header", self.name)])

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("up", f"The request header `{self.name}` of an older client has no effect."),)

    def describe(self) -> str:
        return f"On {self.pattern.subject}, the request header `{self.name}` is gone."


class DefaultHeader(RequestHeaderOperation):
    """Left out, the request header meant `was`; older requests without it get that.

    Args:
        required: whether it can't be left out any more, or means something else when it is.
    """

    def __init__(self, pattern: RoutePattern, name: str, was: str, required: bool) -> None:
        super().__init__(pattern, name)
        _valued(name, was)
        self.was = was
        self.required = required

    def headers_up(self, headers: Headers) -> Headers:
        return headers if any(key.lower() == self.key for key, _ in headers) else self._set(headers, self.was)

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        return [defaulted(parameter, self.was)]

    def describe(self) -> str:
        if self.required:
            return f"On {self.pattern.subject}, the request header `{self.name}` is required; it was `{self.was}`."
        return f"On {self.pattern.subject}, a left-out `{self.name}` doesn't mean `{self.was}` any more."


class MapHeader(RequestHeaderOperation):
    """Values of the request header got other names, older to newer."""

    def __init__(self, pattern: RoutePattern, name: str, names: Mapping[str, str]) -> None:
        super().__init__(pattern, name)
        _valued(name, *names, *names.values())
        self.names_of = dict(names)
        if not self.names_of:
            raise DeclarationError(f"header({name!r}).values({{}})", "no value is named.", 'Write {"old": "new"}.')

    def headers_up(self, headers: Headers) -> Headers:
        return [(key, _mapped(value, self.names_of) if key.lower() == self.key else value) for key, value in headers]

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        return [parameter.valued(_inverse(self.names_of))]

    def describe(self) -> str:
        return _values(f"On {self.pattern.subject}, values of the request header `{self.name}`", self.names_of)


class RenameAnswerHeader(AnswerHeaderOperation):
    """The response header `name` is now `to`."""

    def __init__(self, pattern: RoutePattern, name: str, to: str) -> None:
        super().__init__(pattern, name)
        self.to = _named(to)
        if to.lower() == name.lower():
            raise DeclarationError(f"header({name!r})", "it has that name already.", "Name the newer one.")

    def headers_down(self, headers: Headers, status: int) -> Headers:
        new = self.to.lower().encode("latin-1")
        return [(self.key if key.lower() == new else key, value) for key, value in self._dropped(headers)]

    def is_it(self, name: str) -> bool:
        return name.lower() == self.to.lower()

    def older(self, header: Header) -> Iterable[Header]:
        return [header._replace(name=self.name)]

    def describe(self) -> str:
        return f"On {self.pattern.subject}, the response header `{self.name}` is now called `{self.to}`."


class AddAnswerHeader(AnswerHeaderOperation):
    """The response header is new; older clients don't get it."""

    breaking = False

    def headers_down(self, headers: Headers, status: int) -> Headers:
        return self._dropped(headers)

    def older(self, header: Header) -> Iterable[Header]:
        return []

    def describe(self) -> str:
        return f"On {self.pattern.subject}, the response header `{self.name}` is new."


class RemoveAnswerHeader(AnswerHeaderOperation):
    """The response header is gone; older clients still get `old_sees` with every success."""

    def __init__(self, pattern: RoutePattern, name: str, old_sees: str) -> None:
        super().__init__(pattern, name)
        _valued(name, old_sees)
        self.old_sees = old_sees

    def headers_down(self, headers: Headers, status: int) -> Headers:
        return self._set(self._dropped(headers), self.old_sees) if status < 400 else headers

    def interface_down(self, interface: Interface) -> Interface:
        return interface.with_answers(self._with_it, errors=False)

    def _with_it(self, answer: Answer) -> Answer:
        if answer.status == "default":
            return answer
        others = [one for one in answer.headers if not self.is_it(one.name)]
        shape = Shape({"type": "string", "const": self.old_sees}, {})
        return answer._replace(headers=[*others, Header(self.name, shape, required=True)])

    def describe(self) -> str:
        return f"On {self.pattern.subject}, the response header `{self.name}` is gone."


class MapAnswerHeader(AnswerHeaderOperation):
    """Values of the response header got other names, older to newer."""

    def __init__(self, pattern: RoutePattern, name: str, names: Mapping[str, str]) -> None:
        super().__init__(pattern, name)
        _valued(name, *names, *names.values())
        self.names_of = dict(names)
        self._older = {newer: older for older, newer in self.names_of.items()}
        if len(self._older) != len(self.names_of) or not self._older:
            raise DeclarationError(
                f"answer_header({name!r}).values(...)",
                "the newer values don't say which older ones they were.",
                "Name one older value for each newer one.",
            )

    def headers_down(self, headers: Headers, status: int) -> Headers:
        return [(key, _mapped(value, self._older) if key.lower() == self.key else value) for key, value in headers]

    def older(self, header: Header) -> Iterable[Header]:
        root = valued(header.shape, header.shape.root, _inverse(self.names_of))
        return [header._replace(shape=Shape(root, header.shape.schemas, header.shape))]

    def describe(self) -> str:
        return _values(f"On {self.pattern.subject}, values of the response header `{self.name}`", self.names_of)


def _inverse(names: Mapping[str, str]) -> Callable[[Any], Any]:
    older = {newer: older for older, newer in names.items()}
    return lambda value: older.get(value, value) if isinstance(value, str) else value


def _mapped(value: bytes, names: Mapping[str, str]) -> bytes:
    """The value, or each item of a list, with its name mapped and its parameters kept (RFC 9110, 5.6)."""
    text = value.decode("latin-1")
    if text in names:
        return names[text].encode("latin-1")
    newer = ",".join(_item(item, names) for item in text.split(","))
    return value if newer == text else newer.encode("latin-1")


def _item(item: str, names: Mapping[str, str]) -> str:
    name, semicolon, parameters = item.partition(";")
    bare = name.strip()
    return name.replace(bare, names[bare]) + semicolon + parameters if bare in names else item


def _values(subject: str, names: Mapping[str, str]) -> str:
    told = ", ".join(f"`{older}` is now `{newer}`" for older, newer in names.items())
    return f"{subject} have other names: {told}."
