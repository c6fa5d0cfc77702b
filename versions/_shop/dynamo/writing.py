"""Writes several items together, where each write of DynamoDB's is of one.

The items that go along are put first, hidden: no list finds them, and `waits_for` names the one that they wait for.
Then that one, the root, is written under its condition and names them in `unfinished`: this single write decides. What
it named is shown after that, and taken off `unfinished`; whoever finds something unfinished finishes it. So all of it
is there or nothing, whoever dies in between, and neither the number nor the size of what goes along is bounded as a
transaction's is (100 items, 4 MB).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from versions._shop.dynamo.items import INDEXED, WAITING, Item, document_in, indexed
from versions._shop.dynamo.table import Table

GIVEN_UP = timedelta(hours=1)
"""After how long nobody writes on: no call of a function is longer than 15 minutes."""
NEW = "attribute_not_exists(pk)"


class Writing:
    """Items that are written together with a root.

    Args:
        table: where they are.
        root: the key of the root.
        writer: what only this write is marked with.
        along: the items that go along, without what lists find them by.
    """

    def __init__(self, table: Table, root: str, writer: str, along: Sequence[Item]) -> None:
        self._table = table
        self._root = root
        self._writer = writer
        self.along = along

    @property
    def names(self) -> list[str]:
        """The keys of what goes along."""
        return [item["pk"]["S"] for item in self.along]

    async def prepare(self) -> bool:
        """Put what goes along, hidden; False, and nothing, where one is there already."""
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        waiting: Item = {"waits_for": {"S": self._root}, "due": {"S": WAITING}, "due_at": {"S": now}}
        done = await asyncio.gather(*(self._put({**item, **waiting}) for item in self.along))
        if not all(done):
            await self._withdraw([name for name, put in zip(self.names, done, strict=True) if put])
        return all(done)

    async def _put(self, item: Item) -> bool:
        if await self._table.put(item, NEW):
            return True
        # Perhaps it was this write, whose answer was lost, and which was tried again.
        found = await self._table.get(item["pk"]["S"])
        return found is not None and found["writer"]["S"] == self._writer

    async def decided(self, written: bool) -> bool:
        """Finish what the root's write decided; whether it was written, which its answer may not have said."""
        if not (written or await self._was_written()):
            await self._withdraw(self.names)
            return False
        if self.along:
            await finish(self._table, self._root, self.names)
        return True

    async def _was_written(self) -> bool:
        root = await self._table.get(self._root)
        if root is None:
            return False
        if root["writer"]["S"] == self._writer:
            return True
        if not self.along:
            return False
        # Others have written since, who finish what they find before they do.
        first = await self._table.get(self.names[0])
        return first is not None and first["writer"]["S"] == self._writer and "waits_for" not in first

    async def _withdraw(self, names: Sequence[str]) -> None:
        await asyncio.gather(*(withdraw(self._table, name, self._root) for name in names))


async def withdraw(table: Table, name: str, root: str) -> None:
    """Take away what waits for a root that wasn't written."""
    await table.delete(name, "waits_for = :root", {":root": {"S": root}})


def unfinished(root: Item | None) -> list[str]:
    """What a root was written with and isn't known to be shown."""
    return sorted(root.get("unfinished", {"SS": []})["SS"]) if root is not None else []


async def finish(table: Table, root: str, names: Sequence[str]) -> None:
    """Show what a root was written with, as often as anybody does so."""
    await asyncio.gather(*(_show(table, root, name) for name in names))
    shown = {":names": {"SS": list(names)}}
    await table.update(root, "DELETE #unfinished :names", "attribute_exists(pk)", {"#unfinished": "unfinished"}, shown)


async def _show(table: Table, root: str, name: str) -> None:
    item = await table.get(name)
    if item is None or item.get("waits_for") != {"S": root}:
        return
    found = indexed(name.partition("#")[0], document_in(item))
    sets = ", ".join(f"#{attribute} = :{attribute}" for attribute in found)
    gone = [attribute for attribute in ("waits_for", *INDEXED) if attribute not in found]
    await table.update(
        name,
        f"SET {sets} REMOVE {', '.join('#' + attribute for attribute in gone)}",
        "#waits_for = :root",
        {f"#{attribute}": attribute for attribute in (*found, *gone)},
        {":root": {"S": root}, **{f":{attribute}": value for attribute, value in found.items()}},
    )
