"""What a body does, and which form of a schema is meant."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    """What a request body does to the resource; decides whether defaults are filled in."""

    CREATE = "create"
    REPLACE = "replace"
    MERGE = "merge"
    PATCH_OPS = "patch-ops"


class Form(Enum):
    """Which form of a schema is meant: what requests bring or what responses bear."""

    REQUEST = "request"
    RESPONSE = "response"
