"""A request header got another name."""

from __future__ import annotations

from gateway.asgi import Headers
from gateway.operations.routes.route import RouteOperation, RoutePattern


class RenameHeader(RouteOperation):
    """The request header `name` is now `to`; its values and its repeats stay."""

    kind = "routes.header"

    def __init__(self, pattern: RoutePattern, name: str, to: str) -> None:
        super().__init__(pattern)
        self.name = name
        self.to = to

    def headers_up(self, headers: Headers) -> Headers:
        old, new = self.name.lower().encode("ascii"), self.to.lower().encode("ascii")
        kept = [(key, value) for key, value in headers if key.lower() != new]  # strays of a later contract
        return [(new if key.lower() == old else key, value) for key, value in kept]

    def describe(self) -> str:
        return f"On `{self.pattern}`, the request header `{self.name}` is now called `{self.to}`."


class RenameAnswerHeader(RouteOperation):
    """The response header `name` is now `to`."""

    kind = "routes.header"

    def __init__(self, pattern: RoutePattern, name: str, to: str) -> None:
        super().__init__(pattern)
        self.name = name
        self.to = to

    def headers_down(self, headers: Headers) -> Headers:
        old, new = self.name.lower().encode("ascii"), self.to.lower().encode("ascii")
        return [(old if key.lower() == new else key, value) for key, value in headers if key.lower() != old]

    def describe(self) -> str:
        return f"On `{self.pattern}`, the response header `{self.name}` is now called `{self.to}`."
