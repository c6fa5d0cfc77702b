"""Sends a recorded request again, after what came before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.testing.exchanges.book import Book
from gateway.testing.exchanges.comparing import Difference, Same, differences
from gateway.testing.exchanges.exchange import Exchange
from gateway.testing.exchanges.varying import Varying
from gateway.testing.finding import Finding, Found
from gateway.testing.message import Answer, Request
from gateway.testing.running import Running


class Replay:
    """Replays exchanges of a version in one run of the service.

    Args:
        book: the version's exchanges.
        running: the app, in which nothing was done yet.
        scope: what the platform says of every request, by the keys of the ASGI scope.
        masks: what varies in all exchanges.
    """

    def __init__(
        self, book: Book, running: Running, scope: Mapping[str, Any] | None = None, masks: Sequence[Varying] = ()
    ) -> None:
        self.book = book
        self.same = Same()
        """What stands now for what was recorded of texts that vary."""
        self._running = running
        self._scope = scope or {}
        self._masks = list(masks)

    def masks(self, exchange: Exchange) -> list[Varying]:
        """What varies in an exchange."""
        return [*exchange.varies, *self._masks]

    def prepare(self, exchange: Exchange) -> list[tuple[Exchange, Answer]]:
        """Send what comes before an exchange; what it was answered now.

        Raises:
            Unfit: a file is no exchange, or a name leads nowhere.
            Found: something is answered with another status than was recorded.
        """
        done = []
        for earlier in self.book.before(exchange):
            answer = self.send(earlier.request)
            if earlier.answer is not None and earlier.answer.status != answer.status:
                raise Found([self._unprepared(exchange, earlier, answer)])
            if earlier.answer is not None:
                self.same.learn(self.masks(earlier), earlier.answer, answer)
            done.append((earlier, answer))
        return done

    def send(self, request: Request) -> Answer:
        """The answer to a recorded request, in which what varies is as it is now."""
        headers = [(name, self.same(value)) for name, value in request.headers]
        body = self.same.in_body(request.body)
        sent = Request(request.method, self.same(request.target), headers, body, self._scope)
        return self._running.send(sent)

    def compared(self, exchange: Exchange, answer: Answer) -> list[Difference]:
        """How the answer to an exchange's request differs from the one that was recorded."""
        assert exchange.answer is not None
        masks = self.masks(exchange)
        self.same.learn(masks, exchange.answer, answer)
        return list(differences(exchange.answer, answer, masks, self.same, exact=exchange.exact))

    def _unprepared(self, exchange: Exchange, earlier: Exchange, answer: Answer) -> Finding:
        assert earlier.answer is not None
        said = f"What comes before it, {earlier.name}, isn't answered as it was."
        told = {"recorded": str(earlier.answer.status), "now": f"{answer.status} {answer.body[:300]!r}"}
        return Finding(self.book.version, str(self.book.path(exchange.name)), said, "status", told)
