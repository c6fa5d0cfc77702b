"""Checks samples against the contracts of their versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl

from gateway.app import Gateway
from gateway.asgi import first_header, header_values
from gateway.conform.fault import Fault
from gateway.conform.promises import Match, Promises
from gateway.contract import contract_of
from gateway.watch.deviation import Deviation
from gateway.watch.sample import Sample

FIELDS = 1000
"""How many parameters of a query string are read at most."""


class Checking:
    """Knows the contracts of a gateway's versions; each is made when the first sample of its version comes.

    Args:
        gateway: the gateway.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._echo = gateway.response_headers[0].lower().encode("ascii")
        self._promises: dict[str, Promises] = {}

    def version_of(self, sample: Sample) -> str | None:
        """The version that served, as the answer says it; None where none did."""
        said = first_header(sample.headers, self._echo)
        known = self._gateway.timeline.get(said.decode("latin-1")) if said is not None else None
        return None if known is None else str(known)

    def deviations(self, version: str, sample: Sample) -> Iterator[Deviation]:
        """What in a sample isn't as the contract of its version says; nothing of what is no part of it."""
        if version not in self._promises:
            self._promises[version] = Promises(contract_of(self._gateway, version))
        scope, status = sample.scope, sample.status
        found = self._promises[version].match(scope["method"], scope["path"])
        if found is None or status is None:
            return
        faults = [("answer", fault) for fault in self._answer_faults(found, sample, status)]
        if status < 400:
            # A request that was refused needn't be as it should.
            faults += [("request", fault) for fault in self._request_faults(found, sample)]
        for side, fault in faults:
            yield Deviation(
                version, str(found.operation), status, f"{side} {fault.part}", fault.known, fault.rule, fault.expected
            )

    def _answer_faults(self, found: Match, sample: Sample, status: int) -> Sequence[Fault]:
        coded = first_header(sample.headers, b"content-encoding") not in (None, b"identity")
        body = None if coded or sample.scope["method"] == "HEAD" else sample.answer.whole()
        return found.operation.answer_faults(status, _lines(sample.headers), body)

    def _request_faults(self, found: Match, sample: Sample) -> Sequence[Fault]:
        query = sample.scope.get("query_string", b"").decode("latin-1")
        fields = parse_qsl(query, keep_blank_values=True, max_num_fields=FIELDS)
        headers = _lines(sample.scope["headers"])
        coded = header_values(sample.scope, b"content-encoding")
        body = None if coded else sample.request.whole()
        return found.operation.request_faults(found.values, fields, headers, body)


def _lines(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(key.decode("latin-1").lower(), value.decode("latin-1")) for key, value in headers]
