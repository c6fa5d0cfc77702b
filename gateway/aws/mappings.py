"""The base paths that events don't tell, as the operator names them."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.errors import ConfigurationError

Domains = Mapping[str | tuple[str, str], str]


class Mappings:
    """The base paths of custom domains, and the one that is everywhere.

    Args:
        base_path: the prefix of all paths, such as `/shop`.
        domains: the base path of a custom domain, or of a domain and a stage where it maps several:
            `{"api.example.com": "/shop", ("api.example.com", "beta"): "/shop-beta"}`.

    Raises:
        ConfigurationError: a base path doesn't begin with a slash, or a domain isn't a bare name.
    """

    __slots__ = ("_domains", "base_path")

    def __init__(self, base_path: str | None = None, domains: Domains | None = None) -> None:
        for key, path in [("base_path", base_path or "/"), *(domains or {}).items()]:
            if not path.startswith("/"):
                raise ConfigurationError(f'LambdaHandler: the base path {path!r} of {key}. Write it as "/{path}".')
        for key in domains or {}:
            domain = key if isinstance(key, str) else key[0]
            if "/" in domain or ":" in domain or not domain:
                raise ConfigurationError(f"LambdaHandler: {domain!r} is no domain. Use one such as api.example.com.")
        self.base_path = (base_path or "").rstrip("/")
        self._domains = {_lowered(key): path.rstrip("/") for key, path in (domains or {}).items()}

    def of(self, domain: str, stage: str) -> str:
        """The base path under which a domain maps a stage; empty where none is named."""
        if not self._domains:
            return ""
        name = domain.lower()
        return self._domains.get((name, stage)) or self._domains.get(name, "")


def _lowered(key: str | tuple[str, str]) -> str | tuple[str, str]:
    return key.lower() if isinstance(key, str) else (key[0].lower(), key[1])
