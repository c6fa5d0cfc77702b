"""Edits the source in which a timeline is written."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gateway.scaffold.source import CantEdit, Source, call_with, verified
from gateway.timeline.timeline import Timeline


class TimelineSource:
    """A `Timeline(Version("..."), ...)` in a file.

    Args:
        path: the file.
        text: its text.
        names: the timeline's versions, by which it is found in the file.

    Raises:
        CantEdit: there isn't exactly one such call.
    """

    def __init__(self, path: Path, text: str, names: list[str]) -> None:
        self.path = path
        self._names = names
        self._source = Source(text, path.name)
        found = _calls(self._source.tree, names)
        if len(found) != 1:
            many = "several timelines have" if found else "no timeline has"
            raise CantEdit(f"In {path.name}, {many} just these versions.")
        self._call = found[0]

    @property
    def text(self) -> str:
        """The file's text."""
        return self._source.text

    def appended(self, name: str) -> TimelineSource:
        """The same with a further version at the end, which is a preview."""
        source, last = self._source, self._call.args[-1]
        start, end = source.span(last)
        function = source.segment(*source.span(self._version(self._names[-1]).func))
        written = f"{function}({self._quoted(name)}, preview=True)"
        rest = source.segment(end, source.line_end(end))
        plain = rest.partition("#")[0].strip()
        own_line = not source.segment(source.line_start(start), start).strip() and plain in ("", ",")
        if own_line:
            indentation = source.indentation(start)
            feed = source.line_end(end)
            comma = "" if plain else ","
            text = source.with_text(end, feed, f"{comma}{rest.rstrip()}\n{indentation}{written},")
        else:
            text = source.with_text(end, end, f", {written}")

        def meant(tree: ast.Module) -> None:
            [call] = _calls(tree, self._names)
            call.args.append(ast.parse(written, mode="eval").body)

        return TimelineSource(self.path, verified(source, text, meant), [*self._names, name])

    def marked(self, name: str, **said: str | bool) -> TimelineSource:
        """The same with what is said of a version added to what it says already: `retired="2026-06-01"`."""
        call = self._version(name)
        known = {keyword.arg for keyword in call.keywords}
        more = {key: value for key, value in said.items() if key not in known}
        if not more:
            return self
        written = [f"{key}={self._quoted(value) if isinstance(value, str) else value}" for key, value in more.items()]

        def meant(tree: ast.Module) -> None:
            [timeline] = _calls(tree, self._names)
            [version] = [one for one in timeline.args if _name(one) == name]
            assert isinstance(version, ast.Call)
            version.keywords += [ast.keyword(key, ast.Constant(value)) for key, value in more.items()]

        text = verified(self._source, call_with(self._source, call, written), meant)
        return TimelineSource(self.path, text, self._names)

    def _version(self, name: str) -> ast.Call:
        [found] = [one for one in self._call.args if _name(one) == name]
        assert isinstance(found, ast.Call)
        return found

    def _quoted(self, text: str) -> str:
        """The text as a literal, in the quotes that the file uses for versions."""
        first = self._call.args[0]
        assert isinstance(first, ast.Call)
        quote = self._source.segment(*self._source.span(first.args[0]))[0]
        return f"'{text}'" if quote == "'" else f'"{text}"'


def find_timeline(timeline: Timeline, app: Any) -> TimelineSource:
    """The source of a timeline, looked for in the modules that hold it or the app.

    Args:
        timeline: the timeline.
        app: what serves it.

    Raises:
        CantEdit: it isn't written in one of them as `Timeline(Version("..."), ...)`, or is in several.
    """
    names = [version.name for version in timeline]
    found: list[TimelineSource] = []
    for path in dict.fromkeys(_files(timeline, app)):
        try:
            found.append(TimelineSource(path, path.read_bytes().decode("utf-8"), names))
        except (CantEdit, OSError, UnicodeDecodeError):
            continue
    if len(found) != 1:
        where = ", ".join(one.path.name for one in found)
        raise CantEdit(
            f"The timeline is written in several files: {where}."
            if found
            else 'The timeline isn\'t written as Timeline(Version("..."), ...) with the name of each version.'
        )
    return found[0]


def _files(timeline: Timeline, app: Any) -> Iterator[Path]:
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        held = list(vars(module).values()) if file is not None and file.endswith(".py") else []
        if any(one is timeline or one is app for one in held):
            yield Path(str(file)).resolve()


def _calls(tree: ast.AST, names: list[str]) -> list[ast.Call]:
    """The timelines of just these versions."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) == "Timeline"]
    return [call for call in calls if [_name(argument) for argument in call.args] == names]


def _name(node: ast.expr) -> str | None:
    """The name of the version that a call makes; None where it makes none, or the name isn't written in it."""
    if not (isinstance(node, ast.Call) and _called(node) == "Version" and len(node.args) == 1):
        return None
    first = node.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _called(call: ast.Call) -> str | None:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else None
