"""The contract of each version: its OpenAPI document, derived from the handlers' shapes and the changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from gateway.contract.contracts import Contracts
    from gateway.timeline.version import ApiVersion


class HasContracts(Protocol):
    """Whatever has versions and contracts, such as a `Gateway`."""

    @property
    def contracts(self) -> Contracts:
        """The contracts of all its versions."""


def contract_of(gateway: HasContracts, version: str | ApiVersion) -> dict[str, Any]:
    """The OpenAPI 3.1 document of one version: what its clients may send, and what they are answered.

    It is the same whenever and wherever it is made, so that two of them can be compared, and belongs to the caller.

    Args:
        gateway: the gateway.
        version: one of its versions, retired or not, or its name.

    Returns:
        plain JSON values: dicts, lists, text, numbers, booleans and None.

    Raises:
        ConfigurationError: there is no such version, or what it changed is removed.
        DeclarationError: the declarations that lead to it are wrong; `gateway.check()` tells of all.
    """
    return gateway.contracts.of(version)
