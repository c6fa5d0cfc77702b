"""A library's API: a FastAPI app behind the gateway, with all that its own document may say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, File, Form, Header, HTTPException, Query, Response, UploadFile
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, ConfigDict, Field

from gateway import Change, Gateway, Life, Timeline, Version, header, prefixed, route, routes, schema
from gateway.resolve.path import path


class Author(BaseModel):
    """Who wrote it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"full_name": "Mary Shelley", "born": 1797}]})

    full_name: str = Field(min_length=1, examples=["Mary Shelley"])
    born: int | None = None


class Book(BaseModel):
    """Something to read."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": "bok_1", "title": "Frankenstein", "authors": [{"full_name": "Mary Shelley"}], "kind": "print"},
                {"id": "wrong"},
            ]
        }
    )

    id: str = Field(pattern="^bok_", examples=["bok_1"])
    title: str
    authors: list[Author]
    kind: Literal["print", "audio"] = "print"


class BookCreate(BaseModel):
    """A book to be bought."""

    title: str = Field(min_length=1, max_length=100)
    authors: list[Author] = Field(min_length=1)
    kind: Literal["print", "audio"] = "print"


class Loan(BaseModel):
    """A book that somebody has at home."""

    book: Book
    due: date


class LoanEvent(BaseModel):
    """What happened to a loan."""

    event: Literal["lent", "returned"]
    loan: Loan


class Trouble(BaseModel):
    """What went wrong."""

    message: str
    code: Literal["gone", "forbidden"]


KEY = APIKeyHeader(name="X-Library-Card", auto_error=False)
api = APIRouter(tags=["Books"], dependencies=[Depends(KEY)])
BOOKS: dict[str, Book] = {
    "bok_1": Book(id="bok_1", title="Frankenstein", authors=[Author(full_name="Mary Shelley")]),
}
CREATED: dict[str, Any] = {
    "example": {"title": "Frankenstein", "authors": [{"full_name": "Mary Shelley"}]},
}


@api.get("/books", summary="What there is")
async def list_books(
    response: Response,
    kind: Annotated[
        Literal["print", "audio"] | None, Query(description="Of one kind only.", examples=["audio"])
    ] = None,
    tag: Annotated[list[str] | None, Query()] = None,
) -> list[Book]:
    """All books of a kind."""
    response.headers["Total-Count"] = "1"
    return [book for book in BOOKS.values() if kind in (None, book.kind)]


@api.post(
    "/books",
    status_code=201,
    responses={201: {"headers": {"Location": {"schema": {"type": "string"}, "description": "Where it is."}}}},
)
async def buy(body: BookCreate, response: Response, x_shelf: Annotated[str | None, Header()] = None) -> Book:
    """Buy a book."""
    response.headers["Location"] = "/books/bok_1"
    return Book(id="bok_1", **body.model_dump())


@api.get(
    "/books/{book_id}",
    responses={
        200: {
            "content": {
                "application/json": {
                    "examples": {
                        "print": {
                            "summary": "A printed one.",
                            "value": {
                                "id": "bok_1",
                                "title": "Frankenstein",
                                "authors": [{"full_name": "Mary Shelley"}],
                                "kind": "print",
                            },
                        },
                        "audio": {
                            "value": {"id": "bok_2", "title": "Dracula", "authors": [], "kind": "audio"},
                        },
                    }
                }
            },
            "links": {"itself": {"operationId": "read", "parameters": {"book_id": "$response.body#/id"}}},
        },
        404: {"model": Trouble},
    },
    operation_id="read",
)
async def read_book(book_id: str) -> Book:
    """One book."""
    if book_id not in BOOKS:
        raise HTTPException(404, "There is no such book.")
    return BOOKS[book_id]


@api.post("/books/{book_id}/cover", status_code=204, tags=["Covers"])
async def put_cover(book_id: str, picture: Annotated[UploadFile, File()], caption: Annotated[str, Form()] = "") -> None:
    """A picture of the book."""


callbacks = APIRouter()


@callbacks.post("{$request.body#/callback}")
async def told(body: LoanEvent) -> None:
    """What the borrower is told."""


class LoanCreate(BaseModel):
    """A book to be lent, and whom to tell of it."""

    book_id: str
    callback: str | None = None


@api.post("/loans", callbacks=callbacks.routes, openapi_extra={"x-team": "lending"})
async def lend(body: LoanCreate) -> Loan:
    """Lend a book."""
    return Loan(book=BOOKS["bok_1"], due=date(2026, 12, 24))


SERVERS = [{"url": "https://library.example/api", "description": "The real one."}]


def make(servers: list[dict[str, Any]] | None = SERVERS) -> FastAPI:
    """The app."""
    app = FastAPI(
        title="Library",
        description="Books for everybody.",
        version="7.1",
        contact={"name": "The desk", "url": "https://library.example/desk"},
        openapi_tags=[{"name": "Books", "description": "What there is to read."}],
        servers=servers,
    )
    app.include_router(api)

    @app.webhooks.post("loan")
    async def loan(body: LoanEvent) -> None:
        """A loan came or went."""

    return app


class AuthorsHaveFullNames(Change):
    """An author's `name` is now `full_name`, and there may be several."""

    operations = [
        schema("Author").renamed("name", to="full_name"),
        schema("Book", "BookCreate").wrapped("author", into="authors", lost="all but the first"),
    ]


class BooksArePlural(Change):
    """`/book` is now `/books`, with ids that say what they are."""

    operations = [
        routes("/book").moved("/books"),
        schema("Book").converted("id", **prefixed("bok_")),
        routes("/books/{book_id}").parameter("book_id").converted(**prefixed("bok_")),
        route("POST /books").status(200, to=201),
        routes("/").answer_header("X-Total").renamed(to="Total-Count"),
    ]


class BooksMaySpeak(Change):
    """Books may be spoken; older clients see all as printed."""

    operations = [
        schema("Book").value_added("kind", "audio", old_sees="print"),
        schema("BookCreate").value_added("kind", "audio", old_sees="print"),
    ]


VERSIONS = ["v1", "v2", "v3", "v4"]


def library(**options: Any) -> Gateway:
    """The library with four versions; the third has one route that is going away."""
    return Gateway(
        timeline=Timeline(
            Version("v1", deprecated="2026-01-01", sunset="2027-01-01", guide="https://library.example/v2"),
            Version("v2"),
            Version("v3", routes={"POST /loans": Life(deprecated="2026-06-01")}),
            Version("v4"),
        ),
        adapters={"v2": [AuthorsHaveFullNames], "v3": [BooksArePlural], "v4": [BooksMaySpeak]},
        **{"current": make(), "sources": [path(), header()], **options},
    )
