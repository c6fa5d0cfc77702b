"""A query parameter got another name."""

from __future__ import annotations

from urllib.parse import quote_plus

from gateway.asgi import form_decoded
from gateway.errors import DeclarationError
from gateway.operations.routes.interface import Interface
from gateway.operations.routes.route import RouteOperation, RoutePattern


class RenameQuery(RouteOperation):
    """The query parameter `name` became `to`; its values, its repeats and all other parameters stay as sent."""

    kind = "routes.query"

    def __init__(self, pattern: RoutePattern, name: str, to: str) -> None:
        super().__init__(pattern)
        if not name or not to or name == to:
            raise DeclarationError(
                f"route({str(pattern)!r}).query({name!r})",
                "it isn't said what it was called and what it is called.",
                'Write query("state").renamed(to="status").',
            )
        self.name = name
        self.to = to

    def query_up(self, query: bytes) -> bytes:
        if not query:
            return query
        old, new = self.name.encode(), self.to.encode()
        parts = []
        for part in query.split(b"&"):
            name, equals, value = part.partition(b"=")
            plain = form_decoded(name)
            if plain == new:
                continue  # a stray from a later contract
            parts.append(quote_plus(self.to).encode() + equals + value if plain == old else part)
        return b"&".join(parts)

    def parameter_down(self, name: str) -> str:
        return self.name if name == self.to else name

    def interface_down(self, interface: Interface) -> Interface:
        return interface.with_parameters(
            "query", lambda one: [one._replace(name=self.name)] if one.name == self.to else [one]
        )

    def describe(self) -> str:
        return f"On {self.pattern.subject}, the query parameter `{self.name}` is now called `{self.to}`."
