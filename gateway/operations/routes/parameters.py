"""Query parameters were added, removed, required, or have other values or another default."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote_plus

from gateway.asgi import form_decoded
from gateway.errors import ConversionError, DeclarationError, ParameterError
from gateway.operations.conversions import from_text
from gateway.operations.operation import Loss
from gateway.operations.routes.interface import Interface, Parameter
from gateway.operations.routes.route import RouteOperation, RoutePattern
from gateway.shapes.from_pydantic import described
from gateway.shapes.shape import Schema, Shape
from gateway.shapes.unions import resolved


class QueryOperation(RouteOperation):
    """An operation on one query parameter; every other one stays the same to the byte."""

    def __init__(self, pattern: RoutePattern, name: str) -> None:
        super().__init__(pattern)
        if not name:
            raise DeclarationError(
                f"route({str(pattern)!r}).query('')", "no parameter is named.", 'Write query("state").'
            )
        self.name = name

    def _is_it(self, part: bytes) -> bool:
        return form_decoded(part.partition(b"=")[0]) == self.name.encode()

    def _parts(self, query: bytes) -> list[bytes]:
        return query.split(b"&") if query else []

    def interface_down(self, interface: Interface) -> Interface:
        return interface.with_parameters("query", lambda one: self.older(one) if one.name == self.name else [one])

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        """What the parameter was: none where it wasn't there."""
        return [parameter]

    def _with(self, query: bytes, value: str) -> bytes:
        added = f"{quote_plus(self.name)}={quote_plus(value)}".encode()
        return query + b"&" + added if query else added


class AddQuery(QueryOperation):
    """The parameter is new. Older requests get `value`, whatever they say under its name; without one, nothing."""

    kind = "routes.parameters"

    def __init__(self, pattern: RoutePattern, name: str, value: str | None) -> None:
        super().__init__(pattern, name)
        self.value = value
        self.breaking = value is not None

    def query_up(self, query: bytes) -> bytes:
        kept = b"&".join(part for part in self._parts(query) if not self._is_it(part))
        return kept if self.value is None else self._with(kept, self.value)

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        return []

    def describe(self) -> str:
        counts = "" if self.value is None else f"; older requests count as `{self.value}`"
        return f"On {self.pattern.subject}, the query parameter `{self.name}` is new{counts}."


class RemoveQuery(QueryOperation):
    """The parameter is gone; what older clients say under its name has no effect."""

    kind = "routes.parameters"

    def query_up(self, query: bytes) -> bytes:
        return b"&".join(part for part in self._parts(query) if not self._is_it(part))

    def interface_down(self, interface: Interface) -> Interface:
        return interface._replace(parameters=[*interface.parameters, gone("query", self.name)])

    @property
    def losses(self) -> tuple[Loss, ...]:
        return (Loss("up", f"The query parameter `{self.name}` of an older client has no effect."),)

    def describe(self) -> str:
        return f"On {self.pattern.subject}, the query parameter `{self.name}` is gone."


class DefaultQuery(QueryOperation):
    """Left out, the parameter meant `was`; older requests without it get that.

    Args:
        required: whether it can't be left out any more, or means something else when it is.
    """

    kind = "routes.parameters"

    def __init__(self, pattern: RoutePattern, name: str, was: str, required: bool) -> None:
        super().__init__(pattern, name)
        self.was = was
        self.required = required

    def query_up(self, query: bytes) -> bytes:
        return query if any(map(self._is_it, self._parts(query))) else self._with(query, self.was)

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        return [defaulted(parameter, self.was)]

    def describe(self) -> str:
        if self.required:
            return f"On {self.pattern.subject}, the query parameter `{self.name}` is required; it was `{self.was}`."
        return f"On {self.pattern.subject}, a left-out `{self.name}` doesn't mean `{self.was}` any more."


class ConvertQuery(QueryOperation):
    """The parameter's value has another form.

    Args:
        up: a pure function from the older text to the newer; `ValueError` is a 422 with its message.
        was: the older values' type: a Python type or a JSON Schema.
    """

    kind = "routes.parameters"

    def __init__(self, pattern: RoutePattern, name: str, up: Callable[[str], object], was: object) -> None:
        super().__init__(pattern, name)
        self._up = up
        self.was = was

    def query_up(self, query: bytes) -> bytes:
        return b"&".join(self._converted(part) if self._is_it(part) else part for part in self._parts(query))

    def _converted(self, part: bytes) -> bytes:
        name, _, value = part.partition(b"=")
        text = form_decoded(value).decode("utf-8", "surrogateescape")
        try:
            newer = str(self._up(text))
        except (ConversionError, ValueError) as error:
            raise ParameterError(str(error), self.name) from error
        return part if newer == text else name + b"=" + quote_plus(newer, errors="surrogateescape").encode()

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        return [parameter.holding(described(self.was))]

    def describe(self) -> str:
        return f"On {self.pattern.subject}, the value of the query parameter `{self.name}` has another form."


class ListQuery(QueryOperation):
    """The parameter was repeated, and is now one list: `?tag=a&tag=b` became `?tag=a,b`."""

    kind = "routes.parameters"

    def __init__(self, pattern: RoutePattern, name: str, separator: str) -> None:
        super().__init__(pattern, name)
        if not separator:
            raise DeclarationError(f"query({name!r})", "nothing stands between the values.", 'Write listed(",").')
        self.separator = separator

    def query_up(self, query: bytes) -> bytes:
        parts = self._parts(query)
        values = [part.partition(b"=")[2] for part in parts if self._is_it(part)]
        if any(self.separator.encode() in form_decoded(value) for value in values):
            raise ParameterError(f"A value can't hold {self.separator!r}.", self.name)
        newer: list[bytes] = []
        for part in parts:
            if not self._is_it(part):
                newer.append(part)
            elif values:  # in the first one's place
                newer.append(
                    part.partition(b"=")[0] + b"=" + quote_plus(self.separator, safe=",").encode().join(values)
                )
                values = []
        return b"&".join(newer)

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        listed = parameter.reshaped(_listed(parameter.shape))
        return [listed._replace(said={**listed.said, "style": "form", "explode": True})]

    def describe(self) -> str:
        return (
            f"On {self.pattern.subject}, the query parameter `{self.name}` is one list with `{self.separator}` between "
            "its values, where it was repeated."
        )


class RepeatQuery(QueryOperation):
    """The parameter was one list, and is now repeated: `?tag=a,b` became `?tag=a&tag=b`."""

    kind = "routes.parameters"

    def __init__(self, pattern: RoutePattern, name: str, separator: str) -> None:
        super().__init__(pattern, name)
        if not separator:
            raise DeclarationError(f"query({name!r})", "nothing stands between the values.", 'Write listed(",").')
        self.separator = separator

    def query_up(self, query: bytes) -> bytes:
        return b"&".join(
            one for part in self._parts(query) for one in (self._each(part) if self._is_it(part) else [part])
        )

    def _each(self, part: bytes) -> list[bytes]:
        name, _, value = part.partition(b"=")
        items = form_decoded(value).split(self.separator.encode())
        return [name + b"=" + quote_plus(item).encode() for item in items] if len(items) > 1 else [part]

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        style = _STYLES.get(self.separator)
        if style is None:
            return [parameter.reshaped({"type": "string"})]
        listed = parameter.reshaped(_listed(parameter.shape))
        return [listed._replace(said={**listed.said, "style": style, "explode": False})]

    def describe(self) -> str:
        return (
            f"On {self.pattern.subject}, the query parameter `{self.name}` is repeated, where it was one list with "
            f"`{self.separator}` between its values."
        )


class MapQuery(QueryOperation):
    """Values of the parameter got other names; also the names in comma lists, with a `-` before them or without."""

    kind = "routes.parameters"

    def __init__(self, pattern: RoutePattern, name: str, names: Mapping[str, str]) -> None:
        super().__init__(pattern, name)
        self.mapping = dict(names)
        if not self.mapping:
            raise DeclarationError(f"query({name!r}).values({{}})", "no value is named.", 'Write {"old": "new"}.')

    def query_up(self, query: bytes) -> bytes:
        return b"&".join(self._mapped(part) if self._is_it(part) else part for part in self._parts(query))

    def _mapped(self, part: bytes) -> bytes:
        name, equals, value = part.partition(b"=")
        items = form_decoded(value).decode("utf-8", "surrogateescape").split(",")
        newer = ",".join(self._item(item) for item in items)
        if newer == ",".join(items):
            return part
        return name + equals + quote_plus(newer, safe=",", errors="surrogateescape").encode()

    def _item(self, item: str) -> str:
        bare = item.removeprefix("-")
        return item[: len(item) - len(bare)] + self.mapping.get(bare, bare)

    def older(self, parameter: Parameter) -> Iterable[Parameter]:
        names = {newer: older for older, newer in self.mapping.items()}
        return [parameter.valued(lambda value: names.get(value, value) if isinstance(value, str) else value)]

    def describe(self) -> str:
        names = ", ".join(f"`{older}` is now `{newer}`" for older, newer in self.mapping.items())
        return f"On {self.pattern.subject}, values of the query parameter `{self.name}` have other names: {names}."


_STYLES = {",": "form", " ": "spaceDelimited", "|": "pipeDelimited"}
"""How OpenAPI calls lists by what stands between their values (3.1, 4.8.12.3)."""


def _listed(shape: Shape) -> Schema:
    """The schema of a parameter as a list, whatever it says of null."""
    plain = resolved(shape, shape.root)
    if isinstance(plain.get("items"), Mapping):
        return plain
    inner = [part for part in plain.get("anyOf", ()) if resolved(shape, part).get("type") == "array"]
    return resolved(shape, inner[0]) if inner else {"type": "array", "items": {"type": "string"}}


def gone(place: str, name: str) -> Parameter:
    """A parameter that later versions haven't got."""
    said = {"description": "Has no effect any more.", "deprecated": True}
    return Parameter(place, name, Shape({"type": "string"}, {}), said=said)


def defaulted(parameter: Parameter, text: str) -> Parameter:
    """The same parameter where it could be left out and meant what a text says."""
    plain = resolved(parameter.shape, parameter.shape.root)
    parts = [part for part in plain.get("anyOf", ()) if part.get("type") != "null"]
    value: Any = text
    with suppress(ConversionError):
        value = from_text({"type": (parts[0] if len(parts) == 1 else plain).get("type")}, text)
    root = {**plain, "default": value}
    return parameter._replace(shape=Shape(root, parameter.shape.schemas, parameter.shape), required=False)
