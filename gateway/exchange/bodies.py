"""What reads a request's form or stream, in the handler's form."""

from __future__ import annotations

from gateway.adapt.downgrade import DowngradedResponse
from gateway.asgi import Receive, Scope, essence, first_header, without
from gateway.operations.role import Role
from gateway.plan.plan import Plan
from gateway.shapes.bodies import FORM, LINES, MULTIPART, kind_of


def plan_of(plan: Plan, content_type: bytes) -> Plan | None:
    """How a body of a media type is translated; None where it is nothing but what JSON documents are.

    A handler that takes forms is taken to read both kinds of them, as frameworks do by the media type alone.
    """
    if not plan.home.others:
        return None
    kind = kind_of(essence(content_type))
    if kind in (FORM, MULTIPART):
        return plan.of(kind) or plan.of(MULTIPART if kind == FORM else FORM)
    return plan.of(LINES) if kind == LINES else None


def upgraded(
    plan: Plan, scope: Scope, receive: Receive, response: DowngradedResponse, *, role: Role, limit: int
) -> tuple[Scope, Receive]:
    """The request and where its body comes from.

    Args:
        plan: how bodies of its kind are translated.
        scope: the request.
        receive: where its body comes from.
        response: where its refusal goes.
        role: what the body does.
        limit: the most bytes of it that are read.

    Raises:
        ConfigurationError: a library that this needs isn't installed.
    """
    headers, asked, relink = scope["headers"], response.asked, response.links.up
    kind = kind_of(essence(first_header(headers, b"content-type") or b""))
    asked.plan = plan
    if kind == LINES:
        from gateway.adapt.upgraded_stream import UpgradedStream

        asked.is_list = True
        return scope, UpgradedStream(
            headers, receive, plan, role=role, relink=relink, limit=limit, refuse=response.refuse
        )
    from gateway.adapt.form import Fields

    form = Fields(plan, role=role, relink=relink, asked=asked)
    if kind == FORM:
        from gateway.adapt.upgraded_form import UpgradedForm

        return scope, UpgradedForm(headers, receive, form, limit=limit, refuse=response.refuse)
    from gateway.adapt.upgraded_multipart import UpgradedMultipart

    parts = UpgradedMultipart(headers, receive, form, limit=limit, refuse=response.refuse)
    return {**scope, "headers": [*without(headers, b"content-type"), (b"content-type", parts.content_type)]}, parts
