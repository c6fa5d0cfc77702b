"""What an API document says of a route besides the schemas that are derived: parameters, answers, media types."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from gateway.shapes.shape import Schema, Shape
from gateway.shapes.unions import resolved

NOTHING_SAID: Mapping[str, Any] = {}
DEEPEST = 5
"""How deep the values of a parameter are looked for."""


class Parameter(NamedTuple):
    """A parameter of requests, as clients of a version know it.

    Args:
        place: `path`, `query`, `header` or `cookie`.
        name: its name.
        shape: what its value is.
        required: whether it can't be left out.
        said: what else its Parameter Object says (OpenAPI 3.1, 4.8.12).
        media_type: what its value is written as, where that is said.
    """

    place: str
    name: str
    shape: Shape
    required: bool = False
    said: Mapping[str, Any] = NOTHING_SAID
    media_type: str | None = None

    def holding(self, shape: Shape) -> Parameter:
        """The same parameter with values of another shape; examples of the newer ones are left out."""
        return self._replace(shape=shape, said=without_examples(self.said))

    def reshaped(self, root: Schema) -> Parameter:
        """The same parameter with other values; examples of the newer ones are left out."""
        return self.holding(Shape(root, self.shape.schemas, self.shape))

    def valued(self, act: Callable[[Any], Any]) -> Parameter:
        """The same parameter with `act` applied to the values that its schema names."""
        return self.reshaped(valued(self.shape, self.shape.root, act))


class Header(NamedTuple):
    """A header of answers.

    Args:
        name: its name.
        shape: what its value is.
        required: whether every such answer bears it.
        said: what else its Header Object says.
    """

    name: str
    shape: Shape
    required: bool = False
    said: Mapping[str, Any] = NOTHING_SAID


class Content(NamedTuple):
    """One media type of a body.

    Args:
        media_type: the media type, or a range of them.
        shape: what it holds; None where that is the derived schema of the body, or nothing is known of it.
        is_derived: whether it holds what is derived.
        kind: the kind of body that it is, of forms and streams; empty for JSON.
        said: what else its Media Type Object says.
    """

    media_type: str
    shape: Shape | None = None
    is_derived: bool = True
    kind: str = ""
    said: Mapping[str, Any] = NOTHING_SAID


class Body(NamedTuple):
    """What a request brings.

    Args:
        contents: its media types.
        required: whether it can't be left out.
        said: what else is said of it.
    """

    contents: Sequence[Content]
    required: bool = True
    said: Mapping[str, Any] = NOTHING_SAID


class Answer(NamedTuple):
    """One answer.

    Args:
        status: the client's: `201`, `4XX`, `default`.
        described: the status under which the handler's shapes have what it holds.
        contents: its media types.
        headers: its own headers.
        said: what else is said of it.
    """

    status: str
    described: str
    contents: Sequence[Content] = ()
    headers: Sequence[Header] = ()
    said: Mapping[str, Any] = NOTHING_SAID

    def retyped(self, act: Callable[[str], str]) -> Answer:
        """The same answer with other media types."""
        return self._replace(contents=[one._replace(media_type=act(one.media_type)) for one in self.contents])


class Interface(NamedTuple):
    """What is said of one route at one point in history.

    Args:
        parameters: what requests say outside their body.
        body: what they bring, or None.
        answers: what they are answered with.
    """

    parameters: Sequence[Parameter]
    body: Body | None
    answers: Sequence[Answer]

    def with_parameters(self, place: str, act: Callable[[Parameter], Iterable[Parameter]]) -> Interface:
        """The same with what `act` makes of each parameter at a place."""
        parameters = [older for one in self.parameters for older in (act(one) if one.place == place else (one,))]
        return self._replace(parameters=parameters)

    def with_answers(self, act: Callable[[Answer], Answer], *, errors: bool) -> Interface:
        """The same with what `act` makes of each answer that is an error, or of each that is none."""
        succeeds = any(one.status.startswith("2") for one in self.answers)
        return self._replace(
            answers=[act(one) if is_error(one.status, succeeds) is errors else one for one in self.answers]
        )


def is_error(status: str, succeeds: bool) -> bool | None:
    """Whether a described status is an error, not a success; None where it may be both.

    Args:
        status: the status.
        succeeds: whether one that is surely a success is described too.
    """
    if status == "default":
        return True if succeeds else None
    return status[:1] in ("4", "5")


def without_examples(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said but for examples, which would be of newer values."""
    return {key: held for key, held in said.items() if key not in ("example", "examples")}


def without_null(schema: Schema) -> Schema:
    """The schema without null, which is no value of a parameter."""
    parts = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    if len(parts) == len(schema.get("anyOf", ())):
        return schema
    rest = {key: held for key, held in schema.items() if key != "anyOf" and not (key == "default" and held is None)}
    return {**parts[0], **rest} if len(parts) == 1 else {**rest, "anyOf": parts}


def valued(shape: Shape, schema: Schema, act: Callable[[Any], Any], depth: int = 0) -> Schema:
    """A schema with `act` applied to the values that it names, those of its items and members too.

    Args:
        shape: where references lead.
        schema: the schema.
        act: makes the other value of one.
        depth: how deep it is in others.
    """
    if depth > DEEPEST:
        return schema
    changed: dict[str, Any] = {}
    schema = resolved(shape, schema)
    for keyword, held in schema.items():
        if keyword in ("const", "default", "example"):
            changed[keyword] = act(held)
        elif keyword in ("enum", "examples") and isinstance(held, list):
            changed[keyword] = _once([act(one) for one in held])
        elif keyword == "items" and isinstance(held, Mapping):
            changed[keyword] = valued(shape, held, act, depth + 1)
        elif keyword in ("anyOf", "oneOf") and isinstance(held, list):
            changed[keyword] = [valued(shape, part, act, depth + 1) for part in held]
    return {**schema, **changed}


def _once(values: Iterable[Any]) -> list[Any]:
    """The values, each once; in JSON, true isn't 1."""
    return list({json.dumps(one, sort_keys=True, default=str): one for one in values}.values())
