"""What a document is in the table: its key, its text, and what lists find it by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from versions._shop.store import Document, Key

Item = dict[str, dict[str, Any]]
"""An item as DynamoDB's protocol has it: `{"revision": {"N": "1"}}`."""

FORM = 1
"""The form of what is written. Raise it with each change that older releases wouldn't understand, and read both."""
OWNERS = {"customer": "email", "order": "customer_id", "refund": "order_id"}
STATES = {"order": "status", "delivery": "state"}
"""The member of a document that each of two indexes finds it by."""
INDEXED = ("list", "owner", "state", "due", "due_at", "webhook_id")
"""The attributes that indexes have; `made` is their order and always there."""
WAITING, DELIVERY = "waiting", "delivery"
"""The two parts of the index by_due: what isn't written to its end, and deliveries that are due."""
LONGEST_KEY = 2048
"""How many bytes the key of a table or index may have (DynamoDB, "Constraints"); no document has a longer one."""


def key_of(kind: str, key: str) -> str:
    """The key of a document, or of an idempotency key."""
    return f"{kind}#{key}"


def text_of(document: Document) -> str:
    """The document as it is stored: text, so that nothing of it changes, and short, as an item has 400 KB at most."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def document_in(item: Mapping[str, Any]) -> Document:
    """The document that an item holds."""
    found: Document = json.loads(item["document"]["S"])
    return found


def made(key: Key) -> str:
    """Where a document stands in the order of creation."""
    return f"{key.created_at}#{key.id}"


def indexed(kind: str, document: Document) -> Item:
    """What lists find a document by."""
    found: Item = {"list": {"S": kind}}
    if kind in OWNERS:
        found["owner"] = {"S": by_member(kind, OWNERS[kind], document[OWNERS[kind]])}
    if kind in STATES:
        found["state"] = {"S": by_member(kind, STATES[kind], document[STATES[kind]])}
    if kind == "delivery" and document["state"] == "due":
        found["due"], found["due_at"] = {"S": DELIVERY}, {"S": document["due_at"]}
        found["webhook_id"] = {"S": document["webhook_id"]}
    return found


def by_member(kind: str, name: str, value: str) -> str:
    """The key of an index under which documents with this member are."""
    return f"{kind}.{name}={value}"


def item_of(kind: str, document: Document, writer: str, form: int) -> Item:
    """A new document as it is stored, without what lists find it by."""
    return {
        "pk": {"S": key_of(kind, document["id"])},
        "made": {"S": made(Key(document["created_at"], document["id"]))},
        "document": {"S": text_of(document)},
        "revision": {"N": "1"},
        "form": {"N": str(form)},
        "writer": {"S": writer},
    }
