"""Edits of Python source that change nothing but what is meant: whatever is written is parsed again and compared."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Sequence

from gateway.errors import GatewayError

LENGTH = 88
"""The longest line that is written, in characters; what formatters take by default."""


class CantEdit(GatewayError):
    """The source isn't written in a way that can be edited without guessing; the message says what to write by hand."""


class Source:
    """The text of a Python file, with the places that its syntax tree names.

    Args:
        text: the file's text.
        name: what the file is called in messages.

    Raises:
        CantEdit: it is no Python.
    """

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        try:
            self.tree = ast.parse(text)
        except SyntaxError as error:
            raise CantEdit(f"{name}:{error.lineno} is no Python: {error.msg}.") from error
        # Columns of the tree count bytes of UTF-8, and lines end where Python says, not where `splitlines` does.
        self._data = text.encode()
        self._lines = [0, *(place + 1 for place, byte in enumerate(self._data) if byte == ord("\n"))]

    def span(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        """Where a node begins and ends, in bytes."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno, node.end_col_offset)

    def _at(self, line: int, column: int) -> int:
        return self._lines[line - 1] + column

    def segment(self, start: int, end: int) -> str:
        """The text between two places."""
        return self._data[start:end].decode()

    def indentation(self, place: int) -> str:
        """The white space at the beginning of the line that holds a place."""
        line = self.segment(self.line_start(place), len(self._data))
        return line[: len(line) - len(line.lstrip(" \t"))]

    def line_start(self, place: int) -> int:
        """Where the line begins that holds a place."""
        return max(start for start in self._lines if start <= place)

    def line_end(self, place: int) -> int:
        """Where the line ends that holds a place, before its line feed."""
        found = self._data.find(b"\n", place)
        end = len(self._data) if found == -1 else found
        return end - 1 if self._data[place:end].endswith(b"\r") else end

    def with_text(self, start: int, end: int, text: str) -> str:
        """The whole text with what is between two places replaced."""
        newline = "\r\n" if b"\r\n" in self._data else "\n"
        made = text.replace("\r\n", "\n").replace("\n", newline).encode()
        return (self._data[:start] + made + self._data[end:]).decode()


def verified(source: Source, text: str, meant: Callable[[ast.Module], None]) -> str:
    """The edited text, where its syntax tree is that of the source with `meant` done to it.

    Args:
        source: the source before.
        text: its text after.
        meant: does to the tree before what the edit is meant to do.

    Raises:
        CantEdit: it isn't.
    """
    expected = ast.parse(source.text)
    meant(expected)
    try:
        found = ast.dump(ast.parse(text))
    except SyntaxError:
        found = ""
    if found != ast.dump(expected):
        raise CantEdit(f"{source.name} can't be edited safely.")
    return text


def call_with(source: Source, call: ast.Call, added: Sequence[str]) -> str:
    """The whole text with further arguments at the end of a call, laid out as formatters do.

    Args:
        source: the source.
        call: a call in it that has an argument.
        added: the arguments: `retired="2026-06-01"`.
    """
    start, end = source.span(call)
    held: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    spans = sorted(map(source.span, held))
    head = source.segment(start, source.span(call.func)[1])
    if _has_comment(source.segment(start, end)):
        last = spans[-1][1]
        return source.with_text(last, last, "".join(f", {argument}" for argument in added))
    arguments = [*(source.segment(*span) for span in spans), *added]
    one_line = f"{head}({', '.join(arguments)})"
    before = source.segment(source.line_start(start), start)
    behind = source.segment(end, source.line_end(end))
    fits = len(before) + len(one_line) + len(behind) <= LENGTH or before.strip()
    if fits and "\n" not in source.segment(start, end):
        return source.with_text(start, end, one_line)
    indentation = source.indentation(start)
    lines = [f"{indentation}    {argument},\n" for argument in arguments]
    return source.with_text(start, end, f"{head}(\n{''.join(lines)}{indentation})")


def _has_comment(text: str) -> bool:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return any(token.type == tokenize.COMMENT for token in tokens)
