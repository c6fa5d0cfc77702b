"""Who is calling, as the platform says after it let the request in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from gateway.asgi import IDENTITY, Scope

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Identity(NamedTuple):
    """What API Gateway, an authorizer or Lambda says of the caller; nothing of it was merely sent by the client.

    Args:
        api_key_id: the id, never the value, of the API key that a REST API demanded.
        tenant_id: the tenant of a function with tenant isolation.
        principal_id: the Lambda authorizer's `principalId`, else the token's `sub`, else the IAM caller's ARN. Unique
            within one authorizer only.
        user_arn: the IAM caller's ARN.
        claims: the verified token's claims (JWT and Cognito authorizers); values are text in most events.
        authorizer: what a Lambda authorizer returned as its `context`.
    """

    api_key_id: str | None = None
    tenant_id: str | None = None
    principal_id: str | None = None
    user_arn: str | None = None
    claims: Mapping[str, Any] = _NOTHING
    authorizer: Mapping[str, Any] = _NOTHING


NOBODY = Identity()
"""Nobody asked who the caller is."""


def identity(scope: Scope) -> Identity:
    """The caller's identity; `NOBODY` where the request didn't come through a platform that tells it."""
    found = scope.get(IDENTITY)
    return found if isinstance(found, Identity) else NOBODY


def api_key_id(scope: Scope) -> str | None:
    """For `pin`: the id of the API key."""
    return identity(scope).api_key_id


def tenant_id(scope: Scope) -> str | None:
    """For `pin`: the tenant."""
    return identity(scope).tenant_id


def principal_id(scope: Scope) -> str | None:
    """For `pin`: whom the authorizer, the token or IAM names."""
    return identity(scope).principal_id


def claim(name: str) -> Callable[[Scope], str | None]:
    """For `pin`: a claim of the token, such as `claim("client_id")`."""
    return lambda scope: _text(identity(scope).claims.get(name))


def authorizer(name: str) -> Callable[[Scope], str | None]:
    """For `pin`: a value that the Lambda authorizer returned in its context, such as `authorizer("customerId")`."""
    return lambda scope: _text(identity(scope).authorizer.get(name))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
