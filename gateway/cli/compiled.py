"""What a plan comes to: the passes over a document, and the code of one that is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.compiled.plan import CompiledPlan
from gateway.compiled.runs import Run
from gateway.compiled.transform import Transform
from gateway.compiled.watched import Made, watched
from gateway.errors import ConversionError
from gateway.lossless import dumps
from gateway.operations.role import Role

LONGEST = 76
"""How long the words for a constant are."""


def passes(transform: Transform) -> Iterator[str]:
    """How often a document is gone over, and for what."""
    if not transform.parts:
        yield "nothing is done to the body"
    for part in transform.parts:
        if isinstance(part, Run):
            acting = [f"{name} ({len(acts)})" for name, acts in part.acting.items() if acts]
            count = len(part.passed)
            told = f"one pass for {count} operation{'' if count == 1 else 's'}"
            yield f"{told}, on {', '.join(sorted(acting)) or 'nothing that is left'}"
        else:
            yield f"one function on the whole document: {part.operation.describe()}"


def coded(plan: CompiledPlan, document: Any, role: Role | None, status: int) -> Iterator[str]:
    """The code that is made for a document, and what becomes of it."""
    with watched() as made:
        try:
            transform = plan.downwards(status) if role is None else plan.upwards(role)
            told = dumps(transform(document)).decode()
        except ConversionError as error:
            told = f"refused: {error}"
    for one in made:
        yield from _listed(one)
    if not made:
        yield "no code is needed"
    yield f"=> {told}"


def _listed(made: Made) -> Iterator[str]:
    yield f"# {made.name}"
    yield from made.source.splitlines()
    for name, value in made.constants.items():
        if name != "__builtins__":
            yield f"# {name} is {_named(value)}"


def _named(value: Any) -> str:
    if isinstance(value, Mapping):
        told = ", ".join(f"{key!r}: {_named(held)}" for key, held in value.items())
        told = f"{{{told}}}"
    elif callable(value) and hasattr(value, "__qualname__"):
        told = f"{getattr(value, '__module__', None) or 'python'}:{value.__qualname__}"
    else:
        told = repr(value)
    return told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"
