"""The media type of what a route takes or answers has another name."""

from __future__ import annotations

import re

from gateway.asgi import Headers
from gateway.errors import DeclarationError
from gateway.operations.routes.interface import Interface
from gateway.operations.routes.route import RouteOperation, RoutePattern


def _essence(value: bytes) -> str:
    return value.partition(b";")[0].strip().decode("latin-1").lower()


def _renamed(value: bytes, was: str, to: str) -> bytes:
    """The media type with its parameters, under another name where it is `was` (RFC 9110, 8.3.1)."""
    if _essence(value) != was.lower():
        return value
    _, semicolon, parameters = value.partition(b";")
    return to.encode("latin-1") + semicolon + parameters


def _renamed_in_words(name: str, was: str, to: str) -> str:
    return _renamed(name.encode("latin-1"), was, to).decode("latin-1")


def _checked(pattern: RoutePattern, was: str, to: str) -> None:
    """Raises DeclarationError where it isn't said how the media type's name changed."""
    if not (_MEDIA_TYPE.fullmatch(was) and _MEDIA_TYPE.fullmatch(to)) or was.lower() == to.lower():
        raise DeclarationError(
            f"route({str(pattern)!r}).media_type(...)",
            f"{was!r} and {to!r} aren't two media types.",
            'Write was="application/json", to="application/hal+json", without parameters.',
        )


_MEDIA_TYPE = re.compile(r"[!#$&^_.+0-9A-Za-z-]+/[!#$&^_.+0-9A-Za-z-]+")


class ChangeMediaType(RouteOperation):
    """What the route answers is a `to` and was a `was`; `Accept` is translated along.

    Args:
        on_errors: whether that is so of errors, or of success.
    """

    kind = "routes.media_type"

    def __init__(self, pattern: RoutePattern, was: str, to: str, on_errors: bool = False) -> None:
        super().__init__(pattern)
        _checked(pattern, was, to)
        self.was = was
        self.to = to
        self.on_errors = on_errors

    def headers_up(self, headers: Headers) -> Headers:
        return [(key, self._accepted(value) if key.lower() == b"accept" else value) for key, value in headers]

    def _accepted(self, value: bytes) -> bytes:
        ranges = [one.strip() for one in value.split(b",")]
        newer: list[bytes] = []
        for one in ranges:
            if _essence(one) in ("*/*", self.was.partition("/")[0].lower() + "/*"):
                # What was in the range may be in it no more, or be offered by its name alone.
                newer += [one, self.to.encode("latin-1") + one[len(_essence(one)) :]]
                continue
            renamed = _renamed(one, self.was, self.to)
            # Success keeps its own type, which the client asks for with the same header.
            newer += [one, renamed] if self.on_errors and renamed != one else [renamed]
        return value if newer == ranges else b", ".join(newer)

    def headers_down(self, headers: Headers, status: int) -> Headers:
        if (status >= 400) is not self.on_errors:
            return headers
        return [
            (key, _renamed(value, self.to, self.was) if key.lower() == b"content-type" else value)
            for key, value in headers
        ]

    def interface_down(self, interface: Interface) -> Interface:
        return interface.with_answers(
            lambda answer: answer.retyped(lambda name: _renamed_in_words(name, self.to, self.was)),
            errors=self.on_errors,
        )

    def describe(self) -> str:
        what = "Errors of" if self.on_errors else "Answers of"
        return f"{what} {self.pattern.subject} are `{self.to}` where they were `{self.was}`."


class ChangeRequestMediaType(RouteOperation):
    """What the route takes is a `to` and was a `was`."""

    kind = "routes.media_type"

    def __init__(self, pattern: RoutePattern, was: str, to: str) -> None:
        super().__init__(pattern)
        _checked(pattern, was, to)
        self.was = was
        self.to = to

    def headers_up(self, headers: Headers) -> Headers:
        return [
            (key, _renamed(value, self.was, self.to) if key.lower() == b"content-type" else value)
            for key, value in headers
        ]

    def interface_down(self, interface: Interface) -> Interface:
        if interface.body is None:
            return interface
        contents = [
            one._replace(media_type=_renamed_in_words(one.media_type, self.to, self.was))
            for one in interface.body.contents
        ]
        return interface._replace(body=interface.body._replace(contents=contents))

    def describe(self) -> str:
        return f"Requests of {self.pattern.subject} are `{self.to}` where they were `{self.was}`."
