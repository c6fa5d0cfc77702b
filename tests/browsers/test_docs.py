"""The page that shows a version's document, in a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gateway import Gateway, header, path
from gateway.asgi import ASGIApp
from gateway.cli.staged import Staged
from gateway.resolve.source import Source
from tests.browsers.devtools import browser
from tests.browsers.test_chromium import served
from tests.contract.library import library, make

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPERATIONS = "[...document.querySelectorAll('[data-path]')].map(one => one.dataset.path).join()"
SERVERS = "[...document.querySelectorAll('.servers option')].map(one => one.value).join()"
CHOOSE = """
(() => {
  const versions = document.getElementById("versions");
  versions.selectedIndex = [...versions.options].findIndex((one) => one.textContent.startsWith("v1"));
  versions.dispatchEvent(new Event("change"));
})()
"""
TRY = """
(async () => {
  const shown = async (selector) => {
    for (let tries = 0; tries < 200; tries++) {
      const found = document.querySelector(selector);
      if (found) return found;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(selector);
  };
  (await shown("#operations-Books-list_books_books_get .opblock-summary-control")).click();
  (await shown(".try-out__btn")).click();
  (await shown(".execute")).click();
  const answer = await shown(".live-responses-table .response-col_description .microlight");
  const status = document.querySelector(".live-responses-table tbody .response-col_status");
  return status.textContent.trim() + " " + answer.textContent;
})()
"""


def _library(*sources: Source) -> Gateway:
    """The library at whatever address it is served."""
    return library(current=make(None), sources=sources)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
@pytest.mark.parametrize("stage", ["", "/prod"])
@pytest.mark.parametrize("asked", ["path", "header"])
def test_the_page_shows_each_version_and_makes_its_requests(asked: str, stage: str, tmp_path: Path) -> None:
    """Below any prefix, with nothing from elsewhere and nothing that its policy forbids."""
    assert CHROMIUM is not None
    gateway = _library(path(), header()) if asked == "path" else _library(header())
    app: ASGIApp = Staged(gateway, stage[1:], {}) if stage else gateway
    with served(app) as address, browser(CHROMIUM, tmp_path) as page:
        page.open(f"{address}{stage}/-/docs")
        page.until(f"{OPERATIONS}.startsWith('/books,/books,/books/{{book_id}}')")
        page.evaluate(CHOOSE)
        page.until("document.title === 'Library v1'")
        page.until(f"{OPERATIONS}.startsWith('/book,/book,/book/{{book_id}}')")
        assert "deprecated from 2026-01-01" in page.evaluate("document.querySelector('.life').textContent")
        assert page.evaluate(SERVERS) == (f"{stage}/v1" if asked == "path" else stage or "/")
        answered = page.evaluate(TRY)
        assert answered.startswith("200 ")
        assert '"name": "Mary Shelley"' in answered
        page.picture(tmp_path / "page.png")
        assert page.said == []
        assert {urlsplit(url).netloc for url in page.urls if not url.startswith("data:")} == {urlsplit(address).netloc}
