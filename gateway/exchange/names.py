"""URLs by the names of routes."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import URLPath
from starlette.routing import NoMatchFound

from gateway.plan.atlas import Atlas
from gateway.timeline.version import ApiVersion


class Names:
    """Finds the path of a named route; what `request.url_for` asks.

    A handler gets the path in the version that it speaks, with the client's prefix; in headers and declared links it
    is then rewritten to the client's version like any other link.

    Args:
        atlas: the routes.
        version: the version whose names and parameters are meant.
    """

    def __init__(self, atlas: Atlas, version: ApiVersion) -> None:
        self._atlas = atlas
        self._version = version

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """The path of a route in this version. Raises starlette's NoMatchFound."""
        return URLPath(self.path_in(self._version, name, path_params))

    def path_in(self, version: ApiVersion, name: str, parameters: dict[str, Any]) -> str:
        """The path that a route has for the clients of a version.

        Raises:
            NoMatchFound: no route of that version has the name, or its parameters are others.
        """
        for entry in self._atlas.table(version).entries:
            if entry.endpoint.name != name:
                continue
            home = self._atlas.table(entry.home).twin(entry.endpoint) or entry
            if set(home.names) == set(parameters):
                return entry.path_for(entry.downgraded(parameters[known] for known in home.names))
        raise NoMatchFound(name, parameters)
