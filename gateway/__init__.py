"""An API-versioning gateway: one current implementation, and every older client keeps working.

Names are loaded when they are first used, so that an adapter module costs nothing but its own words.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.app import Gateway as Gateway
    from gateway.behaviours import applies as applies
    from gateway.changes.change import Change as Change
    from gateway.errors import ConfigurationError as ConfigurationError
    from gateway.errors import ConversionError as ConversionError
    from gateway.errors import DeclarationError as DeclarationError
    from gateway.errors import GatewayError as GatewayError
    from gateway.handle.event import Event as Event
    from gateway.handle.marks import Link as Link
    from gateway.handle.marks import Old as Old
    from gateway.handle.marks import names_of as names_of
    from gateway.handle.marks import values_of as values_of
    from gateway.handle.router import Router as Router
    from gateway.handle.signature import Reply as Reply
    from gateway.operations.conversions import minor_units as minor_units
    from gateway.operations.conversions import prefixed as prefixed
    from gateway.operations.conversions import unix_seconds as unix_seconds
    from gateway.operations.fields.remove import CARRIED as CARRIED
    from gateway.operations.fields.variants import LEFT_OUT as LEFT_OUT
    from gateway.operations.fields.wrap import ABSENT as ABSENT
    from gateway.operations.operation import Operation as Operation
    from gateway.operations.operation import Role as Role
    from gateway.operations.routes.pages import all_pages as all_pages
    from gateway.operations.routes.pages import first_page as first_page
    from gateway.operations.verbs.words import accepted as accepted
    from gateway.operations.verbs.words import behaviour as behaviour
    from gateway.operations.verbs.words import route as route
    from gateway.operations.verbs.words import routes as routes
    from gateway.operations.verbs.words import scalar as scalar
    from gateway.operations.verbs.words import schema as schema
    from gateway.refuse.problem import Problem as Problem
    from gateway.resolve.base_path import base_path as base_path
    from gateway.resolve.header import header as header
    from gateway.resolve.host import host as host
    from gateway.resolve.identity import Identity as Identity
    from gateway.resolve.identity import api_key_id as api_key_id
    from gateway.resolve.identity import authorizer as authorizer
    from gateway.resolve.identity import claim as claim
    from gateway.resolve.identity import identity as identity
    from gateway.resolve.identity import principal_id as principal_id
    from gateway.resolve.identity import tenant_id as tenant_id
    from gateway.resolve.media_type import media_type as media_type
    from gateway.resolve.path import path as path
    from gateway.resolve.pin import pin as pin
    from gateway.resolve.query import query as query
    from gateway.resolve.source import Source as Source
    from gateway.resolve.stage import stage as stage
    from gateway.resolve.subprotocol import subprotocol as subprotocol
    from gateway.served import served_version as served_version
    from gateway.timeline.life import Brownout as Brownout
    from gateway.timeline.life import Life as Life
    from gateway.timeline.life import Lifecycle as Lifecycle
    from gateway.timeline.scheme import Dates as Dates
    from gateway.timeline.scheme import Labels as Labels
    from gateway.timeline.scheme import Numbers as Numbers
    from gateway.timeline.timeline import Timeline as Timeline
    from gateway.timeline.version import ApiVersion as ApiVersion
    from gateway.timeline.version import Version as Version
    from gateway.upstream.app import Upstream as Upstream

__version__ = "0.1.0"

_HOMES = {
    "Gateway": "gateway.app",
    "applies": "gateway.behaviours",
    "Change": "gateway.changes.change",
    "ConfigurationError": "gateway.errors",
    "ConversionError": "gateway.errors",
    "DeclarationError": "gateway.errors",
    "GatewayError": "gateway.errors",
    "Event": "gateway.handle.event",
    "Router": "gateway.handle.router",
    "Reply": "gateway.handle.signature",
    "minor_units": "gateway.operations.conversions",
    "prefixed": "gateway.operations.conversions",
    "unix_seconds": "gateway.operations.conversions",
    "CARRIED": "gateway.operations.fields.remove",
    "LEFT_OUT": "gateway.operations.fields.variants",
    "ABSENT": "gateway.operations.fields.wrap",
    "Operation": "gateway.operations.operation",
    "Role": "gateway.operations.operation",
    "all_pages": "gateway.operations.routes.pages",
    "first_page": "gateway.operations.routes.pages",
    "accepted": "gateway.operations.verbs.words",
    "behaviour": "gateway.operations.verbs.words",
    "route": "gateway.operations.verbs.words",
    "routes": "gateway.operations.verbs.words",
    "scalar": "gateway.operations.verbs.words",
    "schema": "gateway.operations.verbs.words",
    "Problem": "gateway.refuse.problem",
    "base_path": "gateway.resolve.base_path",
    "Identity": "gateway.resolve.identity",
    "api_key_id": "gateway.resolve.identity",
    "authorizer": "gateway.resolve.identity",
    "claim": "gateway.resolve.identity",
    "identity": "gateway.resolve.identity",
    "principal_id": "gateway.resolve.identity",
    "tenant_id": "gateway.resolve.identity",
    "header": "gateway.resolve.header",
    "path": "gateway.resolve.path",
    "stage": "gateway.resolve.stage",
    "Lifecycle": "gateway.timeline.life",
    "Life": "gateway.timeline.life",
    "Brownout": "gateway.timeline.life",
    "query": "gateway.resolve.query",
    "host": "gateway.resolve.host",
    "media_type": "gateway.resolve.media_type",
    "subprotocol": "gateway.resolve.subprotocol",
    "pin": "gateway.resolve.pin",
    "Link": "gateway.handle.marks",
    "Old": "gateway.handle.marks",
    "names_of": "gateway.handle.marks",
    "values_of": "gateway.handle.marks",
    "Source": "gateway.resolve.source",
    "served_version": "gateway.served",
    "Dates": "gateway.timeline.scheme",
    "Labels": "gateway.timeline.scheme",
    "Numbers": "gateway.timeline.scheme",
    "Timeline": "gateway.timeline.timeline",
    "ApiVersion": "gateway.timeline.version",
    "Version": "gateway.timeline.version",
    "Upstream": "gateway.upstream.app",
}

__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'gateway' has no attribute {name!r}")
    # Not kept in the module: `import gateway.path` elsewhere would be shadowed by a name kept here.
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return list(__all__)
