"""How much a function can return ("Lambda quotas"; Elastic Load Balancing, "Use Lambda functions as targets")."""

from __future__ import annotations

import json
from typing import Any

LAMBDA = 6_291_556
"""The bytes of a response object, as Lambda's own error says them."""
LOAD_BALANCER = 1_048_576
"""The bytes of the response JSON that a load balancer takes."""
_GROWTH = 6
"""What one character may become in JSON: `\\u0000`."""


def exceeds(response: dict[str, Any], limit: int) -> bool:
    """Whether a response object is too large as JSON; it is written only where that is near."""
    if len(response["body"]) * _GROWTH < limit:
        return False
    return len(json.dumps(response, ensure_ascii=False).encode("utf-8", "replace")) > limit
