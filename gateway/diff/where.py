"""Where a difference is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """Where a difference is: in which part of which operation, and at which places of the two documents.

    Args:
        method: the operation's method in capitals, or None for what is said of no operation. Of a webhook or callback
            it is that of the request that the server sends.
        path: the operation's path, as the newer document has it where it has it; a webhook's or callback's name.
        place: `body`, or where a parameter is: `query`, `path`, `header` or `cookie`. None for what is about neither.
        name: the parameter's or header's name.
        status: the answer's status: `200`, `4XX`, `default`. None for requests.
        media_type: the body's media type.
        property_path: the place in the value, as a JSON Pointer in which `*` is any item, or any property that isn't
            named; empty for the value itself.
        old: the JSON Pointer into the older document (RFC 6901), references followed; None where it isn't there.
        new: the JSON Pointer into the newer document.
    """

    method: str | None = None
    path: str | None = None
    place: str | None = None
    name: str | None = None
    status: str | None = None
    media_type: str | None = None
    property_path: str = ""
    old: str | None = None
    new: str | None = None

    @property
    def operation(self) -> str:
        """The operation, for people: `GET /orders`; empty for what is said of none."""
        return " ".join(part for part in (self.method, self.path) if part)

    @property
    def subject(self) -> str:
        """The part of the operation, for people: `response 200, /total`."""
        said = []
        if self.status is not None:
            said.append(f"response {self.status}")
            if self.name is not None:
                said.append(f"header {self.name}")
        elif self.name is not None:
            said.append(f"{self.place} parameter {self.name}" if self.place else self.name)
        elif self.place == "body":
            said.append("request body")
        if self.media_type is not None and self.media_type != "application/json":
            said.append(self.media_type)
        if self.property_path:
            said.append(self.property_path)
        return ", ".join(said)
