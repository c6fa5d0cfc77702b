"""The rules: what each difference is called, what it does to what may be said, and how grave that is."""
