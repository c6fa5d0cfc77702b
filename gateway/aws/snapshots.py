"""SnapStart: what is made ahead of the snapshot, and what must not be in it (Lambda, "Lambda SnapStart runtime hooks").

A snapshot is taken after the module was imported, and many environments go on from it, hours later. So the time has
jumped, all have the same state of `random`, and connections are dead.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

from gateway.asgi import ASGIApp

AHEAD = frozenset({"snap-start", "provisioned-concurrency", "lambda-managed-instances"})
"""The values of `AWS_LAMBDA_INITIALIZATION_TYPE` with which nobody waits while the function is imported."""


def prepare(app: ASGIApp, close: Callable[[], None]) -> None:
    """Do what belongs to the way the function is initialized.

    Where nobody waits for it, the app plans everything ahead (`Gateway.warm`). With SnapStart, what has been opened
    until the snapshot is closed before it, which the next invocation opens anew; after a restore, `random` gets a new
    seed and the app forgets what it knew for a time (`Gateway.refresh`).

    Args:
        app: the application, whose `warm` and `refresh` are called if it, or what it wraps as `app`, has them.
        close: shuts the application down and closes its loop.
    """
    kind = os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", "")
    if kind not in AHEAD:
        return
    _call(app, "warm")
    if kind != "snap-start":
        return
    try:
        from snapshot_restore_py import register_after_restore, register_before_snapshot
    except ImportError:  # the managed runtimes have it
        return
    register_before_snapshot(close)
    register_after_restore(restored, app)


def restored(app: ASGIApp) -> None:
    """Make an environment that was restored from a snapshot differ from all the others."""
    random.seed()
    _call(app, "refresh")


def _call(app: ASGIApp, method: str) -> None:
    inner: object = app
    while inner is not None:  # ASGI middlewares keep what they wrap as `app`
        found = getattr(inner, method, None)
        if callable(found):
            found()
            return
        inner = getattr(inner, "app", None)
