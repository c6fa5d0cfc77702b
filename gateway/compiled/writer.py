"""Answers of one status from bytes to bytes, by the shortest way that they allow."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from gateway.compiled.codec import Codec, NoCode, Unlike
from gateway.compiled.layout import learned
from gateway.compiled.transform import Transform
from gateway.lossless import dumps, loads_any

logger = logging.getLogger("gateway")

LARGE = 16_384
"""From how many bytes on it is worth while to learn from the first document."""
OFTEN = 16
"""From how many smaller ones on it is."""
MOST_TRIES = 3
"""How often it is learned anew where documents aren't alike."""


class Writer:
    """Translates answers.

    Args:
        transform: what becomes of a document, compiled.
        downgrade: the same, whatever the document.
        trusted: whether answers are written by a typed handler, which lays out all documents alike.
    """

    def __init__(self, transform: Transform, downgrade: Callable[[Any], Any], *, trusted: bool) -> None:
        self._transform = transform
        self._downgrade = downgrade
        self._codec: Codec | None = None
        self._trusted = trusted
        self._seen = 0
        self._tries = 0 if transform.visitor is not None else MOST_TRIES

    def __call__(self, data: bytes) -> bytes:
        """The client's form of an answer's body.

        Args:
            data: the body.

        Raises:
            Unreadable: it is no JSON.
            Exception: whatever an operation raises.
        """
        if self._codec is not None:
            try:
                return self._codec(data)
            except Unlike:
                self._codec = None
            except Exception:
                logger.debug("the long way says what is wrong", exc_info=True)
        document = loads_any(data)
        older = self._downgrade(document)
        if older is document:
            return data
        self._learn(document, len(data))
        return dumps(older)

    def _learn(self, document: Any, size: int) -> None:
        self._seen += 1
        if self._tries >= MOST_TRIES or self._codec is not None or (size < LARGE and self._seen < OFTEN):
            return
        self._tries += 1
        try:
            self._codec = Codec(learned(self._transform.visitor, [document]), trusted=self._trusted)
        except NoCode:
            self._tries = MOST_TRIES
        except Exception:
            logger.exception("documents like this one can't be laid out")
            self._tries = MOST_TRIES
