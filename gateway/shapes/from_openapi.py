"""Shapes of the operations of an OpenAPI 3.0 or 3.1 document, such as a mounted FastAPI app's."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from gateway.errors import DeclarationError
from gateway.shapes.bodies import EVENTS, FORM, LINES, MULTIPART, Bodies, kind_of
from gateway.shapes.items import Item, item_of
from gateway.shapes.merging import Merging
from gateway.shapes.older_openapi import of_today
from gateway.shapes.openapi_references import References
from gateway.shapes.parts import mapped_all
from gateway.shapes.polymorphic import Forms
from gateway.shapes.shape import REF_PREFIX, Schema, Shape, referenced

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
"""The members of a path item that are operations (OpenAPI 3.1, 4.8.9)."""
INPUT, OUTPUT = "-Input", "-Output"


class Description:
    """What an OpenAPI document says of the operations, by path and method. Whatever is read is read once.

    Args:
        document: the document.

    Raises:
        DeclarationError: a reference that is needed can't be read; the message names its place.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._references = References(document)
        self._document = document
        self._forms: dict[str, _Form] = {}
        self._operations: dict[tuple[str, str], Mapping[str, Any]] = {}

    @cached_property
    def paths(self) -> Mapping[str, Mapping[str, Any]]:
        """The path items, by their paths."""
        paths: Mapping[str, Any] = self._document.get("paths", {})
        return {path: self._references.followed(item, f"path {path}") for path, item in paths.items()}

    def operations(self) -> Iterator[tuple[str, str]]:
        """The methods, in capitals, and paths that there are."""
        for path, item in self.paths.items():
            yield from ((method.upper(), path) for method in item if method in METHODS)

    def request_shape(self, method: str, path: str) -> Shape | None:
        """The shape of an operation's JSON request body, or None where it has none."""
        place = f"{method} {path}"
        body = self._references.followed(self.operation(method, path).get("requestBody", {}), place)
        return self._content_shape(body, INPUT, place)

    def other_types(self, method: str, path: str) -> frozenset[bytes]:
        """The media types that an operation takes besides JSON, in lower case."""
        body = self._references.followed(self.operation(method, path).get("requestBody", {}), f"{method} {path}")
        plain = map(_essence, body.get("content", {}))
        return frozenset(name.encode("latin-1") for name in plain if not _is_json(name))

    def response_shapes(self, method: str, path: str) -> dict[str, Shape]:
        """The shapes of an operation's JSON responses, by status (`200`, `4XX`, `default`)."""
        place = f"{method} {path}"
        responses: Mapping[Any, Any] = self.operation(method, path).get("responses", {})
        found = {
            str(status): self._content_shape(self._references.followed(response, place), OUTPUT, place)
            for status, response in responses.items()
        }
        return {status: shape for status, shape in found.items() if shape is not None}

    def other_shapes(self, method: str, path: str) -> dict[str, Bodies]:
        """The shapes of the forms that an operation takes, and of the items of streams, by the kind of body."""
        place = f"{method} {path}"
        operation = self.operation(method, path)
        taken = self._other_content(operation.get("requestBody", {}), INPUT, place, (FORM, MULTIPART, LINES))
        answered = {
            str(status): self._other_content(response, OUTPUT, place, (LINES, EVENTS))
            for status, response in operation.get("responses", {}).items()
        }
        kinds = dict.fromkeys([*taken, *(kind for found in answered.values() for kind in found)])
        return {
            kind: Bodies(taken.get(kind), {status: found[kind] for status, found in answered.items() if kind in found})
            for kind in kinds
        }

    def query_schemas(self, method: str, path: str) -> dict[str, Schema]:
        """The schemas of an operation's query parameters, by name; those of its path too."""
        place = f"{method} {path}"
        listed = [*self.paths.get(path, {}).get("parameters", ()), *self.operation(method, path).get("parameters", ())]
        parameters = [self._references.followed(one, place) for one in listed]
        return {
            str(one["name"]): self._references.followed(one.get("schema", {}), place)
            for one in parameters
            if one.get("in") == "query" and "name" in one
        }

    def webhook_shapes(self) -> list[Shape]:
        """The shapes of what the document's webhooks send (OpenAPI 3.1, 4.8.1)."""
        found = []
        for name, item in self._document.get("webhooks", {}).items():
            place = f"webhook {name}"
            for method, operation in self._references.followed(item, place).items():
                if method in METHODS:
                    body = self._references.followed(operation.get("requestBody", {}), place)
                    found.append(self._content_shape(body, INPUT, place))
        return [shape for shape in found if shape is not None]

    def path_item(self, path: str) -> Mapping[str, Any]:
        """What is said of a path; empty where nothing is."""
        return self.paths.get(path, {})

    def operation(self, method: str, path: str) -> Mapping[str, Any]:
        """What is said of a path's operation; empty where nothing is."""
        held = self.path_item(path).get(method.lower(), {})
        return held if isinstance(held, Mapping) else {}

    def followed(self, node: Any, place: str) -> Mapping[str, Any]:
        """A part of the document, or what its reference leads to. Raises DeclarationError."""
        return self._references.followed(node, place)

    def item(self, kind: str, said: Mapping[str, Any], place: str) -> Item | None:
        """What a Media Type Object says of the items of a stream. Raises DeclarationError."""
        return item_of(kind, said, self._references, place)

    def shape(self, schema: Any, place: str, *, request: bool) -> Shape:
        """The shape of what any schema in the document is about, as requests bring it or as answers bear it.

        Raises:
            DeclarationError: a reference in it can't be read.
        """
        return self._form(INPUT if request else OUTPUT).shape(schema, place)

    def _content_shape(self, holder: Mapping[str, Any], form: str, place: str) -> Shape | None:
        content: Mapping[str, Any] = holder.get("content", {})
        media_type = json_type(content)
        return None if media_type is None else self._form(form).shape(content[media_type]["schema"], place)

    def _other_content(self, holder: Any, form: str, place: str, kinds: Collection[str]) -> dict[str, Shape]:
        """The shapes of bodies of some kinds: of forms, and of the items of streams."""
        found: dict[str, Shape] = {}
        content: Mapping[str, Any] = self._references.followed(holder, place).get("content", {})
        for media_type, said in content.items():
            kind = kind_of(_essence(media_type).encode("latin-1", "replace"))
            if kind is None or kind not in kinds or kind in found:
                continue
            is_form = kind in (FORM, MULTIPART)
            item = None if is_form else item_of(kind, said, self._references, place)
            schema = said.get("schema") if item is None and is_form else getattr(item, "schema", None)
            if isinstance(schema, Mapping) and schema:
                found[kind] = self._form(form).shape(schema, place)
        return found

    def _form(self, form: str) -> _Form:
        if form not in self._forms:
            self._forms[form] = _Form(self._document, self._references, form)
        return self._forms[form]


def json_type(content: Mapping[str, Any]) -> str | None:
    """The media type of a body under which its JSON is described; None where it is nowhere."""
    for wanted in (_is_plainly_json, _is_json):
        for media_type, said in content.items():
            if wanted(_essence(media_type)) and "schema" in said:
                return media_type
    return None


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _is_plainly_json(media_type: str) -> bool:
    return media_type == "application/json" or media_type.endswith("+json")


def _is_json(media_type: str) -> bool:
    """Whether JSON is of a media type or range."""
    return media_type in ("*/*", "application/*") or _is_plainly_json(media_type)


class _Form:
    """The schemas of a document as requests bring them, or as responses bear them.

    FastAPI gives a model that differs in the two the names `Order-Input` and `Order-Output`; each is `Order` here.
    """

    def __init__(self, document: Mapping[str, Any], references: References, form: str) -> None:
        self._references = references
        self._is_old = str(document.get("openapi", "")).startswith("3.0")
        components = references.schemas
        other = OUTPUT if form == INPUT else INPUT
        stems = {name.removesuffix(form) for name in components if name.endswith(form)}
        self._renamed = {stem + form: stem for stem in stems if stem + other in components and stem not in components}
        left_out = {stem + other for stem in self._renamed.values()}
        raw = {
            self._renamed.get(name, name): self._read(schema)
            for name, schema in components.items()
            if name not in left_out
        }
        self._merging = Merging(raw)
        self._forms = Forms(self._merging.all_named())
        self._common = Shape({}, self._forms.schemas)
        self._shapes: dict[str, Shape] = {}

    def shape(self, root: Any, place: str) -> Shape:
        """The shape of a document with a root as it is written. One for each root, whoever asks."""
        key = json.dumps(root, default=str)
        known = self._shapes.get(key)
        if known is None:
            known = self._shapes[key] = self._made(root, place)
        return known

    def _made(self, root: Any, place: str) -> Shape:
        schema = self._merging.inside(self._read(root) if isinstance(root, Mapping) else _of_boolean(root))
        schemas: Mapping[str, Schema] = self._forms.schemas
        if new := self._merging.made.keys() - schemas.keys():
            made = self._merging.made
            schemas = {**schemas, **{name: self._forms.named(name, made[name]) for name in made if name in new}}
        shape = Shape(self._forms.of(schema), schemas, self._common)
        self._check(shape, place)
        return shape

    def _read(self, schema: Schema) -> Schema:
        inlined = self._references.inlined(schema)
        return mapped_all(of_today(inlined) if self._is_old else inlined, self._canonical)

    def _canonical(self, schema: Schema) -> Schema:
        """The schema with the names that schemas have here, in references and in what discriminators say.

        An `example` is one of several (OpenAPI 3.1, 4.8.24.4).
        """
        if "example" in schema:
            example, listed = schema["example"], schema.get("examples")
            schema = {key: held for key, held in schema.items() if key != "example"}
            schema["examples"] = [*(listed if isinstance(listed, list) else ()), example]
        target, discriminator = schema.get("$ref"), schema.get("discriminator")
        if isinstance(target, str) and target.startswith(REF_PREFIX):
            schema = {**schema, "$ref": self._target(target)}
        if isinstance(discriminator, Mapping) and isinstance(discriminator.get("mapping"), Mapping):
            mapping = {tag: self._target(str(held)) for tag, held in discriminator["mapping"].items()}
            schema = {**schema, "discriminator": {**discriminator, "mapping": mapping}}
        return schema

    def _target(self, target: str) -> str:
        name = target.removeprefix(REF_PREFIX)
        known = self._renamed.get(name, name)
        # A mapping may say the bare name (OpenAPI 3.1, 4.8.25).
        return REF_PREFIX + known if name in self._references.schemas or known != name else target

    def _check(self, shape: Shape, place: str) -> None:
        """Refuse what leads to a reference that can't be read: its values would stay as they are, unseen."""
        seen: set[str] = set()
        todo: list[tuple[str, Schema]] = [(place, shape.root)]
        while todo:
            where, schema = todo.pop()
            names = list(referenced(schema))
            missing = (REF_PREFIX + name for name in names if name not in shape.schemas)
            target = self._references.unread(schema) or next(missing, None)
            if target is not None:
                raise DeclarationError(
                    f"the OpenAPI document, {where}",
                    f"the reference {target!r} leads nowhere, out of the document, or into itself.",
                    "Bundle the document into one file, with what schemas share in components/schemas.",
                )
            todo += [(f"schema `{name}`", shape.schemas[name]) for name in dict.fromkeys(names) if name not in seen]
            seen.update(names)


def _of_boolean(root: Any) -> Schema:
    return {"not": {}} if root is False else {}
