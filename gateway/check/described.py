"""What is known of a handler besides its documents: its parameters, statuses and media types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_origin, get_type_hints

from gateway.handle.mounted import MountedEndpoint
from gateway.handle.signature import Reply
from gateway.handle.typed import TypedEndpoint
from gateway.plan.endpoint import Endpoint
from gateway.shapes.shape import REF_PREFIX, Schema

JSON, PROBLEM = "application/json", "application/problem+json"
DEFAULTED = "HTTPValidationError"
"""The error that FastAPI describes by itself, whatever else a handler answers."""


def parameters(endpoint: Endpoint) -> dict[str, Schema] | None:
    """The query parameters that a handler has, by name; None where it may have others than are known."""
    if isinstance(endpoint, TypedEndpoint):
        signature = endpoint.signature
        if signature.query is None:
            # It may read the query from the request.
            return None if signature.takes_request else {}
        open_ended = signature.query.json_schema().get("additionalProperties") not in (None, False)
        return None if open_ended else dict(signature.query_schemas)
    if not isinstance(endpoint, MountedEndpoint) or not endpoint.operation:
        return None
    found: dict[str, Schema] = dict(endpoint.query_schemas())
    for one in _parameters(endpoint):
        if one.get("in") == "query":
            # The members of an object are parameters of their own, but for one in brackets (OpenAPI 3.1, 4.8.12).
            if one.get("schema", {}).get("type") == "object" and one.get("style") != "deepObject":
                return None
            found.setdefault(str(one.get("name", "")), one.get("schema", {}))
    return found


def _parameters(endpoint: MountedEndpoint) -> Iterator[Mapping[str, Any]]:
    for holder in (endpoint.path_item, endpoint.operation):
        for one in holder.get("parameters", ()):
            yield _resolved(endpoint, one)


def path_schema(endpoint: Endpoint, place: int) -> Schema | None:
    """The schema of a path's parameter, counted from the path's beginning; None where nothing is known of it."""
    from starlette.routing import compile_path

    names = list(compile_path(endpoint.path)[2])
    if place >= len(names):
        return None
    if isinstance(endpoint, TypedEndpoint):
        adapter = endpoint.signature.path.get(names[place])
        return None if adapter is None else adapter.json_schema(ref_template=REF_PREFIX + "{model}")
    if not isinstance(endpoint, MountedEndpoint):
        return None
    found = [one for one in _parameters(endpoint) if (one.get("in"), one.get("name")) == ("path", names[place])]
    return _resolved(endpoint, found[0].get("schema", {})) if found else None


def statuses(endpoint: Endpoint) -> frozenset[int] | None:
    """The statuses with which a handler succeeds; None where it may answer others than are known."""
    if isinstance(endpoint, TypedEndpoint):
        return frozenset((endpoint.declared.status,)) if _answers_a_model(endpoint) else None
    described = endpoint.operation.get("responses", {}) if isinstance(endpoint, MountedEndpoint) else {}
    names = [str(status) for status in described]
    if not names or any(not name.isdigit() for name in names if name[:1] not in "45"):
        return None
    return frozenset(int(name) for name in names if name.isdigit() and int(name) < 400)


def _answers_a_model(endpoint: TypedEndpoint) -> bool:
    """Whether a handler's answer has nothing of its own but a document."""
    answer = get_type_hints(endpoint.declared.handler).get("return")
    signature = endpoint.signature
    plain = signature.returns is not None or signature.streams or answer is type(None)
    return get_origin(answer) is not Reply and plain


def answered(endpoint: Endpoint, *, errors: bool) -> frozenset[str] | None:
    """The media types that a handler answers, of success or of errors; None where there may be others."""
    if isinstance(endpoint, TypedEndpoint):
        if errors:
            return frozenset((PROBLEM,))
        signature = endpoint.signature
        own = signature.media_type if signature.streams else JSON
        return frozenset((own,)) if _answers_a_model(endpoint) else None
    if not isinstance(endpoint, MountedEndpoint) or (errors and not describes_errors(endpoint)):
        return None
    kinds = "45" if errors else "23"
    holders = [
        _resolved(endpoint, held)
        for status, held in endpoint.operation.get("responses", {}).items()
        if str(status)[:1] in kinds or (str(status) == "default" and errors)
    ]
    return _types(holders)


def taken(endpoint: Endpoint) -> frozenset[str] | None:
    """The media types that a handler takes; None where there may be others."""
    if not isinstance(endpoint, MountedEndpoint) or "requestBody" not in endpoint.operation:
        return None
    return _types([_resolved(endpoint, endpoint.operation["requestBody"])])


def _types(holders: list[Mapping[str, Any]]) -> frozenset[str] | None:
    contents = [(name, held) for holder in holders for name, held in holder.get("content", {}).items()]
    # Of what has no schema, the app says nothing.
    described = all(held.get("schema") or held.get("itemSchema") for _, held in contents)
    if not contents or not described or any("*" in name for name, _ in contents):
        return None
    return frozenset(name.partition(";")[0].strip().lower() for name, _ in contents)


def describes_errors(endpoint: Endpoint) -> bool:
    """Whether it is known what a handler's errors are, besides what a framework says by itself."""
    if isinstance(endpoint, TypedEndpoint):
        return True
    described = endpoint.operation.get("responses", {}) if isinstance(endpoint, MountedEndpoint) else {}
    return any(
        str(status)[:1] in "45d" and DEFAULTED not in str(held.get("content", {}))
        for status, held in described.items()
        if isinstance(held, Mapping)
    )


def _resolved(endpoint: MountedEndpoint, node: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a part of a document refers to; itself where it is no reference."""
    seen: set[str] = set()
    while isinstance(target := node.get("$ref"), str) and target.startswith("#/") and target not in seen:
        seen.add(target)
        found: Any = endpoint.app.document
        for part in target[2:].split("/"):
            found = found.get(part.replace("~1", "/").replace("~0", "~"), {}) if isinstance(found, Mapping) else {}
        node = found if isinstance(found, Mapping) else {}
    return node
