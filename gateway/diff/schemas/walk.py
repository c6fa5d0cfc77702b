"""Leads through two schemas, and tells of all that differs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable

from gateway.diff.nodes import Node
from gateway.diff.schemas.judge import Meeting, SchemaJudge
from gateway.diff.schemas.pair import Finding


class SchemaWalk:
    """Leads through two schemas at one place of two operations.

    A pair of schemas that is reached again, as where a schema holds itself or is used twice, is compared once.

    Args:
        judge: knows of the nodes of both documents.
        nouns: what rules call the whole value, and what is inside it.
        told: what takes each difference, with its place in the value.
    """

    def __init__(self, judge: SchemaJudge, nouns: tuple[str, str], told: Callable[[Finding, str], None]) -> None:
        self._judge = judge
        self._nouns = nouns
        self._told = told
        self._todo: deque[tuple[Meeting, str]] = deque()
        self._seen: dict[object, Meeting] = {}
        self._holders: dict[Meeting, list[Meeting]] = defaultdict(list)
        self._differing: list[Meeting] = []

    def compare(self, old: Node, new: Node) -> None:
        """Compare two nodes and all inside them, what is nearer first.

        Args:
            old: the older one.
            new: the newer one.
        """
        self._go_on(self._judge.meeting(old, new, self._nouns), "", None)
        while self._todo:
            self._compare(*self._todo.popleft())
        differing = self._differing_all()
        for meeting in self._seen.values():
            meeting.is_clean = meeting not in differing

    def _go_on(self, meeting: Meeting, path: str, holder: Meeting | None) -> None:
        """Compare two nodes later, unless they were already, or are known not to differ."""
        if meeting.is_clean:
            return
        known = self._seen.get(meeting.same)
        if known is None:
            known = self._seen[meeting.same] = meeting
            self._todo.append((meeting, path))
        if holder is not None:
            self._holders[known].append(holder)

    def _compare(self, meeting: Meeting, path: str) -> None:
        findings, inside = self._judge.compared(meeting)
        for finding in findings:
            self._told(finding, path + finding.step)
        if findings:
            self._differing.append(meeting)
        for one, step in inside:
            self._go_on(one, path + step, meeting)

    def _differing_all(self) -> set[Meeting]:
        """What differs, and what holds that."""
        found, todo = set(self._differing), list(self._differing)
        while todo:
            for holder in self._holders[todo.pop()]:
                if holder not in found:
                    found.add(holder)
                    todo.append(holder)
        return found
