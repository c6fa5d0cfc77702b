"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# The same examples in every run, so that a red CI says something about the change.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("long", max_examples=20_000, deadline=None)
settings.load_profile("ci")
