"""Cursors: opaque to clients, the same in every version, stable while documents are added."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime

from versions._shop.errors import Invalid
from versions._shop.store import Document, Key


def write(document: Document) -> str:
    """The cursor of the page that begins after a document."""
    text = json.dumps([document["created_at"], document["id"]], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str) -> Key:
    """Where a cursor goes on. Raises Invalid for one that this shop didn't write."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        created_at, key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        datetime.fromisoformat(created_at)
        return Key(created_at, key + "")
    except (binascii.Error, ValueError, TypeError) as error:
        raise Invalid(("cursor",), "This cursor isn't one of ours. Begin again without one.") from error
