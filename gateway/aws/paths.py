"""Where the stage and the base path of a custom domain end and the application's own path begins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

_PARAMETER = re.compile(r"\{([^{}+]+)\+?\}")


class Location(NamedTuple):
    """The parts of an ASGI scope that say where a request is (ASGI HTTP specification, "Connection Scope")."""

    root_path: str
    path: str
    raw_path: bytes | None
    base_path: str


class Route(NamedTuple):
    """The route that API Gateway matched: its template and the values of the template's parameters."""

    template: str
    parameters: Mapping[str, str]


def located(
    full: str, *, route: Route | None, stage: str, base_path: str, encoded: bool, stage_leads: bool
) -> Location:
    """Split the full path of an event by whole segments.

    Args:
        full: the path as the event has it, with whatever prefix.
        route: the matched route, if the event tells it: what comes before it is the prefix.
        stage: `requestContext.stage`.
        base_path: the configured base path, `/` or empty if there is none.
        encoded: whether `full` is still percent-encoded, as in REST API and function URL events;
            HTTP APIs decode it, and decoding twice would turn `%2541` into `A`.
        stage_leads: whether a leading segment equal to the stage is the stage; otherwise the event
            came by a custom domain, where it is a base path that happens to have that name.
    """
    parts = segments(full)
    base = segments(base_path) if base_path.strip("/") else []
    count = _prefix_length(parts, route, stage, base)
    prefix, rest = parts[:count], parts[count:]
    found = _joined(_without_stage(prefix, stage, stage_leads))
    return under(_joined(prefix), _joined(rest), base_path=decoded(found) if encoded else found, encoded=encoded)


def under(prefix: str, rest: str, *, base_path: str, encoded: bool) -> Location:
    """Where `rest` is below `prefix`. A request for exactly the prefix is one for the application's `/`."""
    whole = prefix + (rest or "/")
    if not encoded:
        return Location(prefix, whole, None, base_path)
    return Location(decoded(prefix), decoded(whole), whole.encode("utf-8", "replace"), base_path)


def decoded(path: str) -> str:
    """A percent-encoded path decoded."""
    return unquote(path) if "%" in path else path


def segments(path: str) -> list[str]:
    """The segments of a path; `/` has one, which is empty, as has `/v1/` after its `v1`."""
    return path.removeprefix("/").split("/")


def expand(route: Route) -> str | None:
    """The route's template with its values, or None for `$default` and for a value that is missing."""
    if not route.template.startswith("/"):
        return None
    names = _PARAMETER.findall(route.template)
    if any(name not in route.parameters for name in names):
        return None
    return _PARAMETER.sub(lambda found: route.parameters[found[1]], route.template)


def _prefix_length(parts: Sequence[str], route: Route | None, stage: str, base: Sequence[str]) -> int:
    """How many leading segments are not the application's."""
    count = _before_route(parts, route) if route is not None else None
    if count is None:
        return _before_known(parts, stage, base)
    if base and not _holds(parts[:count], base) and _leads(base, parts[count:]):
        # Through execute-api the domain's base path is absent, but a route may be declared under it.
        count += len(base)
    return count


def _before_route(parts: Sequence[str], route: Route) -> int | None:
    """Where the matched route begins, or None if the path doesn't end with it.

    Both are compared decoded: AWS documents neither that `path` and `pathParameters` are encoded alike,
    nor that a trailing slash is in both.
    """
    expanded = expand(route)
    if expanded is None:
        return None
    ends = {expanded.rstrip("/"), unquote(expanded).rstrip("/")}
    for count in range(len(parts) + 1):
        tail = _joined(parts[count:])
        if tail.rstrip("/") in ends or unquote(tail).rstrip("/") in ends:
            return count
    return None


def _before_known(parts: Sequence[str], stage: str, base: Sequence[str]) -> int:
    """The length of the stage and the configured base path, each at most once and in either order.

    The default stage is never in a path.
    """
    count = 0
    known = [prefix for prefix in ([stage], list(base)) if prefix and prefix not in ([""], ["$default"])]
    for prefix in (*known, *known[:1]):
        if prefix in known and _leads(prefix, parts[count:]):
            count += len(prefix)
            known.remove(prefix)
    return count


def _without_stage(prefix: Sequence[str], stage: str, stage_leads: bool) -> Sequence[str]:
    """The prefix less the stage: execute-api puts it first, a domain mapping that names no stage has it last."""
    if stage_leads:
        return prefix[1:] if prefix and prefix[0] == stage else prefix
    return prefix[:-1] if len(prefix) > 1 and prefix[-1] == stage else prefix


def _leads(prefix: Sequence[str], parts: Sequence[str]) -> bool:
    return [unquote(part) for part in parts[: len(prefix)]] == [unquote(part) for part in prefix]


def _holds(parts: Sequence[str], run: Sequence[str]) -> bool:
    return any(_leads(run, parts[start:]) for start in range(len(parts) - len(run) + 1))


def _joined(parts: Sequence[str]) -> str:
    return "".join("/" + part for part in parts)
