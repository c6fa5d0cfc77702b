"""Answers that several operations have are said once, in components."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from gateway.contract.paths import operations


def share_answers(paths: dict[str, Any]) -> dict[str, Any]:
    """Put references in the place of errors that are the same in several operations, and give them by name.

    Args:
        paths: the path items of a document, which are altered.
    """
    counted = Counter(json.dumps(answer, sort_keys=True) for _, _, answer in _errors(paths))
    names: dict[str, str] = {}
    shared: dict[str, Any] = {}
    for responses, status, answer in list(_errors(paths)):
        told = json.dumps(answer, sort_keys=True)
        if counted[told] == 1:
            continue
        if told not in names:
            names[told] = _free(f"Error{status}", shared)
            shared[names[told]] = answer
        responses[status] = {"$ref": f"#/components/responses/{names[told]}"}
    return dict(sorted(shared.items()))


def _errors(paths: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, Any]]:
    for operation in operations(paths):
        responses: dict[str, Any] = operation.get("responses", {})
        for status, answer in responses.items():
            if status[:1] in ("4", "5") and "$ref" not in answer:
                yield responses, status, answer


def _free(stem: str, taken: dict[str, Any]) -> str:
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name
