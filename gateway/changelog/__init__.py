"""What each version changed, for the people who write clients."""

from __future__ import annotations

from gateway.changelog.entries import Entry, entries

__all__ = ["Entry", "entries"]
