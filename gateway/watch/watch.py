"""The wrapper that takes samples."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, NamedTuple

from gateway.asgi import ASGIApp, Receive, Scope, Send
from gateway.errors import ConfigurationError
from gateway.locate import gateway_in
from gateway.watch.deviation import Deviation
from gateway.watch.sample import Sample

if TYPE_CHECKING:
    from gateway.watch.checking import Checking

logger = logging.getLogger("gateway.watch")
KINDS = 1000
"""How many kinds of deviations are told apart; of each the first one is logged."""


class Counts(NamedTuple):
    """What became of the samples so far.

    Args:
        checked: how many were checked.
        deviating: how many of these weren't as their contract says.
        dropped: how many weren't checked, as too many were waiting.
    """

    checked: int = 0
    deviating: int = 0
    dropped: int = 0


class Watch:
    """An ASGI app around a gateway that holds a sample of its traffic against the contracts.

    What goes over the wire isn't touched, and nothing waits: samples are checked in a thread of their own once the
    answer is sent. Whatever goes wrong there is logged and reported, and goes no further. Neither logs nor reports
    hold anything that was said in the exchange.

    Args:
        app: the gateway, or middleware around it.
        rate: which part of the requests is looked at: 0.01 is one in a hundred.
        report: called with each deviation, in that thread. What it raises is logged.
        body: how many bytes of a request's or an answer's body are kept; a larger one isn't looked at, but its
            status and headers are.
        waiting: how many samples may wait to be checked; more are dropped.
        chance: gives a number from 0 to 1 for each request, of which those below the rate are looked at.

    Raises:
        ConfigurationError: there is no gateway in the app, the rate isn't from 0 to 1, or `jsonschema` is missing.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        rate: float = 0.01,
        report: Callable[[Deviation], None] | None = None,
        body: int = 65_536,
        waiting: int = 16,
        chance: Callable[[], float] = random.random,
    ) -> None:
        if not 0 <= rate <= 1:
            raise ConfigurationError(f"Watch(rate={rate}) is no part of the requests. Write 0.01 for one in a hundred.")
        if body < 0 or waiting < 1:
            raise ConfigurationError("Watch needs body >= 0 and waiting >= 1.")
        try:
            import jsonschema  # noqa: F401
        except ModuleNotFoundError as error:
            raise ConfigurationError('Watch needs the extra "watch": pip install "versiongate[watch]"') from error
        self.app = app
        self._gateway = gateway_in(app)
        self._rate = rate
        self._report = report
        self._body = body
        self._chance = chance
        self._places = BoundedSemaphore(waiting)
        self._lock = Lock()
        self._counts = Counts()
        self._seen: set[Deviation] = set()
        self._worker: ThreadPoolExecutor | None = None
        self._checking: Checking | None = None

    @property
    def counts(self) -> Counts:
        """What became of the samples so far, in this process."""
        return self._counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] != "http" or self._chance() >= self._rate:
            await self.app(scope, receive, send)
            return
        sample = Sample(scope, self._body)
        await self.app(scope, sample.receiving(receive), sample.sending(send))
        try:
            self._submit(sample)
        except Exception as error:  # noqa: BLE001 - the answer is sent, and stays so
            logger.error("a sample couldn't be taken: %s", type(error).__name__)  # noqa: TRY400 - says too much

    def _submit(self, sample: Sample) -> None:
        if not self._places.acquire(blocking=False):
            self._count(dropped=1)
            return
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="gateway-watch")
        try:
            self._worker.submit(self._check, sample)
        except RuntimeError:  # the interpreter is shutting down
            self._places.release()

    def _check(self, sample: Sample) -> None:
        try:
            self._checked(sample)
        finally:
            self._places.release()

    def _checked(self, sample: Sample) -> None:
        version = None
        try:
            if self._checking is None:
                from gateway.watch.checking import Checking

                self._checking = Checking(self._gateway)
            version = self._checking.version_of(sample)
            found = [] if version is None else list(self._checking.deviations(version, sample))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and no traffic is broken by it
            # The exception's words may hold what was said in the exchange; its name doesn't.
            name = type(error).__name__
            found = [Deviation(version or "", str(sample.scope["method"]), sample.status or 0, "check", "", name)]
        for deviation in found:
            self._tell(deviation)
        self._count(checked=1, deviating=1 if found else 0)

    def _tell(self, deviation: Deviation) -> None:
        if deviation not in self._seen and len(self._seen) < KINDS:
            self._seen.add(deviation)
            logger.warning("not as the contract says: %s", deviation)
        if self._report is None:
            return
        try:
            self._report(deviation)
        except Exception:
            logger.exception("a deviation couldn't be reported")

    def _count(self, *, checked: int = 0, deviating: int = 0, dropped: int = 0) -> None:
        with self._lock:
            before = self._counts
            self._counts = Counts(before.checked + checked, before.deviating + deviating, before.dropped + dropped)
