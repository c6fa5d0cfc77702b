from gateway import ABSENT, Change, schema


class AddressesAreAList(Change):
    """A user may have several addresses."""

    operations = [
        schema("User", "UserCreate").wrapped("address", into="addresses", lost="all but the first", empty=ABSENT),
    ]
