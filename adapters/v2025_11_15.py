"""2025-11-15: orders know where they came from."""

from gateway import Change, route, schema


class NobodyHasAFax(Change):
    """A customer has no `fax` any more. Older clients see that none is known; one they send is ignored."""

    operations = [
        schema("Customer").removed("fax", was=str | None, old_sees=None),
        schema("CustomerCreate").removed("fax", was=str | None, old_sees=None, required=False),
    ]


class OrdersHaveAChannel(Change):
    """An order says through which channel it came; those of older clients came through the web."""

    operations = [schema("Order", "OrderCreate").added("channel", default="web")]


class CustomersHavePreferences(Change):
    """A customer says what to send, and in which language; those of older clients get nothing but what they order."""

    operations = [
        schema("Customer", "CustomerCreate", "CustomerUpdate").added(
            "preferences", default={"newsletter": False, "language": "en"}
        )
    ]


class OrdersSayHowTheyArePaid(Change):
    """An order says how it is paid; those of older clients are paid by invoice."""

    operations = [schema("Order", "OrderCreate").added("payment", default={"method": "invoice"})]


class OrdersAreFilteredByStatus(Change):
    """Orders are filtered by `status`, as the field is called."""

    operations = [route("GET /orders").query("state").renamed(to="status")]


class SalesReportsAreGone(Change):
    """The sales report of a day moved to the data warehouse."""

    operations = [route("GET /reports/sales").removed()]
