"""The whole document of a route has another form: put into an envelope, or rewritten by functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Self

from gateway.errors import DeclarationError
from gateway.operations.conversions import checked
from gateway.operations.operation import Loss, Role
from gateway.operations.routes.route import RouteOperation, RoutePattern
from gateway.shapes.from_pydantic import described, schema_of
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.unions import resolved
from gateway.shapes.walk import Location


class DocumentOperation(RouteOperation):
    """An operation on the documents of routes: the request's, those of success, or those of errors."""

    on_errors: bool = False
    """Whether it acts on what errors answer, described or not, instead of on what success does."""

    @property
    def answers(self) -> str:
        """What it acts on, as it is named in sentences."""
        return f"an error of {self.pattern.subject}" if self.on_errors else f"the answer of {self.pattern.subject}"

    def of_errors(self) -> Self:
        """The same operation, acting on what errors answer."""
        return self._narrowed(on_errors=True)

    def request_down(self, shape: Shape) -> Shape:
        """The older shape of the request; the same object where it isn't touched."""
        return shape

    def response_down(self, shape: Shape) -> Shape:
        """The older shape of a success; the same object where it isn't touched."""
        return shape

    def location_down(self, location: Location) -> Location:
        """Where a place in the newer request is in the older one; `()` where it has no place there."""
        return location

    def document_up(self, document: Any, role: Role) -> Any:
        """The newer request document. Never alters its argument."""
        return document

    def document_down(self, document: Any) -> Any:
        """The older response document. Never alters its argument."""
        return document


class Envelope(DocumentOperation):
    """What the route answered is now the member `into` of an object; older clients get it bare."""

    kind = "routes.document"

    def __init__(self, pattern: RoutePattern, into: str, lost: str) -> None:
        super().__init__(pattern)
        self.into = into
        self.lost = lost

    def response_down(self, shape: Shape) -> Shape:
        properties = resolved(shape, shape.root).get("properties", {})
        if self.into not in properties:
            raise DeclarationError(
                f"`{self.pattern}`, {self.kind}",
                f"the answer has no member {self.into!r}.",
                "Name the member it is in.",
            )
        return Shape(properties[self.into], shape.schemas)

    def document_down(self, document: Any) -> Any:
        return document[self.into] if isinstance(document, dict) and self.into in document else document

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("down", f"Older clients don't see {self.lost}."),)

    def describe(self) -> str:
        return _sentence(f"{self.answers} is an object, with what it was in `{self.into}`.")


class Unwrap(DocumentOperation):
    """The member `was_in` of what the route answered is now the answer; older clients get the object around it."""

    kind = "routes.document"

    def __init__(self, pattern: RoutePattern, was_in: str) -> None:
        super().__init__(pattern)
        self.was_in = was_in

    def response_down(self, shape: Shape) -> Shape:
        root = {"type": "object", "properties": {self.was_in: shape.root}, "required": [self.was_in]}
        return Shape(root, shape.schemas)

    def document_down(self, document: Any) -> Any:
        return {self.was_in: document}

    def describe(self) -> str:
        return _sentence(f"{self.answers} is what was in `{self.was_in}`.")


class RewriteRequest(DocumentOperation):
    """The request has another form; `up` makes it from the older one.

    Args:
        up: a pure function of the older document; `ValueError` is a 422 with its message.
        was: the older document's type: a Python type or a JSON Schema.
        places: gives the older place of a newer one.
    """

    kind = "routes.document"

    def __init__(
        self,
        pattern: RoutePattern,
        up: Callable[[Any], Any],
        was: Any,
        what: str,
        places: Callable[[Location], Location] | None = None,
    ) -> None:
        super().__init__(pattern)
        self._places = places
        self._up = up
        self.was = was
        self.what = what

    def request_down(self, shape: Shape) -> Shape:
        return described(self.was)

    def document_up(self, document: Any, role: Role) -> Any:
        return self._up(checked(self._older, document))

    def location_down(self, location: Location) -> Location:
        return self._places(location) if self._places is not None else ()

    @cached_property
    def _older(self) -> Schema:
        return schema_of(self.was)

    def describe(self) -> str:
        return f"The request of `{self.pattern}` has another form: {self.what}"


class RewriteResponse(DocumentOperation):
    """The answer has another form; `down` makes the older one from it."""

    kind = "routes.document"

    def __init__(self, pattern: RoutePattern, down: Callable[[Any], Any], was: Any, what: str) -> None:
        super().__init__(pattern)
        self._down = down
        self.was = was
        self.what = what

    def response_down(self, shape: Shape) -> Shape:
        return described(self.was)

    def document_down(self, document: Any) -> Any:
        return self._down(document)

    def describe(self) -> str:
        return _sentence(f"{self.answers} has another form: {self.what}")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
