"""One route of one version, as an Operation Object (OpenAPI 3.1, 4.8.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from starlette.routing import compile_path

from gateway.contract.components import Components
from gateway.contract.examples import Examples, of_itself
from gateway.contract.headers import Marked
from gateway.contract.messages import Messages
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
from gateway.plan.lineage import seen_in
from gateway.plan.state import State
from gateway.plan.table import Entry, path_between
from gateway.shapes.bodies import LINES
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
        messages: writes what is sent without being asked.
    """

    def __init__(
        self,
        parts: Parts,
        version: ApiVersion,
        readers: Readers,
        components: Components,
        selection: Selection,
        marked: Marked,
        messages: Messages,
    ) -> None:
        self._parts = parts
        self._version = version
        self._readers = readers
        self._components = components
        self._selection = selection
        self._marked = marked
        self._messages = messages

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
            told["requestBody"] = self._body(entry, interface.body, older)
        told["responses"] = self._responses(entry, interface.answers, older)
        rest = {key: held for key, held in said.words.items() if key not in (*ORDER, "deprecated")}
        if said.words.get("deprecated") or self._is_ending(entry):
            rest["deprecated"] = True
        if "callbacks" in rest and isinstance(entry.endpoint, MountedEndpoint):
            rest["callbacks"] = self._messages.callbacks(entry.endpoint.app, rest["callbacks"], entry.endpoint.label)
        if "servers" in rest:
            rest["servers"] = self._selection.servers(rest["servers"])
        return {key: held for key, held in {**told, **rest}.items() if key != "parameters" or held}

    def _interface(self, entry: Entry, said: Said) -> Interface:
        plan, interface = self._parts.atlas.plan(self._version, entry), said.interface
        if isinstance(entry.endpoint, MountedEndpoint):
            told = list(of_a_translation(plan, entry.route.method))
            if _as_pydantic(said.state):  # the gateway says the same as the app, then
                told = [one for one in told if one.status != "422"]
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
        examples = of_itself(shape)
        schema = self._components.schema(shape, Form.REQUEST, holder, examples.schema)
        value = {"schema": schema} if parameter.media_type is None else _content(parameter.media_type, schema)
        required = {"required": True} if parameter.required else {}
        return {"name": parameter.name, "in": parameter.place, **required, **examples.said(parameter.said), **value}

    def _body(self, entry: Entry, body: Body, older: State) -> dict[str, Any]:
        content = self._contents(entry, body.contents, older, Form.REQUEST)
        return {**body.said, **({"required": True} if body.required else {}), "content": content}

    def _contents(
        self, entry: Entry, contents: Iterable[Content], older: State, form: Form, status: str = ""
    ) -> dict[str, dict[str, Any]]:
        """The media types of a body.

        Args:
            entry: the route.
            contents: what is said of them.
            older: the documents of the version.
            form: whether the body is the request's or an answer's.
            status: the status under which the handler's shapes have it, of an answer.
        """
        told: dict[str, dict[str, Any]] = {}
        for one in contents:
            shape, examples = one.shape, of_itself(one.shape)
            if one.is_derived:
                seen = older if one.kind == "" else older.seen_in(one.kind)
                shape = seen.request if form is Form.REQUEST else seen.responses.get(status)
                examples = self._examples(entry, form, status, one.kind)
            schema = {} if shape is None else self._schema(shape, form, entry.endpoint.label, examples)
            if one.kind == LINES and schema:
                # The schema is of all lines together (OpenAPI 3.2, 4.14.3).
                schema = {"schema": {"type": "array", "items": schema["schema"]}}
            told[self._selection.media_type(one.media_type)] = {**schema, **examples.said(one.said)}
        return told

    def _schema(self, shape: Shape, form: Form, holder: str, examples: Examples) -> dict[str, Any]:
        return {"schema": self._components.schema(shape, form, holder, examples.schema)}

    def _examples(self, entry: Entry, form: Form, status: str, kind: str = "") -> Examples:
        lineage = self._readers.lineage(entry)
        links, state = lineage.links(self._version), lineage.state
        if kind:
            links, state = seen_in(kind, links, state)
        return Examples(links, state, form, status, partial(self._relinked, entry))

    def _relinked(self, entry: Entry, link: str) -> str:
        """The version's form of a link of the handler's."""
        path, mark, rest = link.partition("?")
        home, own = self._parts.atlas.table(entry.home), self._parts.atlas.table(self._version)
        mapped = path_between(home, own, path) if path.startswith("/") else None
        return link if mapped is None else self._selection.prefix + mapped + mark + rest

    def _responses(self, entry: Entry, answers: Sequence[Answer], older: State) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for answer in sorted(answers, key=lambda one: (not one.status.isdigit(), one.status)):
            content = self._contents(entry, answer.contents, older, Form.RESPONSE, answer.described)
            known = told.get(answer.status)
            if known is not None:
                known["content"] = _together(known.get("content", {}), content)
                continue
            examples = self._examples(entry, Form.RESPONSE, answer.described)
            words = {key: held for key, held in answer.said.items() if key != "description"}
            if examples.is_touched:
                words.pop("links", None)  # they say where in the document something is
            response = {"description": answer.said.get("description") or phrase(answer.status), **words}
            headers = {one.name: self._header(one, entry.endpoint.label) for one in answer.headers}
            if answer.described != REFUSED:
                headers |= self._marked.of(entry, list(headers))
            told[answer.status] = response
            if headers:
                response["headers"] = headers
            if content:
                response["content"] = content
        return told

    def _header(self, header: Header, holder: str) -> dict[str, Any]:
        examples = of_itself(header.shape)
        schema = self._components.schema(header.shape, Form.RESPONSE, holder, examples.schema)
        return {**examples.said(header.said), **({"required": True} if header.required else {}), "schema": schema}


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
