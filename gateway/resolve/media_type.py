"""The version as part of the media type: `Accept: application/vnd.acme.v2+json`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gateway.asgi import Scope, header_values, without
from gateway.errors import ConfigurationError
from gateway.resolve.source import Selecting, Selector, Source
from gateway.timeline.timeline import Timeline

LONGEST = 8192
"""How many bytes of one header are looked at."""


class Range(NamedTuple):
    """A media range of `Accept` that names a version."""

    quality: float
    version: str
    written: str


class MediaTypeSource(Source):
    """Reads `Accept` and `Content-Type`, as `application/vnd.VENDOR.VERSION+json` or by a parameter.

    Of several ranges in `Accept`, the one of the highest quality that resolves asks. The answer bears the type that
    was asked for; the handler sees plain JSON.

    Args:
        vendor: what stands between `vnd.` and the version or the suffix.
        parameter: the parameter that holds the version, in place of the type itself.
    """

    kind = "accept"
    vary = (b"Accept",)

    def __init__(self, vendor: str, parameter: str | None) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", vendor):
            raise ConfigurationError(f"media_type({vendor!r}) is no vendor name. Use one such as acme.")
        self.name = "media type"
        self.vendor = vendor
        version = "" if parameter else r"\.(?P<version>.*)"
        self._type = re.compile(rf"application/vnd\.{re.escape(vendor)}{version}\+json\Z", re.IGNORECASE | re.DOTALL)
        self._parameter = parameter.lower() if parameter else None

    def read(self, scope: Scope, timeline: Timeline) -> list[Selector]:
        asked = self._best(scope, timeline)
        found = [Selector("Accept", "accept", one.version) for one in asked]
        found += [self._too_long("Accept", value) for value in self._unread(scope, b"accept")]
        found += [self._too_long("Content-Type", value) for value in self._unread(scope, b"content-type")]
        for value in header_values(scope, b"content-type"):
            version = self._version(value.decode("latin-1")) if len(value) <= LONGEST else None
            if version is not None:
                found.append(Selector("Content-Type", "content-type", version))
        return found

    def selecting(self, text: str) -> Selecting:
        if self._parameter is None:
            return Selecting(media_type=f"application/vnd.{self.vendor}.{text}+json")
        return Selecting(media_type=f"application/vnd.{self.vendor}+json;{self._parameter}={text}")

    def _unread(self, scope: Scope, name: bytes) -> list[bytes]:
        """What is too long to be read and may ask for a version: it is malformed, as nobody knows for which."""
        values = [value for value in header_values(scope, name) if len(value) > LONGEST]
        return [value for value in values if self._parameter or self.vendor.lower().encode() in value.lower()]

    def _too_long(self, header: str, value: bytes) -> Selector:
        return Selector(header, header.lower(), value[:LONGEST].decode("latin-1"))

    def stripped(self, scope: Scope, found: Sequence[Selector]) -> Scope:
        headers = scope["headers"]
        if any(selector.kind == "content-type" for selector in found):
            headers = [*without(headers, b"content-type"), (b"content-type", b"application/json")]
        if any(selector.kind == "accept" for selector in found):
            headers = [(key, self._plain(value) if key.lower() == b"accept" else value) for key, value in headers]
        return scope if headers is scope["headers"] else {**scope, "headers": headers}

    def answer_type(self, scope: Scope, timeline: Timeline) -> bytes | None:
        asked = self._best(scope, timeline)
        return asked[0].written.encode("latin-1") if asked else None

    def _plain(self, value: bytes) -> bytes:
        """The value of `Accept` with plain JSON for each range that names a version; its quality stays."""
        if len(value) > LONGEST:
            return value
        parts = []
        for part in _split(value.decode("latin-1"), ","):
            quality = next((f";{piece.strip()}" for piece in _split(part, ";")[1:] if _names_quality(piece)), "")
            parts.append(part.strip() if self._version(part) is None else "application/json" + quality)
        return ", ".join(parts).encode("latin-1")

    def _best(self, scope: Scope, timeline: Timeline) -> list[Range]:
        """The ranges of the highest quality that resolve; where none does, all of the highest."""
        ranges: list[Range] = []
        for value in header_values(scope, b"accept"):
            if len(value) <= LONGEST:
                ranges += self._ranges(value.decode("latin-1"))
        known = [one for one in ranges if timeline.get(one.version) is not None] or ranges
        top = max((one.quality for one in known), default=0.0)
        return [one for one in known if one.quality == top]

    def _ranges(self, text: str) -> list[Range]:
        found = []
        for part in _split(text, ","):
            version = self._version(part)
            if version is None:
                continue
            quality = _quality(part)
            if quality > 0:
                written = ";".join(piece for piece in _split(part, ";") if not _names_quality(piece))
                found.append(Range(quality, version, written.strip()))
        return found

    def _version(self, text: str) -> str | None:
        essence, *parameters = (piece.strip() for piece in _split(text, ";"))
        matched = self._type.match(essence)
        if self._parameter is None:
            return matched["version"] if matched else None
        if not matched and essence.lower() != "application/json":
            return None
        for piece in parameters:
            name, equals, value = piece.partition("=")
            if equals and name.strip().lower() == self._parameter:
                return value.strip().strip('"')
        return None


def _split(text: str, separator: str) -> list[str]:
    """The parts of a list; what stands in quotes is one piece (RFC 9110, 5.6.4)."""
    if '"' not in text:
        return text.split(separator)
    parts, quoted = [""], False
    escaped = False
    for char in text:
        if char == separator and not quoted:
            parts.append("")
            continue
        parts[-1] += char
        quoted = quoted != (char == '"' and not escaped)
        escaped = quoted and char == "\\" and not escaped
    return parts


def _names_quality(piece: str) -> bool:
    return piece.partition("=")[0].strip().lower() == "q"


def _quality(part: str) -> float:
    for piece in _split(part, ";")[1:]:
        name, _, value = piece.partition("=")
        if name.strip().lower() == "q":
            return float(value) if re.fullmatch(r"\s*(0(\.\d{0,3})?|1(\.0{0,3})?)\s*", value, re.ASCII) else 0.0
    return 1.0


def media_type(vendor: str, *, parameter: str | None = None) -> MediaTypeSource:
    """The version stands in the media type: `application/vnd.acme.v2+json`.

    With `parameter="version"` it is `application/vnd.acme+json;version=2`, or the same on `application/json`.
    """
    return MediaTypeSource(vendor, parameter)
