"""What each of the hotel's versions changed; not one plain function is in it."""

from __future__ import annotations

from gateway import (
    LEFT_OUT,
    Change,
    Operation,
    accepted,
    all_pages,
    behaviour,
    minor_units,
    prefixed,
    route,
    routes,
    scalar,
    schema,
    unix_seconds,
)

CHANGES: dict[str, list[Operation]] = {
    "v2": [
        schema("Guest").renamed("name", to="full_name"),
        routes("/booking").moved("/bookings"),
        route("POST /bookings").status(200, to=201),
        schema("Reservation").called("Booking"),
    ],
    "v3": [
        schema("Booking", "BookingCreate").added("channel", default="web"),
        schema("Guest").wrapped("email", into="emails", lost="all but the first"),
        schema("Booking", "BookingCreate").nested("phone", "town=city", "arrival", into="contact"),
        route("GET /bookings").query("state").renamed(to="status"),
    ],
    "v4": [
        schema("Booking").values("status", {"open": "requested", "done": "confirmed"}),
        schema("Booking").value_added("status", "waitlisted", old_sees="requested"),
        schema("Booking").converted("created_at", **unix_seconds()),
        schema("Booking").joined("total", "currency", into="total", by=minor_units()),
    ],
    "v5": [
        scalar("BookingId").converted(**prefixed("bkg_")),
        routes("/bookings/{id}").parameter("id").converted(**prefixed("bkg_")),
        route("GET /bookings").query("after").converted(**prefixed("bkg_")),
    ],
    "v6": [
        schema("Booking").removed("fax", was=str | None, old_sees=None),
        schema("Booking").flattened("place", "wing", "floor"),
        schema("Booking", "BookingCreate").moved("contact.arrival", to="arrival"),
        schema("BookingCreate").required("pillow", default="soft"),
    ],
    "v7": [
        schema("Booking", "BookingCreate").variant_added(
            "items", "Parking", where={"kind": "parking"}, old_sees=LEFT_OUT
        ),
        schema("Booking").nullable("note", old_sees=""),
        schema("BookingCreate").not_null("note", default=""),
        schema("Party").called("Customer", "Supplier"),
        schema("Customer").added("vat_id", default=None),
    ],
    "v8": [
        schema("Booking").optional("rating", old_sees=None),
        schema("BookingCreate").default("nights", was=1, now=2),
        schema("Guest").widened("diet", was={"enum": ["none", "vegetarian"], "default": "none"}, old_sees="vegetarian"),
        schema("BookingCreate").constrained("note", was={"maxLength": 500}),
    ],
    "v9": [
        routes("/").errors().unwrapped(was_in="error"),
        routes("/").errors().renamed("message", to="detail"),
        routes("/").errors().added("title"),
        routes("/").errors().values("code", {"missing": "booking_not_found"}),
        routes("/").errors().media_type(was="application/json", to="application/problem+json"),
    ],
    "v10": [
        route("GET /bookings").paged(into="data", cursor="next", query="cursor", old_sees=all_pages(most=5)),
        routes("/").answer_header("X-Request-Id").renamed(to="Request-Id"),
        routes("/").answer_header("X-Region").added(),
        route("GET /bookings").query("scope").required(default="all"),
        route("GET /bookings").query("status").values({"asked": "requested"}),
    ],
    "v11": [
        schema("BookingCreate").closed(),
        route("PUT /bookings/{id}/note").method("PATCH"),
        route("GET /rooms/{number}/minibar").enveloped(into="data", lost="when it was looked at"),
        route("POST /bookings").header("X-Key").renamed(to="Idempotency-Key"),
        behaviour("overbooking-is-refused"),
        accepted("Passports are checked against the ministry's list, as the law of May wants."),
    ],
    "v12": [
        schema("Passport").renamed("no", to="number"),
        route("GET /bookings").query("tags").listed(),
        route("PATCH /bookings/{id}/note").request_media_type(
            was="application/json", to="application/merge-patch+json"
        ),
        route("PUT /customers/{name}").keeps_the_rest(),
        route("GET /suppliers/{name}").added(),
        schema("Room").narrowed("smoking", was=bool | str | None),
    ],
}


def adapters() -> dict[str, list[type[Change]]]:
    """A change for each version, as a module of adapters has it."""
    return {
        version: [type("Changed", (Change,), {"__doc__": f"What {version} changed.", "operations": operations})]
        for version, operations in CHANGES.items()
    }
