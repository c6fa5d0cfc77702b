"""Finds the mistakes in declarations before traffic does, one file a kind of question."""

from __future__ import annotations

from gateway.check.checking import Check
from gateway.check.mistake import Mistake, place

__all__ = ["Check", "Mistake", "place"]
