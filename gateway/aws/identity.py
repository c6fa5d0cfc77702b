"""Who is calling, by what API Gateway and Lambda wrote into the event and the context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.resolve.identity import NOBODY, Identity

_OWN = frozenset({"principalId", "integrationLatency", "claims", "scopes", "jwt", "iam", "lambda"})
"""What API Gateway itself writes among the values of a Lambda authorizer's context (payload 1.0)."""


def identity_of(request_context: Mapping[str, Any], context: object) -> Identity:
    """The identity in an event's `requestContext` and in the invocation's context.

    REST APIs: "API Gateway mapping template and access logging variable reference", `$context.identity` and
    `$context.authorizer`. HTTP APIs and function URLs: `authorizer.jwt`, `.lambda` and `.iam`; with payload 1.0 the
    same form as REST APIs. A load balancer tells nothing: its `x-amzn-oidc-*` headers must be verified by the app.
    """
    tenant = getattr(context, "tenant_id", None)
    caller = request_context.get("identity")
    authorizer = request_context.get("authorizer")
    if not authorizer and tenant is None and not (caller and (caller.get("apiKeyId") or caller.get("userArn"))):
        return NOBODY
    caller, authorizer = _mapping(caller), _mapping(authorizer)
    iam = _mapping(authorizer.get("iam"))
    claims = _mapping(_mapping(authorizer.get("jwt")).get("claims") or authorizer.get("claims"))
    returned = authorizer.get("lambda")
    own = {name: value for name, value in authorizer.items() if name not in _OWN}
    user_arn = iam.get("userArn") or caller.get("userArn")
    return Identity(
        api_key_id=_text(caller.get("apiKeyId")),
        tenant_id=_text(tenant),
        principal_id=_text(authorizer.get("principalId") or claims.get("sub") or user_arn),
        user_arn=_text(user_arn),
        claims=claims,
        authorizer=returned if isinstance(returned, dict) else own,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return str(value) if value else None
