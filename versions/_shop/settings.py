"""Where the shop's database is, from the environment."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping

logger = logging.getLogger("shop")


def database_path(environment: Mapping[str, str] = os.environ) -> str:
    """The path that SHOP_DATABASE names; `shop.db`, or `/tmp/shop.db` on Lambda, where it isn't set.

    Warns where the disk doesn't last.
    """
    on_lambda = "AWS_LAMBDA_FUNCTION_NAME" in environment
    path = environment.get("SHOP_DATABASE") or ("/tmp/shop.db" if on_lambda else "shop.db")  # noqa: S108
    if on_lambda and not path.startswith("/mnt/"):
        logger.warning(
            "The shop's database %s is on a disk that Lambda throws away with the instance, and no other instance "
            "sees it. Mount EFS and set SHOP_DATABASE=/mnt/shop/shop.db to keep orders.",
            path,
        )
    return path
