"""Where the shop's database is and who delivers its events, from the environment."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

logger = logging.getLogger("shop")


def table_name(environment: Mapping[str, str] = os.environ) -> str | None:
    """The DynamoDB table that SHOP_TABLE names; None where the shop is in a file."""
    return environment.get("SHOP_TABLE") or None


def delivers(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the service delivers events beside its requests; not on Lambda, which stops between them."""
    return "AWS_LAMBDA_FUNCTION_NAME" not in environment


def database_path(environment: Mapping[str, str] = os.environ) -> str:
    """The path that SHOP_DATABASE names; `shop.db`, or `/tmp/shop.db` on Lambda, where it isn't set.

    Warns where the disk doesn't last.
    """
    on_lambda = "AWS_LAMBDA_FUNCTION_NAME" in environment
    path = environment.get("SHOP_DATABASE") or ("/tmp/shop.db" if on_lambda else "shop.db")  # noqa: S108
    if on_lambda and not path.startswith("/mnt/"):
        logger.warning(
            "The shop's database %s is on a disk that Lambda throws away with the instance, and no other instance "
            "sees it. Set SHOP_TABLE to a DynamoDB table to keep orders, or mount EFS and set "
            "SHOP_DATABASE=/mnt/shop/shop.db.",
            path,
        )
    return path
