"""What a version's contract promises: finds the operation that a request is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from referencing import Registry
from referencing.jsonschema import DRAFT202012

from gateway.conform.operation import Operation
from gateway.shapes.from_openapi import METHODS

NAME = "urn:contract"
"""What the document is called where schemas in it are referred to."""


class Match(NamedTuple):
    """What a request is for.

    Args:
        operation: the operation.
        values: the values of its path's parameters.
    """

    operation: Operation
    values: Mapping[str, str]


class Promises:
    """A contract whose operations are looked up by method and path.

    Args:
        document: an OpenAPI 3.1 document, whose references lead to places in it.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._registry = Registry().with_resource(NAME, DRAFT202012.create_resource(dict(document)))

    @cached_property
    def operations(self) -> Mapping[tuple[str, str], Operation]:
        """The operations, by method, in capitals, and path template."""
        return {(one.method, one.path): one for one in self._operations()}

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.document.get("paths", {}).items():
            for method in item:
                if method in METHODS:
                    yield Operation(self.document, NAME, self._registry, method.upper(), path)

    @cached_property
    def prefixes(self) -> list[str]:
        """What the contract's servers have before all paths, the longest first."""
        urls = [str(server.get("url", "")) for server in self.document.get("servers", ())]
        paths = {urlsplit(url).path.rstrip("/") for url in urls}
        return sorted((path for path in paths if path), key=len, reverse=True)

    def match(self, method: str, path: str) -> Match | None:
        """The operation of a method and a path, with what servers have before it or without; None where there is none.

        Of several templates that fit, the one counts that has fewer parameters (OpenAPI 3.1, 4.8.8.2).
        """
        for prefix in (*self.prefixes, ""):
            if prefix and not path.startswith(prefix + "/"):
                continue
            rest = path[len(prefix) :]
            for template, pattern in self._patterns:
                values = pattern.fullmatch(rest)
                if values is None:
                    continue
                operation = self.operations.get((method, template))
                if operation is None and method == "HEAD":
                    operation = self.operations.get(("GET", template))
                if operation is not None:
                    names = [part.partition("}")[0] for part in template.split("{")[1:]]
                    return Match(operation, dict(zip(names, values.groups(), strict=True)))
        return None

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        templates = sorted(dict.fromkeys(path for _, path in self.operations), key=lambda path: path.count("{"))
        return [(template, path_pattern(template)) for template in templates]


def path_pattern(template: str) -> re.Pattern[str]:
    """What paths of a template look like, its parameters being groups."""
    parts = re.split(r"\{([^}]*)\}", template)
    # Names may be what no group can be called, so groups have none.
    return re.compile("".join(re.escape(part) if place % 2 == 0 else "([^/]+)" for place, part in enumerate(parts)))
