"""The recorded exchanges: one test for each file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gateway.testing.exchanges.book import EXCHANGES, Book
from gateway.testing.exchanges.exchange import SUFFIX, Exchange, Unfit
from gateway.testing.finding import Finding, Found, raise_found
from gateway.testing.suite import item
from gateway.timeline.life import Lifecycle

if TYPE_CHECKING:
    from gateway.app import Gateway
    from gateway.testing.exchanges.comparing import Difference
    from gateway.testing.running import Running
    from gateway.testing.subject import Subject


def folder_of(config: pytest.Config) -> Path:
    """The folder that holds one for each version."""
    return config.rootpath / str(config.getini(EXCHANGES))


def items(parent: pytest.Collector, subject: Subject, version: str) -> Iterator[pytest.Item]:
    """A test for each file of a version."""
    book = Book(folder_of(parent.config) / version, version)
    for name in book.names():
        said = f"the exchange {shown(parent.config, book.path(name))}"
        yield item(parent, name, said, _replayed(parent.config, subject, book, name))


def strays(parent: pytest.Collector, subject: Subject) -> Iterator[pytest.Item]:
    """A test for each folder with exchanges of a version that there isn't."""
    folder = folder_of(parent.config)
    names = {str(version) for version in subject.gateway.timeline}
    for path in sorted({file.parent for file in folder.glob(f"*/*{SUFFIX}")}):
        if path.name not in names:
            yield item(parent, path.name, f"the exchanges in {shown(parent.config, path)}", _stray(parent.config, path))


def shown(config: pytest.Config, path: Path) -> str:
    """A path as people read it."""
    return str(path.relative_to(config.rootpath)) if path.is_relative_to(config.rootpath) else str(path)


def _stray(config: pytest.Config, path: Path) -> Callable[[], None]:
    def stray() -> None:
        fix = "Give the folder the version's name, or delete it with the version."
        said = "The timeline has no version of this name."
        raise_found([Finding(path.name, shown(config, path), said, fix=fix)])

    return stray


def _replayed(config: pytest.Config, subject: Subject, book: Book, name: str) -> Callable[..., None]:
    def replayed(gateway_running: Running, gateway_varies: Sequence[str]) -> None:
        from gateway.locate import gateway_in
        from gateway.testing.asking import asking
        from gateway.testing.exchanges.replay import Replay
        from gateway.testing.exchanges.varying import Varying

        where = shown(config, book.path(name))
        gateway = gateway_in(gateway_running.app)
        version = subject.known(book.version)
        if gateway.timeline[version].lifecycle(gateway.clock()) is Lifecycle.RETIRED:
            pytest.skip(f"{version} is retired")
        replay = Replay(book, gateway_running, asking(gateway, book.version).scope, list(map(Varying, gateway_varies)))
        try:
            exchange = book.read(name)
            replay.prepare(exchange)
        except Unfit as error:
            raise Found([Finding(book.version, where, str(error))]) from None
        if exchange.answer is None:
            fix = f"Run: gateway record {version}"
            raise Found([Finding(book.version, where, "No answer is recorded yet.", fix=fix)])
        found = replay.compared(exchange, replay.send(exchange.request))
        raise_found([_told(gateway, book.version, where, exchange, one) for one in found])

    return replayed


def _told(gateway: Gateway, version: str, where: str, exchange: Exchange, one: Difference) -> Finding:
    from gateway.testing.asking import asking
    from gateway.testing.blame import Blame

    request, answer = exchange.request, exchange.answer
    assert answer is not None
    path = request.target.partition("?")[0].removeprefix(asking(gateway, version).prefix)
    blame = Blame(gateway, version)
    by = blame.of(request.method, path, answer.status, one.part, one.location if one.part == "body" else None)
    fix = blame.fix(request.method, path, by)
    said = "The answer isn't what was recorded."
    told = {"recorded": one.before, "now": one.now}
    return Finding(version, f"{request.method} {request.target} ({where})", said, one.place, told, by, fix)
