"""The answers that the gateway gives in place of a handler, and how they are described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.contract.selection import Selection
from gateway.operations.routes.interface import Answer, Content
from gateway.plan.plan import Plan
from gateway.refuse.problem import PROBLEM_SCHEMA
from gateway.shapes.shape import Shape, ref
from gateway.timeline.life import Life

PROBLEM = "application/problem+json"
OWN = "4XX of the gateway"
"""Under which name the shape of the gateway's own problems goes through the changes, as that of an error."""
REFUSED = "versions"
"""Under which name answers are that no change acts on, as they are given before the version is known."""


def own_shape() -> Shape:
    """The shape of the gateway's own problems, apart from what a service calls a problem itself."""
    return Shape(ref("GatewayProblem"), {"GatewayProblem": {**PROBLEM_SCHEMA, "title": "GatewayProblem"}})


def refused_shape() -> Shape:
    """The shape of what is answered before the version is known (RFC 9457, whatever the version's errors are)."""
    listed = {"type": "array", "items": {"type": "string"}}
    asked = {
        "type": "object",
        "properties": {"source": {"type": "string"}, "version": {"type": "string"}},
        "required": ["source", "version"],
    }
    schema: dict[str, Any] = {
        **PROBLEM_SCHEMA,
        "title": "VersionProblem",
        "description": "Why a version isn't served (RFC 9457).",
        "properties": {
            **PROBLEM_SCHEMA["properties"],
            "supported": {**listed, "description": "The versions that are served."},
            "requested": {"type": "array", "items": asked, "description": "The versions that were asked for."},
        },
    }
    return Shape(ref("VersionProblem"), {"VersionProblem": schema})


def of_a_translation(plan: Plan, method: str | None) -> Iterator[Answer]:
    """The answers where what a client said, or gets, can't be translated."""
    statuses: dict[str, str] = {}
    if plan.reads_request or (plan.patch and method == "PATCH"):
        statuses |= {
            "400": "The body isn't valid JSON.",
            "413": "The body is too large.",
            "415": "The content coding isn't known.",
            "422": "The request doesn't fit this version.",
        }
    if plan.touches_query:
        statuses["422"] = "The request doesn't fit this version."
    if plan.keeps:
        statuses["409"] = "What is there can't be kept, as this version doesn't show it as it takes it."
    if plan.paging is not None:
        statuses |= {"502": "A part of the list can't be read.", "503": "A part of the list can't be read at present."}
    if plan.deferring is not None:
        statuses["504"] = "The work goes on; its result wasn't there in time."
    for status, words in statuses.items():
        yield Answer(status, OWN, [Content(PROBLEM)], said={"description": words})


def of_the_version(selection: Selection, lives: list[Life]) -> Iterator[Answer]:
    """The answers to who can't be served in the version that was asked for."""
    contents = [Content(PROBLEM, refused_shape(), is_derived=False)]
    if selection.refuses_others:
        words = "No version was asked for, or one that there isn't."
        yield Answer("400", REFUSED, contents, said={"description": words})
    if any(any(life.dates().values()) or life.brownouts for life in lives):
        words = "The version, or the route in it, is retired, or switched off for a while."
        yield Answer("410", REFUSED, contents, said={"description": words})
