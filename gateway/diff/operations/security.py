"""What a client must show to be let in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.diff.document import Document
from gateway.diff.operations.sides import At, Sides
from gateway.diff.values import canonical
from gateway.diff.where import Where

Requirement = Mapping[str, frozenset[str]]
"""Security schemes that are all needed, with the scopes of each."""
CREDENTIALS = ("scheme", "in", "name", "openIdConnectUrl")
URLS = (("authorizationUrl", "oauth-url"), ("tokenUrl", "oauth-token-url"))


def requirements(held: Any) -> list[Requirement]:
    """The alternatives of what a client must show, one of which is enough; one that is empty is no security.

    Args:
        held: what `security` holds (OpenAPI 3.1, 4.8.30).
    """
    listed = [one for one in held if isinstance(one, Mapping)] if isinstance(held, list) else []
    found: list[Requirement] = [
        {str(name): frozenset(map(str, scopes or ())) for name, scopes in one.items()} for one in listed
    ]
    return found or [{}]


def compare(sides: Sides, where: Where, old: At, new: At) -> bool:
    """Compare what an operation asks for.

    Args:
        sides: the documents.
        where: the operation.
        old: what the older document says of it.
        new: what the newer document says of it.

    Returns:
        whether both say what their documents say of all operations.
    """
    before, after = old.get("security"), new.get("security")
    if before is None and after is None:
        return True
    places = [f"{one.pointer}/security" if one.get("security") is not None else "/security" for one in (old, new)]
    both = (
        requirements(sides.old.content.get("security") if before is None else before),
        requirements(sides.new.content.get("security") if after is None else after),
    )
    _compare_requirements(sides, where, "api-security", *both, (places[0], places[1]))
    return False


def compare_global(sides: Sides) -> None:
    """Compare what the documents ask for where operations say nothing."""
    both = requirements(sides.old.content.get("security")), requirements(sides.new.content.get("security"))
    _compare_requirements(sides, Where(), "api-global-security", *both, ("/security", "/security"))


def _compare_requirements(
    sides: Sides,
    where: Where,
    prefix: str,
    old: Sequence[Requirement],
    new: Sequence[Requirement],
    places: tuple[str, str],
) -> None:
    def say(suffix: str, before: Any = None, after: Any = None, name: str = "") -> None:
        sides.say(f"{prefix}-{suffix}", where, *places, before, after, name)

    was_free, is_free = any(not one for one in old), any(not one for one in new)
    if was_free and is_free:
        return  # whatever else is let in, nobody needs it
    if was_free or is_free:
        say("became-optional" if is_free else "became-required")
        return
    olds, news = _by_schemes(old), _by_schemes(new)
    for schemes in sorted(olds.keys() & news.keys()):
        _compare_scopes(say, olds[schemes], news[schemes])
    for schemes in sorted(olds.keys() - news.keys()):
        if not any(_is_enough(olds[schemes], one) for one in new):
            say("removed", _shown(schemes))
    for schemes in sorted(news.keys() - olds.keys()):
        if not any(_is_enough(news[schemes], one) for one in old):
            say("added", None, _shown(schemes))


def _by_schemes(listed: Sequence[Requirement]) -> dict[tuple[str, ...], Requirement]:
    return {tuple(sorted(one)): one for one in listed}


def _is_enough(had: Requirement, asked: Requirement) -> bool:
    """Whether who can show the one can show the other."""
    return all(name in had and scopes <= had[name] for name, scopes in asked.items())


def _compare_scopes(say: Any, old: Requirement, new: Requirement) -> None:
    for name in sorted(old):
        for scope in sorted(new[name] - old[name]):
            say("scope-added", None, scope, name)
        for scope in sorted(old[name] - new[name]):
            say("scope-removed", scope, None, name)


def _shown(schemes: tuple[str, ...]) -> str:
    return " and ".join(schemes)


def compare_schemes(sides: Sides) -> None:
    """Compare the security schemes that anything asks for."""
    used = _used(sides.old), _used(sides.new)
    for name in sorted(used[0] | used[1]):
        old, new = (document.part("components", "securitySchemes", name) for document in (sides.old, sides.new))
        place = f"/components/securitySchemes/{name}"
        where = Where(name=f"security scheme {name}")
        if not old and new:
            sides.say("api-security-component-added", where, None, place, after=name)
        elif old and not new:
            sides.say("api-security-component-removed", where, place, None, before=name)
        elif old and new:
            _compare_scheme(sides, where, old, new, place)


def _used(document: Document) -> set[str]:
    """The names of the schemes that operations, or the document for all of them, ask for."""
    held = [document.content.get("security")]
    for item in document.part("paths").values():
        if isinstance(item, Mapping):
            held += [one.get("security") for one in item.values() if isinstance(one, Mapping)]
    return {name for one in held for requirement in requirements(one) for name in requirement}


def _compare_scheme(sides: Sides, where: Where, old: Mapping[str, Any], new: Mapping[str, Any], place: str) -> None:
    def say(suffix: str, before: Any = None, after: Any = None) -> None:
        sides.say(f"api-security-component-{suffix}", where, place, place, before, after)

    if old.get("type") != new.get("type"):
        say("type-changed", old.get("type"), new.get("type"))
        return
    before, after = (" ".join(str(one[key]).lower() for key in CREDENTIALS if key in one) for one in (old, new))
    if before != after:
        say("credentials-changed", before, after)
    flows = [_part(one, "flows") for one in (old, new)]
    for flow in sorted({*flows[0], *flows[1]}):
        one, other = (_part(side, flow) for side in flows)
        for keyword, name in URLS:
            if canonical(one.get(keyword)) != canonical(other.get(keyword)):
                say(f"{name}-changed", one.get(keyword), other.get(keyword))
        scopes = [set(side.get("scopes") or ()) for side in (one, other)]
        for scope in sorted(scopes[1] - scopes[0]):
            say("oauth-scope-added", None, scope)
        for scope in sorted(scopes[0] - scopes[1]):
            say("oauth-scope-removed", scope)


def _part(node: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = node.get(name)
    return held if isinstance(held, Mapping) else {}
