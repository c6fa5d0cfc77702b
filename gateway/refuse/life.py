"""What responses say of the life of their version and route: Deprecation, Sunset, Link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from email.utils import format_datetime

from gateway.asgi import Headers
from gateway.timeline.life import Life
from gateway.timeline.version import Version


def life_headers(lives: Iterable[Life]) -> Headers:
    """The headers of what is deprecated: the earliest days of all lives that say one.

    `Deprecation` is a structured date (RFC 9745, 2.1), `Sunset` an HTTP date (RFC 8594, 3), and the guide is linked as
    `deprecation` and `sunset` (RFC 9745, 3; RFC 8594, 6).
    """
    told = [life for life in lives if life.deprecated is not None or life.sunset is not None]
    deprecated = min((life.deprecated for life in told if life.deprecated is not None), default=None)
    sunset = min((life.sunset for life in told if life.sunset is not None), default=None)
    if deprecated is not None and sunset is not None and sunset < deprecated:
        deprecated = None  # of different lives; the sunset mustn't be earlier (RFC 9745, 4)
    headers: Headers = []
    if deprecated is not None:
        headers.append((b"deprecation", b"@%d" % int(deprecated.timestamp())))
    if sunset is not None:
        headers.append((b"sunset", format_datetime(sunset.astimezone(UTC), usegmt=True).encode()))
    for life in told:
        if life.guide is None:
            continue
        relations = [name for name, day in (("deprecation", deprecated), ("sunset", sunset)) if day is not None]
        headers += [link(life.guide, relation, "text/html") for relation in relations]
    return headers


def service_links(version: Version) -> Headers:
    """Where the version's description and documentation are (RFC 8631)."""
    headers: Headers = []
    if version.description is not None:
        headers.append(link(version.description, "service-desc", "application/json"))
    if version.documentation is not None:
        headers.append(link(version.documentation, "service-doc", "text/html"))
    return headers


def link(target: str, relation: str, media_type: str | None = None) -> tuple[bytes, bytes]:
    """A `Link` header line (RFC 8288)."""
    text = f'<{target}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")
    return (b"link", text.encode("ascii"))
