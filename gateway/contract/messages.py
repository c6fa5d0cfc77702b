"""What a service sends without being asked, in the form of one version: webhooks and callbacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.contract.components import Components
from gateway.contract.examples import Examples, of_itself
from gateway.contract.lineages import Lineage, Lineages
from gateway.contract.parts import Parts
from gateway.handle.mounted import MountedApp
from gateway.operations.role import Form
from gateway.plan.past import SENT
from gateway.plan.state import NOWHERE, State
from gateway.shapes.from_openapi import METHODS, json_type
from gateway.shapes.shape import Shape, ref_name
from gateway.timeline.version import ApiVersion

JSON = "application/json"


class Messages:
    """Writes what is sent to clients of one version.

    Args:
        parts: the parts of the gateway.
        version: the version.
        lineages: gives what documents were.
        components: collects the schemas.
    """

    def __init__(self, parts: Parts, version: ApiVersion, lineages: Lineages, components: Components) -> None:
        self._parts = parts
        self._lineages = lineages
        self._version = version
        self._components = components

    def webhooks(self) -> dict[str, Any]:
        """The path items of what the head sends, by name."""
        head = self._parts.timeline.head
        self._parts.packages.endpoints(head)
        app = self._parts.packages.mounted.get(head)
        if app is not None:
            hooks: Mapping[str, Any] = app.document.get("webhooks", {})
            return {name: self.item(app, item, f"webhook {name}") for name, item in hooks.items()}
        return dict(self._of_a_model(shape) for shape in self._parts.packages.messages())

    def _of_a_model(self, shape: Shape) -> tuple[str, dict[str, Any]]:
        name = ref_name(shape.root) or str(shape.root.get("title", "message"))
        schema = self._components.schema(self._older(shape), Form.RESPONSE, name, self._examples(shape).schema)
        body = {"required": True, "content": {JSON: {"schema": schema}}}
        words = shape.schemas.get(name, shape.root).get("description")
        told = {"summary": words.partition("\n")[0].removesuffix(".")} if isinstance(words, str) else {}
        return name, {"post": {**told, "requestBody": body, "responses": {"2XX": {"description": "It has come."}}}}

    def callbacks(self, app: MountedApp, callbacks: Mapping[str, Any], place: str) -> dict[str, Any]:
        """The callbacks of an operation: path items by name and expression (OpenAPI 3.1, 4.8.18)."""
        found = {name: app.description.followed(one, place) for name, one in callbacks.items()}
        return {
            name: {key: self.item(app, item, place) for key, item in one.items() if not key.startswith("x-")}
            for name, one in found.items()
        }

    def item(self, app: MountedApp, item: Any, place: str) -> dict[str, Any]:
        """A path item of what an app sends.

        Args:
            app: the app.
            item: the item as the app's document has it.
            place: where that is, for people.
        """
        held = app.description.followed(item, place)
        return {key: self._operation(app, one, place) if key in METHODS else one for key, one in held.items()}

    def _operation(self, app: MountedApp, operation: Mapping[str, Any], place: str) -> dict[str, Any]:
        told = dict(operation)
        if "requestBody" in operation:
            body = app.description.followed(operation["requestBody"], place)
            told["requestBody"] = {**body, "content": self._content(app, body.get("content", {}), place)}
        told["responses"] = {
            status: self._response(app, response, place) for status, response in operation.get("responses", {}).items()
        }
        return told

    def _content(self, app: MountedApp, content: Mapping[str, Any], place: str) -> dict[str, Any]:
        chosen = json_type(content)
        told = {}
        for media_type, held in content.items():
            words = {key: one for key, one in held.items() if key != "schema"}
            if "schema" not in held:
                told[media_type] = words
                continue
            shape = app.description.shape(held["schema"], place, request=True)
            same = chosen is not None and held["schema"] == content[chosen]["schema"]
            examples = self._examples(shape) if same else of_itself(shape)
            older = self._older(shape) if same else shape
            schema = self._components.schema(older, Form.RESPONSE, place, examples.schema)
            told[media_type] = {"schema": schema, **examples.said(words)}
        return told

    def _response(self, app: MountedApp, response: Any, place: str) -> dict[str, Any]:
        """What a client answers; it is the app that reads it, in its own form."""
        held = app.description.followed(response, place)
        content = {}
        for media_type, said in held.get("content", {}).items():
            content[media_type] = dict(said)
            if "schema" in said:
                shape = app.description.shape(said["schema"], place, request=False)
                examples = of_itself(shape)
                schema = self._components.schema(shape, Form.REQUEST, place, examples.schema)
                words = {key: one for key, one in said.items() if key != "schema"}
                content[media_type] = {"schema": schema, **examples.said(words)}
        return {**held, **({"content": content} if content else {})}

    def _lineage(self, shape: Shape) -> Lineage:
        return self._lineages.of(shape, State(NOWHERE, None, {SENT: shape}), self._parts.timeline.head)

    def _older(self, shape: Shape) -> Shape:
        return self._lineage(shape).before(self._version).responses[SENT]

    def _examples(self, shape: Shape) -> Examples:
        lineage = self._lineage(shape)
        return Examples(lineage.links(self._version), lineage.state, Form.RESPONSE, SENT, lambda link: link)
