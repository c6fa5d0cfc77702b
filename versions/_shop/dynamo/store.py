"""The store on DynamoDB: one table, four indexes, and a condition on every write.

Single documents are read as they are now; lists come from indexes, which follow a write within moments.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count, islice
from typing import Any

from versions._shop.dynamo import items
from versions._shop.dynamo.items import DELIVERY, INDEXED, LONGEST_KEY, OWNERS, STATES, WAITING, Item, key_of
from versions._shop.dynamo.table import Table
from versions._shop.dynamo.writing import GIVEN_UP, NEW, Writing, finish, unfinished, withdraw
from versions._shop.errors import Conflict, Outdated
from versions._shop.store import REUSED, Document, Key, Stored, Taken, listed_by

LOOKED_AT = 20_000
"""How many due deliveries are looked at in one round at most, so that webhooks take turns."""


class DynamoDBStore:
    """Documents as JSON text, an item each.

    Args:
        table: the table; see deploy/store/template.yaml.
        form: the form of what is written.
    """

    def __init__(self, table: Table, form: int = items.FORM) -> None:
        self._table = table
        self._form = form

    @classmethod
    async def open(cls, name: str) -> DynamoDBStore:
        """The table of that name, in the region and with the credentials of the environment."""
        return cls(await asyncio.to_thread(Table, name))

    async def close(self) -> None:
        """Close the connections."""
        await self._table.close()

    async def get(self, kind: str, key: str) -> Stored | None:
        """A document, or None."""
        name = key_of(kind, key)
        item = await self._table.get(name) if _fits(name) else None
        if item is not None and "waits_for" in item:
            root = item["waits_for"]["S"]
            if name in unfinished(await self._table.get(root)):
                await finish(self._table, root, [name])
            item = await self._table.get(name)
        if item is None or "waits_for" in item:
            return None
        if unfinished(item):
            await finish(self._table, name, unfinished(item))
        return Stored(self._document(item), int(item["revision"]["N"]))

    async def insert(
        self,
        kind: str,
        document: Document,
        idempotency: tuple[str, str] | None = None,
        also_insert: Sequence[tuple[str, Document]] = (),
    ) -> Document:
        """Add a document, once for an idempotency key."""
        writer = secrets.token_hex(8)
        first, *rest = [items.item_of(*one, writer, self._form) for one in ((kind, document), *also_insert)]
        if idempotency is None:
            root, along = {**first, **items.indexed(kind, document)}, rest
        else:
            key, fingerprint = idempotency
            used = await self._table.get(key_of("idempotency", key))
            if used is not None:
                return await self._replayed(used, fingerprint)
            root = {**first, "pk": {"S": key_of("idempotency", key)}, "fingerprint": {"S": fingerprint}}
            along = [first, *rest]
        name = root["pk"]["S"]
        writing = Writing(self._table, name, writer, along)
        if not await writing.prepare():
            raise Taken(f"one of {', '.join(writing.names)} is there already")
        if along:
            root["unfinished"] = {"SS": writing.names}
        if await writing.decided(await self._table.put(root, NEW)):
            return document
        used = await self._table.get(name) if idempotency is not None else None
        if used is None or idempotency is None:
            raise Taken(f"{name} is there already")
        return await self._replayed(used, idempotency[1])

    async def _replayed(self, used: Item, fingerprint: str) -> Document:
        """What was done when the key was used first."""
        if used["fingerprint"]["S"] != fingerprint:
            raise Conflict("idempotency_key_reused", REUSED)
        if unfinished(used):
            await finish(self._table, used["pk"]["S"], unfinished(used))
        return self._document(used)

    async def replace(
        self, kind: str, document: Document, revision: int, also_insert: Sequence[tuple[str, Document]] = ()
    ) -> bool:
        """Write a document if it still has this revision."""
        name, writer = key_of(kind, document["id"]), secrets.token_hex(8)
        along = [items.item_of(*one, writer, self._form) for one in also_insert]
        writing = Writing(self._table, name, writer, along)
        if not await writing.prepare():
            raise Taken(f"one of {', '.join(writing.names)} is there already")
        written = await self._update(name, kind, document, revision, writer, writing.names)
        if await writing.decided(written):
            return True
        item = await self._table.get(name)
        if item is not None:
            self._check(item)
        return False

    async def _update(
        self, name: str, kind: str, document: Document, revision: int, writer: str, along: Sequence[str]
    ) -> bool:
        found = items.indexed(kind, document)
        values: Item = {
            ":document": {"S": items.text_of(document)},
            ":writer": {"S": writer},
            ":seen": {"N": str(revision)},
            ":next": {"N": str(revision + 1)},
            ":form": {"N": str(self._form)},
            **{f":{attribute}": value for attribute, value in found.items()},
        }
        sets = ["#document = :document", "#writer = :writer", "#revision = :next", "#form = :form"]
        sets += [f"#{attribute} = :{attribute}" for attribute in found]
        gone = [attribute for attribute in INDEXED if attribute not in found]
        change = f"SET {', '.join(sets)}" + (f" REMOVE {', '.join('#' + one for one in gone)}" if gone else "")
        if along:
            change += " ADD #unfinished :along"
            values[":along"] = {"SS": list(along)}
        named = [
            "document",
            "writer",
            "revision",
            "form",
            "waits_for",
            *found,
            *gone,
            *(["unfinished"] if along else []),
        ]
        # Nothing older is put over something newer: neither what was read before another wrote, nor the form of an
        # older release over that of a newer one.
        condition = "#revision = :seen AND #form <= :form AND attribute_not_exists(#waits_for)"
        return await self._table.update(name, change, condition, {f"#{one}": one for one in named}, values)

    async def delete(self, kind: str, key: str) -> bool:
        """Take a document away."""
        name = key_of(kind, key)
        return _fits(name) and await self._table.delete(
            name, "attribute_exists(pk) AND attribute_not_exists(waits_for)"
        )

    async def page(self, kind: str, where: Mapping[str, str], limit: int, after: Key | None) -> list[Document]:
        """The documents whose members equal `where`, newest first."""
        listed_by(kind, where)
        index, condition, names, values, more = "by_kind", "#list = :list", {"#list": "list"}, {":list": kind}, {}
        owner, state = OWNERS.get(kind), STATES.get(kind)
        if owner in where:
            index, condition, names = "by_owner", "#owner = :owner", {"#owner": "owner"}
            values = {":owner": items.by_member(kind, str(owner), where[str(owner)])}
            if state in where:
                more, names = {"FilterExpression": "#state = :state"}, {**names, "#state": "state"}
                values[":state"] = items.by_member(kind, str(state), where[str(state)])
        elif state in where:
            index, condition, names = "by_state", "#state = :state", {"#state": "state"}
            values = {":state": items.by_member(kind, str(state), where[str(state)])}
        if not all(map(_fits, values.values())):
            return []
        if after is not None:
            condition += " AND #made < :after"
            names, values = {**names, "#made": "made"}, {**values, ":after": items.made(after)}
        texts = {name: {"S": value} for name, value in values.items()}
        found: list[Document] = []
        pages = self._table.query(index, condition, names, texts, ScanIndexForward=False, Limit=limit, **more)
        async for item in pages:
            found.append(self._document(item))
            if len(found) == limit:
                break
        return found

    async def due(self, moment: datetime, limit: int) -> list[Document]:
        """The deliveries that are due at a moment, longest first, the webhooks taking turns.

        What others left unfinished is finished first, as deliveries may be among it.
        """
        await self._finish(moment, limit)
        turns: dict[str, Any] = {}
        ranked = []
        seen = 0
        async for item in self._by_due(DELIVERY, _instant(moment)):
            turn = next(turns.setdefault(item["webhook_id"]["S"], count()))
            ranked.append((turn, item["due_at"]["S"], item["pk"]["S"]))
            seen += 1
            if seen == LOOKED_AT:
                break
        chosen = islice(sorted(ranked), limit)
        found = await asyncio.gather(*(self._table.get(name) for *_, name in chosen))
        documents = [self._document(item) for item in found if item is not None]
        return [one for one in documents if one["state"] == "due" and one["due_at"] <= _instant(moment)]

    async def _finish(self, moment: datetime, limit: int) -> None:
        """Finish what somebody left when it died, and take away what nobody will decide on any more."""
        given_up = _instant(moment - GIVEN_UP)
        waiting = [item async for item in self._by_due(WAITING, _instant(moment), Limit=limit)]
        for root in sorted({item["waits_for"]["S"] for item in waiting}):
            names = [item["pk"]["S"] for item in waiting if item["waits_for"]["S"] == root]
            left = unfinished(await self._table.get(root))
            if left:
                await finish(self._table, root, left)
            old = {item["pk"]["S"] for item in waiting if item["due_at"]["S"] < given_up}
            for name in names:
                if name not in left and name in old:
                    await withdraw(self._table, name, root)

    def _by_due(self, part: str, upto: str, **more: Any) -> Any:
        names = {"#due": "due", "#due_at": "due_at"}
        values = {":due": {"S": part}, ":upto": {"S": upto}}
        return self._table.query("by_due", "#due = :due AND #due_at <= :upto", names, values, **more)

    async def between(self, kind: str, start: datetime, end: datetime) -> list[Document]:
        """The documents created from `start` to before `end`."""
        names = {"#list": "list", "#made": "made"}
        values = {":list": {"S": kind}, ":start": {"S": start.isoformat()}, ":end": {"S": end.isoformat()}}
        condition = "#list = :list AND #made BETWEEN :start AND :end"
        return [self._document(item) async for item in self._table.query("by_kind", condition, names, values)]

    def _document(self, item: Item) -> Document:
        self._check(item)
        return items.document_in(item)

    def _check(self, item: Item) -> None:
        if int(item["form"]["N"]) > self._form:
            raise Outdated


def _fits(key: str) -> bool:
    return len(key.encode()) <= LONGEST_KEY


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
