"""By which way a request came in: what the event says, read in one place for all kinds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote

from gateway.aws.identity import identity_of
from gateway.aws.kinds import Kind
from gateway.aws.mappings import Mappings
from gateway.aws.paths import Location, Route, decoded, located, under
from gateway.resolve.identity import Identity
from gateway.resolve.stage import Stage

Event = Mapping[str, Any]


class Entry(NamedTuple):
    """What an event says of the deployment that received the request, and of who sent it.

    Args:
        location: the parts of the path.
        stage: the stage with its variables, and the base path of a custom domain.
        identity: who is calling.
    """

    location: Location
    stage: Stage
    identity: Identity


def enter(kind: Kind, event: Event, context: object, mappings: Mappings) -> Entry:
    """Read an event of a kind.

    Args:
        kind: what `kind_of` found.
        event: the event.
        context: the invocation's context.
        mappings: the base paths that the operator has named.
    """
    request: Mapping[str, Any] = event["requestContext"]
    name = str(request.get("stage") or "")
    location = _LOCATIONS[kind](event, request, name, mappings)
    variables = event.get("stageVariables")
    stage = Stage(name, variables, location.base_path) if variables else _without_variables(name, location.base_path)
    return Entry(location, stage, identity_of(request, context))


@lru_cache(64)
def _without_variables(name: str, base_path: str) -> Stage:
    """A stage, of which a deployment has few."""
    return Stage(name, {}, base_path)


def _rest(event: Event, request: Mapping[str, Any], stage: str, mappings: Mappings) -> Location:
    """Through execute-api `path` lacks the stage, which `requestContext.path` has.

    On a custom domain both are the same: the base path, the stage if the mapping names none, and the route's path.
    """
    path = event.get("path") or "/"
    staged = f"/{stage}{path}"
    seen = request.get("path") or path
    direct = seen == staged or unquote(seen).rstrip("/") == unquote(staged).rstrip("/")
    if direct and not mappings.base_path:
        return under(f"/{stage}", path, base_path="", encoded=True)
    return located(
        staged if direct else path,
        route=Route(event.get("resource") or "", event.get("pathParameters") or {}),
        stage=stage,
        base_path=mappings.base_path,
        encoded=True,
        stage_leads=direct or came_by_execute_api(request),
    )


def _http(event: Event, request: Mapping[str, Any], stage: str, mappings: Mappings) -> Location:
    """A named stage leads `rawPath`; a domain's mapping isn't in it, nor the stage in what its clients write."""
    path = event.get("rawPath") or request["http"].get("path") or "/"
    template = str(event.get("routeKey") or "").rpartition(" ")[2]
    by_execute_api = came_by_execute_api(request)
    if by_execute_api and stage == "$default" and template == "$default" and not mappings.base_path:
        return Location("", path, None, "")
    found = located(
        path,
        route=Route(template, event.get("pathParameters") or {}),
        stage=stage,
        base_path=mappings.base_path,
        encoded=False,
        stage_leads=True,
    )
    if by_execute_api:
        return found
    mapped = mappings.of(str(request.get("domainName") or ""), stage) or found.base_path
    return under(mapped, found.path[len(found.root_path) :], base_path=mapped, encoded=False)


def _http_payload_1(event: Event, request: Mapping[str, Any], stage: str, mappings: Mappings) -> Location:
    """A named stage, or a domain's mapping, leads `path`, which is decoded."""
    return located(
        event.get("path") or "/",
        route=Route(event.get("resource") or "", event.get("pathParameters") or {}),
        stage=stage,
        base_path=mappings.of(str(request.get("domainName") or ""), stage) or mappings.base_path,
        encoded=False,
        stage_leads=came_by_execute_api(request),
    )


def _function_url(event: Event, request: Mapping[str, Any], _stage: str, mappings: Mappings) -> Location:
    """There is no stage; a path prefix of the CDN in front can be configured. `rawPath` is as the client sent it."""
    return _plain(event.get("rawPath") or request["http"].get("path") or "/", mappings)


def _load_balancer(event: Event, _request: Mapping[str, Any], _stage: str, mappings: Mappings) -> Location:
    """There is no stage; the prefix that a listener rule matches can be configured. `path` is as it was sent."""
    return _plain(event.get("path") or "/", mappings)


def _plain(path: str, mappings: Mappings) -> Location:
    if not mappings.base_path:
        return Location("", decoded(path), path.encode("utf-8", "replace"), "")
    return located(path, route=None, stage="$default", base_path=mappings.base_path, encoded=True, stage_leads=True)


_LOCATIONS = {
    Kind.REST_API: _rest,
    Kind.HTTP_API: _http,
    Kind.HTTP_API_PAYLOAD_1: _http_payload_1,
    Kind.FUNCTION_URL: _function_url,
    Kind.LOAD_BALANCER: _load_balancer,
}


def came_by_execute_api(request_context: Mapping[str, Any]) -> bool:
    """Whether the client used the API's own domain; told by the request context, not by `Host`.

    An event that doesn't say, as local emulators make, counts as execute-api.
    """
    domain = request_context.get("domainName") or ""
    return not domain or ".execute-api." in domain or domain.startswith(("localhost", "127.0.0.1"))
