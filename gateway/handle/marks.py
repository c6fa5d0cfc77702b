"""What the fields of a model may say of themselves."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from gateway.plan.ties import NAMES, VALUES
from gateway.shapes.marked import LINK, OLD

Link = Annotated[str, Field(json_schema_extra={LINK: True})]
"""A path or URL of the service: handlers write and read it as the head has it, clients as their version does.

In an OpenAPI document a string's schema says the same by `"x-link": true`.
"""

Old = Field(json_schema_extra={OLD: True})
"""Marks a field that was removed, but whose value only the handler knows: `fax: Annotated[str | None, Old] = None`.

Clients of the versions before its removal see it, where the change says `removed("fax", ..., old_sees=CARRIED)`;
others neither see nor set it.
"""


def names_of(schema: str) -> Any:
    """Mark a query parameter that holds names of a schema's fields.

    In `sort: Annotated[str, names_of("Customer")]` they follow what happens to the fields: `?sort=-name,age`,
    `?fields=name`, `?filter[name]=x`. In OpenAPI the parameter's schema says `"x-names-of": "Customer"`.
    """
    return Field(json_schema_extra={NAMES: schema})


def values_of(field: str) -> Any:
    """Mark a query parameter that holds values of a field.

    In `status: Annotated[list[str], values_of("Order.status")]` they follow what happens to the values. A parameter
    that takes several finds all newer values that look like one to older clients. In OpenAPI the parameter's schema
    says `"x-values-of": "Order.status"`.

    Args:
        field: the schema and the field, with a dot between.
    """
    return Field(json_schema_extra={VALUES: field})
