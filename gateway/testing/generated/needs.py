"""What an operation needs to be there, and which operations create it: told by the names of ids."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from gateway.conform.operation import Operation
from gateway.conform.promises import Promises, path_pattern
from gateway.lossless import Unreadable, loads
from gateway.shapes.shape import Shape
from gateway.shapes.unions import resolved
from gateway.testing.generated.requests import Requests
from gateway.testing.message import Answer


class Needs:
    """Reads a contract for what creates what.

    An id is needed where a path, a query or a body has it by the name that it has in a path: `{customer_id}`. It
    comes from creating (POST) where the path with it leads to: `/customers` for `/customers/{customer_id}`.

    Args:
        promises: the contract.
        requests: makes requests of it.
    """

    def __init__(self, promises: Promises, requests: Requests) -> None:
        self._requests = requests
        self._creating = [one for (method, _), one in promises.operations.items() if method == "POST"]
        self._templates = {path: path_pattern(path) for _, path in promises.operations}
        self._names = {name for path in self._templates for name in names_of(path)}

    def of(self, operation: Operation) -> list[str]:
        """The names of the ids that an operation takes, those of its path first."""
        shape = self._requests.shape(operation)
        inside = set() if shape is None else set(_members(shape))
        named = {one.name for one in operation.parameters if one.place == "query"}
        return [*names_of(operation.path), *sorted((inside | named) & self._names)]

    def producers(self, name: str) -> list[Operation]:
        """The operations that create what bears an id of this name."""
        collections = [path[: path.index("{" + name + "}") - 1] for path in self._templates if name in names_of(path)]
        found = [one for one in self._creating if one.path in collections]
        lasts = {path.rpartition("/")[2] for path in collections}
        return found or [one for one in self._creating if one.path.rpartition("/")[2] in lasts]

    def before(self, operation: Operation, known: Collection[str] = ()) -> list[Operation]:
        """The operations that create what must be there first; for a list, what is listed.

        Args:
            operation: the operation.
            known: the names of ids that are there already.
        """
        found = [producer for name in self.of(operation) if name not in known for producer in self.producers(name)]
        if operation.method == "GET":
            found += [one for one in self._creating if one.path == operation.path]
        apart = {str(one): one for one in found if str(one) != str(operation)}
        return list(apart.values())

    def found(self, operation: Operation, answer: Answer, prefix: str) -> Iterator[tuple[str, str]]:
        """The ids in an answer, by name.

        Args:
            operation: the operation that answered.
            answer: its answer.
            prefix: what stands before all paths of the version.
        """
        location = answer.header("location")
        if location is not None:
            path = urlsplit(location).path.removeprefix(prefix)
            for template, pattern in self._templates.items():
                match = pattern.fullmatch(path)
                if match is not None:
                    yield from zip(names_of(template), map(unquote, match.groups()), strict=True)
        if not answer.is_json:
            return
        try:
            document = loads(answer.body)
        except Unreadable:
            return
        below = operation.path + "/{"
        own = [names_of(path)[-1] for path in self._templates if path.startswith(below) and path.endswith("}")]
        for one in _objects(document):
            if isinstance(one.get("id"), str | int):
                yield from ((name, str(one["id"])) for name in own)
            yield from ((name, str(one[name])) for name in sorted(self._names) if isinstance(one.get(name), str | int))


def names_of(path: str) -> list[str]:
    """The names of a path's parameters."""
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def _members(shape: Shape) -> Iterator[str]:
    """The names of all members that a document of a shape may have, at any depth."""
    seen: set[int] = set()
    todo: list[Any] = [shape.root]
    while todo:
        one = todo.pop()
        schema = resolved(shape, one) if isinstance(one, Mapping) else {}
        if id(schema) in seen:
            continue
        seen.add(id(schema))
        yield from schema.get("properties", {})
        todo += schema.get("properties", {}).values()
        todo += [schema[key] for key in ("items", "additionalProperties") if key in schema]
        todo += [part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, ())]


def _objects(document: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of an answer that may be what the operation is about: itself, the items of its lists, and theirs."""
    if isinstance(document, list):
        for held in document:
            yield from _objects(held)
    elif isinstance(document, dict):
        yield document
        for held in document.values():
            if isinstance(held, list):
                yield from _objects(held)
