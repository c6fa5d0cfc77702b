"""Reads what each handler says of itself, once, whatever it is written with."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.contract import mounted, typed
from gateway.contract.lineages import Lineage, Lineages
from gateway.contract.parts import Parts
from gateway.contract.refusals import OWN, own_shape
from gateway.contract.said import Base, Said
from gateway.handle.mounted import MountedEndpoint
from gateway.handle.typed import TypedEndpoint
from gateway.operations.routes.interface import Answer, Interface
from gateway.plan.endpoint import Endpoint
from gateway.plan.lineage import state_of
from gateway.plan.table import Entry
from gateway.timeline.version import ApiVersion


class Readers:
    """Gives what handlers say in the words of their own version.

    Args:
        parts: the parts of the gateway.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.lineages = Lineages(parts)
        self._said: dict[int, tuple[Endpoint, Said]] = {}
        self._bases: dict[ApiVersion, Base] = {}
        self._own = own_shape()

    def of(self, endpoint: Endpoint) -> Said:
        """What a handler says."""
        if id(endpoint) not in self._said:
            self._said[id(endpoint)] = endpoint, self._read(endpoint)
        return self._said[id(endpoint)][1]

    def _read(self, endpoint: Endpoint) -> Said:
        state = state_of(endpoint, self.lineages.derived.shared)
        if isinstance(endpoint, TypedEndpoint):
            return typed.said(endpoint, state)
        state = state._replace(responses={**state.responses, OWN: self._own})
        if isinstance(endpoint, MountedEndpoint):
            return mounted.said(endpoint, state)
        return Said({}, Interface([], None, [Answer("default", "default")]), state)

    def lineage(self, entry: Entry) -> Lineage:
        """The way of a route's handler back through the versions."""
        return self.lineages.of(entry.endpoint, self.of(entry.endpoint).state, entry.home)

    def is_published(self, entry: Entry) -> bool:
        """Whether a route is part of what the API publishes."""
        endpoint = entry.endpoint
        if endpoint.neutral or endpoint.prefix or entry.route.method is None:
            return False
        # What an app's own document leaves out is left out, where it has one.
        documented = isinstance(endpoint, MountedEndpoint) and bool(endpoint.app.document.get("paths"))
        return not (documented and isinstance(endpoint, MountedEndpoint) and not endpoint.operation)

    def base(self, version: ApiVersion) -> Base:
        """What is said of the whole API where a version's handlers are."""
        if version not in self._bases:
            self._parts.packages.endpoints(version)
            app = self._parts.packages.mounted.get(version)
            self._bases[version] = mounted.base(app) if app is not None else self._said_for_typed()
        return self._bases[version]

    def _said_for_typed(self) -> Base:
        said: Mapping[str, object] = self._parts.said()
        components = said.get("components")
        schemes = components.get("securitySchemes", {}) if isinstance(components, Mapping) else {}
        return Base({key: held for key, held in said.items() if key not in mounted.OF_THE_WHOLE}, dict(schemes))
