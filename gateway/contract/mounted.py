"""What a route of a mounted app says of itself: what the app's own OpenAPI document says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.routing import compile_path

from gateway.asgi import essence
from gateway.contract.paths import convertor_schema
from gateway.contract.said import Base, Said
from gateway.handle.mounted import MountedApp, MountedEndpoint
from gateway.operations.routes.interface import Answer, Body, Content, Header, Interface, Parameter
from gateway.plan.state import State
from gateway.shapes.bodies import Bodies, kind_of
from gateway.shapes.from_openapi import Description, json_type
from gateway.shapes.shape import Shape

OF_THE_INTERFACE = ("parameters", "requestBody", "responses")
OF_A_PATH = ("summary", "description", "servers")
OF_THE_WHOLE = ("openapi", "paths", "components", "webhooks")


def base(mounted: MountedApp) -> Base:
    """What an app's document says of the whole."""
    document, description = mounted.document, mounted.description
    components = document.get("components", {})
    schemes = {
        name: description.followed(scheme, f"the security scheme {name}")
        for name, scheme in components.get("securitySchemes", {}).items()
    }
    return Base({key: held for key, held in document.items() if key not in OF_THE_WHOLE}, schemes)


def said(endpoint: MountedEndpoint, state: State) -> Said:
    """What is said of a route of a mounted app.

    Args:
        endpoint: the route.
        state: its path and documents as the app has them.
    """
    reading = _Reading(endpoint.app.description, f"{endpoint.method} {endpoint.path}", state.others)
    operation, item = endpoint.operation, endpoint.path_item
    words = {key: item[key] for key in OF_A_PATH if key in item and key not in operation}
    words |= {key: held for key, held in operation.items() if key not in OF_THE_INTERFACE}
    parameters = list(reading.parameters(item, operation))
    described = {one.name for one in parameters if one.place == "path"}
    for name, convertor in compile_path(endpoint.path)[2].items():
        if name not in described:
            parameters.append(Parameter("path", name, Shape(convertor_schema(convertor), {}), required=True))
    interface = Interface(parameters, reading.body(operation), list(reading.answers(operation)))
    return Said(words, interface, state)


class _Reading:
    """Reads the parts of one operation, references followed."""

    def __init__(self, description: Description, place: str, kinds: Mapping[str, Bodies]) -> None:
        self._description = description
        self._place = place
        self._kinds = kinds

    def parameters(self, item: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[Parameter]:
        """Those of the path and of the operation, of which the operation's count (OpenAPI 3.1, 4.8.10)."""
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        for one in (*item.get("parameters", ()), *operation.get("parameters", ())):
            held = self._followed(one)
            found[str(held.get("in")), str(held.get("name"))] = held
        for (place, name), held in found.items():
            media_type, schema = _valued(held)
            own = ("in", "name", "schema", "required", "content")
            yield Parameter(
                place,
                name,
                self._shape(schema, request=True),
                bool(held.get("required", False)),
                self._exampled({key: said for key, said in held.items() if key not in own}),
                media_type,
            )

    def body(self, operation: Mapping[str, Any]) -> Body | None:
        if "requestBody" not in operation:
            return None
        held = self._followed(operation["requestBody"])
        said = {key: one for key, one in held.items() if key not in ("content", "required")}
        return Body(self._contents(held, request=True), bool(held.get("required", False)), said)

    def answers(self, operation: Mapping[str, Any]) -> Iterator[Answer]:
        for status, response in operation.get("responses", {}).items():
            if str(status).startswith("x-"):
                continue
            held = self._followed(response)
            headers = [self._header(name, one) for name, one in held.get("headers", {}).items()]
            said = {key: one for key, one in held.items() if key not in ("content", "headers")}
            yield Answer(str(status), str(status), self._contents(held, request=False), headers, said)

    def _header(self, name: str, node: Any) -> Header:
        held = self._followed(node)
        _, schema = _valued(held)
        said = {key: one for key, one in held.items() if key not in ("schema", "required", "content")}
        shape = self._shape(schema, request=False)
        return Header(name, shape, bool(held.get("required", False)), self._exampled(said))

    def _contents(self, holder: Mapping[str, Any], *, request: bool) -> list[Content]:
        content: Mapping[str, Any] = holder.get("content", {})
        chosen = json_type(content)
        found = []
        for media_type, held in content.items():
            said = self._exampled({key: one for key, one in held.items() if key not in ("schema", "itemSchema")})
            kind = kind_of(essence(media_type.encode("latin-1", "replace")))
            if kind is not None and self._is_derived(kind, request=request):
                found.append(Content(media_type, kind=kind, said=said))
                continue
            if chosen is not None and held.get("schema") == content[chosen]["schema"]:
                found.append(Content(media_type, said=said))
                continue
            shape = self._shape(held["schema"], request=request) if "schema" in held else None
            found.append(Content(media_type, shape, is_derived=False, said=said))
        return found

    def _is_derived(self, kind: str, *, request: bool) -> bool:
        """Whether forms or streams of a kind are derived."""
        bodies = self._kinds.get(kind)
        return bodies is not None and (bodies.request is not None if request else bool(bodies.responses))

    def _exampled(self, said: dict[str, Any]) -> dict[str, Any]:
        """What is said, with references in its examples followed."""
        if not isinstance(said.get("examples"), Mapping):
            return said
        return {**said, "examples": {name: self._followed(one) for name, one in said["examples"].items()}}

    def _shape(self, schema: Any, *, request: bool) -> Shape:
        return self._description.shape(schema, self._place, request=request)

    def _followed(self, node: Any) -> Mapping[str, Any]:
        return self._description.followed(node, self._place)


def _valued(held: Mapping[str, Any]) -> tuple[str | None, Any]:
    """As what a parameter's or header's value is written, where that is said, and its schema."""
    for media_type, said in held.get("content", {}).items():
        return media_type, said.get("schema", {})
    return None, held.get("schema", {})
