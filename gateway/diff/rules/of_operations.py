"""The rules about operations, their parameters, bodies, answers and security."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.rules.rule import Rule
from gateway.diff.rules.severity import Severity

WIDENS, NARROWS, INCOMPARABLE, UNKNOWN, NONE = (
    Effect.WIDENS,
    Effect.NARROWS,
    Effect.INCOMPARABLE,
    Effect.UNKNOWN,
    Effect.NONE,
)
BY_CHOICE = "Clients ask for it, or act on it."


def rules() -> Iterator[Rule]:
    """All rules about operations."""
    yield from _of_operations()
    yield from _of_parameters()
    yield from _of_request_bodies()
    yield from _of_answers()
    yield from _of_headers()
    yield from _of_security()


def _rule(
    name: str,
    effect: Effect,
    mirrors: str,
    said: str,
    unlike: Severity | None = None,
    why: str = "",
    direction: Direction = Direction.NONE,
) -> Rule:
    return Rule(name, direction, effect, frozenset(mirrors.split()), said, unlike, why)


def _of_operations() -> Iterator[Rule]:
    gone = " ".join(
        f"{what}-removed-{how}"
        for what in ("api", "api-path")
        for how in ("without-deprecation", "with-deprecation", "before-sunset")
    )
    yield _rule("endpoint-added", WIDENS, gone, "is new")
    honoured = "It was said to be going, and the date has come or none was given."
    for what, words in (("api", "is gone"), ("api-path", "is gone, as is all of its path")):
        yield _rule(f"{what}-removed-without-deprecation", NARROWS, "endpoint-added", words)
        yield _rule(
            f"{what}-removed-before-sunset", NARROWS, "endpoint-added", f"{words}, before its sunset on {{name}}"
        )
        yield _rule(
            f"{what}-removed-with-deprecation", NARROWS, "endpoint-added", f"{words}, and was deprecated",
            Severity.INFO, honoured,
        )  # fmt: skip
    yield _rule("endpoint-deprecated", NONE, "endpoint-reactivated", "is deprecated now")
    yield _rule(
        "endpoint-deprecated-with-sunset", NONE, "endpoint-reactivated", "is deprecated now, and goes on {name}"
    )
    yield _rule(
        "endpoint-reactivated",
        NONE,
        "endpoint-deprecated endpoint-deprecated-with-sunset",
        "isn't deprecated any more",
    )
    promise = "Nothing breaks yet; what was promised about the end of it doesn't hold any more."
    yield _rule("sunset-deleted", NONE, "sunset-added", "has no sunset any more; it was {before}",
                Severity.WARNING, promise)  # fmt: skip
    yield _rule("sunset-added", NONE, "sunset-deleted", "has a sunset now, on {after}")
    yield _rule("api-sunset-date-changed-too-small", NONE, "api-sunset-date-postponed",
                "goes on {after}, earlier than {before}", Severity.ERROR, promise)  # fmt: skip
    yield _rule("api-sunset-date-postponed", NONE, "api-sunset-date-changed-too-small",
                "goes on {after}, later than {before}")  # fmt: skip
    yield _rule("api-operation-id-removed", NONE, "api-operation-id-removed api-operation-id-added",
                "hasn't the operation id {before} any more")  # fmt: skip
    yield _rule("api-operation-id-added", NONE, "api-operation-id-removed", "has the operation id {after} now")
    yield _rule("api-tag-removed", NONE, "api-tag-added", "hasn't the tag {before} any more")
    yield _rule("api-tag-added", NONE, "api-tag-removed", "has the tag {after} now")
    for what in ("webhook", "callback"):
        yield _rule(f"{what}-added", WIDENS, f"{what}-removed", "is new")
        yield _rule(f"{what}-removed", NARROWS, f"{what}-added", "is gone")


def _of_parameters() -> Iterator[Rule]:
    def rule(name: str, effect: Effect, mirrors: str, said: str, unlike: Severity | None = None, why: str = "") -> Rule:
        return _rule(name, effect, mirrors, said, unlike, why, Direction.REQUEST)

    gone = (
        "request-parameter-removed request-parameter-removed-with-deprecation request-parameter-removed-before-sunset"
    )
    new = "new-required-request-parameter new-optional-request-parameter new-request-path-parameter"
    yield rule("new-required-request-parameter", NARROWS, gone, "is new, and must be sent")
    yield rule("new-optional-request-parameter", NONE, gone, "is new, and may be sent")
    yield rule("new-request-path-parameter", NARROWS, gone, "is new, in the path")
    yield rule("request-parameter-removed", UNKNOWN, new, "isn't known any more: it is passed over, or refused")
    yield rule("request-parameter-removed-with-deprecation", UNKNOWN, new, "isn't known any more, and was deprecated",
               Severity.INFO, "It was said to be going, and the date has come or none was given.")  # fmt: skip
    yield rule("request-parameter-removed-before-sunset", UNKNOWN, new,
               "isn't known any more, before its sunset on {name}",
               Severity.ERROR, "It was promised until then.")  # fmt: skip
    yield rule("request-parameter-became-required", NARROWS, "request-parameter-became-optional", "must be sent now")
    yield rule("request-parameter-became-optional", WIDENS, "request-parameter-became-required", "may be left out now")
    yield rule("request-path-parameter-renamed", NONE, "request-path-parameter-renamed",
               "was called {before}, and is called {after}; the path on the wire is the same")  # fmt: skip
    for name, words in (("style", "style"), ("explode", "`explode`"), ("media-type", "media type")):
        suffix = f"request-parameter-{name}-changed"
        yield rule(suffix, INCOMPARABLE, suffix, f"was written with the {words} {{before}}, and is with {{after}}")
    for name, words in (
        ("allow-reserved", "may hold reserved characters unescaped"),
        ("allow-empty-value", "may be sent without a value"),
    ):
        became, became_not = f"request-parameter-became-{name}", f"request-parameter-became-not-{name}"
        yield rule(became, WIDENS, became_not, f"{words} now")
        yield rule(became_not, NARROWS, became, f"was one that {words}, and isn't any more")


def _of_request_bodies() -> Iterator[Rule]:
    def rule(name: str, effect: Effect, mirrors: str, said: str, unlike: Severity | None = None, why: str = "") -> Rule:
        return _rule(name, effect, mirrors, said, unlike, why, Direction.REQUEST)

    yield rule("request-body-added-required", NARROWS, "request-body-removed", "is new, and must be sent")
    yield rule("request-body-added-optional", NONE, "request-body-removed", "is new, and may be sent")
    yield rule("request-body-removed", UNKNOWN, "request-body-added-required request-body-added-optional", "is gone",
               Severity.ERROR, "What clients said with it can't be said any more.")  # fmt: skip
    yield rule("request-body-became-required", NARROWS, "request-body-became-optional", "must be sent now")
    yield rule("request-body-became-optional", WIDENS, "request-body-became-required", "may be left out now")
    yield from _of_media_types("request-body-media-type", "request-body-media-type", Direction.REQUEST)


def _of_media_types(prefix: str, schema_prefix: str, direction: Direction) -> Iterator[Rule]:
    chosen = direction is Direction.RESPONSE

    def rule(name: str, effect: Effect, mirror: str, said: str, unlike: Severity | None = None) -> Rule:
        return _rule(name, effect, mirror, said, unlike, BY_CHOICE if unlike else "", direction)

    yield rule(f"{prefix}-removed", NARROWS, f"{prefix}-added", "can't be {before} any more",
               Severity.ERROR if chosen else None)  # fmt: skip
    yield rule(f"{prefix}-added", WIDENS, f"{prefix}-removed", "may be {after} now",
               Severity.INFO if chosen else None)  # fmt: skip
    wider, narrower = f"{prefix}-name-generalized", f"{prefix}-name-specialized"
    yield rule(wider, WIDENS, narrower, "was {before}, and is any of {after}")
    yield rule(narrower, NARROWS, wider, "was any of {before}, and is only {after}")
    added, removed = f"{schema_prefix}-schema-added", f"{schema_prefix}-schema-removed"
    yield rule(added, NARROWS, removed, "has a schema now")
    yield rule(removed, WIDENS, added, "has no schema any more")
    encoding = f"{schema_prefix}-encoding-changed"
    yield rule(encoding, UNKNOWN, encoding, "has parts that are encoded in another way")


def _of_answers() -> Iterator[Rule]:
    def rule(name: str, effect: Effect, mirror: str, said: str, unlike: Severity, why: str) -> Rule:
        return _rule(name, effect, mirror, said, unlike, why, Direction.RESPONSE)

    yield rule("response-success-status-removed", NARROWS, "response-success-status-added", "is gone",
               Severity.ERROR, BY_CHOICE)  # fmt: skip
    yield rule("response-success-status-added", WIDENS, "response-success-status-removed", "is new",
               Severity.INFO, "Clients act on the class of a status that they don't know (RFC 9110, 15).")  # fmt: skip
    yield rule("response-non-success-status-removed", NARROWS, "response-non-success-status-added", "is gone",
               Severity.WARNING, "Clients may act on it; but no document promises that it lists them all.")  # fmt: skip
    yield rule("response-non-success-status-added", WIDENS, "response-non-success-status-removed", "is new",
               Severity.INFO, "No document promises that it lists all errors.")  # fmt: skip
    yield from _of_media_types("response-media-type", "response-body-media-type", Direction.RESPONSE)


def _of_headers() -> Iterator[Rule]:
    def rule(name: str, effect: Effect, mirrors: str, said: str, unlike: Severity | None = None, why: str = "") -> Rule:
        return _rule(name, effect, mirrors, said, unlike, why, Direction.RESPONSE)

    gone = "required-response-header-removed optional-response-header-removed"
    yield rule("required-response-header-removed", WIDENS, "response-header-added", "was always there, and is gone")
    yield rule("optional-response-header-removed", WIDENS, "response-header-added", "was sometimes there, and is gone",
               Severity.WARNING, "Clients had to do without it before.")  # fmt: skip
    yield rule("response-header-added", NONE, gone, "is new")
    yield rule("response-header-became-optional", WIDENS, "response-header-became-required", "may be missing now")
    yield rule("response-header-became-required", NARROWS, "response-header-became-optional", "is always there now")


def _of_security() -> Iterator[Rule]:
    for prefix in ("api-security", "api-global-security"):
        yield _rule(f"{prefix}-removed", NARROWS, f"{prefix}-added", "can't be called with {before} any more")
        yield _rule(f"{prefix}-added", WIDENS, f"{prefix}-removed", "may be called with {after} now")
        yield _rule(
            f"{prefix}-scope-added", NARROWS, f"{prefix}-scope-removed", "needs the scope {after} now, of {name}"
        )
        yield _rule(
            f"{prefix}-scope-removed",
            WIDENS,
            f"{prefix}-scope-added",
            "doesn't need the scope {before} any more, of {name}",
        )
        yield _rule(
            f"{prefix}-became-required",
            NARROWS,
            f"{prefix}-became-optional",
            "can't be called without security any more",
        )
        yield _rule(
            f"{prefix}-became-optional", WIDENS, f"{prefix}-became-required", "may be called without security now"
        )
    component = "api-security-component"
    for name, effect, words in (
        ("type", INCOMPARABLE, "type"),
        ("credentials", INCOMPARABLE, "way to send credentials"),
        ("oauth-url", UNKNOWN, "authorization URL"),
        ("oauth-token-url", UNKNOWN, "token URL"),
    ):
        suffix = f"{component}-{name}-changed"
        yield _rule(suffix, effect, suffix, f"had the {words} {{before}}, and has {{after}}")
    for what in ("", "oauth-scope-"):
        words = "scope " if what else ""
        yield _rule(f"{component}-{what}added", NONE, f"{component}-{what}removed", f"{words}{{after}} is new")
        yield _rule(f"{component}-{what}removed", NONE, f"{component}-{what}added", f"{words}{{before}} is gone")
