"""Compares OpenAPI documents: what breaks clients of the older one, by rules that know which way each thing goes."""

from __future__ import annotations

from gateway.diff.comparison import LIFE, compare
from gateway.diff.difference import Difference
from gateway.diff.rules.direction import Direction
from gateway.diff.rules.effect import Effect
from gateway.diff.rules.registry import RULES
from gateway.diff.rules.severity import Severity
from gateway.diff.where import Where

__all__ = ["LIFE", "RULES", "Difference", "Direction", "Effect", "Severity", "Where", "compare"]
