"""The gateway's clock, as a test sets it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self

from gateway.locate import gateway_in


class Clock:
    """Stands still, at first at the present instant, and gives the gateway its own clock back at the end.

    Deprecation, sunset, retirement and brownouts depend on it; what handlers ask of the time doesn't.

    Args:
        app: the app with the gateway in it.
    """

    def __init__(self, app: Any) -> None:
        self._gateway = gateway_in(app)
        self._own = self._gateway.clock
        self._now = datetime.now(UTC)

    def set(self, when: str | date) -> None:
        """Let it be that instant; a date means its first instant in UTC."""
        if isinstance(when, str):
            when = datetime.fromisoformat(when)
        elif not isinstance(when, datetime):
            when = datetime(when.year, when.month, when.day, tzinfo=UTC)
        self._now = when if when.tzinfo else when.replace(tzinfo=UTC)

    @property
    def now(self) -> datetime:
        """The instant at which it stands."""
        return self._now

    def __enter__(self) -> Self:
        self._gateway.clock = lambda: self._now
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._gateway.clock = self._own
