"""2026-09-01: preferences side by side, wallets, and kiosks in the stores."""

from gateway import Change, schema


class PreferencesAreFields(Change):
    """What a customer prefers is said in fields of the customer, and new customers say their language."""

    operations = [
        schema("Customer", "CustomerCreate", "CustomerUpdate").flattened("preferences", "newsletter", "language"),
        schema("CustomerCreate").required("language", default="en"),
    ]


class StoresHaveKiosks(Change):
    """What was the channel `store` is `counter` or `kiosk`."""

    operations = [
        schema("Order", "OrderCreate").values("channel", {"store": "counter"}),
        schema("Order", "OrderCreate").value_added("channel", "kiosk", old_sees="counter"),
    ]


class WalletsPay(Change):
    """Orders may be paid by wallet; older clients see an invoice in its place."""

    operations = [
        schema("Order", "OrderCreate").variant_added(
            "payment", "Wallet", where={"method": "wallet"}, old_sees={"method": "invoice"}
        ),
    ]
