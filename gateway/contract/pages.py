"""The page on which people read the document of a version, with all that it needs from the same server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from gateway.asgi import Headers
from gateway.timeline.life import Lifecycle

PACKAGE = "flask_swagger_ui"
"""The package that ships Swagger UI; nothing of it is imported. It is updated with each release of Swagger UI."""
OWN = {"page.css": b"text/css; charset=utf-8", "page.js": b"text/javascript; charset=utf-8"}
TYPES = {
    "swagger-ui.css": b"text/css; charset=utf-8",
    "swagger-ui-bundle.js": b"text/javascript; charset=utf-8",
    "favicon-32x32.png": b"image/png",
    "oauth2-redirect.html": b"text/html; charset=utf-8",
    "oauth2-redirect.js": b"text/javascript; charset=utf-8",
    **OWN,
}
"""The files that the page consists of, and what they are."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'{}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load and send (Content Security Policy 3): nothing from elsewhere, and no inline script."""
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} {version}</title>
<link rel="icon" type="image/png" href="{assets}/favicon-32x32.png">
<link rel="stylesheet" href="{assets}/swagger-ui.css">
<link rel="stylesheet" href="{assets}/page.css">
</head>
<body id="page" data-document="{document}">
<header>
<h1>{title}</h1>
<label>Version <select id="versions" autocomplete="off">{options}</select></label>
<a href="{document}">OpenAPI document</a>
</header>
{life}<main id="document"></main>
<script src="{assets}/swagger-ui-bundle.js"></script>
<script src="{assets}/page.js"></script>
</body>
</html>
"""


def is_there() -> bool:
    """Whether the package is installed that ships Swagger UI."""
    return _folder() is not None


@lru_cache(maxsize=1)
def _folder() -> Path | None:
    spec = find_spec(PACKAGE)
    folders = [Path(place) / "dist" for place in (spec.submodule_search_locations or ())] if spec is not None else []
    return next((folder for folder in folders if folder.is_dir()), None)


@lru_cache(maxsize=len(TYPES))
def asset(name: str) -> tuple[bytes, bytes, bytes] | None:
    """A file of the page: what it is, its entity tag, and its bytes. None where there is no such file."""
    folder = Path(__file__).parent / "static" if name in OWN else _folder()
    if name not in TYPES or folder is None or not (folder / name).is_file():
        return None
    data = (folder / name).read_bytes()
    return TYPES[name], f'"{sha256(data).hexdigest()[:32]}"'.encode("ascii"), data


def page(document: Mapping[str, Any], versions: Mapping[str, tuple[Lifecycle, str | None]]) -> bytes:
    """The page of one version.

    Args:
        document: its document.
        versions: all versions, each with its place in its life and the URL of its page, which is None where it can't
            be told.
    """
    info = document["info"]
    version = str(info["version"])
    told = {
        "title": escape(str(info["title"])),
        "version": escape(version),
        "assets": "docs",
        "document": escape(f"openapi.json?version={quote(version, safe='')}"),
        "options": "".join(_options(versions, version)),
        "life": _life(info.get("x-lifecycle", {})),
    }
    return PAGE.format(**told).encode()


def _options(versions: Mapping[str, tuple[Lifecycle, str | None]], shown: str) -> Iterator[str]:
    for name, (lifecycle, target) in versions.items():
        remark = "" if lifecycle is Lifecycle.ACTIVE else f" ({lifecycle.value})"
        state = " selected" if name == shown else "" if target is not None else " disabled"
        yield f'<option data-page="{escape(target or "")}"{state}>{escape(name + remark)}</option>'


def _life(life: Mapping[str, Any]) -> str:
    """What is said of a version that is going away."""
    said = {"deprecated": "deprecated from {}", "sunset": "announced to end on {}", "retired": "retired on {}"}
    told = [escape(words.format(life[name])) for name, words in said.items() if name in life]
    if not told:
        return ""
    guide = f' <a href="{escape(str(life["guide"]))}" rel="noreferrer">How to move on</a>' if "guide" in life else ""
    return f'<p class="life">This version is {", ".join(told)}.{guide}</p>\n'


def policy(document: Mapping[str, Any]) -> Headers:
    """The headers that keep the page to its own server and to those that the document names."""
    origins = dict.fromkeys(_origins(document.get("servers", ())))
    held = POLICY.format("".join(f" {origin}" for origin in origins))
    return [
        (b"content-security-policy", held.encode("ascii")),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ]


def _origins(servers: Any) -> Iterator[str]:
    for server in servers:
        try:
            parts = urlsplit(str(server.get("url", "")))
        except ValueError:
            continue
        plain = json.dumps(parts.netloc) == f'"{parts.netloc}"' and not set(parts.netloc) & set(" ;,'{}@")
        if parts.scheme in ("http", "https") and parts.netloc and plain and parts.netloc.isascii():
            yield f"{parts.scheme}://{parts.netloc}"
