"""2024-06-01: names and routes as the rest of the world writes them."""

from gateway import Change, route, routes, schema


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
