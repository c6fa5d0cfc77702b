"""Which named differences apply to whom."""

from __future__ import annotations

from typing import Any

from gateway.asgi import BEHAVIOURS, VERSION
from gateway.changes.history import History
from gateway.errors import ConfigurationError, nearest
from gateway.timeline.timeline import Timeline
from gateway.timeline.version import ApiVersion


class Behaviours:
    """Finds the version that introduced each named difference.

    Args:
        timeline: the versions.
        history: their changes.
    """

    def __init__(self, timeline: Timeline, history: History) -> None:
        self._timeline = timeline
        self._history = history
        self._since: dict[str, ApiVersion] | None = None

    def applies(self, name: str, version: ApiVersion) -> bool:
        """Whether a version has it.

        Raises:
            ConfigurationError: no change declares it.
        """
        if self._since is None:
            from gateway.operations.behaviour import Behaviour

            self._since = {
                operation.name: introduced
                for introduced in self._timeline
                for change in self._history.changes(introduced)
                for operation in change.operations
                if isinstance(operation, Behaviour)
            }
        if name not in self._since:
            raise ConfigurationError(f"No change declares the behaviour {name!r}. {nearest(name, self._since)}")
        return not version < self._since[name]


def applies(request: Any, name: str) -> bool:
    """Whether a named difference applies to a request: its client's version has it.

    Outside a gateway everything applies, as handlers speak the newest version.

    Args:
        request: a Starlette or FastAPI request, or an ASGI scope.
        name: what `behaviour(name)` in a change calls it.

    Raises:
        ConfigurationError: no change declares it.
    """
    scope = getattr(request, "scope", request)
    behaviours = scope.get(BEHAVIOURS)
    return True if behaviours is None else bool(behaviours.applies(name, scope[VERSION]))
