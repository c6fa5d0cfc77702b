"""What the fields of a model may say of themselves."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

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
