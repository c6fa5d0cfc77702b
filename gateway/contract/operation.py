"""One route of one version, as an Operation Object (OpenAPI 3.1, 4.8.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.routing import compile_path

from gateway.contract.components import Components
from gateway.contract.headers import Marked
from gateway.contract.parts import Parts
from gateway.contract.paths import convertor_schema
from gateway.contract.phrases import phrase
from gateway.contract.readers import Readers
from gateway.contract.refusals import REFUSED, of_a_translation, of_the_version
from gateway.contract.said import Said
from gateway.contract.selection import Selection
from gateway.handle.mounted import MountedEndpoint
from gateway.operations.role import Form
from gateway.operations.routes.interface import Answer, Body, Content, Header, Interface, Parameter, without_null
from gateway.plan.state import State
from gateway.plan.table import Entry
from gateway.shapes.from_pydantic import described
from gateway.shapes.shape import Shape, ref_name
from gateway.timeline.version import ApiVersion

ORDER = ("tags", "summary", "description", "externalDocs", "operationId")
"""The members that stand first, as people read them."""


class Operations:
    """Writes the operations of one version.

    Args:
        parts: the parts of the gateway.
        version: the version.
        readers: gives what handlers say.
        components: collects the schemas.
        selection: how the version is asked for.
        marked: describes the gateway's own headers.
    """

    def __init__(
        self,
        parts: Parts,
        version: ApiVersion,
        readers: Readers,
        components: Components,
        selection: Selection,
        marked: Marked,
    ) -> None:
        self._parts = parts
        self._version = version
        self._readers = readers
        self._components = components
        self._selection = selection
        self._marked = marked

    def operation(self, entry: Entry, names: Sequence[str]) -> dict[str, Any]:
        """What is said of a route.

        Args:
            entry: the route.
            names: what its path's parameters are called, in their order.
        """
        said = self._readers.of(entry.endpoint)
        older = self._readers.lineage(entry).before(self._version)
        interface = self._interface(entry, said)
        holder = entry.endpoint.label
        words = {key: said.words[key] for key in ORDER if key in said.words}
        parameters = [self._parameter(one, holder) for one in self._named(entry, interface, names)]
        told: dict[str, Any] = {**words, "parameters": [*self._selection.parameters(), *parameters]}
        if interface.body is not None:
            told["requestBody"] = self._body(interface.body, older.request, holder)
        told["responses"] = self._responses(entry, interface.answers, older, holder)
        rest = {key: held for key, held in said.words.items() if key not in (*ORDER, "deprecated")}
        if said.words.get("deprecated") or self._is_ending(entry):
            rest["deprecated"] = True
        if "servers" in rest:
            rest["servers"] = self._selection.servers(rest["servers"])
        return {key: held for key, held in {**told, **rest}.items() if key != "parameters" or held}

    def _interface(self, entry: Entry, said: Said) -> Interface:
        plan, interface = self._parts.atlas.plan(self._version, entry), said.interface
        if isinstance(entry.endpoint, MountedEndpoint):
            told = [one for one in of_a_translation(plan) if not (one.status == "422" and _as_pydantic(said.state))]
            interface = interface._replace(answers=[*interface.answers, *told])
        for operation in plan.interfacing:
            interface = operation.interface_down(interface)
        route = self._parts.lives.of(self._version, entry).route
        lives = [self._parts.timeline[self._version], *([route] if route is not None else [])]
        return interface._replace(answers=[*interface.answers, *of_the_version(self._selection, lives)])

    def _is_ending(self, entry: Entry) -> bool:
        route = self._parts.lives.of(self._version, entry).route
        declared = self._parts.timeline[self._version]
        return declared.deprecated is not None or (route is not None and route.deprecated is not None)

    def _named(self, entry: Entry, interface: Interface, names: Sequence[str]) -> list[Parameter]:
        """The parameters, those of the path by the names that the version has for them."""
        oldest = {one.place: one for one in entry.conversions}
        home = list(compile_path(entry.endpoint.path)[2])
        own = {one.name: one for one in interface.parameters if one.place == "path"}
        found: list[Parameter] = []
        for place, name in enumerate(names):
            convertor = list(entry.convertors.values())[place]
            parameter = own.get(home[place]) if place < len(home) else None
            if parameter is None:
                parameter = Parameter("path", name, Shape(convertor_schema(convertor), {}))
            if place in oldest:
                parameter = parameter.holding(described(oldest[place].was))
            found.append(parameter._replace(name=name, required=True))
        return [*found, *(one for one in interface.parameters if one.place != "path")]

    def _parameter(self, parameter: Parameter, holder: str) -> dict[str, Any]:
        # Nothing outside a body is null.
        shape = Shape(without_null(parameter.shape.root), parameter.shape.schemas, parameter.shape)
        schema = self._components.schema(shape, Form.REQUEST, holder)
        value = {"schema": schema} if parameter.media_type is None else _content(parameter.media_type, schema)
        words = {key: held for key, held in parameter.said.items() if key not in ("example", "examples")}
        required = {"required": True} if parameter.required else {}
        return {"name": parameter.name, "in": parameter.place, **required, **words, **value}

    def _body(self, body: Body, shape: Shape | None, holder: str) -> dict[str, Any]:
        content = self._contents(body.contents, shape, Form.REQUEST, holder)
        return {**body.said, **({"required": True} if body.required else {}), "content": content}

    def _contents(
        self, contents: Iterable[Content], shape: Shape | None, form: Form, holder: str
    ) -> dict[str, dict[str, Any]]:
        told: dict[str, dict[str, Any]] = {}
        for one in contents:
            held = shape if one.is_derived else one.shape
            words = {key: said for key, said in one.said.items() if key not in ("example", "examples")}
            schema = {} if held is None else {"schema": self._components.schema(held, form, holder)}
            told[self._selection.media_type(one.media_type)] = {**schema, **words}
        return told

    def _responses(self, entry: Entry, answers: Sequence[Answer], older: State, holder: str) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for answer in sorted(answers, key=lambda one: (not one.status.isdigit(), one.status)):
            content = self._contents(answer.contents, older.responses.get(answer.described), Form.RESPONSE, holder)
            known = told.get(answer.status)
            if known is not None:
                known["content"] = _together(known.get("content", {}), content)
                continue
            words = {key: held for key, held in answer.said.items() if key not in ("description", "links")}
            response = {"description": answer.said.get("description") or phrase(answer.status), **words}
            headers = {one.name: self._header(one, holder) for one in answer.headers}
            if answer.described != REFUSED:
                headers |= self._marked.of(entry, list(headers))
            told[answer.status] = response
            if headers:
                response["headers"] = headers
            if content:
                response["content"] = content
        return told

    def _header(self, header: Header, holder: str) -> dict[str, Any]:
        schema = self._components.schema(header.shape, Form.RESPONSE, holder)
        words = {key: held for key, held in header.said.items() if key not in ("example", "examples")}
        return {**words, **({"required": True} if header.required else {}), "schema": schema}


def _content(media_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"content": {media_type: {"schema": schema}}}


def _together(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The media types of two answers with one status; where both have one, what it holds is either's."""
    found = {**one}
    for media_type, held in other.items():
        known = found.get(media_type)
        if known is None:
            found[media_type] = held
        elif known.get("schema") != held.get("schema"):
            parts = [*known.get("schema", {}).get("anyOf", [known.get("schema", {})]), held.get("schema", {})]
            found[media_type] = {**known, "schema": {"anyOf": parts}}
    return found


def _as_pydantic(state: State) -> bool:
    """Whether the service says as FastAPI does what is wrong with a request."""
    shape = state.responses.get("422")
    return shape is not None and ref_name(shape.root) == "HTTPValidationError"
