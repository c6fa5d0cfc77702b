"""Who says what a rule is about."""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    """Which way what a rule is about goes."""

    REQUEST = "request"
    """Clients say it, so it may only widen."""
    RESPONSE = "response"
    """Clients read it, so it may only narrow."""
    NONE = "none"
    """It is about an operation as a whole: what may be called may only widen."""
