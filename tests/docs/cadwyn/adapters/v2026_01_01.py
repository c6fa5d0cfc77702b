from gateway import Change, route, schema


class FullName(Change):
    """`name` is now `full_name`, and `/user` is `/users`."""

    operations = [
        schema("User", "UserCreate").renamed("name", to="full_name"),
        route("POST /user").moved("/users"),
    ]
