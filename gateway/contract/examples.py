"""Examples in the form of a version: made by the downgrade, and left out where they can't be told to be valid."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gateway import lossless
from gateway.errors import GatewayError
from gateway.operations.inline import Inline
from gateway.operations.operation import NOTHING, SchemaOperation
from gateway.operations.role import Form
from gateway.operations.routes.document import DocumentOperation
from gateway.plan.lineage import Link, Step, lineage
from gateway.plan.places import names_in
from gateway.plan.state import NOWHERE, State
from gateway.shapes.marked import LINK, OLD, has_mark, rewrite_marked, without_marked
from gateway.shapes.parts import Schema, parts
from gateway.shapes.shape import Shape, ref
from gateway.shapes.valid import is_valid
from gateway.shapes.walk import rewrite

SAID = ("example", "examples")

Relink = Callable[[str], str]


class Examples:
    """Gives what is said by example of one document.

    Args:
        links: the operations that touch the route, newest first.
        state: the route and its documents as the handler speaks them.
        form: whether the document is the request's or an answer's.
        described: the status under which it is, of an answer.
        relink: gives the version's form of a link.
    """

    def __init__(self, links: Sequence[Link], state: State, form: Form, described: str, relink: Relink) -> None:
        self._form = form
        self._described = described
        self._relink = relink
        self._links = [link for link in links if self._shape(link.older) is not self._shape(link.newer)]
        self._home = self._shape(state)
        self._route = state.route
        self._origins: dict[int, tuple[int, Schema]] | None = None

    def _shape(self, state: State) -> Shape | None:
        return state.request if self._form is Form.REQUEST else state.responses.get(self._described)

    @property
    def is_touched(self) -> bool:
        """Whether an operation changes the document."""
        return bool(self._links)

    def said(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """What a Media Type Object says besides its schema, its examples in the version's form."""
        told = {key: held for key, held in words.items() if key not in SAID}
        if "example" in words:
            example = self.document(words["example"])
            told |= {} if example is NOTHING else {"example": example}
        examples: dict[str, Any] = {}
        for name, held in dict(words.get("examples") or {}).items():
            if "value" not in held:
                examples |= {} if self._links else {name: held}
                continue
            value = self.document(held["value"])
            examples |= {} if value is NOTHING else {name: {**held, "value": value}}
        return {**told, **({"examples": examples} if examples else {})}

    def document(self, example: Any) -> Any:
        """A whole document; `NOTHING` where it isn't told to be one of the version's."""
        if self._home is None:
            return example
        return self._translated(example, self._home, self._links)

    def schema(self, node: Schema) -> Schema:
        """A schema of the version with its examples in the version's form."""
        return self._exampled(node) if any(key in node for key in SAID) else node

    def _exampled(self, node: Schema) -> Schema:
        plain = {key: held for key, held in node.items() if key not in SAID}
        told: dict[str, Any] = {}
        for key in SAID:
            if key not in node:
                continue
            listed = node[key] if key == "examples" and isinstance(node[key], list) else [node[key]]
            kept = [one for value in listed if (one := self._of_a_schema(node, key, plain, value)) is not NOTHING]
            if kept:
                told[key] = kept if key == "examples" else kept[0]
        return {**plain, **told}

    def _of_a_schema(self, node: Schema, key: str, plain: Schema, value: Any) -> Any:
        """An example of a schema somewhere in the document."""
        if not self._links:
            home = self._home.schemas if self._home is not None else {}
            return self._translated(value, Shape(plain, home, self._home), [])
        found = self._origin(node[key])
        if found is None:
            return NOTHING
        place, origin = found
        shape = self._shape(self._links[place - 1].older) if place else self._home
        if shape is None:
            return NOTHING
        named = next((name for name, schema in shape.schemas.items() if schema is origin), None)
        bare = {name: held for name, held in origin.items() if name not in SAID}
        root = Shape(bare if named is None else ref(named), shape.schemas, shape)
        try:
            links = self._below(root, place)
            return self._translated(value, root, links, Shape(plain, self._last().schemas))
        except GatewayError:
            return NOTHING

    def _last(self) -> Shape:
        shape = self._shape(self._links[-1].older) if self._links else self._home
        assert shape is not None
        return shape

    def _below(self, root: Shape, place: int) -> list[Link]:
        """The operations that touch a schema alone, of those that come after a place in history."""
        steps = [_step(link) for link in self._links[place:] if _is_anywhere(link)]
        route = self._links[place - 1].older.route if place else self._route
        responses = {} if self._form is Form.REQUEST else {self._described: root}
        return lineage(State(route, root if self._form is Form.REQUEST else None, responses), steps)

    def _origin(self, said: Any) -> tuple[int, Schema] | None:
        """Where in history examples were said, and of which schema; derived schemas bear the same object."""
        if self._origins is None:
            self._origins = {}
            shapes = [self._home, *(self._shape(link.older) for link in self._links)]
            for place, shape in enumerate(shapes):
                for node in _nodes(shape):
                    for key in SAID:
                        if isinstance(node.get(key), list | dict):
                            self._origins.setdefault(id(node[key]), (place, node))
        return self._origins.get(id(said))

    def _translated(self, example: Any, home: Shape, links: Sequence[Link], seen: Shape | None = None) -> Any:
        touched = [link for link in links if self._shape(link.older) is not self._shape(link.newer)]
        if not touched and not has_mark(home, OLD) and not has_mark(home, LINK):
            # Nobody but the service's own words can be wrong; what can't be told stays.
            return NOTHING if is_valid(seen or home, example) is False else example
        try:
            document = lossless.loads_any(json.dumps(example).encode())
            if has_mark(home, LINK):
                document = rewrite_marked(home, LINK, document, self._relink)
            last = home
            for link in touched:
                document = self._down(link, document)
                last = self._shape(link.older) or last
            document = without_marked(last, OLD, document)
            told = json.loads(lossless.dumps(document))
        except (GatewayError, ValueError, TypeError, RecursionError):
            return NOTHING
        return told if is_valid(seen or last, told) else NOTHING

    def _down(self, link: Link, document: Any) -> Any:
        operation, newer = link.operation, self._shape(link.newer)
        if newer is None:
            raise ValueError("what it was isn't made of what it is")
        if isinstance(operation, DocumentOperation):
            if self._form is Form.REQUEST:
                raise ValueError("what requests were rewritten from can't be told")
            return operation.document_down(document)
        if not isinstance(operation, SchemaOperation):
            return document
        names = names_in(operation, newer)
        return rewrite(newer, names, document, operation.down, operation.on_scalars) if names else document


def of_itself(shape: Shape | None) -> Examples:
    """The examples of what no change acts on."""
    state = State(NOWHERE, None, {} if shape is None else {"": shape})
    return Examples([], state, Form.RESPONSE, "", lambda link: link)


def _step(link: Link) -> Step:
    return link.version, link.change, link.operation


def _is_anywhere(link: Link) -> bool:
    """Whether an operation is about a schema wherever it is, so that it acts on what is in it alone too."""
    operation = link.operation
    return isinstance(operation, SchemaOperation) and all(
        not isinstance(name, Inline) or isinstance(name.holder, str) for name in operation.schemas
    )


def _nodes(shape: Shape | None) -> Iterator[Schema]:
    """All schemas in a shape, those that it refers to and those in them."""
    if shape is None:
        return
    todo: list[Schema] = [shape.root, *(shape.schemas[name] for name in shape.names if name in shape.schemas)]
    while todo:
        node = todo.pop()
        yield node
        todo += parts(node)
