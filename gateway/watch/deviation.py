"""What in a request or an answer wasn't as the contract says, told without anything that was in it."""

from __future__ import annotations

from typing import NamedTuple


class Deviation(NamedTuple):
    """One thing that isn't as a version's contract promises it. Holds nothing that a client or a handler said.

    Args:
        version: the version that served.
        route: the operation, as the contract writes it: `GET /orders/{order_id}`.
        status: the answer's status.
        part: `request body`, `request query limit`, `answer body`, `answer header link`, `answer status`,
            `answer content-type`; `check` where the exchange couldn't be checked.
        place: where in the body, as a JSON Pointer of names that the contract has; `*` stands for indexes and for
            names that it hasn't.
        rule: the keyword of JSON Schema that isn't kept; `described` for what the contract doesn't speak of at all;
            `json` where the body is none; for `check`, the name of the exception.
        expected: what the contract asks for.
    """

    version: str
    route: str
    status: int
    part: str
    place: str
    rule: str
    expected: str = ""

    def __str__(self) -> str:
        what = f"{self.part} {self.place}" if self.place else self.part
        expected = f" ({self.expected})" if self.expected else ""
        return f"{self.version} {self.route} {self.status}: {what}: {self.rule}{expected}"
