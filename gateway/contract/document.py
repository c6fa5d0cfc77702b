"""The whole document of one version (OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gateway.contract.components import Components
from gateway.contract.headers import Marked
from gateway.contract.messages import Messages
from gateway.contract.operation import Operations
from gateway.contract.parts import Parts
from gateway.contract.paths import alike, operations, template
from gateway.contract.readers import Readers
from gateway.contract.selection import Selection
from gateway.contract.shared import share_answers
from gateway.plan.table import Entry
from gateway.timeline.version import ApiVersion

OPENAPI = "3.1.0"


class Document:
    """Writes the document of one version.

    Args:
        parts: the parts of the gateway.
        version: the version.
        readers: gives what handlers say.
    """

    def __init__(self, parts: Parts, version: ApiVersion, readers: Readers) -> None:
        self._parts = parts
        self._version = version
        self._readers = readers
        self.components = Components()
        self._selection = Selection(parts.sources, str(version))
        self._marked = Marked(parts, version)
        self._messages = Messages(parts, version, readers.lineages, self.components)
        self._operations = Operations(
            parts, version, readers, self.components, self._selection, self._marked, self._messages
        )
        self._base = readers.base(parts.timeline.head)
        self._schemes = dict(self._base.schemes)
        self._ids: set[str] = set()

    def made(self) -> dict[str, Any]:
        """The document."""
        words = dict(self._base.words)
        told: dict[str, Any] = {"openapi": OPENAPI, "info": self._info(words.pop("info", {}))}
        told["servers"] = self._selection.servers(words.pop("servers", ()))
        told |= words
        told["paths"] = self._paths()
        webhooks = self._messages.webhooks()
        if webhooks:
            told["webhooks"] = webhooks
        tags = self._tags()
        if tags:
            told["tags"] = tags
        _without_lost_links(told["paths"], self._ids)
        told, schemas = self.components.named(told)
        components = {
            "schemas": schemas,
            "responses": share_answers(told["paths"]),
            "headers": self._marked.components,
            "securitySchemes": self._schemes,
        }
        return {**told, "components": {name: held for name, held in components.items() if held}}

    def _info(self, info: Mapping[str, Any]) -> dict[str, Any]:
        declared = self._parts.timeline[self._version]
        life: dict[str, Any]
        dates = {name: when.date().isoformat() for name, when in declared.dates().items() if when is not None}
        life = {**dates, **({"guide": declared.guide} if declared.guide else {})}
        named = {"title": "API", **info, "version": str(self._version)}
        if declared.preview:
            life["preview"] = True
        return {**named, "x-lifecycle": life} if life else named

    def _paths(self) -> dict[str, Any]:
        paths: dict[str, dict[str, Any]] = {}
        templates: dict[str, str] = {}
        for entry in self._parts.atlas.table(self._version).entries:
            if not self._readers.is_published(entry):
                continue
            path = templates.setdefault(alike(entry.route.path), template(entry.route.path))
            method = str(entry.route.method).lower()
            item = paths.setdefault(path, {})
            # Of two routes that OpenAPI can't tell apart the first one answers.
            if method not in item:
                item[method] = self._operation(entry, path)
        return paths

    def _operation(self, entry: Entry, path: str) -> dict[str, Any]:
        names = [part.partition("}")[0] for part in path.split("{")[1:]]
        operation = self._operations.operation(entry, names)
        if "operationId" in operation:
            operation["operationId"] = self._unique(operation["operationId"])
        self._secure(entry, operation)
        return operation

    def _unique(self, name: str) -> str:
        stem, number = name, 2
        while name in self._ids:
            name, number = f"{stem}_{number}", number + 1
        self._ids.add(name)
        return name

    def _secure(self, entry: Entry, operation: dict[str, Any]) -> None:
        """Say of a route of a frozen app what its own document says of security."""
        base = self._readers.base(entry.home)
        if base is self._base:
            return
        security = operation.get("security", base.words.get("security"))
        if security is None:
            if "security" in self._base.words:
                operation["security"] = []
            return
        names = {name: self._scheme(name, scheme) for name, scheme in base.schemes.items()}
        operation["security"] = [{names.get(name, name): held for name, held in one.items()} for one in security]

    def _scheme(self, name: str, scheme: Any) -> str:
        stem, number = name, 2
        while self._schemes.setdefault(name, scheme) != scheme:
            name, number = f"{stem}-{number}", number + 1
        return name

    def _tags(self) -> list[Any]:
        found: dict[str, Any] = {}
        for version in (self._parts.timeline.head, *self._homes()):
            for tag in self._readers.base(version).words.get("tags", ()):
                found.setdefault(str(tag.get("name")), tag)
        return list(found.values())

    def _homes(self) -> list[ApiVersion]:
        entries = self._parts.atlas.table(self._version).entries
        return list(dict.fromkeys(entry.home for entry in entries))


def _without_lost_links(paths: Mapping[str, Any], ids: Collection[str]) -> None:
    """Leave out links to operations that the version hasn't got (OpenAPI 3.1, 4.8.20)."""
    for operation in operations(paths):
        for answer in operation["responses"].values():
            links = {name: one for name, one in answer.pop("links", {}).items() if one.get("operationId") in ids}
            if links:
                answer["links"] = links
