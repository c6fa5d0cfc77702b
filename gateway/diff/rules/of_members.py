"""The rules about which properties there are, which must be there, and who may say them."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.rules.rule import Rule
from gateway.diff.rules.severity import Severity


def rules() -> Iterator[Rule]:
    """All rules about properties."""
    for noun in ("property", "parameter-property"):
        yield from _in_requests(noun)
    for noun in ("property", "header-property"):
        yield from _in_responses(noun)


def _in_requests(noun: str) -> Iterator[Rule]:
    def rule(name: str, effect: Effect, mirrors: frozenset[str], said: str, why: str = "") -> Rule:
        unlike = Severity.WARNING if why else None
        return Rule(name, Direction.REQUEST, effect, mirrors, said, unlike, why)

    new = frozenset(
        {
            f"new-required-request-{noun}",
            f"new-required-request-{noun}-with-default",
            f"new-optional-request-{noun}",
        }
    )
    gone = frozenset({f"request-{noun}-removed", f"request-{noun}-removed-from-closed-object"})
    yield rule(f"new-required-request-{noun}", Effect.NARROWS, gone, "is new, and must be there")
    yield rule(
        f"new-required-request-{noun}-with-default",
        Effect.NARROWS,
        gone,
        "is new, and must be there although it has the default {name}",
    )
    yield rule(f"new-optional-request-{noun}", Effect.NONE, gone, "is new, and may be there")
    yield rule(f"request-{noun}-removed", Effect.UNKNOWN, new, "isn't known any more: it is passed over, or refused")
    yield rule(
        f"request-{noun}-removed-from-closed-object",
        Effect.NARROWS,
        new,
        "isn't known any more, and other properties than those named are refused",
    )
    must = frozenset({f"request-{noun}-became-required", f"request-{noun}-became-required-with-default"})
    need_not = frozenset({f"request-{noun}-became-optional"})
    yield rule(f"request-{noun}-became-required", Effect.NARROWS, need_not, "must be there now")
    yield rule(
        f"request-{noun}-became-required-with-default",
        Effect.NARROWS,
        need_not,
        "must be there now although it has the default {name}",
    )
    yield rule(f"request-{noun}-became-optional", Effect.WIDENS, must, "may be left out now")
    yield from _flips("request", noun, Direction.REQUEST, "read-only", Effect.NARROWS, "sent")
    yield from _flips("request", noun, Direction.REQUEST, "write-only", None, "read")


def _in_responses(noun: str) -> Iterator[Rule]:
    for needed, lost in (("required", Effect.WIDENS), ("optional", Effect.NONE)):
        added, removed = f"response-{needed}-{noun}-added", f"response-{needed}-{noun}-removed"
        promise = (
            "was always there, and isn't any more" if needed == "required" else "was sometimes there, and isn't now"
        )
        yield Rule(removed, Direction.RESPONSE, lost, frozenset({added}), promise)
        new = "is new, and always there" if needed == "required" else "is new, and sometimes there"
        gained = Effect.NARROWS if needed == "required" else Effect.NONE
        yield Rule(added, Direction.RESPONSE, gained, frozenset({removed}), new)
    optional, required = f"response-{noun}-became-optional", f"response-{noun}-became-required"
    yield Rule(optional, Direction.RESPONSE, Effect.WIDENS, frozenset({required}), "may be missing now")
    yield Rule(required, Direction.RESPONSE, Effect.NARROWS, frozenset({optional}), "is always there now")
    yield from _flips("response", noun, Direction.RESPONSE, "write-only", Effect.NARROWS, "read")
    yield from _flips("response", noun, Direction.RESPONSE, "read-only", None, "sent")


def _flips(
    side: str, noun: str, direction: Direction, flag: str, of_required: Effect | None, done: str
) -> Iterator[Rule]:
    """A property that may be only read, or only written, now or not any more.

    Args:
        side: how the names begin.
        noun: what it is a property of.
        direction: which way it goes.
        flag: what it became.
        of_required: what it does that a required property isn't so any more: it must be there then.
        done: what isn't done with it where it is so.
    """
    other_way = {Effect.NARROWS: Effect.WIDENS, Effect.WIDENS: Effect.NARROWS}
    for needed in ("required", "optional"):
        back = of_required if of_required is not None and needed == "required" else Effect.NONE
        became, became_not = f"{side}-{needed}-{noun}-became-{flag}", f"{side}-{needed}-{noun}-became-not-{flag}"
        forth = other_way.get(back, Effect.NONE)
        yield Rule(became, direction, forth, frozenset({became_not}), f"is {flag} now: it isn't {done}")
        yield Rule(became_not, direction, back, frozenset({became}), f"isn't {flag} any more: it is {done}")
