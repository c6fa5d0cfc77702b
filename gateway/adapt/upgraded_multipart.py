"""A form in parts (`multipart/form-data`, RFC 7578): files pass while they come, fields are upgraded together."""

from __future__ import annotations

from secrets import token_hex

from gateway.adapt.form import LARGEST_FIELD, Field, Fields, decoded, encoded, too_large_field
from gateway.adapt.part import Part, boundary_of, named, unreadable
from gateway.adapt.passing_body import PassingBody
from gateway.adapt.upgrade import Refuse
from gateway.asgi import Headers, Receive, first_header
from gateway.errors import ConfigurationError

LONGEST_LINE, MOST_LINES = 8192, 32
"""How many bytes a line above a part has, and how many lines there are, at most."""


class UpgradedMultipart(PassingBody):
    """A `receive` that gives a form in the handler's form.

    The app gets files as they come, under the handler's names, and after them the fields, as changes act on all of
    them together. Files are never held. The parts are told apart by a boundary of the gateway's own, which no client
    can have put into a value, and each says its name in one way only.

    Args:
        headers: the request's.
        receive: where its body comes from.
        form: takes the fields, and knows the names of files.
        limit: the most bytes that are read in all.
        refuse: answers with a problem when the body can't be served; the app then sees a disconnect.

    Raises:
        ConfigurationError: python-multipart isn't installed.
    """

    def __init__(self, headers: Headers, receive: Receive, form: Fields, *, limit: int, refuse: Refuse) -> None:
        super().__init__(headers, receive, limit=limit, refuse=refuse)
        try:
            from python_multipart.exceptions import FormParserError
            from python_multipart.multipart import MultipartParser
        except ImportError as error:
            raise ConfigurationError(
                "Multipart forms of older clients need python-multipart, which isn't installed. "
                'Run: pip install "versiongate[forms]"'
            ) from error
        self._unreadable = FormParserError
        self._make = MultipartParser
        self._form = form
        self._boundary = token_hex(16).encode()
        self._parser: MultipartParser | None = None
        self._out: list[bytes] = []
        self._parts: list[Part] = []
        self._part = Part(None, [], b"", is_file=False)
        self._line: list[bytes] = [b"", b""]
        self._lines: Headers = []
        self._is_whole = False

    @property
    def content_type(self) -> bytes:
        """The `Content-Type` that the app is told."""
        return b"multipart/form-data; boundary=" + self._boundary

    def fed(self, piece: bytes) -> bytes:
        try:
            if self._parser is None:
                self._parser = self._make(
                    boundary_of(first_header(self._headers, b"content-type") or b""),
                    {
                        "on_part_begin": self._begin,
                        "on_header_field": self._header_field,
                        "on_header_value": self._header_value,
                        "on_header_end": self._header_end,
                        "on_headers_finished": self._headers_finished,
                        "on_part_data": self._data,
                        "on_part_end": self._end_of_part,
                        "on_end": self._end,
                    },
                )
            self._parser.write(piece)
        except self._unreadable as error:
            raise unreadable("isn't in the form that its type says") from error
        told, self._out = b"".join(self._out), []
        return told

    def ended(self) -> bytes:
        if not self._is_whole:
            raise unreadable("ends before its last part does")
        return b""

    def _begin(self) -> None:
        self._lines = []

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._line[0] += data[start:end]
        self._bounded()

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._line[1] += data[start:end]
        self._bounded()

    def _bounded(self) -> None:
        # Newer versions of the parser have bounds of their own.
        if len(self._line[0]) + len(self._line[1]) > LONGEST_LINE or len(self._lines) > MOST_LINES:
            raise unreadable("has a part with too much above it")

    def _header_end(self) -> None:
        self._lines.append((self._line[0], self._line[1].strip()))
        self._line = [b"", b""]

    def _headers_finished(self) -> None:
        dispositions = [value for key, value in self._lines if key.lower() == b"content-disposition"]
        if len(dispositions) != 1:
            raise unreadable("has a part without a name")
        others = [line for line in self._lines if line[0].lower() != b"content-disposition"]
        name, rest, is_file = named(dispositions[0])
        newer = self._form.file(name) if is_file else name
        self._part = Part(newer, others, rest, is_file=is_file)
        if is_file and newer is not None:
            self._out.append(b"--" + self._boundary + b"\r\n" + self._part.head(newer))

    def _data(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if not part.is_file:
            part.data += data[start:end]
            if len(part.data) > LARGEST_FIELD:
                raise too_large_field(part.name or "")
        elif part.name is not None:
            self._out.append(data[start:end])

    def _end_of_part(self) -> None:
        part = self._part
        if not part.is_file:
            self._form.add(part.name or "", decoded(bytes(part.data)))
            part.data.clear()
            self._parts.append(part)
        elif part.name is not None:
            self._out.append(b"\r\n")

    def _end(self) -> None:
        self._is_whole = True
        for field in self._form.upgraded():
            self._out += [b"--" + self._boundary + b"\r\n" + self._head(field), encoded(field.text), b"\r\n"]
        self._out.append(b"--" + self._boundary + b"--\r\n")

    def _head(self, field: Field) -> bytes:
        # What is said of a value's type is said of the value that was sent.
        part = self._parts[field.origin] if field.origin is not None else Part(None, [], b"", is_file=False)
        return part.head(field.name)
