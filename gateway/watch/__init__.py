"""Holds a sample of real traffic against the contracts of its versions. Needs the extra `watch`."""

from __future__ import annotations

from gateway.watch.deviation import Deviation
from gateway.watch.watch import Counts, Watch

__all__ = ["Counts", "Deviation", "Watch"]
