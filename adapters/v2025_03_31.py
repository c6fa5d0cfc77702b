"""2025-03-31: several addresses, and money that adds up."""

from gateway import Change, minor_units, route, schema

MONEY = minor_units({"JPY": 0, "KWD": 3}, most=10**12)


class AddressesAreAList(Change):
    """A customer may have several addresses."""

    operations = [
        schema("Customer", "CustomerCreate").wrapped("address", into="addresses", lost="all but the first"),
        route("PUT /customers/{customer_id}/addresses").added(),
    ]


class AmountsAreMinorUnits(Change):
    """Amounts are integers of the currency's minor unit, together with the currency, where they were decimal text."""

    operations = [
        schema("Order").joined("total", "currency", into="total", by=MONEY),
        schema("Order").joined("refunded", "refunded_currency", into="refunded", by=MONEY),
        schema("LineItem", "LineItemCreate").joined("unit_price", "currency", into="unit_price", by=MONEY),
        schema("Refund", "RefundCreate").joined("amount", "currency", into="amount", by=MONEY),
        schema("DayTotal").joined("amount", "currency", into="amount", by=MONEY),
    ]


class CustomersAreFoundByEmail(Change):
    """Customers are looked up by `email`, as the field is called."""

    operations = [route("GET /customers").query("mail").renamed(to="email")]
