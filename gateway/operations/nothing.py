"""The value that stands for none."""

from __future__ import annotations

NOTHING = object()
"""Stands for no value: where a JSON Patch says a place alone, or where a member is left out."""
