"""The laws that hold every change to its word, checked on generated documents. Needs the extra `laws`."""

from __future__ import annotations

from gateway.laws.breach import Breach
from gateway.laws.run import breaches

__all__ = ["Breach", "breaches"]
