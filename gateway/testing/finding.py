"""What the suite found to be wrong, as people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that isn't as a version promises it.

    Args:
        version: the version whose clients it is about.
        where: the route, the change with its file and line, or what else is meant.
        said: what is wrong, in a sentence.
        place: where in the document, as a JSON Pointer, or which header or parameter; empty for the whole.
        shown: documents or values, each by what it is: what was before and what is now.
        by: the changes that touch the place.
        fix: what to do.
    """

    version: str
    where: str
    said: str
    place: str = ""
    shown: Mapping[str, str] = {}
    by: Sequence[str] = ()
    fix: str = ""

    def __str__(self) -> str:
        lines = [f"{self.version}  {self.where}" + (f"  {self.place}" if self.place else ""), f"    {self.said}"]
        width = max([len(name) for name in (*self.shown, *(["change"] if self.by else []))], default=0) + 1
        lines += [f"    {name + ':':<{width}} {text}" for name, text in self.shown.items()]
        lines += [f"    {'change:':<{width}} {change}" for change in self.by]
        if self.fix:
            lines.append(f"    {self.fix}")
        return "\n".join(lines)

    @property
    def short(self) -> str:
        """The same in one line, for the end of a run."""
        return f"{self.version} {self.where}" + (f" {self.place}" if self.place else "") + f": {self.said}"


class Found(Exception):
    """Something is wrong.

    Args:
        findings: what; at least one.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("\n\n".join(map(str, findings)))

    @property
    def short(self) -> str:
        """The first finding in one line, and how many more there are."""
        more = len(self.findings) - 1
        return self.findings[0].short + (f" (and {more} more)" if more else "")


MOST = 20
"""How many findings of one item are told."""


def raise_found(findings: Sequence[Finding]) -> None:
    """Raise what was found; nothing where nothing was."""
    if findings:
        raise Found(findings[:MOST])
