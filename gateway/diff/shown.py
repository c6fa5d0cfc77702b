"""Differences for people, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from gateway.diff.difference import Difference
from gateway.diff.rules.severity import Severity

EVERYWHERE = "All operations"
"""The heading of what is said of no single operation."""


def by_operation(differences: Iterable[Difference]) -> list[tuple[str, list[Difference]]]:
    """The differences of each operation, the gravest first.

    Args:
        differences: the differences, by operation.
    """
    return [
        (operation, sorted(some, key=lambda one: -one.severity.rank))
        for operation, some in groupby(differences, key=lambda one: one.where.operation)
    ]


def counted(differences: Sequence[Difference]) -> str:
    """How many differences there are of each severity, as a sentence."""
    if not differences:
        return "No differences."
    counts = [(sum(one.severity is severity for one in differences), severity) for severity in Severity]
    said = [
        f"{count} {severity}{'s' if count > 1 and severity is not Severity.INFO else ''}"
        for count, severity in counts
        if count
    ]
    return f"{', '.join(said)}."


def markdown(differences: Sequence[Difference]) -> str:
    """The differences as Markdown: a heading for each operation, and a line for each difference.

    Args:
        differences: the differences, by operation.
    """
    lines = [counted(differences), ""]
    for operation, some in by_operation(differences):
        lines += [f"## {_escaped(operation or EVERYWHERE)}", ""]
        lines += [f"- **{one.severity}** {_escaped(one.message)} (`{one.rule}`)" for one in some]
        lines.append("")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """The text as Markdown shows it (CommonMark 0.31, 2.4), but for what is code."""
    parts = text.split("`")
    return "`".join(
        part if place % 2 else "".join(f"\\{one}" if one in "\\*_[]<>#|" else one for one in part)
        for place, part in enumerate(parts)
    )
