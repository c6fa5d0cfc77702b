"""The rules about what one schema says of its values."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.rules.family import Family
from gateway.diff.rules.severity import Severity

WIDENS, NARROWS, INCOMPARABLE, UNKNOWN, NONE = (
    Effect.WIDENS,
    Effect.NARROWS,
    Effect.INCOMPARABLE,
    Effect.UNKNOWN,
    Effect.NONE,
)

BOUNDS = {
    "max": "maximum",
    "min": "minimum",
    "exclusive-max": "exclusiveMaximum",
    "exclusive-min": "exclusiveMinimum",
    "max-length": "maxLength",
    "min-length": "minLength",
    "max-items": "maxItems",
    "min-items": "minItems",
    "max-properties": "maxProperties",
    "min-properties": "minProperties",
    "max-contains": "maxContains",
    "min-contains": "minContains",
}
"""The keywords of bounds, by what they are called in the names of rules."""

INNER = {
    "property-names": ("the schema of its properties' names", True),
    "contains": ("the schema that some of its items must have", True),
    "then": ("what `then` asks", True),
    "else": ("what `else` asks", True),
    "dependent-schema": ("what is asked where {name} is there", True),
    "content-schema": ("the schema of the document in its text", True),
    "not": ("the schema that it mustn't have", False),
}
"""Schemas inside a schema that are compared as wholes, and whether a wider one makes the outer one wider."""


def families() -> Iterator[Family]:
    """All families of rules about schemas."""
    yield from _of_types()
    yield from _of_values()
    yield from _of_bounds()
    yield from _of_texts()
    yield from _of_structure()
    yield from _of_inner_schemas()
    yield from _of_discriminators()
    yield from _of_words()


def _pair(one: str, said: str, other: str, said_of_other: str) -> Iterator[Family]:
    """A family that narrows, and the one that widens."""
    yield Family(one, NARROWS, (other,), said)
    yield Family(other, WIDENS, (one,), said_of_other)


def _itself(suffix: str, effect: Effect, said: str) -> Family:
    return Family(suffix, effect, (suffix,), said)


def _of_types() -> Iterator[Family]:
    yield _itself("type-changed", INCOMPARABLE, "was {before} and is {after}")
    yield from _pair(
        "type-specialized", "was {before} and is {after}", "type-generalized", "was {before} and is {after}"
    )
    yield from _pair(
        "list-of-types-narrowed",
        "was {before} and is only {after}",
        "list-of-types-widened",
        "was {before} and may be {after}",
    )
    yield from _pair("became-not-nullable", "can't be null any more", "became-nullable", "may be null now")


def _of_values() -> Iterator[Family]:
    yield from _pair(
        "became-enum",
        "is one of {after} now",
        "became-not-enum",
        "isn't one of {before} only, but anything of its type",
    )
    yield from _pair("enum-value-removed", "can't be {before} any more", "enum-value-added", "may be {after} now")
    yield from _pair("const-added", "is always {after} now", "const-removed", "isn't always {before} any more")
    yield _itself("const-changed", INCOMPARABLE, "was always {before} and is always {after}")
    careful = {Direction.REQUEST: Severity.WARNING}
    why = "What clients leave out means something else, though all that they sent is still valid."
    yield Family("default-value-added", NONE, ("default-value-removed",), "is {after} now where it is left out")
    yield Family(
        "default-value-removed",
        NONE,
        ("default-value-added",),
        "isn't {before} any more where it is left out",
        careful,
        why,
    )
    yield Family(
        "default-value-changed",
        NONE,
        ("default-value-changed",),
        "was {before} where it is left out, and is {after}",
        careful,
        why,
    )


def _of_bounds() -> Iterator[Family]:
    for name, keyword in BOUNDS.items():
        yield from _pair(
            f"{name}-set", f"`{keyword}` is {{after}} now", f"{name}-unset", f"`{keyword}` {{before}} is gone"
        )
        up, down = f"{name}-increased", f"{name}-decreased"
        words = f"`{keyword}` went {{}} from {{{{before}}}} to {{{{after}}}}"
        upper = "max" in name
        narrower, wider = (down, up) if upper else (up, down)
        yield from _pair(
            narrower,
            words.format("down" if upper else "up"),
            wider,
            words.format("up" if upper else "down"),
        )
    yield from _pair(
        "multiple-of-set",
        "is a multiple of {after} now",
        "multiple-of-unset",
        "needn't be a multiple of {before} any more",
    )
    said = "was a multiple of {before}, and is one of {after}"
    yield from _pair("multiple-of-specialized", said, "multiple-of-generalized", said)
    yield _itself("multiple-of-changed", INCOMPARABLE, said)
    yield from _pair(
        "unique-items-set", "can't hold an item twice any more", "unique-items-unset", "may hold an item twice now"
    )


def _of_texts() -> Iterator[Family]:
    yield from _pair(
        "pattern-added", "has the pattern {after} now", "pattern-removed", "hasn't the pattern {before} any more"
    )
    said = "had the pattern {before}, and has {after}"
    yield from _pair(
        "pattern-specialized",
        said + ", which fewer texts match",
        "pattern-generalized",
        said + ", which more texts match",
    )
    yield _itself("pattern-replaced", INCOMPARABLE, said + ", which other texts match")
    yield _itself("pattern-changed", UNKNOWN, said)
    for name, words in (("content-media-type", "media type"), ("content-encoding", "encoding")):
        yield _itself(f"{name}-changed", INCOMPARABLE, f"held text of the {words} {{before}}, and holds {{after}}")


def _of_structure() -> Iterator[Family]:
    yield Family(
        "additional-properties-closed",
        NARROWS,
        ("additional-properties-opened",),
        "can't have other properties than those named any more",
    )
    yield Family(
        "additional-properties-opened",
        WIDENS,
        ("additional-properties-closed",),
        "may have other properties than those named now",
        {Direction.RESPONSE: Severity.WARNING},
        "Clients are expected to pass over properties that they don't know.",
    )
    yield from _pair(
        "pattern-property-added",
        "says something of the properties that match {after} now",
        "pattern-property-removed",
        "says nothing of the properties that match {before} any more",
    )
    yield from _pair(
        "dependent-required-added",
        "must have {after} now where it has {name}",
        "dependent-required-removed",
        "needn't have {before} any more where it has {name}",
    )
    yield _itself("dependent-required-changed", INCOMPARABLE, "must have {after} where it has {name}, not {before}")
    for kind, words in (("any-of", "anyOf"), ("one-of", "oneOf")):
        yield from _pair(
            f"{kind}-removed",
            f"can't be {{before}} any more, which was in `{words}`",
            f"{kind}-added",
            f"may be {{after}} now, which is new in `{words}`",
        )
        yield from _pair(
            f"restricted-to-{kind}",
            f"must be one of {{after}} now as well (`{words}`)",
            f"released-from-{kind}",
            f"needn't be one of {{before}} any more (`{words}`)",
        )
        yield Family(
            f"wrapped-in-{kind}",
            INCOMPARABLE,
            (f"unwrapped-from-{kind}",),
            f"is one of {{after}} now (`{words}`), none of which is what it was",
        )
        yield Family(
            f"unwrapped-from-{kind}",
            INCOMPARABLE,
            (f"wrapped-in-{kind}",),
            f"was one of {{before}} (`{words}`), and is something else",
        )
    yield Family(
        "any-of-became-one-of",
        UNKNOWN,
        ("one-of-became-any-of",),
        "can't be several of its alternatives at once any more, if it ever was",
    )
    yield Family(
        "one-of-became-any-of", UNKNOWN, ("any-of-became-one-of",), "may be several of its alternatives at once now"
    )
    yield from _pair("if-added", "has conditions now", "if-removed", "has no conditions any more")
    yield _itself("if-changed", UNKNOWN, "has other conditions")


def _of_inner_schemas() -> Iterator[Family]:
    for name, (words, alike) in INNER.items():
        yield from _pair(f"{name}-added", f"has something new: {words}", f"{name}-removed", f"hasn't any more: {words}")
        narrower, wider = f"{name}-specialized", f"{name}-generalized"
        yield Family(narrower, NARROWS if alike else WIDENS, (wider,), f"{words} allows less")
        yield Family(wider, WIDENS if alike else NARROWS, (narrower,), f"{words} allows more")
        yield _itself(f"{name}-changed", INCOMPARABLE, f"{words} is another")
        yield _itself(f"{name}-differs", UNKNOWN, f"{words} is another, and nothing tells whether it allows less")


def _of_discriminators() -> Iterator[Family]:
    careful = {Direction.REQUEST: Severity.WARNING, Direction.RESPONSE: Severity.WARNING}
    why = "Generated clients choose a class by it; what is valid is said by the schemas themselves."
    yield Family("discriminator-added", NONE, ("discriminator-removed",), "is told apart by {after} now")
    yield Family(
        "discriminator-removed", NONE, ("discriminator-added",), "isn't told apart by {before} any more", careful, why
    )
    yield Family(
        "discriminator-property-name-changed",
        NONE,
        ("discriminator-property-name-changed",),
        "was told apart by {before}, and is by {after}",
        careful,
        why,
    )
    yield Family(
        "discriminator-mapping-added",
        NONE,
        ("discriminator-mapping-deleted",),
        "has the tag {after} too for one of its alternatives",
        {Direction.RESPONSE: Severity.WARNING},
        why,
    )
    yield Family(
        "discriminator-mapping-deleted",
        NONE,
        ("discriminator-mapping-added",),
        "hasn't the tag {before} any more for one of its alternatives",
        {Direction.REQUEST: Severity.WARNING},
        why,
    )


def _of_words() -> Iterator[Family]:
    yield Family("deprecated", NONE, ("reactivated",), "is deprecated now")
    yield Family("reactivated", NONE, ("deprecated",), "isn't deprecated any more")
