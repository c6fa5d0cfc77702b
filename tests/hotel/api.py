"""A hotel's API as it is today, its twelfth version: the handlers know nothing of the other eleven."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from typing_extensions import TypeAliasType

from gateway import Problem, Reply, Router, names_of

BookingId = TypeAliasType("BookingId", Annotated[str, Field(pattern="^bkg_")])
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Passport(BaseModel):
    """Who somebody is to a border."""

    number: Annotated[str, Field(min_length=1, max_length=20)]
    country: str


class Guest(BaseModel):
    """Somebody who sleeps here."""

    full_name: str
    passport: Passport | None = None
    emails: list[str] = []
    diet: Literal["none", "vegan", "vegetarian"] = "none"


class Room(BaseModel):
    """A room for some nights."""

    kind: Literal["room"]
    number: int
    guests: list[Guest]
    smoking: bool | None = None


class Spa(BaseModel):
    """An hour in the spa."""

    kind: Literal["spa"]
    treatment: str


class Parking(BaseModel):
    """A place for a car."""

    kind: Literal["parking"]
    plate: str


Item = Annotated[Room | Spa | Parking, Field(discriminator="kind")]


class Contact(BaseModel):
    """Whom to call."""

    phone: str
    city: str


class Money(BaseModel):
    """An amount in the minor unit of its currency."""

    amount: Annotated[int, Field(ge=0, le=10**12)]
    currency: Literal["EUR", "JPY"]


class Booking(BaseModel):
    """What is booked."""

    id: BookingId
    status: Literal["requested", "confirmed", "waitlisted", "cancelled"]
    items: list[Item]
    contact: Contact
    total: Money
    channel: Literal["web", "desk"]
    wing: str
    floor: int
    arrival: str
    note: str | None
    rating: int | None = None
    created_at: Moment


class BookingCreate(BaseModel):
    """What is to be booked."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[Item], Field(min_length=1)]
    contact: Contact
    channel: Literal["web", "desk"] = "web"
    arrival: str
    note: Annotated[str, Field(max_length=100)] = ""
    nights: Annotated[int, Field(ge=1)] = 2
    pillow: Literal["soft", "hard"]


class BookingList(BaseModel):
    """A page of bookings."""

    data: list[Booking]
    next: str | None


class Minibar(BaseModel):
    """What is in a minibar."""

    drinks: list[str]


class MinibarAnswer(BaseModel):
    """A minibar, and when it was looked at."""

    data: Minibar
    looked_at: Moment


class Customer(BaseModel):
    """Who pays."""

    name: str
    vat_id: str | None


class Supplier(BaseModel):
    """Who is paid."""

    name: str


class BookingQuery(BaseModel):
    """Which bookings are listed."""

    after: str | None = None
    status: str | None = None
    sort: Annotated[str | None, names_of("Booking")] = None
    tags: str = ""
    scope: Literal["mine", "all"]
    cursor: str = ""


BOOKING = Booking.model_validate(
    {
        "id": "bkg_7",
        "status": "waitlisted",
        "items": [
            {"kind": "spa", "treatment": "mud"},
            {
                "kind": "room",
                "number": 12,
                "guests": [{"full_name": "Ada", "passport": {"number": "P1", "country": "GB"}}],
            },
            {"kind": "parking", "plate": "AB 12"},
        ],
        "contact": {"phone": "1", "city": "Paris"},
        "total": {"amount": 1250, "currency": "EUR"},
        "channel": "desk",
        "wing": "east",
        "floor": 3,
        "arrival": "2026-12-01",
        "note": None,
        "created_at": "2026-11-15T10:00:00Z",
    }
)
GOT: dict[str, object] = {}


class HotelProblem(BaseModel):
    """What errors answer: a problem (RFC 9457) with a code."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, str]] = []
    code: Literal["booking_not_found"] | None = None


router = Router(documents=[Supplier], problems=HotelProblem)


@router.post("/bookings", status=201)
async def book(request: Request, body: BookingCreate) -> Reply[Booking]:
    """Book."""
    GOT["headers"] = dict(request.headers)
    GOT["body"] = body.model_dump(mode="json", exclude_unset=True)
    return Reply(
        BOOKING, headers={"Location": "/bookings/bkg_7", "Request-Id": "r1", "X-Region": "eu", "X-Cache": "miss"}
    )


@router.get("/bookings/{booking_id}")
async def read(booking_id: BookingId) -> Booking:
    """One booking."""
    if booking_id != BOOKING.id:
        raise Problem(404, type="urn:hotel:not-found", detail="There is no such booking.", code="booking_not_found")
    return BOOKING


@router.get("/bookings")
async def bookings(request: Request, query: BookingQuery) -> BookingList:
    """The bookings, a page of one each."""
    GOT["query"] = query.model_dump(exclude_unset=True)
    GOT["accept"] = request.headers.get("accept")
    return BookingList(data=[BOOKING], next="2" if query.cursor == "" else None)


@router.patch("/bookings/{booking_id}/note")
async def note(booking_id: BookingId, body: dict[str, str]) -> Booking:
    """Say something about a booking."""
    return BOOKING


@router.get("/rooms/{number}/minibar")
async def minibar(number: int) -> MinibarAnswer:
    """What is left in a minibar."""
    return MinibarAnswer(data=Minibar(drinks=["water"]), looked_at="2026-11-15T10:00:00Z")


@router.put("/customers/{name}")
async def put_customer(name: str, body: Customer) -> Customer:
    """Who pays."""
    return body


@router.get("/customers/{name}")
async def customer(name: str) -> Customer:
    """Who pays."""
    return Customer(name=name, vat_id="DE1")


@router.get("/suppliers/{name}")
async def supplier(name: str) -> Supplier:
    """Who is paid."""
    return Supplier(name=name)
