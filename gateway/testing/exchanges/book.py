"""The exchanges of one version: the files of one folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gateway.errors import nearest
from gateway.testing.exchanges.exchange import SUFFIX, Exchange, Unfit, load

EXCHANGES = "versiongate_exchanges"
"""The option of pytest's configuration that names the folder in which each version has one of its own."""


class Book:
    """Reads the exchanges of a version, and writes them.

    Args:
        folder: the folder; it needn't be there.
        version: the version's name.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self.folder = folder
        self.version = version

    def names(self) -> list[str]:
        """The names of its exchanges."""
        return sorted(path.stem for path in self.folder.glob(f"*{SUFFIX}"))

    def path(self, name: str) -> Path:
        """The file of an exchange."""
        return self.folder / f"{name}{SUFFIX}"

    def read(self, name: str) -> Exchange:
        """An exchange. Raises Unfit."""
        return load(self.path(name))

    def write(self, exchange: Exchange) -> None:
        """Write an exchange into its file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.path(exchange.name).write_text(exchange.text(self.version), "utf-8")

    def before(self, exchange: Exchange) -> list[Exchange]:
        """What comes before an exchange, in order, each once.

        Raises:
            Unfit: a name leads nowhere, or in a circle.
        """
        found: dict[str, Exchange] = {}
        for name in exchange.after:
            self._collect(name, exchange, found, (exchange.name,))
        return list(found.values())

    def _collect(self, name: str, by: Exchange, found: dict[str, Exchange], way: tuple[str, ...]) -> None:
        if name in way:
            raise Unfit(f"{self.path(by.name)}: `after` leads in a circle: {' -> '.join((*way, name))}. Break it.")
        if name in found:
            return
        if not self.path(name).exists():
            raise Unfit(f"{self.path(by.name)}: `after` names `{name}`. {nearest(name, self.names())}")
        exchange = self.read(name)
        for earlier in exchange.after:
            self._collect(earlier, exchange, found, (*way, name))
        found[name] = exchange

    def all(self) -> Iterator[Exchange]:
        """Its exchanges. Raises Unfit."""
        yield from map(self.read, self.names())
