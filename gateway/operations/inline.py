"""Targets without a name: a place in a route's documents, or in a named schema."""

from __future__ import annotations

from typing import Self

from gateway.operations.operation import Form
from gateway.operations.routes.route import RoutePattern
from gateway.shapes.shape import written


class Inline(str):
    """The name by which operations know the schema at a place.

    Args:
        holder: the named schema that holds it, or the routes whose documents do.
        form: which documents of the routes; None for a named schema.
        pointer: where it is: a JSON Pointer (RFC 6901) into the document, `*` standing for any item or member.
    """

    __slots__ = ("form", "holder", "steps")

    holder: str | RoutePattern
    form: Form | None
    steps: tuple[str, ...]

    def __new__(cls, holder: str | RoutePattern, form: Form | None, pointer: str) -> Self:
        words = {None: "", Form.REQUEST: " request", Form.RESPONSE: " answer"}
        made = super().__new__(cls, f"{holder}{words[form]}{pointer and ' at ' + pointer}")
        made.holder = written(holder) if isinstance(holder, str) else holder
        made.form = form
        made.steps = tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
        return made
