"""What answers are called where nothing else is said of them, the same under every Python."""

from __future__ import annotations

from http import HTTPStatus

NAMES = {413: "Content Too Large", 414: "URI Too Long", 416: "Range Not Satisfiable", 422: "Unprocessable Content"}
"""The phrases of RFC 9110 that older versions of Python have otherwise."""
RANGES = {"1": "Information", "2": "Success", "3": "Redirection", "4": "A mistake of the client's", "5": "A failure"}


def phrase(status: str) -> str:
    """What an answer is called: `201`, `4XX`, `default`."""
    if not status.isdigit():
        return RANGES.get(status[:1], "Anything else")
    number = int(status)
    known = {one.value: one.phrase for one in HTTPStatus}
    return NAMES.get(number) or known.get(number) or f"Status {status}"
