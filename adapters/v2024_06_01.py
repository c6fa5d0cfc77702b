"""2024-06-01: names and routes as the rest of the world writes them."""

from gateway import Change, all_pages, prefixed, route, routes, schema


class CustomersHaveAFullName(Change):
    """A customer's `name` is now called `full_name`."""

    operations = [schema("Customer", "CustomerCreate", "CustomerUpdate").renamed("name", to="full_name")]


class OrdersArePlural(Change):
    """`/order` and all below it is now `/orders`."""

    operations = [routes("/order").moved("/orders")]


class CreatingAnswersCreated(Change):
    """Creating a customer, an order or a refund answers 201 Created where it answered 200."""

    operations = [
        route("POST /customers").status(200, to=201),
        route("POST /orders").status(200, to=201),
        route("POST /orders/{order_id}/refunds").status(200, to=201),
    ]


class RefundsSayWhatTheyAre(Change):
    """The ids of refunds begin with `ref_`."""

    operations = [
        schema("Refund").converted("id", **prefixed("ref_")),
        route("/refunds/{refund_id}").parameter("refund_id").converted(**prefixed("ref_")),
    ]


class RefundsComeInPages(Change):
    """The refunds of an order are listed in pages, as everything else is."""

    operations = [
        route("GET /orders/{order_id}/refunds").paged(
            into="data", cursor="next_cursor", query="cursor", old_sees=all_pages(most=20)
        )
    ]


class ErrorsAreProblems(Change):
    """Errors are problem details (RFC 9457), where they were objects with an `error`."""

    operations = [
        routes("/").errors().unwrapped(was_in="error"),
        routes("/").errors().renamed("message", to="detail"),
        routes("/").errors().added("type"),
        routes("/").errors().added("title"),
        routes("/").errors().media_type(was="application/json", to="application/problem+json"),
    ]
