"""The type of fields that link into the service."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from gateway.shapes.marked import LINK

Link = Annotated[str, Field(json_schema_extra={LINK: True})]
"""A path or URL of the service: handlers write and read it as the head has it, clients as their version does.

In an OpenAPI document a string's schema says the same by `"x-link": true`.
"""
